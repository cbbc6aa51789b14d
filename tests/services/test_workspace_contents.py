"""How contents are kept: read by other services, swept when orphaned, whole after a restart."""

from __future__ import annotations

from pathlib import Path

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.workspace import ImportFormat, Language

from boathouse.context import Principal
from boathouse.errors import InvalidParameterValue, PermissionDenied, ResourceDoesNotExist
from boathouse.services.workspace import read
from boathouse.services.workspace.sweep import WorkspaceSweep
from tests.live import LiveServer

ADMIN = Principal(user_id=1, user_name="admin@boathouse.local", admin=True)
SOMEBODY = Principal(user_id=2, user_name="somebody@example.com", admin=False)


@pytest.fixture
def live(tmp_path: Path) -> LiveServer:
    return LiveServer(tmp_path / "data")


def client(live: LiveServer) -> WorkspaceClient:
    return WorkspaceClient(host=live.address, token=live.token)


def contents(live: LiveServer) -> int:
    return len(list((live.data_dir / "blobs" / "workspace").glob("*")))


def test_other_services_read_for_a_principal(server: LiveServer, w: WorkspaceClient) -> None:
    home = f"/Users/{ADMIN.user_name}"
    w.workspace.upload(f"{home}/read-me", b"SELECT 1", language=Language.SQL, overwrite=True)
    w.workspace.upload(f"{home}/read.txt", b"\xff", format=ImportFormat.RAW, overwrite=True)
    parts = server.app.parts
    with parts.database.read() as tx:
        found = read.source(tx, parts.blobs, ADMIN, f"/Workspace{home}/read-me")
        assert (found.path, found.language) == (f"{home}/read-me", "SQL")
        assert found.text == "-- Databricks notebook source\nSELECT 1"
        assert read.file(tx, parts.blobs, ADMIN, f"{home}/read.txt") == b"\xff"
        with pytest.raises(ResourceDoesNotExist):
            read.source(tx, parts.blobs, ADMIN, f"{home}/nothing")
        with pytest.raises(InvalidParameterValue):
            read.source(tx, parts.blobs, ADMIN, f"{home}/read.txt")
        with pytest.raises(InvalidParameterValue):
            read.file(tx, parts.blobs, ADMIN, f"{home}/read-me")
        for name in ("read-me", "nothing"):
            with pytest.raises(PermissionDenied):
                read.source(tx, parts.blobs, SOMEBODY, f"{home}/{name}")


def test_a_replaced_content_goes_after_two_rounds(live: LiveServer) -> None:
    w = client(live)
    w.workspace.upload("/Shared/n", b"1", language=Language.PYTHON)
    w.workspace.upload("/Shared/n", b"2", language=Language.PYTHON, overwrite=True)
    w.workspace.upload("/Shared/gone", b"3", format=ImportFormat.RAW)
    w.workspace.delete("/Shared/gone")
    sweep = WorkspaceSweep(live.app.parts)
    sweep._seen = set()  # as of a server that runs: it has not seen these yet
    assert (sweep.round(), contents(live)) == (0, 3)
    assert (sweep.round(), contents(live)) == (2, 1)
    with w.workspace.download("/Shared/n") as file:
        assert file.read().endswith(b"\n2")
    live.stop()


def test_a_restart_keeps_what_was_acknowledged_and_drops_the_rest(live: LiveServer) -> None:
    w = client(live)
    w.workspace.upload("/Shared/n", b"kept", language=Language.PYTHON)
    live.stop()
    # What a kill leaves behind: a content without its row, a draft half written.
    orphan = live.data_dir / "blobs" / "workspace" / "orphan"
    orphan.write_bytes(b"x")
    draft = live.data_dir / "blobs" / ".partial" / "draft"
    draft.write_bytes(b"x")
    again = LiveServer(live.data_dir)
    with client(again).workspace.download("/Shared/n") as file:
        assert file.read().endswith(b"kept")
    WorkspaceSweep(again.app.parts).round()
    assert not orphan.exists()
    assert not draft.exists()
    again.stop()

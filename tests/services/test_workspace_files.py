"""import-file: the statuses on which the Go CLI and bundles rely."""

from __future__ import annotations

import re
import uuid
from typing import Any
from urllib.parse import quote

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.workspace import Language, ObjectType

from tests.conftest import Person
from tests.live import Api

ADMIN = "admin@boathouse.local"
URL = "/api/2.0/workspace-files/import-file"


@pytest.fixture
def home(w: WorkspaceClient) -> str:
    path = f"/Users/{ADMIN}/{uuid.uuid4().hex}"
    w.workspace.mkdirs(path)
    return path


def send(api: Api, path: str, data: bytes = b"x", overwrite: bool = False) -> Any:
    """As the Go CLI sends it: the whole path is one escaped segment."""
    escaped = quote(path.lstrip("/"), safe="")
    return api.post(f"{URL}/{escaped}?overwrite={str(overwrite).lower()}", data=data)


def test_a_file_is_written_and_replaced_only_when_asked(
    api: Api, w: WorkspaceClient, home: str
) -> None:
    path = f"{home}/a b+é%.txt"
    first = send(api, path, b"\x00\xff")
    assert (first.status_code, first.json()) == (200, {})
    again = send(api, path, b"new")
    assert again.status_code == 409
    assert again.json()["message"] == f"File already exists at ({path})."
    assert send(api, path, b"new", overwrite=True).status_code == 200
    with w.workspace.download(path) as file:
        assert file.read() == b"new"


def test_slashes_may_stay_plain_and_the_body_empty(api: Api, w: WorkspaceClient, home: str) -> None:
    answer = api.post(f"{URL}/Workspace{home}/empty?overwrite=false", data=b"")
    assert answer.status_code == 200
    assert w.workspace.get_status(f"{home}/empty").size == 0


def test_a_missing_parent_is_404(api: Api, home: str) -> None:
    answer = send(api, f"{home}/missing/x")
    assert answer.status_code == 404
    assert answer.json()["message"] == f"The parent folder ({home}/missing) does not exist."


def test_a_notebook_is_one_by_its_header(api: Api, w: WorkspaceClient, home: str) -> None:
    data = b"-- Databricks notebook source\nSELECT 1"
    assert send(api, f"{home}/n.sql", data).status_code == 200
    node = w.workspace.get_status(f"{home}/n")
    assert (node.object_type, node.language) == (ObjectType.NOTEBOOK, Language.SQL)
    answer = send(api, f"{home}/n.sql", data)
    assert answer.status_code == 400
    assert re.search(r"Path \((.*)\) already exists\.", answer.json()["message"])
    assert send(api, f"{home}/n.sql", data, overwrite=True).status_code == 200


def test_json_is_taken_as_bytes(api: Api, w: WorkspaceClient, home: str) -> None:
    answer = api.post(f"{URL}{home}/state.json", json={"path": "/Shared/elsewhere"})
    assert answer.status_code == 200
    with w.workspace.download(f"{home}/state.json") as file:
        assert file.read() == b'{"path": "/Shared/elsewhere"}'


@pytest.mark.parametrize("path", ["/Shared/../x", "/Shared/a\0b", "/Shared/" + "n" * 256])
def test_a_path_that_is_none(api: Api, path: str) -> None:
    answer = send(api, path)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "INVALID_PARAMETER_VALUE")


def test_other_people_s_homes_are_closed(api: Api, other: Person, home: str) -> None:
    send(api, f"{home}/theirs")
    for path in (f"{home}/theirs", f"{home}/new", f"{home}/missing/x", "/root-file"):
        assert send(other.api, path, overwrite=True).status_code == 403
    assert send(api.as_(None), f"{home}/x").status_code == 401

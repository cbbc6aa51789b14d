"""What the engine of a cluster may open of the folders that the operator gave the server."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.catalog import VolumeType

from boathouse.context import Context
from boathouse.services.external_locations import access, store
from boathouse.services.isolation import reach
from boathouse.services.principals import store as principals
from tests.live import LiveServer
from tests.services.grants_by_hand import give

USER = "reach@example.com"
UID = 654_321


@pytest.fixture(scope="module")
def outside() -> Iterator[Path]:
    """A folder beside /tmp, where confined engines have folders of their own."""
    made = Path(tempfile.mkdtemp(prefix=".boathouse-test-", dir=Path.home())).resolve()
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def live(outside: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    server = LiveServer(
        tmp_path_factory.mktemp("reach"), rate_limit=0, external_locations=(outside,)
    )
    server.add_user(USER)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def admin(live: LiveServer) -> WorkspaceClient:
    return WorkspaceClient(host=live.address, token=live.token)


def opened(live: LiveServer, outside: Path, uid: int | None) -> tuple[set[Path], set[Path]]:
    """What an engine of the user may read and write there."""
    read, write = reach.at_start(live.app.parts, USER, uid)
    return (
        {one for one in read if one.is_relative_to(outside)},
        {one for one in write if one.is_relative_to(outside)},
    )


@pytest.mark.parametrize("uid", [None, UID])
def test_an_engine_opens_what_its_principal_holds(
    live: LiveServer, admin: WorkspaceClient, outside: Path, uid: int | None
) -> None:
    folder = outside / f"sales{uid}"
    folder.mkdir()
    name = f"sales_{uid}".lower()
    admin.external_locations.create(name, str(folder), "files")
    with live.app.parts.database.read() as tx:
        row = store.by_name(tx, name)
    assert row is not None
    for privilege, expected in (
        (None, (set(), set())),
        ("BROWSE", (set(), set())),
        ("MANAGE", (set(), set())),
        ("CREATE_EXTERNAL_TABLE", (set(), set())),
        ("READ_FILES", ({folder}, set())),
        ("WRITE_FILES", (set(), {folder})),
    ):
        give(live, USER, row.location_id, *([privilege] if privilege else []))
        assert opened(live, outside, uid) == expected, privilege
    admin.external_locations.update(name, read_only=True)
    assert opened(live, outside, uid) == (set(), set())
    admin.external_locations.update(name, read_only=False)
    # With a volume in it the location is not one's own any more, as a whole.
    (folder / "volume").mkdir()
    place = str(folder / "volume")
    admin.volumes.create("main", "default", name, VolumeType.EXTERNAL, storage_location=place)
    assert opened(live, outside, uid) == (set(), set())
    admin.volumes.delete(f"main.default.{name}")
    admin.external_locations.delete(name)


def test_no_folder_above_opens_more(
    live: LiveServer, admin: WorkspaceClient, outside: Path
) -> None:
    (outside / "own" / "deep").mkdir(parents=True)
    (outside / "table").mkdir()
    admin.external_locations.create("own", str(outside / "own"), "files")
    admin.volumes.create(
        "main", "default", "beside", VolumeType.EXTERNAL, storage_location=str(outside / "table")
    )
    parts = live.app.parts
    with parts.database.read() as tx:
        principal = principals.acting_as(tx, USER)
    assert principal is not None
    ctx = Context(parts, principal, parts.clock())
    own, new = outside / "own", outside / "own" / "deep" / "new"
    assert not access.opens_more(ctx, str(new), str(new))
    assert not access.opens_more(ctx, str(new), str(own / "deep"))
    assert not access.opens_more(ctx, str(new), str(own))
    assert access.opens_more(ctx, str(new), str(outside))
    assert access.opens_more(ctx, str(outside / "new"), str(outside))
    data = parts.config.data_dir.resolve()
    assert not access.opens_more(ctx, str(data / "dbfs" / "x"), str(data / "dbfs"))
    ctx.close()
    admin.volumes.delete("main.default.beside")
    admin.external_locations.delete("own")

"""Each case of the table: closed while any of its grants is missing, open with all of them."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator
from pathlib import Path

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import DatabricksError

from tests.conftest import Person
from tests.denials.cases import TABLE, VOLUME, Case, Grant
from tests.denials.operations import ADMINS
from tests.denials.statements import STRANGERS
from tests.denials.table import CASES
from tests.denials.world import Refused, Visitor, build, grant, is_whole, revoke
from tests.live import Api, LiveServer

USER = "visitor@example.com"


@pytest.fixture(scope="module")
def visitor(server: LiveServer) -> Person:
    token = server.add_user(USER)
    w = WorkspaceClient(host=server.address, token=token)
    return Person(USER, token, w, Api(server.address, token))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the external location is."""
    return tmp_path_factory.mktemp("den") / "den_loc"


@pytest.fixture(scope="module", autouse=True)
def opened(w: WorkspaceClient) -> Iterator[None]:
    """Other engines are let at files, for as long as these tests run."""
    metastore = w.metastores.summary().metastore_id or ""
    w.metastores.update(metastore, external_access_enabled=True)
    yield
    w.metastores.update(metastore, external_access_enabled=False)


@pytest.fixture(scope="module")
def facts(folder: Path) -> dict[str, str]:
    """What is known of the world as it stands."""
    return {"folder": folder.as_uri()}


@pytest.fixture
def coming(visitor: Person, w: WorkspaceClient, folder: Path, facts: dict[str, str]) -> Visitor:
    """The visitor, on the admin's warehouse, before a world that is made anew only after somebody
    changed it."""
    if not is_whole(w):
        build(w, folder)
        facts["table_id"] = w.tables.get(TABLE).table_id or ""
        facts["volume_id"] = w.volumes.read(VOLUME).volume_id or ""
    return Visitor(visitor.w, starter(w), facts)


@functools.cache
def starter(w: WorkspaceClient) -> str:
    return Visitor.of(w).warehouse_id


def without_each(case: Case) -> list[tuple[tuple[Grant, ...], Grant]]:
    return [(tuple(g for g in case.needs if g != lacking), lacking) for lacking in case.needs]


CLOSED = [
    pytest.param(case, held, lacking, id=f"{case.path} without {lacking}")
    for case in CASES
    for held, lacking in without_each(case)
]


@pytest.mark.parametrize(("case", "held", "lacking"), CLOSED)
def test_closed(
    w: WorkspaceClient,
    coming: Visitor,
    case: Case,
    held: tuple[Grant, ...],
    lacking: Grant,
) -> None:
    grant(w, USER, held)
    try:
        with pytest.raises((DatabricksError, Refused)) as caught:
            case.act(coming)
    finally:
        revoke(w, USER, held)
    assert told(case, lacking, str(caught.value), coming), str(caught.value)


def told(case: Case, lacking: Grant, text: str, coming: Visitor | None = None) -> bool:
    """Whether the denial names what is missing. One who does not see an object at all is told the
    first privilege that would show it; an answer to HEAD has no words."""
    if case.told is not None:
        words = coming.filled(case.told) if coming else case.told
        return words in text or lacking.denial in text
    if lacking.privilege == "BROWSE":
        return "User does not have USE CATALOG" in text
    seen = lacking.privilege == "MANAGE" and f"USE SCHEMA on {lacking.securable}" in text
    first = lacking.kind == "registered_model" and f"EXECUTE on {lacking.securable}" in text
    return seen or first or lacking.denial in text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.path)
def test_open(w: WorkspaceClient, coming: Visitor, case: Case) -> None:
    grant(w, USER, case.needs)
    try:
        let_in(case, coming)
    finally:
        revoke(w, USER, case.needs)
        if case.changes:
            with contextlib.suppress(DatabricksError):
                w.catalogs.delete("den", force=True)
        elif case.done is not None:
            case.done(w)


def let_in(case: Case, coming: Visitor) -> None:
    try:
        case.act(coming)
    except Refused as refused:
        if not case.past or "User does not have" in str(refused):
            raise


@pytest.mark.parametrize("operation", ADMINS)
def test_what_no_grant_gives(w: WorkspaceClient, coming: Visitor, operation: str) -> None:
    verb, path, body, lacking = ADMINS[operation]
    metastore = w.metastores.summary().metastore_id
    with pytest.raises(Refused, match=f"User does not have {lacking}"):
        coming.call(verb, path.format(metastore=metastore), json=body)


def test_what_is_denied_to_a_stranger(coming: Visitor) -> None:
    for text in STRANGERS.strip().splitlines():
        with pytest.raises(Refused, match="User does not have "):
            coming.sql(text)

"""Tokens: made, listed, revoked, expired; shown once, kept hashed."""

from __future__ import annotations

from pathlib import Path

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, ResourceDoesNotExist

from boathouse.context import Context
from boathouse.errors import Unauthenticated
from boathouse.services.principals import store as principals
from boathouse.services.tokens import api as tokens_api
from boathouse.services.tokens import store as tokens
from tests.conftest import Person
from tests.live import Api, LiveServer
from tests.services.signin import set_active


def test_a_token_works_until_it_is_deleted(w: WorkspaceClient, api: Api) -> None:
    made = w.tokens.create(comment="ci", lifetime_seconds=3600)
    assert made.token_info is not None
    mine = api.as_(made.token_value)
    assert mine.get("/api/2.0/preview/scim/v2/Me").status_code == 200
    w.tokens.delete(str(made.token_info.token_id))
    answer = mine.get("/api/2.0/preview/scim/v2/Me")
    assert (answer.status_code, answer.json()["error_code"]) == (401, "UNAUTHENTICATED")


def test_the_value_is_shown_once_and_never_stored(w: WorkspaceClient, server: LiveServer) -> None:
    value = str(w.tokens.create(comment="once").token_value)
    assert value not in str(list(w.tokens.list()))
    stored = b"".join(path.read_bytes() for path in server.data_dir.glob("boathouse.db*"))
    assert value.encode() not in stored


def test_a_token_ends_with_its_lifetime(tmp_path: Path) -> None:
    now = [1_700_000_000_000]
    live = LiveServer(tmp_path, clock=lambda: now[0])
    api = Api(live.address, live.token)
    made = api.post("/api/2.0/token/create", json={"lifetime_seconds": "60"}).json()
    mine = api.as_(made["token_value"])
    assert made["token_info"]["expiry_time"] == now[0] + 60_000
    assert mine.get("/api/2.0/token/list").status_code == 200
    now[0] += 60_000
    assert mine.get("/api/2.0/token/list").status_code == 401
    live.stop()


def test_other_people_s_tokens_are_neither_seen_nor_deleted(
    w: WorkspaceClient, other: Person
) -> None:
    made = w.tokens.create(comment="private")
    token_id = str(made.token_info and made.token_info.token_id)
    assert token_id not in [token.token_id for token in other.w.tokens.list()]
    with pytest.raises(ResourceDoesNotExist):
        other.w.tokens.delete(token_id)


@pytest.mark.parametrize("lifetime", [0, -5, 10**12])
def test_a_senseless_lifetime_is_refused(w: WorkspaceClient, lifetime: int) -> None:
    with pytest.raises(InvalidParameterValue):
        w.tokens.create(lifetime_seconds=lifetime)


@pytest.mark.parametrize("deleted", [False, True])
def test_nobody_who_has_just_gone_makes_a_token(
    server: LiveServer, api: Api, deleted: bool
) -> None:
    """Between the question who asks and the insert, an admin ends the user."""
    name = f"gone-{deleted}@example.com"
    server.add_user(name)
    parts = server.app.parts
    with parts.database.read() as tx:
        user = principals.by_name(tx, name)
        assert user is not None
        principal = principals.principal_of(tx, user.principal_id)
    assert principal is not None
    path = f"/api/2.0/preview/scim/v2/Users/{user.principal_id}"
    if deleted:
        assert api.request("DELETE", path).status_code == 204
    else:
        set_active(server, user.principal_id, False)
    with pytest.raises(Unauthenticated):
        tokens_api.create(Context(parts, principal, parts.clock()))
    with parts.database.read() as tx:
        # The one that add_user made is gone too, where deleting ended it.
        assert len(tokens.of_user(tx, user.principal_id)) == (0 if deleted else 1)

"""Token management: admins see, make and revoke everybody's tokens; nobody else does."""

from __future__ import annotations

from pathlib import Path

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, PermissionDenied, ResourceDoesNotExist
from sqlalchemy import insert

from boathouse.services.tokens.lifetime import MAX_LIFETIME_SETTING
from boathouse.store.tables import settings
from tests.conftest import Person
from tests.live import Api, LiveServer
from tests.services.signin import add_robot, set_active

ME = "/api/2.0/preview/scim/v2/Me"


def test_a_token_on_behalf_of_a_service_principal(
    w: WorkspaceClient, server: LiveServer, api: Api
) -> None:
    robot = add_robot(server)
    made = w.token_management.create_obo_token(
        robot.application_id, comment="robot", lifetime_seconds=600
    )
    info = made.token_info
    assert info
    assert info.owner_id == robot.principal_id
    assert (info.created_by_username, info.comment) == ("admin@boathouse.local", "robot")
    mine = api.as_(made.token_value)
    assert mine.get(ME).json()["userName"] == robot.application_id
    assert w.token_management.get(str(info.token_id)).token_info == info
    w.token_management.delete(str(info.token_id))
    assert mine.get(ME).status_code == 401


def test_nobody_s_token_is_made_for_users_or_the_deactivated(
    w: WorkspaceClient, server: LiveServer, other: Person
) -> None:
    robot = add_robot(server)
    set_active(server, robot.principal_id, False)
    for name in ("nobody", other.user_name, "admins", robot.application_id):
        with pytest.raises(ResourceDoesNotExist):
            w.token_management.create_obo_token(name, lifetime_seconds=60)
    for lifetime in (0, -2, 10**12):
        with pytest.raises(InvalidParameterValue):
            w.token_management.create_obo_token(
                add_robot(server).application_id, lifetime_seconds=lifetime
            )


def test_admins_list_by_maker_and_revoke(w: WorkspaceClient, other: Person, api: Api) -> None:
    made = other.w.tokens.create(comment="listed", lifetime_seconds=600)
    assert made.token_info
    token_id = str(made.token_info.token_id)
    everybody = {token.token_id: token for token in w.token_management.list()}
    assert everybody[token_id].created_by_username == other.user_name
    theirs = list(w.token_management.list(created_by_username=other.user_name))
    assert token_id in {token.token_id for token in theirs}
    assert {token.created_by_username for token in theirs} == {other.user_name}
    maker = everybody[token_id].created_by_id
    assert theirs == list(w.token_management.list(created_by_id=maker))
    assert list(w.token_management.list(created_by_username="nobody")) == []
    assert list(w.token_management.list(created_by_id=12)) == []
    assert str(made.token_value) not in str(theirs)
    w.token_management.delete(token_id)
    assert api.as_(made.token_value).get(ME).status_code == 401
    with pytest.raises(ResourceDoesNotExist):
        w.token_management.get(token_id)
    with pytest.raises(ResourceDoesNotExist):
        w.token_management.delete(token_id)


def test_others_do_nothing_here(w: WorkspaceClient, other: Person, server: LiveServer) -> None:
    made = w.tokens.create(comment="mine", lifetime_seconds=600)
    assert made.token_info
    token_id = str(made.token_info.token_id)
    theirs = other.w.token_management
    for refused in (
        lambda: theirs.list(),
        lambda: theirs.get(token_id),
        lambda: theirs.delete(token_id),
        lambda: theirs.create_obo_token(add_robot(server).application_id),
    ):
        with pytest.raises(PermissionDenied):
            refused()
    w.tokens.delete(token_id)


def test_the_workspace_s_own_limit_of_lifetimes(tmp_path: Path) -> None:
    live = LiveServer(tmp_path)
    with live.app.parts.database.write() as tx:
        tx.execute(insert(settings).values(name=MAX_LIFETIME_SETTING, value="7"))
    api = Api(live.address, live.token)
    week = 7 * 86400
    over = api.post("/api/2.0/token/create", json={"lifetime_seconds": week + 1})
    assert (over.status_code, over.json()["error_code"]) == (400, "INVALID_PARAMETER_VALUE")
    info = api.post("/api/2.0/token/create", json={}).json()["token_info"]
    assert info["expiry_time"] - info["creation_time"] == week * 1000
    live.stop()

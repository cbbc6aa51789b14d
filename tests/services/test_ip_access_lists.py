"""IP access lists: kept, enforced when switched on, and never against whoever changes them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    DatabricksError,
    InvalidParameterValue,
    PermissionDenied,
    ResourceDoesNotExist,
)
from databricks.sdk.service.settings import ListType
from sqlalchemy import insert

from boathouse.services.ip_access_lists.addresses import Rules, rules_of
from boathouse.services.ip_access_lists.gate import ENABLE_SETTING
from boathouse.services.ip_access_lists.store import AccessList, insert_list
from boathouse.services.tokens import store as tokens
from boathouse.store.tables import settings
from tests.conftest import Person
from tests.live import Api, LiveServer

ME = "/api/2.0/preview/scim/v2/Me"


@pytest.fixture
def made(w: WorkspaceClient) -> Iterator[list[str]]:
    """Ids of lists to remove again: the server is everybody's."""
    ids: list[str] = []
    yield ids
    for list_id in reversed(ids):
        w.ip_access_lists.delete(list_id)


def test_lists_are_kept_changed_and_removed(w: WorkspaceClient, made: list[str]) -> None:
    info = w.ip_access_lists.create(
        "office", ListType.ALLOW, ip_addresses=["127.0.0.0/8", "2001:db8::/32"]
    ).ip_access_list
    assert info
    list_id = str(info.list_id)
    made.append(list_id)
    assert (info.enabled, info.address_count, info.label) == (True, 2, "office")
    assert w.ip_access_lists.get(list_id).ip_access_list == info
    w.ip_access_lists.update(list_id, label="bureau")
    w.ip_access_lists.replace(list_id, "desk", ListType.BLOCK, True, ip_addresses=["192.0.2.1"])
    (kept,) = [one for one in w.ip_access_lists.list() if one.list_id == list_id]
    assert (kept.label, kept.list_type, kept.ip_addresses) == (
        "desk",
        ListType.BLOCK,
        ["192.0.2.1"],
    )
    assert kept.created_at == info.created_at
    with pytest.raises(ResourceDoesNotExist):
        w.ip_access_lists.get("none")


def test_nobody_locks_themselves_out(w: WorkspaceClient, made: list[str]) -> None:
    def refused() -> object:
        return pytest.raises(DatabricksError, match="would not be allowed")

    lists, home = w.ip_access_lists, ["127.0.0.0/8"]
    with refused():
        lists.create("all", ListType.BLOCK, ip_addresses=["0.0.0.0/0"])
    with refused():
        lists.create("far", ListType.ALLOW, ip_addresses=["192.0.2.0/24"])
    near = lists.create("near", ListType.ALLOW, ip_addresses=["127.0.0.1"]).ip_access_list
    far = lists.create("far", ListType.ALLOW, ip_addresses=["192.0.2.0/24"]).ip_access_list
    assert near
    assert far
    made += [str(near.list_id), str(far.list_id)]
    for change in (
        lambda: lists.delete(str(near.list_id)),
        lambda: lists.update(str(near.list_id), enabled=False),
        lambda: lists.update(str(near.list_id), ip_addresses=["192.0.2.9"]),
        lambda: lists.replace(str(far.list_id), "f", ListType.BLOCK, True, ip_addresses=home),
    ):
        with refused():
            change()
    assert len([one for one in lists.list() if one.enabled]) == 2


def test_senseless_lists_are_refused(w: WorkspaceClient, made: list[str]) -> None:
    for address in ("x", "10.0.0.1/8", "10.0.0.0/33", "", "::ffff:1.2.3.4", "1.2.3", "1.2.3.4 "):
        with pytest.raises(InvalidParameterValue):
            w.ip_access_lists.create("bad", ListType.BLOCK, ip_addresses=[address])
    with pytest.raises(InvalidParameterValue):
        w.ip_access_lists.create(" ", ListType.BLOCK, ip_addresses=["192.0.2.1"])
    many = [f"192.0.2.{n % 256}" for n in range(1001)]
    with pytest.raises(DatabricksError, match="1000"):
        w.ip_access_lists.create("many", ListType.BLOCK, ip_addresses=many)


def test_others_do_nothing_here(w: WorkspaceClient, other: Person, made: list[str]) -> None:
    info = w.ip_access_lists.create("mine", ListType.BLOCK, ip_addresses=["192.0.2.1"])
    assert info.ip_access_list
    list_id = str(info.ip_access_list.list_id)
    made.append(list_id)
    theirs = other.w.ip_access_lists
    for refused in (
        lambda: list(theirs.list()),
        lambda: theirs.get(list_id),
        lambda: theirs.create("x", ListType.ALLOW),
        lambda: theirs.update(list_id, enabled=False),
        lambda: theirs.replace(list_id, "x", ListType.ALLOW, True),
        lambda: theirs.delete(list_id),
    ):
        with pytest.raises(PermissionDenied):
            refused()


def test_lists_are_enforced_when_switched_on(tmp_path: Path) -> None:
    now = [1_700_000_000_000]
    live = LiveServer(tmp_path, clock=lambda: now[0])
    with live.app.parts.database.write() as tx:
        row = AccessList("1", "far", "ALLOW", ["192.0.2.0/24"], True, 1, 1, 1, 1)
        insert_list(tx, row)
        task = tokens.new_value()
        owner = tokens.made_by(tx)[0].user_id
        tokens.insert_token(tx, task, owner, now=now[0], task_run_id=7)
    api = Api(live.address, live.token)
    assert api.get(ME).status_code == 200
    with live.app.parts.database.write() as tx:
        tx.execute(insert(settings).values(name=ENABLE_SETTING, value="true"))
    now[0] += 1000
    refused = api.get(ME)
    assert (refused.status_code, refused.json()["error_code"]) == (403, "PERMISSION_DENIED")
    assert "127.0.0.1" in refused.json()["message"]
    spoofed = {"X-Forwarded-For": "192.0.2.5", "X-Real-IP": "192.0.2.5"}
    assert api.get(ME, headers=spoofed).status_code == 403
    assert api.as_(None).get(ME).status_code == 403
    assert api.as_(None).get("/oidc/.well-known/jwks.json").status_code == 403
    assert api.as_(None).post("/oidc/v1/token", data={"grant_type": "x"}).status_code == 403
    assert api.as_(None).get("/healthz").status_code == 200
    assert api.as_(task).get(ME).status_code == 200
    live.stop()


def test_switching_on_is_refused_to_whom_it_would_turn_away(tmp_path: Path) -> None:
    live = LiveServer(tmp_path)
    w = WorkspaceClient(host=live.address, token=live.token)
    row = AccessList("1", "far", "ALLOW", ["192.0.2.0/24"], True, 1, 1, 1, 1)
    with live.app.parts.database.write() as tx:
        insert_list(tx, row)
    with pytest.raises(DatabricksError, match="do not admit your current IP"):
        w.workspace_conf.set_status({"enableIpAccessLists": "true"})
    w.ip_access_lists.create("near", ListType.ALLOW, ip_addresses=["127.0.0.1"])
    w.workspace_conf.set_status({"enableIpAccessLists": "true"})
    assert w.current_user.me().user_name == "admin@boathouse.local"
    live.stop()


def rules(*lists: tuple[str, list[str]]) -> Rules:
    rows = [AccessList("1", "l", kind, nets, True, 1, 1, 1, 1) for kind, nets in lists]
    return rules_of(rows)


def test_blocking_comes_before_allowing() -> None:
    both = rules(("ALLOW", ["10.0.0.0/8", "2001:db8::/32"]), ("BLOCK", ["10.9.0.0/16"]))
    admitted = ("10.0.0.1", "::ffff:10.0.0.1", "2001:db8::5", "2001:db8::5%eth0")
    assert all(both.admit(address) for address in admitted)
    turned_away = ("10.9.0.1", "::ffff:10.9.0.1", "192.0.2.1", "::1", "", "nonsense")
    assert not any(both.admit(address) for address in turned_away)
    assert rules().admit("192.0.2.1")
    block = rules(("BLOCK", ["10.9.0.0/16"]))
    assert block.admit("192.0.2.1")
    assert not block.admit("10.9.1.1")

"""Groups: members, nesting and its limits, what being an admin comes from."""

from __future__ import annotations

from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, NotFound
from databricks.sdk.service import iam

from boathouse.services.principals import store
from boathouse.services.principals.reader import PrincipalReader
from tests.conftest import Person
from tests.live import Api, LiveServer
from tests.services import scim

ME = f"{scim.BASE}/Me"
SCHEMAS = [iam.PatchSchema.URN_IETF_PARAMS_SCIM_API_MESSAGES_2_0_PATCH_OP]


def test_a_group_s_life_through_the_sdk(w: WorkspaceClient, api: Api) -> None:
    one, two = scim.user(api), scim.user(api)
    made = w.groups.create(
        display_name=scim.unique("team"), members=[iam.ComplexValue(value=one["id"])]
    )
    group_id = str(made.id)
    add = iam.Patch(op=iam.PatchOp.ADD, path="members", value=[{"value": two["id"]}])
    w.groups.patch(group_id, operations=[add], schemas=SCHEMAS)
    assert _members(w, group_id) == sorted([one["id"], two["id"]])
    out = iam.Patch(op=iam.PatchOp.REMOVE, path=f'members[value eq "{one["id"]}"]')
    w.groups.patch(group_id, operations=[out], schemas=SCHEMAS)
    assert _members(w, group_id) == [two["id"]]
    renamed = scim.unique("team")
    w.groups.update(group_id, display_name=renamed)
    read = w.groups.get(group_id)
    assert (read.display_name, read.members) == (renamed, [])
    w.groups.delete(group_id)
    with pytest.raises(NotFound):
        w.groups.get(group_id)


def _members(w: WorkspaceClient, group_id: str) -> list[str]:
    return sorted(str(member.value) for member in w.groups.get(group_id).members or [])


def test_members_show_who_they_are(api: Api) -> None:
    person, inner = scim.user(api, displayName="Pat"), scim.group(api)
    shown = scim.group(api, person, inner)["members"]
    assert {(item["display"], item["$ref"]) for item in shown} == {
        ("Pat", f"Users/{person['id']}"),
        (inner["displayName"], f"Groups/{inner['id']}"),
    }


def test_a_user_shows_its_groups_direct_and_indirect(api: Api) -> None:
    person = scim.user(api)
    inner = scim.group(api, person)
    outer = scim.group(api, inner)
    shown = {item["display"]: item["type"] for item in scim.get(api, "Users", person)["groups"]}
    assert shown == {
        "users": "direct",
        inner["displayName"]: "direct",
        outer["displayName"]: "indirect",
    }


def test_a_group_cannot_be_in_itself(api: Api) -> None:
    inner = scim.group(api)
    middle = scim.group(api, inner)
    outer = scim.group(api, middle)
    for held in (inner, middle, outer):
        add = {"op": "add", "path": "members", "value": [{"value": outer["id"]}]}
        answer = scim.patch(api, "Groups", held, add)
        assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidValue")


def test_groups_nest_ten_deep_and_no_deeper(api: Api) -> None:
    chain = [scim.group(api)]
    while len(chain) < 10:
        chain.append(scim.group(api, chain[-1]))
    top = scim.group(api)
    add = {"op": "add", "path": "members", "value": [{"value": chain[-1]["id"]}]}
    assert "10 levels" in scim.patch(api, "Groups", top, add).json()["detail"]
    below = {"op": "add", "path": "members", "value": [{"value": top["id"]}]}
    assert scim.patch(api, "Groups", chain[0], below).status_code == 400


@pytest.mark.parametrize("value", ["999999999999", "abc", "", "-1"])
def test_an_unknown_member_is_refused(api: Api, value: str) -> None:
    before = scim.group(api)
    add = {"op": "add", "path": "members", "value": [{"value": value}]}
    assert scim.patch(api, "Groups", before, add).status_code == 400
    assert "members" not in scim.get(api, "Groups", before)


def test_an_admin_through_nested_groups(server: LiveServer, api: Api) -> None:
    mine = api.as_(server.add_user(f"{scim.unique('boss')}@example.com"))
    me = mine.get(ME).json()
    inner = scim.group(api, me)
    outer = scim.group(api, inner)
    assert mine.post(f"{scim.BASE}/Groups", json={"displayName": "no"}).status_code == 403
    add = {"op": "add", "path": "members", "value": [{"value": outer["id"]}]}
    assert scim.patch(api, "Groups", {"id": "1"}, add).status_code == 200
    made = mine.post(f"{scim.BASE}/Groups", json={"displayName": scim.unique("by-boss")})
    assert made.status_code == 201
    out = {"op": "remove", "path": f'members[value eq "{inner["id"]}"]'}
    assert scim.patch(api, "Groups", outer, out).status_code == 200
    assert mine.post(f"{scim.BASE}/Groups", json={"displayName": "no"}).status_code == 403
    api.request("DELETE", f"{scim.BASE}/Groups/{outer['id']}")


@pytest.mark.parametrize("group_id", ["1", "2"])
def test_system_groups_stay_as_they_are(w: WorkspaceClient, api: Api, group_id: str) -> None:
    with pytest.raises(BadRequest):
        w.groups.delete(group_id)
    rename = {"op": "replace", "path": "displayName", "value": "else"}
    assert scim.patch(api, "Groups", {"id": group_id}, rename).status_code == 400
    nest = {"op": "add", "path": "members", "value": [{"value": group_id}]}
    assert scim.patch(api, "Groups", scim.group(api), nest).status_code == 400


def test_everybody_is_in_users(w: WorkspaceClient, api: Api) -> None:
    person = scim.user(api)
    assert person["id"] in _members(w, "2")
    out = {"op": "remove", "path": f'members[value eq "{person["id"]}"]'}
    assert scim.patch(api, "Groups", {"id": "2"}, out).status_code == 400


def test_entitlements_of_system_groups_can_change(api: Api) -> None:
    add = {"op": "add", "path": "entitlements", "value": [{"value": "allow-cluster-create"}]}
    answer = scim.patch(api, "Groups", {"id": "2"}, add)
    assert "allow-cluster-create" in scim.values(answer.json()["entitlements"])
    out = {"op": "remove", "path": 'entitlements[value eq "allow-cluster-create"]'}
    assert scim.values(scim.patch(api, "Groups", {"id": "2"}, out).json()["entitlements"]) == [
        "databricks-sql-access",
        "workspace-access",
    ]


@pytest.mark.parametrize("verb", ["POST", "PUT", "PATCH", "DELETE"])
def test_others_cannot_change_groups(other: Person, api: Api, verb: str) -> None:
    made = scim.group(api)
    path = f"{scim.BASE}/Groups" + ("" if verb == "POST" else f"/{made['id']}")
    me = str(other.w.current_user.me().id)
    add = {"op": "add", "path": "members", "value": [{"value": me}]}
    body = {"displayName": made["displayName"], "members": [{"value": me}], "Operations": [add]}
    answer = other.api.request(verb, path, json=body)
    assert (answer.status_code, answer.json()["error_code"]) == (403, "PERMISSION_DENIED")


@pytest.fixture(scope="module")
def tree(api: Api) -> dict[str, Any]:
    """A user in a group that is in three others, which are all in one."""
    person = scim.user(api)
    groups = [scim.group(api, person)]
    groups += [scim.group(api, groups[0]) for _ in range(3)]
    groups.append(scim.group(api, *groups[1:]))
    return {"person": person, "groups": groups}


def test_the_reader_and_the_query_give_the_same(
    server: LiveServer, api: Api, tree: dict[str, Any]
) -> None:
    person, reader = int(tree["person"]["id"]), PrincipalReader()
    database = server.app.parts.database

    def both() -> frozenset[str]:
        with database.read() as tx:
            found = reader.principal_of(tx, person)
            assert found == store.principal_of(tx, person)
            assert found is not None
            assert found.groups == set(store.groups_of(tx, person).values())
            return found.groups

    names = {group["displayName"] for group in tree["groups"]}
    assert both() == names | {"users"}
    renamed = scim.unique("renamed")
    top = tree["groups"][-1]
    scim.patch(api, "Groups", top, {"op": "replace", "path": "displayName", "value": renamed})
    assert both() == names - {top["displayName"]} | {"users", renamed}
    api.request("DELETE", f"{scim.BASE}/Groups/{tree['groups'][0]['id']}")
    assert both() == {"users"}


def test_a_cycle_in_the_rows_is_harmless(server: LiveServer, api: Api) -> None:
    person = scim.user(api)
    inner = scim.group(api, person)
    outer = scim.group(api, inner)
    with server.app.parts.database.write() as tx:
        # No request can do this; a broken row must not hang anybody's sign-in.
        ids = {"group_id": int(inner["id"]), "member_id": int(outer["id"])}
        tx.execute(store.memberships.insert().values(**ids))
        store.touch_groups(tx)
        expected = {"users", inner["displayName"], outer["displayName"]}
        for read in (store.principal_of, PrincipalReader().principal_of):
            found = read(tx, int(person["id"]))
            assert found is not None
            assert found.groups == expected
        cycle = store.memberships.c.group_id == int(inner["id"])
        tx.execute(store.memberships.delete().where(cycle))
        store.touch_groups(tx)

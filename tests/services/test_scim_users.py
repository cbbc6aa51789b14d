"""Users: made, read, changed, ended; what others may do; the account's form; Me."""

from __future__ import annotations

from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, NotFound, PermissionDenied, ResourceConflict
from databricks.sdk.service import iam

from boathouse.services.oauth import sessions
from tests.conftest import Person
from tests.live import Api, LiveServer
from tests.services import jobs, scim

ME = f"{scim.BASE}/Me"


def test_a_user_s_life_through_the_sdk(w: WorkspaceClient) -> None:
    name = f"{scim.unique('Ann')}@example.com"
    made = w.users.create(
        user_name=name,
        display_name="Ann",
        external_id="ext-1",
        name=iam.Name(given_name="Ann", family_name="Lee"),
        entitlements=[iam.ComplexValue(value="allow-cluster-create")],
    )
    user_id = str(made.id)
    read = w.users.get(user_id)
    assert (read.user_name, read.display_name, read.active) == (name, "Ann", True)
    assert read.emails is not None
    assert [email.value for email in read.emails] == [name]
    assert read.entitlements is not None
    assert [item.value for item in read.entitlements] == ["allow-cluster-create"]
    w.users.update(user_id, user_name=name, display_name="Ann Lee")
    read = w.users.get(user_id)
    assert (read.display_name, read.external_id, read.entitlements) == ("Ann Lee", None, [])
    assert [u.id for u in w.users.list(filter=f'userName eq "{name.upper()}"')] == [user_id]
    w.users.delete(user_id)
    with pytest.raises(NotFound):
        w.users.get(user_id)


def test_the_v2_accessor_speaks_to_the_same_users(w: WorkspaceClient) -> None:
    made = w.users_v2.create(user_name=f"{scim.unique('v2')}@example.com")
    assert w.users.get(str(made.id)).user_name == made.user_name
    w.users_v2.delete(str(made.id))


@pytest.mark.parametrize("spelling", [str.lower, str.upper])
def test_a_name_is_taken_in_any_case(w: WorkspaceClient, spelling: Any) -> None:
    name = f"{scim.unique('Taken')}@example.com"
    w.users.create(user_name=name)
    with pytest.raises(ResourceConflict, match="uniqueness"):
        w.users.create(user_name=spelling(name))


def test_a_name_is_taken_among_all_kinds(w: WorkspaceClient, api: Api) -> None:
    name = str(scim.group(api)["displayName"])
    with pytest.raises(ResourceConflict):
        w.users.create(user_name=name)


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"userName": ""},
        {"userName": "a/b"},
        {"userName": ".."},
        {"userName": " a"},
        {"userName": "a\nb"},
        {"userName": "x" * 300},
    ],
)
def test_a_bad_name_is_refused(api: Api, document: dict[str, Any]) -> None:
    answer = api.post(f"{scim.BASE}/Users", json=document)
    assert (answer.status_code, answer.json()["status"]) == (400, "400")


def test_the_name_cannot_change(api: Api) -> None:
    made = scim.user(api)
    renamed = {"op": "replace", "path": "userName", "value": "other-name@example.com"}
    answer = scim.patch(api, "Users", made, renamed)
    assert (answer.status_code, answer.json()["scimType"]) == (400, "mutability")


def test_put_keeps_active_when_it_is_not_sent(api: Api) -> None:
    made = scim.user(api, active=False)
    path = f"{scim.BASE}/Users/{made['id']}"
    answer = api.request("PUT", path, json={"userName": made["userName"], "displayName": "x"})
    assert (answer.status_code, answer.json()["active"]) == (200, False)


@pytest.mark.usefixtures("invented")
def test_extensions_and_unknown_attributes_are_kept(api: Api) -> None:
    extension = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    made = scim.user(api, title="Dr", **{extension: {"department": "R&D"}})
    assert (made["title"], made[extension]) == ("Dr", {"department": "R&D"})
    assert extension in made["schemas"]
    assert api.request("DELETE", f"/api/2.0/preview/scim/v2/Users/{made['id']}").status_code == 204


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": "active", "value": False},
        {"op": "Replace", "value": {"active": "False"}},
    ],
)
def test_deactivating_ends_tokens_at_once(
    server: LiveServer, api: Api, operation: dict[str, Any]
) -> None:
    name = f"{scim.unique('leaver')}@example.com"
    mine = api.as_(server.add_user(name))
    me = mine.get(ME).json()
    assert scim.patch(api, "Users", me, operation).status_code == 200
    assert mine.get(ME).status_code == 401
    back = scim.patch(api, "Users", me, {"op": "replace", "path": "active", "value": True})
    assert back.json()["active"] is True
    assert mine.get(ME).status_code == 401  # the token is gone, not asleep


def test_deleting_ends_tokens_at_once(server: LiveServer, api: Api, w: WorkspaceClient) -> None:
    mine = api.as_(server.add_user(f"{scim.unique('gone')}@example.com"))
    w.users.delete(mine.get(ME).json()["id"])
    assert mine.get(ME).status_code == 401


def test_sessions_end_with_their_principal(server: LiveServer, api: Api) -> None:
    database, made = server.app.parts.database, scim.user(api)
    with database.write() as tx:
        session = sessions.begin(tx, int(made["id"]), "client", "all-apis", now=10**12)
        assert sessions.stands(tx, session.session_id, 10**12)
    scim.patch(api, "Users", made, {"op": "replace", "path": "active", "value": False})
    with database.read() as tx:
        assert not sessions.stands(tx, session.session_id, 10**12)


def test_no_task_starts_for_who_is_not_active(server: LiveServer, api: Api) -> None:
    mine = api.as_(server.add_user(f"{scim.unique('runner')}@example.com"))
    waits = "import os, time\nwhile not os.path.exists('gate'): time.sleep(0.05)"
    first = jobs.script_task(jobs.script(mine, waits), key="first")
    second = jobs.script_task(jobs.script(mine, "print(1)"), key="second")
    run_id = jobs.submit(mine, first, {**second, "depends_on": [{"task_key": "first"}]})
    running = jobs.await_life(api, run_id, "RUNNING")
    me = mine.get(ME).json()
    scim.patch(api, "Users", me, {"op": "replace", "path": "active", "value": False})
    (jobs.task_folder(server.data_dir, running) / "work" / "gate").touch()
    run = jobs.await_end(api, run_id)
    ends = {task["task_key"]: jobs.result(task) for task in run["tasks"]}
    # The engine may go first, with the rights that it had: then the first task ends with it.
    assert ends["second"][0] == "INTERNAL_ERROR" or ends["second"][1] == "UPSTREAM_FAILED"


def test_the_last_admin_stays(w: WorkspaceClient, api: Api) -> None:
    me = api.get(ME).json()
    with pytest.raises(BadRequest, match="last admin"):
        w.users.delete(me["id"])
    off = {"op": "replace", "path": "active", "value": False}
    assert scim.patch(api, "Users", me, off).status_code == 400
    out = {"op": "remove", "path": f'members[value eq "{me["id"]}"]'}
    assert scim.patch(api, "Groups", {"id": "1"}, out).status_code == 400
    assert "admins" in [item["display"] for item in api.get(ME).json()["groups"]]


def test_a_new_user_has_a_home(w: WorkspaceClient, api: Api) -> None:
    made = scim.user(api)
    home = f"/Users/{made['userName']}"
    assert str(w.workspace.get_status(home).object_id) == made["id"]
    w.workspace.mkdirs(f"{home}/work")
    w.users.delete(made["id"])
    # What the user had stays, and admins find it.
    assert [item.path for item in w.workspace.list(home)] == [f"{home}/work"]
    assert home in [item.path for item in w.workspace.list("/Users")]


@pytest.mark.parametrize(
    ("verb", "path"),
    [("POST", "Users"), ("DELETE", "Users/{id}"), ("PUT", "Users/{id}"), ("PATCH", "Users/{id}")],
)
def test_others_cannot_change_users(other: Person, api: Api, verb: str, path: str) -> None:
    made = scim.user(api)
    answer = other.api.request(
        verb,
        f"{scim.BASE}/{path.format(id=made['id'])}",
        json={"userName": made["userName"], "Operations": [{"op": "remove", "path": "title"}]},
    )
    assert (answer.status_code, answer.json()["error_code"]) == (403, "PERMISSION_DENIED")


def test_others_see_basic_attributes_and_cannot_ask_for_the_rest(other: Person, api: Api) -> None:
    made = scim.user(api, externalId=scim.unique("secret"), entitlements=[{"value": "e"}])
    shown = scim.get(other.api, "Users", made)
    assert shown["userName"] == made["userName"]
    assert not {"externalId", "entitlements", "roles"} & shown.keys()
    asked = {"filter": f'externalId eq "{made["externalId"]}"'}
    assert other.api.get(f"{scim.BASE}/Users", params=asked).json()["totalResults"] == 0
    assert api.get(f"{scim.BASE}/Users", params=asked).json()["totalResults"] == 1


def test_a_user_changes_its_own_display_name_and_no_more(other: Person) -> None:
    me = other.w.current_user.me()
    user = {"id": str(me.id)}
    shown = {"op": "replace", "path": "displayName", "value": "Somebody Else"}
    assert scim.patch(other.api, "Users", user, shown).status_code == 200
    assert other.w.current_user.me().display_name == "Somebody Else"
    for operation in (
        {"op": "add", "path": "entitlements", "value": [{"value": "allow-instance-pool-create"}]},
        {"op": "replace", "path": "externalId", "value": "x"},
        {"op": "replace", "path": "active", "value": False},
        {"op": "add", "path": "emails", "value": [{"value": "x@example.com"}]},
    ):
        assert scim.patch(other.api, "Users", user, operation).status_code == 403
    with pytest.raises(PermissionDenied):
        other.w.users.delete(str(me.id))


def test_me_shows_the_attributes_that_are_asked_for(w: WorkspaceClient, api: Api) -> None:
    whole = api.get(ME).json()
    assert {group["display"] for group in whole["groups"]} == {"admins", "users"}
    part = api.get(ME, params={"attributes": "id,userName"}).json()
    assert part.keys() == {"schemas", "id", "userName"}
    assert "emails" not in api.get(ME, params={"excludedAttributes": "emails"}).json()


def test_the_account_s_form(api: Api) -> None:
    account = api.get("/.well-known/databricks-config").json()["account_id"]
    made = scim.user(api)
    for base in (
        f"/api/2.0/accounts/{account}/scim/v2",
        f"/api/2.1/accounts/{account}/scim/v2",
        "/api/2.0/account/scim/v2",
    ):
        answer = api.get(f"{base}/Users/{made['id']}")
        assert answer.json()["userName"] == made["userName"]
    wrong = api.get(f"/api/2.0/accounts/not-ours/scim/v2/Users/{made['id']}")
    assert wrong.status_code == 404


@pytest.mark.parametrize("user_id", ["0", "abc", "9" * 30, "-1", "1"])
def test_an_unknown_id_is_told_in_scim(api: Api, user_id: str) -> None:
    answer = api.get(f"{scim.BASE}/Users/{user_id}")
    assert answer.status_code == 404
    told = answer.json()
    assert told["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert (told["status"], "not found" in told["detail"]) == ("404", True)

"""Permissions at work: groups, folders, lists, runs, run_as, tokens, secrets, deletions."""

from __future__ import annotations

from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import PermissionDenied

from boathouse.services.permissions.levels import kinds
from tests.conftest import Person
from tests.live import Api, LiveServer
from tests.services.permissions import (
    ADMIN,
    cluster,
    ended_run,
    folder,
    give,
    group,
    id_of,
    job,
    object_id,
    person,
    put_file,
    service_principal,
    shown,
)


def test_groups_of_groups_count(api: Api, server: LiveServer) -> None:
    who = person(server)
    inner = group(api, id_of(server, who.user_name))
    outer = group(api, id_of(server, inner))
    job_id = job(api)
    assert who.api.get("/api/2.1/jobs/get", params={"job_id": job_id}).status_code == 403
    give(api, "jobs", job_id, "CAN_VIEW", group_name=outer)
    assert who.api.get("/api/2.1/jobs/get", params={"job_id": job_id}).status_code == 200
    robot = service_principal(server, api)
    assert robot.api.get("/api/2.1/jobs/get", params={"job_id": job_id}).status_code == 403
    give(api, "jobs", job_id, "CAN_VIEW", service_principal_name=robot.user_name)
    assert robot.api.get("/api/2.1/jobs/get", params={"job_id": job_id}).status_code == 200


def test_folders_pass_their_permissions_on(api: Api, server: LiveServer) -> None:
    who = person(server)
    path, number = folder(api)
    assert put_file(api, f"{path}/f.txt").status_code == 200
    status = {"params": {"path": f"{path}/f.txt"}}
    assert who.api.get("/api/2.0/workspace/get-status", **status).status_code == 403
    give(api, "directories", number, "CAN_READ", user_name=who.user_name)
    assert who.api.get("/api/2.0/workspace/get-status", **status).status_code == 200
    assert put_file(who.api, f"{path}/f.txt", overwrite=True).status_code == 403
    file_id = object_id(api, f"{path}/f.txt")
    entries = api.get(f"/api/2.0/permissions/files/{file_id}").json()["access_control_list"]
    [own] = [entry for entry in entries if entry.get("user_name") == who.user_name]
    assert own["all_permissions"] == [
        {
            "permission_level": "CAN_READ",
            "inherited": True,
            "inherited_from_object": [f"/directories/{number}"],
        }
    ]
    give(api, "files", file_id, "CAN_EDIT", user_name=who.user_name)
    assert put_file(who.api, f"{path}/f.txt", overwrite=True).status_code == 200
    assert put_file(who.api, f"{path}/g.txt").status_code == 403
    give(api, "directories", number, "CAN_MANAGE", user_name=who.user_name)
    assert put_file(who.api, f"{path}/g.txt").status_code == 200


def test_a_list_shows_what_one_may_see(api: Api, server: LiveServer) -> None:
    who = person(server)
    seen, hidden = folder(api, "/seen-by-some"), folder(api, "/seen-by-none")
    give(api, "directories", seen[1], "CAN_READ", user_name=who.user_name)
    root = who.api.get("/api/2.0/workspace/list", params={"path": "/"}).json()["objects"]
    paths = [found["path"] for found in root]
    assert seen[0] in paths
    assert hidden[0] not in paths
    assert who.api.get("/api/2.0/workspace/list", params={"path": hidden[0]}).status_code == 403
    homes = who.api.get("/api/2.0/workspace/list", params={"path": "/Users"}).json()["objects"]
    assert [found["path"] for found in homes] == [f"/Users/{who.user_name}"]


def test_a_home_can_be_shared(server: LiveServer) -> None:
    owner, guest = person(server), person(server)
    home = f"/Users/{owner.user_name}"
    number = object_id(owner.api, home)
    document = owner.api.get(f"/api/2.0/permissions/directories/{number}").json()
    assert shown(document)[owner.user_name] == [("CAN_MANAGE", True)]
    assert guest.api.get("/api/2.0/workspace/list", params={"path": home}).status_code == 403
    give(owner.api, "directories", number, "CAN_READ", user_name=guest.user_name)
    assert guest.api.get("/api/2.0/workspace/list", params={"path": home}).status_code == 200
    homes = guest.api.get("/api/2.0/workspace/list", params={"path": "/Users"}).json()["objects"]
    assert {found["path"] for found in homes} == {home, f"/Users/{guest.user_name}"}


def test_jobs_lists_show_what_one_may_see_page_by_page(api: Api, server: LiveServer) -> None:
    who = person(server)
    every = [job(api, name="mixed") for _ in range(9)]
    mine = every[::3]
    for job_id in mine:
        give(api, "jobs", job_id, "CAN_VIEW", user_name=who.user_name)
    pages, token = [], ""
    while True:
        query: dict[str, Any] = {"limit": 2, **({"page_token": token} if token else {})}
        page = who.api.get("/api/2.2/jobs/list", params=query).json()
        pages.append([found["job_id"] for found in page["jobs"]])
        token = page.get("next_page_token", "")
        if not token:
            break
    assert pages == [mine[:0:-1], mine[:1]]


def test_the_list_of_clusters_shows_what_one_may_see(api: Api, server: LiveServer) -> None:
    who = person(server)
    seen, hidden = cluster(server), cluster(server)
    assert who.api.get("/api/2.1/clusters/list").json() == {"clusters": []}
    give(api, "clusters", seen, "CAN_ATTACH_TO", user_name=who.user_name)
    [listed] = who.api.get("/api/2.1/clusters/list").json()["clusters"]
    assert listed["cluster_id"] == seen
    everything = api.get("/api/2.1/clusters/list").json()["clusters"]
    assert {seen, hidden} <= {one["cluster_id"] for one in everything}


def test_runs_follow_their_job(api: Api, server: LiveServer) -> None:
    owner, guest = person(server), person(server)
    job_id = job(owner.api)
    run_id = ended_run(server, job_id, owner.user_name)
    query = {"params": {"run_id": run_id}}
    assert guest.api.get("/api/2.2/jobs/runs/get", **query).status_code == 403
    assert guest.api.get("/api/2.2/jobs/runs/list").json() == {}
    give(owner.api, "jobs", job_id, "CAN_VIEW", user_name=guest.user_name)
    assert guest.api.get("/api/2.2/jobs/runs/get", **query).status_code == 200
    [listed] = guest.api.get("/api/2.2/jobs/runs/list").json()["runs"]
    assert listed["run_id"] == run_id
    body = {"run_id": run_id}
    assert guest.api.post("/api/2.2/jobs/runs/cancel", json=body).status_code == 403
    # The job goes, its run stays, and so does who may see it.
    assert owner.api.post("/api/2.1/jobs/delete", json={"job_id": job_id}).status_code == 200
    assert guest.api.get("/api/2.2/jobs/runs/get", **query).status_code == 200
    assert person(server).api.get("/api/2.2/jobs/runs/get", **query).status_code == 403
    assert owner.api.post("/api/2.2/jobs/runs/delete", json=body).status_code == 200
    assert api.get(f"/api/2.0/permissions/jobs/{job_id}").status_code == 404


def test_a_submitted_run_is_its_creators(server: LiveServer, api: Api) -> None:
    creator = person(server)
    run_id = ended_run(server, None, creator.user_name)
    query = {"params": {"run_id": run_id}}
    assert creator.api.get("/api/2.2/jobs/runs/get", **query).status_code == 200
    assert person(server).api.get("/api/2.2/jobs/runs/get", **query).status_code == 403
    job_id = creator.api.get("/api/2.2/jobs/runs/get", **query).json()["job_id"]
    assert shown(api.get(f"/api/2.0/permissions/jobs/{job_id}").json())[creator.user_name]


def test_access_control_lists_of_new_jobs_and_runs(api: Api, server: LiveServer) -> None:
    guest = person(server)
    acl = [{"user_name": guest.user_name, "permission_level": "CAN_MANAGE_RUN"}]
    job_id = job(api, access_control_list=acl)
    assert guest.api.post("/api/2.1/jobs/run-now", json={"job_id": job_id}).status_code == 200
    settings = api.get("/api/2.1/jobs/get", params={"job_id": job_id}).json()["settings"]
    assert "access_control_list" not in settings
    wrong = [{"user_name": guest.user_name, "permission_level": "CAN_RESTART"}]
    body = {"tasks": [], "access_control_list": wrong}
    assert api.post("/api/2.1/jobs/create", json=body).status_code == 400


def test_run_as(api: Api, server: LiveServer) -> None:
    owner, robot = person(server), service_principal(server, api)
    as_robot = {"service_principal_name": robot.user_name}
    job_id = job(api, run_as=as_robot)
    shown_job = api.get("/api/2.2/jobs/get", params={"job_id": job_id}).json()
    assert shown_job["run_as_user_name"] == robot.user_name
    assert shown_job["settings"]["run_as"] == as_robot
    task = {"task_key": "t", "notebook_task": {"notebook_path": "/Shared/none"}}
    for run_as, status in (
        (as_robot, 403),
        ({"user_name": ADMIN}, 403),
        ({"user_name": owner.user_name}, 200),
        ({"user_name": "nobody@example.com"}, 400),
        ({"group_name": "users"}, 501),
    ):
        for path in ("/api/2.1/jobs/create", "/api/2.1/jobs/runs/submit"):
            if (path, status) == ("/api/2.1/jobs/runs/submit", 200):
                continue  # it would start an engine
            answer = owner.api.post(path, json={"tasks": [task], "run_as": run_as})
            assert answer.status_code == status, answer.text
    # Who may manage the job may keep its run_as, not choose one.
    give(api, "jobs", job_id, "CAN_MANAGE", user_name=owner.user_name)
    keep = {"job_id": job_id, "new_settings": {"name": "renamed"}}
    assert owner.api.post("/api/2.1/jobs/update", json=keep).status_code == 200
    choose = {"job_id": job_id, "new_settings": {"run_as": {"user_name": ADMIN}}}
    assert owner.api.post("/api/2.1/jobs/update", json=choose).status_code == 403


def test_a_cluster_runs_tasks_of_its_own_user_only(api: Api, server: LiveServer) -> None:
    owner, guest = person(server), person(server)
    cluster_id = cluster(server, owner.user_name)
    task = {
        "task_key": "t",
        "existing_cluster_id": cluster_id,
        "notebook_task": {"notebook_path": "/Shared/none"},
    }
    body = {"tasks": [task]}
    assert owner.api.post("/api/2.1/jobs/create", json=body).status_code == 200
    denied = guest.api.post("/api/2.1/jobs/create", json=body)
    assert "does not have" in denied.json()["message"]
    give(owner.api, "clusters", cluster_id, "CAN_MANAGE", user_name=guest.user_name)
    for who in (guest.api, api):
        denied = who.post("/api/2.1/jobs/create", json=body)
        assert (denied.status_code, denied.json()["error_code"]) == (403, "PERMISSION_DENIED")
        assert "Single-user check failed" in denied.json()["message"]


def test_who_may_use_tokens(api: Api, server: LiveServer) -> None:
    path = "/api/2.0/permissions/authorization/tokens"
    before = api.get(path).json()
    assert (before["object_id"], before["object_type"]) == ("/authorization/tokens", "tokens")
    assert shown(before)["users"] == [("CAN_USE", False)]
    one, two = person(server), person(server)
    assert one.api.get(path).status_code == 403
    only = [{"user_name": one.user_name, "permission_level": "CAN_USE"}]
    try:
        assert api.request("PUT", path, json={"access_control_list": only}).status_code == 200
        assert one.api.post("/api/2.0/token/create", json={}).status_code == 200
        assert two.api.get("/api/2.0/token/list").status_code == 401
        assert api.get("/api/2.0/token/list").status_code == 200
    finally:
        everybody = [{"group_name": "users", "permission_level": "CAN_USE"}]
        api.request("PUT", path, json={"access_control_list": everybody})
    assert two.api.get("/api/2.0/token/list").status_code == 200


def test_secret_permissions_of_groups_and_service_principals(api: Api, server: LiveServer) -> None:
    who, robot = person(server), service_principal(server, api)
    team = group(api, id_of(server, who.user_name))
    assert api.post("/api/2.0/secrets/scopes/create", json={"scope": team}).status_code == 200
    for name in (team, robot.user_name):
        body = {"scope": team, "principal": name.upper(), "permission": "READ"}
        assert api.post("/api/2.0/secrets/acls/put", json=body).status_code == 200
    items = api.get("/api/2.0/secrets/acls/list", params={"scope": team}).json()["items"]
    assert {item["principal"] for item in items} == {team, robot.user_name, ADMIN}
    for reader in (who, robot):
        listed = reader.api.get("/api/2.0/secrets/list", params={"scope": team})
        assert listed.status_code == 200
    # A group of the same name is not the same group.
    gone = f"/api/2.0/preview/scim/v2/Groups/{id_of(server, team)}"
    assert api.request("DELETE", gone).status_code in (200, 204)
    again = api.post(
        "/api/2.0/preview/scim/v2/Groups",
        json={"displayName": team, "members": [{"value": id_of(server, who.user_name)}]},
    )
    assert again.status_code == 201
    assert who.api.get("/api/2.0/secrets/list", params={"scope": team}).status_code == 403


def test_deleting_a_principal_takes_its_permissions(
    w: WorkspaceClient, api: Api, server: LiveServer
) -> None:
    who = person(server)
    job_id = job(api)
    give(api, "jobs", job_id, "CAN_MANAGE", user_name=who.user_name)
    w.users.delete(id_of(server, who.user_name))
    server.add_user(who.user_name)
    assert who.user_name not in shown(api.get(f"/api/2.0/permissions/jobs/{job_id}").json())


def test_deleting_an_object_takes_its_permissions(api: Api, server: LiveServer) -> None:
    from boathouse.services.permissions import store

    path, number = folder(api)
    assert put_file(api, f"{path}/f").status_code == 200
    file_id, cluster_id, job_id = object_id(api, f"{path}/f"), cluster(server), job(api)
    who = person(server).user_name
    held = (("directories", number), ("files", file_id), ("jobs", job_id), ("clusters", cluster_id))
    for kind, one in held:
        weakest = kinds()[kind].levels[0]
        give(api, kind, one, weakest, user_name=who)
    api.post("/api/2.0/workspace/delete", json={"path": path, "recursive": True})
    api.post("/api/2.1/jobs/delete", json={"job_id": job_id})
    api.post("/api/2.1/clusters/permanent-delete", json={"cluster_id": cluster_id})
    with server.app.parts.database.read() as tx:
        assert [store.of(tx, kind, str(one)) for kind, one in held] == [{}, {}, {}, {}]


def test_nobody_but_admins_sees_the_switches(api: Api, w: WorkspaceClient, other: Person) -> None:
    with pytest.raises(PermissionDenied):
        other.w.workspace_conf.get_status("enableIpAccessLists")
    w.workspace_conf.set_status({"maxTokenLifetimeDays": "90", "enableWebTerminal": "true"})
    kept = w.workspace_conf.get_status("maxTokenLifetimeDays,enableWebTerminal,enableDcs")
    assert kept == {
        "maxTokenLifetimeDays": "90",
        "enableWebTerminal": "true",
        "enableDcs": None,
    }
    w.workspace_conf.set_status({"maxTokenLifetimeDays": ""})
    for contents, status in (
        ({"enableTokensConfig": "false"}, 501),
        ({"nonsense": "true"}, 400),
        ({"enableIpAccessLists": "perhaps"}, 400),
        ({"maxTokenLifetimeDays": "many"}, 400),
        ({}, 400),
    ):
        answer = api.request("PATCH", "/api/2.0/workspace-conf", json=contents)
        assert answer.status_code == status, answer.text

"""Permissions: the documents, PUT and PATCH, owners, inheritance, what ends with whom."""

from __future__ import annotations

from typing import get_args

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, NotFound
from databricks.sdk.service import compute, iam, jobs, workspace

from boathouse.services.permissions.levels import kinds
from boathouse.wire import compute as wire_compute
from boathouse.wire import iam as wire_iam
from boathouse.wire import jobs as wire_jobs
from boathouse.wire import settings as wire_settings
from boathouse.wire import sql as wire_sql
from boathouse.wire import workspace as wire_workspace
from tests.live import Api, LiveServer
from tests.services.permissions import (
    ADMIN,
    cluster,
    folder,
    give,
    group,
    id_of,
    job,
    person,
    shown,
)

TREE = wire_workspace.WorkspaceObjectPermissionLevel
ENUMS = {
    "jobs": wire_jobs.JobPermissionLevel,
    "clusters": wire_compute.ClusterPermissionLevel,
    "cluster-policies": wire_compute.ClusterPolicyPermissionLevel,
    "instance-pools": wire_compute.InstancePoolPermissionLevel,
    "notebooks": TREE,
    "directories": TREE,
    "files": TREE,
    "repos": wire_workspace.RepoPermissionLevel,
    "warehouses": wire_sql.WarehousePermissionLevel,
    "authorization/tokens": wire_settings.TokenPermissionLevel,
    "authorization/passwords": wire_iam.PasswordPermissionLevel,
}


@pytest.mark.parametrize("kind", sorted(ENUMS))
def test_the_levels_are_those_of_the_wire(kind: str) -> None:
    assert set(kinds()[kind].levels) == set(get_args(ENUMS[kind]))


def test_every_level_is_one_of_the_wire() -> None:
    known = set(get_args(wire_iam.PermissionLevel))
    assert all(known.issuperset(kind.levels) for kind in kinds().values())


def test_the_document_of_a_job(w: WorkspaceClient, api: Api) -> None:
    job_id = job(api)
    assert api.get(f"/api/2.0/permissions/jobs/{job_id}").json() == {
        "object_id": f"/jobs/{job_id}",
        "object_type": "job",
        "access_control_list": [
            {
                "user_name": ADMIN,
                "display_name": ADMIN,
                "all_permissions": [{"permission_level": "IS_OWNER", "inherited": False}],
            },
            {
                "group_name": "admins",
                "all_permissions": [
                    {
                        "permission_level": "CAN_MANAGE",
                        "inherited": True,
                        "inherited_from_object": ["/jobs/"],
                    }
                ],
            },
        ],
    }
    levels = w.jobs.get_permission_levels(str(job_id)).permission_levels or []
    named = [level.permission_level for level in levels]
    assert named == [jobs.JobPermissionLevel(level) for level in kinds()["jobs"].levels]


def test_put_replaces_and_patch_adds(api: Api, server: LiveServer) -> None:
    path = f"/api/2.0/permissions/jobs/{job(api)}"
    one, two = person(server).user_name, person(server).user_name
    first = {"access_control_list": [{"user_name": one, "permission_level": "CAN_VIEW"}]}
    second = {"access_control_list": [{"user_name": two, "permission_level": "CAN_MANAGE"}]}
    api.request("PATCH", path, json=first)
    both = shown(api.request("PATCH", path, json=second).json())
    assert (both[one], both[two]) == ([("CAN_VIEW", False)], [("CAN_MANAGE", False)])
    replaced = shown(api.request("PUT", path, json=second).json())
    assert one not in replaced
    assert replaced[ADMIN] == [("IS_OWNER", False)]
    assert ADMIN in shown(api.request("PUT", path, json={}).json())


def test_sdk_methods_of_each_service(w: WorkspaceClient, api: Api, server: LiveServer) -> None:
    who = person(server).user_name
    cluster_id = cluster(server)
    w.clusters.set_permissions(
        cluster_id,
        access_control_list=[
            compute.ClusterAccessControlRequest(
                user_name=who, permission_level=compute.ClusterPermissionLevel.CAN_RESTART
            )
        ],
    )
    assert who in shown(w.clusters.get_permissions(cluster_id).as_dict())
    assert ADMIN not in shown(w.clusters.get_permissions(cluster_id).as_dict())
    _, number = folder(api)
    w.workspace.update_permissions(
        "directories",
        str(number),
        access_control_list=[
            workspace.WorkspaceObjectAccessControlRequest(
                user_name=who, permission_level=workspace.WorkspaceObjectPermissionLevel.CAN_RUN
            )
        ],
    )
    given = w.workspace.get_permissions("directories", str(number)).as_dict()
    assert shown(given)[who] == [("CAN_RUN", False)]
    assert w.workspace.get_permission_levels("directories", str(number)).permission_levels
    assert w.permissions.get("directories", str(number)).as_dict() == given


def test_terraform_is_told_that_an_owner_is_missing(
    w: WorkspaceClient, api: Api, server: LiveServer
) -> None:
    owner = person(server)
    job_id = job(owner.api)
    w.users.delete(id_of(server, owner.user_name))
    with pytest.raises(InvalidParameterValue, match="with no existing owner must provide a new"):
        w.permissions.set("jobs", str(job_id), access_control_list=[])
    mine = iam.AccessControlRequest(user_name=ADMIN, permission_level=iam.PermissionLevel.IS_OWNER)
    w.permissions.set("jobs", str(job_id), access_control_list=[mine])
    assert w.jobs.get(job_id).run_as_user_name == ADMIN


def test_one_owner_and_no_group(w: WorkspaceClient, api: Api, server: LiveServer) -> None:
    path = f"/api/2.0/permissions/jobs/{job(api)}"
    who, team = person(server).user_name, group(api)
    owner = {"permission_level": "IS_OWNER"}
    for acl, text in (
        ([{"user_name": who, **owner}, {"user_name": ADMIN, **owner}], "exactly one owner"),
        ([{"user_name": ADMIN, "permission_level": "CAN_VIEW"}], "exactly one owner"),
        ([{"group_name": team, **owner}], "group cannot be the owner"),
        ([{"group_name": "admins", "permission_level": "CAN_VIEW"}], "cannot be lowered"),
        ([{"user_name": who, "permission_level": "CAN_RESTART"}], "not one of those of jobs"),
        ([{"user_name": who}], "not one of those of jobs"),
        ([{"user_name": who, "group_name": team, **owner}], "names exactly one"),
        ([{"permission_level": "CAN_VIEW"}], "names exactly one"),
    ):
        answer = api.request("PUT", path, json={"access_control_list": acl})
        assert (answer.status_code, answer.json()["error_code"]) == (400, "INVALID_PARAMETER_VALUE")
        assert text in answer.json()["message"]
    given = api.request("PUT", path, json={"access_control_list": [{"user_name": who, **owner}]})
    assert shown(given.json())[who] == [("IS_OWNER", False)]
    assert ADMIN not in shown(given.json())


def test_only_admins_give_a_job_away(api: Api, server: LiveServer) -> None:
    """Otherwise its code would run with the rights of somebody who never asked for it."""
    owner, helper = person(server), person(server)
    job_id = job(owner.api)
    give(owner.api, "jobs", job_id, "CAN_MANAGE", user_name=helper.user_name)
    for who, new in ((owner, ADMIN), (helper, helper.user_name)):
        entry = {"user_name": new, "permission_level": "IS_OWNER"}
        body = {"access_control_list": [entry]}
        answer = who.api.request("PATCH", f"/api/2.0/permissions/jobs/{job_id}", json=body)
        assert (answer.status_code, answer.json()["error_code"]) == (403, "PERMISSION_DENIED")
        task = {"task_key": "t", "notebook_task": {"notebook_path": "/Shared/none"}}
        made = who.api.post("/api/2.1/jobs/create", json={"tasks": [task], **body})
        assert made.status_code == (403 if new == ADMIN else 200)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("jobs/1", 404, "RESOURCE_DOES_NOT_EXIST"),
        ("jobs/abc", 404, "RESOURCE_DOES_NOT_EXIST"),
        ("clusters/none", 404, "RESOURCE_DOES_NOT_EXIST"),
        ("notebooks/1", 404, "RESOURCE_DOES_NOT_EXIST"),
        ("directories/99999", 404, "RESOURCE_DOES_NOT_EXIST"),
        ("warehouses/1", 404, "RESOURCE_DOES_NOT_EXIST"),
        ("sql/warehouses/1", 404, "RESOURCE_DOES_NOT_EXIST"),
        ("experiments/1", 501, "NOT_IMPLEMENTED"),
        ("repos/1", 501, "NOT_IMPLEMENTED"),
        ("nonsense/1", 400, "BAD_REQUEST"),
        ("authorization/nonsense", 400, "BAD_REQUEST"),
    ],
)
def test_what_is_not_there(api: Api, path: str, status: int, code: str) -> None:
    for suffix in ("", "/permissionLevels"):
        answer = api.get(f"/api/2.0/permissions/{path}{suffix}")
        assert (answer.status_code, answer.json()["error_code"]) == (status, code)


def test_an_unknown_principal(w: WorkspaceClient, api: Api) -> None:
    entry = iam.AccessControlRequest(
        user_name="nobody@example.com", permission_level=iam.PermissionLevel.CAN_VIEW
    )
    with pytest.raises(NotFound, match=r"Principal: UserName\(nobody@example.com\) does not exist"):
        w.permissions.update("jobs", str(job(api)), access_control_list=[entry])

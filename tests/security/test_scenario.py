"""The second half of docs/security.md's scenario: clusters, secrets, tokens, and people who go.

Every denied read must hold nothing of what it was denied: not the source, not a name, not a value.
"""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import DatabricksError, PermissionDenied, Unauthenticated
from databricks.sdk.service.iam import Patch, PatchOp, PatchSchema
from databricks.sdk.service.jobs import SparkPythonTask, SubmitTask
from databricks.sdk.service.workspace import AclPermission

from tests.conftest import Person
from tests.live import Api, LiveServer
from tests.services.jobs import (
    accepted,
    await_end,
    await_file,
    await_life,
    output,
    result,
    submit,
    task_folder,
)
from tests.services.permissions import (
    cluster,
    folder,
    give,
    group,
    id_of,
    object_id,
    person,
    put_file,
)
from tests.services.signin import add_robot

SCIM = "/api/2.0/preview/scim/v2"
MARKS = ("mark-of-source-51c2", "mark-of-settings-8d07", "mark-of-secret-e9a4", "mark-of-file-2b6f")
SOURCE_MARK, SETTINGS_MARK, SECRET, FILE_MARK = MARKS
NOTEBOOK = f"""\
# {SOURCE_MARK}
print("the secret is", dbutils.secrets.get(dbutils.widgets.get("scope"), "key"))
dbutils.notebook.exit("made")
"""
# What a task tries with the token that it was given: [verb, path, query or body] each.
PROBE = """\
import json, os, sys, requests
host, token = os.environ["DATABRICKS_HOST"], os.environ["DATABRICKS_TOKEN"]
for verb, path, sent in json.loads(sys.argv[1]):
    where = {"params" if verb == "GET" else "json": sent}
    answer = requests.request(
        verb, host + path, headers={"Authorization": "Bearer " + token}, timeout=30, **where
    )
    print(json.dumps({"path": path, "status": answer.status_code, "text": answer.text}))
"""
LINGER = """\
import os, time, requests
headers = {"Authorization": "Bearer " + os.environ["DATABRICKS_TOKEN"]}
print("up", flush=True)
for _ in range(1200):
    status = requests.get(os.environ["DATABRICKS_HOST"] + "/api/2.2/jobs/list", headers=headers)
    if status.status_code != 200:
        break
    time.sleep(0.05)
print("ended with", status.status_code, status.text)
"""

Call = tuple[str, str, dict[str, Any]]


class Play:
    """What is Ada's, and the people around her."""

    def __init__(self, server: LiveServer, admin: Api, w: WorkspaceClient) -> None:
        self.server, self.admin = server, admin
        self.ada, self.bob, self.robot = person(server), person(server), robot(server, w)
        self.robots = group(admin, id_of(server, self.robot.user_name))
        members = (id_of(server, self.bob.user_name), id_of(server, self.robots))
        self.analysts = group(admin, *members)
        home = f"/Users/{self.ada.user_name}"
        self.folder = folder(self.ada.api, f"{home}/work")
        self.notebook, self.file = f"{home}/work/daily", f"{home}/work/private.txt"
        put_file(self.ada.api, self.notebook, NOTEBOOK, format="SOURCE", language="PYTHON")
        assert put_file(self.ada.api, self.file, FILE_MARK).status_code == 200
        self.scope = f"scope-{id_of(server, self.ada.user_name)}"
        self.ada.w.secrets.create_scope(self.scope)
        self.ada.w.secrets.put_secret(self.scope, "key", string_value=SECRET)
        self.cluster_id = cluster(server, self.ada.user_name)
        body = {"notebook_path": self.notebook, "base_parameters": {"scope": self.scope}}
        settings = {
            "name": f"daily {SETTINGS_MARK}",
            "tasks": [{"task_key": "main", "notebook_task": body}],
        }
        made = accepted(self.ada.api.post("/api/2.2/jobs/create", json=settings))
        self.job_id: int = made["job_id"]

    def reads(self, run_id: int | None = None) -> list[Call]:
        """Every way to look at something of Ada's; of a run, if there is one."""
        notebook = object_id(self.ada.api, self.notebook)
        calls: list[Call] = [
            ("GET", "/api/2.0/workspace/export", {"path": self.notebook}),
            ("GET", "/api/2.0/workspace/export", {"path": self.notebook, "format": "JUPYTER"}),
            (
                "GET",
                "/api/2.0/workspace/export",
                {"path": f"/Workspace{self.file}", "direct_download": "true"},
            ),
            ("GET", "/api/2.0/workspace/get-status", {"path": self.file}),
            ("GET", "/api/2.0/workspace/list", {"path": self.folder[0]}),
            ("GET", f"/api/2.0/permissions/notebooks/{notebook}", {}),
            ("GET", f"/api/2.0/permissions/directories/{self.folder[1]}", {}),
            ("GET", "/api/2.2/jobs/get", {"job_id": self.job_id}),
            ("GET", f"/api/2.0/permissions/jobs/{self.job_id}", {}),
            ("GET", "/api/2.1/clusters/get", {"cluster_id": self.cluster_id}),
            ("POST", "/api/2.1/clusters/events", {"cluster_id": self.cluster_id}),
            ("GET", f"/api/2.0/permissions/clusters/{self.cluster_id}", {}),
            ("GET", "/api/2.0/secrets/get", {"scope": self.scope, "key": "key"}),
            ("GET", "/api/2.0/secrets/list", {"scope": self.scope}),
            ("GET", "/api/2.0/secrets/acls/list", {"scope": self.scope}),
        ]
        if run_id is not None:
            for path in ("get", "get-output", "export"):
                calls.append(("GET", f"/api/2.2/jobs/runs/{path}", {"run_id": run_id}))
        return calls

    def writes(self) -> list[Call]:
        """Every way to change something of Ada's, or to act in her name."""
        content = base64.b64encode(b"x").decode()
        entry = {"group_name": "users", "permission_level": "CAN_MANAGE"}
        task = {"task_key": "t", "notebook_task": {"notebook_path": "/Shared/x"}}
        as_ada = {"run_as": {"user_name": self.ada.user_name}, "tasks": [task]}
        entries = {"access_control_list": [entry]}
        return [
            (
                "POST",
                "/api/2.0/workspace/import",
                {"path": self.notebook, "content": content, "format": "RAW", "overwrite": True},
            ),
            ("POST", "/api/2.0/workspace/delete", {"path": self.folder[0], "recursive": True}),
            ("PATCH", f"/api/2.0/permissions/directories/{self.folder[1]}", entries),
            ("PATCH", f"/api/2.0/permissions/jobs/{self.job_id}", entries),
            ("PATCH", f"/api/2.0/permissions/clusters/{self.cluster_id}", entries),
            ("POST", "/api/2.2/jobs/delete", {"job_id": self.job_id}),
            ("POST", "/api/2.2/jobs/update", {"job_id": self.job_id, "new_settings": as_ada}),
            ("POST", "/api/2.2/jobs/runs/submit", as_ada),
            ("POST", "/api/2.1/clusters/start", {"cluster_id": self.cluster_id}),
            ("POST", "/api/2.1/clusters/delete", {"cluster_id": self.cluster_id}),
            ("POST", "/api/2.1/clusters/permanent-delete", {"cluster_id": self.cluster_id}),
            (
                "POST",
                "/api/2.0/secrets/put",
                {"scope": self.scope, "key": "key", "string_value": "x"},
            ),
            (
                "POST",
                "/api/2.0/secrets/acls/put",
                {"scope": self.scope, "principal": "users", "permission": "READ"},
            ),
            ("POST", "/api/2.0/secrets/scopes/delete", {"scope": self.scope}),
        ]

    def sees_nothing(self, who: Person, run_id: int | None = None) -> None:
        """Every read is denied and says nothing; every list leaves out what is Ada's."""
        for call in self.reads(run_id):
            denied(call, *_asked(who.api, call))
        for path in ("2.2/jobs/list", "2.2/jobs/runs/list", "2.1/clusters/list"):
            text = who.api.get(f"/api/{path}").text
            assert not any(mark in text for mark in MARKS)
            assert str(self.job_id) not in text
            assert self.cluster_id not in text
        for listing in ("/api/2.0/secrets/scopes/list", "/api/2.0/workspace/list"):
            text = who.api.get(listing, params={"path": "/Users"}).text
            assert self.scope not in text
            assert self.ada.user_name not in text

    def change_group(self, name: str, member: str, w: WorkspaceClient, *, add: bool) -> None:
        """Through the SDK; when it returns, it counts."""
        number = id_of(self.server, member)
        if add:
            change = Patch(op=PatchOp.ADD, path="members", value=[{"value": number}])
        else:
            change = Patch(op=PatchOp.REMOVE, path=f'members[value eq "{number}"]')
        schema = PatchSchema.URN_IETF_PARAMS_SCIM_API_MESSAGES_2_0_PATCH_OP
        w.groups.patch(id_of(self.server, name), operations=[change], schemas=[schema])

    def run(self, who: Person) -> int:
        """Start Ada's job."""
        answer = who.api.post("/api/2.2/jobs/run-now", json={"job_id": self.job_id})
        run_id: int = accepted(answer)["run_id"]
        return run_id


def robot(server: LiveServer, w: WorkspaceClient) -> Person:
    """A service principal that signs in with a client id and a secret."""
    made = add_robot(server)
    secret = w.service_principal_secrets_proxy.create(str(made.principal_id)).secret
    client = WorkspaceClient(
        host=server.address, client_id=made.application_id, client_secret=secret
    )
    assert client.config.auth_type == "oauth-m2m"
    token = client.config.authenticate()["Authorization"].removeprefix("Bearer ")
    return Person(made.application_id, token, client, Api(server.address, token))


def _asked(api: Api, call: Call) -> tuple[int, str]:
    verb, path, sent = call
    answer = api.request(verb, path, **{"params" if verb == "GET" else "json": sent})
    return answer.status_code, answer.text + str(answer.headers)


def denied(call: Call, status: int, text: str) -> None:
    """A refusal with nothing in it but the refusal."""
    assert status in (401, 403, 404), (call, status, text)
    for mark in MARKS:
        assert mark not in text, call
        assert base64.b64encode(mark.encode()).decode() not in text, call
    assert '"content"' not in text


def probe(who: Person, admin: Api, calls: list[Call]) -> list[dict[str, Any]]:
    """Try calls from inside a task that `who` runs; what came of each."""
    path = f"/Users/{who.user_name}/probe.py"
    assert put_file(who.api, path, PROBE, overwrite=True).status_code == 200
    task = SparkPythonTask(python_file=path, parameters=[json.dumps(calls)])
    wait = who.w.jobs.submit(tasks=[SubmitTask(task_key="main", spark_python_task=task)])
    run = await_end(admin, wait.run_id)
    assert result(run)[1] == "SUCCESS", run["state"]
    return [json.loads(line) for line in output(who.api, wait.run_id)["logs"].splitlines()]


@pytest.fixture
def play(server: LiveServer, api: Api, w: WorkspaceClient) -> Play:
    return Play(server, api, w)


def test_8_nothing_was_given(play: Play) -> None:
    run_id = play.run(play.ada)
    await_end(play.ada.api, run_id)
    for who in (play.bob, play.robot):
        play.sees_nothing(who, run_id)
        for call in play.writes():
            denied(call, *_asked(who.api, call))
        with pytest.raises(PermissionDenied):
            who.w.jobs.get(play.job_id)
        with pytest.raises(DatabricksError):
            who.w.secrets.get_secret(play.scope, "key")


def test_9_what_was_given_and_no_more(play: Play, w: WorkspaceClient) -> None:
    ada, bob = play.ada, play.bob
    give(ada.api, "jobs", play.job_id, "CAN_MANAGE_RUN", group_name=play.analysts)
    run_id = play.run(bob)
    run = await_end(bob.api, run_id)
    assert result(run) == ("TERMINATED", "SUCCESS")
    assert run["creator_user_name"] == bob.user_name
    # It ran with Ada's rights, and the secret that it used stays one.
    shown = output(bob.api, run_id)
    assert shown["notebook_output"]["result"] == "made"
    exported = bob.api.get("/api/2.2/jobs/runs/export", params={"run_id": run_id})
    assert SECRET not in exported.text + str(shown)
    assert "[REDACTED]" in exported.text
    given = ("/jobs/",)
    for who in (bob, play.robot):  # the robot is in a group that is in the group
        for call in play.reads(run_id):
            status, text = _asked(who.api, call)
            if any(part in call[1] for part in given):
                assert status == 200, (call, text)
            else:
                denied(call, status, text)
        for call in play.writes():
            denied(call, *_asked(who.api, call))


def test_10_a_cluster_and_a_secret(play: Play) -> None:
    ada, bob = play.ada, play.bob
    give(play.admin, "clusters", play.cluster_id, "CAN_ATTACH_TO", group_name=play.analysts)
    ada.w.secrets.put_acl(play.scope, play.analysts, permission=AclPermission.READ)
    assert bob.w.clusters.get(play.cluster_id).cluster_id == play.cluster_id
    value = play.robot.w.secrets.get_secret(play.scope, "key").value
    assert base64.b64decode(str(value)).decode() == SECRET
    for call in play.writes():
        denied(call, *_asked(bob.api, call))
    with pytest.raises(PermissionDenied):
        bob.w.secrets.list_acls(play.scope)
    # An engine serves its owner alone, whoever may look at it.
    path = f"/Users/{bob.user_name}/probe.py"
    put_file(bob.api, path, PROBE)
    task = {"spark_python_task": {"python_file": path, "parameters": ["[]"]}}
    body = {"tasks": [{"task_key": "main", "existing_cluster_id": play.cluster_id, **task}]}
    answer = bob.api.post("/api/2.2/jobs/runs/submit", json=body)
    assert answer.status_code == 403, answer.text


def test_11_a_task_has_the_rights_of_its_principal_and_no_more(play: Play) -> None:
    give(play.ada.api, "jobs", play.job_id, "CAN_MANAGE_RUN", group_name=play.analysts)
    calls = [call for call in (*play.reads(), *play.writes()) if "jobs/get" not in call[1]]
    calls = [call for call in calls if call[1] != f"/api/2.0/permissions/jobs/{play.job_id}"]
    own = [
        ("POST", "/api/2.0/token/create", {"comment": "outlives the run"}),
        ("GET", "/api/2.0/token-management/tokens", {}),
        ("POST", f"{SCIM}/Users", {"userName": "made-by-a-task@example.com"}),
    ]
    for who in (play.bob, play.robot):
        found = probe(who, play.admin, [*calls, *own])
        assert len(found) == len(calls) + len(own)
        for call, one in zip([*calls, *own], found, strict=True):
            denied(call, one["status"], one["text"])


def test_12_a_group_counts_at_once(play: Play, w: WorkspaceClient) -> None:
    give(play.ada.api, "jobs", play.job_id, "CAN_VIEW", group_name=play.analysts)
    give(play.ada.api, "directories", play.folder[1], "CAN_READ", group_name=play.analysts)
    give(play.admin, "clusters", play.cluster_id, "CAN_ATTACH_TO", group_name=play.analysts)
    play.ada.w.secrets.put_acl(play.scope, play.analysts, permission=AclPermission.READ)
    steps = (
        (play.bob, play.analysts, play.bob.user_name),
        (play.robot, play.robots, play.robot.user_name),
        (play.robot, play.analysts, play.robots),
    )
    for who, name, member in steps:
        assert who.w.jobs.get(play.job_id).job_id == play.job_id
        assert who.w.secrets.get_secret(play.scope, "key").value
        play.change_group(name, member, w, add=False)
        play.sees_nothing(who)
        play.change_group(name, member, w, add=True)
    assert play.bob.w.workspace.get_status(play.file).path == play.file


def test_13_who_is_deactivated_is_out(play: Play, server: LiveServer) -> None:
    bob, admin = play.bob, play.admin
    give(play.ada.api, "jobs", play.job_id, "CAN_MANAGE", group_name=play.analysts)
    path = f"/Users/{bob.user_name}/linger.py"
    assert put_file(bob.api, path, LINGER).status_code == 200
    task = {"task_key": "main", "spark_python_task": {"python_file": path}}
    job = {"name": "bob's", "tasks": [task]}
    job_id = accepted(bob.api.post("/api/2.2/jobs/create", json=job))["job_id"]
    run_id = submit(bob.api, task)
    run = await_life(admin, run_id, "RUNNING")
    await_file(task_folder(server.data_dir, run) / "output.log", "up")
    _set_active(admin, id_of(server, bob.user_name), False)
    for call in (*play.reads(), *play.writes()):
        status, text = _asked(bob.api, call)
        assert status == 401, call
        denied(call, status, text)
    with pytest.raises(Unauthenticated):
        bob.w.current_user.me()
    # What of his still runs can do nothing from now on, and nothing new runs in his name.
    await_end(admin, run_id)
    assert "ended with 401" in output(admin, run_id)["logs"]
    started = admin.post("/api/2.2/jobs/run-now", json={"job_id": job_id})
    assert (started.status_code, "not an active principal" in started.text) == (403, True)
    _set_active(admin, id_of(server, bob.user_name), True)
    assert bob.api.get("/api/2.2/jobs/list").status_code == 401


def test_14_a_service_principal_s_secret_is_taken_away(
    play: Play, server: LiveServer, w: WorkspaceClient
) -> None:
    give(play.ada.api, "jobs", play.job_id, "CAN_VIEW", service_principal_name=play.robot.user_name)
    assert play.robot.w.jobs.get(play.job_id).job_id == play.job_id
    number = id_of(server, play.robot.user_name)
    for secret in w.service_principal_secrets_proxy.list(number):
        w.service_principal_secrets_proxy.delete(number, str(secret.id))
    for call in play.reads():
        status, text = _asked(play.robot.api, call)
        assert status == 401, call
        denied(call, status, text)


def _set_active(admin: Api, user_id: str, active: bool) -> None:
    schema = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
    change = {"op": "replace", "path": "active", "value": active}
    message = {"schemas": [schema], "Operations": [change]}
    answer = admin.request("PATCH", f"{SCIM}/Users/{user_id}", json=message)
    assert answer.status_code in (200, 204), answer.text

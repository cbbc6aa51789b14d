"""The scenario of docs/security.md: two users, a group, a service principal, one job that runs."""

from __future__ import annotations

import pytest

from tests.conftest import Person
from tests.live import Api, LiveServer
from tests.services.jobs import accepted, await_end, output, result
from tests.services.permissions import (
    folder,
    give,
    group,
    id_of,
    object_id,
    person,
    put_file,
    service_principal,
)

SOURCE = """\
import os, requests
host, token = os.environ["DATABRICKS_HOST"], os.environ["DATABRICKS_TOKEN"]
headers = {"Authorization": f"Bearer {token}"}
me = requests.get(f"{host}/api/2.0/preview/scim/v2/Me", headers=headers).json()["userName"]
query = {"path": dbutils.widgets.get("private")}
seen = requests.get(f"{host}/api/2.0/workspace/get-status", headers=headers, params=query)
dbutils.notebook.exit(f"{me} {seen.status_code}")
"""


class Play:
    """Ada's notebook, her private file and her job, and the people around them."""

    def __init__(self, server: LiveServer, admin: Api) -> None:
        self.server, self.admin = server, admin
        self.ada, self.bob = person(server), person(server)
        self.analysts = group(admin, id_of(server, self.bob.user_name))
        self.robot = service_principal(server, admin)
        home = f"/Users/{self.ada.user_name}"
        self.folder = folder(self.ada.api, f"{home}/reports")
        self.notebook, self.private = f"{home}/reports/daily", f"{home}/private.txt"
        self.written = put_file(
            self.ada.api, self.notebook, SOURCE, format="SOURCE", language="PYTHON"
        )
        assert self.written.status_code == 200
        assert put_file(self.ada.api, self.private).status_code == 200
        body = {"notebook_path": self.notebook, "base_parameters": {"private": self.private}}
        job = {"name": "daily", "tasks": [{"task_key": "main", "notebook_task": body}]}
        self.job_id: int = accepted(self.ada.api.post("/api/2.1/jobs/create", json=job))["job_id"]

    def sees_job(self, who: Person) -> bool:
        """Whether the job can be got, which must be the same as its standing in the list."""
        got = who.api.get("/api/2.2/jobs/get", params={"job_id": self.job_id}).status_code
        listed = who.api.get("/api/2.2/jobs/list", params={"name": "daily"}).json()["jobs"]
        assert (got == 200) == (self.job_id in [job["job_id"] for job in listed])
        assert got in (200, 403)
        return got == 200

    def reads(self, who: Person) -> bool:
        """Whether the notebook can be exported."""
        query = {"path": self.notebook}
        status = who.api.get("/api/2.0/workspace/export", params=query).status_code
        assert status in (200, 403)
        return status == 200

    def starts(self, who: Person) -> int | None:
        """The run that `who` starts; None when it may not."""
        answer = who.api.post("/api/2.1/jobs/run-now", json={"job_id": self.job_id})
        assert answer.status_code in (200, 403)
        return answer.json()["run_id"] if answer.status_code == 200 else None

    def changes(self, who: Person) -> bool:
        """Whether the job can be renamed."""
        body = {"job_id": self.job_id, "new_settings": {"name": "daily", "tags": {"k": "v"}}}
        return who.api.post("/api/2.1/jobs/update", json=body).status_code == 200

    def says(self, run_id: int) -> str:
        """What the run's notebook returned; the state where it did not succeed."""
        run = await_end(self.admin, run_id)
        if result(run)[1] != "SUCCESS":
            details = run["tasks"][0]["status"]["termination_details"]
            return f"{details['code']}: {details['message']}"
        return str(output(self.admin, run_id)["notebook_output"]["result"])


@pytest.fixture
def play(server: LiveServer, api: Api) -> Play:
    return Play(server, api)


def test_the_scenario(play: Play, server: LiveServer, api: Api) -> None:
    ada, bob, robot = play.ada, play.bob, play.robot
    # 1. Nothing was given.
    assert not any(play.sees_job(who) or play.reads(who) for who in (bob, robot))
    assert play.starts(bob) is None
    # 2. View.
    give(ada.api, "jobs", play.job_id, "CAN_VIEW", group_name=play.analysts)
    assert play.sees_job(bob)
    assert (play.starts(bob), play.changes(bob)) == (None, False)
    assert not play.reads(bob)
    assert not play.sees_job(robot)
    # 3. Manage runs: with Ada's rights.
    give(ada.api, "jobs", play.job_id, "CAN_MANAGE_RUN", group_name=play.analysts)
    run_id = play.starts(bob)
    assert run_id is not None
    assert play.says(run_id) == f"{ada.user_name} 200"
    run = accepted(bob.api.get("/api/2.2/jobs/runs/get", params={"run_id": run_id}))
    assert run["creator_user_name"] == bob.user_name
    assert (play.reads(bob), play.changes(bob)) == (False, False)
    # 4. Read, and no more.
    give(ada.api, "directories", play.folder[1], "CAN_READ", group_name=play.analysts)
    assert play.reads(bob)
    assert put_file(bob.api, play.notebook, overwrite=True).status_code == 403
    own = {"task_key": "main", "notebook_task": {"notebook_path": play.notebook}}
    answer = bob.api.post("/api/2.1/jobs/runs/submit", json={"tasks": [own]})
    assert "does not have Run permissions" in play.says(accepted(answer)["run_id"])
    # 5. As the robot.
    as_robot = {"run_as": {"service_principal_name": robot.user_name}}
    change = {"job_id": play.job_id, "new_settings": as_robot}
    assert ada.api.post("/api/2.1/jobs/update", json=change).status_code == 403
    accepted(api.post("/api/2.1/jobs/update", json=change))
    run_id = play.starts(bob)
    assert run_id is not None
    assert play.says(run_id).startswith("UNAUTHORIZED_ERROR")
    number = object_id(ada.api, play.notebook)
    give(ada.api, "notebooks", number, "CAN_RUN", service_principal_name=robot.user_name)
    run_id = play.starts(bob)
    assert run_id is not None
    assert play.says(run_id) == f"{robot.user_name} 403"
    assert not play.sees_job(robot)
    # 6. Out of the group.
    path = f"/api/2.0/preview/scim/v2/Groups/{id_of(server, play.analysts)}"
    removal = {"op": "remove", "path": f'members[value eq "{id_of(server, bob.user_name)}"]'}
    schema = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
    out = api.request("PATCH", path, json={"schemas": [schema], "Operations": [removal]})
    assert out.status_code in (200, 204), out.text
    assert not play.sees_job(bob)
    assert not play.reads(bob)
    got = bob.api.get("/api/2.2/jobs/runs/get", params={"run_id": run_id})
    assert got.status_code == 403
    # 7. Ada goes.
    gone = f"/api/2.0/preview/scim/v2/Users/{id_of(server, ada.user_name)}"
    assert api.request("DELETE", gone).status_code in (200, 204)
    assert ada.api.get("/api/2.1/jobs/list").status_code == 401
    answer = api.post("/api/2.1/jobs/run-now", json={"job_id": play.job_id})
    assert play.says(accepted(answer)["run_id"]) == f"{robot.user_name} 403"

"""What the tests of permissions share: people, groups, and objects to give permissions on."""

from __future__ import annotations

import base64
import itertools
import uuid
from typing import Any

from databricks.sdk import WorkspaceClient

from boathouse.context import Context
from boathouse.services.clusters import use as clusters
from boathouse.services.jobs import access, run_store, start
from boathouse.services.jobs.settings import normalize
from boathouse.services.permissions import change
from boathouse.services.permissions import store as grants
from boathouse.services.principals import store as principals
from boathouse.services.warehouses import seed as warehouses
from tests.conftest import Person
from tests.live import Api, LiveServer

ADMIN = "admin@boathouse.local"
_numbers = itertools.count(1)


def person(server: LiveServer) -> Person:
    """A user of whom nobody has heard yet."""
    name = f"person-{next(_numbers)}@example.com"
    return known(server, name, server.add_user(name))


def known(server: LiveServer, name: str, token: str) -> Person:
    """Clients for a principal's token."""
    client = WorkspaceClient(host=server.address, token=token)
    return Person(name, token, client, Api(server.address, token))


def group(api: Api, *members: str) -> str:
    """A group of some principals (by id); its name."""
    name = f"group-{next(_numbers)}"
    body = {"displayName": name, "members": [{"value": member} for member in members]}
    answer = api.post("/api/2.0/preview/scim/v2/Groups", json=body)
    assert answer.status_code == 201, answer.text
    return name


def service_principal(server: LiveServer, api: Api) -> Person:
    """A service principal with a token of its own."""
    name = str(uuid.uuid4())
    body = {"displayName": "robot", "applicationId": name, "active": True}
    made = api.post("/api/2.0/preview/scim/v2/ServicePrincipals", json=body)
    assert made.status_code == 201, made.text
    token = api.post("/api/2.0/token-management/on-behalf-of/tokens", json={"application_id": name})
    assert token.status_code == 200, token.text
    return known(server, name, token.json()["token_value"])


def id_of(server: LiveServer, name: str) -> str:
    """The id of a principal."""
    with server.app.parts.database.read() as tx:
        found = principals.by_name(tx, name)
    assert found is not None
    return str(found.principal_id)


def give(api: Api, kind: str, object_id: object, level: str, **who: str) -> None:
    """PATCH one permission."""
    entry = {**who, "permission_level": level}
    answer = api.request(
        "PATCH", f"/api/2.0/permissions/{kind}/{object_id}", json={"access_control_list": [entry]}
    )
    assert answer.status_code == 200, answer.text


def shown(document: dict[str, Any]) -> dict[str, list[tuple[str, bool]]]:
    """Principal -> its levels, each with whether it is inherited."""
    return {
        entry.get("user_name") or entry.get("group_name") or entry["service_principal_name"]: [
            (one["permission_level"], one["inherited"]) for one in entry["all_permissions"]
        ]
        for entry in document["access_control_list"]
    }


def job(api: Api, **settings: Any) -> int:
    """A job whose runs are skipped at once."""
    task = {"task_key": "main", "notebook_task": {"notebook_path": "/Shared/none"}}
    body = {"name": "a job", "tasks": [task], "max_concurrent_runs": 0, **settings}
    answer = api.post("/api/2.1/jobs/create", json=body)
    assert answer.status_code == 200, answer.text
    job_id: int = answer.json()["job_id"]
    return job_id


def ended_run(server: LiveServer, job_id: int | None = None, asker: str = ADMIN) -> int:
    """A run with one task that has ended; one of its own job, or submitted without one."""
    parts = server.app.parts
    with parts.database.read() as tx:
        principal = principals.acting_as(tx, asker)
    assert principal is not None
    ctx = Context(parts, principal, parts.clock())
    task = {"task_key": "main", "notebook_task": {"notebook_path": "/Shared/none"}}
    settings = normalize({"name": "a run", "tasks": [task], "max_concurrent_runs": 1000})
    kind = "SUBMIT_RUN" if job_id is None else "JOB_RUN"
    ended = {"life_cycle_state": "TERMINATED", "result_state": "SUCCESS", "ended_at": ctx.now}
    with ctx.write() as tx:
        made: dict[str, Any] = {"name": "a run", "chosen": {}, "run_as": asker, "job_id": job_id}
        run = start.start(tx, ctx, settings, kind, **made)
        if job_id is None:
            change.create(tx, principal, access.target(run.job_id))
        run_store.set_run(tx, run.run_id, **ended)
        for one in run_store.tasks_of(tx, [run.run_id])[run.run_id]:
            run_store.set_task(tx, one.run_id, **ended)
    return run.run_id


def cluster(server: LiveServer, owner: str = ADMIN) -> str:
    """A cluster that has ended."""
    cluster_id = f"0101-000000-{next(_numbers):08d}"
    parts = server.app.parts
    with parts.database.write() as tx:
        document = {"spark_version": "15.4.x-scala2.12", "num_workers": 0}
        clusters.seed(tx, cluster_id, document, owner=owner, now=parts.clock())
    return cluster_id


def warehouse(server: LiveServer, owner: str = ADMIN) -> str:
    """A warehouse that has stopped, nobody else's."""
    parts, number = server.app.parts, next(_numbers)
    with parts.database.write() as tx:
        document = {"name": f"warehouse {number}", "cluster_size": "Small"}
        made = warehouses.named(tx, None, document, owner=owner, now=parts.clock())
        given = grants.of(tx, "warehouses", made)
        grants.put(tx, "warehouses", made, {k: v for k, v in given.items() if v == "IS_OWNER"})
    return made


def folder(api: Api, path: str = "") -> tuple[str, int]:
    """A folder outside of what is open to all; path and id."""
    path = path or f"/places/{next(_numbers)}"
    assert api.post("/api/2.0/workspace/mkdirs", json={"path": path}).status_code == 200
    return path, object_id(api, path)


def put_file(api: Api, path: str, text: str = "x", **options: Any) -> Any:
    """The answer to importing a file."""
    content = base64.b64encode(text.encode()).decode()
    body = {"path": path, "content": content, "format": "RAW", **options}
    return api.post("/api/2.0/workspace/import", json=body)


def object_id(api: Api, path: str) -> int:
    """The id of what is at a path."""
    found: int = api.get("/api/2.0/workspace/get-status", params={"path": path}).json()["object_id"]
    return found

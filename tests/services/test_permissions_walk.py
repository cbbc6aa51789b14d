"""Every served route that names an object of a permitted kind, tried with each level of that kind:
too weak a level is refused, the needed one works. A route without its row here fails.
"""

from __future__ import annotations

import base64
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args, get_type_hints

import pytest

from boathouse.apis import all_routes
from boathouse.route import Access, Route
from boathouse.services.permissions.levels import (
    CLUSTERS,
    DIRECTORIES,
    FILES,
    JOBS,
    NOTEBOOKS,
    WAREHOUSES,
    Kind,
)
from tests.live import Api, LiveServer
from tests.services.permissions import (
    cluster,
    ended_run,
    folder,
    give,
    job,
    object_id,
    person,
    put_file,
    warehouse,
)

NO_SUCH_KIND = {
    "custom_app_integration": "admins only",
    "dbfs": "its files are everybody's",
    "federation_policy": "admins only",
    "files": "volumes belong to Unity Catalog: test_files.py",
    "groups": "admins only",
    "ip_access_lists": "admins only",
    "metastores": "admins only",
    "oauth": "its ids are those of accounts and clients",
    "page": "its paths are those of assets",
    "service_principal_federation_policy": "admins only",
    "service_principal_secrets_proxy": "admins only",
    "service_principals": "admins only",
    "token_management": "admins only",
    "tokens": "each has its own only",
    **dict.fromkeys(
        (
            "external_lineage",
            "external_metadata",
            "model_versions",
            "policies",
            "recipients",
            "system_schemas",
            "temporary_table_credentials",
            "temporary_volume_credentials",
        ),
        "Unity Catalog has grants of its own: tests/denials",
    ),
    "users": "admins only",
}
"""Services whose ids and paths name nothing that permissions are given on."""

NOT_NAMING = {
    "budget_policy_id",
    "driver_instance_pool_id",
    "driver_node_type_id",
    "instance_pool_id",
    "node_type_id",
    "policy_id",
    "usage_policy_id",
}
"""Fields that are inert or refused, and name none of our objects."""

ROUTES = all_routes()


@dataclass(frozen=True)
class Made:
    """An object of the admin's: the kind and id that permissions take, and what requests name."""

    kind: Kind
    object_id: object
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """How a route is tried: on what, the level it needs, with which other fields.

    `instead` is the error_code of a request that got past its permission and is refused for the
    state of the object.
    """

    make: Callable[[LiveServer, Api], Made]
    needs: str
    more: Mapping[str, Any] = field(default_factory=dict)
    instead: str | None = None


def _job(server: LiveServer, api: Api) -> Made:
    job_id = job(api)
    return Made(JOBS, job_id, {"job_id": job_id})


def _run(server: LiveServer, api: Api) -> Made:
    job_id = job(api)
    return Made(JOBS, job_id, {"run_id": ended_run(server, job_id)})


def _cluster(server: LiveServer, api: Api) -> Made:
    cluster_id = cluster(server)
    return Made(CLUSTERS, cluster_id, {"cluster_id": cluster_id})


def _warehouse(server: LiveServer, api: Api) -> Made:
    warehouse_id = warehouse(server)
    return Made(WAREHOUSES, warehouse_id, {"id": warehouse_id})


def _used(server: LiveServer, api: Api) -> Made:
    """A warehouse as statements and sessions name it."""
    made = _warehouse(server, api)
    return Made(made.kind, made.object_id, {"warehouse_id": made.object_id})


def _folder(server: LiveServer, api: Api) -> Made:
    path, number = folder(api)
    return Made(DIRECTORIES, number, {"path": path})


def _new(server: LiveServer, api: Api) -> Made:
    made = _folder(server, api)
    return Made(made.kind, made.object_id, {"path": f"{made.fields['path']}/new"})


def _file(server: LiveServer, api: Api) -> Made:
    path = f"{folder(api)[0]}/file.txt"
    assert put_file(api, path).status_code == 200
    return Made(FILES, object_id(api, path), {"path": path})


def _notebook(server: LiveServer, api: Api) -> Made:
    path = f"{folder(api)[0]}/notebook"
    made = put_file(api, path, "print(1)", format="SOURCE", language="PYTHON")
    assert made.status_code == 200
    return Made(NOTEBOOKS, object_id(api, path), {"path": path})


def _named(make: Callable[[LiveServer, Api], Made]) -> Callable[[LiveServer, Api], Made]:
    """The same object as the permissions API names it."""

    def made(server: LiveServer, api: Api) -> Made:
        one = make(server, api)
        fields = {"request_object_type": one.kind.name, "request_object_id": str(one.object_id)}
        return Made(one.kind, one.object_id, fields)

    return made


TEXT = base64.b64encode(b"print(2)").decode()
OVER = {"content": TEXT, "format": "RAW", "overwrite": True}
VERSION = {"spark_version": "15.4.x-scala2.12", "num_workers": 1}
NOTEBOOK = {"content": TEXT, "format": "SOURCE", "language": "PYTHON", "overwrite": True}
NO_ENGINE = "INVALID_STATE"
"""The cluster has ended: what needs a running one says so, after its permission."""

ROWS: dict[str, list[Row]] = {
    "jobs.get": [Row(_job, "CAN_VIEW")],
    "jobs.reset": [Row(_job, "CAN_MANAGE", {"new_settings": {"name": "new"}})],
    "jobs.update": [Row(_job, "CAN_MANAGE", {"new_settings": {"name": "new"}})],
    "jobs.delete": [Row(_job, "CAN_MANAGE")],
    "jobs.run_now": [Row(_job, "CAN_MANAGE_RUN")],
    "jobs.cancel_all_runs": [Row(_job, "CAN_MANAGE_RUN")],
    "jobs.get_run": [Row(_run, "CAN_VIEW")],
    "jobs.get_run_output": [Row(_run, "CAN_VIEW")],
    "jobs.export_run": [Row(_run, "CAN_VIEW")],
    "jobs.cancel_run": [Row(_run, "CAN_MANAGE_RUN")],
    "jobs.delete_run": [Row(_run, "CAN_MANAGE")],
    "jobs.repair_run": [Row(_run, "CAN_MANAGE_RUN", {"rerun_tasks": ["main"]})],
    "clusters.get": [Row(_cluster, "CAN_ATTACH_TO")],
    "clusters.events": [Row(_cluster, "CAN_ATTACH_TO")],
    "clusters.start": [Row(_cluster, "CAN_RESTART")],
    "clusters.restart": [Row(_cluster, "CAN_RESTART", instead=NO_ENGINE)],
    "clusters.delete": [Row(_cluster, "CAN_RESTART")],
    "clusters.edit": [Row(_cluster, "CAN_MANAGE", VERSION)],
    "clusters.update": [
        Row(_cluster, "CAN_MANAGE", {"update_mask": "num_workers", "cluster": {"num_workers": 2}})
    ],
    "clusters.resize": [Row(_cluster, "CAN_MANAGE", {"num_workers": 2}, NO_ENGINE)],
    "clusters.permanent_delete": [Row(_cluster, "CAN_MANAGE")],
    "warehouses.get": [Row(_warehouse, "CAN_VIEW")],
    "warehouses.start": [Row(_warehouse, "CAN_USE")],
    "warehouses.stop": [Row(_warehouse, "CAN_MANAGE")],
    "warehouses.edit": [Row(_warehouse, "CAN_MANAGE", {"cluster_size": "Large"})],
    "warehouses.delete": [Row(_warehouse, "CAN_MANAGE")],
    # SET is answered without an engine.
    "statement_execution.execute_statement": [Row(_used, "CAN_USE", {"statement": "SET"})],
    "statement_execution.create_session": [Row(_used, "CAN_USE")],
    "workspace.get_status": [
        Row(_folder, "CAN_READ"),
        Row(_file, "CAN_READ"),
        Row(_notebook, "CAN_READ"),
    ],
    "workspace.list": [Row(_folder, "CAN_READ"), Row(_file, "CAN_READ")],
    "workspace.export": [Row(_file, "CAN_READ"), Row(_notebook, "CAN_READ")],
    "workspace.import_": [
        Row(_file, "CAN_EDIT", OVER),
        Row(_notebook, "CAN_EDIT", NOTEBOOK),
        Row(_new, "CAN_MANAGE", OVER),
    ],
    "workspace.mkdirs": [Row(_new, "CAN_MANAGE")],
    "workspace.delete": [
        Row(_folder, "CAN_MANAGE"),
        Row(_file, "CAN_MANAGE"),
        Row(_notebook, "CAN_MANAGE"),
    ],
    "workspace_files.import_file": [
        Row(_file, "CAN_EDIT", {"overwrite": True}),
        Row(_new, "CAN_MANAGE"),
    ],
    "permissions.get": [
        Row(_named(make), "") for make in (_job, _cluster, _warehouse, _folder, _file)
    ],
    "permissions.get_permission_levels": [Row(_named(make), "") for make in (_job, _notebook)],
    "permissions.set": [
        Row(_named(make), "CAN_MANAGE") for make in (_job, _cluster, _folder, _file, _notebook)
    ],
    "permissions.update": [
        Row(_named(make), "CAN_MANAGE") for make in (_job, _cluster, _folder, _file, _notebook)
    ],
}

ELSEWHERE = {
    "jobs.list_runs": "test_permissions_enforced.py: it filters, and shows what one may see",
    "clusters.pin": "admins only",
    "clusters.unpin": "admins only",
    "notification_destinations.get": "admins only",
    "notification_destinations.update": "admins only",
    "notification_destinations.delete": "admins only",
    "jobs.submit": "test_permissions_enforced.py: the cluster's user only",
    "jobs.create": "test_permissions_enforced.py: the cluster's user only",
    "queries.get": "test_queries.py: whose it is",
    "queries.update": "test_queries.py: whose it is",
    "queries.delete": "test_queries.py: whose it is",
    "queries.list_visualizations": "test_queries.py: whose it is",
    "statement_execution.get_statement": "test_statements.py: whose it is",
    "statement_execution.get_statement_result_chunk_n": "test_statements.py: whose it is",
    "statement_execution.cancel_execution": "test_statements.py: whose it is",
    "statement_execution.close_statement": "test_statements.py: whose it is",
    "statement_execution.delete_session": "test_statements.py: whose it is",
    "cluster_policies.create": "admins only",
    "cluster_policies.edit": "admins only",
    "global_init_scripts.delete": "admins only",
    "global_init_scripts.get": "admins only",
    "global_init_scripts.update": "admins only",
    "libraries.cluster_status": "test_libraries.py: who may see the cluster",
    "libraries.install": "test_libraries.py: who manages the cluster",
    "libraries.uninstall": "test_libraries.py: who manages the cluster",
    "policy_compliance_for_clusters.cancel_pending_cluster_enforcement": "nothing is pending",
    "policy_compliance_for_clusters.enforce_compliance": "test_cluster_policies.py",
    "policy_compliance_for_clusters.get_compliance": "test_cluster_policies.py",
    "policy_families.get": "families are everybody's to read",
    "thrift.call": "sql_wire/test_connector.py: who may use the warehouse",
    "statement_execution.download_result": "test_statements_links.py: who has a signed link",
}


def _names(route: Route) -> set[str]:
    """The fields of a route's request, those of its `**settings` too."""
    hints = get_type_hints(route.handler)
    names: set[str] = set()
    for name, parameter in inspect.signature(route.handler).parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD:
            names |= set(get_type_hints(get_args(hints[name])[0]))
        else:
            names.add(name)
    return names


def _names_object(field: str) -> bool:
    return (field in ("id", "path") or field.endswith("_id")) and field not in NOT_NAMING


def _object_routes() -> dict[str, Route]:
    return {
        route.operation: route
        for route in ROUTES
        if route.service not in NO_SUCH_KIND and any(map(_names_object, _names(route)))
    }


def test_every_route_that_names_an_object_has_its_row() -> None:
    served = set(_object_routes())
    assert served == set(ROWS) | set(ELSEWHERE)
    assert not set(ROWS) & set(ELSEWHERE)


def test_what_is_for_admins_says_so() -> None:
    admins = {name for name, reason in ELSEWHERE.items() if reason == "admins only"}
    routes = _object_routes()
    assert {name for name in admins if routes[name].access is Access.ADMIN} == admins


CASES = [
    pytest.param(operation, row, id=f"{operation}-{number}")
    for operation, rows in ROWS.items()
    for number, row in enumerate(rows)
]


@pytest.mark.parametrize(("operation", "row"), CASES)
def test_each_level_does_what_it_should(
    operation: str, row: Row, api: Api, server: LiveServer
) -> None:
    route = _object_routes()[operation]
    made = row.make(server, api)
    who = person(server)
    needed = row.needs or made.kind.levels[0]
    refused = _send(route, row, made, who.api)
    assert (refused.status_code, refused.json()["error_code"]) == (403, "PERMISSION_DENIED")
    for level in made.kind.levels:
        if level == "IS_OWNER":
            continue  # one's own objects are in every other suite
        give(api, made.kind.name, made.object_id, level, user_name=who.user_name)
        answer = _send(route, row, made, who.api)
        if made.kind.rank(level) < made.kind.rank(needed):
            assert answer.status_code == 403, f"{level}: {answer.text}"
            continue
        if row.instead is None:
            assert answer.status_code == 200, f"{level}: {answer.text}"
        else:
            assert answer.json().get("error_code") == row.instead, f"{level}: {answer.text}"
        break
    if operation == "clusters.start":
        api.post("/api/2.1/clusters/permanent-delete", json=dict(made.fields))
    if operation == "warehouses.start":
        api.request("DELETE", f"/api/2.0/sql/warehouses/{made.object_id}")


def _send(route: Route, row: Row, made: Made, api: Api) -> Any:
    """The request of a row: its fields in the path, the query or the body."""
    fields = {**made.fields, **row.more}
    path = route.paths[-1] if route.service != "permissions" else route.paths[0]
    for name, value in list(fields.items()):
        for spelled in (f"{{{name}}}", f"{{{name}...}}"):
            if spelled in path:
                path = path.replace(spelled, str(value).lstrip("/"))
                fields.pop(name, None)
    if route.verb == "GET":
        return api.get(path, params=fields)
    if route.raw_body:
        query = {name: str(value).lower() for name, value in fields.items()}
        return api.request(route.verb, path, params=query, data=b"x")
    return api.request(route.verb, path, json=fields)

"""SQL warehouses through the API: settings, states, permissions, what all of them share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    InvalidParameterValue,
    NotFound,
    NotImplemented,
    PermissionDenied,
    ResourceAlreadyExists,
)
from databricks.sdk.service import sql

from tests.conftest import Person
from tests.live import Api, LiveServer
from tests.services import scim
from tests.services.permissions import give, person
from tests.services.warehouses import BASE, await_state, made, name, rows, starter

CONFIG = "/api/2.0/sql/config/warehouses"


def test_create_run_edit_stop_start_delete(w: WorkspaceClient) -> None:
    wanted = name()
    new = w.warehouses.create_and_wait(
        name=wanted, cluster_size="Medium", max_num_clusters=3, auto_stop_mins=30
    )
    assert new.id is not None
    assert len(new.id) == 16
    assert int(new.id, 16)
    assert (new.state, new.num_clusters) == (sql.State.RUNNING, 1)
    assert new.health is not None
    assert new.health.status is sql.Status.HEALTHY
    assert (new.name, new.cluster_size, new.auto_stop_mins) == (wanted, "Medium", 30)
    assert (new.min_num_clusters, new.max_num_clusters) == (1, 3)

    edited = w.warehouses.edit_and_wait(new.id, cluster_size="Large", name=f"{wanted} again")
    assert (edited.cluster_size, edited.max_num_clusters) == ("Large", 3)
    assert edited.name == f"{wanted} again"

    stopped = w.warehouses.stop_and_wait(new.id)
    assert (stopped.state, stopped.num_clusters) == (sql.State.STOPPED, 0)
    w.warehouses.stop_and_wait(new.id)
    assert w.warehouses.start_and_wait(new.id).state is sql.State.RUNNING
    w.warehouses.start_and_wait(new.id)
    w.warehouses.delete(new.id)
    with pytest.raises(NotFound):
        w.warehouses.get(new.id)
    assert new.id not in [one.id for one in w.warehouses.list()]
    with made_named(w, f"{wanted} again"):
        pass


class made_named:
    """A warehouse of a given name that is gone afterwards."""

    def __init__(self, w: WorkspaceClient, wanted: str) -> None:
        self._w, self._name = w, wanted

    def __enter__(self) -> str:
        self._id = self._w.warehouses.create(name=self._name, cluster_size="Small").id
        return str(self._id)

    def __exit__(self, *error: object) -> None:
        self._w.warehouses.delete(self._id)


def test_the_whole_document_and_its_defaults(api: Api, server: LiveServer) -> None:
    tags = {"custom_tags": [{"key": "team", "value": "data"}]}
    with made(api, tags=tags, spot_instance_policy="RELIABILITY_OPTIMIZED") as found:
        shown = api.get(f"{BASE}/{found}").json()
        port = int(server.address.rpartition(":")[2])
        path = f"/sql/1.0/warehouses/{found}"
        for key, value in {
            "id": found,
            "tags": tags,
            "spot_instance_policy": "RELIABILITY_OPTIMIZED",
            "auto_stop_mins": 120,
            "min_num_clusters": 1,
            "max_num_clusters": 1,
            "num_active_sessions": 0,
            "enable_photon": True,
            "enable_serverless_compute": False,
            "warehouse_type": "CLASSIC",
            "channel": {"name": "CHANNEL_NAME_CURRENT"},
            "creator_name": server.app.config.admin_user,
            "odbc_params": {
                "hostname": "127.0.0.1", "path": path, "port": port, "protocol": "http",
            },
        }.items():  # fmt: skip
            assert shown[key] == value, key
        assert f"//127.0.0.1:{port}/default;" in shown["jdbc_url"]
        assert f"httpPath={path};" in shown["jdbc_url"]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 100}, "99"),
        ({"cluster_size": "Gigantic"}, "cluster_size"),
        ({"min_num_clusters": 0}, "min_num_clusters"),
        ({"min_num_clusters": 31, "max_num_clusters": 40}, "min_num_clusters"),
        ({"min_num_clusters": 3, "max_num_clusters": 2}, "max_num_clusters"),
        ({"max_num_clusters": 41}, "max_num_clusters"),
        ({"auto_stop_mins": 5}, "auto_stop_mins"),
        ({"auto_stop_mins": -1}, "auto_stop_mins"),
        ({"statement_timeout": -1}, "statement_timeout"),
        ({"enable_serverless_compute": True, "warehouse_type": "CLASSIC"}, "PRO"),
        ({"tags": {"custom_tags": [{"key": str(n), "value": ""} for n in range(45)]}}, "tags"),
    ],
)
def test_settings_that_cannot_be(api: Api, settings: dict[str, Any], words: str) -> None:
    asked = {"name": name(), "cluster_size": "Small", **settings}
    answer = api.post(BASE, json=asked)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "INVALID_PARAMETER_VALUE")
    assert words in answer.json()["message"]
    if settings.get("name") is None:
        with made(api) as found:
            again = api.post(f"{BASE}/{found}/edit", json=settings)
            assert again.json()["error_code"] == "INVALID_PARAMETER_VALUE"


def test_serverless_ones_may_stop_sooner(api: Api) -> None:
    with made(api, enable_serverless_compute=True, auto_stop_mins=1) as found:
        shown = api.get(f"{BASE}/{found}").json()
        assert (shown["auto_stop_mins"], shown["warehouse_type"]) == (1, "PRO")


def test_real_time_warehouses_are_refused(w: WorkspaceClient) -> None:
    with pytest.raises(NotImplemented, match="warehouse_type"):
        w.warehouses.create(
            name=name(),
            cluster_size="Small",
            warehouse_type=sql.CreateWarehouseRequestWarehouseType("REALTIME"),
        )


def test_names_are_unique(w: WorkspaceClient, api: Api) -> None:
    with made(api) as one, made(api) as two:
        taken = w.warehouses.get(one).name
        with pytest.raises(ResourceAlreadyExists, match="already exists"):
            w.warehouses.create(name=taken, cluster_size="Small")
        with pytest.raises(ResourceAlreadyExists, match="already exists"):
            w.warehouses.edit(two, name=taken)
        w.warehouses.edit(one, name=taken)


@pytest.mark.parametrize("verb_path", ["GET", "DELETE", "POST/start", "POST/stop", "POST/edit"])
def test_an_unknown_id_is_a_clear_404(api: Api, verb_path: str) -> None:
    verb, _, action = verb_path.partition("/")
    path = f"{BASE}/abc123" + (f"/{action}" if action else "")
    answer = api.request(verb, path, json={} if verb == "POST" else None)
    assert (answer.status_code, answer.json()["error_code"]) == (404, "RESOURCE_DOES_NOT_EXIST")
    assert answer.json()["message"] == "SQL warehouse abc123 does not exist."


def test_list_in_pages(w: WorkspaceClient, api: Api) -> None:
    with made(api) as one, made(api) as two, made(api) as three:
        every = [found.id for found in w.warehouses.list()]
        assert [found for found in every if found in (one, two, three)] == [one, two, three]
        assert [found.id for found in w.warehouses.list(page_size=2)] == every
        with pytest.raises(InvalidParameterValue, match="page_token"):
            list(w.warehouses.list(page_token="nonsense"))


def test_a_starter_warehouse_is_there_and_starts_with_its_first_use(
    api: Api, other: Person, server: LiveServer
) -> None:
    found = starter(other.api)
    assert len(found["id"]) == 16
    assert rows(server, found["id"], "SELECT * FROM range(7)", other.user_name) == 7
    assert starter(api)["state"] == "RUNNING"
    answer = other.api.post(f"{BASE}/{found['id']}/stop")
    assert (answer.status_code, answer.json()["error_code"]) == (403, "PERMISSION_DENIED")


@pytest.fixture
def warehouse(api: Api) -> Iterator[str]:
    with made(api) as found:
        yield found


def test_others_see_and_may_nothing(warehouse: str, other: Person, api: Api) -> None:
    assert warehouse not in [one.id for one in other.w.warehouses.list()]
    for refused in (
        lambda: other.w.warehouses.get(warehouse),
        lambda: other.w.warehouses.start(warehouse),
        lambda: other.w.warehouses.stop(warehouse),
        lambda: other.w.warehouses.edit(warehouse, name="mine"),
        lambda: other.w.warehouses.delete(warehouse),
        lambda: other.w.warehouses.get_permissions(warehouse),
        lambda: other.w.warehouses.get_workspace_warehouse_config(),
        lambda: other.w.warehouses.set_workspace_warehouse_config(),
    ):
        with pytest.raises(PermissionDenied):
            refused()


def test_who_may_not_make_clusters_makes_no_warehouse(
    server: LiveServer, api: Api, w: WorkspaceClient
) -> None:
    plain = person(server)
    [user] = w.users.list(filter=f'userName eq "{plain.user_name}"')
    scim.patch(api, "Users", {"id": user.id}, {"op": "remove", "path": "entitlements"})
    with pytest.raises(PermissionDenied):
        plain.w.warehouses.create(name=name(), cluster_size="Small")


def test_the_creator_owns_it(other: Person, api: Api) -> None:
    with made(other.api) as found:
        given = other.w.warehouses.get_permissions(found)
        assert given.object_id == f"/warehouses/{found}"
        assert given.object_type == "warehouses"
        levels = {
            entry.user_name: [p.permission_level for p in entry.all_permissions or ()]
            for entry in given.access_control_list or ()
        }
        assert levels[other.user_name] == [sql.WarehousePermissionLevel.IS_OWNER]


def test_levels_can_be_given(warehouse: str, w: WorkspaceClient, other: Person) -> None:
    described = w.warehouses.get_permission_levels(warehouse).permission_levels or ()
    assert [one.permission_level.value for one in described if one.permission_level] == [
        "CAN_VIEW", "CAN_USE", "CAN_MONITOR", "CAN_MANAGE", "IS_OWNER",
    ]  # fmt: skip
    request = sql.WarehouseAccessControlRequest(
        user_name=other.user_name, permission_level=sql.WarehousePermissionLevel.CAN_USE
    )
    w.warehouses.update_permissions(warehouse, access_control_list=[request])
    assert other.w.warehouses.get(warehouse).id == warehouse
    assert warehouse in [one.id for one in other.w.warehouses.list()]
    with pytest.raises(PermissionDenied):
        other.w.warehouses.stop(warehouse)


def test_only_can_use_lets_statements_in(
    warehouse: str, server: LiveServer, api: Api, other: Person
) -> None:
    from boathouse.errors import PermissionDenied as Denied

    with pytest.raises(Denied):
        rows(server, warehouse, "SELECT 1 AS a", other.user_name)
    give(api, "warehouses", warehouse, "CAN_VIEW", user_name=other.user_name)
    with pytest.raises(Denied):
        rows(server, warehouse, "SELECT 1 AS a", other.user_name)
    give(api, "warehouses", warehouse, "CAN_USE", user_name=other.user_name)
    assert rows(server, warehouse, "SELECT 1 AS a", other.user_name) == 1


def test_the_configuration_that_all_share(w: WorkspaceClient, api: Api) -> None:
    before = w.warehouses.get_workspace_warehouse_config().as_dict()
    pairs = [{"key": "ANSI_MODE", "value": "false"}]
    try:
        document = {
            "sql_configuration_parameters": {"configuration_pairs": pairs},
            "enabled_warehouse_types": [{"warehouse_type": "CLASSIC", "enabled": False}],
        }
        assert api.request("PUT", CONFIG, json=document).status_code == 200
        shown = api.get(CONFIG).json()
        assert shown["sql_configuration_parameters"] == {"configuration_pairs": pairs}
        with pytest.raises(InvalidParameterValue, match="CLASSIC"):
            w.warehouses.create(name=name(), cluster_size="Small")
        nothing = [{"warehouse_type": t, "enabled": False} for t in ("CLASSIC", "PRO")]
        answer = api.request("PUT", CONFIG, json={"enabled_warehouse_types": nothing})
        assert answer.status_code == 400
        answer = api.request("PUT", CONFIG, json={"security_policy": "PASSTHROUGH"})
        assert (answer.status_code, answer.json()["error_code"]) == (501, "NOT_IMPLEMENTED")
    finally:
        assert api.request("PUT", CONFIG, json=before).status_code == 200


def test_a_stopped_one_can_be_deleted_and_changed(api: Api) -> None:
    with made(api) as found:
        await_state(api, found, "RUNNING")
        assert api.post(f"{BASE}/{found}/stop").status_code == 200
        await_state(api, found, "STOPPED")
        assert api.post(f"{BASE}/{found}/edit", json={"auto_stop_mins": 0}).status_code == 200
        assert api.get(f"{BASE}/{found}").json()["auto_stop_mins"] == 0
        assert api.request("DELETE", f"{BASE}/{found}").status_code == 200
        assert api.get(f"{BASE}/{found}").status_code == 404

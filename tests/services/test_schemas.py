"""Schemas: made, read, listed in pages, changed, renamed, dropped; information_schema."""

from __future__ import annotations

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    BadRequest,
    InvalidParameterValue,
    NotFound,
    NotImplemented,
    PermissionDenied,
)
from databricks.sdk.service.catalog import EnablePredictiveOptimization, VolumeType

from tests.live import Api

PATH = "/api/2.1/unity-catalog/schemas"


@pytest.fixture(scope="module")
def catalog(w: WorkspaceClient) -> str:
    return w.catalogs.create("sch").name or ""


def test_a_schema(w: WorkspaceClient, api: Api, catalog: str) -> None:
    made = w.schemas.create(
        "Made", catalog, comment="c", properties={"k": "v"}, custom_max_retention_hours=24
    )
    assert (made.name, made.full_name, made.catalog_name) == ("made", "sch.made", "sch")
    assert (made.comment, made.properties, made.custom_max_retention_hours) == ("c", {"k": "v"}, 24)
    assert made.schema_id
    assert made.created_at == made.updated_at
    assert w.schemas.get("SCH.MADE") == made
    # Spark's client reads the properties without asking whether there are any.
    w.schemas.create("plain", catalog)
    document = api.get(f"{PATH}/sch.plain").json()
    assert document["properties"] == {}
    assert {"created_at", "updated_at"} <= document.keys()
    assert api.get(f"{PATH}/sch%2Eplain").json() == document


def test_names(w: WorkspaceClient, api: Api, catalog: str) -> None:
    w.schemas.create("twice", catalog)
    with pytest.raises(BadRequest, match=r"Schema 'sch.twice' already exists"):
        w.schemas.create("TWICE", catalog)
    answer = api.post(PATH, json={"name": "twice", "catalog_name": "sch"})
    assert (answer.status_code, answer.json()["error_code"]) == (400, "SCHEMA_ALREADY_EXISTS")
    with pytest.raises(BadRequest, match="already exists"):
        w.schemas.create("information_schema", catalog)
    with pytest.raises(InvalidParameterValue, match="RPC CreateSchema Field"):
        w.schemas.create("a.b", catalog)
    for name in ("sch", "sch.", "a.b.c", "."):
        assert api.get(f"{PATH}/{name}").json()["error_code"] == "INVALID_PARAMETER_VALUE"


def test_what_does_not_exist(w: WorkspaceClient, api: Api, catalog: str) -> None:
    for call in (w.schemas.get, w.schemas.delete, w.schemas.update):
        with pytest.raises(NotFound, match=r"Schema 'sch.none' does not exist"):
            call("sch.none")
        with pytest.raises(NotFound, match="Catalog 'sch_none' does not exist"):
            call("sch_none.default")
    assert api.get(f"{PATH}/sch.none").json()["error_code"] == "SCHEMA_DOES_NOT_EXIST"
    with pytest.raises(NotFound, match="Catalog 'sch_none' does not exist"):
        w.schemas.create("x", "sch_none")
    with pytest.raises(NotFound, match="Catalog 'sch_none' does not exist"):
        list(w.schemas.list("sch_none"))


def test_pages_hold_information_schema_in_its_place(w: WorkspaceClient, api: Api) -> None:
    w.catalogs.create("sch_pages")
    for name in ("alpha", "zeta", "inner"):
        w.schemas.create(name, "sch_pages")
    expected = ["alpha", "default", "information_schema", "inner", "zeta"]
    assert [one.name for one in w.schemas.list("sch_pages", max_results=2)] == expected
    query: dict[str, object] = {"catalog_name": "sch_pages", "max_results": 4}
    first = api.get(PATH, params=query).json()
    assert [one["name"] for one in first["schemas"]] == expected[:4]
    second = api.get(PATH, params={**query, "page_token": first["next_page_token"]}).json()
    assert [one["name"] for one in second["schemas"]] == expected[4:]
    assert "next_page_token" not in second


def test_an_update_changes_what_it_names(w: WorkspaceClient, catalog: str) -> None:
    w.schemas.create("change", catalog, comment="old", properties={"a": "1"})
    changed = w.schemas.update(
        "sch.change",
        properties={"b": "2"},
        owner="users",
        enable_predictive_optimization=EnablePredictiveOptimization.ENABLE,
    )
    assert (changed.comment, changed.properties, changed.owner) == ("old", {"b": "2"}, "users")
    assert changed.enable_predictive_optimization is EnablePredictiveOptimization.ENABLE
    renamed = w.schemas.update("sch.change", new_name="Changed", comment="new")
    assert (renamed.full_name, renamed.comment) == ("sch.changed", "new")
    assert renamed.schema_id == changed.schema_id
    with pytest.raises(BadRequest, match="already exists"):
        w.schemas.update("sch.changed", new_name="default")
    with pytest.raises(NotFound, match="principal"):
        w.schemas.update("sch.changed", owner="nobody@example.com")


def test_a_drop_of_one_that_holds_something_needs_force(
    w: WorkspaceClient, api: Api, catalog: str
) -> None:
    w.schemas.create("full", catalog)
    w.volumes.create(catalog, "full", "v", VolumeType.MANAGED)
    answer = api.request("DELETE", f"{PATH}/sch.full", params={"force": "false"})
    assert (answer.status_code, answer.json()["error_code"]) == (400, "SCHEMA_NOT_EMPTY")
    assert "1 volume(s)" in answer.json()["message"]
    w.schemas.delete("sch.full", force=True)
    with pytest.raises(NotFound, match=r"Schema 'sch.full'"):
        w.volumes.read("sch.full.v")


def test_nobody_changes_information_schema(w: WorkspaceClient, catalog: str) -> None:
    whole = w.schemas.get("sch.information_schema")
    assert (whole.owner, whole.catalog_name) == ("System user", "sch")
    for call in (
        lambda: w.schemas.delete("sch.information_schema", force=True),
        lambda: w.schemas.update("sch.information_schema", comment="x"),
    ):
        with pytest.raises(PermissionDenied, match=r"MANAGE on Schema 'sch.information_schema'"):
            call()
    with pytest.raises(PermissionDenied, match="CREATE VOLUME on Schema"):
        w.volumes.create("sch", "information_schema", "v", VolumeType.MANAGED)


def test_a_storage_root_is_not_implemented(w: WorkspaceClient, catalog: str) -> None:
    with pytest.raises(NotImplemented, match=r"\$.storage_root is not implemented"):
        w.schemas.create("rooted", catalog, storage_root="s3://bucket")

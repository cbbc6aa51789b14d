"""Catalogs: made, read, listed in pages, changed, renamed, dropped; those of the first start."""

from __future__ import annotations

from pathlib import Path

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, InvalidParameterValue, NotFound, NotImplemented
from databricks.sdk.service.catalog import (
    CatalogIsolationMode,
    CatalogType,
    EnablePredictiveOptimization,
    VolumeType,
)

from tests.live import Api, LiveServer

PATH = "/api/2.1/unity-catalog/catalogs"


def test_the_first_start_makes_the_known_catalogs(w: WorkspaceClient) -> None:
    found = {one.name: one for one in w.catalogs.list()}
    assert found["main"].catalog_type is CatalogType.MANAGED_CATALOG
    assert found["hive_metastore"].catalog_type is CatalogType.INTERNAL_CATALOG
    assert found["samples"].catalog_type is CatalogType.SYSTEM_CATALOG
    assert found["system"].catalog_type is CatalogType.SYSTEM_CATALOG
    assert found["system"].owner == "System user"
    assert w.schemas.get("main.default").owner == "admins"
    assert w.schemas.get("hive_metastore.default").name == "default"


def test_what_an_admin_dropped_stays_gone_after_a_restart(tmp_path: Path) -> None:
    first = LiveServer(tmp_path, rate_limit=0)
    w = WorkspaceClient(host=first.address, token=first.token)
    metastore = w.metastores.current().metastore_id
    w.catalogs.delete("main", force=True)
    first.stop()
    second = LiveServer(tmp_path, rate_limit=0)
    try:
        w = WorkspaceClient(host=second.address, token=second.token)
        assert {one.name for one in w.catalogs.list()} == {"hive_metastore", "samples", "system"}
        assert w.metastores.current().metastore_id == metastore
    finally:
        second.stop()


def test_a_catalog_and_what_it_begins_with(w: WorkspaceClient) -> None:
    made = w.catalogs.create("Cat_Made", comment="ours", properties={"team": "a"})
    assert (made.name, made.full_name, made.owner) == ("cat_made", "cat_made", made.created_by)
    assert (made.comment, made.properties) == ("ours", {"team": "a"})
    assert made.isolation_mode is CatalogIsolationMode.OPEN
    assert made.metastore_id == w.metastores.current().metastore_id
    assert made.created_at == made.updated_at
    assert w.catalogs.get("CAT_MADE") == made
    names = [one.name for one in w.schemas.list("cat_made")]
    assert names == ["default", "information_schema"]


def test_the_same_name_twice(w: WorkspaceClient, api: Api) -> None:
    w.catalogs.create("cat_twice")
    with pytest.raises(BadRequest, match="Catalog 'cat_twice' already exists"):
        w.catalogs.create("CAT_twice")
    answer = api.post(PATH, json={"name": "cat_twice"})
    assert (answer.status_code, answer.json()["error_code"]) == (400, "CATALOG_ALREADY_EXISTS")


@pytest.mark.parametrize("name", ["", "a b", "a.b", "a/b", "a\nb", "a\x7fb", "\u00a0", "x" * 256])
def test_names_that_are_not_valid(w: WorkspaceClient, name: str) -> None:
    with pytest.raises(InvalidParameterValue, match="Invalid input: RPC CreateCatalog"):
        w.catalogs.create(name)


def test_every_unicode_word_is_a_name(w: WorkspaceClient) -> None:
    made = w.catalogs.create("Größe-東京_1@")
    assert made.name == "größe-東京_1@"
    assert w.catalogs.get("GRÖßE-東京_1@") == made
    w.catalogs.delete("größe-東京_1@", force=True)


def test_one_that_does_not_exist(w: WorkspaceClient, api: Api) -> None:
    for call in (w.catalogs.get, w.catalogs.delete, w.catalogs.update):
        with pytest.raises(NotFound, match="Catalog 'cat_none' does not exist"):
            call("cat_none")
    assert api.get(f"{PATH}/cat_none").json()["error_code"] == "CATALOG_DOES_NOT_EXIST"


def test_pages(w: WorkspaceClient, api: Api) -> None:
    for number in range(5):
        w.catalogs.create(f"cat_page{number}")
    whole = [one["name"] for one in api.get(PATH).json()["catalogs"]]
    assert whole == sorted(whole)
    pages, token = [], None
    while token is not None or not pages:
        answer = api.get(PATH, params={"max_results": 2, "page_token": token}).json()
        pages.append([one["name"] for one in answer["catalogs"]])
        token = answer.get("next_page_token")
    assert [name for page in pages for name in page] == whole
    assert all(len(page) == 2 for page in pages[:-1])
    assert [one.name for one in w.catalogs.list(max_results=3)] == whole
    assert "next_page_token" not in api.get(PATH, params={"max_results": 0}).json()


@pytest.mark.parametrize("query", [{"max_results": -1}, {"page_token": "\u20ac"}])
def test_pages_that_are_not_valid(api: Api, query: dict[str, object]) -> None:
    answer = api.get(PATH, params=query)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "INVALID_PARAMETER_VALUE")


def test_an_update_changes_what_it_names(w: WorkspaceClient) -> None:
    made = w.catalogs.create("cat_update", comment="old", properties={"a": "1", "b": "2"})
    changed = w.catalogs.update(
        "cat_update",
        properties={"b": "3"},
        isolation_mode=CatalogIsolationMode.ISOLATED,
        enable_predictive_optimization=EnablePredictiveOptimization.DISABLE,
        custom_max_retention_hours=48,
        options={"k": "v"},
    )
    assert (changed.comment, changed.properties) == ("old", {"b": "3"})
    assert changed.isolation_mode is CatalogIsolationMode.ISOLATED
    assert changed.enable_predictive_optimization is EnablePredictiveOptimization.DISABLE
    assert (changed.custom_max_retention_hours, changed.options) == (48, {"k": "v"})
    assert (changed.created_at, changed.owner) == (made.created_at, made.owner)
    assert w.catalogs.update("cat_update", comment="").comment is None
    assert w.catalogs.get("cat_update").properties == {"b": "3"}


def test_an_owner_must_exist(w: WorkspaceClient, api: Api) -> None:
    w.catalogs.create("cat_owner")
    assert w.catalogs.update("cat_owner", owner="USERS").owner == "users"
    with pytest.raises(NotFound, match=r"Could not find principal with name nobody@example.com"):
        w.catalogs.update("cat_owner", owner="nobody@example.com")
    assert w.catalogs.get("cat_owner").owner == "users"


def test_a_rename_takes_everything_along(w: WorkspaceClient, api: Api) -> None:
    w.catalogs.create("cat_before")
    w.schemas.create("s", "cat_before")
    w.volumes.create("cat_before", "s", "v", VolumeType.MANAGED)
    w.catalogs.create("cat_taken")
    with pytest.raises(BadRequest, match="Catalog 'cat_taken' already exists"):
        w.catalogs.update("cat_before", new_name="cat_taken")
    assert w.catalogs.update("cat_before", new_name="Cat_After").name == "cat_after"
    assert w.volumes.read("cat_after.s.v").full_name == "cat_after.s.v"
    with pytest.raises(NotFound):
        w.catalogs.get("cat_before")
    with pytest.raises(InvalidParameterValue, match="RPC UpdateCatalog"):
        w.catalogs.update("cat_after", new_name="a b")


def test_a_drop_of_one_that_holds_schemas_needs_force(w: WorkspaceClient, api: Api) -> None:
    w.catalogs.create("cat_drop")
    w.schemas.create("s", "cat_drop")
    w.volumes.create("cat_drop", "s", "v", VolumeType.MANAGED)
    answer = api.request("DELETE", f"{PATH}/cat_drop")
    assert (answer.status_code, answer.json()["error_code"]) == (400, "CATALOG_NOT_EMPTY")
    w.catalogs.delete("cat_drop", force=True)
    with pytest.raises(NotFound):
        w.catalogs.get("cat_drop")
    again = w.catalogs.create("cat_drop")
    assert [one.name for one in w.schemas.list(again.name or "")] == [
        "default",
        "information_schema",
    ]


def test_an_empty_one_drops_without_force(w: WorkspaceClient) -> None:
    w.catalogs.create("cat_empty")
    w.schemas.delete("cat_empty.default")
    w.catalogs.delete("cat_empty")
    with pytest.raises(NotFound):
        w.catalogs.get("cat_empty")


def test_the_hive_metastore_stays(w: WorkspaceClient) -> None:
    with pytest.raises(InvalidParameterValue, match="cannot be dropped"):
        w.catalogs.delete("hive_metastore", force=True)
    with pytest.raises(InvalidParameterValue, match="cannot be renamed"):
        w.catalogs.update("hive_metastore", new_name="cat_hive")
    names = [one.name for one in w.schemas.list("hive_metastore")]
    assert "information_schema" not in names


@pytest.mark.parametrize(
    "field", ["storage_root", "connection_name", "provider_name", "share_name"]
)
def test_catalogs_of_elsewhere_are_not_implemented(w: WorkspaceClient, field: str) -> None:
    with pytest.raises(NotImplemented, match=f"\\$.{field} is not implemented"):
        w.catalogs.create("cat_else", **{field: "x"})  # type: ignore[arg-type]

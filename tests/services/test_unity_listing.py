"""Lists of Unity Catalog: pages and their tokens, what BROWSE shows, and what it does not."""

from __future__ import annotations

from itertools import chain
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import PermissionDenied
from databricks.sdk.service.catalog import VolumeType
from databricks.sdk.service.sql import StatementState

from boathouse.errors import InvalidParameterValue as Invalid
from boathouse.services.catalogs import paging
from boathouse.services.tables import listing
from tests.conftest import Person
from tests.live import Api, LiveServer
from tests.services.warehouses import starter

ROOT = "/api/2.1/unity-catalog"
FUNCTION = {
    "catalog_name": "lists",
    "schema_name": "seen",
    "name": "f",
    "input_params": {"parameters": []},
    "data_type": "INT",
    "full_data_type": "INT",
    "routine_body": "SQL",
    "routine_definition": "41 + 1",
    "parameter_style": "S",
    "is_deterministic": True,
    "is_null_call": False,
    "sql_data_access": "NO_SQL",
    "security_type": "DEFINER",
    "specific_name": "f",
}


def run(w: WorkspaceClient, text: str) -> None:
    warehouse = starter(Api(w.config.host or "", w.config.token or ""))
    done = w.statement_execution.execute_statement(text, warehouse["id"], wait_timeout="50s")
    assert done.status is not None
    assert done.status.state == StatementState.SUCCEEDED, done.status


def person(server: LiveServer, name: str) -> Person:
    token = server.add_user(name)
    client = WorkspaceClient(host=server.address, token=token)
    return Person(name, token, client, Api(server.address, token))


def grant(api: Api, kind: str, name: str, who: str, *privileges: str) -> None:
    change = {"principal": who, "add": list(privileges)}
    path = f"{ROOT}/permissions/{kind}/{name}"
    answer = api.request("PATCH", path, json={"changes": [change]})
    assert answer.status_code == 200, answer.text


@pytest.fixture(scope="module")
def filled(w: WorkspaceClient, api: Api) -> None:
    """`lists.seen` with a table, a view, a volume, a function and a model; `lists.many` with
    30 tables; `lists.many_2` with one."""
    w.catalogs.create("lists", comment="c")
    for name in ("seen", "many", "many_2"):
        w.schemas.create(name, "lists")
    run(w, "CREATE TABLE lists.seen.t (id BIGINT COMMENT 'key', name STRING) COMMENT 'about t'")
    run(w, "CREATE VIEW lists.seen.v AS SELECT id FROM lists.seen.t")
    w.volumes.create("lists", "seen", "files", VolumeType.MANAGED, comment="about files")
    assert api.post(f"{ROOT}/functions", json={"function_info": FUNCTION}).status_code == 200
    w.registered_models.create(catalog_name="lists", schema_name="seen", name="m")
    for number in range(30):
        run(w, f"CREATE TABLE lists.many.t_{number:02} (id BIGINT)")
    run(w, "CREATE TABLE lists.many_2.only (id BIGINT)")


def pages(api: Api, path: str, key: str, **query: Any) -> list[list[str]]:
    """The names on each page."""
    found, token = [], None
    while True:
        answer = api.get(f"{ROOT}/{path}", params={**query, "page_token": token})
        assert answer.status_code == 200, answer.text
        document = answer.json()
        found.append([one.get("name") or one["full_name"] for one in document.get(key, [])])
        token = document.get("next_page_token")
        if token is None:
            return found


def flat(found: list[list[str]]) -> list[str]:
    return list(chain.from_iterable(found))


MANY = {"catalog_name": "lists", "schema_name": "many"}
NAMES = [f"t_{number:02}" for number in range(30)]


def test_a_page_holds_as_many_as_asked_for(api: Api, filled: None) -> None:
    assert [len(page) for page in pages(api, "tables", "tables", **MANY, max_results=10)] == [
        10
    ] * 3
    assert [len(page) for page in pages(api, "tables", "tables", **MANY, max_results=11)] == [
        *(11, 11, 8)
    ]
    for size in ({}, {"max_results": 0}):
        assert pages(api, "tables", "tables", **MANY, **size) == [NAMES]
    answer = api.get(f"{ROOT}/tables", params={**MANY, "max_results": -1})
    assert answer.json()["error_code"] == "INVALID_PARAMETER_VALUE"


def test_a_token_is_of_no_use_in_another_listing(api: Api, filled: None) -> None:
    first = api.get(f"{ROOT}/tables", params={**MANY, "max_results": 1}).json()
    token = first["next_page_token"]
    assert "t_00" not in token
    others: list[tuple[str, dict[str, Any]]] = [
        ("tables", {**MANY, "schema_name": "many_2"}),
        ("volumes", MANY),
        ("functions", MANY),
        ("models", MANY),
        ("catalogs", {}),
        ("schemas", {"catalog_name": "lists"}),
        ("table-summaries", {"catalog_name": "lists"}),
        ("connections", {}),
        ("shares", {}),
    ]
    for path, query in others:
        answer = api.get(f"{ROOT}/{path}", params={**query, "page_token": token})
        assert answer.json()["error_code"] == "INVALID_PARAMETER_VALUE", path
    for wrong in ("", "x", "dF8wMA", token[:-4] + "AAAA", "é" * 40):
        answer = api.get(f"{ROOT}/tables", params={**MANY, "page_token": wrong})
        assert answer.status_code in ((200,) if not wrong else (400,)), wrong


def test_every_list_has_pages(api: Api, filled: None) -> None:
    inside = {"catalog_name": "lists", "schema_name": "seen"}
    assert pages(api, "tables", "tables", **inside, max_results=1) == [["t"], ["v"]]
    schemas = pages(api, "schemas", "schemas", catalog_name="lists", max_results=2)
    assert flat(schemas) == ["default", "information_schema", "many", "many_2", "seen"]
    catalogs = flat(pages(api, "catalogs", "catalogs", max_results=1))
    assert "lists" in catalogs
    assert catalogs == sorted(catalogs)
    for path, key, name in (("volumes", "volumes", "files"), ("functions", "functions", "f")):
        assert pages(api, path, key, **inside, max_results=1) == [[name]]


def test_summaries_go_through_the_schemas(api: Api, filled: None) -> None:
    query = {"catalog_name": "lists", "schema_name_pattern": "many%", "max_results": 7}
    found = pages(api, "table-summaries", "tables", **query)
    assert flat(found) == [*(f"lists.many.{name}" for name in NAMES), "lists.many_2.only"]
    assert {len(page) for page in found[:-1]} == {7}
    few = {**query, "table_name_pattern": "T__9"}
    assert flat(pages(api, "table-summaries", "tables", **few)) == [
        f"lists.many.t_{number}" for number in ("09", "19", "29")
    ]


def test_patterns() -> None:
    for like, name in (("", "x"), ("%", ""), ("a_c", "abc"), ("A%c%", "a.ccd"), ("%%b", "ab")):
        assert listing.matches(like, name), like
    for like, name in (("a_c", "ac"), ("%b", "abc"), ("a.c", "abc"), ("a%b%c", "acb")):
        assert not listing.matches(like, name), like
    assert not listing.matches("%a" * 200 + "%b", "a" * 255)  # ends at once
    with pytest.raises(Invalid):
        listing.matches("%" * 1001, "x")


def test_a_reader_of_few_tables_is_shown_these(
    w: WorkspaceClient, api: Api, server: LiveServer, filled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the grants, by ownership, and, with many grants, by looking at every table."""
    one = person(server, "few@example.com")
    grant(api, "catalog", "lists", one.user_name, "USE_CATALOG")
    grant(api, "schema", "lists.many", one.user_name, "USE_SCHEMA")
    assert pages(one.api, "tables", "tables", **MANY) == [[]]
    for name in ("t_03", "t_17", "t_25"):
        grant(api, "table", f"lists.many.{name}", one.user_name, "SELECT")
    run(w, f"ALTER TABLE lists.many.t_09 SET OWNER TO `{one.user_name}`")
    wanted = ["t_03", "t_09", "t_17", "t_25"]
    assert pages(one.api, "tables", "tables", **MANY, max_results=3) == [wanted[:3], wanted[3:]]
    monkeypatch.setattr(listing, "MOST_GRANTS", 0)
    assert flat(pages(one.api, "tables", "tables", **MANY, max_results=3)) == wanted
    monkeypatch.setattr(paging, "MOST_LOOKED_AT", 4)
    some = pages(one.api, "tables", "tables", **MANY, max_results=3)
    assert [] in some  # a page may be empty and not the last
    assert flat(some) == wanted
    query = {"catalog_name": "lists", "table_name_pattern": "t_1%"}
    assert flat(pages(one.api, "table-summaries", "tables", **query)) == ["lists.many.t_17"]


def test_what_one_may_not_see_is_not_listed(other: Person, filled: None) -> None:
    for path, query in (
        ("schemas", {"catalog_name": "lists"}),
        ("table-summaries", {"catalog_name": "lists"}),
        *((path, MANY) for path in ("tables", "volumes", "functions", "models")),
    ):
        answer = other.api.get(f"{ROOT}/{path}", params={**query, "include_browse": "true"})
        assert answer.status_code == 403, path
        assert "User does not have USE CATALOG on Catalog 'lists'" in answer.text
    assert "lists" not in flat(pages(other.api, "catalogs", "catalogs", include_browse="true"))


ONE = {
    "tables": ("lists.seen.t", "lists.seen.v"),
    "volumes": ("lists.seen.files",),
    "functions": ("lists.seen.f",),
    "models": ("lists.seen.m",),
    "schemas": ("lists.seen",),
    "catalogs": ("lists",),
}
HIDDEN = {
    *("storage_location", "view_definition", "row_filter", "routine_definition", "properties"),
}


def test_browse_shows_metadata_to_who_asks_for_it(
    api: Api, server: LiveServer, filled: None
) -> None:
    one = person(server, "browser@example.com")
    grant(api, "catalog", "lists", one.user_name, "BROWSE")
    for path, names in ONE.items():
        for name in names:
            assert one.api.get(f"{ROOT}/{path}/{name}").status_code == 403
            shown = one.api.get(f"{ROOT}/{path}/{name}", params={"include_browse": "true"})
            assert shown.status_code == 200, shown.text
            document = shown.json()
            assert document["browse_only"] is True
            assert not HIDDEN & document.keys() - ({"properties"} if path == "schemas" else set())
            assert api.get(f"{ROOT}/{path}/{name}").json()["browse_only"] is False
    table = one.w.tables.get("lists.seen.t", include_browse=True)
    assert [column.name for column in table.columns or ()] == ["id", "name"]
    assert table.comment == "about t"
    assert one.w.tables.exists("lists.seen.t").table_exists
    assert not one.w.tables.exists("lists.seen.none").table_exists


def test_lists_hold_what_may_be_browsed_where_asked_for(
    api: Api, server: LiveServer, filled: None
) -> None:
    one = person(server, "browser_2@example.com")
    grant(api, "schema", "lists.seen", one.user_name, "BROWSE")
    inside = {"catalog_name": "lists", "schema_name": "seen"}
    for path, key in (
        ("tables", "tables"),
        ("volumes", "volumes"),
        ("functions", "functions"),
        ("models", "registered_models"),
    ):
        assert one.api.get(f"{ROOT}/{path}", params=inside).status_code == 403
        answer = one.api.get(f"{ROOT}/{path}", params={**inside, "include_browse": "true"})
        found = answer.json()[key]
        assert found
        assert {item["browse_only"] for item in found} == {True}
        assert not HIDDEN & set().union(*found)
    with pytest.raises(PermissionDenied, match="USE CATALOG"):
        list(one.w.schemas.list("lists"))
    everywhere = list(one.w.registered_models.list(include_browse=True))
    assert [model.full_name for model in everywhere if model.browse_only] == ["lists.seen.m"]
    assert "lists.seen.m" not in [model.full_name for model in one.w.registered_models.list()]


def test_a_table_in_a_list_is_the_same_as_by_itself(w: WorkspaceClient, filled: None) -> None:
    run(w, "ALTER TABLE lists.seen.t SET TBLPROPERTIES ('delta.appendOnly' = 'true', 'k' = 'v')")
    listed = {one.name: one for one in w.tables.list("lists", "seen")}
    for name in ("t", "v"):
        assert listed[name] == w.tables.get(f"lists.seen.{name}")
    bare = next(iter(w.tables.list("lists", "seen", omit_columns=True, omit_properties=True)))
    assert (bare.columns or None, bare.properties) == (None, None)
    samples = {one.name: one for one in w.tables.list("samples", "tpch")}
    assert [column.name for column in samples["region"].columns or ()] == [
        *("r_regionkey", "r_name", "r_comment")
    ]

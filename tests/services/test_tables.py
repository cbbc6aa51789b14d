"""/api/2.1/unity-catalog/tables through the SDK, and the fields that other clients insist on."""

from __future__ import annotations

import uuid
from pathlib import Path

import pyarrow as pa
import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, InvalidParameterValue, NotFound
from databricks.sdk.errors import PermissionDenied as Denied
from databricks.sdk.service.catalog import ColumnInfo, ColumnTypeName, DataSourceFormat, TableType
from deltalake import DeltaTable, Field, write_deltalake
from deltalake.schema import PrimitiveType

from boathouse.sql.definitions import NewView
from boathouse.sql.securables import Column
from tests.conftest import Person
from tests.live import Api, LiveServer
from tests.services.tables import CATALOG, Workbench, fresh

PATH = "/api/2.1/unity-catalog/tables"
EXTERNAL, DELTA = TableType.EXTERNAL, DataSourceFormat.DELTA


@pytest.fixture(scope="module")
def schema(w: WorkspaceClient) -> str:
    """Its catalog is main."""
    return w.schemas.create(f"s{uuid.uuid4().hex[:8]}", "main").name or ""


def make(w: WorkspaceClient, schema: str, name: str, place: Path, **more: object) -> str:
    made = w.tables.create(name, "main", schema, EXTERNAL, DELTA, place.as_uri(), **more)
    return made.full_name or ""


def test_an_external_table_is_adopted_with_its_own_columns(
    w: WorkspaceClient, schema: str, tmp_path: Path
) -> None:
    write_deltalake(tmp_path / "t", pa.table({"a": [1], "p": ["x"]}), partition_by=["p"])
    name = make(w, schema, "Adopted", tmp_path / "t", properties={"k": "v"})
    got = w.tables.get(name, include_delta_metadata=True, include_manifest_capabilities=True)
    assert (got.full_name, got.table_type) == (f"main.{schema}.adopted", EXTERNAL)
    assert got.storage_location == (tmp_path / "t").as_uri()
    assert [c.partition_index for c in got.columns or []] == [None, 0]
    assert (got.properties or {})["k"] == "v"
    assert got.delta_runtime_properties_kvpairs is not None
    DeltaTable(tmp_path / "t").alter.add_columns([Field("new", PrimitiveType("double"))])
    assert [c.name for c in w.tables.get(name).columns or []] == ["a", "p", "new"]
    w.tables.delete(name)
    assert DeltaTable(tmp_path / "t").version() == 1


def test_an_external_table_is_made_where_there_is_none(
    w: WorkspaceClient, schema: str, tmp_path: Path
) -> None:
    columns = [
        ColumnInfo(name="a", type_name=ColumnTypeName.INT, type_text="int", nullable=False),
        ColumnInfo(name="d", type_text="decimal(10,2)", comment="money", partition_index=0),
    ]
    name = make(w, schema, "made", tmp_path / "t", columns=columns)
    first, second = w.tables.get(name).columns or []
    assert (first.nullable, first.type_name, first.type_text) == (False, ColumnTypeName.INT, "int")
    assert (second.type_precision, second.type_scale, second.comment) == (10, 2, "money")
    assert DeltaTable(tmp_path / "t").metadata().partition_columns == ["d"]


def test_what_other_clients_insist_on(server: LiveServer, api: Api) -> None:
    made = Workbench(server).create(fresh(), Column("a", "long", comment="c"), Column("b", "date"))
    info = api.get(f"{PATH}/{made.name}").json()
    # Polars, delta-rs, DuckDB [unity_catalog.md A2.3 to A2.5].
    assert info["table_id"] == made.table_id
    assert isinstance(info["created_at"], int)
    assert isinstance(info["updated_at"], int)
    assert isinstance(info["properties"], dict)
    assert info["storage_location"].startswith("file:///")
    for position, column in enumerate(info["columns"]):
        assert column["position"] == position
        assert {"name", "type_name", "type_text", "type_json", "nullable"} <= set(column)
        assert (column["type_precision"], column["type_scale"]) == (0, 0)
    assert DeltaTable(info["storage_location"]).version() == 0


def test_lists_have_pages_and_leave_out_what_is_not_wanted(
    w: WorkspaceClient, api: Api, tmp_path: Path
) -> None:
    schema = w.schemas.create(f"s{uuid.uuid4().hex[:8]}", "main").name or ""
    for number in range(3):
        write_deltalake(tmp_path / str(number), pa.table({"a": [1]}))
        make(w, schema, f"t{number}", tmp_path / str(number))
    names = [one.name for one in w.tables.list("main", schema, max_results=2)]
    assert names == ["t0", "t1", "t2"]
    asked = {"catalog_name": "main", "schema_name": schema, "max_results": 1}
    omitted = {"omit_columns": "true", "omit_properties": "true", "omit_username": "true"}
    (few,) = api.get(PATH, params={**asked, **omitted}).json()["tables"]
    assert not {"columns", "properties", "owner", "created_by", "updated_by"} & set(few)
    found = w.tables.list_summaries("main", schema_name_pattern=schema, table_name_pattern="%1")
    assert [(one.full_name, one.table_type) for one in found] == [(f"main.{schema}.t1", EXTERNAL)]
    with pytest.raises(BadRequest):
        w.schemas.delete(f"main.{schema}")
    w.schemas.delete(f"main.{schema}", force=True)
    assert list(w.tables.list_summaries("main", schema_name_pattern=schema)) == []


def test_exists(w: WorkspaceClient, server: LiveServer) -> None:
    made = Workbench(server).create(fresh(), Column("a", "long"))
    assert w.tables.exists(str(made.name)).table_exists is True
    assert w.tables.exists(str(fresh())).table_exists is False
    with pytest.raises(NotFound, match=r"Schema 'main.nope' does not exist"):
        w.tables.exists("main.nope.t")


def test_the_owner_changes_and_the_table_goes(
    w: WorkspaceClient, server: LiveServer, other: Person
) -> None:
    made = Workbench(server).create(fresh(), Column("a", "long"))
    w.tables.update(str(made.name), owner=other.user_name)
    assert w.tables.get(str(made.name)).owner == other.user_name
    with pytest.raises(NotFound, match="Could not find principal"):
        w.tables.update(str(made.name), owner="nobody@example.com")
    w.tables.delete(str(made.name))
    with pytest.raises(NotFound, match="does not exist"):
        w.tables.get(str(made.name))


def test_a_view_shows_its_query(w: WorkspaceClient, server: LiveServer) -> None:
    name = fresh("v")
    view = NewView(name, "SELECT 1 AS a", (Column("a", "integer"),), "main", "default")
    CATALOG.create_view(Workbench(server).ctx(), view)
    got = w.tables.get(str(name))
    assert (got.table_type, got.view_definition) == (TableType.VIEW, "SELECT 1 AS a")
    assert [column.name for column in got.columns or []] == ["a"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"table_type": "MANAGED"}, "POST /staging-tables"),
        ({"table_type": "VIEW"}, "Only tables with a storage_location"),
        ({"storage_location": "no-path"}, "The location no-path is not valid"),
        ({"columns": []}, "at least one column"),
        ({"columns": [{"name": "a", "type_text": "strange"}]}, "type_text"),
        ({"name": "a b"}, "is not a valid name"),
        ({"properties": {"delta.enableChangeDataFeed": "true"}}, "not supported"),
    ],
)
def test_what_cannot_be_made(
    api: Api, schema: str, tmp_path: Path, change: dict[str, object], message: str
) -> None:
    whole = {
        "catalog_name": "main",
        "schema_name": schema,
        "name": "refused",
        "table_type": "EXTERNAL",
        "data_source_format": "DELTA",
        "storage_location": str(tmp_path / "t"),
        "columns": [{"name": "a", "type_text": "int"}],
    }
    answer = api.post(PATH, json={**whole, **change})
    assert answer.status_code == 400, answer.text
    assert message in answer.json()["message"]
    assert not (tmp_path / "t").exists()


def test_one_place_holds_one_table(w: WorkspaceClient, schema: str, tmp_path: Path) -> None:
    write_deltalake(tmp_path / "t", pa.table({"a": [1]}))
    make(w, schema, "one", tmp_path / "t")
    with pytest.raises(InvalidParameterValue, match="overlaps"):
        make(w, schema, "two", tmp_path / "t")
    with pytest.raises(BadRequest, match="already exists"):
        make(w, schema, "one", tmp_path / "u")


def test_others_are_denied(server: LiveServer, schema: str, other: Person, tmp_path: Path) -> None:
    name = str(Workbench(server).create(fresh(), Column("a", "long")).name)
    acts = (
        lambda: other.w.tables.get(name),
        lambda: other.w.tables.exists(name),
        lambda: other.w.tables.delete(name),
        lambda: other.w.tables.update(name, owner=other.user_name),
        lambda: list(other.w.tables.list("main", "default")),
        lambda: list(other.w.tables.list_summaries("main")),
        lambda: make(other.w, schema, "theirs", tmp_path / "t"),
    )
    for act in acts:
        with pytest.raises(Denied, match="User does not have USE CATALOG on Catalog 'main'"):
            act()


def test_everybody_reads_the_samples_and_nobody_changes_them(
    w: WorkspaceClient, other: Person
) -> None:
    names = [table.name for table in other.w.tables.list("samples", "tpch")]
    assert names == [
        "customer", "lineitem", "nation", "orders", "part", "partsupp", "region", "supplier",
    ]  # fmt: skip
    nation = other.w.tables.get("samples.tpch.nation")
    assert next(c.name for c in nation.columns or []) == "n_nationkey"
    assert DeltaTable(nation.storage_location or "").to_pyarrow_table().num_rows == 25
    trips = other.w.tables.get("samples.nyctaxi.trips")
    assert DeltaTable(trips.storage_location or "").to_pyarrow_table().num_rows > 100
    with pytest.raises(Denied, match="MANAGE on Table"):
        w.tables.delete("samples.tpch.nation")

"""/api/2.1/unity-catalog/constraints through the SDK: keys come, are shown, and go."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    BadRequest,
    InvalidParameterValue,
    NotFound,
    PermissionDenied,
    ResourceAlreadyExists,
)
from databricks.sdk.service.catalog import (
    ColumnInfo,
    ColumnTypeName,
    DataSourceFormat,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    TableConstraint,
    TableType,
)

from tests.conftest import Person
from tests.live import Api, LiveServer

_PATH = "/api/2.1/unity-catalog/constraints"


def make(w: WorkspaceClient, schema: str, name: str, place: Path) -> str:
    columns = [
        ColumnInfo(name="Id", type_name=ColumnTypeName.INT, type_text="int", nullable=False),
        ColumnInfo(name="n", type_name=ColumnTypeName.STRING, type_text="string"),
    ]
    made = w.tables.create(
        name,
        "main",
        schema,
        TableType.EXTERNAL,
        DataSourceFormat.DELTA,
        (place / name).as_uri(),
        columns=columns,
    )
    return made.full_name or ""


@pytest.fixture(scope="module")
def schema(w: WorkspaceClient) -> str:
    return w.schemas.create(f"s{uuid.uuid4().hex[:8]}", "main").name or ""


def primary(name: str, *columns: str) -> TableConstraint:
    return TableConstraint(primary_key_constraint=PrimaryKeyConstraint(name, list(columns)))


def foreign(name: str, column: str, parent: str, key: str) -> TableConstraint:
    made = ForeignKeyConstraint(name, [column], parent, [key])
    return TableConstraint(foreign_key_constraint=made)


def shown(w: WorkspaceClient, table: str) -> list[str]:
    found = w.tables.get(table).table_constraints or []
    keys = [one.primary_key_constraint or one.foreign_key_constraint for one in found]
    return [key.name for key in keys if key is not None]


def test_keys_come_and_go(
    w: WorkspaceClient, schema: str, tmp_path: Path, server: LiveServer
) -> None:
    parent, child = make(w, schema, "p", tmp_path), make(w, schema, "c", tmp_path)
    made = w.table_constraints.create(parent, primary("p_key", "id"))
    assert made.primary_key_constraint is not None
    assert made.primary_key_constraint.child_columns == ["Id"]
    # Also where nobody has read the parent's log yet.
    server.app.parts.delta.forget(str(tmp_path / "p"))
    w.table_constraints.create(child, foreign("c_to_p", "Id", parent, "Id"))
    assert (shown(w, parent), shown(w, child)) == (["p_key"], ["c_to_p"])
    key = (w.tables.get(child).table_constraints or [])[0].foreign_key_constraint
    assert key is not None
    assert (key.parent_table, key.parent_columns) == (parent, ["Id"])
    with pytest.raises(ResourceAlreadyExists):
        w.table_constraints.create(child, foreign("C_TO_P", "Id", parent, "Id"))
    with pytest.raises(BadRequest, match="referenced by foreign keys"):
        w.table_constraints.delete(parent, "p_key", cascade=False)
    w.table_constraints.delete(parent, "p_key", cascade=True)
    assert (shown(w, parent), shown(w, child)) == ([], [])
    with pytest.raises(NotFound):
        w.table_constraints.delete(parent, "p_key", cascade=False)


def test_what_no_key_can_be(w: WorkspaceClient, schema: str, tmp_path: Path, api: Api) -> None:
    table = make(w, schema, "bad", tmp_path)
    for wanted, why in (
        (primary("k", "n"), "nullable"),
        (primary("k", "nope"), "cannot be resolved"),
        (primary("k"), "child_columns"),
        (foreign("f", "Id", table, "Id"), "do not match"),
        (TableConstraint(), "primary key or a foreign key"),
    ):
        with pytest.raises((InvalidParameterValue, BadRequest), match=why):
            w.table_constraints.create(table, wanted)
    with pytest.raises(NotFound):
        w.table_constraints.create(f"main.{schema}.nothing", primary("k", "Id"))
    named = {"named_table_constraint": {"name": "x"}}
    answer = api.post(_PATH, json={"full_name_arg": table, "constraint": named})
    assert answer.status_code == 501
    assert shown(w, table) == []


def test_others_are_denied(w: WorkspaceClient, schema: str, tmp_path: Path, other: Person) -> None:
    table = make(w, schema, "mine", tmp_path)
    w.table_constraints.create(table, primary("k", "Id"))
    with pytest.raises(PermissionDenied):
        other.w.table_constraints.create(table, primary("k2", "Id"))
    with pytest.raises(PermissionDenied):
        other.w.table_constraints.delete(table, "k", cascade=True)
    assert shown(w, table) == ["k"]

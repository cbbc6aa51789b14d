"""Functions over REST: what SQL made is shown, what REST made is called, and who may what."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import AlreadyExists, BadRequest, NotFound, PermissionDenied
from databricks.sdk.service.catalog import (
    ColumnTypeName,
    CreateFunction,
    CreateFunctionParameterStyle,
    CreateFunctionRoutineBody,
    CreateFunctionSecurityType,
    CreateFunctionSqlDataAccess,
    FunctionParameterInfo,
    FunctionParameterInfos,
)

from tests.conftest import Person


@pytest.fixture(scope="module")
def schema(w: WorkspaceClient) -> Iterator[str]:
    w.catalogs.create("funcs")
    w.schemas.create("s", "funcs")
    yield "funcs.s"
    w.catalogs.delete("funcs", force=True)


def wanted(name: str, **more: object) -> CreateFunction:
    parameter = FunctionParameterInfo(
        name="x",
        type_text="int",
        type_name=ColumnTypeName.INT,
        type_json=json.dumps({"name": "x", "type": "integer", "nullable": True, "metadata": {}}),
        position=0,
        comment="a number",
    )
    fields: dict[str, object] = {
        "name": name,
        "catalog_name": "funcs",
        "schema_name": "s",
        "input_params": FunctionParameterInfos(parameters=[parameter]),
        "data_type": ColumnTypeName.INT,
        "full_data_type": "INT",
        "routine_body": CreateFunctionRoutineBody.SQL,
        "routine_definition": "x * 3",
        "parameter_style": CreateFunctionParameterStyle.S,
        "is_deterministic": True,
        "sql_data_access": CreateFunctionSqlDataAccess.CONTAINS_SQL,
        "is_null_call": False,
        "security_type": CreateFunctionSecurityType.DEFINER,
        "specific_name": name,
        **more,
    }
    return CreateFunction(**fields)  # type: ignore[arg-type]


def test_life(w: WorkspaceClient, schema: str) -> None:
    made = w.functions.create(wanted("thrice", comment="times three"))
    assert made.full_name == "funcs.s.thrice"
    assert made.function_id
    assert made.owner == w.current_user.me().user_name
    found = w.functions.get("funcs.s.thrice")
    assert found == made
    assert found.input_params is not None
    assert found.input_params.parameters is not None
    [parameter] = found.input_params.parameters
    assert (parameter.name, parameter.type_text, parameter.position) == ("x", "int", 0)
    assert (found.routine_definition, found.comment) == ("x * 3", "times three")
    with pytest.raises((AlreadyExists, BadRequest)):
        w.functions.create(wanted("thrice"))
    w.functions.create(wanted("another"))
    names = [one.name for one in w.functions.list("funcs", "s")]
    assert names == ["another", "thrice"]
    paged = list(w.functions.list("funcs", "s", max_results=1))
    assert [one.name for one in paged] == names
    w.functions.delete("funcs.s.another")
    with pytest.raises(NotFound):
        w.functions.get("funcs.s.another")
    with pytest.raises(BadRequest):
        w.functions.create(wanted("not valid.name"))
    with pytest.raises(BadRequest):
        w.functions.create(wanted("typeless", full_data_type="nonsense<"))


def test_with_sql(w: WorkspaceClient, schema: str) -> None:
    warehouse = next(one for one in w.warehouses.list() if one.name == "Starter Warehouse")

    def run(text: str) -> list[list[str]]:
        answer = w.statement_execution.execute_statement(
            text, warehouse.id or "", wait_timeout="50s"
        )
        assert answer.status is not None
        assert answer.status.error is None, answer.status.error
        return (answer.result.data_array or []) if answer.result else []

    w.functions.create(wanted("called"))
    assert run("SELECT funcs.s.called(5)") == [["15"]]
    run("CREATE FUNCTION funcs.s.made(a INT, b STRING DEFAULT 'q') RETURNS STRING RETURN a || b")
    made = w.functions.get("funcs.s.made")
    assert made.data_type is ColumnTypeName.STRING
    assert made.routine_body is not None
    assert made.routine_body.value == "SQL"
    assert made.input_params is not None
    assert made.input_params.parameters is not None
    assert [one.parameter_default for one in made.input_params.parameters] == [None, "'q'"]
    run("CREATE FUNCTION funcs.s.rows(n INT) RETURNS TABLE(a INT, b STRING) RETURN SELECT n, 'x'")
    rows = w.functions.get("funcs.s.rows")
    assert rows.data_type is ColumnTypeName.TABLE_TYPE
    assert rows.full_data_type == "(a int, b string)"
    assert rows.return_params is not None
    run("CREATE FUNCTION funcs.s.py(n INT) RETURNS INT LANGUAGE PYTHON AS $$return n$$")
    python = w.functions.get("funcs.s.py")
    assert python.external_language == "Python"
    assert python.routine_body is not None
    assert python.routine_body.value == "EXTERNAL"


def test_external(w: WorkspaceClient, schema: str) -> None:
    """As unitycatalog-ai stores them."""
    body = CreateFunctionRoutineBody.EXTERNAL
    w.functions.create(wanted("tool", routine_body=body, external_language="R"))
    found = w.functions.get("funcs.s.tool")
    assert (found.external_language, found.routine_definition) == ("R", "x * 3")
    warehouse = next(one for one in w.warehouses.list() if one.name == "Starter Warehouse")
    answer = w.statement_execution.execute_statement("SELECT funcs.s.tool(1)", warehouse.id or "")
    assert answer.status is not None
    assert answer.status.error is not None
    assert "UNSUPPORTED_FEATURE" in (answer.status.error.message or "")


def test_denied(w: WorkspaceClient, other: Person, schema: str) -> None:
    w.functions.create(wanted("secret_one"))
    with pytest.raises(PermissionDenied):
        other.w.functions.get("funcs.s.secret_one")
    with pytest.raises(PermissionDenied):
        list(other.w.functions.list("funcs", "s"))
    with pytest.raises(PermissionDenied):
        other.w.functions.create(wanted("mine"))
    with pytest.raises(PermissionDenied):
        other.w.functions.update("funcs.s.secret_one", owner=other.user_name)
    with pytest.raises(PermissionDenied):
        other.w.functions.delete("funcs.s.secret_one")
    given = w.functions.update("funcs.s.secret_one", owner=other.user_name)
    assert given.owner == other.user_name

"""databricks-sql-connector as its users call it; prints one JSON document of what it saw.

Standard input is the keyword arguments of `sql.connect` as JSON; the argument is the name of a
schema in `main` that nobody else uses.
"""

from __future__ import annotations

import datetime
import decimal
import json
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from databricks import sql
from databricks.sql import parameters as p

TYPES = """
SELECT true AS a_boolean, CAST(1 AS TINYINT) AS a_tinyint, CAST(2 AS SMALLINT) AS a_smallint,
       3 AS an_int, CAST(4 AS BIGINT) AS a_bigint, CAST(1.5 AS FLOAT) AS a_float,
       CAST(2.5 AS DOUBLE) AS a_double, CAST(1.10 AS DECIMAL(10, 2)) AS a_decimal,
       'text' AS a_string, CAST('bytes' AS BINARY) AS a_binary, DATE '2024-02-29' AS a_date,
       TIMESTAMP '2024-02-29 12:34:56.789' AS a_timestamp,
       TIMESTAMP_NTZ '2024-02-29 12:34:56' AS a_timestamp_ntz,
       array(1, 2) AS an_array, map('key', 1) AS a_map, named_struct('x', 1, 'y', 'z') AS a_struct,
       CAST(NULL AS STRING) AS a_null
"""
LARGE = "SELECT id, id * 2 AS twice, CAST(id AS STRING) AS text FROM range(1000000)"
ENDLESS = "SELECT count(*) FROM range(2000000000000) WHERE id % 7 = 3"

# Of metadata calls by Thrift, and of the SHOW statements that `use_sea` answers them with.
TABLE_COLUMNS = [
    {"TABLE_CAT", "catalogName"},
    {"TABLE_SCHEM", "namespace"},
    {"TABLE_NAME", "tableName"},
    {"TABLE_TYPE", "tableType"},
]
COLUMN_COLUMNS = [{"COLUMN_NAME", "col_name"}, {"TYPE_NAME", "columnType"}]


def main(given: dict[str, Any], schema: str) -> dict[str, Any]:
    with sql.connect(**given) as connection, connection.cursor() as cursor:
        parts = {
            "one": lambda: _rows(cursor, "SELECT 1"),
            "parameters": lambda: _parameters(cursor),
            "types": lambda: _types(cursor),
            "table": lambda: _table(cursor, f"main.{schema}"),
            "large": lambda: _large(cursor),
            "errors": lambda: _errors(cursor),
            "metadata": lambda: _metadata(cursor, schema),
            "cancel": lambda: _cancel(connection),
            "after": lambda: _rows(cursor, "SELECT 'still here'"),
        }
        seen = {name: _tried(part) for name, part in parts.items()}
        cursor.execute(f"DROP SCHEMA main.{schema} CASCADE")
    given = {**given, "catalog": "main", "schema": "default", "session_configuration": {}}
    with sql.connect(**given) as connection, connection.cursor() as cursor:
        seen["namespace"] = _rows(cursor, "SELECT current_catalog(), current_schema()")
        seen["user"] = _rows(cursor, "SELECT current_user()")
    return {"version": sql.__version__, **seen}


def _tried(part: Callable[[], Any]) -> Any:
    """What a part saw, or its error: the parts after it are tried too."""
    try:
        return part()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def _rows(cursor: Any, statement: str, given: Any = None) -> list[list[Any]]:
    cursor.execute(statement, given)
    return [[_plain(value) for value in row] for row in cursor.fetchall()]


def _parameters(cursor: Any) -> dict[str, Any]:
    named = {
        "i": 7,
        "l": 2**40,
        "f": 0.5,
        "s": "it's",
        "b": True,
        "d": datetime.date(2024, 2, 29),
        "n": decimal.Decimal("12.34"),
        "none": None,
    }
    typed = [
        p.TinyIntParameter(value=1, name="tiny"),
        p.SmallIntParameter(value=2, name="small"),
        p.FloatParameter(value=1.5, name="float"),
        p.TimestampParameter(
            value=datetime.datetime(2024, 2, 29, 12, 34, 56, tzinfo=datetime.UTC), name="at"
        ),
    ]
    return {
        "named": _rows(cursor, f"SELECT {', '.join(f':{name}' for name in named)}", named),
        "typed": _rows(cursor, "SELECT :tiny, :small, :float, :at", typed),
        "positional": _rows(cursor, "SELECT ? + ?, ?", [1, 2, "x"]),
        "where": _rows(cursor, "SELECT id FROM range(10) WHERE id > :x", {"x": 7}),
    }


def _types(cursor: Any) -> dict[str, list[Any]]:
    [row] = _rows(cursor, TYPES)
    described = [(column[0], column[1]) for column in cursor.description]
    return {name: [kind, value] for (name, kind), value in zip(described, row, strict=True)}


def _table(cursor: Any, schema: str) -> dict[str, Any]:
    cursor.execute(f"CREATE SCHEMA {schema}")
    cursor.execute(f"CREATE TABLE {schema}.people (id BIGINT, name STRING COMMENT 'Full name')")
    seen: dict[str, Any] = {}
    cursor.execute(f"INSERT INTO {schema}.people VALUES (1, 'Ada'), (2, 'Grace')")
    seen["inserted"] = cursor.rowcount
    cursor.execute(f"UPDATE {schema}.people SET name = 'Edsger' WHERE id = 2")
    seen["updated"] = cursor.rowcount
    cursor.execute(f"DELETE FROM {schema}.people WHERE id = 1")
    seen["deleted"] = cursor.rowcount
    cursor.execute(f"CREATE TABLE {schema}.copy AS SELECT * FROM {schema}.people")
    seen["rows"] = _rows(cursor, f"SELECT * FROM {schema}.copy")
    return seen


def _large(cursor: Any) -> dict[str, Any]:
    cursor.execute(LARGE)
    table = cursor.fetchall_arrow()
    ids = table.column("id").to_pylist()
    cursor.execute(f"{LARGE} WHERE id < 200000")
    first = cursor.fetchone()
    many = len(cursor.fetchmany(1000))
    rest = len(cursor.fetchall())
    return {
        "rows": table.num_rows,
        "columns": table.column_names,
        "each once": sorted(ids) == list(range(len(ids))),
        "first": len(first),
        "in pages": [many, rest],
    }


def _errors(cursor: Any) -> dict[str, Any]:
    asked = {
        "no table": "SELECT * FROM main.default.there_is_no_such_table",
        "no syntax": "SELEKT 1",
        "no column": "SELECT there_is_no_such_column",
    }
    return {name: _error(lambda text=text: cursor.execute(text)) for name, text in asked.items()}


def _error(call: Callable[[], Any]) -> list[str]:
    """The class of the error, its condition and its SQLSTATE, where its text holds them."""
    try:
        call()
    except sql.Error as error:
        text = str(error)
        condition = text.partition("[")[2].partition("]")[0].split(".")[0]
        state = text.partition("SQLSTATE: ")[2][:5]
        return [_family(error), condition, state]
    return ["nothing raised"]


def _family(error: Exception) -> str:
    return "DatabaseError" if isinstance(error, sql.DatabaseError) else type(error).__name__


def _metadata(cursor: Any, schema: str) -> dict[str, Any]:
    cursor.catalogs()
    catalogs = [row[0] for row in cursor.fetchall()]
    cursor.schemas(catalog_name="main", schema_name=schema)
    schemas = [row[0] for row in cursor.fetchall()]
    cursor.tables(catalog_name="main", schema_name=schema)
    tables = sorted(_picked(cursor, TABLE_COLUMNS))
    cursor.columns(catalog_name="main", schema_name=schema, table_name="people")
    columns = _picked(cursor, COLUMN_COLUMNS)
    return {
        "catalogs": [name for name in ("main", "samples", "system") if name in catalogs],
        "schemas": schemas,
        "tables": tables,
        "columns": columns,
    }


def _picked(cursor: Any, wanted: list[set[str]]) -> list[list[Any]]:
    """The columns of the result that have one of each set of names."""
    names = [column[0] for column in cursor.description]
    places = [next(at for at, name in enumerate(names) if name in choice) for choice in wanted]
    return [[row[place] for place in places] for row in cursor.fetchall()]


def _cancel(connection: Any) -> dict[str, Any]:
    """A statement that would run for hours, cancelled from another thread."""
    with connection.cursor() as cursor:
        ended: list[str] = []

        def run() -> None:
            try:
                cursor.execute(ENDLESS)
                ended.append("answered")
            except sql.Error:
                ended.append("raised")

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        until = time.monotonic() + 60
        while thread.is_alive() and time.monotonic() < until:
            time.sleep(0.5)
            cursor.cancel()
        thread.join(1)
        return {"ended": ended}


def _plain(value: Any) -> Any:
    """The value as JSON, the same for every version of the client."""
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return str(value)
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)) or type(value).__name__ == "ndarray":
        return [_plain(inner) for inner in value]
    if hasattr(value, "item"):  # numpy's scalars
        return value.item()
    return value


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin), sys.argv[1])))

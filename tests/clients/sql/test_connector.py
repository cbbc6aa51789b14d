"""databricks-sql-connector: dbt's and the newest, by Thrift, by REST and by its Rust kernel."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.clients import environment
from tests.clients.sql.conftest import SCRIPTS, Warehouse

CASES = [
    ("sql-connector-4.4", "4.4.", "thrift http"),
    ("sql-connector-4.4", "4.4.", "thrift https"),
    ("sql-connector-4.9", "4.9.", "thrift http"),
    ("sql-connector-4.9", "4.9.", "thrift https"),
    ("sql-connector-4.9", "4.9.", "sea http"),
    ("sql-connector-4.9", "4.9.", "sea https"),
    ("sql-kernel", "4.8.", "kernel http"),
    ("sql-kernel", "4.8.", "kernel https"),
]
TYPES = {
    "a_boolean": ["boolean", True],
    "a_tinyint": ["tinyint", 1],
    "a_smallint": ["smallint", 2],
    "an_int": ["int", 3],
    "a_bigint": ["bigint", 4],
    "a_float": ["float", 1.5],
    "a_double": ["double", 2.5],
    "a_decimal": ["decimal", "1.10"],
    "a_string": ["string", "text"],
    "a_binary": ["binary", b"bytes".hex()],
    "a_date": ["date", "2024-02-29"],
    "a_timestamp": ["timestamp", "2024-02-29T12:34:56.789000+00:00"],
    "an_array": ["array", [1, 2]],
    "a_map": ["map", [["key", 1]]],
    "a_struct": ["struct", {"x": 1, "y": "z"}],
    "a_null": ["string", None],
}


@pytest.mark.parametrize(("name", "version", "way"), CASES)
def test_connector(warehouse: Warehouse, tmp_path: Path, name: str, version: str, way: str) -> None:
    seen = _seen(warehouse, tmp_path, name, way)
    schema = _schema(name, way)
    assert seen.pop("version").startswith(version)
    # The REST backend names TIMESTAMP_NTZ, which Thrift has not; it never sets rowcount.
    sea = way.startswith("sea")
    no_zone = "timestamp_ntz" if sea else "timestamp"
    counts = {"inserted": 2, "updated": 1, "deleted": 1}
    assert seen.pop("types") == TYPES | {"a_timestamp_ntz": [no_zone, "2024-02-29T12:34:56"]}
    assert seen.pop("metadata") == {
        "catalogs": ["main", "samples", "system"],
        "schemas": [schema],
        "tables": [
            ["main", schema, "copy", "TABLE"],
            ["main", schema, "people", "TABLE"],
        ],
        "columns": [["id", "BIGINT"], ["name", "STRING"]],
    }
    assert seen == {
        "one": [[1]],
        "parameters": {
            "named": [[7, 2**40, 0.5, "it's", True, "2024-02-29", "12.34", None]],
            "typed": [[1, 2, 1.5, "2024-02-29T12:34:56+00:00"]],
            "positional": [[3, "x"]],
            "where": [[8], [9]],
        },
        "table": (dict.fromkeys(counts, -1) if sea else counts) | {"rows": [[2, "Edsger"]]},
        "large": {
            "rows": 1_000_000,
            "columns": ["id", "twice", "text"],
            "each once": True,
            "first": 3,
            "in pages": [1000, 198_999],
        },
        "errors": {
            "no table": ["DatabaseError", "TABLE_OR_VIEW_NOT_FOUND", "42P01"],
            "no syntax": ["DatabaseError", "PARSE_SYNTAX_ERROR", "42601"],
            "no column": ["DatabaseError", "UNRESOLVED_COLUMN", "42703"],
        },
        "cancel": {"ended": ["raised"]},
        "after": [["still here"]],
        "namespace": [["main", "default"]],
        "user": [["admin@boathouse.local"]],
    }


def _seen(warehouse: Warehouse, folder: Path, name: str, way: str) -> dict[str, Any]:
    python = str(environment.client(name) / "python")
    argv = [python, str(SCRIPTS / "connector.py"), _schema(name, way)]
    done = warehouse.run(argv, folder, json.dumps(warehouse.connector(way)))
    assert done.code == 0, done.output
    document: dict[str, Any] = json.loads(done.output.splitlines()[-1])
    return document


def _schema(name: str, way: str) -> str:
    return re.sub(r"\W", "_", f"{name} {way}")

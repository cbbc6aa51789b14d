"""@databricks/sql in Node.js, which speaks only TLS."""

from __future__ import annotations

import json
from pathlib import Path

from tests.clients import environment
from tests.clients.sql.conftest import SCRIPTS, Warehouse

SCHEMA = "node_https"
ROWS = 300_000


def test_node(warehouse: Warehouse, tmp_path: Path) -> None:
    modules = environment.CLIENTS / "node/node_modules"
    if not modules.is_dir():
        environment.absent("the client node is not there: run `make clients`")
    argv = [environment.program("node"), str(SCRIPTS / "drive.js"), SCHEMA]
    where = {"host": warehouse.host, "path": warehouse.http_path, "token": warehouse.gate.token}
    trusted = {"NODE_PATH": str(modules), "NODE_EXTRA_CA_CERTS": str(warehouse.gate.bundle)}
    done = warehouse.run(argv, tmp_path, json.dumps(where), **trusted)
    assert done.code == 0, done.output
    seen = json.loads(done.output.splitlines()[-1])
    assert seen.pop("types") == {
        "a_boolean": True,
        "a_tinyint": 1,
        "a_smallint": 2,
        "an_int": 3,
        "a_bigint": 4,
        "a_float": 1.5,
        "a_double": 2.5,
        "a_decimal": 1.1,
        "a_string": "text",
        "a_binary": "bytes",
        "a_date": "2024-02-29T00:00:00.000Z",
        "a_timestamp": "2024-02-29T12:34:56.789Z",
        "an_array": [1, 2],
        "a_map": {"key": 1},
        "a_struct": {"x": 1, "y": "z"},
        "a_null": None,
    }
    assert seen == {
        "one": [{"one": 1}],
        "namespace": [{"c": "main", "s": "default"}],
        "parameters": {
            "named": [
                {
                    "i": 7,
                    "f": 0.5,
                    "s": "it's",
                    "b": True,
                    "none": None,
                    "l": str(2**40),
                    "d": "2024-02-29T00:00:00.000Z",
                }
            ],
            "ordinal": [{"sum": 3, "word": "x"}],
        },
        "table": {
            "inserted": [{"num_affected_rows": 2, "num_inserted_rows": 2}],
            "deleted": [{"num_affected_rows": 1}],
            "rows": [{"id": 2, "name": "Grace"}],
        },
        "large": {
            "rows": [ROWS] * 3,
            "sums": [ROWS * (ROWS - 1)] * 2,
            "first": 1000,
        },
        "errors": {"no table": "TABLE_OR_VIEW_NOT_FOUND", "no syntax": "PARSE_SYNTAX_ERROR"},
        "metadata": {
            "catalogs": True,
            "schemas": [SCHEMA],
            "tables": [["people", "TABLE"]],
            "columns": [["id", "BIGINT"], ["name", "STRING"]],
            "types": True,
            "kinds": True,
            "functions": True,
            "keys": 0,
        },
        "cancel": {"ended": "thrown"},
        "after": [{"word": "still here"}],
    }

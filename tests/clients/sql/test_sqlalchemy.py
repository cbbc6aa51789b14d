"""SQLAlchemy with databricks-sqlalchemy: tables made, filled, read, inspected and dropped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.clients import environment
from tests.clients.sql.conftest import SCRIPTS, Warehouse


@pytest.mark.parametrize("transport", ["http", "https"])
def test_sqlalchemy(warehouse: Warehouse, tmp_path: Path, transport: str) -> None:
    schema = f"alchemy_{transport}"
    python = str(environment.client("sqlalchemy") / "python")
    argv = [python, str(SCRIPTS / "alchemy.py"), schema]
    done = warehouse.run(argv, tmp_path, json.dumps(_target(warehouse, transport)))
    assert done.code == 0, done.output
    seen = json.loads(done.output.splitlines()[-1])
    assert seen.pop("version").startswith("2.")
    assert seen == {
        "rows": {
            "count": 2,
            "first": ["1", "Ada", "1815-12-10", "9.50", "True", "2024-02-29 12:00:00"],
            "second": ["2", "Grace H.", "None", "None", "False", "None"],
            "high": ["Ada"],
        },
        "inspected": {
            "schema": True,
            "tables": ["people"],
            "views": [],
            "has": [True, False],
            "columns": [
                ["id", "BIGINT", False],
                ["name", "VARCHAR", True],
                ["born", "DATE", True],
                ["score", "NUMERIC(10, 2)", True],
                ["active", "BOOLEAN", True],
                ["seen", "DATETIME", True],
            ],
            "comment": "Full name",
            "reflected": ["id", "name", "born", "score", "active", "seen"],
            "keys": [],
        },
        "error": ["DatabaseError", "TABLE_OR_VIEW_NOT_FOUND"],
        "left": [],
    }


def _target(warehouse: Warehouse, transport: str) -> dict[str, Any]:
    where = f"?http_path={warehouse.http_path}&catalog=main&schema=default"
    url = f"databricks://token:{warehouse.gate.token}@{warehouse.host}{where}"
    if transport == "https":
        return {"url": url, "connect_args": {}}
    plain = warehouse.gate.address
    options = {"_connection_uri": plain + warehouse.http_path, "enable_telemetry": False}
    return {"url": url, "connect_args": options}

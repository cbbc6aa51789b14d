"""What Polars, delta-rs, Daft and unitycatalog-client do with a live workspace."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.catalog import PermissionsChange
from databricks.sdk.service.catalog import Privilege as P

from tests.clients import environment
from tests.live import LiveServer

SCRIPTS = Path(__file__).parent / "scripts"
ROWS = [(1, "a"), (2, None)]


@dataclass(frozen=True)
class Lake:
    """A schema with tables, a folder for external ones, and a user who holds the grants."""

    w: WorkspaceClient
    host: str
    schema: str
    token: str
    folder: Path

    def run(self, client: str, script: str, home: Path) -> dict[str, Any]:
        """What a script prints at its end."""
        python = str(environment.client(client) / "python")
        variables = {
            "HOME": str(home),
            "PATH": os.environ.get("PATH", os.defpath),
            "LAKE_HOST": self.host,
            "LAKE_TOKEN": self.token,
            "LAKE_SCHEMA": self.schema,
            "LAKE_FOLDER": self.folder.as_uri(),
            "DAFT_PROGRESS_BAR": "0",
            "DAFT_ANALYTICS_ENABLED": "0",
            "PYTHONWARNINGS": "ignore",
        }
        done = environment.run([python, str(SCRIPTS / script)], variables, home)
        assert done.code == 0, done.output
        found: dict[str, Any] = json.loads(done.output.splitlines()[-1])
        return found

    def sql(self, text: str) -> list[list[str]]:
        """The rows of a statement, as the admin."""
        (warehouse,) = [one for one in self.w.warehouses.list() if one.name == "Starter Warehouse"]
        api = self.w.statement_execution
        done = api.execute_statement(text, warehouse.id or "", wait_timeout="50s")
        assert done.status is not None
        assert done.status.error is None, done.status
        return (done.result.data_array if done.result else None) or []


@pytest.fixture
def lake(server: LiveServer, w: WorkspaceClient, tmp_path: Path) -> Iterator[Lake]:
    key = uuid.uuid4().hex[:8]
    user, schema = f"lake-{key}@example.com", f"lake_{key}"
    folder = tmp_path / "lake"
    folder.mkdir()
    metastore = w.metastores.summary().metastore_id or ""
    found = Lake(w, server.address, schema, server.add_user(user), folder)
    w.schemas.create(schema, "main")
    _tables(found)
    location = _location(w, folder)
    w.metastores.update(metastore, external_access_enabled=True)
    _grant(w, "CATALOG", "main", user, P.USE_CATALOG)
    rights = (P.USE_SCHEMA, P.EXTERNAL_USE_SCHEMA, P.SELECT, P.MODIFY, P.CREATE_TABLE)
    _grant(w, "SCHEMA", f"main.{schema}", user, *rights)
    files = (P.EXTERNAL_USE_LOCATION, P.CREATE_EXTERNAL_TABLE, P.READ_FILES, P.WRITE_FILES)
    _grant(w, "EXTERNAL_LOCATION", location, user, *files)
    yield found
    w.metastores.update(metastore, external_access_enabled=False)


def _tables(lake: Lake) -> None:
    full = f"main.{lake.schema}"
    lake.sql(
        f"CREATE TABLE {full}.t (id BIGINT NOT NULL COMMENT 'key', name STRING,"
        " price DECIMAL(10,2), d DATE, ts TIMESTAMP, tags ARRAY<STRING>, p STRING)"
        " PARTITIONED BY (p)"
    )
    lake.sql(
        f"INSERT INTO {full}.t VALUES (1, 'a', 1.5, DATE'2026-01-01',"
        " TIMESTAMP'2026-01-01 10:00:00', array('x'), 'one')"
    )
    lake.sql(f"INSERT INTO {full}.t VALUES (2, NULL, NULL, NULL, NULL, NULL, 'two')")
    lake.sql(f"CREATE VIEW {full}.v AS SELECT id FROM {full}.t")
    lake.sql(f"CREATE TABLE {full}.masked AS SELECT 'secret' AS word")
    lake.sql(f"CREATE FUNCTION {full}.hide(word STRING) RETURNS STRING RETURN '*'")
    lake.sql(f"ALTER TABLE {full}.masked ALTER COLUMN word SET MASK {full}.hide")


def _location(w: WorkspaceClient, folder: Path) -> str:
    urls = {one.url or "": one.name or "" for one in w.external_locations.list()}
    above = [url for url in urls if folder.is_relative_to(url.removeprefix("file://") or "x")]
    return urls[max(above, key=len)]


def _grant(w: WorkspaceClient, kind: str, name: str, who: str, *given: P) -> None:
    w.grants.update(kind, name, changes=[PermissionsChange(principal=who, add=list(given))])


def test_polars(lake: Lake, tmp_path: Path) -> None:
    seen = lake.run("polars", "polars_catalog.py", tmp_path)
    assert seen.pop("version") == "2.1.0"
    assert "main" in seen.pop("catalogs")
    assert lake.schema in seen.pop("schemas")
    assert seen == {
        "tables": [["masked", "MANAGED"], ["t", "MANAGED"], ["v", "VIEW"]],
        "schema": {
            "id": "Int64",
            "name": "String",
            "price": "Decimal(precision=10, scale=2)",
            "d": "Date",
            "ts": "Datetime(time_unit='us', time_zone=None)",
            "tags": "List(String)",
            "p": "String",
        },
        "rows": [
            {"id": 1, "name": "a", "price": "1.50"},
            {"id": 2, "name": None, "price": None},
        ],
        "written": 2,
    }


def test_delta_rs(lake: Lake, tmp_path: Path) -> None:
    full = f"main.{lake.schema}"
    _grant(lake.w, "SCHEMA", full, "admin@boathouse.local", P.SELECT)
    seen = lake.run("polars", "delta_rs.py", tmp_path)
    assert seen == {
        "version": "1.6.6",
        "before": 2,
        "after": 3,
        "staged": "MANAGED",
        "masked": "PERMISSION_DENIED",
    }
    assert lake.sql(f"SELECT name FROM {full}.t WHERE id = 7") == [["by delta-rs"]]
    assert lake.sql(f"SELECT sum(id) FROM {full}.staged") == [["6"]]


def test_daft(lake: Lake, tmp_path: Path) -> None:
    full = f"main.{lake.schema}"
    seen = lake.run("daft", "daft_catalog.py", tmp_path)
    assert seen.pop("version") == "0.7.26"
    assert "main" in seen.pop("catalogs")
    assert full in seen.pop("schemas")
    assert seen == {
        "tables": [f"{full}.{name}" for name in ("by_daft", "masked", "t", "v")],
        "rows": [{"id": one, "name": name} for one, name in ROWS],
    }
    _grant(lake.w, "SCHEMA", full, "admin@boathouse.local", P.SELECT)
    assert lake.sql(f"SELECT count(*) FROM {full}.by_daft") == [["4"]]


def test_the_open_source_client(lake: Lake, tmp_path: Path) -> None:
    seen = lake.run("unitycatalog-client", "open_client.py", tmp_path)
    assert seen.pop("version") == "0.7.0"
    assert "main" in seen.pop("catalogs")
    assert lake.schema in seen.pop("schemas")
    assert seen.pop("columns")[:3] == [
        ["id", "bigint"],
        ["name", "string"],
        ["price", "decimal(10,2)"],
    ]
    assert {"USE SCHEMA", "SELECT"} <= set(seen.pop("granted"))
    assert seen == {
        "tables": [["masked", "MANAGED"], ["t", "MANAGED"], ["v", "VIEW"]],
        "expires": True,
        "made": True,
    }

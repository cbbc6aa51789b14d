"""Files of volumes through SQL drivers: they are given a signed URL, and follow it themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.catalog import VolumeType

from tests.clients import environment
from tests.clients.sql.conftest import SCRIPTS, Warehouse

CASES = [
    ("sql-connector-4.4", "thrift http"),
    ("sql-connector-4.9", "thrift http"),
    ("sql-connector-4.9", "thrift https"),
    ("sql-connector-4.9", "sea http"),
]
NAME = "#1 50%?"


@pytest.fixture
def volume(gate_client: WorkspaceClient) -> Iterator[str]:
    """The path of a new volume."""
    made = gate_client.volumes.create("main", "default", "drivers", VolumeType.MANAGED)
    yield "/Volumes/main/default/drivers"
    gate_client.volumes.delete(str(made.full_name))


@pytest.mark.parametrize(("name", "way"), CASES)
def test_connector(warehouse: Warehouse, volume: str, tmp_path: Path, name: str, way: str) -> None:
    python = str(environment.client(name) / "python")
    argv = [python, str(SCRIPTS / "volumes.py"), volume, str(tmp_path)]
    done = warehouse.run(argv, tmp_path, json.dumps(warehouse.connector(way)))
    assert done.code == 0, done.output
    seen = json.loads(done.output.splitlines()[-1])
    assert "staging_allowed_local_path" in seen.pop("refused")
    assert "FILE_IN_STAGING_PATH_ALREADY_EXISTS" in seen.pop("again")
    assert "Local file operations are restricted" in seen.pop("elsewhere")
    assert "over HTTP was unsuccessful: 404" in seen.pop("gone")
    assert seen.pop("streamed") in (13, "unknown")
    folder = f"{volume}/a folder"
    assert seen == {
        "listed": [[f"{folder}/{NAME}.bin", f"{NAME}.bin", 3_000_000]],
        "same": True,
    }


def test_node(warehouse: Warehouse, volume: str, tmp_path: Path) -> None:
    modules = environment.CLIENTS / "node/node_modules"
    if not modules.is_dir():
        environment.absent("the client node is not there: run `make clients`")
    argv = [environment.program("node"), str(SCRIPTS / "volumes.js"), volume, str(tmp_path)]
    where = {"host": warehouse.host, "path": warehouse.http_path, "token": warehouse.gate.token}
    trusted = {"NODE_PATH": str(modules), "NODE_EXTRA_CA_CERTS": str(warehouse.gate.bundle)}
    done = warehouse.run(argv, tmp_path, json.dumps(where), **trusted)
    assert done.code == 0, done.output
    seen = json.loads(done.output.splitlines()[-1])
    assert "FILE_IN_STAGING_PATH_ALREADY_EXISTS" in seen.pop("again")
    assert seen == {
        "back": "from node",
        "elsewhere": "Staging path not a subset of allowed local paths.",
        "listed": [[f"{volume}/a folder/{NAME}.txt", f"{NAME}.txt", 9]],
        "gone": "HTTP error 404 Not Found",
    }


@pytest.mark.parametrize("thrift", [1, 0], ids=["thrift", "rest"])
def test_jdbc(warehouse: Warehouse, volume: str, tmp_path: Path, thrift: int) -> None:
    [jar] = (environment.CLIENTS / "jdbc").glob("databricks-jdbc-*.jar") or [None]
    if jar is None:
        environment.absent("the client jdbc is not there: run `make clients`")
    compiling = [environment.program("javac"), "-d", str(tmp_path), str(SCRIPTS / "Volumes.java")]
    assert environment.run(compiling, {"PATH": ""}, tmp_path).code == 0
    url = (
        f"jdbc:databricks://{warehouse.host}:{warehouse.plain_port}/default;ssl=0;AuthMech=3"
        f";httpPath={warehouse.http_path};ConnCatalog=main;UseThriftClient={thrift}"
    )
    java = [environment.program("java"), "-cp", f"{jar}:{tmp_path}", "Volumes"]
    token = {"DATABRICKS_TOKEN": warehouse.gate.token}
    done = warehouse.run([*java, url, volume, str(tmp_path)], tmp_path, **token)
    assert done.code == 0, done.output
    seen: dict[str, Any] = dict(
        line.split("\t", 1) for line in done.output.splitlines() if "\t" in line
    )
    assert "FILE_IN_STAGING_PATH_ALREADY_EXISTS" in seen.pop("again")
    assert "Local file path is not allowed" in seen.pop("elsewhere")
    assert "Failed to download" in seen.pop("gone")
    assert seen == {
        **dict.fromkeys(("put", "overwrite", "get", "remove"), "SUCCEEDED"),
        "back": "from java",
        "listed": f"[{NAME}.txt 9]",
    }

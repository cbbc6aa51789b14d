"""The default warehouse of the gate's workspace, as each client is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from databricks.sdk import WorkspaceClient

from tests.clients import environment
from tests.clients.conftest import Gate

SCRIPTS = Path(__file__).parent / "scripts"
SECONDS = 180


@dataclass(frozen=True)
class Warehouse:
    """A warehouse behind the gate: over TLS on port 443, and over plain http."""

    gate: Gate
    warehouse_id: str

    @property
    def http_path(self) -> str:
        return f"/sql/1.0/warehouses/{self.warehouse_id}"

    @property
    def host(self) -> str:
        """The workspace's host for TLS, without a scheme."""
        return str(urlsplit(self.gate.host).hostname)

    @property
    def plain_port(self) -> int:
        """The port of plain http, on the same host."""
        return int(urlsplit(self.gate.address).port or 0)

    def run(
        self, argv: list[str], folder: Path, typed: str = "", **variables: str
    ) -> environment.Done:
        """Run a client in its clean environment, our roots trusted."""
        surroundings: Mapping[str, str] = {**self.gate.environment(folder), **variables}
        return environment.run(argv, surroundings, folder, typed, SECONDS)

    def connector(self, way: str) -> dict[str, Any]:
        """What `sql.connect` is given for one backend over one transport ("thrift https")."""
        backend, transport = way.split()
        given: dict[str, Any] = {"http_path": self.http_path, "access_token": self.gate.token}
        given |= {} if backend == "thrift" else {f"use_{backend}": True}
        if transport == "https":
            return given | {"server_hostname": self.host}
        plain = self.gate.address
        if backend == "thrift":
            uri = plain + self.http_path
            return given | {"server_hostname": plain, "_connection_uri": uri}
        if backend == "sea":
            # Its side calls would go to port 80 of the host and wait for half a minute.
            given |= {"server_hostname": plain.rpartition(":")[0], "enable_telemetry": False}
            return given | {"_port": self.plain_port}
        return given | {"server_hostname": plain}


@pytest.fixture(scope="session")
def warehouse(gate: Gate, gate_client: WorkspaceClient) -> Warehouse:
    """The warehouse that is there from the first start."""
    [found, *_] = gate_client.warehouses.list()
    return Warehouse(gate, str(found.id))

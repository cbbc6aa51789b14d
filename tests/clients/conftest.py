"""A workspace of its own for the clients: on port 443 with TLS, seeded with the handbook."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from databricks.sdk import WorkspaceClient

from tests.clients import environment, namespace
from tests.live import Api, LiveServer


@dataclass(frozen=True)
class Gate:
    """The workspace as clients reach it: an https host without a port, and a token."""

    host: str
    address: str
    token: str
    data_dir: Path

    @property
    def bundle(self) -> Path:
        """What clients that check certificates are to trust."""
        return self.data_dir / "tls/bundle.pem"

    def environment(self, home: Path, *programs: Path) -> dict[str, str]:
        """A clean environment for a client: its programs first, our roots trusted."""
        path = [str(folder) for folder in programs] + [os.environ.get("PATH", os.defpath)]
        return {
            "HOME": str(home),
            "PATH": os.pathsep.join(path),
            "LANG": "C.UTF-8",
            "REQUESTS_CA_BUNDLE": str(self.bundle),
            "SSL_CERT_FILE": str(self.bundle),
            # The clients' own complaints about their own libraries.
            "PYTHONWARNINGS": "ignore",
        }


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark this folder's tests; where 443 may not be bound one test runs them in a namespace."""
    ours = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.client)
    dropped = namespace.superfluous(ours)
    items[:] = [item for item in items if item not in dropped]
    config.hook.pytest_deselected(items=dropped)


@pytest.fixture(scope="session")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    """A workspace that is seeded with the handbook, its TLS on port 443."""
    host = environment.free_address()
    live = LiveServer(
        tmp_path_factory.mktemp("gate"), host=host, tls_port=environment.HTTPS, seed="handbook"
    )
    yield Gate(f"https://{host}", live.address, live.token, live.data_dir)
    live.stop()
    live.end_engines()


@pytest.fixture(scope="session")
def gate_client(gate: Gate) -> WorkspaceClient:
    """The SDK of the test process, as the admin."""
    return WorkspaceClient(host=gate.address, token=gate.token)


@pytest.fixture(scope="session")
def gate_api(gate: Gate) -> Api:
    """Plain `requests`, as the admin."""
    return Api(gate.address, gate.token)


@pytest.fixture(scope="session")
def profile(gate: Gate, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder in which the legacy CLI was configured, by its own command."""
    home = tmp_path_factory.mktemp("home")
    argv = ["databricks", "configure", "--token"]
    programs = environment.client("databricks-cli")
    typed = f"{gate.host}\n{gate.token}\n"
    done = environment.run(argv, gate.environment(home, programs), home, typed)
    assert done.code == 0, done.output
    return home

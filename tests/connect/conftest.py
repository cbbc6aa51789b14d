"""One cluster of the admin's for the whole folder, and PySpark on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.connect.client import PySpark, Raw
from tests.live import Api, LiveServer
from tests.services.clusters import await_state, made


@dataclass
class Cluster:
    """A running cluster, and how it is reached."""

    cluster_id: str
    port: int
    token: str

    @property
    def remote(self) -> str:
        """For PySpark."""
        return self.remote_of(self.token)

    def remote_of(self, token: str) -> str:
        """For another's PySpark."""
        named = f"x-databricks-cluster-id={self.cluster_id}"
        return f"sc://localhost:{self.port}/;token={token};{named}"


@pytest.fixture(scope="module")
def cluster(server: LiveServer, api: Api) -> Iterator[Cluster]:
    with made(api) as cluster_id:
        await_state(api, cluster_id, "RUNNING")
        yield Cluster(cluster_id, server.app.connect.port, server.token)


@pytest.fixture(scope="module")
def pyspark(cluster: Cluster) -> Iterator[PySpark]:
    client = PySpark()
    client.connect(cluster.remote)
    yield client
    client.close()


@pytest.fixture
def raw(cluster: Cluster) -> Iterator[Raw]:
    client = Raw(cluster.port, cluster.token, cluster.cluster_id)
    yield client
    client.close()

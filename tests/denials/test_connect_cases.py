"""The cases of Spark code, on one cluster of the visitor's: closed while any grant is missing, open
with all of them; the engine stays the same while grants come and go."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import DatabricksError

from tests.connect.client import Failed, PySpark
from tests.connect.conftest import Cluster
from tests.denials.cases import CONNECT, TASK, Case, Grant
from tests.denials.test_cases import told, without_each
from tests.denials.world import Refused, Visitor, build, grant, is_whole, revoke
from tests.live import Api, LiveServer
from tests.services.clusters import await_state, made
from tests.services.jobs import await_end, output, result, script, script_task, submit

USER = "spark_visitor@example.com"
COUNTS = """
from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
print("counted", spark.table("{table}").count())
"""


@dataclass(frozen=True, kw_only=True)
class SparkVisitor(Visitor):
    """Somebody with PySpark on a cluster of their own."""

    client: PySpark
    api: Api

    def spark(self, code: str) -> Any:
        try:
            return self.client.run(code)
        except Failed as failed:
            raise Refused(str(failed)) from failed

    def task(self, table: str) -> None:
        run = submit(self.api, script_task(script(self.api, COUNTS.format(table=table))))
        ended = await_end(self.api, run)
        found = output(self.api, run)
        if result(ended) != ("TERMINATED", "SUCCESS"):
            raise Refused(f"{found.get('error')} {found.get('error_trace')}")
        assert "counted" in found["logs"]


@pytest.fixture(scope="module")
def coming(server: LiveServer, w: WorkspaceClient) -> Iterator[SparkVisitor]:
    token = server.add_user(USER)
    api = Api(server.address, token)
    with made(api) as cluster_id:
        await_state(api, cluster_id, "RUNNING")
        client = PySpark()
        client.connect(Cluster(cluster_id, server.app.connect.port, token).remote)
        own = WorkspaceClient(host=server.address, token=token)
        yield SparkVisitor(own, Visitor.of(w).warehouse_id, client=client, api=api)
        client.close()


@pytest.fixture
def world(w: WorkspaceClient, tmp_path_factory: pytest.TempPathFactory) -> None:
    if not is_whole(w):
        build(w, Path(tmp_path_factory.getbasetemp()) / "den_connect")


CLOSED = [
    pytest.param(case, held, lacking, id=f"{case.path} without {lacking}")
    for case in (*CONNECT, TASK)
    for held, lacking in without_each(case)
]


@pytest.mark.parametrize(("case", "held", "lacking"), CLOSED)
def test_closed(
    w: WorkspaceClient,
    coming: SparkVisitor,
    world: None,
    case: Case,
    held: tuple[Grant, ...],
    lacking: Grant,
) -> None:
    grant(w, USER, held)
    try:
        with pytest.raises(Refused) as caught:
            case.act(coming)
    finally:
        revoke(w, USER, held)
    assert told(case, lacking, str(caught.value), coming), str(caught.value)


@pytest.mark.parametrize("case", [*CONNECT, TASK], ids=lambda case: case.path)
def test_open(w: WorkspaceClient, coming: SparkVisitor, world: None, case: Case) -> None:
    grant(w, USER, case.needs)
    try:
        case.act(coming)
    finally:
        with contextlib.suppress(DatabricksError, Refused):
            revoke(w, USER, case.needs)
        if case.changes:
            with contextlib.suppress(DatabricksError):
                w.catalogs.delete("den", force=True)
        elif case.done is not None:
            case.done(w)

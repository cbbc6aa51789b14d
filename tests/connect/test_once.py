"""What changes something is run once, whoever asks again: by hand, as a client that lost a call."""

from __future__ import annotations

import uuid
from typing import Any

import grpc
import pytest

from boathouse.protocols.connect.wire import wire
from tests.connect.client import PySpark, Raw
from tests.connect.conftest import Cluster
from tests.live import LiveServer


def statement(text: str, session_id: str, operation_id: str) -> Any:
    request = wire().ExecutePlanRequest(session_id=session_id, operation_id=operation_id)
    request.plan.command.sql_command.input.sql.query = text
    request.request_options.add().reattach_options.reattachable = True
    return request


def reattach(request: Any, after: str | None = None) -> Any:
    return wire().ReattachExecuteRequest(
        session_id=request.session_id, operation_id=request.operation_id, last_response_id=after
    )


def of_path(session_id: str, operation_id: str, path: str) -> Any:
    request = wire().ExecutePlanRequest(session_id=session_id, operation_id=operation_id)
    write = request.plan.command.write_operation
    write.input.range.end, write.input.range.step = 3, 1
    write.source, write.path, write.mode = "parquet", path, 1
    request.request_options.add().reattach_options.reattachable = True
    return request


@pytest.fixture
def ids() -> tuple[str, str]:
    return str(uuid.uuid4()), str(uuid.uuid4())


def test_a_statement_that_is_sent_again(pyspark: PySpark, raw: Raw, ids: tuple[str, str]) -> None:
    pyspark.run("spark.sql('CREATE TABLE main.default.once (a INT)')")
    request = statement("INSERT INTO main.default.once VALUES (1)", *ids)
    first = raw.execute(request)
    assert [one.WhichOneof("response_type") for one in first] == [
        "sql_command_result",
        "result_complete",
    ]
    again = raw.execute(request)
    assert again == first
    assert raw.execute(reattach(request), "ReattachExecute") == first
    rest = raw.execute(reattach(request, first[0].response_id), "ReattachExecute")
    assert rest == first[1:]
    assert pyspark.run("spark.table('main.default.once').count()") == 1


def test_a_failure_stays_one(raw: Raw, ids: tuple[str, str]) -> None:
    request = statement("DROP TABLE main.default.never_there", *ids)
    for method, message in (
        ("ExecutePlan", request),
        ("ExecutePlan", request),
        ("ReattachExecute", reattach(request)),
    ):
        with pytest.raises(grpc.RpcError) as caught:
            raw.execute(message, method)
        assert "TABLE_OR_VIEW_NOT_FOUND" in caught.value.details()


def test_files_are_written_once(pyspark: PySpark, raw: Raw, ids: tuple[str, str]) -> None:
    place = f"/Volumes/main/default/once_{ids[0].replace('-', '')}"
    pyspark.run(f"spark.sql('CREATE VOLUME main.default.once_{ids[0].replace('-', '')}')")
    request = of_path(*ids, f"{place}/rows")
    assert raw.execute(request) == raw.execute(request)
    assert pyspark.run(f"spark.read.parquet('{place}/rows').count()") == 3


def test_an_operation_that_the_server_does_not_remember(
    server: LiveServer, cluster: Cluster, raw: Raw, ids: tuple[str, str]
) -> None:
    """As after kill -9 in its middle: the record says RUNNING, and nobody runs it."""
    request = statement("CREATE TABLE main.default.unsure (a INT)", *ids)
    raw.execute(request)
    sessions = server.app._gateway._sessions
    session = next(one for one in sessions._open.values() if one.session_id == ids[0])
    server.app._gateway._operations._running.clear()
    answered = raw.execute(reattach(request), "ReattachExecute")
    assert answered[-1].WhichOneof("response_type") == "result_complete"
    (session.folder / "operations" / ids[1]).write_bytes(b'{"state": "RUNNING"}\n')
    for method, message in (("ExecutePlan", request), ("ReattachExecute", reattach(request))):
        with pytest.raises(grpc.RpcError) as caught:
            raw.execute(message, method)
        assert caught.value.code() is grpc.StatusCode.INTERNAL  # UNAVAILABLE would be tried again
        assert "OPERATION_ABORTED" in caught.value.details()


def test_a_session_survives_the_server(
    server: LiveServer, cluster: Cluster, pyspark: PySpark
) -> None:
    """What is in memory is forgotten, as by a restart: it is found again on disk."""
    pyspark.run("spark.sql('CREATE SCHEMA main.kept')\nspark.sql('USE SCHEMA kept')")
    pyspark.run("spark.range(3).createOrReplaceTempView('kept_frame')")
    pyspark.run("spark.sql('CREATE TEMP VIEW kept_text AS SELECT id FROM kept_frame')")
    server.app._gateway._sessions._open.clear()
    assert pyspark.run("spark.catalog.currentDatabase()") == "kept"
    assert pyspark.run("spark.table('kept_text').count()") == 3
    pyspark.run("spark.sql('USE SCHEMA default')\nspark.sql('DROP SCHEMA main.kept')")


def test_an_operation_is_forgotten_with_its_release(raw: Raw, ids: tuple[str, str]) -> None:
    request = statement("SHOW CATALOGS", *ids)
    raw.execute(request)
    release = wire().ReleaseExecuteRequest(session_id=ids[0], operation_id=ids[1])
    release.release_all.SetInParent()
    raw.unary("ReleaseExecute", release)
    with pytest.raises(grpc.RpcError) as caught:
        raw.execute(reattach(request), "ReattachExecute")
    assert "OPERATION_NOT_FOUND" in caught.value.details()
    ended = wire().ReleaseSessionRequest(session_id=ids[0])
    raw.unary("ReleaseSession", ended)

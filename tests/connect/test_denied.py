"""Deny by default: tokens, clusters, sessions, tables, paths, settings, and unknown plans."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import grpc
import pytest

from boathouse.protocols.connect.wire import wire
from tests.conftest import Person
from tests.connect.client import PySpark, Raw
from tests.connect.conftest import Cluster
from tests.live import Api, LiveServer
from tests.services.clusters import await_state, made


@pytest.fixture(scope="module")
def others(server: LiveServer, other: Person) -> Iterator[Cluster]:
    """A cluster of the second user's."""
    with made(other.api) as cluster_id:
        await_state(other.api, cluster_id, "RUNNING")
        yield Cluster(cluster_id, server.app.connect.port, other.token)


@pytest.fixture(scope="module")
def stranger(others: Cluster) -> Iterator[PySpark]:
    client = PySpark()
    client.connect(others.remote)
    yield client
    client.close()


def plan(**parts: Any) -> Any:
    request = wire().ExecutePlanRequest(session_id=str(uuid.uuid4()), **parts)
    request.user_context.user_id = "somebody"
    return request


def refusal(raw: Raw, request: Any, method: str = "ExecutePlan") -> tuple[grpc.StatusCode, str]:
    with pytest.raises(grpc.RpcError) as caught:
        raw.execute(request, method) if method == "ExecutePlan" else raw.unary(method, request)
    return caught.value.code(), caught.value.details()


@dataclass
class Bytes:
    """Something that is no message."""

    data: bytes

    def SerializeToString(self) -> bytes:
        return self.data


def nested(levels: int) -> bytes:
    """A plan of LIMITs within each other, which protobuf's own classes cannot make."""
    relation = b"\x7a\x02\x10\x01"
    for _ in range(levels):
        limit = b"\x0a" + _length(relation) + relation
        relation = b"\x42" + _length(limit) + limit
    root = b"\x0a" + _length(relation) + relation
    return one_row().SerializeToString() + b"\x1a" + _length(root) + root


def _length(data: bytes) -> bytes:
    size, made = len(data), bytearray()
    while size > 127:
        made.append(size & 127 | 128)
        size >>= 7
    return bytes([*made, size])


def one_row() -> Any:
    request = plan()
    request.plan.root.range.end = 1
    request.plan.root.range.step = 1
    return request


def test_tokens_and_clusters(cluster: Cluster, others: Cluster, other: Person) -> None:
    port = cluster.port
    for token, cluster_id, code, words in (
        (None, cluster.cluster_id, grpc.StatusCode.UNAUTHENTICATED, "Credential"),
        ("dapi" + "0" * 32, cluster.cluster_id, grpc.StatusCode.UNAUTHENTICATED, "Invalid"),
        (cluster.token, None, grpc.StatusCode.INTERNAL, "No cluster is named"),
        (cluster.token, "0000-000000-nowhere0", grpc.StatusCode.INTERNAL, "does not exist"),
        (other.token, cluster.cluster_id, grpc.StatusCode.INTERNAL, "INSUFFICIENT_PERMISSIONS"),
        # The admin may attach to it, and yet it serves its one user.
        (cluster.token, others.cluster_id, grpc.StatusCode.INTERNAL, "Single-user check failed"),
    ):
        raw = Raw(port, token, cluster_id)
        for request, method in (
            (one_row(), "ExecutePlan"),
            (wire().AnalyzePlanRequest(session_id=str(uuid.uuid4())), "AnalyzePlan"),
            (wire().ConfigRequest(session_id=str(uuid.uuid4())), "Config"),
            (wire().InterruptRequest(session_id=str(uuid.uuid4())), "Interrupt"),
            (wire().ReleaseSessionRequest(session_id=str(uuid.uuid4())), "ReleaseSession"),
        ):
            found, said = refusal(raw, request, method)
            assert (found, words in said) == (code, True), (method, found, said)
        raw.close()


def test_methods_that_are_not_served(raw: Raw) -> None:
    code, _ = refusal(raw, wire().CloneSessionRequest(), "CloneSession")
    assert code is grpc.StatusCode.UNIMPLEMENTED


def test_a_session_belongs_to_its_user(
    pyspark: PySpark, others: Cluster, cluster: Cluster, other: Person
) -> None:
    pyspark.run("spark.range(7).createOrReplaceTempView('mine')")
    session_id = pyspark.run("spark.session_id")
    raw = Raw(others.port, other.token, others.cluster_id)
    request = plan()
    request.session_id = session_id
    request.user_context.user_id = "u1"
    request.plan.root.read.named_table.unparsed_identifier = "mine"
    _, said = refusal(raw, request)
    # Where it looks for a table of the name it may not look: that is all it learns.
    assert "User does not have USE " in said
    raw.close()
    assert pyspark.run("spark.table('mine').count()") == 7


def test_tables_that_were_not_granted(api: Api, pyspark: PySpark, stranger: PySpark) -> None:
    pyspark.run("spark.sql('CREATE TABLE main.default.secret AS SELECT 1 AS a')")
    pyspark.run("spark.sql('CREATE VOLUME main.default.closed')")
    for code in (
        "spark.table('main.default.secret').collect()",
        "spark.sql('SELECT * FROM main.default.secret')",
        "spark.range(1).filter('id IN (SELECT a FROM main.default.secret)').collect()",
        "spark.range(1).select(F.expr('(SELECT max(a) FROM main.default.secret)')).collect()",
        "spark.sql('INSERT INTO main.default.secret VALUES (2)')",
        "spark.range(1).write.mode('append').saveAsTable('main.default.secret')",
        "spark.range(1).write.insertInto('main.default.secret')",
        "spark.range(1).writeTo('main.default.secret').append()",
        "spark.range(1).write.saveAsTable('main.default.mine')",
        "spark.sql('DESCRIBE HISTORY main.default.secret')",
        "spark.catalog.getTable('main.default.secret')",
        "spark.catalog.dropTable('main.default.secret')",
        "spark.read.text('/Volumes/main/default/closed/x').collect()",
        "spark.range(1).write.csv('/Volumes/main/default/closed/x')",
        "spark.table('main.default.secret').createOrReplaceTempView('v')",
        "spark.table('main.default.secret').schema",
        "spark.table('main.default.secret').explain()",
    ):
        error = stranger.fails(code)
        assert error.condition == "INSUFFICIENT_PERMISSIONS", (code, str(error))
    assert stranger.run("spark.catalog.tableExists('main.default.secret')") is False
    assert pyspark.run("spark.table('main.default.secret').count()") == 1


def test_a_user_reads_what_is_theirs(api: Api, pyspark: PySpark, stranger: PySpark) -> None:
    """Without a restart, and by name only: the engine has a uid of its own where it can."""
    pyspark.run("spark.sql('CREATE CATALOG theirs')\nspark.sql('CREATE SCHEMA theirs.own')")
    for person in ("admin@boathouse.local", "other@example.com"):
        pyspark.run(f"spark.sql('GRANT ALL PRIVILEGES ON CATALOG theirs TO `{person}`')")
    body = {"owner": "other@example.com"}
    answer = api.request("PATCH", "/api/2.1/unity-catalog/catalogs/theirs", json=body)
    assert answer.status_code == 200, answer.text
    pyspark.run("spark.range(2).write.saveAsTable('theirs.own.before')")
    assert stranger.run("spark.table('theirs.own.before').count()") == 2
    stranger.run("spark.range(3).write.saveAsTable('theirs.own.t')")
    stranger.run("spark.range(3).write.mode('append').saveAsTable('theirs.own.t')")
    assert stranger.run("spark.table('theirs.own.t').count()") == 6
    assert pyspark.run("spark.table('theirs.own.t').count()") == 6
    pyspark.run("spark.sql('INSERT INTO theirs.own.t VALUES (9)')")
    assert stranger.run("spark.table('theirs.own.t').count()") == 7
    # Not by its path, and not from Python: the folder of another's table stays shut.
    where = "spark.sql('DESCRIBE DETAIL main.default.secret').select('location').collect()[0][0]"
    folder = pyspark.run(where).removeprefix("file://")
    look = (
        "import os\n"
        f"spark.range(1).select(F.udf(lambda _: str(os.listdir({folder!r})))('id')).collect()"
    )
    assert "Permission" in str(stranger.fails(look)) or "No such file" in str(stranger.fails(look))


@pytest.mark.parametrize(
    "code",
    [
        "spark.read.text('file:/etc/passwd').collect()",
        "spark.read.text('/Volumes/../../etc/passwd').collect()",
        "spark.sql('SELECT * FROM text.`file:/etc/passwd`')",
        "spark.range(1).select(F.expr('(SELECT count(*) FROM text.`file:/etc/passwd`)')).collect()",
        "spark.range(1).write.csv('file:/etc/x')",
        "spark.read.format('text').option('path', 'file:/etc/passwd').load().collect()",
        "spark.read.format('csv').option('basePath', 'file:/etc').load('/x').collect()",
        "spark.read.format('jdbc').option('url', 'jdbc:x').load().collect()",
        "spark.read.format('socket').load().collect()",
        "spark.read.csv('s3://bucket/x').collect()",
        "spark.readStream.format('socket').option('host', 'localhost').load().schema",
        "spark.range(1).write.format('jdbc').save()",
        "spark.range(1).createGlobalTempView('g')",
        "spark.conf.set('spark.sql.catalog.other', 'x')",
        "spark.conf.set('spark.hadoop.fs.s3a.access.key', 'x')",
        "spark.conf.unset('spark.sql.warehouse.dir')",
        "spark.sql('SELECT * FROM main.s_000000000000000000000000.secret')",
    ],
)
def test_what_is_refused(pyspark: PySpark, code: str) -> None:
    error = pyspark.fails(code)
    assert error.condition not in (None, "INTERNAL_ERROR", "ENGINE_ERROR"), str(error)


def test_plans_that_are_not_known(raw: Raw) -> None:
    extension, nothing, catalog = plan(), plan(), plan()
    extension.plan.root.extension.type_url = "type.example.com/Thing"
    nothing.plan.root.SetInParent()
    catalog.plan.root.limit.input.catalog.current_database.SetInParent()
    relation = wire().Relation()
    relation.range.end = 1
    newer = plan()
    # Field 4000 of Relation: a relation of a later version.
    newer.plan.root.MergeFromString(b"\x82\xfa\x01\x00" + relation.SerializeToString())
    function = plan()
    function.plan.root.unresolved_table_valued_function.function_name = "read_files"
    command, external, ml = plan(), plan(), plan()
    command.plan.command.extension.type_url = "type.example.com/Thing"
    external.plan.command.execute_external_command.runner = "x"
    ml.plan.command.ml_command.SetInParent()
    expression = plan()
    expression.plan.root.project.expressions.add().extension.type_url = "x"
    for request in (
        extension, nothing, catalog, newer, function, command, external, ml, expression,
    ):  # fmt: skip
        code, said = refusal(raw, request)
        assert (code, "UNSUPPORTED_OPERATION" in said) == (grpc.StatusCode.INTERNAL, True), said
    deep = Bytes(nested(5000))
    assert "CONNECT_INVALID_PLAN" in refusal(raw, deep)[1]
    assert "CONNECT_INVALID_PLAN" in refusal(raw, plan())[1]
    assert "CONNECT_INVALID_PLAN" in refusal(raw, Bytes(b"\xff\xff\xff"))[1]
    wrong = one_row()
    wrong.session_id = "../../etc"
    assert "INVALID_HANDLE" in refusal(raw, wrong)[1]


def test_the_engines_catalog_knows_no_names_of_others(
    server: LiveServer, cluster: Cluster, others: Cluster
) -> None:
    names = server.app._names
    mine = names.of_engine(cluster.cluster_id)
    schema = mine.open_schema()
    try:
        assert mine.has_schema(f"main.{schema}")
        assert not names.of_engine(others.cluster_id).has_schema(f"main.{schema}")
        assert not names.has_schema(f"main.{schema}")
    finally:
        mine.release((schema,))

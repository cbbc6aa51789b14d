"""What DataFrames read and write is lineage too, and names the notebook or job that ran."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from boathouse.services.audit import store as audit
from boathouse.services.lineage_tracking import store
from boathouse.services.lineage_tracking.store import Range, Row
from tests.connect.client import PySpark
from tests.connect.conftest import Cluster
from tests.live import Api, LiveServer
from tests.services.jobs import await_end, notebook, notebook_task, output, result, submit


@pytest.fixture(scope="module", autouse=True)
def _schema(pyspark: PySpark) -> Iterator[None]:
    pyspark.run("spark.sql('CREATE SCHEMA main.moved')\nspark.sql('USE SCHEMA moved')")
    pyspark.run("spark.sql(\"CREATE TABLE t AS SELECT 1 AS a, 'x' AS b\")")
    yield
    pyspark.run("spark.sql('DROP SCHEMA main.moved CASCADE')")


def into(server: LiveServer, name: str) -> set[str | None]:
    """The sources of a table."""
    return {row.source_name or row.source_path for row in _rows(server, targets=name)}


def _rows(server: LiveServer, **names: str) -> list[Row]:
    server.app.parts.sql.lineage.write()
    asked = {side: frozenset([f"main.moved.{name}"]) for side, name in names.items()}
    with server.app.parts.database.read() as tx:
        return store.within(tx, Range(**asked))  # type: ignore[arg-type]


def test_a_table_is_read(server: LiveServer, pyspark: PySpark) -> None:
    pyspark.run("spark.table('t').where('a > 0').collect()")
    pyspark.run("spark.sql('SELECT b FROM t').schema")  # nothing is read yet
    [row] = [one for one in _rows(server, sources="t") if one.target_type is None]
    assert (row.source_type, row.entity_type, row.statement_id) == ("TABLE", None, None)


def test_a_data_frame_is_saved(server: LiveServer, pyspark: PySpark) -> None:
    pyspark.run("spark.table('t').groupBy('a').count().write.saveAsTable('counted')")
    pyspark.run("spark.table('t').createOrReplaceTempView('seen')")
    pyspark.run("spark.sql('CREATE TABLE from_view AS SELECT a FROM seen')")
    pyspark.run("spark.sql('SELECT * FROM t').writeTo('again').create()")
    for name in ("counted", "from_view", "again"):
        assert into(server, name) == {"main.moved.t"}, name


def test_files_are_written_and_read(server: LiveServer, pyspark: PySpark) -> None:
    pyspark.run("spark.sql('CREATE VOLUME vol')")
    path = "/Volumes/main/moved/vol/out"
    pyspark.run(f"spark.table('t').write.parquet('{path}')")
    pyspark.run(f"spark.read.parquet('{path}').write.saveAsTable('loaded')")
    assert path in {row.target_path for row in _rows(server, sources="t")}
    assert into(server, "loaded") == {path}


def test_a_notebook_of_a_job(server: LiveServer, api: Api) -> None:
    cell = "spark.sql('CREATE TABLE main.moved.of_run AS SELECT b FROM main.moved.t')"
    path = notebook(api, cell)
    run_id = submit(api, notebook_task(path))
    ended = await_end(api, run_id)
    assert result(ended) == ("TERMINATED", "SUCCESS"), output(api, run_id)
    [row] = _rows(server, targets="of_run")
    status = api.get("/api/2.0/workspace/get-status", params={"path": path}).json()
    assert (row.entity_type, row.entity_id) == ("NOTEBOOK", str(status["object_id"]))
    assert row.entity == {
        "job_id": str(ended["job_id"]),
        "job_run_id": str(run_id),
        "notebook_id": str(status["object_id"]),
    }
    assert row.columns == [["b", "b"]]
    asked = {"table_name": "main.moved.of_run", "include_entity_lineage": "true"}
    answer = api.get("/api/2.0/lineage-tracking/table-lineage", params=asked).json()
    [item] = answer["upstreams"]
    assert item["notebookInfos"][0]["notebook_id"] == status["object_id"]
    assert item["jobInfos"][0]["job_id"] == ended["job_id"]


def test_calls_of_the_gateway_are_audited(
    server: LiveServer, pyspark: PySpark, cluster: Cluster
) -> None:
    pyspark.run("spark.table('t').collect()")
    token = server.add_user("gateway_stranger@example.com")
    client = PySpark()
    try:
        client.connect(cluster.remote_of(token))
        client.fails("spark.range(1).collect()")
    finally:
        client.close()
    deadline = time.monotonic() + 5
    found: dict[str, set[int]] = {}
    while 403 not in found.get("gateway_stranger@example.com", ()):
        assert time.monotonic() < deadline, found
        time.sleep(0.05)
        with server.app.parts.database.read() as tx:
            rows = audit.values(tx, ["service_name", "user_name", "status_code"])
        for row in rows:
            if row.service_name == "connect":
                found.setdefault(row.user_name or "", set()).add(row.status_code)
    assert any(200 in codes for codes in found.values())

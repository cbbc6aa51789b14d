"""TRUNCATE, OPTIMIZE, VACUUM, RESTORE and time travel."""

from __future__ import annotations

from pathlib import Path

import pytest
from databricks.sdk import WorkspaceClient

from tests.sql_statements.conftest import Sql


@pytest.fixture(autouse=True)
def _tables(run: Sql) -> None:
    run("CREATE TABLE t (id BIGINT, k BIGINT) PARTITIONED BY (k)")
    for start in (0, 4):
        run(f"INSERT INTO t SELECT id, id % 2 AS k FROM range({start}, {start + 4})")


def test_optimize(run: Sql) -> None:
    [(_, metrics)] = run("OPTIMIZE t WHERE k = 1")
    assert (metrics["numFilesRemoved"], metrics["numFilesAdded"]) == (2, 1)
    run("OPTIMIZE t ZORDER BY (id)")
    assert run.value("SELECT count(*) FROM t") == 8
    assert run.columns == ("count(1)",)
    assert "[DELTA_NON_PARTITION_COLUMN" in run.fails("OPTIMIZE t WHERE id = 1")


def test_vacuum(run: Sql) -> None:
    run("OPTIMIZE t")
    assert run("VACUUM t DRY RUN") == []
    location = {row[0]: row[1] for row in run("DESCRIBE TABLE EXTENDED t")}["Location"]
    assert [Path(path) for (path,) in run("VACUUM t RETAIN 168 HOURS")] == [Path(location)]
    assert "[DELTA_VACUUM_RETENTION_PERIOD_TOO_SHORT]" in run.fails("VACUUM t RETAIN 0 HOURS")
    assert run.value("SELECT count(*) FROM t VERSION AS OF 1") == 4


def test_truncate_and_restore(run: Sql) -> None:
    run("TRUNCATE TABLE t")
    assert run.value("SELECT count(*) FROM t") == 0
    run("RESTORE TABLE t TO VERSION AS OF 1")
    assert run("SELECT id FROM t ORDER BY id") == [(0,), (1,), (2,), (3,)]
    assert "[DELTA_CANNOT_RESTORE_TABLE_VERSION]" in run.fails("RESTORE t TO VERSION AS OF 99")
    early = run.fails("RESTORE t TO TIMESTAMP AS OF '2000-01-01'")
    late = run.fails("RESTORE t TO TIMESTAMP AS OF '2999-01-01'")
    assert "[DELTA_CANNOT_RESTORE_TIMESTAMP_EARLIER]" in early
    assert "[DELTA_CANNOT_RESTORE_TIMESTAMP_GREATER]" in late
    assert run.value("SELECT count(*) FROM t") == 4


def test_time_travel(run: Sql) -> None:
    assert run.value("SELECT count(*) FROM t VERSION AS OF 0") == 0
    assert run.value("SELECT count(*) FROM t FOR VERSION AS OF 1 AS x") == 4
    moment = next(row[1] for row in run("DESCRIBE HISTORY t") if row[0] == 1)
    text = f"SELECT count(*) FROM t TIMESTAMP AS OF '{moment:%Y-%m-%d %H:%M:%S.%f}'"
    assert run.value(text) == 4
    found = run("SELECT count(*) FROM t x JOIN t VERSION AS OF 1 y ON x.id = y.id")
    assert found == [(4,)]


@pytest.fixture
def volume(run: Sql, schema: str, w: WorkspaceClient) -> str:
    run("CREATE VOLUME files")
    folder = f"/Volumes/main/{schema}/files"
    w.files.create_directory(f"{folder}/d")
    w.files.upload(f"{folder}/d/a.csv", _bytes(b"1,x\n2,y\n"))
    w.files.upload(f"{folder}/lines.txt", _bytes(b"one\ntwo\n"))
    w.files.upload(f"{folder}/a b.json", _bytes(b'{"a": 1}\n'))
    return folder


def _bytes(content: bytes) -> object:
    import io

    return io.BytesIO(content)


def test_files_of_volumes(run: Sql, volume: str) -> None:
    assert run(f"SELECT * FROM csv.`{volume}/d/a.csv`") == [("1", "x"), ("2", "y")]
    assert run(f"SELECT x._c0 FROM csv.`{volume}/d` AS x WHERE x._c1 = 'y'") == [("2",)]
    assert run(f"SELECT * FROM text.`{volume}/lines.txt`") == [("one",), ("two",)]
    assert run(f"SELECT a FROM json.`{volume}/a b.json`") == [(1,)]
    run(f"INSERT INTO t SELECT CAST(_c0 AS BIGINT) + 100, 0 FROM csv.`dbfs:{volume}/d/a.csv`")
    assert run("SELECT id FROM t WHERE id > 99 ORDER BY id") == [(101,), (102,)]
    assert "[PATH_NOT_FOUND]" in run.fails(f"SELECT * FROM csv.`{volume}/nope`")
    assert "[PATH_NOT_FOUND]" in run.fails(f"SELECT * FROM csv.`{volume}/*.csv`")
    assert "[UNSUPPORTED_FEATURE]" in run.fails(f"SELECT * FROM xml.`{volume}/d`")


def test_an_order_that_cannot_be(run: Sql) -> None:
    run("CREATE TABLE ordered (a INT, p INT) PARTITIONED BY (p)")
    run("CREATE TABLE clustered (a INT, b INT) CLUSTER BY (a)")
    for text, error in (
        ("OPTIMIZE ordered ZORDER BY (nope)", "DELTA_ZORDER_COLUMN_DOES_NOT_EXIST"),
        ("OPTIMIZE ordered ZORDER BY (p)", "DELTA_ZORDERING_ON_PARTITION_COLUMN"),
        ("OPTIMIZE clustered ZORDER BY (b)", "DELTA_CLUSTERING_WITH_ZORDER_BY"),
        ("CONVERT TO DELTA parquet.`/tmp/x`", "UNSUPPORTED_FEATURE"),
    ):
        assert f"[{error}]" in run.fails(text), text
    run("INSERT INTO ordered VALUES (2, 1)")
    run("INSERT INTO ordered VALUES (1, 1)")
    assert run("OPTIMIZE ordered WHERE p = 1 ZORDER BY (A)")[0][1]["numFilesRemoved"] == 2
    assert run("SELECT a FROM ordered ORDER BY a") == [(1,), (2,)]

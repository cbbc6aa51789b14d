"""Tables that PySpark writes are read by a warehouse at once, and the other way round."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.connect.client import PySpark
from tests.live import Api
from tests.services.warehouses import made


class Warehouse:
    """Statements on a warehouse."""

    def __init__(self, api: Api, warehouse_id: str) -> None:
        self._api, self._warehouse_id = api, warehouse_id

    def rows(self, text: str) -> list[list[Any]]:
        body = {"warehouse_id": self._warehouse_id, "statement": text, "wait_timeout": "50s"}
        answer = self._api.post("/api/2.0/sql/statements", json=body, timeout=60).json()
        assert answer["status"]["state"] == "SUCCEEDED", answer
        found: list[list[Any]] = answer.get("result", {}).get("data_array", [])
        return found


@pytest.fixture(scope="module")
def warehouse(api: Api) -> Iterator[Warehouse]:
    with made(api) as warehouse_id:
        yield Warehouse(api, warehouse_id)


@pytest.fixture(scope="module", autouse=True)
def _frame(pyspark: PySpark) -> None:
    pyspark.run("spark.sql('CREATE SCHEMA main.both')\nspark.sql('USE SCHEMA both')")
    pyspark.run("df = spark.createDataFrame([(1, 'a'), (2, 'b')], 'id long, n string')")


def test_save_as_table(pyspark: PySpark, warehouse: Warehouse) -> None:
    count = "SELECT count(*) FROM main.both.saved"
    pyspark.run("df.write.saveAsTable('saved')")
    assert warehouse.rows("SELECT * FROM main.both.saved ORDER BY id") == [["1", "a"], ["2", "b"]]
    pyspark.run("df.select('n', 'id').write.mode('append').saveAsTable('saved')")  # by name
    assert warehouse.rows(count) == [["4"]]
    pyspark.run("df.write.mode('ignore').saveAsTable('main.both.saved')")
    assert warehouse.rows(count) == [["4"]]
    taken = pyspark.fails("df.write.saveAsTable('saved')")
    assert (taken.condition, taken.state) == ("TABLE_OR_VIEW_ALREADY_EXISTS", "42P07")
    pyspark.run("df.limit(1).write.mode('overwrite').saveAsTable('saved')")
    assert warehouse.rows(count) == [["1"]]
    wider = "df.withColumn('more', F.lit(1)).write.mode('overwrite')"
    pyspark.run(f"{wider}.option('overwriteSchema', 'true').saveAsTable('saved')")
    assert warehouse.rows("SELECT more FROM main.both.saved LIMIT 1") == [["1"]]


def test_partitions_and_insert_into(pyspark: PySpark, warehouse: Warehouse) -> None:
    pyspark.run("df.write.partitionBy('n').saveAsTable('parted')")
    pyspark.run("df.write.insertInto('parted')")
    rows = warehouse.rows("SELECT n, count(*) FROM main.both.parted GROUP BY n ORDER BY n")
    assert rows == [["a", "2"], ["b", "2"]]
    pyspark.run("df.limit(1).write.insertInto('parted', overwrite=True)")
    assert warehouse.rows("SELECT count(*) FROM main.both.parted") == [["1"]]
    detail = "spark.sql('DESCRIBE DETAIL parted').select('partitionColumns').collect()"
    assert pyspark.run(detail) == [[["n"]]]


def test_the_second_writer(pyspark: PySpark, warehouse: Warehouse) -> None:
    pyspark.run("df.writeTo('second').tableProperty('a', 'b').create()")
    pyspark.run("df.writeTo('second').append()")
    assert warehouse.rows("SELECT count(*) FROM main.both.second") == [["4"]]
    pyspark.run("df.limit(1).writeTo('second').createOrReplace()")
    assert warehouse.rows("SELECT count(*) FROM main.both.second") == [["1"]]
    missing = pyspark.fails("df.writeTo('third').append()")
    assert missing.condition == "TABLE_OR_VIEW_NOT_FOUND"
    old = "spark.read.option('versionAsOf', 0).table('second').count()"
    assert pyspark.run(old) == 2
    for refused in (
        "df.writeTo('second').overwritePartitions()",
        "df.writeTo('second').using('parquet').create()",
        "df.write.format('parquet').saveAsTable('fourth')",
        "df.write.bucketBy(2, 'n').saveAsTable('fourth')",
        "df.write.option('mergeSchema', 'true').mode('append').saveAsTable('second')",
    ):
        assert pyspark.fails(refused).condition == "UNSUPPORTED_OPERATION", refused


def test_what_a_warehouse_writes(pyspark: PySpark, warehouse: Warehouse) -> None:
    warehouse.rows("CREATE TABLE main.both.theirs (a INT, day DATE)")
    warehouse.rows("INSERT INTO main.both.theirs VALUES (1, DATE'2020-02-29'), (2, NULL)")
    assert pyspark.run("spark.table('theirs').orderBy('a').collect()") == [
        [1, "2020-02-29"],
        [2, None],
    ]
    warehouse.rows("INSERT INTO main.both.theirs VALUES (3, NULL)")
    assert pyspark.run("spark.table('theirs').count()") == 3
    warehouse.rows("CREATE VIEW main.both.seen AS SELECT a * 2 AS twice FROM main.both.theirs")
    assert pyspark.run("spark.table('main.both.seen').agg(F.sum('twice')).collect()") == [[12]]
    pyspark.run("spark.sql('UPDATE theirs SET a = a + 10 WHERE a = 1')")
    pyspark.run("spark.sql('DELETE FROM theirs WHERE a = 2')")
    merged = (
        "MERGE INTO theirs USING (SELECT 3 AS a) s ON theirs.a = s.a"
        " WHEN MATCHED THEN UPDATE SET a = 33"
    )
    pyspark.run(f"spark.sql('{merged}')")
    assert warehouse.rows("SELECT a FROM main.both.theirs ORDER BY a") == [["11"], ["33"]]
    history = "[r.operation for r in spark.sql('DESCRIBE HISTORY theirs').collect()]"
    assert pyspark.run(history)[-1] == "CREATE TABLE"


def test_a_view_of_a_dataframe_is_inserted(pyspark: PySpark, warehouse: Warehouse) -> None:
    pyspark.run("df.createOrReplaceTempView('given')")
    pyspark.run("spark.sql('CREATE TABLE main.both.taken AS SELECT id, upper(n) AS n FROM given')")
    pyspark.run("spark.sql('INSERT INTO taken SELECT id + 10, n FROM given')")
    rows = warehouse.rows("SELECT id, n FROM main.both.taken ORDER BY id")
    assert rows == [["1", "A"], ["2", "B"], ["11", "a"], ["12", "b"]]


def test_files_in_volumes_and_dbfs(pyspark: PySpark, warehouse: Warehouse) -> None:
    pyspark.run("spark.sql('CREATE VOLUME main.both.files')")
    place = "/Volumes/main/both/files/out"
    pyspark.run(f"df.write.parquet('{place}')")
    assert pyspark.run(f"spark.read.parquet('{place}').count()") == 2
    assert pyspark.run(f"spark.read.parquet('{place}/*.parquet').count()") == 2
    assert warehouse.rows(f"SELECT count(*) FROM parquet.`{place}`") == [["2"]]
    pyspark.run("df.write.format('json').mode('overwrite').save('dbfs:/both/out')")
    assert pyspark.run("spark.read.json('/both/out').count()") == 2
    pyspark.run(f"df.write.format('delta').save('{place}-delta')")
    assert pyspark.run(f"spark.read.load('{place}-delta').count()") == 2

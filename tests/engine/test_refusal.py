"""Without a catalog, tables by name are refused with the reason, and all else works."""

import asyncio
import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from boathouse.engine.protocol import Engine, EngineSpec
from boathouse.protocols.engine_catalog import tokens
from boathouse.protocols.engine_catalog.app import BASE_PATH, REFUSAL
from tests.engine.conftest import SECRET, catalog_at, serve_facade, session

pytestmark = [
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
    pytest.mark.filterwarnings("ignore:Cannot infer the eval type from type hints"),
]

REASON = "Tables_by_name_need_Unity_Catalog,_which_this_version_does_not_serve_yet"


@pytest.fixture(scope="module")
def spark(engine: Engine, facade: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("refusal") / "engine"
    running = asyncio.run(engine.start(EngineSpec("engine-1", folder, catalog=catalog_at(facade))))
    with session(running.address) as spark:
        spark.range(3).createOrReplaceTempView("three")
        yield spark
    asyncio.run(engine.stop(running))


MAKING_BY_NAME: dict[str, Callable[[Any], Any]] = {
    "saveAsTable": lambda s: s.range(3).write.saveAsTable("t"),
    "saveAsTable delta": lambda s: s.range(3).write.format("delta").saveAsTable("t"),
    "saveAsTable overwrite": lambda s: s.range(3).write.mode("overwrite").saveAsTable("t"),
    "saveAsTable append": lambda s: s.range(3).write.mode("append").saveAsTable("t"),
    "saveAsTable ignore": lambda s: s.range(3).write.mode("ignore").saveAsTable("t"),
    "saveAsTable s.t": lambda s: s.range(3).write.saveAsTable("s.t"),
    "saveAsTable c.s.t": lambda s: s.range(3).write.format("delta").saveAsTable("main.s.t"),
    "writeTo create": lambda s: s.range(3).writeTo("t").create(),
    "writeTo createOrReplace": lambda s: s.range(3).writeTo("t").using("delta").createOrReplace(),
    "createTable": lambda s: s.catalog.createTable("t", schema=s.range(3).schema),
}


@pytest.mark.parametrize("make", MAKING_BY_NAME.values(), ids=MAKING_BY_NAME.keys())
def test_making_a_table_by_name_says_why_not(spark: Any, make: Callable[[Any], Any]) -> None:
    from pyspark.errors import AnalysisException

    with pytest.raises(AnalysisException, match=REASON):
        make(spark)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE t (a INT)",
        "CREATE TABLE t (a INT) USING delta",
        "CREATE TABLE IF NOT EXISTS t (a INT) USING parquet",
        "CREATE TABLE t (a INT) USING delta LOCATION '/tmp/nowhere'",
        "CREATE TABLE t USING delta AS SELECT 1 AS a",
        "CREATE TABLE t AS SELECT 1 AS a",
        "CREATE OR REPLACE TABLE t USING delta AS SELECT 1 AS a",
        "CREATE OR REPLACE TABLE t USING parquet AS SELECT 1 AS a",
        "CREATE TABLE main.s.t AS SELECT 1 AS a",
        "CREATE TABLE spark_catalog.default.t AS SELECT 1 AS a",
        "CREATE TABLE hive_metastore.default.t AS SELECT 1 AS a",
        "CREATE TABLE t (a INT) USING parquet CLUSTERED BY (a) INTO 2 BUCKETS",
        "CREATE TABLE t USING iceberg AS SELECT 1 AS a",
        "CREATE DATABASE d",
        "CREATE SCHEMA IF NOT EXISTS default",
        "DROP TABLE t",
    ],
)
def test_statements_that_need_a_catalog_say_so(spark: Any, statement: str) -> None:
    from pyspark.errors import AnalysisException

    with pytest.raises(AnalysisException, match=REASON):
        spark.sql(statement)


@pytest.mark.parametrize(
    "statement",
    ["CREATE VIEW v AS SELECT 1 AS a", "CREATE TABLE system.session.t AS SELECT 1 AS a"],
)
def test_nothing_named_is_made_behind_our_back(spark: Any, statement: str) -> None:
    """Refused by Sail itself, in its own words and without asking the catalog."""
    from pyspark.errors import PySparkException

    with pytest.raises(PySparkException):
        spark.sql(statement)


@pytest.mark.parametrize(
    "statement", ["SELECT * FROM t", "INSERT INTO t VALUES (1)", "TABLE m.s.t"]
)
def test_a_table_that_does_not_exist_is_not_found(spark: Any, statement: str) -> None:
    from pyspark.errors import AnalysisException

    with pytest.raises(AnalysisException, match="TABLE_OR_VIEW_NOT_FOUND"):
        spark.sql(statement).collect()


def test_looking_around_is_sane(spark: Any) -> None:
    assert spark.catalog.currentDatabase() == "default"
    assert spark.catalog.currentCatalog() == "main"
    assert [t.name for t in spark.catalog.listTables()] == ["three"]
    assert spark.sql("SHOW DATABASES").collect() == []
    assert spark.catalog.tableExists("t") is False
    assert spark.catalog.tableExists("three") is True
    spark.sql("DROP TABLE IF EXISTS t")


def work_without_names(spark: Any, folder: Path) -> None:
    from pyspark.sql.functions import udf
    from pyspark.sql.types import StringType

    embrace = udf(lambda n: f"<{n}>", StringType())
    rows = spark.range(3)
    rows.createOrReplaceTempView("numbers")
    assert spark.sql("SELECT sum(id) FROM numbers").collect()[0][0] == 3
    assert spark.range(1).select(embrace("id")).collect()[0][0] == "<0>"
    rows.write.format("delta").save(f"{folder}/delta")
    rows.write.format("delta").mode("append").save(f"{folder}/delta")
    assert spark.read.format("delta").load(f"{folder}/delta").count() == 6
    assert spark.sql(f"SELECT count(*) FROM delta.`{folder}/delta`").collect()[0][0] == 6
    spark.sql(f"UPDATE delta.`{folder}/delta` SET id = 9 WHERE id = 1")
    assert spark.read.format("delta").load(f"{folder}/delta").where("id = 9").count() == 2
    rows.write.parquet(f"{folder}/parquet")
    assert spark.read.parquet(f"{folder}/parquet").count() == 3
    rows.write.csv(f"{folder}/csv", header=True)
    assert spark.read.csv(f"{folder}/csv", header=True).count() == 3


def test_paths_views_and_udfs_work(spark: Any, tmp_path: Path) -> None:
    work_without_names(spark, tmp_path)


def test_an_engine_works_on_while_the_facade_is_down(
    engine: Engine, spec: EngineSpec, tmp_path: Path
) -> None:
    """Engines outlive the server, and with it the facade."""
    from pyspark.errors import AnalysisException

    with serve_facade() as origin:
        asked = dataclasses.replace(spec, catalog=catalog_at(origin))
        running = asyncio.run(engine.start(asked))
        with session(running.address) as spark, pytest.raises(AnalysisException, match=REASON):
            spark.range(1).write.saveAsTable("t")
    with session(running.address) as spark:
        work_without_names(spark, tmp_path)
        with pytest.raises(AnalysisException, match="error sending request"):
            spark.range(1).write.saveAsTable("t")


def test_a_proxy_of_the_cluster_does_not_come_between(
    engine: Engine, spec: EngineSpec, facade: str
) -> None:
    from pyspark.errors import AnalysisException

    proxy = {"HTTP_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9"}
    asked = dataclasses.replace(spec, catalog=catalog_at(facade), environment=proxy)
    running = asyncio.run(engine.start(asked))
    with session(running.address) as spark, pytest.raises(AnalysisException, match=REASON):
        spark.range(1).write.saveAsTable("t")


@pytest.mark.parametrize(
    "token", ["", "engine-1", "engine-1.", tokens.mint(b"another secret", "engine-1")]
)
@pytest.mark.parametrize("path", ["/tables", "/refused/x", "/schemas/main.default", "/../../"])
def test_the_facade_answers_no_one_without_a_token(facade: str, token: str, path: str) -> None:
    answer = requests.get(
        facade + BASE_PATH + path,
        headers={"Authorization": f"Bearer {token}"},
        allow_redirects=False,
        timeout=10,
    )
    assert answer.status_code == 401
    assert answer.json()["error_code"] == "UNAUTHENTICATED"


def test_the_facade_refuses_in_words(facade: str) -> None:
    answer = requests.post(
        facade + BASE_PATH + "/tables",
        headers={"Authorization": f"Bearer {tokens.mint(SECRET, 'engine-1')}"},
        json={"name": "t"},
        timeout=10,
    )
    assert (answer.status_code, answer.json()["message"]) == (501, REFUSAL)


def test_a_token_names_one_engine() -> None:
    token = tokens.mint(SECRET, "0122-abc.def")
    assert tokens.engine_of(SECRET, token) == "0122-abc.def"
    assert tokens.engine_of(SECRET, token.replace("abc", "abd")) is None
    assert tokens.engine_of(SECRET, "ü.ü") is None

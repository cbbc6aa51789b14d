"""Each kind of call through the real client: what passes to the engine, and what we answer."""

from __future__ import annotations

from tests.connect.client import PySpark
from tests.connect.conftest import Cluster


def test_queries_and_their_arguments(pyspark: PySpark) -> None:
    assert pyspark.run("spark.sql('SELECT 1 AS a').collect()") == [[1]]
    assert pyspark.run("spark.range(5).filter('id > 2').count()") == 2
    named = "spark.sql('SELECT :n + 1 AS n, :t AS t', args={'n': 4, 't': \"it's\"}).collect()"
    assert pyspark.run(named) == [[5, "it's"]]
    assert pyspark.run("spark.sql('SELECT ? AS a, ? AS b', args=[1, True]).collect()") == [
        [1, True]
    ]
    frame = "df = spark.range(4)\nspark.sql('SELECT max(id) FROM {df} WHERE id < {x}', df=df, x=3)"
    assert pyspark.run(f"{frame}.collect()") == [[2]]
    assert pyspark.run("spark.sql('SELECT 1 AS a').schema.simpleString()") == "struct<a:int>"
    facts = "spark.range(1).select(F.current_user(), F.current_catalog()).collect()"
    assert pyspark.run(facts) == [["admin@boathouse.local", "main"]]


def test_errors_are_sparks(pyspark: PySpark) -> None:
    syntax = pyspark.fails("spark.sql('SELEC 1')")
    assert (syntax.type, syntax.condition, syntax.state) == (
        "ParseException",
        "PARSE_SYNTAX_ERROR",
        "42601",
    )
    missing = pyspark.fails("spark.sql('SELECT * FROM nowhere')")
    assert (missing.type, missing.condition, missing.state) == (
        "AnalysisException",
        "TABLE_OR_VIEW_NOT_FOUND",
        "42P01",
    )
    column = pyspark.fails("spark.range(1).select('zzz').collect()")
    assert column.condition == "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION"
    assert "s_" not in str(column)
    python = pyspark.fails("spark.range(1).select(F.udf(lambda x: 1 / 0)('id')).collect()")
    assert python.type == "PythonException"
    assert "ZeroDivisionError" in str(python)
    long = pyspark.fails(f"spark.sql('SELECT * FROM `{'n' * 3000}`')")
    assert "n" * 3000 in str(long)  # the whole text, by FetchErrorDetails


def test_temporary_views_of_both_kinds(pyspark: PySpark) -> None:
    pyspark.run(
        "df = spark.createDataFrame([(1, 'a'), (2, 'b')], 'id long, n string')\n"
        "df.createOrReplaceTempView('frames')\n"
        "spark.sql('CREATE TEMP VIEW texts AS SELECT id * 10 AS ten FROM frames')"
    )
    assert pyspark.run("spark.table('frames').count()") == 2
    joined = "SELECT f.n, t.ten FROM frames f JOIN texts t ON t.ten = f.id * 10 ORDER BY 1"
    assert pyspark.run(f"spark.sql('{joined}').collect()") == [["a", 10], ["b", 20]]
    assert pyspark.run("spark.table('texts').orderBy('ten').collect()") == [[10], [20]]
    # A view that is made of itself means the one before.
    pyspark.run("spark.sql('SELECT id + 1 AS id, n FROM frames').createOrReplaceTempView('frames')")
    assert pyspark.run("spark.table('frames').orderBy('id').collect()") == [[2, "a"], [3, "b"]]
    again = pyspark.fails("df.createTempView('frames')")
    assert again.condition == "TEMP_TABLE_OR_VIEW_ALREADY_EXISTS"
    assert pyspark.run("spark.catalog.dropTempView('frames')") is True
    assert pyspark.run("spark.catalog.dropTempView('frames')") is False
    assert pyspark.fails("spark.table('frames').count()").condition == "TABLE_OR_VIEW_NOT_FOUND"
    pyspark.run("spark.sql('DROP VIEW texts')")


def test_python_functions(pyspark: PySpark) -> None:
    pyspark.run("spark.udf.register('plus_one', lambda x: x + 1, 'int')")
    assert pyspark.run("spark.sql('SELECT plus_one(41)').collect()") == [[42]]
    vectors = "spark.range(2).select(F.pandas_udf(lambda s: s + 1, 'long')('id')).collect()"
    assert pyspark.run(vectors) == [[1], [2]]
    grouped = "spark.range(4).groupBy().applyInPandas(lambda p: p.head(1), 'id long').count()"
    assert pyspark.run(grouped) == 1
    arrows = "spark.range(3).mapInArrow(lambda batches: batches, 'id long').count()"
    assert pyspark.run(arrows) == 3


def test_what_belongs_to_the_session(pyspark: PySpark, cluster: Cluster) -> None:
    pyspark.run("spark.conf.set('spark.sql.session.timeZone', 'America/New_York')")
    assert pyspark.run("spark.conf.get('spark.sql.session.timeZone')") == "America/New_York"
    shown = "spark.sql(\"SELECT CAST(to_timestamp('2020-01-01T00:00:00Z') AS STRING)\").collect()"
    assert pyspark.run(shown) == [["2019-12-31 19:00:00"]]
    pyspark.run("spark.conf.unset('spark.sql.session.timeZone')")
    pyspark.run("spark.sql('CREATE SCHEMA IF NOT EXISTS main.of_session')")
    pyspark.run("spark.sql('USE SCHEMA of_session')")
    assert pyspark.run("spark.sql('SELECT current_schema()').collect()") == [["of_session"]]
    assert pyspark.run("spark.catalog.currentDatabase()") == "of_session"
    pyspark.run("spark.catalog.setCurrentDatabase('default')")
    pyspark.run("spark.sql('DROP SCHEMA main.of_session')")
    assert pyspark.run("spark.catalog.currentDatabase()") == "default"


def test_the_catalog(pyspark: PySpark) -> None:
    pyspark.run("spark.sql('CREATE TABLE main.default.listed (a INT, b STRING) COMMENT \"it\"')")
    assert pyspark.run("spark.catalog.tableExists('listed')") is True
    assert pyspark.run("spark.catalog.tableExists('main.default.nowhere')") is False
    table = "t = spark.catalog.getTable('listed')\n[t.name, t.catalog, t.namespace, t.tableType]"
    assert pyspark.run(table) == ["listed", "main", ["default"], "MANAGED"]
    columns = "[(c.name, c.dataType) for c in spark.catalog.listColumns('main.default.listed')]"
    assert pyspark.run(columns) == [["a", "int"], ["b", "string"]]
    names = "[t.name for t in spark.catalog.listTables('default', 'list*')]"
    assert pyspark.run(names) == ["listed"]
    assert "main" in pyspark.run("[c.name for c in spark.catalog.listCatalogs()]")
    assert pyspark.run("[d.name for d in spark.catalog.listDatabases('default')]") == ["default"]
    assert pyspark.run("spark.catalog.databaseExists('main.default')") is True
    assert pyspark.run("spark.catalog.functionExists('upper')") is True
    pyspark.run("spark.sql('DROP TABLE main.default.listed')")


def test_long_chains_of_steps(pyspark: PySpark) -> None:
    chain = "df = spark.range(2)\nfor i in range(150): df = df.withColumn(f'c{i}', F.lit(i))\n"
    assert pyspark.run(f"{chain}len(df.columns), df.count()") == [151, 2]


def test_streams_and_interrupts(pyspark: PySpark) -> None:
    assert pyspark.run("spark.readStream.format('rate').load().isStreaming") is True
    assert pyspark.run("isinstance(spark.interruptAll(), list)") is True

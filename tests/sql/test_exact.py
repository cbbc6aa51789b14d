"""What Sail alone answers otherwise than Databricks: the right answer, or a refusal."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlglot import exp

from boathouse.sql.dialect import Facts, adapted
from boathouse.sql.errors import NotSupported
from boathouse.sql.parse import parse
from boathouse.sql.rewrite import Edits
from tests.sql.flight import EngineError, Sail

FACTS = Facts("u", "main", "default")
D = "(SELECT CAST(2 AS DECIMAL(10,2)) AS a, CAST(3 AS DECIMAL(10,2)) AS b, 5 AS i) t"
V = (
    "(SELECT parse_json(j) AS v FROM VALUES ("
    """'{"a":{"b":5},"l":[{"b":"x"}],"n":null,"d":"2020-01-02","s":"12"}') q(j)) t"""
)


def made(sql: str) -> str:
    return adapted(parse(sql), Edits(sql), FACTS, {}).text


@pytest.mark.parametrize(
    ("sql", "row"),
    [
        (f"SELECT a / b AS x, a / 3 AS y, 1 / 3.0 AS z, i / 2 AS w FROM {D}",
         (Decimal("0.6666666666667"), Decimal("0.666667"), Decimal("0.333333"), 2.5)),
        ("SELECT avg(CAST(x AS DECIMAL(10,2))) AS x, avg(DISTINCT CAST(x AS DECIMAL(10,2))) AS y "
         "FROM VALUES (2), (0), (0) q(x)", (Decimal("0.666667"), Decimal("1.000000"))),
        (f"SELECT avg(a) AS x FROM {D} WHERE false", (None,)),
        ("SELECT round(1.005D, 2) AS x, round(-2.675D, 2) AS y, round(1e300D, 2) AS z, "
         "round(2.5D) AS u", (1.01, -2.68, 1e300, 3.0)),
        ("SELECT CAST(1e20D AS STRING) AS x, 1e-5D || 'x' AS y, concat(12345678.9D, 1) AS z, "
         "CAST(CAST(NULL AS DOUBLE) AS STRING) AS u", ("1.0E20", "1.0E-5x", "1.23456789E71", None)),
        ("SELECT DATE'2020-01-01' + INTERVAL 1 HOUR AS x, DATE'2020-01-01' + INTERVAL 1 DAY AS y",
         (datetime.datetime(2020, 1, 1, 1, tzinfo=datetime.UTC), datetime.date(2020, 1, 2))),
        ("SELECT DATE'2020-03-01' - DATE'2020-02-01' AS x", (datetime.timedelta(days=29),)),
        ("SELECT percentile_approx(x, 0.5) AS x FROM VALUES (1), (2), (3), (4) q(x)", (2,)),
        ("SELECT max(x) + 1 AS x FROM VALUES (1), (1.5) q(x)", (Decimal("2.5"),)),
        ("SELECT 'abc' LIKE ANY ('x%', 'a%') AS x, 'abc' NOT LIKE ALL ('x%', 'a%') AS y",
         (True, False)),
        ("SELECT x AS y, y + 1 AS z, z * 2 AS w FROM VALUES (1) q(x)", (1, 2, 4)),
        ("SELECT x AS y, y + 1 AS z FROM VALUES (1, 5) q(x, y)", (1, 6)),
        ("SELECT count(*) AS n FROM range(10) TABLESAMPLE (3 ROWS)", (3,)),
        ("SELECT count(*) BETWEEN 300 AND 700 AS n FROM range(1000) TABLESAMPLE (50 PERCENT) t",
         (True,)),
        ("SELECT *, count(*) AS n FROM VALUES (1), (1) q(x) GROUP BY ALL ORDER BY ALL", (1, 2)),
    ],
)  # fmt: skip
def test_answers(sail: Sail, sql: str, row: tuple[Any, ...]) -> None:
    assert sail.rows(made(sql)) == [row]


def test_datediff_is_an_int(sail: Sail) -> None:
    table = sail.table(made("SELECT datediff(DATE'2020-03-01', DATE'2020-02-01') AS x"))
    assert (str(table.schema.types[0]), table.to_pylist()) == ("int32", [{"x": 29}])


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("v:a.b::int", 5),
        ("v:a.b::string", "5"),
        ("v:l[0].b::string", "x"),
        ("v:a::string", '{"b":5}'),
        ("v:n::int", None),
        ("v:nope::string", None),
        ("v:d::date", datetime.date(2020, 1, 2)),
        ("v:s::int + 1", 13),
        ("CAST(v:l[0].b AS STRING)", "x"),
        ("CAST(parse_json('\"x\"') AS STRING)", "x"),
        ("try_variant_get(v, '$.d', 'int')", None),
        ("try_cast(v:d AS INT)", None),
    ],
)
def test_variants(sail: Sail, expression: str, value: object) -> None:
    assert sail.rows(made(f"SELECT {expression} AS x FROM {V}")) == [(value,)]


def test_a_variant_of_another_type_is_an_error(sail: Sail) -> None:
    for expression in ("v:d::int", "CAST(v:d AS INT)", "variant_get(v, '$.d', 'int')"):
        with pytest.raises(EngineError, match="INVALID_VARIANT_CAST"):
            sail.rows(made(f"SELECT {expression} AS x FROM {V}"))


@pytest.mark.parametrize(
    ("source", "expression", "value"),
    [
        ("array(1, 5)", "a[0] + a[1] * 2", 11),
        ("array(1.5, 5)", "a[0] + 1", Decimal("2.5")),
        ("array(1.5D)", "a[0] - 1", 0.5),
        ("array(DATE'2020-01-01')", "a[0] + 1", datetime.date(2020, 1, 2)),
        ("array(9223372036854775807L, 9223372036854775806L)", "a[0] - a[1]", 1),
        ("array(1L, 2L)", "sum(a[1])", 2),
        ("array(1.5, 2)", "sum(a[0])", Decimal("1.5")),
        ("array(1)", "sum(a[0]) FILTER (WHERE a[0] > 1)", None),
        ("array(2147483647)", "a[0] + 1", None),
        ("array(127Y)", "a[0] + 1Y", None),
        ("array(32767S)", "a[0] * 2S", None),
        ("array(9223372036854775807L)", "a[0] + 1", None),
        ("array(4294967296L)", "a[0] * 4294967296", None),
        ("array(2147483647)", "transform(a, x -> x + 1)[0]", None),
    ],
)
def test_unknown_types(sail: Sail, source: str, expression: str, value: object) -> None:
    """The exact value or ARITHMETIC_OVERFLOW, whatever the type turns out to be."""
    sql = made(f"SELECT {expression} AS x FROM (SELECT {source} AS a)")
    if value is None and "FILTER" not in expression:
        with pytest.raises(EngineError, match="ARITHMETIC_OVERFLOW"):
            sail.rows(sql)
    else:
        assert sail.rows(sql) == [(value,)]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT bround(2.5, 1 + 1)",
        "SELECT to_csv(named_struct('a', 1))",
        """SELECT get_json_object('{"a":[1]}', '$.a[*]')""",
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT * FROM r",
        "SELECT 'a' COLLATE UTF8_LCASE",
        "SELECT rand() AS r, r + 1",
        "SELECT percentile_approx(x, array(0.1, y)) FROM VALUES (1, 0.5) q(x, y)",
    ],
)
def test_what_is_refused(sql: str) -> None:
    with pytest.raises(NotSupported):
        made(sql)


def test_versions_behind_an_at() -> None:
    assert made("SELECT 1 FROM t@v3 x") == "SELECT 1 FROM t VERSION AS OF 3 x"
    assert made("SELECT 1 FROM t@20200102030405006") == (
        "SELECT 1 FROM t TIMESTAMP AS OF '2020-01-02 03:04:05.006'"
    )


def test_a_view_is_written_once(sail: Sail) -> None:
    """A view's query stands in the tree with the places of its own text."""
    sql = "SELECT q / 7 AS x, r + 1 FROM v"
    parsed, edits = parse(sql), Edits(sql)
    inner = made(f"SELECT a / b AS q, i + 1 AS r, i + 1, round(2.675D, 2) AS u FROM {D}")
    table = parsed.tree.find(exp.Table)
    assert table is not None
    edits.replace(sql.index("v", 20), len(sql), f"({inner}) AS v")
    query = exp.Subquery(this=parse(inner).tree, alias=exp.TableAlias(this=exp.to_identifier("v")))
    query.meta["view"] = True
    table.replace(query)
    found = sail.table(adapted(parsed, edits, FACTS, {}).text)
    assert found.schema.names == ["x", "(r + 1)"]
    assert found.to_pylist() == [{"x": Decimal("0.095238095238100"), "(r + 1)": 7}]

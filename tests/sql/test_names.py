"""Columns without an alias are called as Spark calls them, whatever became of the expression."""

from __future__ import annotations

import pytest

from boathouse.sql.dialect import Facts, adapted
from boathouse.sql.parameters import Parameter
from boathouse.sql.parse import parse
from boathouse.sql.rewrite import Edits
from tests.sql.flight import Sail

FACTS = Facts("u", "main", "default", (Parameter("p", "INT", "5"), Parameter(None, "STRING", "x")))
SOURCE = "(SELECT 1 AS i, 'a' AS s, array(1) AS a, named_struct('x', 1) AS r) AS t"


def made(sql: str) -> str:
    return adapted(parse(sql), Edits(sql), FACTS, {}).text


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        ("i + 1", "(i + 1)"),
        ("t.i * (2 - i)", "(i * (2 - i))"),
        ("-i", "(- i)"),
        ("- 1", "-1"),
        (
            "SUM(i) OVER ()",
            "sum(i) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)",
        ),
        (
            "row_number() OVER (PARTITION BY i ORDER BY s DESC)",
            "row_number() OVER (PARTITION BY i ORDER BY s DESC NULLS LAST "
            "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)",
        ),
        ("current_user()", "current_user()"),
        ("current_user", "current_user()"),
        (":p", "5"),
        (":p + i", "(5 + i)"),
        ("? || s", "concat(x, s)"),
        ("i::string", "i"),
        ("CAST(i + 1 AS STRING)", "CAST((i + 1) AS STRING)"),
        ("cast(i as decimal(10, 2)) + 1L", "(CAST(i AS DECIMAL(10,2)) + 1)"),
        ("CASE WHEN i > 1 THEN 'b' ELSE s END", "CASE WHEN (i > 1) THEN b ELSE s END"),
        ("case i when 1 then 2 end", "CASE WHEN (i = 1) THEN 2 END"),
        ("if(i <> 1, i + 1, 2)", "(IF((NOT (i = 1)), (i + 1), 2))"),
        ("i NOT IN (1, 2)", "(NOT (i IN (1, 2)))"),
        ("s is not null and s like 'a%'", "((s IS NOT NULL) AND s LIKE a%)"),
        ("a[0] + 1", "(a[0] + 1)"),
        ("r.x + 1", "(x + 1)"),
        ("upper(s)", "upper(s)"),
        ("Substring(s, 2)", "substring(s, 2, 2147483647)"),
        ("round(i + 0.5)", "round((i + 0.5), 0)"),
        ("date_add(DATE '2020-01-01', 1)", "date_add(DATE '2020-01-01', 1)"),
        ("(SELECT 1)", "scalarsubquery()"),
        ("i << 1", "(i << 1)"),
        ("1.5e3 + i", "(1500.0 + i)"),
    ],
)
def test_names(sail: Sail, expression: str, name: str) -> None:
    table = sail.table(made(f"SELECT {expression}, i FROM {SOURCE}"))
    assert table.schema.names == [name, "i"]


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ("SELECT count(*), COUNT(DISTINCT i), SUM(i) FROM t", ["count(1)", "count(DISTINCT i)"]),
        ("SELECT i + 1 FROM t QUALIFY row_number() OVER (ORDER BY i) = 1", ["(i + 1)"]),
        ("SELECT i + 1, sum(i) FROM t GROUP BY ALL", ["(i + 1)", "sum(i)"]),
        ("FROM t |> WHERE i > 0 |> SELECT i + 1", ["(i + 1)"]),
        ("SELECT * EXCEPT (s, a, r), i + 1 FROM t", ["i", "(i + 1)"]),
        ("SELECT * FROM (SELECT i + 1 FROM t)", ["(i + 1)"]),
        ("SELECT explode(a), i FROM t", ["col", "i"]),
        ("SELECT 1, 'a', s FROM t", ["1", "a", "s"]),
    ],
)
def test_names_of_statements(sail: Sail, sql: str, names: list[str]) -> None:
    found = sail.table(made(sql.replace("FROM t", f"FROM {SOURCE}"))).schema.names
    assert found[: len(names)] == names


def test_names_of_paths() -> None:
    sql = "SELECT v:a.b, v:a[0].c::int, v:d[1] FROM (SELECT parse_json('{}') AS v)"
    for name in ("`b`", "`c`", "`d`"):
        assert f" AS {name}" in made(sql)


def test_a_name_for_every_length() -> None:
    """A chain too long to be walked is called what was written; one longer keeps its own name."""
    chain = " + ".join("x" * 1 for _ in range(3000))
    assert f" AS `{chain}`" in made(f"SELECT {chain} FROM (SELECT 1.5D AS x)")

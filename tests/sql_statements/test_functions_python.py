"""Functions in Python: their values in queries, kinds of values, errors, and where they may not
stand."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from tests.sql_statements.conftest import Sql


@pytest.fixture
def data(run: Sql) -> Sql:
    run("CREATE TABLE t (id INT, name STRING, v DOUBLE)")
    run("INSERT INTO t VALUES (1, 'ann', 1.5), (2, 'bob', 2.5), (3, NULL, 3.5), (4, 'ann', NULL)")
    run(
        "CREATE FUNCTION shout(s STRING, n INT DEFAULT 2) RETURNS STRING LANGUAGE PYTHON AS $$\n"
        "  import re  # it's here\n"
        "  return None if s is None else re.sub('a', 'A', s).upper() * n\n$$"
    )
    run(
        "CREATE FUNCTION tens(x INT) RETURNS INT LANGUAGE PYTHON AS $$\n"
        'if x == 3: raise ValueError(f"no {x}")\nreturn x * 10\n$$'
    )
    return run


def test_values(data: Sql) -> None:
    assert data(
        "SELECT *, shout(name, id) AS p FROM t WHERE shout(name) = 'ANNANN' ORDER BY id"
    ) == [(1, "ann", 1.5, "ANN"), (4, "ann", None, "ANNANNANNANN")]
    assert data("SELECT shout(name), count(*) FROM t GROUP BY shout(name) ORDER BY 1") == [
        (None, 1),
        ("ANNANN", 2),
        ("BOBBOB", 1),
    ]
    assert data("SELECT sum(tens(id)), max(shout(shout('x', 1), id)) FROM t WHERE id < 3") == [
        (30, "XX")
    ]
    assert data(
        "WITH a AS (SELECT shout(name) AS n, id FROM t), b AS (SELECT n FROM a WHERE id < 3)"
        " SELECT shout(n, 1) FROM b, (SELECT 1) AS one UNION ALL SELECT shout(:p) ORDER BY 1",
        {"p": "z"},
    ) == [("ANNANN",), ("BOBBOB",), ("ZZ",)]
    assert data("SELECT id FROM t ORDER BY shout(name) DESC NULLS LAST, id") == [
        (2,),
        (1,),
        (4,),
        (3,),
    ]


def test_in_statements(data: Sql) -> None:
    data("CREATE TABLE made AS SELECT id, shout(name) AS p FROM t WHERE id < 3")
    data("INSERT INTO made SELECT id, shout(name, 1) FROM t WHERE id > 3")
    assert data("SELECT * FROM made ORDER BY id") == [(1, "ANNANN"), (2, "BOBBOB"), (4, "ANN")]
    data("CREATE FUNCTION wrap(s STRING) RETURNS STRING RETURN concat(shout(s), '!')")
    data("CREATE VIEW w AS SELECT id, wrap(name) AS p FROM t")
    assert data("SELECT p FROM w WHERE id = 2") == [("BOBBOB!",)]
    data("CREATE TEMPORARY FUNCTION more(x INT) RETURNS INT LANGUAGE PYTHON AS $$return x + 1$$")
    assert data("SELECT more(1) + more(2)") == [(5,)]


def test_kinds_of_values(data: Sql) -> None:
    data(
        "CREATE FUNCTION seen(a ARRAY<INT>, m MAP<STRING,INT>, s STRUCT<x: INT, y: STRING>, d DATE,"
        " e DECIMAL(10,2), b BINARY, f BOOLEAN, n DOUBLE) RETURNS STRING LANGUAGE PYTHON AS $$\n"
        "return repr((a, m, s, d, e, b, f, n))\n$$"
    )
    assert data.value(
        "SELECT seen(array(1, 2), map('a', 1), named_struct('x', 1, 'y', 'q'), DATE'2024-01-02',"
        " 1.50, X'00ff', true, NULL)"
    ) == repr(
        (
            [1, 2],
            {"a": 1},
            {"x": 1, "y": "q"},
            datetime.date(2024, 1, 2),
            Decimal("1.50"),
            b"\x00\xff",
            True,
            None,
        )
    )
    data(
        "CREATE FUNCTION made(x INT, t TIMESTAMP) RETURNS STRUCT<a: INT, l: ARRAY<STRING>,"
        " m: MAP<STRING, INT>, d: DATE, t: TIMESTAMP, e: DECIMAL(5,2)> LANGUAGE PYTHON AS $$\n"
        "import datetime, decimal\n"
        "return {'a': x, 'l': ['q', None], 'm': {'k': x}, 'd': datetime.date(2024, 1, 2),"
        " 't': t + datetime.timedelta(days=1), 'e': decimal.Decimal('1.25')}\n$$"
    )
    call = "made(5, TIMESTAMP'2024-02-28 03:04:05')"
    assert data(
        f"SELECT {call}.a, {call}.l[0], {call}.m['k'], {call}.d, date_format({call}.t, 'yyyy-MM-dd"
        f" HH:mm:ss'), {call}.e"
    ) == [(5, "q", 5, datetime.date(2024, 1, 2), "2024-02-29 03:04:05", Decimal("1.25"))]


def test_errors(data: Sql, schema: str) -> None:
    """Only of the rows that want the value, with what Python says."""
    found = data.fails("SELECT tens(id) FROM t")
    assert f"[UDF_USER_CODE_ERROR.GENERIC] Execution of function main.{schema}.tens failed" in found
    assert "ValueError: no 3" in found
    assert "SQLSTATE: 39000" in found
    rows = data("SELECT CASE WHEN id <> 3 THEN tens(id) END FROM t ORDER BY id")
    assert rows == [(10,), (20,), (None,), (40,)]
    data("CREATE FUNCTION wrong() RETURNS INT LANGUAGE PYTHON AS $$return 'a'$$")
    assert "[UDF_USER_CODE_ERROR.GENERIC]" in data.fails("SELECT wrong()")
    data("CREATE FUNCTION broken() RETURNS INT LANGUAGE PYTHON AS $$return ($$")
    assert "SyntaxError" in data.fails("SELECT broken()")


REFUSED = """
UPDATE t SET name = shout(name)
DELETE FROM t WHERE shout(name) = 'a'
INSERT INTO t VALUES (tens(1), 'a', 1)
SELECT shout(name), count(*) FROM t GROUP BY name
SELECT tens(max(id)) FROM t
SELECT tens(CAST(rand() AS INT))
SELECT loose(1)
SELECT transform(array(1), x -> tens(x))
SELECT * FROM t a JOIN t b ON tens(a.id) = b.id
CREATE FUNCTION z(x INT) RETURNS INT LANGUAGE SCALA AS $$x$$
CREATE FUNCTION z(x INT) RETURNS INT LANGUAGE PYTHON ENVIRONMENT (dependencies = '["x"]') AS $$1$$
""".strip().splitlines()


def test_refused(data: Sql) -> None:
    data(
        "CREATE FUNCTION loose(x INT) RETURNS INT LANGUAGE PYTHON NOT DETERMINISTIC AS $$return 1$$"
    )
    for text in REFUSED:
        assert "[UNSUPPORTED_FEATURE]" in data.fails(text), text
    assert "[PARSE_SYNTAX_ERROR]" in data.fails(
        "CREATE FUNCTION z(x INT) RETURNS INT LANGUAGE PYTHON RETURN x"
    )
    assert "[WRONG_NUM_ARGS" in data.fails("SELECT tens()")

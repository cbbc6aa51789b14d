"""What an expression is whatever the row: only what holds for NULL too is carried through."""

from __future__ import annotations

import pytest

from boathouse.sql.fold import folded
from boathouse.sql.parse import parse_expression

CASES = (
    ("TRUE OR x = 1", "TRUE"),
    ("x = 1 OR (FALSE OR NOT FALSE)", "TRUE"),
    ("FALSE AND x = 1", "FALSE"),
    ("CAST((TRUE AND TRUE) AS BOOLEAN)", "TRUE"),
    ("CASE WHEN FALSE THEN 'a' WHEN TRUE THEN s ELSE 'b' END", "s"),
    ("CAST(CAST(s AS STRING) AS STRING)", "s"),
    ("IF(FALSE, '*', s)", "s"),
    ("CASE WHEN FALSE THEN s END", "NULL"),
)
UNKNOWN = (
    "x = 1 OR FALSE",
    "TRUE AND x = 1",
    "NOT (x AND NOT x)",
    "x = x",
    "x OR NOT x",
    "CASE WHEN x = 1 THEN s WHEN TRUE THEN s END",
    "CASE x WHEN TRUE THEN s END",
    "CAST(s AS INT)",
    "coalesce(TRUE, x)",
    "NULL",
)


@pytest.mark.parametrize(("text", "value"), CASES)
def test_known(text: str, value: str) -> None:
    kind = "BOOLEAN" if value in ("TRUE", "FALSE") else "STRING"
    assert folded(parse_expression(text), kind).sql(dialect="databricks") == value


@pytest.mark.parametrize("text", UNKNOWN)
def test_unknown(text: str) -> None:
    found = folded(parse_expression(text), "STRING").sql(dialect="databricks")
    assert found not in ("TRUE", "FALSE", "s")

"""Conditions of policies, and constants among their arguments: what they are, what they are not."""

from __future__ import annotations

import pytest

from boathouse.errors import ApiError
from boathouse.services.policies import conditions
from boathouse.services.policies.arguments import literal


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("has_tag('a')", True),
        ("HAS_TAG('A')", False),
        ("hasTag('b')", True),
        ("has_tag_value('a', '1')", True),
        ("hasTagValue('a', '2')", False),
        ("has_tag('x') OR has_tag('a') AND NOT has_tag('y')", True),
        ("(has_tag('x') OR has_tag('a')) AND has_tag('y')", False),
        ("NOT has_tag('x')", True),
        ("true", True),
        ("has_tag_value('b', '')", True),
    ],
)
def test_conditions(condition: str, holds: bool) -> None:
    assert conditions.holds(condition, {"a": "1", "b": ""}) is holds


@pytest.mark.parametrize(
    "condition",
    [
        "",
        "has_tag",
        "has_tag()",
        "has_tag(a)",
        "has_tag('a', 'b')",
        "has_tag_value('a')",
        "has_tag('a') = true",
        "has_tag('a') IN (true)",
        "has_tag('a'); has_tag('b')",
        "SELECT has_tag('a')",
        "is_account_group_member('x')",
        "main.s.has_tag('a')",
        "has_tag('a') AND",
        "has_tag(1)",
        "has_tag('a' || 'b')",
        "(" * 900 + "has_tag('a')" + ")" * 900,
        "NOT " * 400 + "has_tag('a')",
        "has_tag('a')" + " OR has_tag('a')" * 200,
        "CASE WHEN true THEN true END",
        "has_tag('a') /* open",
        "\x00",
        "1",
    ],
)
def test_conditions_are_about_tags_alone(condition: str) -> None:
    with pytest.raises(ApiError, match="UC_INVALID_POLICY_CONDITION"):
        conditions.references(condition)


@pytest.mark.parametrize(
    ("constant", "sql"),
    [
        ("4", "4"),
        ("-1.5", "-1.5"),
        ("true", "true"),
        ("NULL", "NULL"),
        ("EU", "'EU'"),
        ("'EU'", "'EU'"),
        ("'it''s'", r"'it\'s'"),
        ("'a' || secret() || 'b'", r"'a\' || secret() || \'b'"),
        ("x) OR (1=1", "'x) OR (1=1'"),
        ("1e999", "'1e999'"),
        ("back\\", r"'back\\'"),
        ("", "''"),
    ],
)
def test_constants_are_literals(constant: str, sql: str) -> None:
    assert literal(constant) == sql

"""Conditions on tags: `has_tag('k')`, `has_tag_value('k', 'v')`, AND, OR, NOT, brackets.

The older spellings `hasTag` and `hasTagValue` mean the same. Everything else is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlglot import exp, parse
from sqlglot.errors import SqlglotError

from boathouse.errors import InvalidParameterValue

LONGEST = 2000
_DEEPEST = 20
_FUNCTIONS: Mapping[str, int] = {"HAS_TAG": 1, "HASTAG": 1, "HAS_TAG_VALUE": 2, "HASTAGVALUE": 2}
"""Names in upper case -> how many arguments."""

Tags = Mapping[str, str]
Reference = tuple[str, str | None]
"""A key, and the value where one is asked for."""


@dataclass(frozen=True)
class Condition:
    """A condition that was read: `holds` says whether it is true of some tags."""

    holds: Callable[[Tags], bool]
    references: tuple[Reference, ...]


def holds(condition: str, tags: Tags) -> bool:
    """Whether a condition is true of these tags. Raises InvalidParameterValue."""
    return parsed(condition).holds(tags)


def references(condition: str) -> tuple[Reference, ...]:
    """The tags that a condition asks for, each once.

    Errors: InvalidParameterValue where it is no condition on tags.
    """
    return parsed(condition).references


def refused(why: str) -> InvalidParameterValue:
    """The error of a condition that cannot be."""
    return InvalidParameterValue(f"[UC_INVALID_POLICY_CONDITION] {why}")


# Read once, not with every statement: there are few, and reading one takes a millisecond.
@lru_cache(maxsize=4096)
def parsed(condition: str) -> Condition:
    """A condition from its text. Raises InvalidParameterValue."""
    if len(condition) > LONGEST:
        raise refused(f"A condition has at most {LONGEST} characters.")
    # sqlglot takes many frames for one bracket or NOT: what would need too many is refused first.
    if condition.count("(") > _DEEPEST * 4 or condition.upper().count("NOT") > _DEEPEST * 4:
        raise refused("The condition is too deep.")
    try:
        trees = parse(condition, dialect="databricks")
    except (SqlglotError, RecursionError):
        trees = []
    if len(trees) != 1 or trees[0] is None:
        raise refused(f"Cannot parse the condition: {condition[:200]}")
    found: list[Reference] = []
    test = _compiled(trees[0], found, 0)
    return Condition(test, tuple(dict.fromkeys(found)))


def _compiled(node: exp.Expr, found: list[Reference], depth: int) -> Callable[[Tags], bool]:
    if depth > _DEEPEST * 10:
        raise refused("The condition is too deep.")
    match node:
        case exp.Paren():
            return _compiled(node.this, found, depth + 1)
        case exp.Not():
            inner = _compiled(node.this, found, depth + 1)
            return lambda tags: not inner(tags)
        case exp.And() | exp.Or():
            left = _compiled(node.this, found, depth + 1)
            right = _compiled(node.expression, found, depth + 1)
            if isinstance(node, exp.And):
                return lambda tags: left(tags) and right(tags)
            return lambda tags: left(tags) or right(tags)
        case exp.Boolean():
            fixed = bool(node.this)
            return lambda tags: fixed
        case exp.Anonymous():
            key, value = _call(node)
            found.append((key, value))
            return lambda tags: key in tags and value in (None, tags[key])
    raise refused(
        "A condition is made of has_tag, has_tag_value, AND, OR and NOT; not of:"
        f" {node.sql(dialect='databricks')[:200]}"
    )


def _call(node: exp.Anonymous) -> Reference:
    """What a call asks for."""
    strings = [
        one.this for one in node.expressions if isinstance(one, exp.Literal) and one.is_string
    ]
    count = _FUNCTIONS.get(str(node.this).upper())
    whole = len(strings) == len(node.expressions) == count
    if not whole or not strings[0]:
        raise refused(
            "has_tag takes a key, has_tag_value a key and a value, as strings; there is no"
            f" {node.sql(dialect='databricks')[:200]}"
        )
    return (strings[0], strings[1]) if count == 2 else (strings[0], None)

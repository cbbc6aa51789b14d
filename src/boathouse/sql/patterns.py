"""LIKE patterns of SHOW and of metadata calls, as regular expressions."""

from __future__ import annotations

import re
from collections.abc import Callable

Matcher = Callable[[str], bool]
_DOCUMENTED = {"*": ".*", "%": ".*", ".": "."}


def documented(pattern: str | None) -> Matcher:
    """`*` (drivers send `%`) is any text, `|` stands between alternatives; case does not count.

    `.` is any character and a backslash takes a meaning away: what databricks-jdbc and the
    connector's kernel make of JDBC patterns (WildcardUtil.jdbcPatternToHive).
    """
    if pattern is None:
        return lambda name: True
    choices = (re.findall(r"\\?.", choice.strip(), re.DOTALL) for choice in pattern.split("|"))
    spelled = (
        "".join(_DOCUMENTED.get(one, re.escape(one[-1])) for one in each) for each in choices
    )
    return _matcher("|".join(spelled))


def sql_like(pattern: str | None) -> Matcher:
    """`%` is any text, `_` any character, and a backslash takes their meaning away.

    `*` is any text as well: some drivers send it [sql_wire.md 3.6].
    """
    if pattern is None:
        return lambda name: True
    spelled, escaped = [], False
    for character in pattern:
        if escaped or character not in r"%_*\\":
            spelled.append(re.escape(character))
            escaped = False
        elif character == "\\":
            escaped = True
        else:
            spelled.append("." if character == "_" else ".*")
    return _matcher("".join(spelled))


def _matcher(spelled: str) -> Matcher:
    compiled = re.compile(spelled, re.IGNORECASE | re.DOTALL)
    return lambda name: compiled.fullmatch(name) is not None

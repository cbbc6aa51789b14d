"""Files in queries: which formats are read by path, and that no path gets to the engine unseen."""

from __future__ import annotations

import re
from collections.abc import Collection

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from boathouse.sql.errors import NotSupported, SyntaxFailure
from boathouse.sql.parse import Parsed, position

READABLE = frozenset(("delta", "parquet", "csv", "json", "text", "binaryfile", "avro"))
"""`format.`path`` that the engine reads."""
FORMATS = READABLE | {"orc", "xml", "iceberg", "jdbc", "kafka", "cloudfiles"}
"""What Databricks takes for a format."""
SOURCES = FORMATS | {"arrow", "console", "rate", "socket", "system", "python", "vortex", "lance"}
"""What the engine may take for a format; with others it looks for a table, and there is none."""

_HARMLESS = re.compile(r"[\w ]+")
_PATTERN = re.compile(r"[*?\[\]{}]")


def none_left(parsed: Parsed, tree: exp.Expr, places: Collection[int]) -> None:
    """Refuse `format.name` where it is neither a resolved name nor, beyond doubt, a column.

    We and the engine parse differently (it reads `TABLE x` in places where we see a column). By
    name it finds nothing that we did not issue; by path it would read any file. Raises
    SyntaxFailure.
    """
    tokens, columns = parsed.tokens, None
    for index, token in enumerate(tokens[:-2]):
        if tokens[index + 1].token_type is not TokenType.DOT:
            continue
        if token.text.lower() not in SOURCES or token.start in places:
            continue
        before = tokens[index - 1].token_type if index else None
        if before is TokenType.DOT:
            continue
        if columns is None:
            columns = _columns(tree)
        after = tokens[index + 2]
        harmless = after.token_type is TokenType.STAR or _HARMLESS.fullmatch(after.text)
        if token.start not in columns or not harmless or before is TokenType.TABLE:
            line, column = position(parsed.text, token.start)
            raise SyntaxFailure(f"Syntax error at or near '{token.text}'.", line, column)


def _columns(tree: exp.Expr) -> set[int]:
    """Where the names of columns begin."""
    return {
        int(column.parts[0].meta["start"])
        for column in tree.find_all(exp.Column)
        if "start" in column.parts[0].meta
    }


def refuse_patterns(path: str) -> None:
    """The engine takes these characters for a pattern, which could match other files."""
    if _PATTERN.search(path):
        raise NotSupported("Paths with the characters *?[]{} are not supported.")

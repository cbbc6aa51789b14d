"""A query as the engine gets it: names resolved, parameters put in, the dialect made the engine's.

The user's own text, changed in places; written anew from the tree only where the engine cannot
parse what Databricks can.
"""

from __future__ import annotations

from boathouse.sql.parse import Parsed
from boathouse.sql.planning import Planning
from boathouse.sql.resolve import resolve
from boathouse.sql.rewrite import Edits


def engine_text(planning: Planning, depth: int = 0) -> str:
    """The text for the engine. Raises SqlError; PermissionDenied for what may not be read."""
    edits = Edits(planning.parsed.text)
    without_comments(planning.parsed, edits)
    resolve(planning, planning.parsed.tree, edits, depth)
    return edits.apply()


def without_comments(parsed: Parsed, edits: Edits) -> None:
    """What lies between tokens becomes space: a comment must not mean another thing to the engine
    than to us, such as one that ends elsewhere."""
    text, before = parsed.text, 0
    for token in parsed.tokens:
        _blank(text, before, token.start, edits)
        before = token.end + 1
    _blank(text, before, len(text), edits)


def _blank(text: str, start: int, end: int, edits: Edits) -> None:
    gap = text[start:end]
    if gap and not gap.isspace():
        edits.replace(start, end, " ")

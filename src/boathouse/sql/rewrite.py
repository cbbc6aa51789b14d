"""Changing a statement's text where it must change and nowhere else: edits by place, in one pass.

Places are offsets in the text: `start` is the first character, `end` the one behind the last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from boathouse.sql.depth import TooDeep, deeply
from boathouse.sql.errors import NotSupported


@dataclass(frozen=True)
class Edit:
    """One change. `rank` orders insertions at one place."""

    start: int
    end: int
    text: str
    rank: tuple[int, int, int]


class Edits:
    """Changes of one text, collected in any order and applied at once.

    `replace` takes a place for itself: nothing else may change within it. `wrap` puts text around
    a place, and may lie within another wrapped place or around a replaced one.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.edits: list[Edit] = []

    def __bool__(self) -> bool:
        return bool(self.edits)

    def replace(self, start: int, end: int, text: str) -> None:
        self.check(start, end)
        self.edits.append(Edit(start, end, text, (1, 0, len(self.edits))))

    def insert(self, at: int, text: str) -> None:
        """In front of what begins at `at`, behind what ends there."""
        self.check(at, at)
        self.edits.append(Edit(at, at, text, (0, 0, len(self.edits))))

    def wrap(self, start: int, end: int, before: str, after: str) -> None:
        """What is wrapped first lies inside, where two places are the same."""
        self.check(start, end)
        order = len(self.edits)
        # At one place: ends of narrow places come first, then insertions, then starts of wide ones.
        self.edits.append(Edit(end, end, after, (-1, -start, order)))
        self.edits.append(Edit(start, start, before, (1, -end, -order - 1)))

    def check(self, start: int, end: int) -> None:
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"no such place: {start} to {end}")

    def apply(self) -> str:
        """The new text. Raises ValueError where two changes overlap."""
        return self.put(self.edits, 0, len(self.text))

    def put(self, edits: list[Edit], at: int, end: int) -> str:
        pieces: list[str] = []
        for edit in sorted(edits, key=place):
            if edit.start < at:
                raise ValueError(f"changes overlap at {edit.start}")
            pieces += (self.text[at : edit.start], edit.text)
            at = edit.end
        return "".join([*pieces, self.text[at:end]])

    def within(self, start: int, end: int) -> list[Edit]:
        """The changes of a place, but what is put in front of it or behind it."""
        near = [edit for edit in self.edits if start <= edit.start and edit.end <= end]
        found = [(edit, extent(edit)) for edit in near]
        edge = ((start, start), (end, end))
        return [e for e, at in found if start <= at[0] and at[1] <= end and at not in edge]

    def applied(self, start: int, end: int) -> str:
        """What stands at a place once the changes within it are made."""
        return self.put(self.within(start, end), start, end)

    def supersede(self, start: int, end: int, text: str) -> None:
        """Replace a place and the changes within it."""
        gone = {id(edit) for edit in self.within(start, end)}
        self.edits = [edit for edit in self.edits if id(edit) not in gone]
        self.replace(start, end, text)


def place(edit: Edit) -> tuple[int, int, int, int, int]:
    """A replacement starts after everything that is inserted at its start."""
    return (edit.start, int(edit.end > edit.start), *edit.rank)


def extent(edit: Edit) -> tuple[int, int]:
    """The place that an edit is about: of one half of a wrapping, all that is wrapped."""
    half = edit.rank[0] if edit.start == edit.end and edit.rank[1] else 0
    if half == 1:
        return edit.start, -edit.rank[1]
    return (-edit.rank[1], edit.end) if half == -1 else (edit.start, edit.end)


def span(node: exp.Expr, tokens: list[Token]) -> tuple[int, int] | None:
    """Where a node stands in the text; None where the parser did not keep it.

    Known are names, tables (without alias and time travel), literals, parameters, functions,
    parenthesised expressions, operations of one or two operands, and all operands.
    """
    if isinstance(node, exp.Table):
        return together(list(node.parts), tokens)
    if isinstance(node, exp.Column):
        return together(list(node.parts), tokens)
    if isinstance(node, exp.Dot) and "start" not in (node._meta or {}):
        return together([node.this, node.expression], tokens)
    meta = node._meta or {}
    start, end = meta.get("start"), meta.get("end")
    if start is None or end is None:
        return None
    # element_at(a, 1) is a Bracket
    if isinstance(node, (exp.Func, exp.Bracket)) and not isinstance(node, exp.Binary):
        return start, end_of_call(end, tokens)
    return start, end + 1


def together(nodes: list[Any], tokens: list[Token]) -> tuple[int, int] | None:
    places = [span(node, tokens) for node in nodes]
    known = [found for found in places if found is not None]
    if not known or len(known) < len(places):
        return None
    return min(start for start, _ in known), max(end for _, end in known)


def end_of_call(name_end: int, tokens: list[Token]) -> int:
    """The end of a call whose name ends at the offset `name_end`, with its brackets if it has."""
    index = index_of(name_end, tokens) + 1
    if index >= len(tokens) or tokens[index].token_type != TokenType.L_PAREN:
        return name_end + 1
    return tokens[closing(index, tokens)].end + 1


def index_of(offset: int, tokens: list[Token]) -> int:
    """The index of the token that the character at `offset` belongs to."""
    low, high = 0, len(tokens) - 1
    while low < high:
        middle = (low + high) // 2
        if tokens[middle].end < offset:
            low = middle + 1
        else:
            high = middle
    return low


def closing(index: int, tokens: list[Token]) -> int:
    """The index of the bracket that closes the one at `index`."""
    depth = 0
    for at in range(index, len(tokens)):
        kind = tokens[at].token_type
        depth += (kind == TokenType.L_PAREN) - (kind == TokenType.R_PAREN)
        if depth == 0:
            return at
    return len(tokens) - 1


def quote(name: str) -> str:
    """A name in back quotes."""
    return "`" + name.replace("`", "``") + "`"


def literal(text: str) -> str:
    """A string literal."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def render(tree: exp.Expr) -> str:
    """The tree as new SQL, for what the engine cannot parse as it was written.

    Raises NotSupported where the tree has no form in the engine's dialect.
    """
    from boathouse.sql.dialect.spark import Engine

    try:
        return deeply(lambda: str(tree.sql(dialect=Engine)))
    except TooDeep as error:
        raise NotSupported("The statement is nested too deeply.") from error

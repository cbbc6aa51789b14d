"""Where a statement calls functions that are not Databricks' own, told from its tokens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from boathouse.sql.functions.builtin import BUILTIN
from boathouse.sql.parse import Parsed

OPENS = (TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE)
_BRACKET = TokenType.L_PAREN
CLOSES = (TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE)

# Words of the grammar that stand in front of a bracket most often: no names of functions.
_WORDS = frozenset(
    """
    add all and any as between by case cluster columns create decimal default else except exclude
    exists filter from having in insert interval into is join lateral like limit merge not
    on or order over partition partitioned pivot qualify rollup select set sets some struct table
    tablesample tblproperties then union unpivot update using values varchar view when where with
    within
    """.split()
)


@dataclass(frozen=True)
class Argument:
    """One argument of a call: its place in the text, and its name where it is given by name."""

    start: int
    end: int
    name: str | None = None


@dataclass(frozen=True)
class Call:
    """`start` and `end`: its place in the text. `at`: where the last part of the name begins."""

    parts: tuple[str, ...]
    start: int
    end: int
    at: int
    arguments: tuple[Argument, ...]
    node: Any = None


def calls(parsed: Parsed) -> list[Call]:
    """Calls of what is not Databricks' own, the last in the text first, so that an inner call
    comes before the one that it is an argument of."""
    tokens = parsed.tokens
    found = [index for index in range(1, len(tokens)) if _may_call(tokens, index)]
    if not found:
        return []
    nodes = _nodes(parsed.tree)
    there = [index for index in found if tokens[index - 1].start in nodes]
    return [_call(tokens, index, nodes[tokens[index - 1].start]) for index in reversed(there)]


def _may_call(tokens: list[Token], index: int) -> bool:
    if tokens[index].token_type is not TokenType.L_PAREN:
        return False
    before = tokens[index - 1]
    name = before.text.lower()
    if index > 1 and tokens[index - 2].token_type is TokenType.DOT:
        return before.token_type is TokenType.IDENTIFIER or name.isidentifier()
    if name in BUILTIN or name == "identifier":
        return False
    return before.token_type is TokenType.IDENTIFIER or (name.isidentifier() and name not in _WORDS)


def _nodes(tree: exp.Expr) -> dict[int, Any]:
    """The calls of the tree, by where their names begin."""
    return {
        int(node.meta["start"]): node
        for node in tree.find_all(exp.Func)
        if "start" in node.meta and not node.meta.get("view")
    }


def _call(tokens: list[Token], index: int, node: Any) -> Call:
    first = index - 1
    parts = [tokens[first].text]
    while first > 1 and tokens[first - 1].token_type is TokenType.DOT:
        first -= 2
        parts.insert(0, tokens[first].text)
    arguments, end = _arguments(tokens, index)
    start, at = tokens[first].start, tokens[index - 1].start
    return Call(tuple(parts), start, end, at, tuple(arguments), node)


def _arguments(tokens: list[Token], index: int) -> tuple[list[Argument], int]:
    """The arguments behind the bracket at `index`, and where the call ends."""
    found: list[Argument] = []
    for first, last in _pieces(tokens, index):
        named = first < last and tokens[first + 1].token_type is TokenType.FARROW
        name = tokens[first].text if named else None
        begin = first + 2 if named else first
        found.append(Argument(tokens[begin].start, tokens[last].end + 1, name))
    return found, tokens[_closing(tokens, index)].end + 1


def argument_places(tokens: list[Token], start: int) -> list[tuple[int, int]]:
    """Where the arguments of the call whose name begins at `start` stand in the text."""
    at = next(i for i, t in enumerate(tokens) if t.start >= start and t.token_type is _BRACKET)
    return [(tokens[first].start, tokens[last].end + 1) for first, last in _pieces(tokens, at)]


def _pieces(tokens: list[Token], index: int) -> Iterator[tuple[int, int]]:
    depth, first = 0, index + 1
    for at in range(index, len(tokens)):
        kind = tokens[at].token_type
        depth += (kind in OPENS) - (kind in CLOSES)
        if depth == 0 or (depth == 1 and kind is TokenType.COMMA):
            if at > first:
                yield first, at - 1
            first = at + 1
        if depth == 0:
            return


def _closing(tokens: list[Token], index: int) -> int:
    depth = 0
    for at in range(index, len(tokens)):
        kind = tokens[at].token_type
        depth += (kind in OPENS) - (kind in CLOSES)
        if depth == 0:
            return at
    return len(tokens) - 1

"""The values that a write gives to columns: DEFAULT put in, each cast to its column's type.

A pass over the text before it is resolved: what comes out is a statement of the same form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from boathouse.sql import types
from boathouse.sql.parse import Parsed, parse
from boathouse.sql.planning import Planning
from boathouse.sql.rewrite import Edits, closing, index_of
from boathouse.sql.securables import Column, Relation

_OPENS = frozenset((TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE, TokenType.CASE))
_CLOSES = frozenset((TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE, TokenType.END))
_STOPS = frozenset((TokenType.COMMA, TokenType.WHERE, TokenType.WHEN, TokenType.SEMICOLON))

Span = tuple[int, int]
"""Indexes of tokens: the first, and the one behind the last."""


def assigned(planning: Planning, target: Relation) -> Planning:
    """UPDATE and MERGE: the values of SET and of INSERT (...) VALUES (...)."""
    tree, parsed = planning.parsed.tree, planning.parsed
    edits = Edits(parsed.text)
    columns = {column.name.lower(): column for column in target.columns}
    whens = tree.args.get("whens")
    for then in [tree] if whens is None else [when.args["then"] for when in whens.expressions]:
        if isinstance(then, exp.Update):
            _set(planning, then, columns, edits)
        elif isinstance(then, exp.Insert) and isinstance(then.this, exp.Tuple):
            _insert(planning, then, columns, edits)
    return replace(planning, parsed=parse(edits.apply())) if edits else planning


def _set(
    planning: Planning, update: exp.Update, columns: Mapping[str, Column], edits: Edits
) -> None:
    tokens = planning.parsed.tokens
    for item in update.expressions:
        name = item.this if isinstance(item, exp.EQ) else None
        column = columns.get(name.name.lower()) if isinstance(name, exp.Column) else None
        if name is None or column is None or "end" not in name.this.meta:
            continue
        if name.table.lower() in columns:
            continue  # a field of a struct
        begin = index_of(name.this.meta["end"], tokens) + 2
        _put(planning, (begin, _end(tokens, begin)), column, edits)


def _insert(
    planning: Planning, insert: exp.Insert, columns: Mapping[str, Column], edits: Edits
) -> None:
    tokens, listed = planning.parsed.tokens, insert.this.expressions
    names = [node.name.lower() for node in listed]
    end_of_names = index_of(listed[-1].this.meta["end"], tokens) + 1
    opening = end_of_names + 2
    if tokens[opening].token_type is not TokenType.L_PAREN:
        return
    spans = list(items(tokens, opening))
    for name, place in zip(names, spans, strict=False):
        if name in columns:
            _put(planning, place, columns[name], edits)
    for name, column in columns.items():
        if name not in names and column.default is not None:
            edits.insert(tokens[end_of_names].start, f", {types.quote_if_needed(column.name)}")
            value = cast(default_of(planning, column), column)
            edits.insert(tokens[closing(opening, tokens)].start, f", {value}")


def _put(planning: Planning, place: Span, column: Column, edits: Edits) -> None:
    tokens = planning.parsed.tokens
    start, end = tokens[place[0]].start, tokens[place[1] - 1].end + 1
    if is_default(tokens, place):
        edits.replace(start, end, cast(default_of(planning, column), column))
    else:
        edits.wrap(start, end, "CAST(", f" AS {_stored(column)})")


def cast(value: str, column: Column) -> str:
    """A value as the column stores it."""
    return f"CAST({value} AS {_stored(column)})"


def _stored(column: Column) -> str:
    return types.to_sql(types.stored_type(column.type))


def default_of(planning: Planning, column: Column) -> str:
    """The SQL that a column holds unless a value is given."""
    return "NULL" if column.default is None else column.default


def is_default(tokens: Sequence[Token], place: Span) -> bool:
    """Whether a value is the word DEFAULT."""
    first, behind = place
    word = tokens[first]
    return (
        behind == first + 1
        and word.text.upper() == "DEFAULT"
        and word.token_type is not TokenType.IDENTIFIER
        and word.token_type is not TokenType.STRING
    )


def items(tokens: Sequence[Token], opening: int) -> Iterator[Span]:
    """The values between a bracket at `opening` and the one that closes it."""
    begin = opening + 1
    while True:
        end = _end(tokens, begin)
        if end > begin:
            yield begin, end
        if end >= len(tokens) or tokens[end].token_type is not TokenType.COMMA:
            return
        begin = end + 1


def _end(tokens: Sequence[Token], begin: int) -> int:
    """The index behind the last token of the value that begins there."""
    depth = 0
    for index in range(begin, len(tokens)):
        kind = tokens[index].token_type
        if kind in _OPENS:
            depth += 1
        elif kind in _CLOSES:
            depth -= 1
        if depth < 0 or (depth == 0 and kind in _STOPS):
            return index
    return len(tokens)


def with_defaults(source: Parsed, columns: Sequence[Column]) -> Parsed:
    """VALUES with the defaults put in where they ask for them."""
    tokens = source.tokens
    if not any(token.text.upper() == "DEFAULT" for token in tokens):
        return source
    edits = Edits(source.text)
    for row in _rows(tokens):
        for column, place in zip(columns, row, strict=False):
            if is_default(tokens, place):
                start, end = tokens[place[0]].start, tokens[place[1] - 1].end + 1
                edits.replace(start, end, column.default or "NULL")
    return parse(edits.apply()) if edits else source


def _rows(tokens: list[Token]) -> Iterator[list[Span]]:
    """The rows of VALUES, each the places of its values."""
    index = next(i for i, token in enumerate(tokens) if token.token_type is TokenType.VALUES) + 1
    while index < len(tokens):
        if tokens[index].token_type is TokenType.L_PAREN:
            yield list(items(tokens, index))
            index = closing(index, tokens) + 1
        else:
            end = _end(tokens, index)
            yield [(index, end)]
            index = end
        if index < len(tokens) and tokens[index].token_type is not TokenType.COMMA:
            return
        index += 1

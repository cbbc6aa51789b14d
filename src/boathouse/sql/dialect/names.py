"""What a result's columns are called that the user gave no name: as Spark writes the expression.

A projection's text is read once more, by a reader that leaves every call as it was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from sqlglot import exp
from sqlglot.errors import ErrorLevel, SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from boathouse.sql.dialect.spelling import Names
from boathouse.sql.dialect.spelling_values import Unnamed
from boathouse.sql.errors import SqlError
from boathouse.sql.grammar.dialect import Reader
from boathouse.sql.parse import DIALECT, Parsed
from boathouse.sql.rewrite import Edits, index_of, quote

LONGEST = 20_000
"""A longer projection keeps the name that the engine gives it."""

# More than one column, or none.
GENERATORS = frozenset(
    (
        *("explode", "explode_outer", "posexplode", "posexplode_outer", "inline"),
        *("inline_outer", "stack", "json_tuple", "variant_explode", "variant_explode_outer"),
    )
)
# Calls whose arguments are no list of expressions.
SPECIAL = frozenset(("CAST", "TRY_CAST", "EXTRACT", "TRIM", "POSITION", "SUBSTRING", "OVERLAY"))
PLAIN = (TokenType.VAR, TokenType.IDENTIFIER, TokenType.DOT)
# A single word that is no column all the same.
WORDS = (
    TokenType.CURRENT_USER,
    TokenType.CURRENT_DATE,
    TokenType.CURRENT_TIMESTAMP,
    TokenType.PARAMETER,
    TokenType.PLACEHOLDER,
)


class AsWritten(Reader):
    """Leaves each call as a name and its arguments, in their order."""

    FUNCTIONS: ClassVar[dict[str, Any]] = {}
    FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {
        name: read for name, read in Reader.FUNCTION_PARSERS.items() if name in SPECIAL
    }


def name_columns(
    parsed: Parsed,
    edits: Edits,
    values: Mapping[int, str],
    dates: frozenset[str] = frozenset(),
) -> None:
    """Give names, in the text and in the tree, to the columns that have none. `values`: of each
    parameter, by its place, what it is shown as; `dates`: the columns that are dates."""
    for select in parsed.selects:
        for node in select.expressions:
            place = place_of(node)
            if isinstance(node, exp.Alias):
                quote_alias(node, edits)
            if place is None or isinstance(node, (exp.Alias, exp.Aliases)):
                continue
            name = name_of(parsed, place, values, dates)
            if name is not None:
                edits.insert(place[1] + 1, f" AS {quote(name)}")
                named(node, name)


# Words that the engine does not take for an alias.
TAKEN = frozenset(("FILTER", "OVER", "WITHIN", "ESCAPE"))


def quote_alias(node: exp.Alias, edits: Edits) -> None:
    name = node.args["alias"]
    if name.name.upper() in TAKEN and not name.args.get("quoted"):
        meta = name._meta or {}
        if "start" in meta:
            edits.replace(meta["start"], meta["end"] + 1, quote(name.name))


def place_of(node: exp.Expr) -> tuple[int, int] | None:
    place = (node._meta or {}).get("projection")
    plain = isinstance(node, exp.Literal) and not node.is_string
    return None if plain or node.is_star or not place else place


def named(node: exp.Expr, name: str) -> None:
    parent, key, index = node.parent, node.arg_key, node.index
    alias = exp.Alias(this=node, alias=exp.to_identifier(name, quoted=True))
    if parent is not None and key:
        parent.set(key, alias, index)


def name_of(
    parsed: Parsed,
    place: tuple[int, int],
    values: Mapping[int, str],
    dates: frozenset[str] = frozenset(),
) -> str | None:
    if place[1] - place[0] > LONGEST:
        return None
    first, last = (index_of(at, parsed.tokens) for at in place)
    while last + 1 < len(parsed.tokens) and parsed.tokens[last + 1].start <= place[1]:
        last += 1  # `2D` is three tokens in one place
    tokens = parsed.tokens[first : last + 1]
    if not worth(tokens):
        return None
    reader = AsWritten(error_level=ErrorLevel.IMMEDIATE, dialect=DIALECT)
    try:
        found = reader._parse(lambda parser: parser._parse_assignment(), tokens, parsed.text)
        node = found[0]
        return Names(parsed.text, values, dates).top(node) if len(found) == 1 and node else None
    except (Unnamed, SqlglotError, SqlError, RecursionError, AttributeError):
        return " ".join(parsed.text[place[0] : place[1] + 1].split())


def worth(tokens: list[Token]) -> bool:
    """Not a column, nor a generator, which makes columns of its own."""
    if tokens[0].text.lower() in GENERATORS and len(tokens) > 1:
        return False
    one = len(tokens) == 1 and tokens[0].token_type not in WORDS
    return not one and any(token.token_type not in PLAIN for token in tokens)

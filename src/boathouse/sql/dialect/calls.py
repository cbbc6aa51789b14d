"""A call as it was written: its name, and the place, text and type of each argument."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from boathouse.sql.parse import Parsed
from boathouse.sql.rewrite import Edits, closing, index_of, span
from boathouse.sql.securables import SparkType

Place = tuple[int, int]
OPEN = (TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE)
CLOSE = (TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE)


@dataclass(frozen=True)
class Call:
    """`kind` tells the type of a node."""

    name: str
    node: exp.Expr
    place: Place
    arguments: tuple[Place, ...]
    parsed: Parsed
    edits: Edits
    kind: Callable[[exp.Expr], SparkType]

    def text(self, number: int) -> str:
        """An argument with what has been changed in it."""
        return self.edits.applied(*self.arguments[number])

    @property
    def texts(self) -> list[str]:
        return [self.text(number) for number in range(len(self.arguments))]

    def part(self, number: int) -> exp.Expr | None:
        """The node that stands at an argument's place."""
        wanted = self.arguments[number]
        for node in self.node.iter_expressions():
            if isinstance(node, exp.Distinct) and node.expressions:
                node = node.expressions[0]
            if span(node, self.parsed.tokens) == wanted:
                return node
        return None

    def type(self, number: int) -> SparkType:
        node = self.part(number)
        if node is None:
            text = self.parsed.text[slice(*self.arguments[number])]
            known = {"NULL": "void", "TRUE": "boolean", "FALSE": "boolean"}
            return known.get(text.upper(), "unknown")
        return self.kind(node)

    def string(self, number: int) -> str | None:
        """The value of an argument that is a string literal."""
        node = self.part(number)
        if isinstance(node, exp.Literal) and node.is_string:
            return node.name
        first, last = (index_of(at, self.parsed.tokens) for at in self.ends(number))
        token = self.parsed.tokens[first]
        plain = first == last and token.token_type in (TokenType.STRING,)
        return token.text if plain else None

    def ends(self, number: int) -> Place:
        start, end = self.arguments[number]
        return start, end - 1

    def number(self, number: int) -> int | None:
        """The value of an argument that is an integer literal."""
        text = self.parsed.text[slice(*self.arguments[number])].replace(" ", "")
        return int(text) if text.lstrip("-").isdecimal() else None

    def null(self, number: int) -> bool:
        return self.parsed.text[slice(*self.arguments[number])].upper() == "NULL"


def written_name(node: exp.Expr, parsed: Parsed) -> str:
    """The name that a call is written with, in lower case; "" for what is no call."""
    at = name_token(node, parsed)
    return parsed.tokens[at].text.lower() if at is not None else ""


def name_token(node: exp.Expr, parsed: Parsed) -> int | None:
    """The index of the token that names a call, the one in front of its bracket."""
    start = (node._meta or {}).get("start")
    if start is None or isinstance(node, exp.Paren):
        return None
    at = index_of(start, parsed.tokens)
    following = parsed.tokens[at + 1] if at + 1 < len(parsed.tokens) else None
    if following is None or following.token_type != TokenType.L_PAREN:
        return None
    return at if parsed.tokens[at].text[:1].isalpha() else None


def call_of(
    node: exp.Expr, parsed: Parsed, edits: Edits, kind: Callable[[exp.Expr], SparkType]
) -> Call | None:
    """None for what is not written as a name and a list of arguments."""
    at = name_token(node, parsed)
    if at is None:
        return None
    name, last = parsed.tokens[at], closing(at + 1, parsed.tokens)
    place = name.start, parsed.tokens[last].end + 1
    arguments = tuple(split(parsed, at + 1, last))
    return Call(name.text.lower(), node, place, arguments, parsed, edits, kind)


def split(parsed: Parsed, first: int, last: int) -> list[Place]:
    """The places between the commas of a list whose brackets are the tokens `first` and `last`."""
    found: list[Place] = []
    begin, depth = first + 1, 0
    for at in range(first + 1, last + 1):
        kind = parsed.tokens[at].token_type
        if depth == 0 and (kind == TokenType.COMMA or at == last):
            if at > begin:
                found.append((parsed.tokens[begin].start, parsed.tokens[at - 1].end + 1))
            begin = at + 1
        depth += (kind in OPEN) - (kind in CLOSE)
    return found

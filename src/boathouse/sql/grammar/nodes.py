"""What our own statements have in common: typed arguments, and reading words and names."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from boathouse.sql.errors import NotSupported

T = TypeVar("T")


class Arg(Generic[T]):
    """A typed argument of a statement, the default where the text does not give it."""

    def __init__(self, default: T) -> None:
        self.default = default

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, node: Any, owner: type) -> T:
        found: T | None = None if node is None else node.args.get(self.name)
        return self.default if found is None else found


class Statement(exp.Expression):
    """A statement that is ours: it is executed by us and never written as SQL again.

    Its arguments are its `Arg`s, besides `this` and `expressions`.
    """

    arg_types = {"this": False, "expressions": False}  # noqa: RUF012

    def __init_subclass__(cls, **rest: Any) -> None:
        super().__init_subclass__(**rest)
        own = {name: False for name, value in vars(cls).items() if isinstance(value, Arg)}
        cls.arg_types = {**cls.arg_types, **own}


class Change(Statement):
    """One change of an ALTER statement."""


def take(parser: Any, *words: str) -> bool:
    """Step over these words, if they all come next; quoted ones are names, not words."""
    index = parser._index
    for word in words:
        token = parser._curr
        plain = token and token.token_type not in (TokenType.IDENTIFIER, TokenType.STRING)
        if not plain or token.text.upper() != word:
            parser._retreat(index)
            return False
        parser._advance()
    return True


def take_any(parser: Any, *words: str) -> str | None:
    """Step over the first of these words that comes next."""
    return next((word for word in words if take(parser, word)), None)


def follows(parser: Any, *kinds: TokenType) -> bool:
    return bool(parser._curr) and parser._curr.token_type in kinds


def expect(parser: Any, *words: str) -> None:
    if not take(parser, *words):
        parser.raise_error(f"Expecting {' '.join(words)}")


def at_end(parser: Any) -> bool:
    return not parser._curr


def keyword(parser: Any, *words: str) -> bool:
    """Step over words that are keywords only where a name follows: `DESCRIBE SCHEMA s`, but
    `DESCRIBE schema` and `DESCRIBE schema.t`."""
    index = parser._index
    if take(parser, *words):
        if parser._curr and not follows(parser, TokenType.DOT):
            return True
        parser._retreat(index)
    return False


def table(parser: Any) -> exp.Table:
    """A name of any number of parts, also IDENTIFIER(...)."""
    after = parser._next
    if after and after.token_type == TokenType.L_PAREN and take_word(parser, "IDENTIFIER"):
        return parser._parse_table_parts()  # type: ignore[no-any-return]
    found = [part(parser)]
    while parser._match(TokenType.DOT):
        found.append(part(parser))
    this: exp.Expression = found[min(2, len(found) - 1)]
    for inner in found[3:]:
        this = exp.Dot(this=this, expression=inner)
    db = found[min(1, len(found) - 2)] if len(found) > 1 else None
    return exp.Table(this=this, db=db, catalog=found[0] if len(found) > 2 else None)


def take_word(parser: Any, word: str) -> bool:
    """Whether this word comes next; it is not stepped over."""
    index = parser._index
    found = take(parser, word)
    parser._retreat(index)
    return found


def names(parser: Any) -> tuple[str, ...]:
    """The parts of a name, unquoted."""
    return parts(table(parser))


def parts(name: exp.Table) -> tuple[str, ...]:
    if not all(isinstance(part, exp.Identifier) for part in name.parts):
        raise NotSupported("IDENTIFIER(...) does not name the object of this statement yet.")
    return tuple(part.name for part in name.parts)


def identifier(parser: Any) -> str:
    """A name of one part, unquoted."""
    return part(parser).name


def part(parser: Any) -> exp.Identifier:
    if not parser._curr or follows(parser, TokenType.STRING, TokenType.NUMBER):
        parser.raise_error("Expecting a name")
    found = parser._parse_id_var()
    if not isinstance(found, exp.Identifier):
        parser.raise_error("Expecting a name")
    return found  # type: ignore[no-any-return]


def principal(parser: Any) -> str:
    """A user, group or service principal: back-quoted or plain."""
    return identifier(parser)


def string(parser: Any) -> str:
    if not follows(parser, TokenType.STRING, TokenType.RAW_STRING):
        parser.raise_error("Expecting a string")
    token = parser._curr
    parser._advance()
    return str(token.text)


def optional_string(parser: Any, *words: str) -> str | None:
    """The string behind these words, if they come next."""
    return string(parser) if take(parser, *words) else None


def number(parser: Any) -> int:
    token = parser._curr
    if not follows(parser, TokenType.NUMBER) or not token.text.isdecimal():
        parser.raise_error("Expecting a number")
    parser._advance()
    return int(token.text)


def wrapped(parser: Any, read: Any) -> list[Any]:
    """`(a, b, ...)`."""
    return list(parser._parse_wrapped_csv(read))


def properties(parser: Any) -> dict[str, str]:
    """`(key = 'value', 'a.b' = 2, ...)`; the equals sign may be missing, the value too."""
    return dict(wrapped(parser, lambda: prop(parser)))


def prop(parser: Any) -> tuple[str, str]:
    key = property_key(parser)
    parser._match(TokenType.EQ)
    if follows(parser, TokenType.COMMA, TokenType.R_PAREN):
        return key, ""
    return key, value(parser)


def property_key(parser: Any) -> str:
    if follows(parser, TokenType.STRING, TokenType.RAW_STRING):
        return string(parser)
    words = [key_part(parser)]
    while parser._match(TokenType.DOT):
        words.append(key_part(parser))
    return ".".join(words)


def key_part(parser: Any) -> str:
    token = parser._curr
    if not token or follows(parser, TokenType.COMMA, TokenType.R_PAREN, TokenType.EQ):
        parser.raise_error("Expecting a key")
    parser._advance()
    return str(token.text)


def value(parser: Any) -> str:
    """A literal as text: numbers with their sign, booleans in lower case."""
    sign = "-" if parser._match(TokenType.DASH) else ""
    token = parser._curr
    if not token:
        parser.raise_error("Expecting a value")
    parser._advance()
    if token.token_type in (TokenType.TRUE, TokenType.FALSE):
        return str(token.text).lower()
    return f"{sign}{token.text}"

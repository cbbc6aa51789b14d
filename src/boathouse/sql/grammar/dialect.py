"""The dialect that we read: sqlglot's databricks dialect with our own statement parsers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from sqlglot import exp
from sqlglot.dialects.databricks import Databricks
from sqlglot.errors import ErrorLevel, ParseError
from sqlglot.parsers.databricks import DatabricksParser
from sqlglot.tokenizer_core import Token, TokenType

from boathouse.sql.errors import NotSupported
from boathouse.sql.grammar.columns import read_mask, set_row_filter
from boathouse.sql.grammar.generated import read_generated
from boathouse.sql.grammar.insert import read_insert
from boathouse.sql.grammar.nodes import take
from boathouse.sql.grammar.pipes import read_drop, read_rename, read_set
from boathouse.sql.grammar.statements import STATEMENTS, UNSUPPORTED

TIME_DIGITS = 17
WORDS = (TokenType.IDENTIFIER, TokenType.STRING)


class Stop(ParseError):
    """Where the parser gave up: the token that it did not expect, None at the end of the text."""

    def __init__(self, reason: str, token: Token | None) -> None:
        super().__init__(reason, [{"description": reason}])
        self.token = token


def placed(node: Any, start: Token, end: Token) -> Any:
    """The node with its place in the text, first and last offset, where it has none yet."""
    if isinstance(node, exp.Expression) and "start" not in node.meta:
        node.update_positions(start=start.start, end=end.end, line=start.line, col=start.col)
    return node


def placing(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The reader of a parameter, its place kept."""

    def keeping(parser: Any) -> Any:
        start = parser._prev
        node = read(parser)
        return placed(node, start, parser._prev) if node is not None else None

    return keeping


class Reader(DatabricksParser):
    """sqlglot's parser: statements of ours by their first words, places of nodes in the text."""

    CONSTRAINT_PARSERS = {  # noqa: RUF012
        **DatabricksParser.CONSTRAINT_PARSERS,
        "MASK": lambda self: read_mask(self),
    }
    PIPE_SYNTAX_TRANSFORM_PARSERS = {  # noqa: RUF012
        **DatabricksParser.PIPE_SYNTAX_TRANSFORM_PARSERS,
        "DROP": read_drop,
        "RENAME": read_rename,
        "SET": read_set,
    }
    PLACEHOLDER_PARSERS = {  # noqa: RUF012
        kind: placing(read) for kind, read in DatabricksParser.PLACEHOLDER_PARSERS.items()
    }

    def _parse_statement(self) -> Any:
        word = self._curr.text.upper() if self._curr else ""
        # a quoted name or a string is never a keyword
        if word and self._curr.token_type not in WORDS:
            if word in UNSUPPORTED:
                raise NotSupported(UNSUPPORTED[word])
            read = STATEMENTS.get(word)
            own = read(self) if read else None
            if own is not None:
                return own
        return super()._parse_statement()

    def _parse_select(self, *args: Any, **kwargs: Any) -> Any:
        return read_table_query(self) or super()._parse_select(*args, **kwargs)

    def _parse_expression(self) -> Any:
        start = self._curr
        node = super()._parse_expression()
        if node is not None and not isinstance(node, (exp.Column, exp.Alias)):
            node.meta["projection"] = (start.start, self._prev.end)
        return node

    def _parse_term(self, parse_mod: bool = True) -> Any:
        unsigned = third_angle(self)
        if unsigned:
            self._advance()
        start = self._curr
        node = left_placed(super()._parse_term(parse_mod=parse_mod), start)
        if unsigned and node is not None:
            node.meta["unsigned"] = True
        return node

    def _parse_factor(self, parse_mod: bool = True) -> Any:
        start = self._curr
        return left_placed(super()._parse_factor(parse_mod=parse_mod), start)

    def _parse_range(self, this: Any = None, parse_is: bool = False) -> Any:
        start = self._curr
        node = super()._parse_range(this, parse_is)
        if this is None and isinstance(node, (exp.In, exp.Not)):
            return placed(node, start, self._prev)
        return node

    def _parse_unary(self) -> Any:
        start = self._curr
        return placed(super()._parse_unary(), start, self._prev)

    def expression(self, instance: Any, token: Token | None = None, comments: Any = None) -> Any:
        node = super().expression(instance, token, comments)
        if isinstance(node, exp.Binary):
            node.meta["end"] = self._prev.end
        return node

    def _parse_with_property(self) -> Any:
        if take(self, "ROW", "FILTER"):
            return set_row_filter(self)
        return super()._parse_with_property()

    def _parse_insert(self) -> exp.Insert:
        return read_insert(self)

    def _parse_generated_as_identity(self) -> Any:
        return read_generated(self)

    def _parse_merge(self) -> exp.Merge:
        evolution = take(self, "WITH", "SCHEMA", "EVOLUTION")
        node: exp.Merge = super()._parse_merge()
        node.set("schema_evolution", evolution or None)
        return node

    def _parse_table_alias(self, *args: Any, **kwargs: Any) -> Any:
        if self._curr and self._curr.text == "@":
            return None
        alias = super()._parse_table_alias(*args, **kwargs)
        if alias is not None and self._match_text_seq("MAX", "RECURSION", "LEVEL"):
            # WITH RECURSIVE r(n) MAX RECURSION LEVEL 200 AS (...)
            alias.meta["levels"] = self._parse_number()
        return alias

    def _parse_version(self) -> Any:
        """`t@v3` besides VERSION AS OF."""
        start = self._curr
        if not start or start.text != "@" or start.start != self._prev.end + 1:
            return super()._parse_version()
        self._advance()
        word = self._curr.text if self._curr else ""
        version = version_of(word)
        if version is None:
            self.raise_error("Expecting a version")
        self._advance()
        return placed(version, start, self._prev)

    def raise_error(self, message: str, token: Token | None = None) -> None:
        raise Stop(message, (token or self._curr) or None)

    def _parse_as_command(self, start: Token) -> exp.Command:
        raise Stop("not read", self._curr or None)

    def _parse_command(self) -> exp.Command:
        raise Stop("not read", self._prev)


def third_angle(parser: Any) -> bool:
    """Whether the last sign of `>>>` comes next: sqlglot knows `>>`."""
    now, before = parser._curr, parser._prev
    if not now or not before or now.start != before.end + 1:
        return False
    return bool(now.token_type == before.token_type == TokenType.GT)


def version_of(word: str) -> exp.Version | None:
    """What stands behind `@`: v3, or a time as yyyyMMddHHmmssSSS."""
    if word[:1] in ("v", "V") and word[1:].isdecimal():
        number = exp.Literal.number(word[1:])
        return exp.Version(this="VERSION", kind="AS OF", expression=number)
    if len(word) != TIME_DIGITS or not word.isdecimal():
        return None
    day, rest = f"{word[:4]}-{word[4:6]}-{word[6:8]}", word[8:]
    time = f"{day} {rest[:2]}:{rest[2:4]}:{rest[4:6]}.{rest[6:]}"
    return exp.Version(this="TIMESTAMP", kind="AS OF", expression=exp.Literal.string(time))


def left_placed(node: Any, start: Token) -> Any:
    """Each operation down the left side begins where the whole one does."""
    left = node
    while isinstance(left, exp.Binary) and "start" not in left.meta:
        left.meta["start"] = start.start
        left = left.this
    return node


def read_table_query(parser: Any) -> Any:
    """`TABLE t`, which sqlglot would take for a column with an alias: SELECT * FROM t."""
    token, after = parser._curr, parser._next
    if not token or token.token_type != TokenType.TABLE or not after:
        return None
    if after.token_type != TokenType.IDENTIFIER and after.token_type not in parser.ID_VAR_TOKENS:
        return None
    parser._advance()
    table = parser._parse_table_parts()
    return exp.Select(expressions=[exp.Star()], from_=exp.From(this=table))


class Boathouse(Databricks):
    """Databricks SQL as Boathouse reads it."""

    class Tokenizer(Databricks.Tokenizer):
        COMMANDS: ClassVar[set[TokenType]] = set()

        # $$ ... $$ and $tag$ ... $tag$, in which functions have their Python text.
        HEREDOC_STRINGS: ClassVar[list[str | tuple[str, str]]] = ["$"]
        HEREDOC_TAG_IS_IDENTIFIER: ClassVar[bool] = True
        HEREDOC_STRING_ALTERNATIVE: ClassVar[TokenType] = TokenType.PARAMETER

        # As commands they would swallow the rest of the text as one string.
        KEYWORDS: ClassVar[dict[str, TokenType]] = {
            word: kind
            for word, kind in Databricks.Tokenizer.KEYWORDS.items()
            if kind != TokenType.COMMAND
        }

    Parser = Reader


def reader(dialect: Boathouse) -> Reader:
    return Reader(error_level=ErrorLevel.IMMEDIATE, dialect=dialect)

"""IDENTIFIER(...): the name that a constant string spells stands in the text before it is read.

So it may stand wherever a name may, and what it names is resolved and authorized as any other.
The string is taken apart as a name and quoted anew: nothing in it is read as SQL.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from boathouse.sql.constants import Look, constant
from boathouse.sql.errors import SqlError, SyntaxFailure
from boathouse.sql.parameters import Parameter
from boathouse.sql.parse import is_script, parse_expression, tokenize
from boathouse.sql.rewrite import Edits, closing, quote
from boathouse.sql.variables import Value

_WORD = re.compile(r"identifier\s*\(", re.IGNORECASE)
_PART = re.compile(r"\s*(`(?:[^`]|``)+`|\w+)\s*")
_PLAIN = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_UNSURE = (exp.Query, exp.AggFunc, exp.Rand, exp.Randn, exp.Uuid, exp.Column, exp.Window)


class Unknown(Exception):
    """An engine must tell what an expression is. `parameters`: those that it may name."""

    def __init__(self, text: str, parameters: tuple[Parameter, ...]) -> None:
        super().__init__(text)
        self.text, self.parameters = text, parameters


def identified(
    text: str, parameters: tuple[Parameter, ...], look: Look, known: Mapping[str, Value]
) -> tuple[str, tuple[Parameter, ...]]:
    """The text with names for IDENTIFIER(...), and the parameters that are left for it.

    `known`: values by the texts of expressions. Raises Unknown, SqlError and SyntaxFailure.
    """
    if not _WORD.search(text):
        return text, parameters
    tokens = tokenize(text)
    if is_script(tokens):
        return text, parameters  # each of its statements, at its own time
    edits, used = Edits(text), set[int]()
    marked = [at for at, token in enumerate(tokens) if token.token_type is TokenType.PLACEHOLDER]
    for first, last in clauses(tokens):
        inner = text[tokens[first + 1].end + 1 : tokens[last].start]
        node = _expression(inner)
        if node is None:
            continue
        marks = range(bisect(marked, first), bisect(marked, last))
        given = parameters_of(parameters, marks)
        value = known.get(inner) or constant(_bound(node, given), look, given)
        if value is None:
            raise _asked(inner, node, look, given)
        used.update(marks)
        call = last + 1 < len(tokens) and tokens[last + 1].token_type is TokenType.L_PAREN
        edits.replace(tokens[first].start, tokens[last].end + 1, spelled(inner, value, call=call))
    return edits.apply(), without(parameters, used)


def clauses(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """Where IDENTIFIER ( begins and ends, as indexes of tokens."""
    end = -1
    for at in range(len(tokens) - 1):
        word = tokens[at]
        plain = word.token_type not in (TokenType.IDENTIFIER, TokenType.STRING)
        if at <= end or not plain or word.text.upper() != "IDENTIFIER":
            continue
        if tokens[at + 1].token_type is TokenType.L_PAREN:
            end = closing(at + 1, tokens)
            yield at, end


def parameters_of(parameters: tuple[Parameter, ...], marks: Iterable[int]) -> tuple[Parameter, ...]:
    """All named parameters, and the positional ones of these numbers."""
    named = tuple(one for one in parameters if one.name)
    plain = [one for one in parameters if not one.name]
    return (*named, *(plain[number] for number in marks if number < len(plain)))


def without(parameters: tuple[Parameter, ...], used: set[int]) -> tuple[Parameter, ...]:
    """The parameters but the positional ones of these numbers."""
    named = tuple(one for one in parameters if one.name)
    plain = [one for one in parameters if not one.name]
    return (*named, *(one for number, one in enumerate(plain) if number not in used))


def spelled(inner: str, value: Value, *, call: bool = False) -> str:
    """The name that a value spells, each part quoted. Raises SqlError for what is no name."""
    if value.value is None and value.type in ("string", "void"):
        raise _not_constant("NULL", inner, "The expression evaluates to NULL.")
    if value.type != "string":
        kind = value.type if isinstance(value.type, str) else value.type["type"]
        raise _not_constant("WRONG_TYPE", inner, f"The data type of the expression is {kind}.")
    found = parts_of(value.value)
    plain = call and all(_PLAIN.fullmatch(part) for part in found)
    return ".".join(part if plain else quote(part) for part in found)


def parts_of(text: str) -> list[str]:
    """The parts of a name, unquoted. Raises SyntaxFailure, SqlError."""
    if not text.strip():
        raise SqlError(
            "PARSE_EMPTY_STATEMENT", "Syntax error, unexpected empty statement.", "42617"
        )
    found, at = [], 0
    while True:
        part = _PART.match(text, at)
        if part is None:
            raise SyntaxFailure(f"Syntax error at or near '{text[at:].strip()[:100]}'.")
        name = part[1]
        found.append(name[1:-1].replace("``", "`") if name[0] == "`" else name)
        at = part.end()
        if at == len(text):
            return found
        if text[at] != ".":
            near = text[at:].split()[0][:100]
            raise SyntaxFailure(f"Syntax error at or near '{near}': extra input '{near}'.")
        at += 1


def _expression(text: str) -> exp.Expr | None:
    try:
        found: exp.Expr = parse_expression(text)
    except SqlError:
        return None  # the columns of a table that is called identifier
    return found


def _bound(node: exp.Expr, parameters: tuple[Parameter, ...]) -> exp.Expr:
    """`?` alone, or within, as a string where its parameter is one."""
    plain = [one for one in parameters if not one.name]
    marks = [one for one in node.find_all(exp.Placeholder) if not one.this]
    marks.sort(key=lambda one: int(one.meta.get("start", 0)))
    for mark, parameter in zip(marks, plain, strict=False):
        if parameter.type.upper() == "STRING" and parameter.value is not None:
            text = exp.Literal.string(parameter.value)
            if mark is node:
                return text
            mark.replace(text)
    return node


def _asked(inner: str, node: exp.Expr, look: Look, given: tuple[Parameter, ...]) -> Exception:
    for part in node.find_all(*_UNSURE):
        names = (
            tuple(one.name.lower() for one in part.parts) if isinstance(part, exp.Column) else ()
        )
        if names and look(names) is not None:
            continue
        return _not_constant(
            "NOT_CONSTANT",
            inner,
            "To be considered constant the expression must not depend on any columns, contain a"
            " subquery, or invoke a non deterministic function such as rand().",
        )
    return Unknown(inner, given)


def _not_constant(kind: str, inner: str, why: str) -> SqlError:
    text = (
        f"The expression {inner.strip()} used for the routine or clause IDENTIFIER must be a"
        f" constant STRING which is NOT NULL. {why}"
    )
    return SqlError(f"NOT_A_CONSTANT_STRING.{kind}", text, "42601")


def placeholding(tokens: list[Token]) -> list[Token]:
    """The tokens with a plain name for each IDENTIFIER(...): for reading a text whose names are
    not known yet."""
    found, at = [], 0
    for first, last in clauses(tokens):
        start, end = tokens[first], tokens[last]
        inner = tokens[first + 2 : last]
        if not inner or any(token.token_type is TokenType.COMMA for token in inner):
            continue
        found += tokens[at:first]
        found.append(
            Token(
                TokenType.VAR,
                "named",
                line=start.line,
                col=start.col,
                start=start.start,
                end=end.end,
            )
        )
        at = last + 1
    return [*found, *tokens[at:]]

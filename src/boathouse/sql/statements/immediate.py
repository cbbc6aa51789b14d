"""EXECUTE IMMEDIATE: a statement whose text is a value, its arguments parameters and never text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from boathouse.sql import answer
from boathouse.sql.answer import Answer
from boathouse.sql.errors import SqlError
from boathouse.sql.grammar.variables import ExecuteImmediate
from boathouse.sql.identifiers import placeholding
from boathouse.sql.parameters import Parameter
from boathouse.sql.parse import parse_expression, parse_tokens, tokenize
from boathouse.sql.planning import Nested, Plan, Planning
from boathouse.sql.statements.variables import (
    Targets,
    assign_row,
    computed,
    parameters_from,
    targets_of,
    values_of,
)
from boathouse.sql.types import to_sql
from boathouse.sql.variables import Value, text_of
from boathouse.sql.work import Work

_WORDS = (TokenType.VAR, TokenType.IDENTIFIER)


def plan(planning: Planning) -> Plan:
    """EXECUTE IMMEDIATE text [INTO variables] [USING values]."""
    tree = planning.parsed.tree
    assert isinstance(tree, ExecuteImmediate)
    if planning.within == "IMMEDIATE":
        raise SqlError(
            "NESTED_EXECUTE_IMMEDIATE",
            "Nested EXECUTE IMMEDIATE commands are not allowed. Please ensure that the SQL query"
            f" provided ({planning.parsed.text}) does not contain another EXECUTE IMMEDIATE"
            " command.",
            "07501",
        )
    tokens, start = planning.parsed.tokens, tree.starts[0]
    nested = Nested("", parameters_from(tokens, planning.parameters, start), planning.locals)
    texts = (tree.source, *tree.values)
    return Immediate(
        texts,
        values_of(planning, texts),
        tuple(map(_alias, tree.values, tree.aliases)),
        targets_of(planning, tree.into) if tree.into else None,
        nested,
    )


def _alias(text: str, alias: str | None) -> str | None:
    """A variable that is given without a name is a parameter of its own name."""
    if alias is not None:
        return alias
    node = parse_expression(text)
    if isinstance(node, exp.Query) or node.find(exp.Query):
        raise SqlError(
            "UNSUPPORTED_EXPR_FOR_PARAMETER",
            "A query parameter contains unsupported expression.\nParameters can either be variables"
            f' or literals.\nInvalid expression: ["{text}"]',
            "42K0E",
        )
    return node.name if isinstance(node, exp.Column) else None


@dataclass(frozen=True)
class Immediate:
    """`texts`: of the statement's text and of the arguments; `known`: their values, where they
    need no engine."""

    texts: tuple[str, ...]
    known: tuple[Value | None, ...]
    aliases: tuple[str | None, ...]
    into: Targets | None
    nested: Nested

    async def run(self, work: Work) -> Answer:
        """Ask for the values, then run the text."""
        kinds = [None] * len(self.texts)
        values = await computed(work, self.nested, self.texts, kinds, self.known)
        text = _text(self.texts[0], values[0])
        tokens = tokenize(text)
        parameters = _parameters(tokens, values[1:], self.aliases)
        # The text sees no variable of a script, only those of the session.
        nested = Nested(text, parameters, None, "IMMEDIATE")
        if self.into is None:
            return await work.nest(nested, work.use)
        _check_query(text, tokens)
        await assign_row(work, nested, self.into)
        return answer.nothing()


def _text(shown: str, value: Value) -> str:
    if value.type != "string":
        raise SqlError(
            "INVALID_EXPR_TYPE_FOR_QUERY_EXECUTE_IMMEDIATE",
            f'Expression type must be string type but got "{to_sql(value.type)}".',
            "42K09",
        )
    if value.value is None:
        raise SqlError(
            "NULL_QUERY_STRING_EXECUTE_IMMEDIATE",
            "Execute immediate requires a non-null variable as the query string, but the provided"
            f" variable {shown} is null.",
            "22004",
        )
    if not value.value.strip():
        why = "Syntax error, unexpected empty statement."
        raise SqlError("PARSE_EMPTY_STATEMENT", why, "42617")
    return str(value.value)


def _check_query(text: str, tokens: list[Token]) -> None:
    tree = parse_tokens(text, placeholding(tokens))
    if not isinstance(tree, (exp.Query, exp.Values)):
        raise SqlError(
            "INVALID_STATEMENT_FOR_EXECUTE_INTO",
            "The INTO clause of EXECUTE IMMEDIATE is only valid for queries but the given statement"
            f" is not a query: {text}.",
            "07501",
        )


def _parameters(
    tokens: Sequence[Token], values: Sequence[Value], aliases: Sequence[str | None]
) -> tuple[Parameter, ...]:
    """The arguments as the text asks for them: `?` or `:name`."""
    positional = any(token.token_type is TokenType.PLACEHOLDER for token in tokens)
    named = any(_names(*three) for three in zip([None, *tokens], tokens, tokens[1:], strict=False))
    if positional and named:
        raise SqlError(
            "INVALID_QUERY_MIXED_QUERY_PARAMETERS",
            "Parameterized query must either use positional, or named parameters, but not both.",
            "42613",
        )
    names = [alias.lower() for alias in aliases if alias is not None]
    if not positional and len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise SqlError(
            "EXEC_IMMEDIATE_DUPLICATE_ARGUMENT_ALIASES",
            "The USING clause of this EXECUTE IMMEDIATE command contained multiple arguments with"
            f" same alias (`{twice}`), which is invalid; please update the command to specify"
            " unique aliases and then try it again.",
            "42701",
        )
    if named and None in aliases:
        raise SqlError(
            "ALL_PARAMETERS_MUST_BE_NAMED",
            "Using name parameterized queries requires all parameters to be named. Parameters"
            f" missing names: {aliases.index(None) + 1}.",
            "07001",
        )
    return tuple(
        _parameter(value, None if positional else alias)
        for value, alias in zip(values, aliases, strict=True)
    )


def _names(before: Token | None, colon: Token, word: Token) -> bool:
    """Whether `:name` begins here; `a:b` is a path in a value."""
    if colon.token_type is not TokenType.COLON or word.start != colon.end + 1:
        return False
    path = before is not None and before.end + 1 == colon.start
    return not (path and before is not None and before.token_type in (*_WORDS, TokenType.R_BRACKET))


def _parameter(value: Value, name: str | None) -> Parameter:
    odd = ("interval", "binary", "void")
    plain = isinstance(value.type, str) and not value.type.startswith(odd)
    text = text_of(value.value, value.type) if plain and value.value is not None else None
    return Parameter(name, to_sql(value.type), text, sql=value.sql)

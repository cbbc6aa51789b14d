"""CREATE, DROP and ALTER FUNCTION. The body of a function is kept as text, and read where it is
planned."""

from __future__ import annotations

from typing import Any

from sqlglot.tokenizer_core import TokenType

from boathouse.sql.errors import SqlError
from boathouse.sql.grammar.nodes import (
    Arg,
    Statement,
    expect,
    follows,
    identifier,
    names,
    principal,
    properties,
    string,
    take,
    take_any,
)


class FunctionColumn(Statement):
    """A parameter, or a column of RETURNS TABLE: `dtype` a DataType, `default` SQL text."""

    name_ = Arg[str]("")
    dtype = Arg[Any](None)
    default = Arg[str | None](None)
    comment = Arg[str | None](None)


class CreateFunction(Statement):
    """CREATE FUNCTION `names`; `parameters` and `columns` are FunctionColumns.

    `body`: what stands behind RETURN, or between the dollars. `table`: RETURNS TABLE. What the
    text does not say is None.
    """

    names = Arg[tuple[str, ...]](())
    replace_ = Arg(False)
    temporary = Arg(False)
    exists = Arg(False)
    parameters = Arg[tuple[FunctionColumn, ...]](())
    returns = Arg[Any](None)
    table = Arg(False)
    columns = Arg[tuple[FunctionColumn, ...]](())
    language = Arg[str | None](None)
    deterministic = Arg[bool | None](None)
    comment = Arg[str | None](None)
    data_access = Arg[str | None](None)
    handler = Arg[str | None](None)
    environment = Arg[dict[str, str]]({})
    parameter_style = Arg[str | None](None)
    collation = Arg[str | None](None)
    body = Arg("")
    quoted = Arg(False)


class DropFunction(Statement):
    """DROP [TEMPORARY] FUNCTION [IF EXISTS] `names`."""

    names = Arg[tuple[str, ...]](())
    temporary = Arg(False)
    exists = Arg(False)


class AlterFunction(Statement):
    """ALTER FUNCTION `names` [SET] OWNER TO `owner`."""

    names = Arg[tuple[str, ...]](())
    owner = Arg[str]("")


def read_create_function(parser: Any) -> CreateFunction | None:
    """None leaves what is no function to others."""
    index = parser._index
    parser._advance()
    replaces = take(parser, "OR", "REPLACE")
    temporary = take_any(parser, "TEMPORARY", "TEMP") is not None
    if not take(parser, "FUNCTION"):
        parser._retreat(index)
        return None
    exists = take(parser, "IF", "NOT", "EXISTS")
    if exists and replaces:
        raise SqlError(
            "INVALID_SQL_SYNTAX.CREATE_ROUTINE_WITH_IF_NOT_EXISTS_AND_REPLACE",
            "Invalid SQL syntax: Cannot create a routine with both IF NOT EXISTS and REPLACE"
            " specified.",
            "42000",
        )
    found: dict[str, Any] = {"names": names(parser), "parameters": columns(parser)}
    if take(parser, "RETURNS"):
        found.update(returned(parser))
    while not ("body" in found or take(parser, "RETURN")):
        found.update(characteristic(parser))
    if "body" not in found:
        found["body"] = rest(parser)
    return CreateFunction(replace_=replaces, temporary=temporary, exists=exists, **found)


def columns(parser: Any) -> tuple[FunctionColumn, ...]:
    if parser._match(TokenType.L_PAREN):
        if parser._match(TokenType.R_PAREN):
            return ()
        parser._retreat(parser._index - 1)
    else:
        parser.raise_error("Expecting (")
    return tuple(parser._parse_wrapped_csv(lambda: column(parser)))


def column(parser: Any) -> FunctionColumn:
    args: dict[str, Any] = {"name_": identifier(parser), "dtype": parser._parse_types(schema=True)}
    if args["dtype"] is None:
        parser.raise_error("Expecting a type")
    if take(parser, "NOT", "NULL"):
        raise SqlError(
            "USER_DEFINED_FUNCTIONS.NOT_NULL_ON_FUNCTION_PARAMETERS",
            "User defined function is invalid: Cannot specify NOT NULL on function parameters:"
            f" {args['name_']}",
            "42601",
        )
    while True:
        if take(parser, "DEFAULT"):
            args["default"] = default(parser)
        elif take(parser, "COMMENT"):
            args["comment"] = string(parser)
        else:
            return FunctionColumn(**args)


def default(parser: Any) -> str:
    start = parser._curr
    if parser._parse_disjunction() is None:
        parser.raise_error("Expecting a value")
    return str(parser.sql[start.start : parser._prev.end + 1])


def returned(parser: Any) -> dict[str, Any]:
    if take(parser, "TABLE"):
        listed = columns(parser) if follows(parser, TokenType.L_PAREN) else ()
        return {"table": True, "columns": listed}
    found = parser._parse_types(schema=True)
    if found is None:
        parser.raise_error("Expecting a type")
    return {"returns": found}


def characteristic(parser: Any) -> dict[str, Any]:
    for words, found in FACTS:
        if take(parser, *words):
            return dict(found)
    if take(parser, "LANGUAGE"):
        return {"language": identifier(parser).upper()}
    if take(parser, "COMMENT"):
        return {"comment": string(parser)}
    if take(parser, "HANDLER"):
        return {"handler": string(parser)}
    if take(parser, "PARAMETER", "STYLE"):
        return {"parameter_style": identifier(parser)}
    if take(parser, "DEFAULT", "COLLATION"):
        return {"collation": identifier(parser)}
    if take(parser, "ENVIRONMENT"):
        return {"environment": properties(parser)}
    expect(parser, "AS")
    return {"body": quoted(parser), "quoted": True}


FACTS: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (("NOT", "DETERMINISTIC"), {"deterministic": False}),
    (("DETERMINISTIC",), {"deterministic": True}),
    (("CONTAINS", "SQL"), {"data_access": "CONTAINS SQL"}),
    (("READS", "SQL", "DATA"), {"data_access": "READS SQL DATA"}),
    (("NO", "SQL"), {"data_access": "NO SQL"}),
    (("MODIFIES", "SQL", "DATA"), {"data_access": "MODIFIES SQL DATA"}),
    (("SQL", "SECURITY", "DEFINER"), {}),
)


def quoted(parser: Any) -> str:
    """$$ ... $$ or $tag$ ... $tag$; a string as well."""
    if not follows(parser, TokenType.HEREDOC_STRING, TokenType.STRING, TokenType.RAW_STRING):
        parser.raise_error("Expecting a body in $$")
    token = parser._curr
    parser._advance()
    if parser._curr:
        parser.raise_error("Expecting the end")
    return str(token.text)


def rest(parser: Any) -> str:
    """The text behind RETURN, to the end of the statement."""
    start = parser._curr
    if not start:
        parser.raise_error("Expecting an expression or a query")
    while parser._curr:
        parser._advance()
    return str(parser.sql[start.start : parser._prev.end + 1])


def read_drop_function(parser: Any) -> DropFunction | None:
    """None leaves what is no function to others."""
    index = parser._index
    parser._advance()
    temporary = take_any(parser, "TEMPORARY", "TEMP") is not None
    if not take(parser, "FUNCTION"):
        parser._retreat(index)
        return None
    exists = take(parser, "IF", "EXISTS")
    return DropFunction(names=names(parser), temporary=temporary, exists=exists)


def read_alter_function(parser: Any) -> AlterFunction | None:
    """None leaves what is no function to others."""
    index = parser._index
    parser._advance()
    if not take(parser, "FUNCTION"):
        parser._retreat(index)
        return None
    found = names(parser)
    take(parser, "SET")
    expect(parser, "OWNER", "TO")
    return AlterFunction(names=found, owner=principal(parser))

"""What calls and definitions of functions fail with, in the words of Databricks."""

from __future__ import annotations

from collections.abc import Sequence

from boathouse.sql.errors import SqlError
from boathouse.sql.securables import Function, Name
from boathouse.sql.session import Session


def quoted(name: Name | Sequence[str]) -> str:
    """A full name, each part in back quotes."""
    parts = (name.catalog, name.schema, name.name) if isinstance(name, Name) else name
    return ".".join(f"`{part}`" for part in parts if part)


def shown(function: Function) -> str:
    """A function's name as errors have it; a temporary one has one part."""
    return quoted(function.name)


def unresolved(session: Session, parts: Sequence[str]) -> SqlError:
    """No function of that name."""
    path = f"[`system`.`builtin`, `system`.`session`, `{session.catalog}`.`{session.schema}`]"
    return SqlError(
        "UNRESOLVED_ROUTINE",
        f"Cannot resolve routine {quoted(parts)} on search path {path}.",
        "42883",
    )


def no_table_function(parts: Sequence[str]) -> SqlError:
    """No function of that name, in FROM."""
    return SqlError(
        "UNRESOLVABLE_TABLE_VALUED_FUNCTION",
        f"Could not resolve {quoted(parts)} to a table-valued function.",
        "42883",
    )


def not_found(name: Name | Sequence[str]) -> SqlError:
    """DROP, COMMENT and ALTER of a function that does not exist."""
    return SqlError(
        "ROUTINE_NOT_FOUND",
        f"The routine {quoted(name)} cannot be found. Verify the spelling and correctness of the"
        " schema and catalog.\nIf you did not qualify the name with a schema and catalog, verify"
        " the current_schema() output, or qualify the name with the correct schema and catalog.\n"
        "To tolerate the error on drop use DROP ... IF EXISTS.",
        "42883",
    )


def already_exists(name: Name | Sequence[str]) -> SqlError:
    """CREATE FUNCTION of a name that is taken."""
    return SqlError(
        "ROUTINE_ALREADY_EXISTS",
        f"Cannot create the routine {quoted(name)} because a routine of that name already exists.\n"
        "Choose a different name, drop or replace the existing routine, or add the IF NOT EXISTS"
        " clause to tolerate a pre-existing routine.",
        "42723",
    )


def wrong_number(function: Function, actual: int) -> SqlError:
    """Too many arguments, or too few."""
    return SqlError(
        "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
        f"The {shown(function)} requires {len(function.parameters)} parameters but the actual"
        f" number is {actual}.",
        "42605",
    )


def unknown_argument(function: Function, name: str) -> SqlError:
    """A named argument that the function has no parameter for."""
    known = " ".join(f"`{one.name}`" for one in function.parameters)
    return SqlError(
        "UNRECOGNIZED_PARAMETER_NAME",
        f"Cannot invoke routine {shown(function)} because the routine call included a named"
        f" argument reference for the argument named `{name}`, but this routine does not include"
        " any signature containing an argument with this name. Did you mean one of the following?"
        f" [{known}].",
        "4274K",
    )


def positional_after_named(function: Function, name: str) -> SqlError:
    """A positional argument behind a named one."""
    return SqlError(
        "UNEXPECTED_POSITIONAL_ARGUMENT",
        f"Cannot invoke routine {shown(function)} because it contains positional argument(s)"
        f" following the named argument assigned to `{name}`; please rearrange them so the"
        " positional arguments come first and then retry the query again.",
        "4274K",
    )


def assigned_twice(function: Function, name: str, *, positional: bool) -> SqlError:
    """Two arguments for one parameter."""
    which = "BOTH_POSITIONAL_AND_NAMED" if positional else "DOUBLE_NAMED_ARGUMENT_REFERENCE"
    why = (
        "A positional argument and named argument both referred to the same parameter. Please"
        " remove the named argument referring to this parameter."
        if positional
        else "More than one named argument referred to the same parameter. Please assign a value"
        " only once."
    )
    return SqlError(
        f"DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.{which}",
        f"Call to routine {shown(function)} is invalid because it includes multiple argument"
        f" assignments to the same parameter name `{name}`. {why}",
        "4274K",
    )


def misplaced(function: Function, *, table: bool) -> SqlError:
    """A table function among expressions, or a scalar one in FROM. `table`: what it is."""
    name = shown(function)
    if table:
        return SqlError(
            "NOT_A_SCALAR_FUNCTION",
            f"{name} appears as a scalar expression here, but the function was defined as a table"
            " function. Please update the query to move the function call into the FROM clause, or"
            f" redefine {name} as a scalar function instead.",
            "42887",
        )
    return SqlError(
        "NOT_A_TABLE_FUNCTION",
        f"{name} appears as a table function here, but the function was defined as a scalar"
        " function. Please update the query to move the function call outside the FROM clause, or"
        f" redefine {name} as a table function instead.",
        "42887",
    )


def cyclic(functions: Sequence[Function]) -> SqlError:
    """A function that calls itself, through others or not."""
    path = " -> ".join(shown(function) for function in functions)
    return SqlError(
        "CYCLIC_FUNCTION_REFERENCE", f"Cyclic function reference detected: {path}.", "42887"
    )


def invalid(which: str, why: str) -> SqlError:
    """A definition that is none."""
    return SqlError(
        f"USER_DEFINED_FUNCTIONS.{which}", f"User defined function is invalid: {why}", "42601"
    )

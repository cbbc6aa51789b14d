"""/api/2.1/unity-catalog/constraints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from boathouse.context import Context
from boathouse.errors import (
    InvalidParameterValue,
    NotImplementedHere,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
)
from boathouse.route import Access, route
from boathouse.services.catalogs.names import parts_of
from boathouse.services.tables import edit, find, info
from boathouse.sql.definitions import AddConstraint, DropConstraint
from boathouse.sql.errors import SqlError
from boathouse.sql.securables import Constraint, Name
from boathouse.wire.catalog import (
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    TableConstraint,
)

_PATH = "/api/2.1/unity-catalog/constraints"


@route("POST", _PATH, access=Access.USER)
def create(ctx: Context, full_name_arg: str, constraint: TableConstraint) -> dict[str, Any]:
    """A key of a table that the caller manages."""
    name = _name(full_name_arg)
    made = _constraint(constraint)
    _translated(lambda: edit.alter(ctx, name, AddConstraint(made)))
    present = find.read(ctx, find.existing(ctx, name)).constraints
    added = next(one for one in present if one.name.lower() == made.name.lower())
    return info.constraint_info(added)


@route("DELETE", f"{_PATH}/{{full_name}}", access=Access.USER)
def delete(ctx: Context, full_name: str, constraint_name: str, cascade: bool) -> None:
    """Take a constraint away; `cascade`: with the foreign keys that point to it."""
    wanted = DropConstraint(constraint_name, cascade=cascade)
    _translated(lambda: edit.alter(ctx, _name(full_name), wanted))


def _constraint(given: TableConstraint) -> Constraint:
    primary, foreign = given.get("primary_key_constraint"), given.get("foreign_key_constraint")
    if given.get("named_table_constraint"):
        raise NotImplementedHere(
            "$.constraint.named_table_constraint is not implemented: a CHECK is added by SQL."
        )
    if bool(primary) == bool(foreign):
        raise InvalidParameterValue("A constraint is a primary key or a foreign key.")
    return _primary(primary) if primary else _foreign(foreign or {})


def _primary(given: PrimaryKeyConstraint) -> Constraint:
    return Constraint(
        _required(given.get("name"), "primary_key_constraint.name"),
        "PRIMARY KEY",
        tuple(_required(given.get("child_columns"), "primary_key_constraint.child_columns")),
        rely=bool(given.get("rely")),
        timeseries=tuple(given.get("timeseries_columns") or ()),
    )


def _foreign(given: ForeignKeyConstraint) -> Constraint:
    parent = _required(given.get("parent_table"), "foreign_key_constraint.parent_table")
    return Constraint(
        _required(given.get("name"), "foreign_key_constraint.name"),
        "FOREIGN KEY",
        tuple(_required(given.get("child_columns"), "foreign_key_constraint.child_columns")),
        parent=_name(parent),
        parent_columns=tuple(given.get("parent_columns") or ()),
        rely=bool(given.get("rely")),
    )


def _required(value: Any, field: str) -> Any:
    if not value:
        raise InvalidParameterValue(f"Missing required field: constraint.{field}")
    return value


def _name(full_name: str) -> Name:
    return Name(*(part.lower() for part in parts_of(full_name, 3)))


def _translated(act: Callable[[], None]) -> None:
    """The errors of statements as REST has them."""
    try:
        act()
    except SqlError as error:
        if error.sqlstate == "42710":
            raise ResourceAlreadyExists(error.message) from error
        if error.sqlstate in ("42704", "42P01"):
            raise ResourceDoesNotExist(error.message) from error
        raise InvalidParameterValue(error.message) from error

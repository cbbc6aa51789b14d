"""Constraints of tables: what may be one, their names, and who points at whom.

CHECKs are enforced by the statements that write; keys are told to readers and enforced by nobody,
as on Databricks. Names without one are made as Spark makes them: t_pk, t_parent_fk, t_chk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from boathouse.context import Context
from boathouse.errors import ResourceDoesNotExist
from boathouse.services.grants import decide
from boathouse.services.tables import find, store
from boathouse.services.tables.kept import asdict_constraint, constraints_in
from boathouse.sql.definitions import DropConstraint, NewTable
from boathouse.sql.errors import SqlError
from boathouse.sql.planning import not_found
from boathouse.sql.securables import Column, Constraint, Name
from boathouse.sql.statements.constraints import refuse_taken

CHECK, PRIMARY, FOREIGN = "CHECK", "PRIMARY KEY", "FOREIGN KEY"


def of_new(ctx: Context, table: NewTable) -> NewTable:
    """The new table, its constraints checked and named. Raises SqlError, PermissionDenied."""
    if not table.constraints:
        return table
    # A key of the table itself may be pointed at by a constraint that stands before it.
    ordered = sorted(table.constraints, key=lambda one: one.kind == FOREIGN)
    accepted: tuple[Constraint, ...] = ()
    for wanted in ordered:
        accepted += (added(ctx, table.name, table.columns, accepted, wanted),)
    return replace(table, constraints=accepted)


def added(
    ctx: Context,
    table: Name,
    columns: Sequence[Column],
    present: Sequence[Constraint],
    wanted: Constraint,
) -> Constraint:
    """A constraint as the table can have it: its columns spelled as the table's, with a name."""
    own = tuple(_spelled(columns, name) for name in wanted.columns)
    made = replace(wanted, columns=own, name=wanted.name or _named(table, present, wanted))
    refuse_beside(table, present, made)
    if made.kind == PRIMARY:
        return _primary(columns, made)
    return made if made.kind == CHECK else _foreign(ctx, table, columns, present, made)


def refuse_beside(table: Name, present: Sequence[Constraint], made: Constraint) -> None:
    """Raise SqlError for a name that is taken, or a second primary key."""
    refuse_taken(present, made.name)
    held = [one for one in present if one.kind == PRIMARY]
    if held and made.kind == PRIMARY:
        names = ", ".join(f"`{name}`" for name in made.columns)
        why = f"Multiple primary keys are defined: {names}. {table} has `{held[0].name}` already."
        raise SqlError("MULTIPLE_PRIMARY_KEYS", why, "42P16")


def _primary(columns: Sequence[Column], made: Constraint) -> Constraint:
    by_name = {column.name: column for column in columns}
    loose = [name for name in made.columns if by_name[name].nullable]
    if loose:
        names = ", ".join(f"`{name}`" for name in loose)
        why = (
            f"Cannot create the primary key `{made.name}` because its child column(s) {names} is"
            " nullable. Please change the column nullability and retry."
        )
        raise SqlError("INVALID_PARAMETER_VALUE", why, "22023")
    return replace(made, timeseries=tuple(_spelled(columns, one) for one in made.timeseries))


def _foreign(
    ctx: Context,
    table: Name,
    columns: Sequence[Column],
    present: Sequence[Constraint],
    made: Constraint,
) -> Constraint:
    assert made.parent is not None
    parent = Name(*(part.lower() for part in (*vars(made.parent).values(),)))
    if parent == table:
        theirs, keys = columns, present
    else:
        try:
            found = find.existing(ctx, parent)
        except ResourceDoesNotExist:
            raise not_found(parent) from None
        decide.require(ctx, "SELECT", find.plain(found))
        relation = find.read(ctx, found)
        parent, theirs, keys = relation.name, relation.columns, relation.constraints
    key = next((one.columns for one in keys if one.kind == PRIMARY), ())
    asked = tuple(_spelled(theirs, name) for name in made.parent_columns) or key
    if not key or sorted(asked) != sorted(key) or len(asked) != len(made.columns):
        raise _mismatch(asked, made.columns if key else ())
    kinds = {column.name: column.type for column in theirs}
    own = {column.name: column.type for column in columns}
    if any(own[a] != kinds[b] for a, b in zip(made.columns, asked, strict=True)):
        raise _mismatch(asked, made.columns)
    return replace(made, parent=parent, parent_columns=asked)


def dropped(
    ctx: Context, table: Name, present: Sequence[Constraint], wanted: DropConstraint
) -> tuple[Constraint, ...]:
    """The constraints that DROP CONSTRAINT takes away; none where IF EXISTS passes over it."""
    found = tuple(one for one in present if _meant(one, wanted))
    if not found:
        if wanted.if_exists:
            return ()
        shown = wanted.name or wanted.kind or ""
        why = f"Cannot drop nonexistent constraint `{shown}` from table {table}."
        raise SqlError("DELTA_CONSTRAINT_DOES_NOT_EXIST", why, "42704")
    if any(one.kind == PRIMARY for one in found) and not wanted.cascade:
        children = [name for name, *_ in pointing(ctx.tx, ctx, table)]
        if children:
            names = ", ".join(map(str, children))
            why = (
                f"The primary key `{found[0].name}` of {table} is referenced by foreign keys of"
                f" {names}. Use CASCADE to drop them too."
            )
            raise SqlError("CANNOT_DROP_REFERENCED_PRIMARY_KEY", why, "2BP01")
    return found


def _meant(one: Constraint, wanted: DropConstraint) -> bool:
    if wanted.kind is None:
        return one.name.lower() == wanted.name.lower()
    same = [name.lower() for name in one.columns] == [name.lower() for name in wanted.columns]
    return one.kind == wanted.kind and (wanted.kind == PRIMARY or same)


def pointing(
    tx: Connection, ctx: Context, parent: Name
) -> Iterable[tuple[Name, store.TableRow, tuple[Constraint, ...]]]:
    """The tables whose foreign keys point to one, with those keys."""
    for row in store.with_foreign_keys(tx):
        keys = constraints_in(row.details)
        those = tuple(one for one in keys if one.kind == FOREIGN and one.parent == parent)
        name = find.name_of(ctx, row) if those else None
        if name is not None:
            yield name, row, those


def key_of(details: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns of the primary key; none without one."""
    return next((one.columns for one in constraints_in(details) if one.kind == PRIMARY), ())


def drop_pointing(tx: Connection, ctx: Context, parent: Name) -> None:
    """Take away the foreign keys that point to a table (CASCADE)."""
    for _, row, gone in list(pointing(tx, ctx, parent)):
        kept = [one for one in constraints_in(row.details) if one not in gone]
        _keep(tx, row, kept)


def follow(tx: Connection, ctx: Context, old: Name, new: Name) -> None:
    """Foreign keys point to a renamed table by its new name."""
    for _, row, _ in list(pointing(tx, ctx, old)):
        moved = [
            replace(one, parent=new) if one.parent == old else one
            for one in constraints_in(row.details)
        ]
        _keep(tx, row, moved)


def follow_column(tx: Connection, ctx: Context, parent: Name, old: str, new: str) -> None:
    """Foreign keys name a renamed column of their parent by its new name."""
    for _, row, those in list(pointing(tx, ctx, parent)):
        moved = [
            replace(one, parent_columns=tuple(new if c == old else c for c in one.parent_columns))
            if one in those
            else one
            for one in constraints_in(row.details)
        ]
        _keep(tx, row, moved)


def _keep(tx: Connection, row: store.TableRow, constraints: Sequence[Constraint]) -> None:
    document: dict[str, Any] = {
        **row.details,
        "constraints": list(map(asdict_constraint, constraints)),
    }
    store.update_table(tx, row.table_id, details=document)


def _spelled(columns: Sequence[Column], name: str) -> str:
    for column in columns:
        if column.name.lower() == name.lower():
            return column.name
    near = ", ".join(f"`{column.name}`" for column in columns[:10])
    why = f"A column with name `{name}` cannot be resolved. Did you mean one of: [{near}]?"
    raise SqlError("UNRESOLVED_COLUMN.WITH_SUGGESTION", why, "42703")


def _named(table: Name, present: Sequence[Constraint], wanted: Constraint) -> str:
    parent = f"_{wanted.parent.name}" if wanted.parent else ""
    short = {PRIMARY: "pk", FOREIGN: "fk", CHECK: "chk"}[wanted.kind]
    first = f"{table.name}{parent}_{short}"
    taken = {one.name.lower() for one in present}
    more = (f"{first}_{number}" for number in range(1, len(taken) + 2))
    return next(name for name in (first, *more) if name.lower() not in taken)


def _mismatch(parents: Sequence[str], children: Sequence[str]) -> SqlError:
    ours = ", ".join(f"`{name}`" for name in children)
    theirs = ", ".join(f"`{name}`" for name in parents)
    why = f"Foreign key parent columns {theirs} do not match primary key child columns {ours}."
    return SqlError("FOREIGN_KEY_MISMATCH", why, "42830")

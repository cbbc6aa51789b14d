"""Changing and dropping tables and views: what REST and SQL share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from boathouse.context import Context
from boathouse.errors import SchemaDoesNotExist, TableAlreadyExists, TableDoesNotExist
from boathouse.services.catalogs.changes import existing_principal
from boathouse.services.catalogs.names import valid_name
from boathouse.services.grants import decide
from boathouse.services.schemas import find as schemas
from boathouse.services.schemas import store as schema_store
from boathouse.services.tables import change, find, layout, store
from boathouse.services.tables.alter import ColumnChange, reshaping
from boathouse.services.tables.delta import Snapshot
from boathouse.services.tables.find import Found
from boathouse.services.tables.present import columns_from
from boathouse.services.tables.sweep import TableSweep
from boathouse.sql.definitions import (
    AddColumns,
    Alteration,
    AlterColumn,
    DropColumns,
    RenameColumn,
    RenameTo,
    SetComment,
    SetOwner,
    SetProperties,
)
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.securables import Name


def alter(ctx: Context, name: Name, wanted: Alteration) -> None:
    """Carry out one change of a table or view.

    Errors: those of `find.existing`, PermissionDenied, PrincipalDoesNotExist,
    TableAlreadyExists, SqlError.
    """
    found = find.existing(ctx, name)
    of_columns = isinstance(wanted, AddColumns | DropColumns | RenameColumn | AlterColumn)
    decide.require(ctx, "MODIFY" if of_columns else "MANAGE", find.plain(found))
    match wanted:
        case AddColumns() | DropColumns() | RenameColumn() | AlterColumn():
            _columns(ctx, found, wanted)
        case RenameTo():
            _rename(ctx, found, wanted.name)
        case SetProperties():
            _properties(ctx, found, wanted)
        case SetComment():
            _update(ctx, found, comment=wanted.comment or None)
        case SetOwner():
            _update(ctx, found, owner=existing_principal(ctx, wanted.owner))


def drop(ctx: Context, name: Name) -> None:
    """Drop a table or view. A managed table's files go later, an external one's stay.

    Errors: those of `find.existing`, PermissionDenied.
    """
    found = find.existing(ctx, name)
    decide.require(ctx, "MANAGE", find.plain(found))
    with ctx.write() as tx:
        if not store.delete_table(tx, found.row, ctx.now):
            raise _gone(found)
    if found.row.location is not None:
        ctx.parts.delta.forget(found.row.location)
    ctx.wake(TableSweep.kind)


def author(ctx: Context) -> change.Author:
    """Who commits now."""
    return change.Author(ctx.principal.user_name, ctx.parts.clock())


def _columns(ctx: Context, found: Found, wanted: ColumnChange) -> None:
    row = found.row
    if row.kind == "VIEW":
        _update(ctx, found, columns=_of_view(found, wanted))
        return
    if row.format != "DELTA" or row.location is None:
        raise NotSupported(f"ALTER TABLE of columns needs a Delta table, not {row.format}.")
    log = change.TableLog(ctx.parts.delta, row.location, author(ctx))
    ctx.close()
    log.reshape(lambda before: reshaping(before, wanted))
    _update(ctx, found, columns=_own(found, wanted))


def _own(found: Found, wanted: ColumnChange) -> dict[str, Any]:
    """The store's facts of the columns after the change."""
    facts: dict[str, dict[str, Any]] = dict(found.row.columns.get("of", {}))
    match wanted:
        case DropColumns():
            facts = {key: own for key, own in facts.items() if key not in _lower(wanted.names)}
        case RenameColumn() if wanted.old.lower() in facts:
            facts[wanted.new.lower()] = facts.pop(wanted.old.lower())
        case AlterColumn(default=str() as default):
            facts[wanted.name.lower()] = {"default": default}
        case AlterColumn(drop_default=True):
            facts.pop(wanted.name.lower(), None)
        case _:
            pass
    return {**found.row.columns, "of": facts}


def _of_view(found: Found, wanted: ColumnChange) -> dict[str, Any]:
    """A view's columns take comments and nothing else."""
    if not isinstance(wanted, AlterColumn) or wanted.comment is None or wanted.type is not None:
        why = f"'{found.name}' is a view; ALTER TABLE of its columns needs a table."
        raise SqlError("EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE", why, "42809")
    columns = [
        replace(column, comment=wanted.comment)
        if column.name.lower() == wanted.name.lower()
        else column
        for column in columns_from(found.row.columns)
    ]
    return {**found.row.columns, "columns": [asdict(column) for column in columns]}


def _rename(ctx: Context, found: Found, new: Name) -> None:
    if new.catalog.lower() != found.catalog.name:
        raise NotSupported("A table cannot be renamed into another catalog.")
    _, target = schemas.existing(ctx, new.catalog, new.schema)
    if target.schema_id != found.schema.schema_id:
        decide.require(ctx, "CREATE_TABLE", target.entry(found.catalog.name))
    kept = valid_name("RenameTable", new.name)
    with ctx.write() as tx:
        if schema_store.by_id(tx, target.schema_id) is None:
            raise SchemaDoesNotExist(f"Schema '{new.catalog}.{target.name}' does not exist.")
        taken = store.by_name(tx, target.schema_id, kept)
        if taken is not None and taken.table_id != found.row.table_id:
            raise TableAlreadyExists(f"Table '{new}' already exists")
        values = {"schema_id": target.schema_id, "name": kept, **_stamp(ctx)}
        if not store.update_table(tx, found.row.table_id, **values):
            raise _gone(found)


def _properties(ctx: Context, found: Found, wanted: SetProperties) -> None:
    present = found.row.properties
    missing = [key for key in wanted.unset if key not in present]
    if missing and not wanted.if_exists:
        keys = ", ".join(f"`{key}`" for key in missing)
        why = f"Attempted to unset non-existent properties {keys} of the table {found.name}."
        raise SqlError("UNSET_NONEXISTENT_PROPERTIES", why, "42K0J")
    _configure(ctx, found, layout.settings(wanted.properties), wanted.unset)
    merged = {**present, **wanted.properties}
    kept = {key: value for key, value in merged.items() if key not in wanted.unset}
    _update(ctx, found, properties=kept)


def _configure(
    ctx: Context, found: Found, logged: Mapping[str, str], unset: tuple[str, ...]
) -> None:
    """What the log itself must say of the properties."""
    row = found.row
    gone = [key for key in unset if key in layout.IN_THE_LOG]
    if row.format != "DELTA" or row.location is None or not (logged or gone):
        return

    def decide_shape(before: Snapshot) -> change.Reshaping | None:
        merged = {**before.configuration, **logged}
        settings = {key: value for key, value in merged.items() if key not in gone}
        shape = replace(layout.of(before), configuration=settings)
        word = "UNSET" if gone else "SET"
        parameters = {"properties": gone or dict(logged)}
        return change.Reshaping(shape, f"{word} TBLPROPERTIES", parameters)

    log = change.TableLog(ctx.parts.delta, row.location, author(ctx))
    ctx.close()
    log.reshape(decide_shape)


def _update(ctx: Context, found: Found, **values: Any) -> None:
    with ctx.write() as tx:
        if not store.update_table(tx, found.row.table_id, **values, **_stamp(ctx)):
            raise _gone(found)


def _stamp(ctx: Context) -> dict[str, Any]:
    return {"updated_at": ctx.now, "updated_by": ctx.principal.user_name}


def _lower(names: tuple[str, ...]) -> set[str]:
    return {name.lower() for name in names}


def _gone(found: Found) -> TableDoesNotExist:
    return TableDoesNotExist(f"Table '{found.name}' does not exist.")

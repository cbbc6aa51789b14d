"""Changing and dropping tables and views: what REST and SQL share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from boathouse.context import Context
from boathouse.errors import SchemaDoesNotExist, TableAlreadyExists, TableDoesNotExist
from boathouse.services.catalogs.changes import existing_principal
from boathouse.services.catalogs.names import valid_name
from boathouse.services.grants import changes as grants
from boathouse.services.grants import decide
from boathouse.services.schemas import find as schemas
from boathouse.services.schemas import store as schema_store
from boathouse.services.tables import change, constraints, find, layout, store
from boathouse.services.tables.columns import change_columns
from boathouse.services.tables.delta import Snapshot
from boathouse.services.tables.find import Found
from boathouse.services.tables.govern import govern
from boathouse.services.tables.sweep import TableSweep
from boathouse.sql.definitions import (
    AddColumns,
    Alteration,
    AlterColumn,
    AlterMany,
    DropColumns,
    RenameColumn,
    RenameTo,
    SetClustering,
    SetComment,
    SetOwner,
    SetProperties,
    SetStatistics,
    SetTags,
)
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.securables import Name


def alter(ctx: Context, name: Name, wanted: Alteration) -> None:
    """Carry out one change of a table or view.

    Errors: those of `find.existing`, PermissionDenied, PrincipalDoesNotExist,
    TableAlreadyExists, SqlError.
    """
    found = find.existing(ctx, name)
    decide.require(ctx, privilege_for(wanted), find.plain(found))
    match wanted:
        case AddColumns() | DropColumns() | RenameColumn() | AlterColumn() | AlterMany():
            change_columns(ctx, found, wanted)
        case RenameTo():
            _rename(ctx, found, wanted.name)
        case SetProperties():
            _properties(ctx, found, wanted)
        case SetComment():
            _update(ctx, found, comment=wanted.comment or None)
        case SetOwner():
            _update(ctx, found, owner=existing_principal(ctx, wanted.owner))
        case _:
            govern(ctx, found, wanted)


def privilege_for(wanted: Alteration) -> str:
    """What a change asks of the caller."""
    match wanted:
        case AddColumns() | DropColumns() | RenameColumn() | AlterColumn() | AlterMany():
            return "MODIFY"
        case SetClustering() | SetComment():
            return "MODIFY"
        case SetStatistics():
            return "MODIFY"
        case SetTags():
            return "APPLY_TAG"
        case _:
            return "MANAGE"


def drop(ctx: Context, name: Name) -> None:
    """Drop a table or view. A managed table's files go later, an external one's stay.

    Errors: those of `find.existing`, PermissionDenied.
    """
    found = find.existing(ctx, name)
    decide.require(ctx, "MANAGE", find.plain(found))
    with ctx.write() as tx:
        if not store.delete_table(tx, found.row, ctx.now):
            raise _gone(found)
        if found.row.kind == "VIEW":
            # A table keeps its grants for as long as it may come back.
            grants.forget(tx, [found.row.table_id])
        # Another table of this name would not be what they pointed to.
        constraints.drop_pointing(tx, ctx, found.name)
    if found.row.location is not None:
        ctx.parts.delta.forget(found.row.location)
    ctx.wake(TableSweep.kind)


def author(ctx: Context) -> change.Author:
    """Who commits now."""
    return change.Author(ctx.principal.user_name, ctx.parts.clock())


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
        moved = Name(found.catalog.name, target.name, kept)
        constraints.follow(tx, ctx, found.name, moved)


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


def _gone(found: Found) -> TableDoesNotExist:
    return TableDoesNotExist(f"Table '{found.name}' does not exist.")

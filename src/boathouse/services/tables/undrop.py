"""UNDROP TABLE, and the tables that it can bring back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from boathouse.context import Context
from boathouse.errors import TableAlreadyExists, TableDoesNotExist
from boathouse.services.external_locations import taken
from boathouse.services.grants import decide
from boathouse.services.schemas import find as schemas
from boathouse.services.schemas import store as schema_store
from boathouse.services.tables import find, store
from boathouse.services.tables.find import Found
from boathouse.services.tables.store import TableRow
from boathouse.services.tables.sweep import GRACE_MS
from boathouse.sql.errors import SqlError
from boathouse.sql.securables import Name


def by_name(ctx: Context, name: Name) -> None:
    """Bring the table of a name back that was dropped last.

    Errors: SchemaDoesNotExist, PermissionDenied, TableAlreadyExists, SqlError where there is none.
    """
    catalog, schema = schemas.existing(ctx, name.catalog, name.schema)
    wanted = name.name.lower()
    for row, _ in _dropped(ctx, schema.schema_id):
        if row.name == wanted:
            _back(ctx, Found(catalog, schema, row))
            return
    decide.require(ctx, "BROWSE", schema.entry(catalog.name))
    raise _none(f"{catalog.name}.{schema.name}.{wanted}")


def by_id(ctx: Context, table_id: str) -> None:
    """Bring the dropped table of an id back, where its schema still is."""
    row = store.dropped_by_id(ctx.tx, table_id)
    schema = schema_store.by_id(ctx.tx, row.schema_id) if row else None
    name = find.name_of(ctx, row) if row is not None and schema is not None else None
    if row is None or schema is None or name is None:
        raise _none(table_id)
    catalog, schema = schemas.existing(ctx, name.catalog, name.schema)
    _back(ctx, Found(catalog, schema, row))


def listed(ctx: Context, catalog: str, schema: str) -> Sequence[dict[str, Any]]:
    """What the caller could bring back to a schema, the last dropped first.

    Errors: SchemaDoesNotExist, PermissionDenied without USE_SCHEMA.
    """
    above, within = schemas.existing(ctx, catalog, schema)
    decide.require(ctx, "BROWSE", within.entry(above.name))
    return [
        {
            "catalogName": above.name,
            "schemaName": within.name,
            "tableName": row.name,
            "tableId": row.table_id,
            "tableType": row.kind,
            "deletedAt": moment,
            "createdAt": row.created_at,
            "updatedAt": row.updated_at,
            "createdBy": row.created_by,
            "owner": row.owner,
            "comment": row.comment,
        }
        for row, moment in _dropped(ctx, within.schema_id)
        if decide.may(ctx, "MANAGE", find.plain(Found(above, within, row)))
    ]


def _dropped(ctx: Context, schema_id: str) -> list[tuple[TableRow, int]]:
    oldest = ctx.now - GRACE_MS
    return [(row, at) for row, at in store.dropped_in(ctx.tx, schema_id) if at > oldest]


def _back(ctx: Context, found: Found) -> None:
    decide.require(ctx, "MANAGE", find.plain(found))
    decide.require(ctx, "CREATE_TABLE", found.schema.entry(found.catalog.name))
    row = found.row
    with ctx.write() as tx:
        if store.by_name(tx, row.schema_id, row.name) is not None:
            raise TableAlreadyExists(f"Table '{found.name}' already exists")
        if row.kind == "EXTERNAL" and store.at_location(tx, row.location or ""):
            raise TableAlreadyExists(f"A table in '{row.location}' already exists")
        if row.kind == "EXTERNAL" and row.location is not None:
            taken.refuse_overlap(ctx, row.location, row.location)
        if schema_store.by_id(tx, row.schema_id) is None:
            raise TableDoesNotExist(f"Table '{found.name}' does not exist.")
        again = replace(row, updated_at=ctx.now, updated_by=ctx.principal.user_name)
        if not store.bring_back(tx, again):
            raise _none(str(found.name))


def _none(shown: str) -> SqlError:
    why = (
        f"The table {shown} cannot be found among those dropped in the last 7 days. SHOW TABLES"
        " DROPPED lists what can be brought back."
    )
    return SqlError("UNDROP_TABLE_NOT_FOUND", why, "42P01")

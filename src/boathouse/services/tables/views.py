"""Making views: a query under a name, with the columns that it gives."""

from __future__ import annotations

import uuid

from sqlalchemy import Connection

from boathouse.context import Context
from boathouse.errors import TableAlreadyExists
from boathouse.services.catalogs.names import valid_name
from boathouse.services.grants import decide
from boathouse.services.schemas import find as schemas
from boathouse.services.tables import find, store
from boathouse.services.tables.present import whole
from boathouse.services.tables.store import TableRow
from boathouse.sql.definitions import NewView
from boathouse.sql.errors import SqlError


def create(ctx: Context, view: NewView) -> None:
    """Make a view, or with OR REPLACE give it another query.

    Errors: PermissionDenied, TableAlreadyExists, SqlError where a table has the name.
    """
    catalog, schema = schemas.existing(ctx, view.name.catalog, view.name.schema)
    decide.require(ctx, "CREATE_TABLE", schema.entry(catalog.name))
    present = store.by_name(ctx.tx, schema.schema_id, valid_name("CreateTable", view.name.name))
    if present is not None and view.if_not_exists:
        return
    if present is not None:
        if not view.replace:
            raise TableAlreadyExists(f"Table '{view.name}' already exists")
        decide.require(ctx, "MANAGE", find.plain(find.Found(catalog, schema, present)))
    row = _row(ctx, view, schema.schema_id)
    with ctx.write() as tx:
        _put(tx, view, row)


def _put(tx: Connection, view: NewView, row: TableRow) -> None:
    present = store.by_name(tx, row.schema_id, row.name)
    if present is None:
        store.insert_table(tx, row)
        return
    if view.if_not_exists:
        return
    if not view.replace:
        raise TableAlreadyExists(f"Table '{view.name}' already exists")
    if present.kind != "VIEW":
        why = f"'{view.name}' is a table; a view cannot take its place."
        raise SqlError("EXPECT_VIEW_NOT_TABLE.NO_ALTERNATIVE", why, "42809")
    kept = {"table_id", "owner", "created_at", "created_by", "details"}
    values = {key: value for key, value in vars(row).items() if key not in kept}
    store.update_table(tx, present.table_id, **values)


def _row(ctx: Context, view: NewView, schema_id: str) -> TableRow:
    user = ctx.principal.user_name
    return TableRow(
        table_id=str(uuid.uuid4()),
        schema_id=schema_id,
        name=view.name.name.lower(),
        kind="VIEW",
        format=None,
        location=None,
        owner=user,
        comment=view.comment,
        properties=dict(view.properties),
        columns=whole(view.columns),
        details={},
        definition=view.definition,
        view_catalog=view.catalog,
        view_schema=view.schema,
        created_at=ctx.now,
        created_by=user,
        updated_at=ctx.now,
        updated_by=user,
    )

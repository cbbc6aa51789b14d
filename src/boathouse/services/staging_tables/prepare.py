"""From a staging folder to a managed table.

The folder is among those that the sweep of tables removes after its days of grace, from before it
is made until the table has its row: what is never finished goes by itself.
"""

from __future__ import annotations

import os
import uuid
from pathlib import Path

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, NotImplementedHere, TableAlreadyExists
from boathouse.services.catalogs.names import valid_name
from boathouse.services.grants import decide
from boathouse.services.schemas import find as schemas
from boathouse.services.staging_tables import store
from boathouse.services.staging_tables.store import StagingRow
from boathouse.services.tables import make, places
from boathouse.services.tables import store as tables
from boathouse.services.tables.sweep import GRACE_MS
from boathouse.services.vending import rights
from boathouse.sql.definitions import NewTable
from boathouse.sql.securables import Name


def begin(ctx: Context, name: Name) -> StagingRow:
    """A folder for a table of this name, and the id that it will have.

    Errors: PermissionDenied, TableAlreadyExists, InvalidParameterValue.
    """
    rights.require_open(ctx)
    catalog, schema = schemas.existing(ctx, name.catalog, name.schema)
    rights.require_schema(ctx, catalog, schema)
    decide.require(ctx, "CREATE_TABLE", schema.entry(catalog.name))
    kept = valid_name("CreateTable", name.name)
    if tables.by_name(ctx.tx, schema.schema_id, kept) is not None:
        raise TableAlreadyExists(f"Table '{name}' already exists")
    table_id = str(uuid.uuid4())
    location = places.managed(ctx.parts.config.data_dir, table_id)
    by = ctx.principal.user_name
    row = StagingRow(table_id, schema.schema_id, kept, location, ctx.now, by)
    with ctx.write() as tx:
        store.forget_before(tx, ctx.now - GRACE_MS)
        tables.leave(tx, location, ctx.now)
        store.insert_staging(tx, row)
    Path(location).mkdir(parents=True, mode=0o700)
    return row


def own(ctx: Context, table_id: str) -> StagingRow | None:
    """What the caller is preparing under an id."""
    row = store.by_id(ctx.tx, table_id)
    return row if row is not None and _is_own(ctx, row) else None


def _is_own(ctx: Context, row: StagingRow) -> bool:
    """The caller's, and not the sweep's already."""
    return row.created_by == ctx.principal.user_name and row.created_at > ctx.now - GRACE_MS


def finish(ctx: Context, wanted: NewTable, location: str) -> None:
    """The Delta table that stands in a staging folder of the caller gets its name.

    Errors: InvalidParameterValue, TableAlreadyExists, PermissionDenied, NotImplementedHere for
    tables whose commits are a catalog's to make.
    """
    _, schema = schemas.existing(ctx, wanted.name.catalog, wanted.name.schema)
    row = store.at(ctx.tx, os.path.normpath(str(places.folder_of(location))))
    if row is None or not _is_own(ctx, row) or _of(row) != (schema.schema_id, wanted.name.name):
        raise InvalidParameterValue(
            "A managed table is created in a storage_location that POST /staging-tables gave for"
            " it; without one, by SQL."
        )
    make.permitted(ctx, wanted)
    if not places.has_log(row.location):
        raise InvalidParameterValue(f"No Delta table stands at '{location}'.")
    _refuse_coordinated(ctx, row.location)
    with ctx.write() as tx:
        if not store.take(tx, row.table_id):
            raise TableAlreadyExists(f"Table '{wanted.name}' already exists")
        make.add_prepared(ctx, tx, wanted, row.table_id, row.location)


def _of(row: StagingRow) -> tuple[str, str]:
    return row.schema_id, row.name


def _refuse_coordinated(ctx: Context, location: str) -> None:
    snapshot = ctx.parts.delta.snapshot(location)
    features = {*snapshot.reader_features, *snapshot.writer_features}
    coordinated = sorted(features & {"catalogManaged", "catalogOwned-preview"})
    if coordinated:
        raise NotImplementedHere(
            f"Tables with the feature {coordinated[0]} are not implemented: their commits would"
            " have to pass through this server."
        )

"""Making tables: an intent, the commit of the log, the row; found again at any point between.

An intent is on disk before anything else of a new table, and goes with the row's coming. Whether
a statement did its work is asked of the log, whose commit carries the statement's id.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, TableAlreadyExists
from boathouse.services.catalogs.names import valid_name
from boathouse.services.grants import decide
from boathouse.services.schemas import find as schemas
from boathouse.services.tables import (
    change,
    constraints,
    files,
    find,
    layout,
    loads,
    places,
    store,
)
from boathouse.services.tables.external import accept, adopted, refuse_overlap
from boathouse.services.tables.fields import field_of
from boathouse.services.tables.govern import clustering_of
from boathouse.services.tables.kept import details_of, new_table, preserved, stored
from boathouse.services.tables.layout import Layout
from boathouse.services.tables.present import own_facts, whole
from boathouse.services.tables.store import Intent, TableRow
from boathouse.sql.definitions import NewTable
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.protections import check_beside
from boathouse.sql.securables import Name, Relation


def create(ctx: Context, table: NewTable) -> Relation:
    """An empty table, or with OR REPLACE an emptied one; with LOCATION the one that is there.

    Errors: TableAlreadyExists, PermissionDenied, SqlError for what no table can be.
    """
    present = permitted(ctx, table)
    if present is not None and not table.replace:
        return present
    if table.location is not None and present is None and adopted(ctx, table):
        intent = _intent(ctx, table, None)
        with ctx.write() as tx:
            refuse_overlap(ctx, table)
            _add_row(ctx, tx, intent, table_in(intent))
        return _read(ctx, table.name)
    intent = begin(ctx, table)
    try:
        log_of(ctx, intent).replace(layout_of(table), (), parameters_of(table), table.statement_id)
        finish(ctx, intent)
    except BaseException as error:
        discard(ctx, intent)
        if not (table.if_not_exists and isinstance(error, TableAlreadyExists)):
            raise
    return _read(ctx, table.name)


def add_prepared(ctx: Context, tx: Any, table: NewTable, table_id: str, location: str) -> None:
    """In an open change: the row of a managed table whose log another engine wrote already."""
    prepared = replace(_intent(ctx, table, None), table_id=table_id, location=location)
    _add_row(ctx, tx, prepared, table_in(prepared))


def stage(ctx: Context, table: NewTable) -> str:
    """A folder for the statement's files: an empty Delta table of the new one's shape, to insert
    into, or to put Parquet files in. Its path."""
    present = permitted(ctx, table)
    if present is not None and not table.replace:
        raise TableAlreadyExists(f"Table '{table.name}' already exists")
    shape = layout_of(table)
    layout.check(shape)
    intent = begin(ctx, table)
    try:
        Path(intent.part).mkdir(parents=True, mode=0o700)
        files.begin(intent.part, shape, ctx.principal.user_name, ctx.now)
    except BaseException:
        discard(ctx, intent)
        raise
    return intent.part


def commit_staged(ctx: Context, table: NewTable) -> tuple[Relation, int]:
    """The staged files are the table; how many rows they hold. Once done, it stays done."""
    intent = store.intent_of(ctx.tx, table.statement_id)
    if intent is None:
        return _done_before(ctx, table)
    ctx.close()
    try:
        adds = files.written(intent.part, layout_of(table))
        log_of(ctx, intent).replace(
            layout_of(table), adds, parameters_of(table), table.statement_id, selected=True
        )
        finish(ctx, intent)
    except BaseException as error:
        discard(ctx, intent)
        if table.if_not_exists and isinstance(error, TableAlreadyExists):
            return _read(ctx, table.name), 0
        raise
    files.sealed(intent.part)
    return _read(ctx, table.name), files.rows_of(adds)


def discard_staged(ctx: Context, statement_id: str) -> None:
    """The statement failed: nothing of what it made stays. Once committed, nothing happens."""
    intent = store.intent_of(ctx.tx, statement_id)
    if intent is not None:
        discard(ctx, intent)


def permitted(ctx: Context, table: NewTable) -> Relation | None:
    """The table that has the name now, where the statement may go on; the caller may make one.

    Errors: PermissionDenied, TableAlreadyExists, InvalidParameterValue for a name or a location.
    """
    catalog, schema = schemas.existing(ctx, table.name.catalog, table.name.schema)
    decide.require(ctx, "CREATE_TABLE", schema.entry(catalog.name))
    valid_name("CreateTable", table.name.name)
    if table.format != "DELTA" and table.location is None:
        raise NotSupported(f"Managed tables are Delta tables; {table.format} needs a LOCATION.")
    layout.settings(table.properties)
    row = store.by_name(ctx.tx, schema.schema_id, table.name.name)
    if row is None:
        if table.location is not None:
            accept(ctx, table)
        return None
    if not (table.replace or table.if_not_exists):
        raise TableAlreadyExists(f"Table '{table.name}' already exists")
    present = find.read(ctx, find.Found(catalog, schema, row))
    if table.replace:
        _replaceable(ctx, present, table)
    return present


def _replaceable(ctx: Context, present: Relation, table: NewTable) -> None:
    decide.require(ctx, "MANAGE", present)
    if present.kind == "VIEW":
        why = f"'{present.name}' is a view; a table cannot take its place."
        raise SqlError("EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE", why, "42809")
    if table.location is not None and places.normal(table.location) != present.location:
        why = f"The location of the existing table {present.name} is another one."
        raise SqlError("DELTA_TABLE_LOCATION_MISMATCH", why, "42613")
    if "DELTA" not in (present.format, table.format) or present.format != table.format:
        raise NotSupported("Only Delta tables are replaced by Delta tables.")


def begin(ctx: Context, table: NewTable) -> Intent:
    """Say on disk what is about to be made."""
    _, schema = schemas.existing(ctx, table.name.catalog, table.name.schema)
    row = store.by_name(ctx.tx, schema.schema_id, table.name.name)
    intent = _intent(ctx, table, row)
    with ctx.write() as tx:
        if row is None:
            refuse_overlap(ctx, table)
        store.insert_intent(tx, intent)
    return intent


def _intent(ctx: Context, table: NewTable, row: TableRow | None) -> Intent:
    table_id = row.table_id if row else str(uuid.uuid4())
    if row is not None:
        location = row.location or ""
    elif table.location is not None:
        location = places.normal(table.location)
    else:
        location = places.managed(ctx.parts.config.data_dir, table_id)
    return Intent(
        statement_id=table.statement_id,
        table_id=table_id,
        location=location,
        part=places.new_part(location),
        replaces=row.table_id if row else None,
        definition=stored(asdict(_checked(ctx, table))),
        server=ctx.parts.delta.server,
        created_at=ctx.now,
        created_by=ctx.principal.user_name,
    )


def _checked(ctx: Context, table: NewTable) -> NewTable:
    """Its constraints named, its clustering columns spelled. Raises SqlError for what cannot be."""
    masked = any(column.mask is not None for column in table.columns)
    if any(one.kind == "CHECK" for one in table.constraints) and (masked or table.row_filter):
        kind = "row level security" if table.row_filter else "column mask"
        raise check_beside(str(table.name), kind)
    clustering = clustering_of(table.columns, table.clustering)
    return constraints.of_new(ctx, replace(table, clustering=clustering))


def finish(ctx: Context, intent: Intent) -> None:
    """The log is committed: the row comes, and the intent goes.

    Errors: TableAlreadyExists where another statement was faster.
    """
    table = table_in(intent)
    with ctx.write() as tx:
        _add_row(ctx, tx, intent, table)
        store.delete_intent(tx, intent.statement_id)


def _add_row(ctx: Context, tx: Any, intent: Intent, table: NewTable) -> None:
    _, schema = schemas.existing(ctx, table.name.catalog, table.name.schema)
    row = _row(intent, table, schema.schema_id)
    present = store.by_name(tx, schema.schema_id, row.name)
    if present is not None and present.table_id == row.table_id:
        described = {"comment", "properties", "columns", "details", "updated_at", "updated_by"}
        values = {key: value for key, value in vars(row).items() if key in described}
        values.update(preserved(present.columns, present.details, row.columns, row.details))
        store.update_table(tx, row.table_id, **values)
        if constraints.key_of(present.details) != constraints.key_of(row.details):
            constraints.drop_pointing(tx, ctx, table.name)
        loads.forget(tx, row.table_id)
        return
    if present is not None:
        # Two statements made the same table; each in a place of its own.
        if not table.replace or present.kind == "VIEW":
            raise TableAlreadyExists(f"Table '{table.name}' already exists")
        store.delete_table(tx, present, ctx.now)
    # A table that was dropped while it was being replaced is there again.
    store.forget_leaving(tx, intent.location)
    store.insert_table(tx, row)


def discard(ctx: Context, intent: Intent) -> None:
    """Remove what was written for a table that does not come to be; its intent last."""
    ctx.close()
    if intent.replaces is None and not _committed_elsewhere(ctx, intent):
        if table_in(intent).location is None:
            places.remove(Path(intent.location))
        else:
            places.remove(Path(intent.part))
    else:
        if not change.committed(intent.location, intent.statement_id):
            places.remove(Path(intent.part))
    ctx.parts.delta.forget(intent.location)
    with ctx.write() as tx:
        store.delete_intent(tx, intent.statement_id)


def _committed_elsewhere(ctx: Context, intent: Intent) -> bool:
    """Whether a row has the new table after all."""
    return store.by_id(ctx.tx, intent.table_id) is not None


def table_in(intent: Intent) -> NewTable:
    """The statement's wish, as the intent keeps it."""
    return new_table(intent.definition)


def layout_of(table: NewTable) -> Layout:
    """The shape that the new table's log has."""
    if not table.columns and (table.location is not None or table.replace):
        raise InvalidParameterValue("A table needs at least one column.")
    spelled = {column.name.lower(): column.name for column in table.columns}
    return Layout(
        fields=tuple(map(field_of, table.columns)),
        partitions=tuple(spelled.get(name.lower(), name) for name in table.partitions),
        configuration=layout.settings(table.properties),
        description=table.comment,
    )


def parameters_of(table: NewTable) -> dict[str, Any]:
    """What the history shows of the statement."""
    return {
        "isManaged": str(table.location is None).lower(),
        "description": table.comment,
        "partitionBy": list(table.partitions),
        "clusterBy": list(table.clustering),
        "properties": dict(table.properties),
    }


def _row(intent: Intent, table: NewTable, schema_id: str) -> TableRow:
    return TableRow(
        table_id=intent.table_id,
        schema_id=schema_id,
        name=table.name.name.lower(),
        kind="MANAGED" if table.location is None else "EXTERNAL",
        format=table.format,
        location=intent.location,
        owner=intent.created_by,
        comment=table.comment,
        properties=dict(table.properties),
        columns=_kept(table),
        details=details_of(table),
        definition=None,
        view_catalog=None,
        view_schema=None,
        created_at=intent.created_at,
        created_by=intent.created_by,
        updated_at=intent.created_at,
        updated_by=intent.created_by,
    )


def _kept(table: NewTable) -> dict[str, Any]:
    if table.format == "DELTA":
        return own_facts(table.columns)
    return whole(table.columns, table.partitions)


def log_of(ctx: Context, intent: Intent) -> change.TableLog:
    """The log that the intent is about, to commit to."""
    author = change.Author(intent.created_by, ctx.now)
    return change.TableLog(ctx.parts.delta, intent.location, author)


def _read(ctx: Context, name: Name) -> Relation:
    return find.read(ctx, find.existing(ctx, name))


def _done_before(ctx: Context, table: NewTable) -> tuple[Relation, int]:
    """The answer to a commit that was made already."""
    found = find.existing(ctx, table.name)
    location = found.row.location
    if location is None or not change.committed(location, table.statement_id):
        raise InvalidParameterValue(f"Nothing is staged for statement {table.statement_id}.")
    from boathouse.services.tables.delta import open_table

    rows = sum(open_table(location).get_add_actions()["num_records"].to_pylist())
    return find.read(ctx, found), rows

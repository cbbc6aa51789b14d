"""The rows of tables and views, of tables that are being made, and of files that may go."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Select,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    insert,
    select,
    type_coerce,
    update,
)

from boathouse.store.prepared import Prepared
from boathouse.store.tables import Document, Millis, metadata

tables = Table(
    "tables",
    metadata,
    Column("table_id", String(36), primary_key=True),
    Column("schema_id", String(36), ForeignKey("schemas.schema_id"), nullable=False),
    Column("name", String(255), nullable=False),
    Column("kind", String(16), nullable=False),  # MANAGED, EXTERNAL, VIEW
    Column("format", String(32), nullable=True),
    Column("location", Text, nullable=True, index=True),
    Column("owner", String(255), nullable=False),
    Column("comment", Text, nullable=True),
    Column("properties", Document, nullable=False),
    # A view's columns and those of files without a log: whole. Of Delta tables: what their log
    # does not hold, {"name": {"default", "generated", "identity", "mask", "tags"}}.
    Column("columns", Document, nullable=False),
    # {"constraints": [...], "clustering": [...], "row_filter": {...}, "tags": {...}}; absent: none.
    Column("details", Document, nullable=False, server_default="{}"),
    Column("definition", Text, nullable=True),
    Column("view_catalog", String(255), nullable=True),
    Column("view_schema", String(255), nullable=True),
    Column("created_at", Millis, nullable=False),
    Column("created_by", String(255), nullable=False),
    Column("updated_at", Millis, nullable=False),
    Column("updated_by", String(255), nullable=False),
    UniqueConstraint("schema_id", "name"),
    Index("ix_tables_schema_id_owner_name", "schema_id", "owner", "name"),
)

intents = Table(
    "table_intents",
    metadata,
    Column("statement_id", String(64), primary_key=True),
    Column("table_id", String(36), nullable=False),
    Column("location", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("replaces", String(36), nullable=True),
    Column("definition", Document, nullable=False),
    Column("server", String(32), nullable=False),  # the server that works on it, by its start
    Column("created_at", Millis, nullable=False),
    Column("created_by", String(255), nullable=False),
)

leavings = Table(
    "table_leavings",
    metadata,
    Column("folder", String(1024), primary_key=True),
    Column("left_at", Millis, nullable=False),
    Index("ix_table_leavings_left_at", "left_at"),
)
"""Folders of dropped managed tables: removed once nobody can want them back."""

dropped = Table(
    "dropped_tables",
    metadata,
    Column("table_id", String(36), primary_key=True),
    Column("schema_id", String(36), nullable=False),
    Column("name", String(255), nullable=False),
    Column("location", Text, nullable=True),
    Column("row", Document, nullable=False),  # as it stood in `tables`
    Column("dropped_at", Millis, nullable=False),
    Index("ix_dropped_tables_schema_id_name", "schema_id", "name"),
)
"""What UNDROP brings back, as long as its files are there."""


@dataclass(frozen=True)
class TableRow:
    """A row of tables."""

    table_id: str
    schema_id: str
    name: str
    kind: str
    format: str | None
    location: str | None
    owner: str
    comment: str | None
    properties: dict[str, str]
    columns: dict[str, Any]
    details: dict[str, Any]
    definition: str | None
    view_catalog: str | None
    view_schema: str | None
    created_at: int
    created_by: str
    updated_at: int
    updated_by: str


@dataclass(frozen=True)
class Intent:
    """A table that a statement is making: its files are in `part` until they are committed."""

    statement_id: str
    table_id: str
    location: str
    part: str
    replaces: str | None
    definition: dict[str, Any]
    server: str
    created_at: int
    created_by: str


_ROW = [tables.c[item.name] for item in fields(TableRow)]
_INTENT = [intents.c[item.name] for item in fields(Intent)]
_OF_SCHEMA = select(*_ROW).where(tables.c.schema_id == bindparam("schema_id"))
# Built once: they run with every statement, for each name in it.
_BY_NAME = Prepared(_OF_SCHEMA.where(tables.c.name == bindparam("name")))
_BY_ID = Prepared(select(*_ROW).where(tables.c.table_id == bindparam("table_id")))
_IN_SCHEMA = Prepared(_OF_SCHEMA.order_by(tables.c.name))
_AFTER = _OF_SCHEMA.where(tables.c.name > bindparam("after")).order_by(tables.c.name)
_PAGE = Prepared(_AFTER.limit(bindparam("most")))
_OWNED = Prepared(_AFTER.where(tables.c.owner == bindparam("owner")).limit(bindparam("most")))
_LIKE = Prepared(_AFTER.where(tables.c.name.like(bindparam("like"))).limit(bindparam("most")))
_EXTERNAL = tables.c.kind == "EXTERNAL"


def by_name(tx: Connection, schema_id: str, name: str) -> TableRow | None:
    """The table or view of a name in any case."""
    found = _BY_NAME.first(tx, schema_id=schema_id, name=name.lower())
    return TableRow(*found) if found else None


def by_id(tx: Connection, table_id: str) -> TableRow | None:
    """The table or view of an id."""
    found = _BY_ID.first(tx, table_id=table_id)
    return TableRow(*found) if found else None


def of_schema(tx: Connection, schema_id: str) -> list[TableRow]:
    """Everything in a schema, by name."""
    return [TableRow(*row) for row in _IN_SCHEMA.all(tx, schema_id=schema_id)]


def after(
    tx: Connection, schema_id: str, name: str, most: int, like: str | None = None
) -> list[TableRow]:
    """The next tables and views of a schema behind a name, in order; `like`: SQL's pattern."""
    values: dict[str, Any] = {"schema_id": schema_id, "after": name, "most": most}
    rows = _PAGE.all(tx, **values) if like is None else _LIKE.all(tx, **values, like=like)
    return [TableRow(*row) for row in rows]


def after_of(
    tx: Connection,
    schema_id: str,
    name: str,
    most: int,
    owners: Collection[str],
    ids: Select[tuple[str]],
) -> list[TableRow]:
    """The same of those that belong to one of the owners or are among the ids of a query."""
    # The expression hides the index by schema, which would read every table of it to find a few.
    inside = func.lower(tables.c.schema_id) == schema_id
    granted = select(*_ROW).where(tables.c.table_id.in_(ids), inside, tables.c.name > name)
    rows = list(tx.execute(granted.order_by(tables.c.name).limit(most)))
    values: dict[str, Any] = {"schema_id": schema_id, "after": name, "most": most}
    for owner in owners:
        rows += _OWNED.all(tx, **values, owner=owner)
    found = {row.name: TableRow(*row) for row in rows}
    return [found[key] for key in sorted(found)[:most]]


def count_in(tx: Connection, schema_id: str) -> int:
    """How many tables and views a schema holds."""
    query = select(func.count()).where(tables.c.schema_id == schema_id)
    return int(tx.execute(query).scalar_one())


def at_location(tx: Connection, location: str) -> list[TableRow]:
    """The tables that lie in a folder."""
    rows = tx.execute(select(*_ROW).where(tables.c.location == location))
    return [TableRow(*row) for row in rows]


def external_at(tx: Connection, locations: Sequence[str]) -> list[TableRow]:
    """The external tables whose folder is one of these."""
    here = tables.c.location.in_(locations)
    return [TableRow(*row) for row in tx.execute(select(*_ROW).where(here, _EXTERNAL))]


def external_between(tx: Connection, start: str, end: str) -> list[TableRow]:
    """The external tables whose folders sort between two texts."""
    here = tables.c.location >= start, tables.c.location < end
    return [TableRow(*row) for row in tx.execute(select(*_ROW).where(*here, _EXTERNAL))]


def any_protected(tx: Connection) -> bool:
    """Whether a table has a row filter or a mask of its own."""
    filtered = type_coerce(tables.c.details, Text).like('%"row_filter"%')
    masked = type_coerce(tables.c.columns, Text).regexp_match('"mask": ?[{]')
    found = filtered | masked
    return tx.execute(select(tables.c.table_id).where(found).limit(1)).first() is not None


def with_foreign_keys(tx: Connection) -> list[TableRow]:
    """The tables that have foreign keys, and few others."""
    named = type_coerce(tables.c.details, Text).like("%FOREIGN KEY%")
    rows = tx.execute(select(*_ROW).where(named))
    return [TableRow(*row) for row in rows]


def insert_table(tx: Connection, row: TableRow) -> None:
    """A new row. Raises IntegrityError where the name is taken."""
    tx.execute(delete(dropped).where(dropped.c.table_id == row.table_id))
    tx.execute(insert(tables).values(**row.__dict__))


def update_table(tx: Connection, table_id: str, **changes: Any) -> bool:
    """Other values for some columns; False where the row is gone."""
    found = tx.execute(update(tables).where(tables.c.table_id == table_id).values(**changes))
    return found.rowcount > 0


def delete_table(tx: Connection, row: TableRow, now: int) -> bool:
    """The row first; a managed table's files go later. False where somebody else was faster."""
    gone = tx.execute(delete(tables).where(tables.c.table_id == row.table_id)).rowcount > 0
    if gone and row.kind != "VIEW":
        _keep_dropped(tx, row, now)
    if gone and row.kind == "MANAGED" and row.location:
        leave(tx, row.location, now)
    return gone


def _keep_dropped(tx: Connection, row: TableRow, now: int) -> None:
    tx.execute(delete(dropped).where(dropped.c.table_id == row.table_id))
    values = {
        "table_id": row.table_id,
        "schema_id": row.schema_id,
        "name": row.name,
        "location": row.location,
        "row": dict(row.__dict__),
        "dropped_at": now,
    }
    tx.execute(insert(dropped).values(**values))


def dropped_in(tx: Connection, schema_id: str) -> list[tuple[TableRow, int]]:
    """The tables that were dropped from a schema, the last first, with the times of that."""
    query = select(dropped.c.row, dropped.c.dropped_at).where(dropped.c.schema_id == schema_id)
    rows = tx.execute(query.order_by(dropped.c.dropped_at.desc(), dropped.c.table_id))
    return [(TableRow(**found.row), found.dropped_at) for found in rows]


def dropped_by_id(tx: Connection, table_id: str) -> TableRow | None:
    """A dropped table of an id."""
    found = tx.execute(select(dropped.c.row).where(dropped.c.table_id == table_id)).first()
    return TableRow(**found.row) if found else None


def bring_back(tx: Connection, row: TableRow) -> bool:
    """A dropped table is there again; False where its files may be gone already."""
    there = tx.execute(delete(dropped).where(dropped.c.table_id == row.table_id)).rowcount > 0
    if there:
        if row.location is not None:
            forget_leaving(tx, row.location)
        insert_table(tx, row)
    return there


def forget_dropped(tx: Connection, moment: int) -> list[str]:
    """What was dropped before a time comes back no more; the ids of these tables."""
    return _forgotten(tx, dropped.c.dropped_at <= moment)


def _forgotten(tx: Connection, which: ColumnElement[bool]) -> list[str]:
    gone = list(tx.execute(select(dropped.c.table_id).where(which)).scalars())
    tx.execute(delete(dropped).where(which))
    return gone


def claim_leaving(tx: Connection, folder: str) -> list[str] | None:
    """Claim a folder that is still to be removed: its table, whose id is told, comes back no more.
    None where it is not to be removed."""
    query = select(leavings.c.folder).where(leavings.c.folder == folder)
    if tx.execute(query).first() is None:
        return None
    return _forgotten(tx, dropped.c.location == folder)


def drop_in(tx: Connection, schema_id: str, now: int) -> None:
    """Drop everything in a schema (CASCADE)."""
    for row in of_schema(tx, schema_id):
        delete_table(tx, row, now)


def insert_intent(tx: Connection, intent: Intent) -> None:
    """A statement begins to make a table. Raises IntegrityError for one that has begun."""
    tx.execute(insert(intents).values(**intent.__dict__))


def intent_of(tx: Connection, statement_id: str) -> Intent | None:
    """What a statement is making."""
    row = tx.execute(select(*_INTENT).where(intents.c.statement_id == statement_id)).first()
    return None if row is None else Intent(*row)


def intended(tx: Connection, locations: Sequence[str], start: str, end: str) -> bool:
    """Whether a new table is being made in one of these folders, or in one that sorts between the
    two texts."""
    here = intents.c.location.in_(locations) | (
        (intents.c.location >= start) & (intents.c.location < end)
    )
    query = select(intents.c.statement_id).where(here, intents.c.replaces.is_(None)).limit(1)
    return tx.execute(query).first() is not None


def intents_of_others(tx: Connection, server: str) -> list[Intent]:
    """What was begun by servers that are no more."""
    rows = tx.execute(select(*_INTENT).where(intents.c.server != server))
    return [Intent(*row) for row in rows]


def delete_intent(tx: Connection, statement_id: str) -> None:
    """It is done, or given up."""
    tx.execute(delete(intents).where(intents.c.statement_id == statement_id))


def leave(tx: Connection, folder: str, now: int) -> None:
    """A folder is to be removed later; said twice it is said once."""
    tx.execute(delete(leavings).where(leavings.c.folder == folder))
    tx.execute(insert(leavings).values(folder=folder, left_at=now))


def left_before(tx: Connection, moment: int) -> Sequence[str]:
    """The folders that were left before a time and may go."""
    query = select(leavings.c.folder).where(leavings.c.left_at <= moment)
    return [row.folder for row in tx.execute(query.order_by(leavings.c.left_at).limit(200))]


def forget_leaving(tx: Connection, folder: str) -> None:
    """It is removed."""
    tx.execute(delete(leavings).where(leavings.c.folder == folder))

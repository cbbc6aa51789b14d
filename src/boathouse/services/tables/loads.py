"""COPY INTO: which files a table has loaded, and the loads that are under way.

A load is an intent with the files that it is of, then a commit that carries the statement's id,
then the files' rows, which come in one transaction with the intent's going. Whoever finds an intent
without its statement asks the log whether the commit is there: so the files' rows and the log
always come to agree, and no file is loaded twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, String, Table, Text, delete, insert, select

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue
from boathouse.services.tables import change, external, files, layout, places, store
from boathouse.services.tables.fields import field_of
from boathouse.services.tables.layout import Layout
from boathouse.sql.definitions import CopiedFile
from boathouse.sql.securables import Relation
from boathouse.store.tables import Document, Millis, metadata

copied = Table(
    "table_copied_files",
    metadata,
    Column("table_id", String(36), primary_key=True),
    Column("key", String(64), primary_key=True),  # of the path
    Column("path", Text, nullable=False),
    Column("size", Millis, nullable=False),
    Column("modified", Millis, nullable=False),
    Column("statement_id", String(64), nullable=False),
    Column("loaded_at", Millis, nullable=False),
)

intents = Table(
    "table_copy_intents",
    metadata,
    Column("statement_id", String(64), primary_key=True),
    Column("table_id", String(36), nullable=False, index=True),
    Column("location", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("files", Document, nullable=False),  # {"files": [[path, size, modified], ...]}
    Column("server", String(32), nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("created_by", String(255), nullable=False),
)

AT_ONCE = 200
"""Files' rows in one statement: SQLite takes no more than 32,766 parameters."""


@dataclass(frozen=True)
class CopyIntent:
    """A load under way: its rows are in `part` until they are committed."""

    statement_id: str
    table_id: str
    location: str
    part: str
    files: dict[str, Any]
    server: str
    created_at: int
    created_by: str


_INTENT = [intents.c[item.name] for item in fields(CopyIntent)]


def loaded(ctx: Context, relation: Relation) -> set[str]:
    """The paths of the files that the table has loaded. What dead statements began is settled
    first; the caller holds the table's turn."""
    external.writable(ctx, relation)
    for intent in _of_table(ctx.tx, relation.table_id):
        settle(ctx, intent)
    ctx.close()
    found = ctx.tx.execute(select(copied.c.path).where(copied.c.table_id == relation.table_id))
    return {row.path for row in found}


def stage(
    ctx: Context, relation: Relation, statement_id: str, loading: Sequence[CopiedFile]
) -> str:
    """A folder for the rows of these files, an empty Delta table of the relation's columns."""
    external.writable(ctx, relation)
    location = relation.location or ""
    intent = CopyIntent(
        statement_id,
        relation.table_id,
        location,
        places.new_part(location),
        {"files": [[one.path, one.size, one.modified] for one in loading]},
        ctx.parts.delta.server,
        ctx.now,
        ctx.principal.user_name,
    )
    shape = _shape(ctx, relation)
    layout.check(shape)
    with ctx.write() as tx:
        tx.execute(insert(intents).values(**intent.__dict__))
    try:
        Path(intent.part).mkdir(parents=True, mode=0o700)
        files.begin(intent.part, shape, ctx.principal.user_name, ctx.now)
    except BaseException:
        settle(ctx, intent)
        raise
    return intent.part


def commit(
    ctx: Context, before: Relation, relation: Relation, statement_id: str, parameters: Any
) -> int:
    """The staged rows are the table's, and their files are loaded; how many rows there are.

    `before`: the table as the rows were made for it; `relation` has the columns that are new, too.
    """
    intent = _intent_of(ctx.tx, statement_id)
    if intent is None:
        raise InvalidParameterValue(f"Nothing is staged for statement {statement_id}.")
    shape = _shape(ctx, relation)
    ctx.close()
    try:
        adds = files.written(intent.part, shape)
        author = change.Author(intent.created_by, ctx.now)
        log = change.TableLog(ctx.parts.delta, intent.location, author)
        base = tuple(map(field_of, before.columns))
        log.append(base, shape, adds, parameters, statement_id)
    finally:
        # Committed or not: the log says it.
        settle(ctx, intent)
    return files.rows_of(adds)


def discard(ctx: Context, statement_id: str) -> None:
    """The statement failed: nothing of it stays. Once committed, it stays done."""
    intent = _intent_of(ctx.tx, statement_id)
    if intent is not None:
        settle(ctx, intent)


def settle(ctx: Context, intent: CopyIntent) -> None:
    """Finish a load whose commit is in the log; undo any other."""
    ctx.close()
    done = change.committed(intent.location, intent.statement_id)
    if done:
        files.sealed(intent.part)
    else:
        places.remove(Path(intent.part))
    with ctx.write() as tx:
        gone = tx.execute(delete(intents).where(intents.c.statement_id == intent.statement_id))
        if done and gone.rowcount:
            _remember(tx, intent, ctx.now)


def settle_others(ctx: Context) -> None:
    """Settle what servers that are no more began, and forget the files of tables that are gone."""
    server = ctx.parts.delta.server
    rows = ctx.tx.execute(select(*_INTENT).where(intents.c.server != server)).all()
    for row in rows:
        settle(ctx, CopyIntent(*row))
    known = select(store.tables.c.table_id)
    with ctx.write() as tx:
        tx.execute(delete(copied).where(copied.c.table_id.not_in(known)))


def forget(tx: Connection, table_id: str) -> None:
    """Another table takes the place (OR REPLACE): it has loaded nothing."""
    tx.execute(delete(copied).where(copied.c.table_id == table_id))


def _remember(tx: Connection, intent: CopyIntent, now: int) -> None:
    rows = [
        {
            "table_id": intent.table_id,
            "key": hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest(),
            "path": path,
            "size": size,
            "modified": modified,
            "statement_id": intent.statement_id,
            "loaded_at": now,
        }
        for path, size, modified in intent.files["files"]
    ]
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        # Loaded again with 'force': the newer load is remembered.
        keys = [row["key"] for row in some]
        tx.execute(
            delete(copied).where(copied.c.table_id == intent.table_id, copied.c.key.in_(keys))
        )
        tx.execute(insert(copied), some)


def _shape(ctx: Context, relation: Relation) -> Layout:
    """The layout of the table with the relation's columns."""
    snapshot = ctx.parts.delta.snapshot(relation.location or "")
    known = {field["name"].lower(): field for field in snapshot.fields}
    shown = [known.get(column.name.lower()) or field_of(column) for column in relation.columns]
    return Layout(tuple(shown), snapshot.partitions, snapshot.configuration, snapshot.description)


def _of_table(tx: Connection, table_id: str) -> list[CopyIntent]:
    rows = tx.execute(select(*_INTENT).where(intents.c.table_id == table_id))
    return [CopyIntent(*row) for row in rows]


def _intent_of(tx: Connection, statement_id: str) -> CopyIntent | None:
    row = tx.execute(select(*_INTENT).where(intents.c.statement_id == statement_id)).first()
    return None if row is None else CopyIntent(*row)

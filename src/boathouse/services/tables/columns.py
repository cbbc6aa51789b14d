"""Columns of tables that are there: added, dropped, renamed, altered; the log and the store agree.

The log changes in one commit that carries an id; an intent says before what the store is to do
after it, so that a server that is killed in between leaves nothing half done.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from boathouse.context import Context
from boathouse.errors import TableDoesNotExist
from boathouse.services.policies import keeping
from boathouse.services.tables import change, constraints, depend, find, places, store
from boathouse.services.tables.alter import ColumnChange, reshaping
from boathouse.services.tables.find import Found
from boathouse.services.tables.kept import (
    column_facts,
    columns_of,
    renamed_in,
    stored,
    without_columns,
)
from boathouse.services.tables.present import columns_from
from boathouse.services.tables.store import Intent, TableRow
from boathouse.sql.definitions import (
    AddColumns,
    AlterColumn,
    AlterMany,
    DropColumns,
    RenameColumn,
)
from boathouse.sql.errors import NotSupported, SqlError

ALTERED = "altered"
"""What tells the intent of an ALTER from that of a new table."""


def change_columns(ctx: Context, found: Found, wanted: ColumnChange) -> None:
    """Carry out a change of columns. Raises SqlError, TableDoesNotExist."""
    row = found.row
    if row.kind == "VIEW":
        _update(ctx, found, columns=_of_view(found, wanted))
        return
    if row.format != "DELTA" or row.location is None:
        raise NotSupported(f"ALTER TABLE of columns needs a Delta table, not {row.format}.")
    relation = find.read(ctx, found)
    depend.refuse(relation, wanted)
    if isinstance(wanted, DropColumns):
        keeping.refuse_drop(ctx, relation, wanted.names)
    # Refused, if it is, before anything is written; None: only the store has to do with it.
    if reshaping(ctx.parts.delta.snapshot(row.location), wanted) is None:
        with ctx.write() as tx:
            _follow(ctx, tx, found, wanted)
        return
    if isinstance(wanted, AddColumns | RenameColumn) and _of_the_top(wanted):
        # Before the column is there, so that a server killed in between forgets no fact of it.
        present = {column.name.lower() for column in relation.columns}
        foretold = _foretold(row.columns, wanted, present)
        if foretold != row.columns:
            _update(ctx, found, columns=foretold)
    intent = _begin(ctx, found, wanted)
    author = change.Author(ctx.principal.user_name, ctx.parts.clock())
    log = change.TableLog(ctx.parts.delta, row.location, author)
    ctx.close()
    try:
        log.reshape(
            lambda before: reshaping(before, wanted),
            statement_id=intent.statement_id,
            part=intent.part,
        )
    except BaseException:
        _give_up(ctx, intent)
        raise
    with ctx.write() as tx:
        _follow(ctx, tx, found, wanted)
        store.delete_intent(tx, intent.statement_id)


def settle(ctx: Context, intent: Intent) -> None:
    """End what a killed server was altering: whatever its log says, the store says too."""
    if not change.committed(intent.location, intent.statement_id):
        _give_up(ctx, intent)
        return
    places.remove(Path(intent.part) / places.LOG)
    row = store.by_id(ctx.tx, intent.table_id)
    name = find.name_of(ctx, row) if row is not None else None
    found = find.existing(ctx, name) if name is not None else None
    ctx.close()
    with ctx.write() as tx:
        wanted = _told(intent)
        if found is not None and wanted is not None:
            _follow(ctx, tx, found, wanted)
        store.delete_intent(tx, intent.statement_id)


def _begin(ctx: Context, found: Found, wanted: ColumnChange) -> Intent:
    told: dict[str, Any] = {}
    if isinstance(wanted, RenameColumn) and _of_the_top(wanted):
        told = {"rename": [wanted.old, wanted.new]}
    elif isinstance(wanted, DropColumns):
        told = {"drop": list(wanted.names)}
    location = found.row.location or ""
    intent = Intent(
        statement_id=uuid.uuid4().hex,
        table_id=found.row.table_id,
        location=location,
        part=places.new_part(location),
        replaces=found.row.table_id,
        definition={ALTERED: told},
        server=ctx.parts.delta.server,
        created_at=ctx.now,
        created_by=ctx.principal.user_name,
    )
    with ctx.write() as tx:
        store.insert_intent(tx, intent)
    return intent


def _told(intent: Intent) -> ColumnChange | None:
    told = intent.definition[ALTERED]
    if "rename" in told:
        return RenameColumn(*told["rename"])
    return DropColumns(tuple(told["drop"])) if "drop" in told else None


def _give_up(ctx: Context, intent: Intent) -> None:
    ctx.close()
    places.remove(Path(intent.part))
    with ctx.write() as tx:
        store.delete_intent(tx, intent.statement_id)


def _of_the_top(wanted: AddColumns | RenameColumn) -> bool:
    """Whether the change is of the table's own columns and not of fields inside one."""
    if isinstance(wanted, RenameColumn):
        return len(wanted.path) < 2
    return not any(wanted.parents)


def _foretold(
    kept: Mapping[str, Any], wanted: AddColumns | RenameColumn, present: set[str]
) -> dict[str, Any]:
    """The facts of the columns that are about to be there."""
    facts: dict[str, Any] = dict(kept.get("of", {}))
    if isinstance(wanted, RenameColumn):
        fresh = {wanted.new.lower(): facts.get(wanted.old.lower())}
    else:
        fresh = {column.name.lower(): column_facts(column) for column in wanted.columns}
    for name, own in fresh.items():
        if name not in present:
            facts.pop(name, None)
            facts.update({name: own} if own else {})
    return {**kept, "of": facts}


def _follow(ctx: Context, tx: Connection, found: Found, wanted: ColumnChange) -> None:
    """The store's side of a change of columns."""
    row = store.by_id(tx, found.row.table_id)
    if row is None:
        raise _gone(found)
    values: dict[str, Any] = {"columns": _own(row, wanted)}
    if isinstance(wanted, RenameColumn) and _of_the_top(wanted):
        values["details"] = renamed_in(row.details, wanted.old, wanted.new)
        constraints.follow_column(tx, ctx, found.name, wanted.old, wanted.new)
    store.update_table(tx, row.table_id, **values, **_stamp(ctx))


def _own(row: TableRow, wanted: ColumnChange) -> dict[str, Any]:
    """The store's facts of the columns after the change."""
    kept = row.columns
    match wanted:
        case DropColumns():
            return {**kept, "of": without_columns(kept.get("of", {}), wanted.names)}
        case RenameColumn() if _of_the_top(wanted) and wanted.old.lower() != wanted.new.lower():
            return {**kept, "of": without_columns(kept.get("of", {}), (wanted.old,))}
        case AlterColumn() | AlterMany():
            for one in wanted.changes if isinstance(wanted, AlterMany) else (wanted,):
                if one.default is not None or one.drop_default:
                    kept = columns_of(kept, one.name, {"default": one.default})
            return dict(kept)
        case _:
            return dict(kept)


def _of_view(found: Found, wanted: ColumnChange) -> dict[str, Any]:
    """A view's columns take comments and nothing else."""
    if isinstance(wanted, AlterMany):
        kept = found.row.columns
        for one in wanted.changes:
            row = replace(found.row, columns=kept)
            kept = _of_view(Found(found.catalog, found.schema, row), one)
        return kept
    if not isinstance(wanted, AlterColumn) or wanted.comment is None or wanted.type is not None:
        why = f"'{found.name}' is a view; ALTER TABLE of its columns needs a table."
        raise SqlError("EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE", why, "42809")
    columns = [
        replace(column, comment=wanted.comment)
        if column.name.lower() == wanted.name.lower()
        else column
        for column in columns_from(found.row.columns)
    ]
    return {**found.row.columns, "columns": [stored(asdict(column)) for column in columns]}


def _update(ctx: Context, found: Found, **values: Any) -> None:
    with ctx.write() as tx:
        if not store.update_table(tx, found.row.table_id, **values, **_stamp(ctx)):
            raise _gone(found)


def _stamp(ctx: Context) -> dict[str, Any]:
    return {"updated_at": ctx.now, "updated_by": ctx.principal.user_name}


def _gone(found: Found) -> TableDoesNotExist:
    return TableDoesNotExist(f"Table '{found.name}' does not exist.")

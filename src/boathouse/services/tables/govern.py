"""What the store alone knows of a table, changed: constraints, tags, filter, masks, clustering.

Each change reads the row again in the transaction that writes it, so that none is lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection

from boathouse.context import Context
from boathouse.errors import TableDoesNotExist
from boathouse.services.catalogs import tags
from boathouse.services.isolation import acl
from boathouse.services.tables import constraints, find, store, upkeep
from boathouse.services.tables.find import Found
from boathouse.services.tables.kept import asdict_constraint, columns_of, constraints_in, stored
from boathouse.services.tables.store import TableRow
from boathouse.services.tag_policies import rights as tag_policies
from boathouse.sql.definitions import (
    AddConstraint,
    DropConstraint,
    SetClustering,
    SetMask,
    SetRowFilter,
    SetStatistics,
    SetTags,
)
from boathouse.sql.errors import SqlError
from boathouse.sql.protections import check_beside
from boathouse.sql.securables import Column, Constant

Governed = (
    SetStatistics
    | AddConstraint
    | DropConstraint
    | SetTags
    | SetRowFilter
    | SetMask
    | SetClustering
)

MOST_CLUSTERING = 4
# Statistics for data skipping, and so an order of files, are kept of the first columns only.
_UNORDERED = ("boolean", "binary", "variant")


def govern(ctx: Context, found: Found, wanted: Governed) -> None:
    """Carry out a change. Raises SqlError; TableDoesNotExist where the table is gone meanwhile."""
    columns = find.read(ctx, found).columns
    if isinstance(wanted, SetTags):
        tag_policies.require_assign(ctx, wanted.tags, wanted.unset)
    if isinstance(wanted, SetStatistics):
        sizes = upkeep.sizes(found.row.location or "", scan=wanted.scan)
    if isinstance(wanted, AddConstraint):
        # Here, as it reads the log of another table; below, only whether it still stands alone.
        present = constraints_in(found.row.details)
        made = constraints.added(ctx, found.name, columns, present, wanted.constraint)
        wanted = AddConstraint(made)
    with ctx.write() as tx:
        row = store.by_id(tx, found.row.table_id)
        if row is None:
            raise TableDoesNotExist(f"Table '{found.name}' does not exist.")
        now = Found(found.catalog, found.schema, row)
        if isinstance(wanted, SetStatistics):
            values = _counted(row, sizes, wanted)
        else:
            values = _values(ctx, tx, now, columns, wanted)
        stamp = {"updated_at": ctx.now, "updated_by": ctx.principal.user_name}
        store.update_table(tx, row.table_id, **values, **stamp)
    if isinstance(wanted, SetRowFilter | SetMask) and found.row.kind == "MANAGED":
        # Engines that run code of users and were let in before: they are no more.
        acl.clear(found.row.location or "")


def _values(
    ctx: Context,
    tx: Connection,
    found: Found,
    columns: Sequence[Column],
    wanted: Governed,
) -> dict[str, Any]:
    match wanted:
        case AddConstraint():
            present, made = constraints_in(found.row.details), wanted.constraint
            constraints.refuse_beside(found.name, present, made)
            return _details(found.row, constraints=list(map(asdict_constraint, (*present, made))))
        case DropConstraint():
            return _without(ctx, tx, found, wanted)
        case SetTags(column=None):
            return _details(
                found.row,
                tags=tags.merged(found.row.details.get("tags"), wanted.tags, wanted.unset),
            )
        case SetTags():
            column = _column(columns, wanted.column or "")
            before = _own(found.row, column.name).get("tags")
            return _fact(found.row, column, tags=tags.merged(before, wanted.tags, wanted.unset))
        case SetRowFilter():
            kept = wanted.row_filter
            document = None
            if kept is not None:
                _refuse_beside_checks(found, "row level security")
                document = stored(asdict(replace(kept, columns=_given(columns, kept.columns))))
            return _details(found.row, row_filter=document)
        case SetMask():
            column, mask = _column(columns, wanted.column), wanted.mask
            if mask is not None:
                _refuse_beside_checks(found, "column mask")
                using = _given(columns, mask.using)
                return _fact(found.row, column, mask=stored(asdict(replace(mask, using=using))))
            return _fact(found.row, column, mask=None)
        case SetStatistics():
            return {}
        case SetClustering():
            return _details(found.row, clustering=list(clustered(found, columns, wanted.columns)))


def _own(row: TableRow, column: str) -> Mapping[str, Any]:
    """What the store keeps of a column now; `columns` were read before the change was open."""
    wanted = column.lower()
    if "columns" not in row.columns:
        return dict(row.columns.get("of", {}).get(wanted) or {})
    return next((dict(one) for one in row.columns["columns"] if one["name"].lower() == wanted), {})


def _given(columns: Sequence[Column], names: Sequence[str]) -> tuple[str, ...]:
    """What a filter or a mask is given, columns as the table spells them."""
    return tuple(
        name if isinstance(name, Constant) else _column(columns, name).name for name in names
    )


def _refuse_beside_checks(found: Found, kind: str) -> None:
    """As on Databricks: what a CHECK says of a row would tell of hidden ones (error conditions
    ROW_LEVEL_SECURITY_FEATURE_NOT_SUPPORTED, COLUMN_MASKS_FEATURE_NOT_SUPPORTED)."""
    if any(one.kind == "CHECK" for one in constraints_in(found.row.details)):
        raise check_beside(str(found.name), kind)


def _counted(row: TableRow, sizes: dict[str, int], wanted: SetStatistics) -> dict[str, Any]:
    before = row.details.get("statistics") or {}
    columns = {**before.get("columns", {}), **wanted.columns}
    return _details(row, statistics={**sizes, **({"columns": columns} if columns else {})})


def _without(ctx: Context, tx: Connection, found: Found, wanted: DropConstraint) -> dict[str, Any]:
    present = constraints_in(found.row.details)
    gone = constraints.dropped(ctx, found.name, present, wanted)
    if any(one.kind == constraints.PRIMARY for one in gone):
        constraints.drop_pointing(tx, ctx, found.name)
        row = store.by_id(tx, found.row.table_id) or found.row
        present = constraints_in(row.details)
    kept = [asdict_constraint(one) for one in present if one not in gone]
    return _details(found.row, constraints=kept)


def clustered(found: Found, columns: Sequence[Column], names: Sequence[str]) -> tuple[str, ...]:
    """The clustering columns as the table spells them. Raises SqlError for what cannot be."""
    if names and found.row.format != "DELTA":
        why = "ALTER TABLE CLUSTER BY is supported only for Delta table."
        raise SqlError("DELTA_ALTER_TABLE_CLUSTER_BY_NOT_ALLOWED", why, "42000")
    return clustering_of(columns, names)


def clustering_of(columns: Sequence[Column], names: Sequence[str]) -> tuple[str, ...]:
    """Clustering columns as they are spelled in `columns`. Raises SqlError."""
    if len(names) > MOST_CLUSTERING:
        why = f"CLUSTER BY supports up to {MOST_CLUSTERING} clustering columns, but the table has"
        raise SqlError(
            "DELTA_CLUSTER_BY_INVALID_NUM_COLUMNS", f"{why} {len(names)} of them.", "54000"
        )
    spelled = []
    for name in names:
        column = _column(columns, name)
        if not isinstance(column.type, str) or column.type in _UNORDERED:
            why = f"CLUSTER BY is not supported for column `{column.name}`: its type has no order."
            raise SqlError("DELTA_CLUSTERING_COLUMNS_DATATYPE_NOT_SUPPORTED", why, "0A000")
        spelled.append(column.name)
    return tuple(spelled)


def _details(row: TableRow, **changes: Any) -> dict[str, Any]:
    merged = {**row.details, **changes}
    return {"details": {key: value for key, value in merged.items() if value}}


def _fact(row: TableRow, column: Column, **changes: Any) -> dict[str, Any]:
    """Other facts of one column, kept where this kind of relation keeps them."""
    return {"columns": columns_of(row.columns, column.name, changes)}


def _column(columns: Sequence[Column], name: str) -> Column:
    for column in columns:
        if column.name.lower() == name.lower():
            return column
    near = ", ".join(f"`{column.name}`" for column in columns[:10])
    why = f"A column with name `{name}` cannot be resolved. Did you mean one of: [{near}]?"
    raise SqlError("UNRESOLVED_COLUMN.WITH_SUGGESTION", why, "42703")

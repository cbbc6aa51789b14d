"""/api/2.0/lineage-tracking: the tables and columns around a table, and what ran between them.

The names of fields mix two styles, as on Databricks. The forms that end in `/get` are those of the
older CLI, which reads `upstream_tables` and `downstream_tables`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import Any

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue
from boathouse.route import Access, route
from boathouse.services.catalogs.names import parts_of
from boathouse.services.grants import decide
from boathouse.services.lineage_tracking import store
from boathouse.services.lineage_tracking.visible import Visible
from boathouse.services.tables import find
from boathouse.services.tables.find import Found
from boathouse.sql.flows import PATH
from boathouse.sql.securables import Name

Item = dict[str, Any]
Side = Callable[..., list[Any]]

_TABLE = ("/api/2.0/lineage-tracking/table-lineage", "/api/2.0/lineage-tracking/table-lineage/get")
_COLUMN = (
    "/api/2.0/lineage-tracking/column-lineage",
    "/api/2.0/lineage-tracking/column-lineage/get",
)


@route("GET", *_TABLE, access=Access.USER)
def get_table_lineage(
    ctx: Context, table_name: str, include_entity_lineage: bool = False
) -> dict[str, Any]:
    """What a table was made of, and what was made of it: those of them that the caller may see."""
    found, shown = _asked(ctx, table_name), Visible(ctx)
    ups, downs = (
        _items(_rows(ctx, found, side), end, shown, entities=include_entity_lineage)
        for side, end in ((store.upstream, "source"), (store.downstream, "target"))
    )
    answer = {"upstreams": ups, "downstreams": downs}
    if ctx.path.rstrip("/").endswith("/get"):
        answer["upstream_tables"] = [one["tableInfo"] for one in ups if "tableInfo" in one]
        answer["downstream_tables"] = [one["tableInfo"] for one in downs if "tableInfo" in one]
    return {name: items for name, items in answer.items() if items}


@route("GET", *_COLUMN, access=Access.USER)
def get_column_lineage(ctx: Context, table_name: str, column_name: str) -> dict[str, Any]:
    """The same for a column."""
    found, shown = _asked(ctx, table_name), Visible(ctx)
    wanted = column_name.lower()
    if wanted not in (column.name.lower() for column in find.read(ctx, found).columns):
        raise InvalidParameterValue(f"Column '{column_name}' does not exist in '{found.name}'.")
    ups = _columns(ctx, _rows(ctx, found, store.upstream), "source", wanted, shown)
    downs = _columns(ctx, _rows(ctx, found, store.downstream), "target", wanted, shown)
    answer = {"upstream_cols": ups, "downstream_cols": downs}
    return {name: items for name, items in answer.items() if items}


def _asked(ctx: Context, table_name: str) -> Found:
    """The table of a full name, which the caller may see.

    Errors: TableDoesNotExist and its like, PermissionDenied.
    """
    found = find.existing(ctx, Name(*parts_of(table_name, 3)))
    decide.require(ctx, "BROWSE", find.plain(found))
    return found


def _rows(ctx: Context, found: Found, side: Side) -> list[Any]:
    ctx.parts.sql.lineage.write()
    # Not `ctx.tx`, which may be a snapshot from before what was just written.
    with ctx.parts.database.read() as tx:
        return side(tx, found.row.table_id, str(found.name))


def _items(rows: Iterable[Any], end: str, shown: Visible, *, entities: bool) -> list[Item]:
    """One item for each table and path, the newest first."""
    found: dict[tuple[str | None, ...], Item] = {}
    for row in sorted(rows, key=lambda row: -row.event_time):
        kind, name, table_id, path = (
            getattr(row, f"{end}_{part}") for part in ("type", "name", "id", "path")
        )
        info = _info(shown, row.event_time, kind, name, table_id, path)
        if info is None:
            continue
        key = (kind, name, path if kind == PATH else None)
        item = found.setdefault(key, info)
        if entities:
            _add_entities(item, row, shown)
    return [item for item in found.values() if item]


def _info(
    shown: Visible, at: int, kind: str | None, name: str | None, table_id: str | None, path: Any
) -> Item | None:
    """None for what the caller may not see; empty for rows that went to a client."""
    if kind is None:
        return {}
    if kind == PATH:
        volume = shown.volume(path)
        if volume is None and not shown.ctx.principal.admin:
            return None
        named = {"securable_name": volume, "securable_type": "VOLUME"} if volume else {}
        told = {"path": path, "has_permission": True, "lineage_timestamp": _moment(at)}
        return {"fileInfo": {**told, **named}}
    if name is None or not shown.table(name, table_id):
        return None
    catalog, schema, table = name.split(".")
    told = {"name": table, "catalog_name": catalog, "schema_name": schema, "table_type": kind}
    return {"tableInfo": {**told, "lineage_timestamp": _moment(at)}}


def _add_entities(item: Item, row: Any, shown: Visible) -> None:
    for field, key, may in (
        ("notebookInfos", "notebook_id", shown.notebook),
        ("jobInfos", "job_id", shown.job),
    ):
        told = row.entity.get(key)
        if told is None or not may(told):
            continue
        known = item.get(field, [])
        if all(one[key] != int(told) for one in known):
            workspace = {"workspace_id": shown.ctx.parts.workspace_id, key: int(told)}
            known.append({**workspace, "lineage_timestamp": _moment(row.event_time)})
            item[field] = known


def _columns(
    ctx: Context, rows: Iterable[Any], end: str, column: str, shown: Visible
) -> list[Item]:
    """The columns at the other end of `column`."""
    other, own = (0, 1) if end == "source" else (1, 0)
    found: dict[tuple[str, str], Item] = {}
    for row in sorted(rows, key=lambda row: -row.event_time):
        kind, name, table_id = (getattr(row, f"{end}_{part}") for part in ("type", "name", "id"))
        names = [pair[other] for pair in row.columns if (pair[own] or "").lower() == column]
        if name is None or not names or not shown.table(name, table_id):
            continue
        catalog, schema, table = name.split(".")
        for one in names:
            info = {
                "name": one,
                "catalog_name": catalog,
                "schema_name": schema,
                "table_name": table,
                "table_type": kind,
                "workspace_id": ctx.parts.workspace_id,
                "lineage_timestamp": _moment(row.event_time),
            }
            if one is not None:
                found.setdefault((name, one), info)
    return list(found.values())


def _moment(at: int) -> str:
    moment = datetime.datetime.fromtimestamp(at / 1000, datetime.UTC)
    return f"{moment:%Y-%m-%d %H:%M:%S}.{at % 1000 // 100}"

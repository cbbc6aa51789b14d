"""`system.access.table_lineage` and `column_lineage`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from boathouse.services.lineage_tracking import store
from boathouse.services.lineage_tracking.store import Range
from boathouse.services.system_tables.asked import Asked

Cells = Mapping[str, Sequence[Any]]
_SAME = (
    "entity_type",
    "entity_id",
    "entity_run_id",
    "source_path",
    "source_type",
    "target_path",
    "target_type",
    "created_by",
    "event_time",
    "record_id",
    "event_id",
    "statement_id",
)
_PARTS = ("catalog", "schema", "name")
_OF: Mapping[str, str] = {
    **{name: name for name in _SAME},
    "event_date": "event_time",
    "entity_metadata": "entity",
    **{f"{side}_table_full_name": f"{side}_name" for side in ("source", "target")},
    **{f"{side}_table_{part}": f"{side}_name" for side in ("source", "target") for part in _PARTS},
}
"""Column -> the column of the store that it is made of."""


def tables(asked: Asked) -> tuple[Cells, int]:
    """A row for each source and target of a statement."""
    kept, count = _kept(asked)
    return _cells(asked, kept), count


def columns(asked: Asked) -> tuple[Cells, int]:
    """A row for each pair of columns; only sources have them."""
    kept, _ = _kept(asked, "columns")
    pairs = kept.pop("columns")
    repeated = {
        name: [value for value, own in zip(values, pairs, strict=True) for _ in own]
        for name, values in kept.items()
    }
    flat = [pair for own in pairs for pair in own]
    cells = {
        **_cells(asked, repeated),
        "source_column_name": [pair[0] for pair in flat],
        "target_column_name": [pair[1] for pair in flat],
    }
    return cells, len(flat)


def _kept(asked: Asked, *more: str) -> tuple[dict[str, Sequence[Any]], int]:
    """The store's columns that are needed, and how many rows there are."""
    asked.ctx.parts.sql.lineage.write()
    since, until = asked.bounds("event_time")
    wanted = Range(
        since,
        until,
        asked.only.get("source_table_full_name"),
        asked.only.get("target_table_full_name"),
        asked.only.get("statement_id"),
    )
    names = sorted({own for name, own in _OF.items() if asked.needs(name)} | {"record_id", *more})
    # Not `ctx.tx`, which is a snapshot from before what was just written.
    with asked.ctx.parts.database.read() as tx:
        rows = store.values(tx, wanted, names)
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}, len(rows)


def _cells(asked: Asked, kept: Mapping[str, Sequence[Any]]) -> Cells:
    cells = {name: kept[own] for name, own in _OF.items() if asked.needs(name)}
    if "entity_metadata" in cells:
        cells["entity_metadata"] = [_entity(facts) for facts in cells["entity_metadata"]]
    for side in ("source", "target"):
        for at, part in enumerate(_PARTS):
            name = f"{side}_table_{part}"
            if name in cells:
                cells[name] = [one.split(".")[at] if one else None for one in cells[name]]
    return cells


def _entity(facts: Mapping[str, str]) -> dict[str, Any] | None:
    if not facts:
        return None
    job = {key: facts[key] for key in ("job_id", "job_run_id") if key in facts}
    return {"job_info": job or None, "notebook_id": facts.get("notebook_id")}

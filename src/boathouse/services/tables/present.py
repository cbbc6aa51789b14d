"""Rows and logs as statements see them: a Relation, with the columns of its log as it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from boathouse.services.tables.delta import Snapshot
from boathouse.services.tables.fields import column_of
from boathouse.services.tables.kept import (
    column_facts,
    column_from,
    constraints_in,
    row_filter_in,
    stored,
    with_facts,
)
from boathouse.services.tables.store import TableRow
from boathouse.sql.securables import Column, Name, Relation

CHECK = "delta.constraints."
"""The property that shows a CHECK, by the constraint's name."""


def relation_of(row: TableRow, name: Name, snapshot: Snapshot | None) -> Relation:
    """A table at a version of its log, or a view (without one)."""
    known = row.columns
    if snapshot is None:
        columns = columns_from(known)
        partitions = tuple(known.get("partitions", ()))
    else:
        columns = tuple(_column(field, known) for field in snapshot.fields)
        partitions = snapshot.partitions
    logged = snapshot.configuration if snapshot else {}
    constraints = constraints_in(row.details)
    checks = {f"{CHECK}{one.name}": one.expression or "" for one in constraints if one.expression}
    return Relation(
        name=name,
        table_id=row.table_id,
        kind=row.kind,
        owner=row.owner,
        columns=columns,
        location=row.location,
        format=row.format,
        partitions=partitions,
        version=snapshot.version if snapshot else None,
        comment=row.comment,
        properties={**logged, **row.properties, **checks},
        definition=row.definition,
        view_catalog=row.view_catalog or "",
        view_schema=row.view_schema or "",
        created_at=row.created_at,
        created_by=row.created_by,
        updated_at=row.updated_at,
        constraints=constraints,
        clustering=tuple(row.details.get("clustering") or ()),
        row_filter=row_filter_in(row.details),
        tags=dict(row.details.get("tags") or {}),
        statistics=dict(row.details.get("statistics") or {}),
    )


def own_facts(columns: Sequence[Column]) -> dict[str, Any]:
    """What the store keeps of a Delta table's columns, by their lower-case names."""
    found = {column.name.lower(): column_facts(column) for column in columns}
    return {"of": {name: facts for name, facts in found.items() if facts}}


def whole(columns: Sequence[Column], partitions: Sequence[str] = ()) -> dict[str, Any]:
    """Columns as the store keeps those of views and of files that have no log."""
    return {
        "columns": [stored(asdict(column)) for column in columns],
        "partitions": list(partitions),
    }


def columns_from(kept: Mapping[str, Any]) -> tuple[Column, ...]:
    """The columns that `whole` kept."""
    return tuple(map(column_from, kept.get("columns", ())))


def _column(field: Mapping[str, Any], known: Mapping[str, Any]) -> Column:
    return with_facts(column_of(field), known.get("of", {}).get(field["name"].lower()) or {})

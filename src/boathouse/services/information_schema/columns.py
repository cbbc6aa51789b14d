"""`columns`, the one view that may have a hundred thousand rows: made column by column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from boathouse.context import Context
from boathouse.errors import NotImplementedHere
from boathouse.services.information_schema.seen import Seen
from boathouse.services.information_schema.types import NAMES, facts
from boathouse.services.tables import samples
from boathouse.services.tables.delta import NoDeltaLog
from boathouse.services.tables.find import Found
from boathouse.services.tables.known import KnownColumn
from boathouse.services.tables.present import columns_from
from boathouse.services.tables.store import TableRow
from boathouse.sql.securables import Column

_OWN = (
    "column_default",
    "is_generated",
    "generation_expression",
    "is_identity",
    "identity_generation",
    "identity_start",
    "identity_increment",
)
_NOTHING = (None, "NO", None, "NO", None, None, None)
_ALWAYS = {
    "is_system_time_period_start": "NO",
    "is_system_time_period_end": "NO",
    "is_updatable": "YES",
}
Cells = Mapping[str, Sequence[Any]]


@dataclass
class _Gathered:
    """The rows so far, in columns or groups of columns."""

    catalogs: list[str] = field(default_factory=list)
    schemas: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    columns: list[KnownColumn] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    parts: list[int | None] = field(default_factory=list)
    own: list[tuple[str | None, ...]] = field(default_factory=list)


def cells(seen: Seen) -> tuple[Cells, int]:
    """The columns of the view that hold something, and how many rows there are."""
    gathered = _Gathered()
    for table in seen.tables():
        columns, partitions = known(seen.ctx, table)
        _add(gathered, table, columns, partitions)
    count = len(gathered.columns)
    return (_turned(gathered, count) if count else {}), count


def _add(
    gathered: _Gathered,
    table: Found,
    columns: Sequence[KnownColumn],
    partitions: Sequence[str],
) -> None:
    count, name = len(columns), table.name
    gathered.catalogs += [name.catalog] * count
    gathered.schemas += [name.schema] * count
    gathered.tables += [name.name] * count
    gathered.columns += columns
    gathered.positions += range(1, count + 1)
    if partitions:
        placed = {part: at for at, part in enumerate(partitions)}
        gathered.parts += [placed.get(column[0]) for column in columns]
    else:
        gathered.parts += [None] * count
    own = stored(table.row)
    if own:
        gathered.own += [_own(own.get(column[0].lower()) or {}) for column in columns]
    else:
        gathered.own += [_NOTHING] * count


def _turned(gathered: _Gathered, count: int) -> Cells:
    columns, own = gathered.columns, gathered.own
    kinds = [facts(column[1]) for column in columns]
    # Not zip(*...): it would make an iterator for each row.
    return {
        "table_catalog": gathered.catalogs,
        "table_schema": gathered.schemas,
        "table_name": gathered.tables,
        "column_name": [column[0] for column in columns],
        "ordinal_position": gathered.positions,
        "is_nullable": ["YES" if column[2] else "NO" for column in columns],
        "partition_index": gathered.parts,
        "comment": [column[3] for column in columns],
        **{name: [kind[at] for kind in kinds] for at, name in enumerate(NAMES)},
        **{name: [one[at] for one in own] for at, name in enumerate(_OWN)},
        **{name: [value] * count for name, value in _ALWAYS.items()},
    }


def _own(kept: Mapping[str, Any]) -> tuple[str | None, ...]:
    """What the store knows of a column: its default, how it is generated, its identity."""
    if not kept:
        return _NOTHING
    generated, identity = kept.get("generated"), kept.get("identity")
    made = (kept.get("default"), "YES" if generated else "NO", generated)
    if not identity:
        return (*made, *_NOTHING[3:])
    how = "ALWAYS" if identity.get("always") else "BY DEFAULT"
    return (*made, "YES", how, str(identity.get("start")), str(identity.get("step")))


def stored(row: TableRow) -> Mapping[str, Mapping[str, Any]]:
    """What the store keeps of a relation's columns, by their lower-case names."""
    kept: Mapping[str, Mapping[str, Any]] = row.columns.get("of") or {
        one["name"].lower(): one for one in row.columns.get("columns", ())
    }
    return kept


def known(ctx: Context, table: Found) -> tuple[Sequence[KnownColumn], Sequence[str]]:
    """A relation's columns, and those of its partitions, as its log has them now."""
    row = table.row
    if row.location is not None and row.format == "DELTA":
        try:
            found = ctx.parts.delta.known.of(row.location)
            return found.columns, found.partitions
        except NoDeltaLog:
            if samples.is_sample(row):
                return _plain(samples.columns_of(row.columns["sample"])), ()
            return (), ()
        except NotImplementedHere:  # object storage
            return (), ()
    return _plain(columns_from(row.columns)), tuple(row.columns.get("partitions", ()))


def _plain(columns: Sequence[Column]) -> list[KnownColumn]:
    return [(one.name, one.type, one.nullable, one.comment) for one in columns]

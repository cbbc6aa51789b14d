"""The table of lineage: a row for each source and target of a statement that moved data.

Names stay as they were at the time, whatever becomes of the tables; ids tell whether a table of
that name is still the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Select,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
)

from boathouse.store.tables import Document, Millis, metadata

lineage = Table(
    "lineage",
    metadata,
    Column("record_id", String(36), primary_key=True),
    Column("event_id", String(36), nullable=False),
    Column("event_time", Millis, nullable=False),
    Column("statement_id", String(36), nullable=True),
    Column("entity_type", String(16), nullable=True),
    Column("entity_id", String(64), nullable=True),
    Column("entity_run_id", String(64), nullable=True),
    Column("entity", Document, nullable=False),
    Column("created_by", String(256), nullable=False),
    Column("source_type", String(16), nullable=True),
    Column("source_name", String(768), nullable=True),
    Column("source_id", String(36), nullable=True),
    Column("source_path", Text, nullable=True),
    Column("target_type", String(16), nullable=True),
    Column("target_name", String(768), nullable=True),
    Column("target_id", String(36), nullable=True),
    Column("target_path", Text, nullable=True),
    Column("columns", Document, nullable=False),  # [[source's column, target's or null], ...]
    Index("ix_lineage_event_time", "event_time"),
    Index("ix_lineage_source", "source_id", "target_id"),
    Index("ix_lineage_target", "target_id", "source_id"),
)


@dataclass(frozen=True)
class End:
    """A source or a target. `kind`: TABLE, VIEW or PATH, None of nothing; `name`: a full name."""

    kind: str | None = None
    name: str | None = None
    id: str | None = None
    path: str | None = None


@dataclass(frozen=True)
class Entity:
    """What ran a statement. `type`: NOTEBOOK or JOB; `facts`: job_id, job_run_id, notebook_id."""

    type: str | None = None
    id: str | None = None
    run_id: str | None = None
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """A row of lineage; times are epoch ms."""

    record_id: str
    event_id: str
    event_time: int
    statement_id: str | None
    entity_type: str | None
    entity_id: str | None
    entity_run_id: str | None
    entity: dict[str, str]
    created_by: str
    source_type: str | None
    source_name: str | None
    source_id: str | None
    source_path: str | None
    target_type: str | None
    target_name: str | None
    target_id: str | None
    target_path: str | None
    columns: list[list[str | None]]


@dataclass(frozen=True)
class Range:
    """Rows of a time, both ends included; `sources` and `targets` by full names. None: any."""

    since: int | None = None
    until: int | None = None
    sources: frozenset[str] | None = None
    targets: frozenset[str] | None = None
    statement_ids: frozenset[str] | None = None


def add(tx: Connection, rows: Sequence[Row]) -> None:
    """Keep rows."""
    tx.execute(insert(lineage), [asdict(row) for row in rows])


def upstream(tx: Connection, table_id: str, name: str) -> list[Any]:
    """What was written into a table: (end and entity columns, columns, newest time), each once."""
    found = _grouped(lineage.c.target_id == table_id, lineage.c.target_name == name)
    return list(tx.execute(found))


def downstream(tx: Connection, table_id: str, name: str) -> list[Any]:
    """The same for what a table was read for."""
    found = _grouped(lineage.c.source_id == table_id, lineage.c.source_name == name)
    return list(tx.execute(found))


_KEYS = (
    "source_type",
    "source_name",
    "source_id",
    "source_path",
    "target_type",
    "target_name",
    "target_id",
    "target_path",
    "entity",
    "columns",
)


def _grouped(*conditions: Any) -> Select[Any]:
    keys = [lineage.c[name] for name in _KEYS]
    newest = func.max(lineage.c.event_time).label("event_time")
    return select(*keys, newest).where(*conditions).group_by(*keys)


def within(tx: Connection, wanted: Range) -> list[Row]:
    """The rows of a time, oldest first."""
    return [Row(*row) for row in values(tx, wanted, list(Row.__dataclass_fields__))]


def values(tx: Connection, wanted: Range, names: Sequence[str]) -> Sequence[Sequence[Any]]:
    """Some columns of those rows."""
    c, found = lineage.c, select(*(lineage.c[name] for name in names))
    if wanted.since is not None:
        found = found.where(c.event_time >= wanted.since)
    if wanted.until is not None:
        found = found.where(c.event_time <= wanted.until)
    if wanted.sources is not None:
        found = found.where(c.source_name.in_(sorted(wanted.sources)))
    if wanted.targets is not None:
        found = found.where(c.target_name.in_(sorted(wanted.targets)))
    if wanted.statement_ids is not None:
        found = found.where(c.statement_id.in_(sorted(wanted.statement_ids)))
    return tx.execute(found.order_by(c.event_time)).all()


def forget(tx: Connection, before: int, most: int) -> int:
    """Remove what is older than a time, and the oldest of more than `most`."""
    count = tx.execute(delete(lineage).where(lineage.c.event_time < before)).rowcount
    many = int(tx.execute(select(func.count()).select_from(lineage)).scalar_one())
    if many > most:
        oldest = select(lineage.c.record_id).order_by(lineage.c.event_time).limit(many - most)
        count += tx.execute(delete(lineage).where(lineage.c.record_id.in_(oldest))).rowcount
    return count

"""The table of statements that have ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Index,
    String,
    Table,
    Text,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    true,
)

from boathouse.store.tables import Id, Millis, metadata

history = Table(
    "query_history",
    metadata,
    Column("query_id", String(36), primary_key=True),
    Column("user_id", Id, nullable=False),
    Column("user_name", String(255), nullable=False),
    Column("warehouse_id", String(64), nullable=False),
    Column("session_id", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("error", Text, nullable=True),
    Column("rows", Id, nullable=True),
    Column("started_at", Millis, nullable=False),
    Column("ended_at", Millis, nullable=True),
    Column("final", Boolean, nullable=False),
    Index("ix_query_history_started_at", "started_at"),
)

Cursor = tuple[int, str]
"""Start and id of the last query of a page."""


@dataclass(frozen=True)
class Query:
    """A row of the history. `status`: FINISHED, FAILED, CANCELED; of what goes on, in no table:
    QUEUED, RUNNING. Times are epoch ms."""

    query_id: str
    user_id: int
    user_name: str
    warehouse_id: str
    session_id: str
    text: str
    kind: str
    status: str
    error: str | None
    rows: int | None
    started_at: int
    ended_at: int | None
    final: bool


@dataclass(frozen=True)
class Wanted:
    """Which queries are asked for; None is any. `users` or `warehouses` bound what the caller may
    see: a query of one of them."""

    statement_ids: frozenset[str] | None = None
    statuses: frozenset[str] | None = None
    user_ids: frozenset[int] | None = None
    warehouse_ids: frozenset[str] | None = None
    since: int | None = None
    until: int | None = None
    before: Cursor | None = None
    own: int | None = None
    monitored: frozenset[str] = frozenset()

    def has(self, query: Query) -> bool:
        """Whether a query that is in no table yet is asked for."""
        sets = (
            (self.statement_ids, query.query_id),
            (self.statuses, query.status),
            (self.user_ids, query.user_id),
            (self.warehouse_ids, query.warehouse_id),
        )
        return (
            all(wanted is None or value in wanted for wanted, value in sets)
            and (self.since is None or query.started_at >= self.since)
            and (self.until is None or query.started_at <= self.until)
            and (self.before is None or (query.started_at, query.query_id) < self.before)
            and (self.own in (None, query.user_id) or query.warehouse_id in self.monitored)
        )


_ROW = [history.c[name] for name in Query.__dataclass_fields__]


def add(tx: Connection, queries: Sequence[Query]) -> None:
    """Keep queries that have ended."""
    tx.execute(insert(history), [asdict(query) for query in queries])


def find(tx: Connection, wanted: Wanted, limit: int) -> list[Query]:
    """The newest first."""
    order = (history.c.started_at.desc(), history.c.query_id.desc())
    rows = tx.execute(select(*_ROW).where(_condition(wanted)).order_by(*order).limit(limit))
    return [Query(*row) for row in rows]


def warehouses(tx: Connection) -> list[str]:
    """Where the kept queries ran."""
    return list(tx.execute(select(history.c.warehouse_id).distinct()).scalars())


def forget(tx: Connection, before: int, most: int) -> int:
    """Remove what started before a time, and the oldest of more than `most`."""
    count = tx.execute(delete(history).where(history.c.started_at < before)).rowcount
    many = int(tx.execute(select(func.count()).select_from(history)).scalar_one())
    if many > most:
        oldest = select(history.c.query_id).order_by(history.c.started_at).limit(many - most)
        count += tx.execute(delete(history).where(history.c.query_id.in_(oldest))).rowcount
    return count


def _condition(wanted: Wanted) -> ColumnElement[bool]:
    c = history.c
    found: list[ColumnElement[bool]] = [true()]
    for values, column in (
        (wanted.statement_ids, c.query_id),
        (wanted.statuses, c.status),
        (wanted.user_ids, c.user_id),
        (wanted.warehouse_ids, c.warehouse_id),
    ):
        if values is not None:
            found.append(column.in_(sorted(values)))
    if wanted.since is not None:
        found.append(c.started_at >= wanted.since)
    if wanted.until is not None:
        found.append(c.started_at <= wanted.until)
    if wanted.before is not None:
        at, query_id = wanted.before
        found.append(or_(c.started_at < at, and_(c.started_at == at, c.query_id < query_id)))
    if wanted.own is not None:
        monitored = c.warehouse_id.in_(sorted(wanted.monitored))
        found.append(or_(c.user_id == wanted.own, monitored))
    return and_(*found)

"""The audit table: rows are added, and removed after a year. `system.access.audit` reads it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
)

from boathouse.store.tables import Document, Id, Millis, metadata

audit = Table(
    "audit",
    metadata,
    Column("event_id", String(36), primary_key=True),
    Column("event_time", Millis, nullable=False, index=True),
    Column("request_id", String(36), nullable=False, index=True),
    Column("user_name", String(256), nullable=True),
    Column("user_id", Id, nullable=True),
    Column("source_ip_address", String(64), nullable=True),
    Column("user_agent", Text, nullable=True),
    Column("service_name", String(64), nullable=False),
    Column("action_name", String(128), nullable=False),
    Column("request_params", Document, nullable=False),
    Column("status_code", Integer, nullable=False),
    Column("error_code", String(64), nullable=True),
    Index("ix_audit_user_time", "user_name", "event_time"),
)


def insert_rows(tx: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Add a group of rows."""
    tx.execute(insert(audit), list(rows))


def of_request(tx: Connection, request_id: str) -> list[dict[str, Any]]:
    """The rows of one request, by the id that its answer carried."""
    found = tx.execute(select(audit).where(audit.c.request_id == request_id))
    return [dict(row._mapping) for row in found]


def values(
    tx: Connection,
    names: Sequence[str],
    since: int | None = None,
    until: int | None = None,
    request_ids: Collection[str] | None = None,
) -> Sequence[Sequence[Any]]:
    """Some columns of the rows of a time (epoch ms, both ends included) and of some requests,
    oldest first."""
    found = select(*(audit.c[name] for name in names))
    if since is not None:
        found = found.where(audit.c.event_time >= since)
    if until is not None:
        found = found.where(audit.c.event_time <= until)
    if request_ids is not None:
        found = found.where(audit.c.request_id.in_(sorted(request_ids)))
    return tx.execute(found.order_by(audit.c.event_time)).all()


def forget(tx: Connection, before: int) -> int:
    """Remove what is older than a time."""
    return tx.execute(delete(audit).where(audit.c.event_time < before)).rowcount

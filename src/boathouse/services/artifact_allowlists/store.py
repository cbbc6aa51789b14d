"""The table of artifact allowlists, a row for each type of artifact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, String, Table, delete, insert, select

from boathouse.store.tables import Document, Millis, metadata

allowlists = Table(
    "artifact_allowlists",
    metadata,
    Column("artifact_type", String(32), primary_key=True),
    Column("matchers", Document, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("created_by", String(256), nullable=False),
)


@dataclass(frozen=True)
class Allowlist:
    """A row of artifact_allowlists."""

    artifact_type: str
    matchers: list[dict[str, Any]]
    created_at: int
    created_by: str


_COLUMNS = [allowlists.c[name] for name in Allowlist.__dataclass_fields__]


def of_type(tx: Connection, artifact_type: str) -> Allowlist | None:
    """The list of a type; None where it was never set."""
    found = tx.execute(select(*_COLUMNS).where(allowlists.c.artifact_type == artifact_type)).first()
    return Allowlist(*found) if found else None


def put(tx: Connection, row: Allowlist) -> None:
    """Replace the list of a type."""
    tx.execute(delete(allowlists).where(allowlists.c.artifact_type == row.artifact_type))
    tx.execute(insert(allowlists).values(**vars(row)))

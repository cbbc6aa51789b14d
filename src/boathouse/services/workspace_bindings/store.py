"""The table of securables that were bound to this workspace by name."""

from __future__ import annotations

from sqlalchemy import Column, Connection, String, Table, delete, insert, select

from boathouse.store.tables import metadata

bindings = Table(
    "workspace_bindings",
    metadata,
    Column("securable_id", String(36), primary_key=True),
)


def bound(tx: Connection, securable_id: str) -> bool:
    """Whether a securable was bound."""
    query = select(bindings.c.securable_id).where(bindings.c.securable_id == securable_id)
    return tx.execute(query).first() is not None


def bind(tx: Connection, securable_id: str) -> None:
    """Bind a securable; said twice it is said once."""
    unbind(tx, securable_id)
    tx.execute(insert(bindings).values(securable_id=securable_id))


def unbind(tx: Connection, securable_id: str) -> None:
    """Take the binding away, if there is one."""
    tx.execute(delete(bindings).where(bindings.c.securable_id == securable_id))

"""Alembic's entry: migrate on the connection that store/migrate.py hands over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from boathouse.store.tables import Document, metadata


def _render(kind: str, thing: Any, _autogenerate: Any) -> str | Literal[False]:
    """A migration is frozen: it names the database's type, not one of ours that may change."""
    return "sa.Text()" if kind == "type" and isinstance(thing, Document) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=_render,
)
context.run_migrations()

"""The table of global init scripts, with its queries."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)

from boathouse.store.tables import Millis, metadata

scripts = Table(
    "global_init_scripts",
    metadata,
    Column("script_id", String(32), primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("position", Integer, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("created_by", String(256), nullable=False),
    Column("updated_at", Millis, nullable=False),
    Column("updated_by", String(256), nullable=False),
)


@dataclass(frozen=True)
class ScriptRow:
    """A row of global_init_scripts; positions count from 0 without gaps."""

    script_id: str
    name: str
    position: int
    enabled: bool
    content: bytes = field(repr=False)
    created_at: int
    created_by: str
    updated_at: int
    updated_by: str


def everything(tx: Connection) -> list[ScriptRow]:
    """All scripts in the order in which they run."""
    rows = tx.execute(select(scripts).order_by(scripts.c.position))
    return [ScriptRow(**row._mapping) for row in rows]


def find(tx: Connection, script_id: str) -> ScriptRow | None:
    """The script of an id."""
    row = tx.execute(select(scripts).where(scripts.c.script_id == script_id)).first()
    return ScriptRow(**row._mapping) if row is not None else None


def put(tx: Connection, script: ScriptRow) -> None:
    """Add a script at its position (at the end, if there are not so many before it)."""
    tx.execute(insert(scripts).values(**script.__dict__))
    _place(tx, script)


def change(tx: Connection, script: ScriptRow, **values: Any) -> None:
    """Set columns of a script; its `position` moves the others."""
    tx.execute(update(scripts).where(scripts.c.script_id == script.script_id).values(**values))
    if "position" in values:
        _place(tx, replace(script, position=values["position"]))


def remove(tx: Connection, script_id: str) -> None:
    """Remove a script; those behind it move up."""
    tx.execute(delete(scripts).where(scripts.c.script_id == script_id))
    _number(tx, everything(tx))


def _place(tx: Connection, script: ScriptRow) -> None:
    others = [one for one in everything(tx) if one.script_id != script.script_id]
    _number(tx, [*others[: script.position], script, *others[script.position :]])


def _number(tx: Connection, ordered: list[ScriptRow]) -> None:
    for position, one in enumerate(ordered):
        chosen = scripts.c.script_id == one.script_id
        tx.execute(update(scripts).where(chosen).values(position=position))

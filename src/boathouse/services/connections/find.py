"""Connections by name."""

from __future__ import annotations

from boathouse.context import Context
from boathouse.errors import ConnectionDoesNotExist
from boathouse.services.connections import store
from boathouse.services.connections.store import ConnectionRow
from boathouse.services.grants import decide


def existing(ctx: Context, name: str) -> ConnectionRow:
    """The connection of a name in any case, not authorized yet; ConnectionDoesNotExist."""
    row = store.by_name(ctx.tx, name)
    if row is None:
        raise ConnectionDoesNotExist(f"Connection '{name.lower()}' does not exist.")
    return row


def all_visible(ctx: Context) -> list[ConnectionRow]:
    """The connections that the caller may see, by name."""
    found: list[ConnectionRow] = []
    name, most = "", 1000
    while True:
        rows = store.after(ctx.tx, name, most)
        sights = decide.sights(ctx, [row.entry for row in rows])
        found += [row for row, sight in zip(rows, sights, strict=True) if sight is not None]
        if len(rows) < most:
            return found
        name = rows[-1].name

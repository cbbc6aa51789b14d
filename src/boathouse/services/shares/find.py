"""Shares by name, and who may see them."""

from __future__ import annotations

from boathouse.context import Context
from boathouse.errors import ShareDoesNotExist
from boathouse.services.catalogs import sight
from boathouse.services.grants import decide
from boathouse.services.shares import store
from boathouse.services.shares.store import ShareRow


def existing(ctx: Context, name: str) -> ShareRow:
    """The share of a name in any case, not authorized yet; ShareDoesNotExist."""
    row = store.by_name(ctx.tx, name)
    if row is None:
        raise ShareDoesNotExist(f"Share '{name.lower()}' does not exist.")
    return row


def seen(ctx: Context, row: ShareRow) -> bool:
    """Whether the caller owns the share or may use all of them."""
    return decide.sight(ctx, row.entry) == sight.FULL or decide.may(ctx, "USE_SHARE", None)


def visible(ctx: Context, name: str) -> ShareRow:
    """The share of a name that the caller sees; ShareDoesNotExist, PermissionDenied."""
    row = existing(ctx, name)
    if not seen(ctx, row):
        decide.require(ctx, "USE_SHARE", None)
    return row

"""The account's forms of paths: this workspace is alone in its account."""

from __future__ import annotations

from boathouse.context import Context
from boathouse.errors import ResourceDoesNotExist
from boathouse.store import settings


def account_id_of(ctx: Context) -> str:
    """The id of the account that this workspace belongs to."""
    return settings.get(ctx.tx, "account_id") or ""


def require_account(ctx: Context, account_id: str) -> None:
    """Refuse another account's id; an empty one means a path of the workspace."""
    if account_id and account_id != account_id_of(ctx):
        raise ResourceDoesNotExist(f"Account {account_id} does not exist.")

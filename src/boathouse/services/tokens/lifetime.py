"""How long a personal access token may live, how many there may be, and who may make none."""

from __future__ import annotations

from sqlalchemy import Connection

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, PermissionDenied
from boathouse.services.tokens.store import NEVER
from boathouse.store import settings

MAX_TOKENS = 600
"""Tokens per principal, as on the real platform."""

MAX_LIFETIME_DAYS = 730
MAX_LIFETIME_SETTING = "workspace_conf.maxTokenLifetimeDays"
"""Where the workspace's own, shorter limit is kept; empty or 0: none."""


def expiry(tx: Connection, now: int, lifetime_seconds: int | None) -> int:
    """When a token of this lifetime ends; NEVER without one, where the workspace allows that."""
    limit = _own_limit(tx)
    if lifetime_seconds is None or lifetime_seconds == -1:
        return NEVER if limit is None else now + limit * 1000
    most = limit or MAX_LIFETIME_DAYS * 86400
    if not 0 < lifetime_seconds <= most:
        raise InvalidParameterValue(f"lifetime_seconds must be between 1 and {most}.")
    return now + lifetime_seconds * 1000


def refuse_task_token(ctx: Context) -> None:
    """A task's token lives as long as its run; it must not make itself one that lives longer."""
    if ctx.principal.task_run_id is not None:
        raise PermissionDenied("The token of a task cannot manage tokens.")


def _own_limit(tx: Connection) -> int | None:
    text = settings.get(tx, MAX_LIFETIME_SETTING) or ""
    days = int(text) if text.isascii() and text.isdecimal() else 0
    return min(days, MAX_LIFETIME_DAYS) * 86400 or None

"""Turning requests away by the address they come from, when the workspace has that switched on."""

from __future__ import annotations

from boathouse.context import Context
from boathouse.errors import InvalidState, PermissionDenied
from boathouse.services.ip_access_lists.addresses import Rules, rules_of
from boathouse.services.ip_access_lists.store import all_lists
from boathouse.store import settings

ENABLE_SETTING = "workspace_conf.enableIpAccessLists"
REREAD_MS = 1000
"""A change takes effect within a second (the platform promises minutes)."""

OPEN_PATHS = frozenset({"/healthz"})


class IpGate:
    """The lists as they were read last. Safe in several threads: they are replaced as a whole."""

    def __init__(self) -> None:
        self._read: tuple[int, Rules | None] | None = None

    def __call__(self, ctx: Context) -> None:
        """PermissionDenied for an address that the lists do not admit.

        Tasks are let through: they run on this very machine, whatever the lists say of it.
        """
        rules = self._rules(ctx)
        if rules is None or rules.admit(ctx.client):
            return
        if ctx.principal.task_run_id is not None or ctx.path in OPEN_PATHS:
            return
        raise PermissionDenied(
            f"Source IP address: {ctx.client} is blocked by Databricks IP ACL for workspace: "
            f"{ctx.parts.workspace_id}"
        )

    def _rules(self, ctx: Context) -> Rules | None:
        read = self._read
        if read is None or not 0 <= ctx.now - read[0] < REREAD_MS:
            read = self._read = (ctx.now, enforced(ctx))
        return read[1]


def require_admitted(ctx: Context) -> None:
    """InvalidState when the lists would turn the caller away: ask before switching them on."""
    if not rules_of(all_lists(ctx.tx)).admit(ctx.client):
        raise InvalidState(f"The IP access lists do not admit your current IP {ctx.client}.")


def enforced(ctx: Context) -> Rules | None:
    """The rules in force; None when the workspace has IP access lists switched off."""
    if (settings.get(ctx.tx, ENABLE_SETTING) or "").lower() != "true":
        return None
    return rules_of(all_lists(ctx.tx))

"""The audit event of a request: which operation, by whom, from where, and how it ended."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from boathouse.context import Context
from boathouse.http.request import Request
from boathouse.route import Access, Route
from boathouse.services.audit.parameters import shown

SENSITIVE = frozenset(
    {
        "oauth",
        "permissions",
        "secrets",
        "service_principal_secrets_proxy",
        "token_management",
        "tokens",
    }
)
"""Services whose every call, reads too, is acknowledged only once its row is on disk."""

READS = ("GET", "HEAD")
FOLLOWING = frozenset({"discovery", "statement_execution", "thrift"})
"""Services whose POSTs are no changes by themselves: their rows follow, as those of reads do."""

QUIET = frozenset({"discovery", "page"})
"""First contact and the page's static files: no principal, nothing to audit."""


class Trail(Protocol):
    """Where events go."""

    def __call__(self, row: dict[str, Any], *, wait: bool) -> Awaitable[None]: ...


@dataclass(frozen=True)
class Event:
    """A row for the trail, and whether the answer waits for it."""

    row: dict[str, Any]
    wait: bool


def event_of(
    ctx: Context,
    request: Request,
    route: Route,
    arguments: Mapping[str, Any],
    status: int,
    error_code: str | None,
) -> Event | None:
    """The event of one handled request; None where there is nothing to audit."""
    if route.access is Access.PUBLIC and route.service in QUIET:
        return None
    principal = ctx.principal
    row = {
        "event_id": str(uuid.uuid4()),
        "event_time": ctx.now,
        "request_id": ctx.request_id,
        "user_name": principal.user_name or None,
        "user_id": principal.user_id or None,
        "source_ip_address": ctx.client,
        "user_agent": (request.header("user-agent") or "")[:512],
        "service_name": route.service,
        "action_name": route.handler.__name__,
        "request_params": shown(arguments),
        "status_code": status,
        "error_code": error_code,
    }
    denied = status in (401, 403)
    changes = request.verb not in READS and route.service not in FOLLOWING
    return Event(row, denied or changes or route.service in SENSITIVE)

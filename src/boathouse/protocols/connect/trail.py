"""The audit events of the gateway's calls: who called what on which cluster, and how it ended."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from boathouse.context import Clock, Principal
from boathouse.errors import ApiError, PermissionDenied, Unauthenticated
from boathouse.protocols.connect.access import CLUSTER_HEADER, client_of
from boathouse.sql.errors import SqlError

SERVICE = "connect"
_CONTINUING = frozenset(("ReattachExecute", "ReleaseExecute", "FetchErrorDetails"))
"""Calls that only go on with one that has its event."""
_DENIED = ("INSUFFICIENT_PERMISSIONS", "PERMISSION_DENIED")

Add = Callable[[dict[str, Any]], None]


@dataclass
class CallEvent:
    """One call, from the moment that its metadata are read."""

    add: Add
    clock: Clock
    method: str = ""
    peer: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict, repr=False)
    principal: Principal | None = None
    session_id: str = ""

    def known(self, principal: Principal) -> None:
        """Who calls."""
        self.principal = principal

    def ended(self, error: BaseException | None) -> None:
        """The call is over. Denials are told of every call."""
        status, code = _outcome(error)
        if not self.method or (self.method in _CONTINUING and status < 400):
            return
        user = self.principal
        params = {
            "cluster_id": self.metadata.get(CLUSTER_HEADER, "")[:64],
            "session_id": self.session_id,
        }
        self.add(
            {
                "event_id": str(uuid.uuid4()),
                "event_time": self.clock(),
                "request_id": str(uuid.uuid4()),
                "user_name": user.user_name if user is not None else None,
                "user_id": user.user_id if user is not None else None,
                "source_ip_address": client_of(self.peer),
                "user_agent": self.metadata.get("user-agent", "")[:512],
                "service_name": SERVICE,
                "action_name": self.method,
                "request_params": {key: value for key, value in params.items() if value},
                "status_code": status,
                "error_code": code,
            }
        )


def _outcome(error: BaseException | None) -> tuple[int, str | None]:
    match error:
        case None | StopAsyncIteration() | GeneratorExit():
            return 200, None
        case asyncio.CancelledError():
            return 499, "CANCELLED"
        case Unauthenticated():
            return 401, error.error_code
        case PermissionDenied():
            return 403, error.error_code
        case ApiError():
            return 400, error.error_code
        case SqlError():
            return (403 if error.error_class in _DENIED else 400), error.error_class[:64]
    return 500, "INTERNAL_ERROR"

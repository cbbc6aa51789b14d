"""The audit events of the engines' private catalog: calls that carry no engine's token."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from boathouse.context import Clock

SERVICE = "engine_catalog"


@dataclass(frozen=True)
class FacadeTrail:
    """`add`: takes a row."""

    add: Callable[[dict[str, Any]], None]
    clock: Clock

    def denied(self, verb: str, client: str) -> None:
        """A call was answered 401; what it asked for is not kept."""
        self.add(
            {
                "event_id": str(uuid.uuid4()),
                "event_time": self.clock(),
                "request_id": str(uuid.uuid4()),
                "user_name": None,
                "user_id": None,
                "source_ip_address": client,
                "user_agent": None,
                "service_name": SERVICE,
                "action_name": verb.lower()[:16],
                "request_params": {},
                "status_code": 401,
                "error_code": "UNAUTHENTICATED",
            }
        )

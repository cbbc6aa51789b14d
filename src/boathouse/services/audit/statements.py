"""The audit events of statements: one when it is asked for, one for how it ended.

They name the statement and never hold its text, which may hold secrets; that stands in the history
of statements. What GRANT and REVOKE changed is told, without comments.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from boathouse.services.audit.parameters import MAX_TEXT
from boathouse.services.query_history.recorder import kind_of
from boathouse.sql.errors import SqlError
from boathouse.sql.execution import CANCELED, SUCCEEDED, Execution

SERVICE = "databrickssql"
SUBMIT, FINISH = "commandSubmit", "commandFinish"
_DENIED = ("INSUFFICIENT_PERMISSIONS", "PERMISSION_DENIED")
_TOLD = ("GRANT", "REVOKE")


class StatementTrail:
    """Told of statements as they begin and end, on the event loop. `add`: takes a row."""

    def __init__(self, add: Callable[[dict[str, Any]], None]) -> None:
        self._add = add

    def started(self, execution: Execution) -> None:
        """A statement was asked for; calls that are no SQL have no text."""
        if execution.request.text:
            self._add(_row(execution, SUBMIT, execution.started_at, 200, None))

    def ended(self, execution: Execution) -> None:
        """A statement is over."""
        if execution.request.text:
            at = execution.ended_at or execution.started_at
            self._add(_row(execution, FINISH, at, *_outcome(execution)))


def _row(
    execution: Execution, action: str, at: int, status: int, error: str | None
) -> dict[str, Any]:
    principal, session = execution.principal, execution.session
    kind = kind_of(execution.request.text)
    params = {
        "statement_id": execution.execution_id,
        "statement_type": kind,
        "session_id": session.session_id,
        "warehouse_id": session.warehouse_id,
    }
    if action == FINISH and kind in _TOLD:
        params["command_text"] = _words(execution.request.text)
    return {
        "event_id": str(uuid.uuid4()),
        "event_time": at,
        "request_id": execution.execution_id[:36],
        "user_name": principal.user_name or None,
        "user_id": principal.user_id or None,
        "source_ip_address": None,
        "user_agent": None,
        "service_name": SERVICE,
        "action_name": action,
        "request_params": params,
        "status_code": status,
        "error_code": error,
    }


def _outcome(execution: Execution) -> tuple[int, str | None]:
    error = execution.error
    if execution.state == SUCCEEDED:
        return 200, None
    if execution.state == CANCELED or error is None:
        return 400, CANCELED
    return (403 if error.error_class in _DENIED else 400), error.error_class[:64]


def _words(text: str) -> str:
    from boathouse.sql.parse import tokenize

    try:
        return " ".join(token.text for token in tokenize(text[: 8 * MAX_TEXT]))[:MAX_TEXT]
    except SqlError:
        return ""

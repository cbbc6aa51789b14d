"""`system.access.audit`: every call and every statement."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from boathouse.services.audit import store
from boathouse.services.audit.names import documented
from boathouse.services.system_tables.asked import Asked

Cells = Mapping[str, Sequence[Any]]
VERSION = "2.0"
_OF: Mapping[str, Sequence[str]] = {
    "event_time": ("event_time",),
    "event_date": ("event_time",),
    "source_ip_address": ("source_ip_address",),
    "user_agent": ("user_agent",),
    "session_id": ("request_params",),
    "user_identity": ("user_name",),
    "request_id": ("request_id",),
    "request_params": ("request_params",),
    "response": ("status_code", "error_code"),
    "event_id": ("event_id",),
}
"""Column -> the columns of the store that it is made of."""


def cells(asked: Asked) -> tuple[Cells, int]:
    """A row for each event."""
    since, until = asked.bounds("event_time")
    needed = {own for name, of in _OF.items() if asked.needs(name) for own in of}
    names = ["service_name", "action_name", *sorted(needed)]
    with asked.ctx.parts.database.read() as tx:
        rows = store.values(tx, names, since, until, asked.only.get("request_id"))
    told = [documented(row[0], row[1]) for row in rows]
    if asked.only.keys() & {"service_name", "action_name"}:
        both = [
            (row, one)
            for row, one in zip(rows, told, strict=True)
            if asked.wants("service_name", one[0]) and asked.wants("action_name", one[1])
        ]
        rows, told = [row for row, _ in both], [one for _, one in both]
    kept = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    shown = {
        "version": [VERSION] * len(rows),
        "audit_level": ["WORKSPACE_LEVEL"] * len(rows),
        "service_name": [one[0] for one in told],
        "action_name": [one[1] for one in told],
        **{name: _cell(name, kept) for name in _OF if asked.needs(name)},
    }
    return shown, len(rows)


def _cell(name: str, kept: Mapping[str, Sequence[Any]]) -> Sequence[Any]:
    match name:
        case "session_id":
            return [params.get("session_id") for params in kept["request_params"]]
        case "user_identity":
            return [{"email": user} for user in kept["user_name"]]
        case "request_params":
            return [_texts(params) for params in kept["request_params"]]
        case "response":
            codes = zip(kept["status_code"], kept["error_code"], strict=True)
            return [{"status_code": status, "error_message": error} for status, error in codes]
    return kept[_OF[name][0]]


def _texts(params: Mapping[str, Any]) -> list[tuple[str, str | None]]:
    return [(name, _text(value)) for name, value in params.items()]


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, separators=(",", ":"))

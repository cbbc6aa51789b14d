"""SQL on a warehouse: a saved query or a file; alerts and dashboards are kept only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from boathouse.errors import InvalidParameterValue
from boathouse.services.jobs import sources
from boathouse.services.jobs.kinds.kind import Kind, Laid, Laying, required

_NEEDED = {"query": "query_id", "file": "path", "alert": "alert_id", "dashboard": "dashboard_id"}


def _check(body: Mapping[str, Any], path: str) -> None:
    required(body, path, "warehouse_id")
    found = [name for name in _NEEDED if body.get(name)]
    if len(found) != 1:
        raise InvalidParameterValue(
            f"{path}: exactly one of {', '.join(_NEEDED)} is needed, found {len(found)}."
        )
    required(body[found[0]], f"{path}.{found[0]}", _NEEDED[found[0]])


def _lay(laying: Laying) -> Laid:
    body = laying.body
    given = {
        "path": "",
        "warehouse_id": body["warehouse_id"],
        "parameters": body.get("parameters", {}),
        "query_id": body.get("query", {}).get("query_id"),
    }
    content = b""
    if "file" in body:
        given["path"] = body["file"]["path"]
        content = sources.file(laying, given["path"], body["file"].get("source")).content
    return Laid({"kind": "sql", "sql": given}, content)


_SQL = Kind("sql_task", _check, cluster=False, lay=_lay)
_ABSENT = {
    "alert": replace(_SQL, unsupported="Alerts are not implemented: the task cannot run."),
    "dashboard": replace(_SQL, unsupported="Dashboards are not implemented: the task cannot run."),
}


def of(task: Mapping[str, Any]) -> Kind:
    """The kind of a sql_task."""
    body = task["sql_task"]
    return next((kind for name, kind in _ABSENT.items() if body.get(name)), _SQL)

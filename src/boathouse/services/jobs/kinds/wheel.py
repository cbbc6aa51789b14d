"""Python wheels: an entry point of a package that the task's libraries bring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boathouse.errors import InvalidParameterValue
from boathouse.services.jobs.kinds.kind import Kind, Laid, Laying, required


def _check(body: Mapping[str, Any], path: str) -> None:
    required(body, path, "package_name", "entry_point")
    if body.get("parameters") and body.get("named_parameters"):
        raise InvalidParameterValue(
            f"{path}: parameters and named_parameters cannot be given together."
        )


def _lay(laying: Laying) -> Laid:
    body = laying.body
    wheel = {
        "path": body["package_name"],
        "entry_point": body["entry_point"],
        "parameters": arguments(body),
        "wheels": wheels(laying.task.task),
    }
    return Laid({"kind": "python_wheel", "python_wheel": wheel})


def arguments(body: Mapping[str, Any]) -> list[str]:
    """The command line behind the package's name [B5.5: named ones come as --k=v]."""
    named = [f"--{name}={value}" for name, value in (body.get("named_parameters") or {}).items()]
    return [*(body.get("parameters") or []), *named]


def wheels(task: Mapping[str, Any]) -> list[str]:
    """The paths of the wheels among a task's libraries."""
    return [item["whl"] for item in task.get("libraries", []) if item.get("whl")]


WHEEL = Kind("python_wheel_task", _check, lay=_lay)

"""The parameters of a run: what run-now overrides, and what a task is finally given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from boathouse.errors import InvalidParameterValue
from boathouse.services.jobs.run_store import Run, TaskRun
from boathouse.services.jobs.settings import MAX_PARAMETERS_BYTES, refuse_references

FAMILIES = ("notebook_params", "python_params")


def overriding(settings: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    """The run's own parameters, checked: notebook_params, python_params, job_parameters."""
    chosen = {name: asked[name] for name in (*FAMILIES, "job_parameters") if asked.get(name)}
    for name, value in chosen.items():
        if len(msgspec.json.encode(value)) > MAX_PARAMETERS_BYTES:
            raise InvalidParameterValue(f"$.{name}: exceeds {MAX_PARAMETERS_BYTES} bytes as JSON.")
        refuse_references(value, f"$.{name}")
    if "job_parameters" in chosen and any(family in chosen for family in FAMILIES):
        raise InvalidParameterValue("job_parameters cannot be given with the task parameters.")
    known = {parameter["name"] for parameter in settings.get("parameters", [])}
    unknown = sorted(set(chosen.get("job_parameters", {})) - known)
    if unknown:
        raise InvalidParameterValue(f"The job has no parameter named {', '.join(unknown)}.")
    return chosen


def job_parameters(settings: Mapping[str, Any], chosen: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The job's parameters as runs/get shows them: name, default, and the value if overridden."""
    values = chosen.get("job_parameters", {})
    shown = []
    for parameter in settings.get("parameters", []):
        name, default = parameter["name"], parameter.get("default", "")
        shown.append({"name": name, "default": default, "value": values.get(name, default)})
    return shown


def widgets(
    task: Mapping[str, Any], settings: Mapping[str, Any], chosen: Mapping[str, Any]
) -> dict[str, str]:
    """A notebook task's widgets: its own values, then the run's; the job's win over all [B5.7]."""
    base = task["notebook_task"].get("base_parameters", {})
    pushed = {item["name"]: item["value"] for item in job_parameters(settings, chosen)}
    return {**base, **chosen.get("notebook_params", {}), **pushed}


def arguments(task: Mapping[str, Any], chosen: Mapping[str, Any]) -> list[str]:
    """A Python task's arguments: the run's python_params replace its own."""
    own: list[str] = task["spark_python_task"].get("parameters", [])
    replaced: list[str] = chosen.get("python_params", own)
    return replaced


def resolved(run: Run, task: TaskRun) -> dict[str, Any]:
    """What a task is given, in the shape of ResolvedValues."""
    if "notebook_task" in task.task:
        given = widgets(task.task, run.settings, run.parameters)
        return {"notebook_task": {"base_parameters": given}} if given else {}
    arguments_given = arguments(task.task, run.parameters)
    return {"spark_python_task": {"parameters": arguments_given}} if arguments_given else {}

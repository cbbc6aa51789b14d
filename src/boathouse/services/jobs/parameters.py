"""The parameters of a run: what run-now overrides, and what a task is finally given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from boathouse.errors import InvalidParameterValue
from boathouse.services.jobs import kinds, references
from boathouse.services.jobs.kinds.dbt import check_commands
from boathouse.services.jobs.run_store import Run, TaskRun
from boathouse.services.jobs.scope import Scope
from boathouse.services.jobs.settings import MAX_PARAMETERS_BYTES

MERGED = {
    "notebook_params": ("notebook_task", "base_parameters"),
    "python_named_params": ("python_wheel_task", "named_parameters"),
    "sql_params": ("sql_task", "parameters"),
}
"""The families of names and values: they are laid over a task's own."""

REPLACED = {
    "python_params": (("spark_python_task", "parameters"), ("python_wheel_task", "parameters")),
    "jar_params": (("spark_jar_task", "parameters"),),
    "spark_submit_params": (("spark_submit_task", "parameters"),),
    "dbt_commands": (("dbt_task", "commands"),),
}
"""The families of lists: they take the place of a task's own."""

FAMILIES = (*MERGED, *REPLACED, "pipeline_params")

_SHOWN = {
    "notebook_task": ("base_parameters",),
    "spark_python_task": ("parameters",),
    "python_wheel_task": ("parameters", "named_parameters"),
    "sql_task": ("parameters",),
    "dbt_task": ("commands",),
    "spark_jar_task": ("parameters",),
    "spark_submit_task": ("parameters",),
    "pipeline_task": ("parameters",),
    "condition_task": ("left", "right"),
    "run_job_task": ("job_parameters",),
}
"""What ResolvedValues shows of each kind."""


def overriding(settings: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    """The run's own parameters, checked: those of the families that were given, job_parameters."""
    chosen = {name: asked[name] for name in (*FAMILIES, "job_parameters") if asked.get(name)}
    for name, value in chosen.items():
        if len(msgspec.json.encode(value)) > MAX_PARAMETERS_BYTES:
            raise InvalidParameterValue(f"$.{name}: exceeds {MAX_PARAMETERS_BYTES} bytes as JSON.")
        references.check(value, f"$.{name}", looped=False)
    given = [family for family in FAMILIES if family in chosen]
    if "job_parameters" in chosen and given:
        raise InvalidParameterValue("job_parameters cannot be given with the task parameters.")
    if "jar_params" in chosen and "notebook_params" in chosen:
        raise InvalidParameterValue("jar_params cannot be given with notebook_params.")
    check_commands(chosen.get("dbt_commands", []), "$.dbt_commands")
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


def given(run: Run, task: TaskRun, scope: Scope) -> dict[str, Any]:
    """The body that a task runs with: its own, the run's parameters over it, the job's over all
    [B5.7], and every reference replaced. Raises references.BadReference."""
    name = kinds.of(task.task).name
    body: dict[str, Any] = dict(task.task[name])
    for family, (kind, field) in MERGED.items():
        if kind == name and family in run.parameters:
            body[field] = {**body.get(field, {}), **run.parameters[family]}
    for family, places in REPLACED.items():
        for kind, field in places:
            if kind == name and family in run.parameters:
                body[field] = run.parameters[family]
    if name == "pipeline_task":
        body |= run.parameters.get("pipeline_params", {})
    found: dict[str, Any] = references.resolve(_pushed(name, body, run), scope)
    return found


def _pushed(name: str, body: dict[str, Any], run: Run) -> dict[str, Any]:
    """The job's parameters, in each task that takes names and values; they win."""
    fields = dict(MERGED.values())
    # A wheel that is called with positions has no place for names.
    if name not in fields or (name == "python_wheel_task" and body.get("parameters")):
        return body
    values = {one["name"]: one["value"] for one in job_parameters(run.settings, run.parameters)}
    own = body.get(fields[name], {})
    return {**body, fields[name]: {**own, **values}} if values else body


def of_run_job(
    body: Mapping[str, Any], parent: Run, settings: Mapping[str, Any], scope: Scope
) -> dict[str, Any]:
    """The parameters of the run that a run_job_task starts, for a job with these settings.

    `body` is resolved. The parent's job parameters are pushed where the job has one of that name,
    and win [B5.7]. Raises InvalidParameterValue for what that job does not take.
    """
    known = {parameter["name"] for parameter in settings.get("parameters", [])}
    asked = {name: body[name] for name in FAMILIES if body.get(name)}
    values = dict(body.get("job_parameters") or {})
    if not asked:
        for one in job_parameters(parent.settings, parent.parameters):
            if one["name"] in known:
                values[one["name"]] = references.resolve(one["value"], scope)
    return overriding(settings, {**asked, "job_parameters": values})


def shown(name: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """What runs/get tells of a body that a task was given, as a part of ResolvedValues."""
    return {field: body[field] for field in _SHOWN.get(name, ()) if body.get(field)}


def resolved(task: TaskRun) -> dict[str, Any]:
    """What a task was given when it began, in the shape of ResolvedValues."""
    name = kinds.of(task.task).name
    return {name: task.resolved} if task.resolved and name in _SHOWN else {}

"""The two forms of a job's settings: with `tasks`, and 2.0's with the fields of one task at the
top. They are kept in the first, with a `format` that tells which they came in [B5.1]."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from boathouse.errors import InvalidParameterValue
from boathouse.services.jobs import kinds
from boathouse.wire import compute
from boathouse.wire import jobs as wire

TASK_BODIES = kinds.BODIES


class SingleTask(TypedDict, total=False):
    """The fields of a task that stand at the top of a 2.0 job."""

    notebook_task: wire.NotebookTask | None
    spark_python_task: wire.SparkPythonTask | None
    python_wheel_task: wire.PythonWheelTask | None
    spark_jar_task: wire.SparkJarTask | None
    spark_submit_task: wire.SparkSubmitTask | None
    pipeline_task: wire.PipelineTask | None
    sql_task: wire.SqlTask | None
    dbt_task: wire.DbtTask | None
    run_job_task: wire.RunJobTask | None
    existing_cluster_id: str | None
    new_cluster: compute.ClusterSpec | None
    libraries: list[compute.Library] | None
    max_retries: int | None
    min_retry_interval_millis: int | None
    retry_on_timeout: bool | None


SINGLE_TASK_FIELDS = tuple(SingleTask.__annotations__)
_KEYS = {"tasks": "task_key", "job_clusters": "job_cluster_key"}


class NewJob(SingleTask, wire.JobsCreate, total=False):
    """The settings of jobs/create."""


class NewRun(SingleTask, wire.JobsSubmit, total=False):
    """The settings of runs/submit."""


class JobSettings(SingleTask, wire.JobSettings, total=False):
    """The new_settings of jobs/reset and jobs/update."""


def with_tasks(document: Mapping[str, Any]) -> dict[str, Any]:
    """Settings that hold `tasks`, whatever form they come in."""
    single = [name for name in SINGLE_TASK_FIELDS if name in document]
    if document.get("tasks"):
        if single:
            raise InvalidParameterValue(f"{single[0]} cannot stand beside tasks.")
        return {**document, "format": "MULTI_TASK"}
    if not any(body in document for body in TASK_BODIES):
        return {**document, "format": "MULTI_TASK", "tasks": []}
    if "job_clusters" in document:
        raise InvalidParameterValue(
            "Shared job cluster feature is only supported in multi-task jobs."
        )
    task = {name: document[name] for name in single}
    rest = {name: value for name, value in document.items() if name not in single}
    key = re.sub(r"[^\w-]+", "_", rest.get("name", ""))[:100].strip("_") or "main"
    return {**rest, "format": "SINGLE_TASK", "tasks": [{"task_key": key, **task}]}


def single_task_form(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The 2.0 form of settings whose format is SINGLE_TASK; others stay as they are."""
    if settings["format"] != "SINGLE_TASK":
        return dict(settings)
    task = settings["tasks"][0]
    top = {name: task[name] for name in SINGLE_TASK_FIELDS if name in task}
    return {**{key: value for key, value in settings.items() if key != "tasks"}, **top}


def updated(
    old: Mapping[str, Any], new: Mapping[str, Any], removed: Sequence[str]
) -> dict[str, Any]:
    """Settings after jobs/update: fields replace, keyed arrays merge, `removed` go [B5.5]."""
    by_task = "tasks" in new or any(name.startswith("tasks/") for name in removed)
    merged = dict(old) if by_task else single_task_form(old)
    for name, value in new.items():
        keyed = name in _KEYS and name in merged
        merged[name] = _merged(merged[name], value, _KEYS[name]) if keyed else value
    for name in removed:
        _remove(merged, name)
    return merged


def _merged(
    old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]], key: str
) -> list[dict[str, Any]]:
    replaced = {item.get(key): item for item in new}
    kept = [replaced.pop(item.get(key), item) for item in old]
    return [*kept, *replaced.values()]


def _remove(settings: dict[str, Any], name: str) -> None:
    field, _, key = name.partition("/")
    if not key:
        settings.pop(field, None)
        return
    if field not in _KEYS:
        raise InvalidParameterValue(f"fields_to_remove: '{name}' cannot be removed.")
    settings[field] = [item for item in settings.get(field, []) if item.get(_KEYS[field]) != key]

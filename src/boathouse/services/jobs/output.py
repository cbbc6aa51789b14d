"""What a task run gave back: logs, the notebook's result, its error. Secrets never get out."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from boathouse.context import Context
from boathouse.services.jobs import (
    access,
    artifacts,
    checkout_store,
    kinds,
    repair_store,
    run_store,
)
from boathouse.services.jobs.folder import TaskFolder
from boathouse.services.jobs.run_store import Run, TaskRun
from boathouse.services.notifications import outbox
from boathouse.services.secrets import redact
from boathouse.services.secrets.api import MAX_VALUE

LIMIT = 5 * 1024 * 1024
"""Bytes: the first 5 MB of a notebook's result, the last 5 MB of logs [B5.3]."""


def of(ctx: Context, task: TaskRun) -> dict[str, Any]:
    """The fields of a RunOutput beside its metadata; every text redacted."""
    folder = TaskFolder(ctx.parts, task.run_id)
    hide = redactor(ctx, task)
    shown: dict[str, Any] = {}
    result = folder.result()
    if "notebook_task" in task.task:
        shown["notebook_output"] = _notebook_output(hide(result.get("exit_value") or ""))
    elif "sql_task" in task.task:
        shown["sql_output"] = _sql_output(task, folder, hide)
    elif "run_job_task" in task.task:
        shown |= {"run_job_output": {"run_id": task.child_run_id}} if task.child_run_id else {}
    elif kinds.of(task.task).process:
        shown |= _logs(folder, hide)
    if "dbt_task" in task.task and folder.artifacts() is not None:
        shown["dbt_output"] = artifacts.link(ctx, task.run_id)
    if task.result_state not in (None, "SUCCESS"):
        shown["error"] = hide(result.get("error") or task.message)
        if result.get("error_trace"):
            shown["error_trace"] = hide(result["error_trace"])
    return shown


def _sql_output(task: TaskRun, folder: TaskFolder, hide: Any) -> dict[str, Any]:
    found = folder.statements()
    query = {
        "warehouse_id": task.task["sql_task"].get("warehouse_id"),
        "endpoint_id": task.task["sql_task"].get("warehouse_id"),
        "query_text": hide(str(found.get("query_text") or "")),
        "sql_statements": [{"lookup_key": str(one)} for one in found.get("statements") or []],
    }
    return {"query_output": {name: value for name, value in query.items() if value}}


def redactor(ctx: Context, task: TaskRun) -> Any:
    """A function that hides, in a text, every secret value that a task of the run has read.

    Of the whole run: tasks hand values on to one another.
    """
    begun = run_store.ids_of(ctx.tx, task.job_run_id, begun=True)
    values = [
        value for run_id in begun for value in redact.values_read(ctx.tx, ctx.parts.vault, run_id)
    ]
    return lambda text: redact.redact(text, values)


def forget(tx: Connection, run: Run) -> None:
    """Remove a run's rows and all that hangs on them; its tasks' folders are left to clear."""
    for task_run_id in run_store.ids_of(tx, run.run_id):
        redact.forget(tx, task_run_id)
    repair_store.forget(tx, run.run_id)
    outbox.forget(tx, run)
    checkout_store.forget(tx, run.run_id)
    run_store.delete_run(tx, run.run_id)
    access.forget_unused(tx, run.job_id)


def _notebook_output(result: str) -> dict[str, Any]:
    encoded = result.encode()
    if len(encoded) <= LIMIT:
        return {"result": result, "truncated": False} if result else {"truncated": False}
    return {"result": encoded[:LIMIT].decode(errors="ignore"), "truncated": True}


def _logs(folder: TaskFolder, hide: Any) -> dict[str, Any]:
    # One secret's length more than is shown is read and redacted, so that a value that the cut
    # would have halved is hidden too.
    tail, more = folder.log_tail(LIMIT + MAX_VALUE)
    hidden = hide(tail.decode(errors="replace")).encode()
    cut = len(hidden) > LIMIT
    text = hidden[-LIMIT:].decode(errors="ignore") if cut else hidden.decode()
    return {"logs": text, "logs_truncated": more or cut}

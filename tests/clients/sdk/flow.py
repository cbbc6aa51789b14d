"""A job with more than one task, in words that databricks-sdk 0.68 knows too.

Runs in an SDK's own environment against DATABRICKS_HOST; prints one JSON document of what it saw.
The argument is a name that nobody else uses.
"""

from __future__ import annotations

import base64
import json
import sys
from datetime import timedelta
from typing import Any

from databricks.sdk import WorkspaceClient
from databricks.sdk.service import jobs, settings, workspace
from databricks.sdk.version import __version__

MINUTE = timedelta(minutes=1)
TELLING = "dbutils.jobs.taskValues.set('word', 'value')\ndbutils.notebook.exit('told')\n"
# Each number of the loop has a run of its own; the second fails until a file is there.
LOOPING = (
    "number = dbutils.widgets.get('number')\n"
    "gate = dbutils.widgets.get('gate')\n"
    "from databricks.sdk import WorkspaceClient\n"
    "open_ = [one.path for one in WorkspaceClient().workspace.list(gate)]\n"
    "assert number != '2' or open_, 'closed'\n"
    "dbutils.notebook.exit('number ' + number)\n"
)


def main(name: str) -> dict[str, Any]:
    w, folder = WorkspaceClient(), f"/Shared/{name}"
    w.workspace.mkdirs(f"{folder}/gate")
    _notebook(w, f"{folder}/telling", TELLING)
    _notebook(w, f"{folder}/looping", LOOPING)
    config = settings.Config(email=settings.EmailConfig(addresses=["team@example.com"]))
    destination = w.notification_destinations.create(display_name=name, config=config)
    job_id = w.jobs.create(name=name, **_settings(folder, destination.id)).job_id
    saved = w.jobs.get(job_id).settings
    run = w.jobs.run_now(job_id, job_parameters={"limit": "1"}).result(MINUTE)
    failed = w.jobs.get_run(run.run_id)
    _notebook(w, f"{folder}/gate/open", "1")
    w.jobs.repair_run(run.run_id, rerun_all_failed_tasks=True).result(MINUTE)
    repaired = w.jobs.get_run(run.run_id, include_history=True)
    listed = [one.run_id for one in w.jobs.list_runs(job_id=job_id)]
    w.jobs.delete(job_id)
    w.notification_destinations.delete(destination.id)
    w.workspace.delete(folder, recursive=True)
    return {
        "version": __version__,
        "schedule": saved.schedule.as_dict(),
        "first": {task.task_key: _end(task) for task in failed.tasks},
        "failed": failed.state.result_state.value,
        "repaired": repaired.state.result_state.value,
        "history": [one.type.value for one in repaired.repair_history],
        "iterations": _iterations(w, repaired),
        "outcome": _last(repaired, "enough").condition_task.outcome,
        "listed": listed == [run.run_id],
    }


def _settings(folder: str, destination: str) -> dict[str, Any]:
    condition = jobs.ConditionTask(
        op=jobs.ConditionTaskOp.GREATER_THAN_OR_EQUAL, left="2", right="{{job.parameters.limit}}"
    )
    inner = jobs.NotebookTask(
        notebook_path=f"{folder}/looping",
        base_parameters={"number": "{{input}}", "gate": f"{folder}/gate"},
    )
    loop = jobs.ForEachTask(
        inputs="[1, 2, 3]",
        concurrency=3,
        task=jobs.Task(task_key="each", notebook_task=inner),
    )
    told = jobs.NotebookTask(notebook_path=f"{folder}/telling")
    taken, left = (
        [jobs.TaskDependency(task_key="enough", outcome=outcome)] for outcome in ("true", "false")
    )
    return {
        "parameters": [jobs.JobParameterDefinition(name="limit", default="9")],
        "schedule": jobs.CronSchedule(
            quartz_cron_expression="0 0 3 ? * MON-FRI",
            timezone_id="Europe/Berlin",
            pause_status=jobs.PauseStatus.PAUSED,
        ),
        "webhook_notifications": jobs.WebhookNotifications(on_failure=[jobs.Webhook(destination)]),
        "tasks": [
            jobs.Task(task_key="enough", condition_task=condition),
            jobs.Task(task_key="loop", for_each_task=loop, depends_on=taken),
            jobs.Task(task_key="other", notebook_task=told, depends_on=left),
            jobs.Task(
                task_key="last",
                notebook_task=told,
                depends_on=[jobs.TaskDependency("loop"), jobs.TaskDependency("other")],
                run_if=jobs.RunIf.NONE_FAILED,
            ),
        ],
    }


def _end(task: Any) -> str:
    return str(task.state.result_state.value)


def _last(run: Any, key: str) -> Any:
    """The newest attempt at a task."""
    return max((one for one in run.tasks if one.task_key == key), key=lambda one: one.run_id)


def _iterations(w: WorkspaceClient, run: Any) -> dict[str, Any]:
    loop = w.jobs.get_run(_last(run, "loop").run_id)
    stats = loop.tasks[0].for_each_task.stats.task_run_stats
    outputs = [w.jobs.get_run_output(one.run_id) for one in loop.iterations]
    return {
        "total": stats.total_iterations,
        "succeeded": stats.succeeded_iterations,
        "results": sorted(one.notebook_output.result for one in outputs),
    }


def _notebook(w: WorkspaceClient, path: str, text: str) -> None:
    w.workspace.import_(
        path,
        content=base64.b64encode(f"# Databricks notebook source\n{text}".encode()).decode(),
        format=workspace.ImportFormat.SOURCE,
        language=workspace.Language.PYTHON,
    )


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))

"""What is told of an event: one document, from which each kind of message is made."""

from __future__ import annotations

from typing import Any

from boathouse.services.jobs.run_store import Run, TaskRun


def document(
    run: Run, task: TaskRun | None, event: str, seconds: int | None = None
) -> dict[str, Any]:
    """The event of a run, or of a task of it, as it is now; `event` names it as `on_failure`."""
    which = task or run
    told: dict[str, Any] = {
        "event": event,
        "job_id": run.job_id,
        "job_name": run.settings["name"] if run.run_type == "JOB_RUN" else run.name,
        "job_run_id": run.run_id,
        "run_id": which.run_id,
        "life_cycle_state": which.life_cycle_state,
        "result_state": which.result_state,
        "message": which.message,
    }
    if task is not None:
        told |= {"task_key": task.task_key, "attempt_number": task.attempt_number}
    if seconds is not None:
        told["seconds"] = seconds
    return told

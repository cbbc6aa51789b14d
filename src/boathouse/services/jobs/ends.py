"""How tasks and runs end: from a launcher's report, from the tasks upstream, from a run's tasks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from boathouse.services.jobs import compute, flow, run_store, states
from boathouse.services.jobs.folder import Exit
from boathouse.services.jobs.run_store import Run, TaskRun
from boathouse.services.tokens import store as tokens


def end_task(
    tx: Connection, task: TaskRun, how: states.Outcome, now: int, /, **changes: Any
) -> None:
    """Bring a task run to its end and take back what it was lent: its token, its cluster."""
    run_store.end_task(tx, task, how, now, **changes)
    if task.pending_at is not None:
        tokens.delete_of_task(tx, task.run_id)
        compute.release(tx, task, now)


def of_task(task: TaskRun, ended: Exit, *, succeeded: bool) -> states.Outcome:
    """A task's end from its launcher's report; SUCCESS only when the task itself said so."""
    if ended.reason == "timeout":
        return states.TIMED_OUT
    if ended.reason == "canceled":
        return _stopped(task)
    if ended.exit_code is None and ended.signal is None:
        return states.UNSUPERVISED
    return states.SUCCESS if succeeded else states.FAILED


def _stopped(task: TaskRun) -> states.Outcome:
    if task.ending == "cluster":
        return states.internal_error("CLUSTER_ERROR", task.message)
    by_us = {"cancel": states.CANCELED, "timeout": states.TIMED_OUT}
    return by_us.get(task.ending or "", states.ENDED_FROM_OUTSIDE)


def by_run(run: Run) -> states.Outcome:
    """The end of what had not begun when its run was ended."""
    return because(run.ending or "cancel")


def because(why: str) -> states.Outcome:
    """The end of what was ended, by the word that is kept as `ending`."""
    return states.TIMED_OUT if why == "timeout" else states.CANCELED


def of_run(run: Run, tasks: Sequence[TaskRun]) -> states.Outcome:
    """A run's end from its tasks' ends [B5.4: the leaves decide]."""
    going = [task for task in tasks if task.result_state != "DISABLED"]
    failed = [task for task in going if task.result_state not in flow.WELL]
    if tasks and not going:
        return states.DISABLED
    if not failed:
        # Also when a cancel or the timeout came after the last task had ended.
        return states.SUCCESS
    if run.ending is not None:
        return by_run(run)
    if all(task.result_state in flow.WELL for task in flow.leaves(tasks)):
        return states.WITH_FAILURES
    first = next((task for task in failed if not _upstream(task)), failed[0])
    message = f"Task {first.task_key} failed with message: {first.message.rstrip('.')}."
    if len(going) == 1 or first.life_cycle_state == "INTERNAL_ERROR":
        state, result = first.life_cycle_state, first.result_state or "FAILED"
        return states.Outcome(state, result, first.code or "RUN_EXECUTION_ERROR", message)
    return states.Outcome("TERMINATED", "FAILED", "RUN_EXECUTION_ERROR", message)


def _upstream(task: TaskRun) -> bool:
    return task.result_state in ("UPSTREAM_FAILED", "UPSTREAM_CANCELED")

"""The rows of a for_each task's iterations: how many are how far, and pages of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from boathouse.services.jobs import flow, states
from boathouse.services.jobs.run_store import TaskRun, task_runs

_LAST_OF = (task_runs.c.parent_id == bindparam("id"), task_runs.c.superseded.is_(False))
_COUNTS = (
    select(task_runs.c.life_cycle_state, task_runs.c.result_state, func.count())
    .where(*_LAST_OF)
    .group_by(task_runs.c.life_cycle_state, task_runs.c.result_state)
)
_FAILURES = (
    select(task_runs.c.message, task_runs.c.code, func.count())
    .where(*_LAST_OF, task_runs.c.result_state.is_not(None))
    .where(task_runs.c.result_state.not_in(sorted(flow.WELL)))
    .group_by(task_runs.c.message, task_runs.c.code)
    .order_by(func.count().desc())
    .limit(10)
)
_PAGE = (
    select(task_runs)
    .where(task_runs.c.parent_id == bindparam("id"))
    .order_by(task_runs.c.iteration, task_runs.c.attempt_number)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)


@dataclass(frozen=True)
class Counts:
    """Iterations: of how many inputs, begun, going on, ended well and badly."""

    total: int
    scheduled: int
    active: int
    succeeded: int
    failed: int

    def with_one(self, task: TaskRun) -> Counts:
        """The counts with another iteration that has begun."""
        active = not task.ended or task.superseded
        well = not active and task.result_state in flow.WELL
        return Counts(
            self.total,
            self.scheduled + 1,
            self.active + active,
            self.succeeded + well,
            self.failed + (not active and not well),
        )


def counts(tx: Connection, task: TaskRun) -> Counts:
    """How far the iterations of a for_each task are, each by its last attempt."""
    active = succeeded = failed = 0
    for life, result, count in tx.execute(_COUNTS, {"id": task.run_id}):
        if life not in states.ENDED:
            active += count
        elif result in flow.WELL:
            succeeded += count
        else:
            failed += count
    total = len((task.resolved or {}).get("inputs", ()))
    return Counts(total, active + succeeded + failed, active, succeeded, failed)


def stats(tx: Connection, task: TaskRun) -> dict[str, Any]:
    """The `stats` of a for_each task in a run [ForEachStats]."""
    found = counts(tx, task)
    shown: dict[str, Any] = {
        "task_run_stats": {
            "total_iterations": found.total,
            "scheduled_iterations": found.scheduled,
            "active_iterations": found.active,
            "completed_iterations": found.succeeded + found.failed,
            "succeeded_iterations": found.succeeded,
            "failed_iterations": found.failed,
        }
    }
    if found.failed:
        shown["error_message_stats"] = [
            {"error_message": message, "count": count, "termination_category": code}
            for message, code, count in tx.execute(_FAILURES, {"id": task.run_id})
        ]
    return shown


def page(tx: Connection, task: TaskRun, offset: int, limit: int) -> Sequence[TaskRun]:
    """Some of the iterations, every attempt, in the order of their inputs."""
    wanted = {"id": task.run_id, "limit": limit, "offset": offset}
    return [TaskRun(**row._mapping) for row in tx.execute(_PAGE, wanted)]

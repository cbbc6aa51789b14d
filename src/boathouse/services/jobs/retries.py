"""Whether a task that failed is tried again, and when; each attempt is a row of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from boathouse.services.jobs import ends, run_store, start, states
from boathouse.services.jobs.run_store import Run, TaskRun
from boathouse.services.notifications import outbox

FOREVER = -1
CONTINUOUS_RETRIES = 3
"""How often a task of a continuous job is tried again that names no number of its own."""

AT_ONCE, PAUSE_MS = 10, 1000
"""After that many attempts each waits: one that fails without a process would take every step."""

POINTLESS = frozenset({"FEATURE_DISABLED", "INVALID_RUN_CONFIGURATION", "UNAUTHORIZED_ERROR"})
"""Termination codes that another attempt would meet again."""


def finish(
    tx: Connection,
    run: Run,
    task: TaskRun,
    outcome: states.Outcome,
    now: int,
    others: Iterable[TaskRun],
    /,
    **facts: Any,
) -> TaskRun | None:
    """End an attempt; the next one, WAITING_FOR_RETRY, where its task is to be tried again.

    `others` are the run's tasks as they are now; they count for continuous jobs. `facts` are other
    columns of the attempt.
    """
    again = _again(run, task, outcome, others)
    ends.end_task(tx, task, outcome, now, **facts, superseded=again)
    ended = replace(task, **{**run_store.ended_as(outcome, now), **facts, "superseded": again})
    if task.started_at is None and ended.started_at is not None:
        outbox.queue(tx, now, run, ended, outbox.START)
    outbox.ended(tx, now, run, ended, last=not again)
    if not again:
        return None
    interval = task.task.get("min_retry_interval_millis") or 0
    many = task.attempt_number - task.first_attempt >= AT_ONCE
    following = start.next_attempt(
        task,
        run_store.next_id(tx, now),
        life_cycle_state="WAITING_FOR_RETRY",
        retry_at=max(now + (PAUSE_MS if many else 0), (task.started_at or now) + interval),
        message=f"Attempt {task.attempt_number} failed; another one follows.",
    )
    run_store.insert_tasks(tx, [following])
    return following


def _again(run: Run, task: TaskRun, outcome: states.Outcome, others: Iterable[TaskRun]) -> bool:
    if run.ending is not None or task.ending == "cancel" or outcome.code in POINTLESS:
        return False
    if outcome.result_state == "TIMEDOUT" and not task.task.get("retry_on_timeout"):
        return False
    if outcome.result_state not in ("FAILED", "TIMEDOUT"):
        return False
    allowed = task.task.get("max_retries") or 0
    if run.trigger == "CONTINUOUS":
        allowed = _of_continuous(run, task, allowed, others)
    return bool(allowed == FOREVER or task.attempt_number - task.first_attempt < allowed)


def _of_continuous(run: Run, task: TaskRun, asked: int, others: Iterable[TaskRun]) -> int:
    """Retries in a continuous job: none, or while another task is in its first attempt
    [SDK TaskRetryMode]."""
    mode = (run.settings.get("continuous") or {}).get("task_retry_mode")
    first = any(
        other.task_key != task.task_key
        and not other.ended
        and other.attempt_number == other.first_attempt
        for other in others
    )
    return (asked or CONTINUOUS_RETRIES) if mode == "ON_FAILURE" and first else 0

"""for_each tasks: one task for each of some inputs, a few at a time, as rows of their own."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from boathouse.errors import InvalidParameterValue
from boathouse.services.jobs import iterations, references, run_store, start, states
from boathouse.services.jobs.iterations import Counts
from boathouse.services.jobs.kinds import flow as kinds
from boathouse.services.jobs.run_store import TaskRun
from boathouse.services.jobs.step import Step

AT_ONCE = 200
"""Iterations that one change may begin: others wait for it."""

Carry = Callable[[Step, TaskRun], None]


def begin(step: Step, task: TaskRun, carry: Carry) -> None:
    """Read the inputs and begin the first iterations."""
    body = task.task["for_each_task"]
    times = {"pending_at": step.now, "started_at": step.now}
    try:
        inputs = kinds.inputs(references.resolve(body["inputs"], step.scope(task)))
    except references.BadReference as error:
        step.end(task, states.misconfigured(error.message), **times)
        return
    except InvalidParameterValue as error:
        step.end(task, states.misconfigured(error.message), **times)
        return
    begun = step.move(task, "RUNNING", message="", resolved={"inputs": inputs}, **times)
    go_on(step, begun, carry)


def go_on(step: Step, task: TaskRun, carry: Carry) -> None:
    """Carry the iterations that have begun, begin more, and end with the last one."""
    for one in step.iterations_of(task):
        carry(step, one)
    counts = iterations.counts(step.tx, task)
    why = step.ending(task)
    if why is None:
        counts = _begin_more(step, task, counts, carry)
    if counts.active == 0 and (why is not None or counts.scheduled == counts.total):
        step.end(task, _outcome(counts, why))
    elif why is not None and task.life_cycle_state == "RUNNING":
        step.move(task, "TERMINATING", ending=why)


def _begin_more(step: Step, task: TaskRun, counts: Counts, carry: Carry) -> Counts:
    """As many iterations as may run at a time, and more as they end at once."""
    allowed, begun = max(1, task.task["for_each_task"].get("concurrency") or 1), 0
    while begun < AT_ONCE:
        waiting = counts.total - counts.scheduled
        free = min(allowed - counts.active, waiting, AT_ONCE - begun)
        if free <= 0:
            return counts
        following = _iterations(step.tx, step.now, task, counts.scheduled, free)
        step.add(following)
        for one in following:
            carry(step, one)
            counts = counts.with_one(step.iterations[one.run_id])
        begun += free
    step.again = True
    return counts


def _iterations(tx: Connection, now: int, parent: TaskRun, first: int, count: int) -> list[TaskRun]:
    nested = parent.task["for_each_task"]["task"]
    inputs = (parent.resolved or {})["inputs"]
    run_id = run_store.next_id(tx, now)
    return [
        start.new_task(
            parent.job_run_id,
            run_id + offset,
            parent.position,
            nested,
            parent_id=parent.run_id,
            iteration=first + offset,
            input={"value": inputs[first + offset]},
        )
        for offset in range(count)
    ]


def _outcome(counts: Counts, why: str | None) -> states.Outcome:
    if why is not None:
        return states.TIMED_OUT if why == "timeout" else states.CANCELED
    if counts.failed:
        message = f"{counts.failed} of {counts.total} iterations failed."
        return states.Outcome("TERMINATED", "FAILED", "RUN_EXECUTION_ERROR", message)
    return states.SUCCESS

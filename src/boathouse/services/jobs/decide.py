"""The decisions about a run: from its rows and the facts of its tasks to the next states.

Works on rows alone and waits for nothing; what must be done outside comes back as actions. It may
be cut off anywhere and asked again.
"""

from __future__ import annotations

from collections.abc import Callable

from boathouse.errors import ApiError, PermissionDenied
from boathouse.services.clusters import use as clusters
from boathouse.services.jobs import (
    checkouts,
    children,
    compute,
    conditions,
    ends,
    flow,
    kinds,
    loops,
    run_store,
    states,
)
from boathouse.services.jobs.folder import TaskFolder
from boathouse.services.jobs.run_store import TaskRun
from boathouse.services.jobs.step import Launch, Recover, Step, Stop


def decide(step: Step) -> None:
    """Move the run and its tasks as far as they can go now."""
    if step.run.life_cycle_state == "QUEUED":
        _leave_queue(step)
    if step.run.ended or step.run.life_cycle_state == "QUEUED":
        return
    _check_timeout(step)
    for task in flow.order(step.tasks.values()):
        carry(step, step.tasks[task.task_key])
    _advance_run(step)


def carry(step: Step, task: TaskRun) -> None:
    """Move one task, or one iteration, as far as it can go now."""
    move = _MOVES.get(task.life_cycle_state)
    if move is not None:
        move(step, task)


def _leave_queue(step: Step) -> None:
    run = step.run
    if run.ending is None:
        # Asked again inside the change: another server may have filled the place.
        if run_store.count_active(step.tx, run.job_id, queued=False) < run.max_concurrent_runs:
            step.move_run("PENDING", message="", pending_at=step.now)
        return
    for task in [*step.tasks.values()]:
        if not task.ended:
            step.end(task, states.CANCELED)
    step.end_run(states.CANCELED)


def _check_timeout(step: Step) -> None:
    run = step.run
    seconds, since = run.timeout_seconds, run.pending_at or run.created_at
    if seconds and step.now >= since + seconds * 1000 and run.ending is None:
        step.end_by("timeout")


def _blocked(step: Step, task: TaskRun) -> None:
    why = step.ending(task)
    if why is not None:
        step.end(task, ends.because(why))
    elif task.parent_id is not None:
        _begin(step, task)
    elif flow.ready(task, step.tasks, step.run.only):
        unmet = flow.unmet(task, step.tasks, step.run.only)
        if unmet is None:
            _begin(step, task)
        else:
            step.end(task, unmet)


def _waiting_for_retry(step: Step, task: TaskRun) -> None:
    why = step.ending(task)
    if why is not None:
        step.end(task, ends.because(why))
    elif step.now >= (task.retry_at or 0):
        _begin(step, task)


def _begin(step: Step, task: TaskRun) -> None:
    """Nothing stands before the task any more."""
    kind = kinds.of(task.task)
    if kind.unsupported is not None:
        step.end(task, states.internal_error(kind.code, kind.unsupported))
    elif kind.name == "condition_task":
        conditions.run(step, task)
    elif kind.name == "for_each_task":
        loops.begin(step, task, carry)
    elif kind.name == "run_job_task":
        children.begin(step, task)
    else:
        _prepare(step, task, cluster=kind.cluster)


def _prepare(step: Step, task: TaskRun, *, cluster: bool) -> None:
    """Let a task with a process wait for what it needs."""
    cluster_id = None
    if cluster:
        try:
            cluster_id = compute.assign(step.tx, step.run, task, step.now)
        except PermissionDenied as error:
            step.end(task, states.unauthorized(error.message))
            return
        except ApiError as error:
            step.end(task, states.internal_error("INVALID_CLUSTER_REQUEST", error.message))
            return
    changes = {"pending_at": step.now, "cluster_id": cluster_id, "message": ""}
    _pending(step, step.move(task, "PENDING", **changes))


def _pending(step: Step, task: TaskRun) -> None:
    facts, why = step.facts.get(task.run_id), step.ending(task)
    if facts is not None and facts.launched:
        # The server died between the launch and its note of it: the task runs.
        step.move(task, "RUNNING", started_at=step.now)
        return
    if why is not None:
        # For a launcher that a server started just before it died and that is not seen yet.
        TaskFolder(step.parts, task.run_id).forbid_launch()
        step.end(task, ends.because(why))
        return
    if checkouts.needed(step.run, task.task) and not _checked_out(step, task):
        return
    if not _prepared(step, task):
        return
    if not kinds.of(task.task).cluster:
        step.actions.append(Launch(step.run, task, None))
        return
    libraries = task.task.get("libraries") or ()
    state = clusters.state(step.tx, step.parts, task.cluster_id or "", libraries)
    if isinstance(state, clusters.Lost):
        step.end(task, states.internal_error(state.code, state.message))
    elif isinstance(state, clusters.Ready):
        # The engine may be another than the one that the task was promised.
        clusters.hold(step.tx, task.cluster_id or "", task.run_id, step.now)
        step.actions.append(Launch(step.run, task, state))
    else:
        step.tell(task, state.message)


def _checked_out(step: Step, task: TaskRun) -> bool:
    """Whether the run's git repository is there; where it cannot be had the task ends."""
    state = checkouts.state(step.tx, step.parts, step.run)
    if isinstance(state, checkouts.Failed):
        step.end(task, states.internal_error("REPOSITORY_CHECKOUT_FAILED", state.message))
    elif isinstance(state, checkouts.Preparing):
        step.tell(task, state.message)
    return isinstance(state, checkouts.Ready)


def _prepared(step: Step, task: TaskRun) -> bool:
    """Whether what a task needs beside its engine is there; it ends where that cannot be had."""
    if not checkouts.needed(step.run, task.task):
        return True
    state = checkouts.state(step.tx, step.parts, step.run)
    if isinstance(state, checkouts.Failed):
        step.end(task, states.internal_error("REPOSITORY_CHECKOUT_FAILED", state.message))
    elif isinstance(state, checkouts.Preparing):
        step.tell(task, state.message)
    return isinstance(state, checkouts.Ready)


def _running(step: Step, task: TaskRun) -> None:
    if _without_process(step, task):
        return
    if _over(step, task):
        return
    why = step.ending(task)
    lost = clusters.lost(step.tx, task.run_id) if task.cluster_id else None
    if why is not None or lost is not None:
        message = lost.message if lost is not None else ""
        moved = step.move(task, "TERMINATING", ending=why or "cluster", message=message)
        step.actions.append(Stop(moved))


def _terminating(step: Step, task: TaskRun) -> None:
    if not _without_process(step, task) and not _over(step, task):
        step.actions.append(Stop(task))


def _without_process(step: Step, task: TaskRun) -> bool:
    """Carry a loop or a child's task; whether it is one."""
    name = kinds.of(task.task).name
    if name not in ("for_each_task", "run_job_task"):
        return False
    if task.life_cycle_state == "RUNNING" and _timed_out(step, task):
        task = step.move(task, "TERMINATING", ending="timeout")
    if name == "for_each_task":
        loops.go_on(step, task, carry)
    else:
        children.watch(step, task)
    return True


def _timed_out(step: Step, task: TaskRun) -> bool:
    seconds = task.task.get("timeout_seconds") or 0
    return bool(seconds) and step.now >= (task.started_at or step.now) + seconds * 1000


def _over(step: Step, task: TaskRun) -> bool:
    """Whether the task's launcher has ended; the task ends with it, if there is a report."""
    facts = step.facts.get(task.run_id)
    if facts is None or facts.alive:
        return False
    if facts.exit is None:
        step.actions.append(Recover(task))
    else:
        step.end(task, ends.of_task(task, facts.exit, succeeded=facts.succeeded))
    return True


def _advance_run(step: Step) -> None:
    tasks, run = [*step.tasks.values()], step.run
    if all(task.ended for task in tasks):
        compute.end_all(step.tx, run, step.now)
        step.end_run(ends.of_run(run, tasks))
    elif run.ending is not None:
        if run.life_cycle_state != "TERMINATING":
            step.move_run("TERMINATING")
    elif run.life_cycle_state == "PENDING" and any(
        task.life_cycle_state == "RUNNING" or (task.ended and task.result_state != "DISABLED")
        for task in tasks
    ):
        step.move_run("RUNNING", started_at=step.now)


_MOVES: dict[str, Callable[[Step, TaskRun], None]] = {
    "BLOCKED": _blocked,
    "WAITING_FOR_RETRY": _waiting_for_retry,
    "PENDING": _pending,
    "RUNNING": _running,
    "TERMINATING": _terminating,
}

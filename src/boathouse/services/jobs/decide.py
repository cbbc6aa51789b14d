"""The decisions about a run: from its rows and the facts of its tasks to the next states.

Works on rows alone and waits for nothing; what must be done outside comes back as actions. It may
be cut off anywhere and asked again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from graphlib import TopologicalSorter
from typing import Any

from sqlalchemy import Connection

from boathouse.context import Parts
from boathouse.errors import PermissionDenied
from boathouse.services.clusters import use as clusters
from boathouse.services.jobs import compute, ends, run_store, states
from boathouse.services.jobs.folder import Facts, TaskFolder
from boathouse.services.jobs.run_store import Run, TaskRun
from boathouse.services.jobs.settings import dependencies


@dataclass(frozen=True)
class Launch:
    """Start a task's launcher: its engine answers."""

    run: Run
    task: TaskRun
    ready: clusters.Ready


@dataclass(frozen=True)
class Stop:
    """Ask a task's launcher to end it."""

    task: TaskRun


@dataclass(frozen=True)
class Recover:
    """A launcher is gone without a report: another must end what it left, and report."""

    task: TaskRun


Action = Launch | Stop | Recover


class Deciding:
    """One look at one run, inside one change.

    Afterwards `run` and `tasks` are as their rows are, `actions` is what must be done outside, and
    `moved` whether anything changed.
    """

    def __init__(
        self, tx: Connection, parts: Parts, run: Run, facts: Mapping[int, Facts], now: int
    ) -> None:
        self.tx, self.parts, self.run, self.now = tx, parts, run, now
        self.facts = facts
        self.actions: list[Action] = []
        self.moved = False
        self._tasks = {task.task_key: task for task in _tasks_of(tx, run)}

    @property
    def tasks(self) -> list[TaskRun]:
        """The task runs, as far as they are now."""
        return list(self._tasks.values())

    def decide(self) -> None:
        """Move the run and its tasks as far as they can go now."""
        if self.run.life_cycle_state == "QUEUED":
            self._leave_queue()
        if self.run.ended:
            return
        self._check_timeout()
        for key in _upstream_first(self._tasks):
            self._advance(self._tasks[key])
        self._advance_run()

    def _leave_queue(self) -> None:
        if self.run.ending is None:
            self._move_run("PENDING", message="", pending_at=self.now)
            return
        for task in self.tasks:
            self._end(task, states.CANCELED)
        self._end_run(states.CANCELED)

    def _check_timeout(self) -> None:
        seconds, since = self.run.timeout_seconds, self.run.pending_at or self.run.created_at
        if seconds and self.now >= since + seconds * 1000 and self.run.ending is None:
            run_store.set_run(self.tx, self.run.run_id, ending="timeout")
            self.run = replace(self.run, ending="timeout")

    def _advance(self, task: TaskRun) -> None:
        if task.life_cycle_state == "BLOCKED":
            self._blocked(task)
        elif task.life_cycle_state == "PENDING":
            self._pending(task)
        elif task.life_cycle_state == "RUNNING":
            self._running(task)
        elif task.life_cycle_state == "TERMINATING" and not self._over(task):
            self.actions.append(Stop(task))

    def _blocked(self, task: TaskRun) -> None:
        if self.run.ending is not None:
            self._end(task, ends.by_run(self.run))
            return
        upstream = [self._tasks[key] for key in dependencies(task.task)]
        if not all(other.ended for other in upstream):
            return
        unmet = ends.unmet(upstream)
        if unmet is not None:
            self._end(task, unmet)
            return
        try:
            cluster_id = compute.assign(self.tx, self.run, task, self.now)
        except PermissionDenied as error:
            self._end(task, states.unauthorized(error.message))
            return
        self._pending(self._move(task, "PENDING", pending_at=self.now, cluster_id=cluster_id))

    def _pending(self, task: TaskRun) -> None:
        facts = self.facts.get(task.run_id)
        if facts is not None and facts.launched:
            # The server died between the launch and its note of it: the task runs.
            self._move(task, "RUNNING", started_at=self.now)
            return
        if self.run.ending is not None:
            # For a launcher that a server started just before it died and that is not seen yet.
            TaskFolder(self.parts, task.run_id).forbid_launch()
            self._end(task, ends.by_run(self.run))
            return
        state = clusters.state(self.tx, self.parts, task.cluster_id or "")
        if isinstance(state, clusters.Lost):
            self._end(task, states.internal_error(state.code, state.message))
        elif isinstance(state, clusters.Ready):
            # The engine may be another than the one that the task was promised.
            clusters.hold(self.tx, task.cluster_id or "", task.run_id, self.now)
            self.actions.append(Launch(self.run, task, state))
        elif task.message != state.message:
            run_store.set_task(self.tx, task.run_id, message=state.message)

    def _running(self, task: TaskRun) -> None:
        if self._over(task):
            return
        lost = clusters.lost(self.tx, task.run_id)
        if self.run.ending is not None or lost is not None:
            why = self.run.ending or "cluster"
            message = lost.message if lost is not None else ""
            self.actions.append(Stop(self._move(task, "TERMINATING", ending=why, message=message)))

    def _over(self, task: TaskRun) -> bool:
        """Whether the task's launcher has ended; the task ends with it, if there is a report."""
        facts = self.facts.get(task.run_id)
        if facts is None or facts.alive:
            return False
        if facts.exit is None:
            self.actions.append(Recover(task))
        else:
            self._end(task, ends.of_task(task, facts.exit, succeeded=facts.succeeded))
        return True

    def _advance_run(self) -> None:
        tasks = self.tasks
        if all(task.ended for task in tasks):
            compute.end_all(self.tx, self.run, self.now)
            self._end_run(ends.of_run(self.run, tasks))
        elif self.run.ending is not None:
            if self.run.life_cycle_state != "TERMINATING":
                self._move_run("TERMINATING")
        elif self.run.life_cycle_state == "PENDING" and any(
            task.life_cycle_state == "RUNNING" or task.ended for task in tasks
        ):
            self._move_run("RUNNING", started_at=self.now)

    def _move(self, task: TaskRun, after: str, **changes: Any) -> TaskRun:
        run_store.move_task(self.tx, task, after, **changes)
        moved = replace(task, life_cycle_state=after, **changes)
        self._tasks[task.task_key] = moved
        self.moved = True
        return moved

    def _end(self, task: TaskRun, outcome: states.Outcome) -> None:
        ends.end_task(self.tx, task, outcome, self.now)
        changes = run_store.ended_as(outcome, self.now)
        self._tasks[task.task_key] = replace(task, **changes)
        self.moved = True

    def _move_run(self, after: str, **changes: Any) -> None:
        run_store.move_run(self.tx, self.run, after, **changes)
        self.run = replace(self.run, life_cycle_state=after, **changes)
        self.moved = True

    def _end_run(self, outcome: states.Outcome) -> None:
        run_store.end_run(self.tx, self.run, outcome, self.now)
        self.run = replace(self.run, **run_store.ended_as(outcome, self.now))
        self.moved = True


def _tasks_of(tx: Connection, run: Run) -> Sequence[TaskRun]:
    return run_store.tasks_of(tx, [run.run_id])[run.run_id]


def _upstream_first(tasks: Mapping[str, TaskRun]) -> list[str]:
    """The task keys in an order in which one pass carries an end to everything that waits."""
    graph = {key: list(dependencies(task.task)) for key, task in tasks.items()}
    return list(TopologicalSorter(graph).static_order())

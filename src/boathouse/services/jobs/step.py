"""One look at one run, inside one change: its rows as they become, and what to do outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from boathouse.context import Parts
from boathouse.services.clusters import use as clusters
from boathouse.services.jobs import references, retries, run_store, states
from boathouse.services.jobs.folder import Facts
from boathouse.services.jobs.run_store import Run, TaskRun
from boathouse.services.notifications import outbox


@dataclass(frozen=True)
class Launch:
    """Start a task's launcher: what it needs is ready."""

    run: Run
    task: TaskRun
    ready: clusters.Ready | None


@dataclass(frozen=True)
class Stop:
    """Ask a task's launcher to end it."""

    task: TaskRun


@dataclass(frozen=True)
class Recover:
    """A launcher is gone without a report: another must end what it left, and report."""

    task: TaskRun


Action = Launch | Stop | Recover


class Step:
    """The rows of a run while they are moved.

    `tasks` holds the last attempt at each task by its key, `iterations` those of for_each tasks
    that are going on, `actions` what must be done outside, `moved` whether anything changed,
    `again` whether another look at once would move more.
    """

    def __init__(
        self, tx: Connection, parts: Parts, run: Run, facts: Mapping[int, Facts], now: int
    ) -> None:
        self.tx, self.parts, self.run, self.now, self.facts = tx, parts, run, now, facts
        self.actions: list[Action] = []
        self.moved = self.again = False
        self.tasks = {task.task_key: task for task in run_store.current_of(tx, run.run_id)}
        looping = [task.run_id for task in self.tasks.values() if _loops(task)]
        found = run_store.active_iterations(tx, looping)
        self.iterations = {task.run_id: task for task in found}

    def all_tasks(self) -> list[TaskRun]:
        """The tasks and the iterations, as far as they are now."""
        return [*self.tasks.values(), *self.iterations.values()]

    def iterations_of(self, parent: TaskRun) -> list[TaskRun]:
        """The iterations of a for_each task that are going on."""
        return [
            task
            for task in self.iterations.values()
            if task.parent_id == parent.run_id and not task.ended
        ]

    def ending(self, task: TaskRun) -> str | None:
        """Why a task is to end though it has not: "cancel", "timeout"; its loop's reason too."""
        if self.run.ending is not None or task.parent_id is None:
            return self.run.ending or task.ending
        parents = (one for one in self.tasks.values() if one.run_id == task.parent_id)
        return task.ending or next((one.ending for one in parents), "cancel")

    def scope(self, task: TaskRun) -> references.Scope:
        """What references in a task's settings can name."""
        return references.scope_of(self.tx, self.parts, self.run, task)

    def move(self, task: TaskRun, after: str, **changes: Any) -> TaskRun:
        """A task in its next state."""
        run_store.move_task(self.tx, task, after, **changes)
        moved = self._moved(replace(task, life_cycle_state=after, **changes))
        if after == "RUNNING":
            outbox.queue(self.tx, self.now, self.run, moved, outbox.START)
        return moved

    def tell(self, task: TaskRun, message: str) -> None:
        """Say what a task waits for."""
        if task.message != message:
            run_store.set_task(self.tx, task.run_id, message=message)

    def end(self, task: TaskRun, how: states.Outcome, /, **facts: Any) -> None:
        """A task at its end, with what is known of it; the next attempt where there is one."""
        others = self.tasks.values()
        following = retries.finish(self.tx, self.run, task, how, self.now, others, **facts)
        facts["superseded"] = following is not None
        self._moved(replace(task, **{**run_store.ended_as(how, self.now), **facts}))
        if following is not None:
            self.again = self.again or (following.retry_at or 0) <= self.now
            self._moved(following)

    def add(self, tasks: list[TaskRun]) -> None:
        """Further task runs: the next iterations."""
        run_store.insert_tasks(self.tx, tasks)
        for task in tasks:
            self._moved(task)

    def move_run(self, after: str, **changes: Any) -> None:
        """The run in its next state."""
        run_store.move_run(self.tx, self.run, after, **changes)
        self.run = replace(self.run, life_cycle_state=after, **changes)
        if after == "RUNNING":
            outbox.queue(self.tx, self.now, self.run, None, outbox.START)
        self.moved = True

    def end_run(self, outcome: states.Outcome) -> None:
        """The run at its end."""
        run_store.end_run(self.tx, self.run, outcome, self.now)
        if self.run.life_cycle_state == "PENDING":
            outbox.queue(self.tx, self.now, self.run, None, outbox.START)
        self.run = replace(self.run, **run_store.ended_as(outcome, self.now))
        outbox.ended(self.tx, self.now, self.run, None)
        self.moved = True

    def end_by(self, why: str) -> None:
        """The run is to end from now on."""
        run_store.set_run(self.tx, self.run.run_id, ending=why)
        self.run = replace(self.run, ending=why)

    def _moved(self, task: TaskRun) -> TaskRun:
        if task.parent_id is None:
            self.tasks[task.task_key] = task
        else:
            self.iterations[task.run_id] = task
        self.moved = True
        return task


def _loops(task: TaskRun) -> bool:
    return "for_each_task" in task.task and task.life_cycle_state in ("RUNNING", "TERMINATING")

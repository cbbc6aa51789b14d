"""The decisions about a run: from its rows and the facts of its tasks to the next states.

Works on rows alone and waits for nothing; what must be done outside comes back as actions. It may
be cut off anywhere and asked again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from boathouse.context import Parts
from boathouse.services.clusters import use as clusters
from boathouse.services.jobs import compute, run_store, states
from boathouse.services.jobs.folder import Facts
from boathouse.services.jobs.run_store import Run, TaskRun
from boathouse.services.jobs.settings import dependencies
from boathouse.services.tokens import store as tokens

UNSUPERVISED = states.internal_error(
    "DRIVER_ERROR", "The process that watched over the task was killed."
)
UNLAUNCHED = Facts(launched=False, alive=False, exit=None)


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
    """One look at one run, inside one change."""

    def __init__(
        self, tx: Connection, parts: Parts, run: Run, facts: Mapping[int, Facts], now: int
    ) -> None:
        self.tx, self.parts, self.run, self.now = tx, parts, run, now
        self.facts = facts
        self.tasks = run_store.tasks_of(tx, [run.run_id])[run.run_id]
        self.actions: list[Action] = []

    def decide(self) -> list[Action]:
        """Move the run and its tasks as far as they can go now."""
        if self.run.life_cycle_state == "QUEUED" and not self._leave_queue():
            return []
        self._check_timeout()
        for task in self.tasks:
            self._advance(task)
        self.tasks = run_store.tasks_of(self.tx, [self.run.run_id])[self.run.run_id]
        self._advance_run()
        return self.actions

    def _leave_queue(self) -> bool:
        run = self.run
        if run.ending is not None:
            for task in self.tasks:
                run_store.end_task(self.tx, task, states.CANCELED, self.now)
            run_store.end_run(self.tx, run, states.CANCELED, self.now)
            return False
        if run_store.count_started(self.tx, run.job_id) >= run.settings["max_concurrent_runs"]:
            return False
        run_store.move_run(self.tx, run, "PENDING", message="")
        self._reload()
        return True

    def _check_timeout(self) -> None:
        seconds = self.run.settings.get("timeout_seconds", 0)
        overdue = seconds and self.now >= self.run.created_at + seconds * 1000
        if overdue and self.run.ending is None:
            run_store.set_run(self.tx, self.run.run_id, ending="timeout")
            self._reload()

    def _reload(self) -> None:
        found = run_store.get_run(self.tx, self.run.run_id)
        assert found is not None
        self.run = found

    def _advance(self, task: TaskRun) -> None:
        steps = {
            "BLOCKED": self._blocked,
            "PENDING": self._pending,
            "RUNNING": self._running,
            "TERMINATING": self._terminating,
        }
        step = steps.get(task.life_cycle_state)
        if step is not None:
            step(task)

    def _blocked(self, task: TaskRun) -> None:
        if self.run.ending is not None:
            self._end(task, self._ended_by_run())
            return
        current = run_store.tasks_of(self.tx, [self.run.run_id])[self.run.run_id]
        needed = set(dependencies(task.task))
        upstream = [other for other in current if other.task_key in needed]
        if not all(other.ended for other in upstream):
            return
        results = {other.result_state for other in upstream}
        if results <= {"SUCCESS"}:
            cluster_id = compute.assign(self.tx, self.run, task, self.now)
            run_store.move_task(
                self.tx, task, "PENDING", pending_at=self.now, cluster_id=cluster_id
            )
            self._reload()
            self._pending(_fresh(self.tx, task))
        elif results <= {"SUCCESS", "CANCELED", "UPSTREAM_CANCELED"}:
            self._end(task, states.UPSTREAM_CANCELED)
        else:
            self._end(task, states.UPSTREAM_FAILED)

    def _pending(self, task: TaskRun) -> None:
        if self.facts.get(task.run_id, UNLAUNCHED).launched:
            # The server died between the launch and its note of it: the task runs.
            run_store.move_task(self.tx, task, "RUNNING", started_at=self.now)
            return
        if self.run.ending is not None:
            self._end(task, self._ended_by_run())
            return
        state = clusters.state(self.tx, self.parts, task.cluster_id or "")
        if isinstance(state, clusters.Lost):
            self._end(task, states.internal_error(state.code, state.message))
        elif isinstance(state, clusters.Ready):
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
            run_store.move_task(self.tx, task, "TERMINATING", ending=why, message=message)
            self.actions.append(Stop(task))

    def _terminating(self, task: TaskRun) -> None:
        if not self._over(task):
            self.actions.append(Stop(task))

    def _over(self, task: TaskRun) -> bool:
        """End the task if its processes have ended."""
        facts = self.facts.get(task.run_id)
        if facts is None or (facts.exit is None and facts.alive):
            return False
        if facts.exit is not None:
            self._end(task, _outcome(task, facts))
            return True
        self.actions.append(Recover(task))
        return True

    def _end(self, task: TaskRun, outcome: states.Outcome) -> None:
        end_task(self.tx, task, outcome, self.now)

    def _ended_by_run(self) -> states.Outcome:
        return states.TIMED_OUT if self.run.ending == "timeout" else states.CANCELED

    def _advance_run(self) -> None:
        run = self.run
        if all(task.ended for task in self.tasks):
            compute.end_all(self.tx, run, self.now)
            run_store.end_run(self.tx, run, outcome_of(run, self.tasks), self.now)
        elif run.ending is not None:
            if run.life_cycle_state != "TERMINATING":
                run_store.move_run(self.tx, run, "TERMINATING")
        elif run.life_cycle_state == "PENDING" and any(
            task.life_cycle_state == "RUNNING" or task.ended for task in self.tasks
        ):
            run_store.move_run(self.tx, run, "RUNNING", started_at=self.now)


def end_task(tx: Connection, task: TaskRun, outcome: states.Outcome, now: int) -> None:
    """Bring a task run to its end and take back what it was lent: its token, its cluster."""
    run_store.end_task(tx, task, outcome, now)
    tokens.delete_of_task(tx, task.run_id)
    compute.release(tx, task, now)


def outcome_of(run: Run, tasks: Sequence[TaskRun]) -> states.Outcome:
    """A run's end from its tasks' ends [B5.4: the leaves decide]."""
    if run.ending is not None:
        return states.TIMED_OUT if run.ending == "timeout" else states.CANCELED
    failed = [task for task in tasks if task.result_state != "SUCCESS"]
    if not failed:
        return states.SUCCESS
    first = next((task for task in failed if not _upstream(task)), failed[0])
    message = f"Task {first.task_key} failed with message: {first.message}."
    if len(tasks) == 1 or first.life_cycle_state == "INTERNAL_ERROR":
        state, result = first.life_cycle_state, first.result_state or "FAILED"
        return states.Outcome(state, result, first.code or "RUN_EXECUTION_ERROR", message)
    return states.Outcome("TERMINATED", "FAILED", "RUN_EXECUTION_ERROR", message)


def _upstream(task: TaskRun) -> bool:
    return task.result_state in ("UPSTREAM_FAILED", "UPSTREAM_CANCELED")


def _outcome(task: TaskRun, facts: Facts) -> states.Outcome:
    """A task's end from its launcher's report; SUCCESS only when the task itself said so."""
    ended = facts.exit
    assert ended is not None
    if ended.exit_code is None and ended.signal is None:
        return UNSUPERVISED
    if ended.reason == "timeout":
        return states.TIMED_OUT
    if ended.reason == "canceled":
        if task.ending == "cluster":
            return states.internal_error("CLUSTER_ERROR", task.message)
        return states.TIMED_OUT if task.ending == "timeout" else states.CANCELED
    return states.SUCCESS if facts.succeeded else states.FAILED


def _fresh(tx: Connection, task: TaskRun) -> TaskRun:
    found = run_store.get_task_run(tx, task.run_id)
    assert found is not None
    return found

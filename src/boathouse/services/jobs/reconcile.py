"""Carries runs forward: reads the facts, lets decide.py move the rows, does what it asks for."""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Connection

from boathouse.context import Parts
from boathouse.engine import process
from boathouse.services.jobs import launch, leases, retries, run_store, states
from boathouse.services.jobs.decide import decide
from boathouse.services.jobs.folder import Facts, TaskFolder
from boathouse.services.jobs.run_store import Run, TaskRun
from boathouse.services.jobs.step import Action, Launch, Recover, Step, Stop
from boathouse.services.notifications import outbox
from boathouse.store.crypto import write_private
from boathouse.store.ids import new_hex

log = logging.getLogger("boathouse.jobs")

LOOK_AGAIN_SECONDS = 1.0
"""While runs are active: timeouts are due to the second, and no wake-up is relied upon alone."""

MAX_RECOVERIES = 3
BATCH = 50
"""Runs in one change: one commit for all of them, and not too long for others to wait."""

CHANGE_SECONDS = 0.1
"""After that a change takes no more runs from a queue."""

WOKEN = ("clusters", "libraries", "triggers", outbox.KIND)
"""Who is told that runs have moved."""


@dataclass
class _Look:
    """What came of looking at runs: what to do, the tasks that have processes, whether a run ended
    (there may be a queue behind it), and whether another look at once would move more."""

    actions: list[Action] = field(default_factory=list)
    running: list[TaskRun] = field(default_factory=list)
    ended: bool = False
    again: bool = False


class RunReconciler:
    """The reconciler of runs (work/loop.py). All that it must not forget is in the rows and the
    folders; what it keeps here spares it from doing things twice.

    `owner` names this server in the leases on runs: the same after a restart.
    """

    kind = "runs"

    def __init__(self, parts: Parts, owner: str | None = None) -> None:
        self._parts = parts
        self._owner = owner or owner_of(parts.config.data_dir)
        self._watched: dict[int, asyncio.Task[None]] = {}
        self._stopped: set[int] = set()
        self._recovered: dict[int, int] = {}

    async def step(self) -> float | None:
        """Look at every run that is due; again at once when one ended, for the queue behind it."""
        runs = await asyncio.to_thread(self._due)
        again, running = False, set[int]()
        for start in range(0, len(runs), BATCH):
            look = await self._carry(runs[start : start + BATCH])
            again = again or look.ended or look.again
            running.update(task.run_id for task in look.running)
        self._stopped &= running
        self._recovered = {key: n for key, n in self._recovered.items() if key in running}
        if not runs:
            return None
        return 0.0 if again else LOOK_AGAIN_SECONDS

    async def close(self) -> None:
        """Stop watching; tasks go on."""
        watching, self._watched = [*self._watched.values()], {}
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)

    async def _carry(self, runs: Sequence[int]) -> _Look:
        """Some runs as far as they go now. What fails with one must not keep the others."""
        look = await asyncio.to_thread(self._look, runs)
        for action in look.actions:
            try:
                await self._act(action)
            except Exception:
                log.exception("task run %s: %s failed", action.task.run_id, type(action).__name__)
        for task in look.running:
            self._watch(task)
        return look

    def _due(self) -> list[int]:
        now = self._parts.clock()
        with self._parts.database.read() as tx:
            held = leases.all_of(tx)
            due = run_store.due_runs(tx)
        return [run.run_id for run in due if leases.free(held, run.run_id, self._owner, now)]

    def _look(self, runs: Sequence[int]) -> _Look:
        """One change for all of them, and for the runs that wait behind those that end."""
        look, facts = _Look(), self._facts(runs)
        moved, ended, waiting = False, list[Run](), deque(runs)
        until = time.monotonic() + CHANGE_SECONDS
        with self._parts.database.write() as tx:
            while waiting:
                run_id = waiting.popleft()
                step = self._look_at(tx, run_id, facts)
                if step is None:
                    continue
                moved = moved or step.moved
                look.actions += step.actions
                look.running += [one for one in step.all_tasks() if _has_process(one)]
                if not step.run.ended:
                    look.again = look.again or step.again
                    continue
                ended.append(step.run)
                if time.monotonic() < until and step.run.run_type == "JOB_RUN":
                    following = run_store.next_queued(tx, step.run.job_id)
                    waiting += [] if following is None or following in waiting else [following]
            leases.drop(tx, [run.run_id for run in ended])
        look.ended = bool(ended)
        if moved:
            for kind in WOKEN:
                self._parts.signals.wake(kind)
        return look

    def _look_at(self, tx: Connection, run_id: int, facts: Mapping[int, Facts]) -> Step | None:
        """One run inside the change; None when it is not ours, over, or cannot be carried."""
        now = self._parts.clock()
        try:
            with tx.begin_nested():
                held = leases.require(tx, run_id, self._owner, now)
                run = run_store.get_run(tx, run_id)
                if run is None or run.ended:
                    return None
                step = Step(tx, self._parts, run, facts, now)
                decide(step)
                if not step.run.ended:
                    leases.keep(tx, run_id, self._owner, now, held)
                return step
        except leases.Held:
            return None
        except Exception:
            log.exception("run %s could not be carried on; it will be tried again", run_id)
            return None

    def _facts(self, runs: Sequence[int]) -> dict[int, Facts]:
        with self._parts.database.read() as tx:
            tasks = run_store.with_processes(tx, runs)
        return {
            task.run_id: TaskFolder(self._parts, task.run_id).facts(_spawned(task))
            for task in tasks
        }

    async def _act(self, action: Action) -> None:
        if isinstance(action, Launch):
            await asyncio.to_thread(self._launch, action)
        elif isinstance(action, Stop):
            self._stop(action.task)
        elif isinstance(action, Recover):
            await self._recover(action.task)

    async def _recover(self, task: TaskRun) -> None:
        """A new launcher for a task that has lost its own, a few times at most."""
        folder = TaskFolder(self._parts, task.run_id)
        tries = self._recovered[task.run_id] = self._recovered.get(task.run_id, 0) + 1
        if tries > MAX_RECOVERIES:
            await process.end_marked(folder.mark, 0)
            log.error("task run %s: %s", task.run_id, await asyncio.to_thread(folder.launcher_log))
            failure = states.internal_error("DRIVER_ERROR", "The task's launcher does not start.")
            await asyncio.to_thread(self._fail, task, failure)
            return
        spawned = await asyncio.to_thread(launch.spawn, folder)
        await asyncio.to_thread(self._note, task, spawned)
        self._watch(task)

    def _note(self, task: TaskRun, spawned: process.ProcessId) -> None:
        with self._parts.database.write() as tx:
            run_store.set_task(tx, task.run_id, pid=spawned.pid, pid_started=spawned.started)

    def _launch(self, action: Launch) -> None:
        try:
            spawned = launch.launch(self._parts, action.run, action.task, action.ready)
        except Exception as error:
            self._fail(action.task, launch.failure(error, action.task))
            return
        with self._parts.database.write() as tx:
            task = run_store.get_task_run(tx, action.task.run_id)
            if task is not None and task.life_cycle_state == "PENDING":
                now = self._parts.clock()
                changes = {"pid": spawned.pid, "pid_started": spawned.started, "message": ""}
                run_store.move_task(tx, task, "RUNNING", started_at=now, **changes)
                began = replace(task, life_cycle_state="RUNNING", started_at=now, message="")
                outbox.queue(tx, now, action.run, began, outbox.START)
        self._parts.signals.wake(self.kind)

    def _fail(self, task: TaskRun, outcome: states.Outcome) -> None:
        with self._parts.database.write() as tx:
            current = run_store.get_task_run(tx, task.run_id)
            run = run_store.get_run(tx, task.job_run_id)
            if current is not None and run is not None and not current.ended:
                others = run_store.current_of(tx, run.run_id)
                retries.finish(tx, run, current, outcome, self._parts.clock(), others)
        self._parts.signals.wake(self.kind)

    def _stop(self, task: TaskRun) -> None:
        """Once in this server's life; a later one repeats it, which does no harm."""
        if task.run_id in self._stopped:
            return
        self._stopped.add(task.run_id)
        folder = TaskFolder(self._parts, task.run_id)
        folder.request_cancel()
        launcher = folder.launcher() or _spawned(task)
        if launcher is not None:
            process.signal(launcher, signal.SIGTERM)

    def _watch(self, task: TaskRun) -> None:
        """Look again the moment that the task's launcher ends."""
        if task.run_id not in self._watched:
            watching = asyncio.create_task(self._wake_after(task.run_id))
            self._watched[task.run_id] = watching

    async def _wake_after(self, task_run_id: int) -> None:
        try:
            launcher = await asyncio.to_thread(self._living, task_run_id)
            if launcher is not None:
                await process.wait(launcher)
                self._parts.signals.wake(self.kind)
        finally:
            self._watched.pop(task_run_id, None)

    def _living(self, task_run_id: int) -> process.ProcessId | None:
        """The process that holds the task, or will; none when it is over."""
        with self._parts.database.read() as tx:
            task = run_store.get_task_run(tx, task_run_id)
        known = (TaskFolder(self._parts, task_run_id).launcher(), task and _spawned(task))
        return next((one for one in known if one and process.alive(one)), None)


def owner_of(data_dir: Path) -> str:
    """The name of the server on a data folder, in leases.

    The folder is locked while it serves: who has this name after a restart is alone with it, and
    need not wait for its own leases.
    """
    path = data_dir / "server.id"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        write_private(path, new_hex(32) + "\n")
        return path.read_text().strip()


def _has_process(task: TaskRun) -> bool:
    looked_after = task.life_cycle_state in ("RUNNING", "TERMINATING")
    return looked_after and task.child_run_id is None and "for_each_task" not in task.task


def _spawned(task: TaskRun) -> process.ProcessId | None:
    if task.pid is None or task.pid_started is None:
        return None
    return process.ProcessId(task.pid, task.pid_started)

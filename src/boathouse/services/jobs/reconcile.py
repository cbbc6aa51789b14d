"""Carries runs forward: reads the facts, lets decide.py move the rows, does what it asks for."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Sequence
from dataclasses import dataclass

from boathouse.context import Parts
from boathouse.engine import process
from boathouse.services.jobs import ends, launch, run_store, states
from boathouse.services.jobs.decide import Action, Deciding, Launch, Recover, Stop
from boathouse.services.jobs.folder import Facts, TaskFolder
from boathouse.services.jobs.run_store import Run, TaskRun

log = logging.getLogger("boathouse.jobs")

LOOK_AGAIN_SECONDS = 1.0
"""While runs are active: timeouts are due to the second, and no wake-up is relied upon alone."""

MAX_RECOVERIES = 3
WITH_PROCESS = ("RUNNING", "TERMINATING")


@dataclass(frozen=True)
class _Look:
    """What came of looking at one run: what to do, and the tasks that have processes."""

    actions: Sequence[Action] = ()
    running: Sequence[TaskRun] = ()
    ended: bool = False


class RunReconciler:
    """The reconciler of runs (work/loop.py). All that it must not forget is in the rows and the
    folders; what it keeps here spares it from doing things twice."""

    kind = "runs"

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._watched: dict[int, asyncio.Task[None]] = {}
        self._stopped: set[int] = set()
        self._recovered: dict[int, int] = {}

    async def step(self) -> float | None:
        """Look at every run that is due; again at once when one ended, for the queue behind it."""
        runs = await asyncio.to_thread(self._due)
        ended, running = False, set[int]()
        for run in runs:
            look = await self._carry(run)
            ended = ended or look.ended
            running.update(task.run_id for task in look.running)
        self._stopped &= running
        self._recovered = {key: n for key, n in self._recovered.items() if key in running}
        if not runs:
            return None
        return 0.0 if ended else LOOK_AGAIN_SECONDS

    async def close(self) -> None:
        """Stop watching; tasks go on."""
        watching, self._watched = [*self._watched.values()], {}
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)

    async def _carry(self, run: Run) -> _Look:
        """One run as far as it goes now. What fails with it must not keep the others."""
        try:
            look = await asyncio.to_thread(self._look, run)
            for action in look.actions:
                await self._act(action)
        except Exception:
            log.exception("run %s could not be carried on; it will be tried again", run.run_id)
            return _Look()
        for task in look.running:
            self._watch(task)
        return look

    def _due(self) -> list[Run]:
        with self._parts.database.read() as tx:
            return run_store.due_runs(tx)

    def _look(self, run: Run) -> _Look:
        facts = self._facts(run)
        with self._parts.database.write() as tx:
            current = run_store.get_run(tx, run.run_id)
            if current is None or current.ended:
                return _Look(ended=True)
            deciding = Deciding(tx, self._parts, current, facts, self._parts.clock())
            deciding.decide()
        if deciding.moved:
            self._parts.signals.wake("clusters")
        running = [task for task in deciding.tasks if task.life_cycle_state in WITH_PROCESS]
        return _Look(deciding.actions, running, deciding.run.ended)

    def _facts(self, run: Run) -> dict[int, Facts]:
        with self._parts.database.read() as tx:
            tasks = run_store.tasks_of(tx, [run.run_id])[run.run_id]
        looking = ("PENDING", *WITH_PROCESS)
        return {
            task.run_id: TaskFolder(self._parts, task.run_id).facts(_spawned(task))
            for task in tasks
            if task.life_cycle_state in looking
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
        self._parts.signals.wake(self.kind)

    def _fail(self, task: TaskRun, outcome: states.Outcome) -> None:
        with self._parts.database.write() as tx:
            current = run_store.get_task_run(tx, task.run_id)
            if current is not None and not current.ended:
                ends.end_task(tx, current, outcome, self._parts.clock())
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


def _spawned(task: TaskRun) -> process.ProcessId | None:
    if task.pid is None or task.pid_started is None:
        return None
    return process.ProcessId(task.pid, task.pid_started)

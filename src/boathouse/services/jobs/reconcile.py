"""Carries runs forward: reads the facts, lets decide.py move the rows, does what it asks for."""

from __future__ import annotations

import asyncio
import logging
import signal

from boathouse.context import Parts
from boathouse.engine import process
from boathouse.errors import ApiError
from boathouse.services.jobs import launch, run_store, states
from boathouse.services.jobs.decide import Action, Deciding, Launch, Recover, Stop, end_task
from boathouse.services.jobs.folder import Facts, TaskFolder
from boathouse.services.jobs.run_store import Run, TaskRun

log = logging.getLogger("boathouse.jobs")

LOOK_AGAIN_SECONDS = 1.0
"""While runs are active: timeouts are due to the second, and no wake-up is relied upon alone."""

MAX_RECOVERIES = 3
WITH_PROCESS = ("RUNNING", "TERMINATING")


class RunReconciler:
    """The reconciler of runs (work/loop.py). All that it knows is in the rows and the folders."""

    kind = "runs"

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._watched: dict[int, asyncio.Task[None]] = {}
        self._stopped: set[int] = set()
        self._recovered: dict[int, int] = {}

    async def step(self) -> float | None:
        """Look at every active run once; again at once when one ended, for the queue behind it."""
        runs = await asyncio.to_thread(self._active)
        ended = False
        for run in runs:
            actions, after = await asyncio.to_thread(self._decide, run)
            ended = ended or after is None
            for action in actions:
                await self._act(action)
            for task in after or ():
                self._watch(task)
        if not runs:
            return None
        return 0.0 if ended else LOOK_AGAIN_SECONDS

    def _active(self) -> list[Run]:
        with self._parts.database.read() as tx:
            return run_store.active_runs(tx)

    def _decide(self, run: Run) -> tuple[list[Action], list[TaskRun] | None]:
        """What to do, and the tasks whose processes run then; None when the run has ended."""
        facts = self._facts(run)
        with self._parts.database.write() as tx:
            current = run_store.get_run(tx, run.run_id)
            if current is None or current.ended:
                return [], None
            deciding = Deciding(tx, self._parts, current, facts, self._parts.clock())
            actions = deciding.decide()
            after = run_store.get_run(tx, run.run_id)
            tasks = run_store.tasks_of(tx, [run.run_id])[run.run_id]
        self._parts.signals.wake("clusters")
        if after is None or after.ended:
            return actions, None
        return actions, [task for task in tasks if task.life_cycle_state in WITH_PROCESS]

    def _facts(self, run: Run) -> dict[int, Facts]:
        with self._parts.database.read() as tx:
            tasks = run_store.tasks_of(tx, [run.run_id])[run.run_id]
        looking = ("PENDING", "RUNNING", "TERMINATING")
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
            await asyncio.to_thread(
                self._fail, task, "DRIVER_ERROR", "The task's launcher does not start."
            )
            return
        spawned = await asyncio.to_thread(launch.spawn, folder)
        await asyncio.to_thread(self._note, task, spawned)

    def _note(self, task: TaskRun, spawned: process.ProcessId) -> None:
        with self._parts.database.write() as tx:
            run_store.set_task(tx, task.run_id, pid=spawned.pid, pid_started=spawned.started)

    def _launch(self, action: Launch) -> None:
        try:
            spawned = launch.launch(self._parts, action.run, action.task, action.ready)
        except ApiError as error:
            self._fail(action.task, "RESOURCE_NOT_FOUND", error.message)
            return
        except OSError as error:
            log.exception("task run %s could not be launched", action.task.run_id)
            self._fail(
                action.task, "INTERNAL_ERROR", f"The task could not start: {error.strerror}."
            )
            return
        with self._parts.database.write() as tx:
            task = run_store.get_task_run(tx, action.task.run_id)
            if task is not None and task.life_cycle_state == "PENDING":
                now = self._parts.clock()
                changes = {"pid": spawned.pid, "pid_started": spawned.started, "message": ""}
                run_store.move_task(tx, task, "RUNNING", started_at=now, **changes)
        self._parts.signals.wake(self.kind)

    def _fail(self, task: TaskRun, code: str, message: str) -> None:
        with self._parts.database.write() as tx:
            current = run_store.get_task_run(tx, task.run_id)
            if current is not None and not current.ended:
                outcome = states.internal_error(code, message)
                end_task(tx, current, outcome, self._parts.clock())
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
        folder = TaskFolder(self._parts, task_run_id)
        spawned = await asyncio.to_thread(self._process, task_run_id)
        living = [one for one in (folder.launcher(), spawned) if one and process.alive(one)]
        if living:
            await process.wait(living[0])
            self._parts.signals.wake(self.kind)
        self._watched.pop(task_run_id, None)

    def _process(self, task_run_id: int) -> process.ProcessId | None:
        with self._parts.database.read() as tx:
            task = run_store.get_task_run(tx, task_run_id)
        return _spawned(task) if task is not None else None


def _spawned(task: TaskRun) -> process.ProcessId | None:
    if task.pid is None or task.pid_started is None:
        return None
    return process.ProcessId(task.pid, task.pid_started)

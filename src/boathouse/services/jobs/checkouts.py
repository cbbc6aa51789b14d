"""The repository of a run's git_source: one clone for all its tasks, so that all see one commit.

`<data>/checkouts/<run id>/work/repository`. The clone is made by the reconciler "checkouts", under
the same confinement as the run's tasks; a clone that was cut off is made anew.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from boathouse.context import Parts
from boathouse.errors import ApiError
from boathouse.services.isolation import tenants
from boathouse.services.jobs import access, checkout_store, git, run_store, task_checks
from boathouse.services.jobs.checkout_store import Checkout
from boathouse.services.jobs.run_store import Run

log = logging.getLogger("boathouse.jobs")

AT_ONCE = 4
LOOK_AGAIN_SECONDS = 5.0


@dataclass(frozen=True)
class Preparing:
    """The repository is on its way."""

    message: str


@dataclass(frozen=True)
class Ready:
    """The repository is there, at a commit."""

    path: Path
    commit: str


@dataclass(frozen=True)
class Failed:
    """It could not be had, and will not be."""

    message: str


def needed(run: Run, task: Mapping[str, Any]) -> bool:
    """Whether a task works with the repository of its run."""
    return bool(run.settings.get("git_source")) and task_checks.from_git(task)


def state(tx: Connection, parts: Parts, run: Run) -> Preparing | Ready | Failed:
    """How far a run's repository is."""
    found = checkout_store.of_run(tx, run.run_id)
    path = folder(parts, run.run_id) / "work" / "repository"
    if found is None:
        parts.signals.wake("checkouts")
        return Preparing("Waiting for the git repository.")
    if found.used_commit is None:
        return Failed(found.error or "The git repository could not be had.")
    # The folder goes with its run; a repaired run makes it anew.
    return Ready(path, found.used_commit) if path.is_dir() else _again(tx, run)


def _again(tx: Connection, run: Run) -> Preparing:
    checkout_store.forget(tx, run.run_id)
    return Preparing("Waiting for the git repository.")


def folder(parts: Parts, run_id: int) -> Path:
    """Where a run's repository is kept."""
    return parts.config.data_dir / "checkouts" / str(run_id)


def snapshot(tx: Connection, run: Run) -> dict[str, Any]:
    """The git_source of a run as runs/get shows it; empty when it has none."""
    source = dict(run.settings.get("git_source") or {})
    if not source:
        return source
    found = checkout_store.of_run(tx, run.run_id)
    if found is not None and found.used_commit:
        source["git_snapshot"] = {"used_commit": found.used_commit}
    return source


class CheckoutReconciler:
    """The reconciler of checkouts (work/loop.py)."""

    kind = "checkouts"

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._cloning: dict[int, asyncio.Task[None]] = {}

    async def step(self) -> float | None:
        """Begin to clone what runs wait for; remove what none needs any more."""
        waiting, going = await asyncio.to_thread(self._look)
        for run in waiting:
            if run.run_id not in self._cloning:
                self._cloning[run.run_id] = asyncio.create_task(self._carry(run))
        await asyncio.to_thread(self._sweep, going | self._cloning.keys())
        return LOOK_AGAIN_SECONDS if going else None

    async def close(self) -> None:
        """Give up what is being cloned: the next start begins it anew."""
        cloning = [*self._cloning.values()]
        for task in cloning:
            task.cancel()
        await asyncio.gather(*cloning, return_exceptions=True)

    def _look(self) -> tuple[list[Run], set[int]]:
        with self._parts.database.read() as tx:
            found = [run_store.get_run(tx, run_id) for run_id in checkout_store.wanted(tx)]
            going = checkout_store.going_on(tx)
        runs = [run for run in found if run is not None]
        return [run for run in runs if _wants(run)], going

    async def _carry(self, run: Run) -> None:
        try:
            async with self._slots:
                found = await self._tried(run)
            await asyncio.to_thread(self._note, found)
        finally:
            del self._cloning[run.run_id]
        self._parts.signals.wake("runs")

    async def _tried(self, run: Run) -> Checkout:
        try:
            return Checkout(run.run_id, await self._clone(run), None)
        except (git.Refused, ApiError) as error:
            return Checkout(run.run_id, None, error.message)
        except Exception:
            log.exception("the repository of run %s could not be cloned", run.run_id)
            return Checkout(run.run_id, None, "The git repository could not be cloned.")

    async def _clone(self, run: Run) -> str:
        place = folder(self._parts, run.run_id)
        policy = await asyncio.to_thread(self._lay_out, run, place)
        return await git.clone(run.settings["git_source"], place, policy, self._parts)

    def _lay_out(self, run: Run, place: Path) -> dict[str, Any] | None:
        with self._parts.database.read() as tx:
            access.runner(tx, run.run_as)
        shutil.rmtree(place, ignore_errors=True)
        place.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
        place.mkdir(mode=0o711)
        policy = tenants.task_confinement(self._parts, run.run_as, place, None)
        for name in ("out", "work", "tmp"):
            (place / name).mkdir(mode=0o700)
            if policy is not None and policy.get("uid") is not None:
                os.chown(place / name, policy["uid"], policy["uid"])
        return policy

    def _note(self, found: Checkout) -> None:
        with self._parts.database.write() as tx:
            checkout_store.put(tx, found)

    def _sweep(self, going: set[int]) -> None:
        base = self._parts.config.data_dir / "checkouts"
        names = [name for name in os.listdir(base) if name.isdigit()] if base.is_dir() else []
        for name in names:
            if int(name) not in going:
                shutil.rmtree(base / name, ignore_errors=True)


def _wants(run: Run) -> bool:
    return any(needed(run, task) for task in run.settings["tasks"])

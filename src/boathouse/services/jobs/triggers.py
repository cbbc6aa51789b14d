"""What starts runs by itself: kept as rows beside the job, fired by reconcilers on the clock."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from boathouse.context import Context, Parts
from boathouse.services.jobs import continuous, queued, schedules, trigger_store, watching
from boathouse.services.jobs.firing import Firing
from boathouse.services.jobs.schedules import Starter
from boathouse.services.jobs.trigger_store import CLOCKED, WATCHING, Trigger

log = logging.getLogger("boathouse.jobs")

KINDS = ("triggers", "watches")
"""The reconcilers to wake when triggers change."""

AT_ONCE = 250
"""Triggers in one change: others wait for it."""

LOOK_AGAIN_MS = 60_000
"""At the latest: a clock may be set, and the queue's limit is looked at then too."""


def saved(tx: Connection, job_id: int, settings: Mapping[str, Any], now: int) -> None:
    """Let a job's triggers be what its (checked) settings say, from now on.

    What the settings leave as it was goes on as it was: its times, its memory.
    """
    wanted = dict(enumerate(schedules.starters(settings)))
    kept = {trigger.position: trigger for trigger in trigger_store.of_job(tx, job_id)}
    gone = kept.keys() - wanted.keys()
    if gone:
        trigger_store.drop(tx, job_id, gone)
    for position, starter in wanted.items():
        before = kept.get(position)
        if before is None or _starter(before) != starter:
            trigger_store.put(tx, _new(job_id, position, starter, now))


def wake(ctx: Context) -> None:
    """Let the reconcilers look again, once the change is committed."""
    for kind in KINDS:
        ctx.wake(kind)


def deleted(tx: Connection, job_id: int) -> None:
    """The job is gone: nothing starts it any more."""
    trigger_store.drop(tx, job_id)


def _starter(trigger: Trigger) -> Starter:
    return Starter(trigger.kind, trigger.config, trigger.paused)


def _new(job_id: int, position: int, starter: Starter, now: int) -> Trigger:
    return Trigger(
        job_id=job_id,
        position=position,
        kind=starter.kind,
        config=starter.config,
        paused=starter.paused,
        since=now,
        next_fire_at=None if starter.paused else _first(starter, now),
        fired_at=None,
        run_id=None,
        state={},
        version=trigger_store.new_version(),
    )


def _first(starter: Starter, now: int) -> int | None:
    if starter.kind in CLOCKED:
        return schedules.first_time(starter.kind, starter.config, now)
    return now


class TriggerReconciler:
    """The reconciler of kind "triggers" (work/loop.py)."""

    kind = "triggers"

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def step(self) -> float:
        """Fire all that is due; the seconds until the next is."""
        while await asyncio.to_thread(self._fire_some):
            pass
        while await asyncio.to_thread(self._restart_some):
            pass
        await asyncio.to_thread(queued.expire, self._parts)
        return await asyncio.to_thread(self._rest)

    def _fire_some(self) -> bool:
        """Fire some that are due, in one change; whether there may be more."""
        try:
            return self._fire(AT_ONCE) == AT_ONCE
        except Exception:
            log.exception("triggers could not be fired together; each is tried by itself")
        return self._fire_each()

    def _fire(self, limit: int) -> int:
        now = self._parts.clock()
        with self._parts.database.read() as tx:
            if not trigger_store.due(tx, CLOCKED, now, 1):
                return 0
        with self._parts.database.write() as tx:
            firing = Firing(tx, self._parts, now)
            due = trigger_store.due(tx, CLOCKED, now, limit)
            for trigger in due:
                firing.fire(trigger, next_fire_at=_next(trigger, now))
        self._parts.signals.wake("runs")
        return len(due)

    def _fire_each(self) -> bool:
        """What fails for one job must not keep the others: it is left out this time."""
        now = self._parts.clock()
        with self._parts.database.read() as tx:
            due = trigger_store.due(tx, CLOCKED, now, AT_ONCE)
        for trigger in due:
            try:
                with self._parts.database.write() as tx:
                    firing = Firing(tx, self._parts, now)
                    firing.fire(trigger, next_fire_at=_next(trigger, now))
            except Exception:
                log.exception("job %s could not be started by its trigger", trigger.job_id)
                with self._parts.database.write() as tx:
                    trigger_store.claim(tx, trigger, next_fire_at=now + LOOK_AGAIN_MS)
        self._parts.signals.wake("runs")
        return len(due) == AT_ONCE

    def _restart_some(self) -> bool:
        now = self._parts.clock()
        with self._parts.database.read() as tx:
            resting = trigger_store.at_rest(tx, "continuous")
            due = trigger_store.due(tx, ("continuous",), now, 1)
        if not resting and not due:
            return False
        with self._parts.database.write() as tx:
            continuous.schedule_restarts(tx, now)
            found = continuous.restart(tx, self._parts, now, AT_ONCE)
        if found:
            self._parts.signals.wake("runs")
        return found == AT_ONCE

    def _rest(self) -> float:
        return rest(self._parts, (*CLOCKED, "continuous"))


class WatchReconciler:
    """The reconciler of kind "watches": what reads disks must not delay what the clock starts."""

    kind = "watches"

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def step(self) -> float:
        """Look at each trigger whose time for it has come; the seconds until the next has."""
        for trigger in await asyncio.to_thread(self._due):
            await asyncio.to_thread(self._watch, trigger)
        return await asyncio.to_thread(rest, self._parts, WATCHING)

    def _due(self) -> list[Trigger]:
        with self._parts.database.read() as tx:
            return trigger_store.due(tx, WATCHING, self._parts.clock(), AT_ONCE)

    def _watch(self, trigger: Trigger) -> None:
        try:
            if watching.watch(self._parts, trigger):
                self._parts.signals.wake("runs")
        except Exception:
            log.exception("the trigger of job %s could not be looked at", trigger.job_id)
            with self._parts.database.write() as tx:
                again = self._parts.clock() + LOOK_AGAIN_MS
                trigger_store.claim(tx, trigger, next_fire_at=again)


def rest(parts: Parts, kinds: Sequence[str]) -> float:
    """The seconds until a trigger of some kinds is due, LOOK_AGAIN_MS at the most."""
    with parts.database.read() as tx:
        due = trigger_store.next_due(tx, kinds)
    wait = LOOK_AGAIN_MS if due is None else due - parts.clock()
    return min(max(wait, 0), LOOK_AGAIN_MS) / 1000


def _next(trigger: Trigger, now: int) -> int | None:
    return schedules.next_time(trigger.kind, trigger.config, trigger.next_fire_at or now, now)

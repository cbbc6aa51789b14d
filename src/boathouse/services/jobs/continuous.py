"""Continuous jobs: the next run starts when the last has ended, later and later after failures."""

from __future__ import annotations

from sqlalchemy import Connection

from boathouse.context import Parts
from boathouse.services.jobs import run_store, trigger_store
from boathouse.services.jobs.firing import Firing
from boathouse.services.jobs.run_store import Run
from boathouse.services.jobs.trigger_store import Trigger

LEAST_GAP_MS = 10_000
"""Between the starts of two runs; Databricks promises only that it is under 60 seconds."""

FIRST_DELAY_MS = 15_000
MOST_DELAY_MS = 3_600_000
"""After failures: the first delay, doubled with each further one up to the longest."""

HEALTHY_MS = MOST_DELAY_MS
"""A run that failed after so long ends the row of failures."""

WELL = ("SUCCESS", "SUCCESS_WITH_FAILURES", "CANCELED")
"""Who cancels a run wants another with the settings of now."""


def schedule_restarts(tx: Connection, now: int) -> None:
    """Give each continuous job whose run has ended the time of its next one."""
    for trigger in trigger_store.at_rest(tx, "continuous"):
        run = run_store.get_run(tx, trigger.run_id) if trigger.run_id else None
        if run is None:
            trigger_store.claim(tx, trigger, next_fire_at=now)
        elif run.ended:
            failures = _failures(trigger, run)
            state = {**trigger.state, "failures": failures}
            at = _restart(run, failures, now)
            trigger_store.claim(tx, trigger, next_fire_at=at, state=state)


def _failures(trigger: Trigger, run: Run) -> int:
    if run.result_state in WELL:
        return 0
    lasted = (run.ended_at or 0) - run.created_at
    before = 0 if lasted >= HEALTHY_MS else int(trigger.state.get("failures", 0))
    return before + 1


def _restart(run: Run, failures: int, now: int) -> int:
    ended = run.ended_at or now
    return max(ended + delay(failures), run.created_at + LEAST_GAP_MS)


def delay(failures: int) -> int:
    """How long after the end of the last of so many failures in a row the next run starts, ms."""
    if failures == 0:
        return 0
    return min(FIRST_DELAY_MS << min(failures - 1, 32), MOST_DELAY_MS)


def restart(tx: Connection, parts: Parts, now: int, limit: int) -> int:
    """Start the runs that are due, at most one active run a job; how many were looked at."""
    firing = Firing(tx, parts, now)
    due = trigger_store.due(tx, ("continuous",), now, limit)
    for trigger in due:
        if run_store.count_active(tx, trigger.job_id, queued=True):
            # Somebody has run it by hand: one active run is what is wanted.
            trigger_store.claim(tx, trigger, next_fire_at=now + LEAST_GAP_MS)
        else:
            firing.fire(trigger, next_fire_at=None)
    return len(due)

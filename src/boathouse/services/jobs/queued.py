"""The longest that a run waits in its job's queue."""

from __future__ import annotations

from sqlalchemy import select

from boathouse.context import Parts
from boathouse.services.jobs import ends, run_store, states
from boathouse.services.jobs.run_store import Run, runs

MOST_MS = 48 * 3_600_000
"""48 hours, as the manual of Databricks says of queueing."""

AT_ONCE = 100
"""Runs in one change: others wait for it."""

TOO_LONG = states.Outcome(
    "TERMINATED",
    "CANCELED",
    "CANCELED",
    "The run was queued for 48 hours, the longest that a run may wait.",
)


def expire(parts: Parts) -> int:
    """End the runs that have waited too long; how many there were."""
    ended = 0
    while late := _late(parts):
        with parts.database.write() as tx:
            for run in late:
                current = run_store.get_run(tx, run.run_id)
                if current is None or current.life_cycle_state != "QUEUED":
                    continue
                for task in run_store.current_of(tx, run.run_id):
                    if not task.ended:
                        ends.end_task(tx, task, TOO_LONG, parts.clock())
                run_store.end_run(tx, current, TOO_LONG, parts.clock())
                ended += 1
    return ended


def _late(parts: Parts) -> list[Run]:
    with parts.database.read() as tx:
        query = select(runs).where(
            runs.c.life_cycle_state == "QUEUED", runs.c.created_at <= parts.clock() - MOST_MS
        )
        return [Run(**row._mapping) for row in tx.execute(query.limit(AT_ONCE))]

"""A trigger fires: its next time and the rows of its run are written in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from boathouse.context import Context, Parts, Principal
from boathouse.services.jobs import access, run_store, start, states, store, trigger_store
from boathouse.services.jobs.run_store import Run
from boathouse.services.jobs.trigger_store import Trigger
from boathouse.services.principals import store as principals

TYPES = {
    "schedule": "PERIODIC",
    "periodic": "PERIODIC",
    "file_arrival": "FILE_ARRIVAL",
    "table_update": "TABLE",
    "continuous": "CONTINUOUS",
}
"""The API's TriggerType of each kind."""

NO_TASKS = "The job has no tasks to run."


class Firing:
    """Fires triggers inside one open change, at one time."""

    def __init__(self, tx: Connection, parts: Parts, now: int) -> None:
        self._tx, self._parts, self._now = tx, parts, now
        self._active: dict[str, bool] = {}

    def fire(
        self, trigger: Trigger, info: Mapping[str, Any] | None = None, **changes: Any
    ) -> Run | None:
        """Start a run of the trigger's job; None when it is not as it was read any more.

        `info` is what the run is told of its trigger, `changes` the trigger's other columns. A job
        that cannot run, its run_as gone, gets a run that has failed and says why.
        """
        run_id = run_store.next_id(self._tx, self._now)
        changes |= {"fired_at": self._now, "run_id": run_id}
        if trigger_store.claim(self._tx, trigger, **changes) is None:
            return None
        job = store.get_job(self._tx, trigger.job_id)
        if job is None:
            trigger_store.drop(self._tx, trigger.job_id)
            return None
        return self._start(job, trigger, dict(info or {}), run_id)

    def _start(self, job: store.Job, trigger: Trigger, info: dict[str, Any], run_id: int) -> Run:
        runs_as = access.runs_as(self._tx, job.job_id, job.settings)
        return start.start(
            self._tx,
            Context(self._parts, Principal(0, job.creator, admin=False), self._now),
            job.settings,
            "JOB_RUN",
            name=job.name,
            chosen={},
            run_as=runs_as,
            job_id=job.job_id,
            run_id=run_id,
            trigger=TYPES[trigger.kind],
            trigger_info=info,
            scheduled_at=trigger.next_fire_at,
            born=self._refusal(job, runs_as),
        )

    def _refusal(self, job: store.Job, runs_as: str) -> states.Outcome | None:
        if not job.settings["tasks"]:
            return states.misconfigured(NO_TASKS)
        if runs_as not in self._active:
            acting = principals.acting_as(self._tx, runs_as) if runs_as else None
            self._active[runs_as] = acting is not None
        if self._active[runs_as]:
            return None
        return states.unauthorized(
            f"{runs_as or 'Nobody'}, as whom this runs, is not an active principal."
        )

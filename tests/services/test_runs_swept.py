"""Runs go sixty days after their end, with every row and file that hangs on them."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select

import boathouse.app  # noqa: F401  # every table is declared
from boathouse.app import system_clock
from boathouse.services.jobs.sweep import KEPT_MS
from boathouse.store.tables import metadata
from tests.live import Api, LiveServer
from tests.services import jobs
from tests.services.clusters import eventually

OUTLIVES = {"run_tokens"}
"""An idempotency token stands for a run that was deleted, too."""


def test_everything_of_an_old_run_goes(tmp_path: Path) -> None:
    ahead = 0
    live = LiveServer(tmp_path, rate_limit=0, clock=lambda: system_clock() + ahead)
    api = Api(live.address, live.token)
    try:
        failing = jobs.script(api, "raise ValueError('no')")
        loop = {
            "task_key": "loop",
            "for_each_task": {
                "inputs": "[1, 2]",
                "concurrency": 2,
                "task": {
                    "task_key": "each",
                    "condition_task": {"op": "EQUAL_TO", "left": "{{input}}", "right": "1"},
                },
            },
        }
        told = {
            "health": {
                "rules": [{"metric": "RUN_DURATION_SECONDS", "op": "GREATER_THAN", "value": 9}]
            },
            "email_notifications": {
                "on_failure": ["a@example.com"],
                "on_duration_warning_threshold_exceeded": ["a@example.com"],
            },
        }
        task = jobs.script_task(failing, max_retries=1, **told)
        run_id = jobs.submit(api, task, loop, **told)
        run = jobs.await_end(api, run_id)
        repair = {"run_id": run_id, "rerun_all_failed_tasks": True}
        jobs.accepted(api.post("/api/2.2/jobs/runs/repair", json=repair))
        run = jobs.await_end(api, run_id)
        ids = {run_id, *(task["run_id"] for task in run["tasks"])}
        assert _left(live, ids)
        ahead = KEPT_MS + 60_000
        live.app.parts.signals.wake("run sweep")
        # What is still to be delivered stays until it is given up: nobody takes mail here.
        eventually(lambda: _left(live, ids) <= {"notifications"})
        eventually(lambda: not any((tmp_path / "runs").iterdir()))
    finally:
        live.stop()
        live.end_engines()


def _left(live: LiveServer, ids: set[int]) -> set[str]:
    """The tables in which there is something of one of the runs."""
    found = set()
    with live.app.parts.database.read() as tx:
        for name, table in metadata.tables.items():
            for column in ("run_id", "job_run_id", "task_run_id", "parent_id"):
                if column in table.c and name not in OUTLIVES:
                    query = select(func.count()).where(table.c[column].in_(ids))
                    if tx.execute(query).scalar():
                        found.add(name)
    return found

"""The tables of runs and task runs, and their rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from boathouse.services.jobs import states
from boathouse.store.tables import Document, Id, Millis, metadata

runs = Table(
    "runs",
    metadata,
    Column("run_id", Id, primary_key=True),
    Column("job_id", Id, nullable=False),
    Column("run_type", String(32), nullable=False),
    Column("name", String(4096), nullable=False),
    Column("creator", String(256), nullable=False),
    Column("run_as", String(256), nullable=False),
    Column("settings", Document, nullable=False),
    Column("parameters", Document, nullable=False),
    Column("max_concurrent_runs", Integer, nullable=False),
    Column("timeout_seconds", Integer, nullable=False),
    Column("life_cycle_state", String(32), nullable=False),
    Column("result_state", String(48), nullable=True),
    Column("code", String(64), nullable=True),
    Column("message", Text, nullable=False, default=""),
    Column("ending", String(16), nullable=True),
    Column("trigger", String(32), nullable=False, server_default="ONE_TIME"),
    Column("trigger_info", Document, nullable=False, server_default="{}"),
    Column("scheduled_at", Millis, nullable=True),
    Column("only", Document, nullable=True),
    Column("parent_task_run_id", Id, nullable=True),
    Column("depth", Integer, nullable=False, server_default="0"),
    Column("repair_count", Integer, nullable=False, server_default="0"),
    Column("clusters", Document, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("pending_at", Millis, nullable=True),
    Column("started_at", Millis, nullable=True),
    Column("ended_at", Millis, nullable=True),
    Index("ix_runs_job", "job_id", "run_id"),
    Index("ix_runs_state", "life_cycle_state", "job_id", "run_id"),
    Index("ix_runs_ended", "ended_at"),
    Index("ix_runs_type", "run_type", "run_id"),
)

task_runs = Table(
    "task_runs",
    metadata,
    Column("run_id", Id, primary_key=True),
    Column("job_run_id", Id, ForeignKey("runs.run_id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("task_key", String(256), nullable=False),
    Column("attempt_number", Integer, nullable=False),
    Column("first_attempt", Integer, nullable=False, server_default="0"),
    Column("original_attempt_run_id", Id, nullable=False, server_default="0"),
    Column("superseded", Boolean, nullable=False, server_default="0"),
    Column("parent_id", Id, nullable=True),
    Column("iteration", Integer, nullable=True),
    Column("input", Document, nullable=True),
    Column("task", Document, nullable=False),
    Column("resolved", Document, nullable=True),
    Column("outcome", String(8), nullable=True),
    Column("child_run_id", Id, nullable=True),
    Column("cluster_id", String(64), nullable=True),
    Column("life_cycle_state", String(32), nullable=False),
    Column("result_state", String(48), nullable=True),
    Column("code", String(64), nullable=True),
    Column("message", Text, nullable=False, default=""),
    Column("ending", String(16), nullable=True),
    Column("pid", Integer, nullable=True),
    Column("pid_started", String(64), nullable=True),
    Column("retry_at", Millis, nullable=True),
    Column("pending_at", Millis, nullable=True),
    Column("started_at", Millis, nullable=True),
    Column("ended_at", Millis, nullable=True),
    Index("ix_task_runs_run", "job_run_id", "life_cycle_state"),
    Index("ix_task_runs_iterations", "parent_id", "life_cycle_state"),
    # Without it SQLite looks a run's outer tasks up among all that have no parent.
    Index("ix_task_runs_outer", "job_run_id", "parent_id"),
)

run_tokens = Table(
    "run_tokens",
    metadata,
    Column("creator", String(256), primary_key=True),
    Column("token", String(64), primary_key=True),
    Column("run_id", Id, nullable=False),
)
"""Which run an idempotency token stands for; it outlives the run."""


@dataclass(frozen=True)
class Run:
    """A row of runs: what was asked (settings, parameters) and how far it is.

    `creator` is who asked for it, `run_as` the name of the principal whose rights it has.
    `ending` says why it is being ended: "cancel", "timeout". `clusters` maps the keys of job
    clusters to the clusters made for this run. `pending_at` is when it left the queue.
    `trigger_info` says what started it, `scheduled_at` for when that was due, `only` which tasks
    run (None: all). `parent_task_run_id` is the run_job task that started it, `depth` how many
    such tasks stand above it.
    """

    run_id: int
    job_id: int
    run_type: str
    name: str
    creator: str
    run_as: str
    settings: dict[str, Any]
    parameters: dict[str, Any]
    max_concurrent_runs: int
    timeout_seconds: int
    life_cycle_state: str
    result_state: str | None
    code: str | None
    message: str
    ending: str | None
    trigger: str
    trigger_info: dict[str, Any]
    scheduled_at: int | None
    only: list[str] | None
    parent_task_run_id: int | None
    depth: int
    repair_count: int
    clusters: dict[str, str]
    created_at: int
    pending_at: int | None
    started_at: int | None
    ended_at: int | None

    @property
    def ended(self) -> bool:
        """Whether nothing will change any more."""
        return self.life_cycle_state in states.ENDED


@dataclass(frozen=True)
class TaskRun:
    """A row of task_runs: one attempt at one task of a run. `pid` is its launcher's.

    `first_attempt` is the number of the first attempt that its retries count from (a repair begins
    anew), `superseded` says that a later attempt took its place. An iteration has the for_each
    task run as `parent_id`, its place as `iteration` and `{"value": ...}` as `input`. `resolved` is
    what a task without a process was given, `outcome` a condition's "true" or "false",
    `child_run_id` the run that a run_job task started, `retry_at` when a retry is due.
    """

    run_id: int
    job_run_id: int
    position: int
    task_key: str
    attempt_number: int
    first_attempt: int
    original_attempt_run_id: int
    superseded: bool
    parent_id: int | None
    iteration: int | None
    input: dict[str, Any] | None
    task: dict[str, Any]
    resolved: dict[str, Any] | None
    outcome: str | None
    child_run_id: int | None
    cluster_id: str | None
    life_cycle_state: str
    result_state: str | None
    code: str | None
    message: str
    ending: str | None
    pid: int | None
    pid_started: str | None
    retry_at: int | None
    pending_at: int | None
    started_at: int | None
    ended_at: int | None

    @property
    def ended(self) -> bool:
        """Whether nothing will change any more."""
        return self.life_cycle_state in states.ENDED

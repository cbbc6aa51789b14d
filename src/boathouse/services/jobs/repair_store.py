"""The table of repairs: the history of runs that were begun again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)

from boathouse.services.jobs.run_store import Run, TaskRun
from boathouse.store.tables import Document, Id, Millis, metadata

ORIGINAL, REPAIR = "ORIGINAL", "REPAIR"

run_repairs = Table(
    "run_repairs",
    metadata,
    Column("repair_id", Id, primary_key=True),
    Column("run_id", Id, nullable=False),
    Column("type", String(16), nullable=False),
    Column("task_run_ids", Document, nullable=False),
    Column("life_cycle_state", String(32), nullable=True),
    Column("result_state", String(48), nullable=True),
    Column("code", String(64), nullable=True),
    Column("message", Text, nullable=False, default=""),
    Column("started_at", Millis, nullable=False),
    Column("ended_at", Millis, nullable=True),
    Index("ix_run_repairs_run", "run_id", "repair_id"),
)


@dataclass(frozen=True)
class Repair:
    """One item of a run's history. Its state is the run's while it is the last one.

    `type` is ORIGINAL (its id is the run's) or REPAIR.
    """

    repair_id: int
    run_id: int
    type: str
    task_run_ids: list[int]
    life_cycle_state: str | None
    result_state: str | None
    code: str | None
    message: str
    started_at: int
    ended_at: int | None


def of_run(tx: Connection, run_id: int) -> list[Repair]:
    """The history of a run, oldest first; empty when it was never repaired."""
    query = select(run_repairs).where(run_repairs.c.run_id == run_id)
    return [Repair(**row._mapping) for row in tx.execute(query.order_by(run_repairs.c.repair_id))]


def insert_repair(tx: Connection, repair: Repair) -> None:
    """Add an item to a run's history."""
    tx.execute(insert(run_repairs).values(**repair.__dict__))


def original(run: Run, tasks: list[TaskRun]) -> Repair:
    """The first item: the run as it ended before its first repair."""
    return Repair(
        repair_id=run.run_id,
        run_id=run.run_id,
        type=ORIGINAL,
        task_run_ids=[task.run_id for task in tasks],
        started_at=run.created_at,
        **_end(run),
    )


def close(tx: Connection, repair: Repair, run: Run) -> None:
    """Note how a repair ended, before the run goes on with another one."""
    wanted = run_repairs.c.repair_id == repair.repair_id
    tx.execute(update(run_repairs).where(wanted).values(**_end(run)))


def forget(tx: Connection, run_id: int) -> None:
    """Remove the history of a run."""
    tx.execute(delete(run_repairs).where(run_repairs.c.run_id == run_id))


def _end(run: Run) -> dict[str, Any]:
    names = ("life_cycle_state", "result_state", "code", "message", "ended_at")
    return {name: getattr(run, name) for name in names}

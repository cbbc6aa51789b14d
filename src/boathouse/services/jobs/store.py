"""The table of jobs and its queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Select,
    String,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from boathouse.services.jobs.run_store import as_ids, runs
from boathouse.store.ids import new_id
from boathouse.store.prepared import Prepared
from boathouse.store.tables import Document, Id, Millis, metadata

jobs = Table(
    "jobs",
    metadata,
    Column("job_id", Id, primary_key=True),
    Column("name", String(4096), nullable=False, index=True),
    Column("creator", String(256), nullable=False, index=True),
    Column("created_at", Millis, nullable=False),
    Column("settings", Document, nullable=False),
)

# Put together once: clients ask for it often.
_JOB = Prepared(select(jobs).where(jobs.c.job_id == bindparam("id")))


@dataclass(frozen=True)
class Job:
    """A row of jobs. `settings` always holds `tasks`, whatever version wrote it."""

    job_id: int
    name: str
    creator: str
    created_at: int
    settings: dict[str, Any]


def next_id(tx: Connection, now: int) -> int:
    """An id for a job, greater than all that there are: saved ones, and those of submitted runs."""
    columns = (jobs.c.job_id, runs.c.job_id)
    last = (tx.execute(select(func.max(column))).scalar() for column in columns)
    return max([new_id(now), *(int(found) + 1 for found in last if found is not None)])


def insert_job(tx: Connection, job: Job) -> None:
    """Add a job."""
    tx.execute(insert(jobs).values(**job.__dict__))


def get_job(tx: Connection, job_id: int) -> Job | None:
    """The job of an id."""
    row = _JOB.first(tx, id=job_id)
    return Job(**row._asdict()) if row else None


def update_settings(tx: Connection, job_id: int, settings: dict[str, Any]) -> None:
    """Replace a job's settings."""
    name = settings.get("name", "")
    tx.execute(update(jobs).where(jobs.c.job_id == job_id).values(settings=settings, name=name))


def delete_job(tx: Connection, job_id: int) -> None:
    """Remove a job; its runs stay."""
    tx.execute(delete(jobs).where(jobs.c.job_id == job_id))


def page_of_jobs(
    tx: Connection,
    *,
    visible: Select[tuple[str]] | None,
    name: str | None,
    before: int | None,
    offset: int,
    limit: int,
) -> list[Job]:
    """Jobs, newest first: those below the id `before`, of a query of ids, of a name (any case)."""
    query = select(jobs).order_by(jobs.c.job_id.desc()).limit(limit).offset(offset)
    if visible is not None:
        query = query.where(jobs.c.job_id.in_(as_ids(visible)))
    if name is not None:
        query = query.where(func.lower(jobs.c.name) == name.lower())
    if before is not None:
        query = query.where(jobs.c.job_id < before)
    return [Job(**row._mapping) for row in tx.execute(query)]


def count_jobs(tx: Connection) -> int:
    """How many jobs are saved."""
    return int(tx.execute(select(func.count()).select_from(jobs)).scalar_one())

"""The table of checkouts: the commit that each run with a git_source works with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Select, String, Table, Text, delete, insert, select

from boathouse.services.jobs.run_store import HOLDING, runs
from boathouse.store.tables import Id, metadata

checkouts = Table(
    "run_checkouts",
    metadata,
    Column("run_id", Id, primary_key=True),
    Column("used_commit", String(64), nullable=True),
    Column("error", Text, nullable=True),
)


@dataclass(frozen=True)
class Checkout:
    """A row: the repository is there (`used_commit`), or could not be had (`error`)."""

    run_id: int
    used_commit: str | None
    error: str | None


def of_run(tx: Connection, run_id: int) -> Checkout | None:
    """A run's checkout, once it is known how it ended."""
    row = tx.execute(select(checkouts).where(checkouts.c.run_id == run_id)).first()
    return Checkout(**row._mapping) if row else None


def put(tx: Connection, checkout: Checkout) -> None:
    """Note how a checkout ended."""
    forget(tx, checkout.run_id)
    tx.execute(insert(checkouts).values(**checkout.__dict__))


def forget(tx: Connection, run_id: int) -> None:
    """Remove a run's row."""
    tx.execute(delete(checkouts).where(checkouts.c.run_id == run_id))


def _holding() -> Select[Any]:
    return select(runs.c.run_id).where(runs.c.life_cycle_state.in_(HOLDING))


def wanted(tx: Connection) -> list[int]:
    """The runs that are going on and have no checkout yet, oldest first."""
    known = select(checkouts.c.run_id)
    query = _holding().where(runs.c.run_id.not_in(known), runs.c.ending.is_(None))
    return [int(run_id) for run_id in tx.execute(query.order_by(runs.c.run_id)).scalars()]


def going_on(tx: Connection) -> set[int]:
    """The runs that may still need their repository."""
    return {int(run_id) for run_id in tx.execute(_holding()).scalars()}

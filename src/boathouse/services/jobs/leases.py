"""Leases on runs: of several servers on one database, one carries a run, and another takes over
when it falls silent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Column, Connection, String, Table, delete, insert, select, update

from boathouse.services.jobs.run_store import runs
from boathouse.store.tables import Id, Millis, metadata

LEASE_MS = 30_000
RENEW_MS = 15_000

run_leases = Table(
    "run_leases",
    metadata,
    Column("run_id", Id, primary_key=True),
    Column("owner", String(64), nullable=False),
    Column("expires_at", Millis, nullable=False),
)


@dataclass(frozen=True)
class Lease:
    """Who carries a run, until when (ms) unless it renews."""

    owner: str
    expires_at: int


class Held(Exception):
    """Another server carries the run."""


def all_of(tx: Connection) -> dict[int, Lease]:
    """Every lease, by run: there are as many as runs that are going on."""
    rows = tx.execute(select(run_leases))
    return {row.run_id: Lease(row.owner, row.expires_at) for row in rows}


def free(leases: dict[int, Lease], run_id: int, owner: str, now: int) -> bool:
    """Whether this owner may carry a run."""
    lease = leases.get(run_id)
    return lease is None or lease.owner == owner or lease.expires_at <= now


def require(tx: Connection, run_id: int, owner: str, now: int) -> Lease | None:
    """The lease that this owner has on a run, or may replace; locks the run for the change.

    Raises Held while another server has it.
    """
    # SQLite has one writer and leaves FOR UPDATE out; PostgreSQL needs the word.
    tx.execute(select(runs.c.run_id).where(runs.c.run_id == run_id).with_for_update())
    row = tx.execute(select(run_leases).where(run_leases.c.run_id == run_id)).first()
    if row is None:
        return None
    if row.owner != owner and row.expires_at > now:
        raise Held(f"run {run_id} is carried by {row.owner}")
    return Lease(row.owner, row.expires_at)


def keep(tx: Connection, run_id: int, owner: str, now: int, held: Lease | None) -> None:
    """Carry a run from now on; written seldom, since each note is a commit."""
    if held is not None and held.owner == owner and held.expires_at - now > RENEW_MS:
        return
    values = {"owner": owner, "expires_at": now + LEASE_MS}
    if held is None:
        tx.execute(insert(run_leases).values(run_id=run_id, **values))
    else:
        tx.execute(update(run_leases).where(run_leases.c.run_id == run_id).values(**values))


def drop(tx: Connection, run_ids: Iterable[int]) -> None:
    """Let go of runs that have ended."""
    tx.execute(delete(run_leases).where(run_leases.c.run_id.in_([*run_ids])))

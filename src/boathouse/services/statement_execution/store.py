"""The table of statements whose end their client has to ask for."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Column, Connection, String, Table, Text, delete, insert, select, update

from boathouse.store.tables import Id, Millis, metadata

statements = Table(
    "statements",
    metadata,
    Column("statement_id", String(36), primary_key=True),
    Column("user_id", Id, nullable=False),
    Column("warehouse_id", String(64), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("error_code", String(64), nullable=True),
    Column("error_message", Text, nullable=True),
    Column("sql_state", String(5), nullable=True),
    Column("started_at", Millis, nullable=False),
    Column("ended_at", Millis, nullable=True, index=True),
)

GOING = ("PENDING", "RUNNING")


@dataclass(frozen=True)
class Statement:
    """A row of statements."""

    statement_id: str
    user_id: int
    warehouse_id: str
    state: str
    error_code: str | None
    error_message: str | None
    sql_state: str | None
    started_at: int
    ended_at: int | None


def put(tx: Connection, row: Statement) -> None:
    """Keep a statement as it is now."""
    values = asdict(row)
    found = tx.execute(
        update(statements)
        .where(statements.c.statement_id == row.statement_id, statements.c.state != "CLOSED")
        .values(**values)
    )
    if not found.rowcount and by_id(tx, row.statement_id) is None:
        tx.execute(insert(statements).values(**values))


def by_id(tx: Connection, statement_id: str) -> Statement | None:
    """The statement of an id."""
    row = tx.execute(select(statements).where(statements.c.statement_id == statement_id)).first()
    return Statement(**row._mapping) if row is not None else None


def close(tx: Connection, statement_id: str, now: int) -> None:
    """It is closed, unless it ended otherwise before."""
    tx.execute(
        update(statements)
        .where(
            statements.c.statement_id == statement_id,
            statements.c.state.in_((*GOING, "SUCCEEDED")),
        )
        .values(state="CLOSED", ended_at=now)
    )


def fail_all_going(tx: Connection, now: int, error: tuple[str, str, str]) -> int:
    """Whatever was going on when the last server ended has failed: code, message, SQLSTATE."""
    code, message, sql_state = error
    found = tx.execute(
        update(statements)
        .where(statements.c.state.in_(GOING))
        .values(
            state="FAILED",
            error_code=code,
            error_message=message,
            sql_state=sql_state,
            ended_at=now,
        )
    )
    return found.rowcount


def delete_ended_before(tx: Connection, then: int) -> int:
    """Forget those that ended before a time."""
    return tx.execute(delete(statements).where(statements.c.ended_at < then)).rowcount

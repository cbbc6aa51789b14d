"""What is written of a statement: one row before its id is given out unended, updated at its end;
one for a failure that its call told of; none for a success whose result was the answer (see ids).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from boathouse.context import Context, Parts
from boathouse.services.principals import store as principals
from boathouse.services.statement_execution import answers, ids, store
from boathouse.services.statement_execution.store import Statement
from boathouse.sql.execution import CANCELED, FAILED, Execution, Statements

KNOWN_MS = 12 * 3_600_000
"""An id is unknown so long after its statement's end [sql_wire.md 3.5]."""
SWEEP_SECONDS = 60.0

RESTARTED = (
    "ABORTED",
    "The server was restarted while the statement ran. Whether its changes were made is to be seen"
    " in the history of its table.",
    "08006",
)


async def given_out(ctx: Context, execution: Execution) -> None:
    """Its client is about to learn the id of a statement that goes on."""
    at_end = _recorder(ctx.detached(), execution)
    try:
        await ctx.in_thread(_put, ctx, _row(execution))
    finally:
        # Also where the client goes away just now: the row must not say RUNNING for ever.
        if execution.over:
            await at_end()
        else:
            execution.at_end = at_end


async def told(ctx: Context, execution: Execution) -> None:
    """Its client is about to learn how a statement ended within its call."""
    if execution.state in (FAILED, CANCELED):
        await ctx.in_thread(_put, ctx, _row(execution))


async def closed(ctx: Context, statement_id: str) -> None:
    """A statement is closed; one that failed stays failed."""

    def close() -> None:
        if store.by_id(ctx.tx, statement_id) is not None:
            with ctx.write() as tx:
                store.close(tx, statement_id, ctx.parts.clock())

    await ctx.in_thread(close)


async def find(ctx: Context, statement_id: str) -> Statement | None:
    """What is known of a statement of the caller's whose execution is forgotten."""
    return await ctx.in_thread(_find, ctx, statement_id)


def _find(ctx: Context, statement_id: str) -> Statement | None:
    user_id, now = ctx.principal.user_id, ctx.parts.clock()
    started = ids.started_at(ctx.parts.sql.key, statement_id, user_id)
    if started is None:
        return None
    row = store.by_id(ctx.tx, statement_id)
    if row is None:
        row = Statement(statement_id, user_id, "", "CLOSED", None, None, None, started, started)
    return row if row.ended_at is None or row.ended_at + KNOWN_MS > now else None


def _recorder(ctx: Context, execution: Execution) -> Callable[[], Awaitable[None]]:
    async def record() -> None:
        await ctx.in_thread(_put, ctx, _row(execution))

    return record


def _put(ctx: Context, row: Statement) -> None:
    with ctx.write() as tx:
        store.put(tx, row)


def _row(execution: Execution) -> Statement:
    status = answers.status(execution.state, execution.error)
    error = status.get("error", {})
    return Statement(
        execution.execution_id,
        execution.principal.user_id,
        execution.session.warehouse_id,
        execution.state,
        error.get("error_code"),
        error.get("message"),
        status.get("sql_state"),
        execution.started_at,
        execution.ended_at,
    )


class StatementSweep:
    """Ends what an earlier server left going, cancels what nobody watches, forgets what was kept
    for long enough."""

    kind = "statement sweep"

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        # Before anything is served: whatever goes on now is no earlier server's.
        with parts.database.write() as tx:
            store.fail_all_going(tx, parts.clock(), RESTARTED)

    async def step(self) -> float:
        """One round; the seconds until the next."""
        self._parts.sql.executions.sweep()
        self._parts.sql.sessions.sweep(self._parts.clock())
        await self._end_of_the_gone()
        await asyncio.to_thread(self.round)
        return SWEEP_SECONDS

    async def _end_of_the_gone(self) -> None:
        """A principal that was deleted or deactivated has no statements and sessions any more."""
        sql: Statements = self._parts.sql
        users = sql.executions.users() | sql.sessions.users()
        for user_id in await asyncio.to_thread(self._gone, users):
            sql.executions.end_user(user_id)
            sql.sessions.end_user(user_id)

    def _gone(self, users: set[int]) -> list[int]:
        with self._parts.database.read() as tx:
            return [one for one in users if principals.principal_of(tx, one) is None]

    def round(self) -> int:
        """Forget the statements that ended long ago; how many that were."""
        with self._parts.database.write() as tx:
            return store.delete_ended_before(tx, self._parts.clock() - KNOWN_MS)

"""/api/2.0/sql/statements and /api/2.0/sql/sessions: run SQL on a warehouse over REST.

A handler that waits for a statement holds no thread and no transaction while it does.
"""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Any, Literal

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, InvalidState, NotFound, NotImplementedHere
from boathouse.route import Access, Fields, route
from boathouse.services.statement_execution import answers, ids, journal
from boathouse.services.statement_execution import wanted as wants
from boathouse.services.statement_execution.links import download_result
from boathouse.services.statement_execution.wanted import ParameterItem, Wanted
from boathouse.services.warehouses.use import require_usable
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.execution import Execution, Statements
from boathouse.sql.session import Session
from boathouse.wire.sql import QueryTag

__all__ = ["download_result"]

STATEMENTS = "/api/2.0/sql/statements"
SESSIONS = "/api/2.0/sql/sessions"
BODY_LIMIT = 48 * 1024**2
"""16 MiB of text in JSON, where a character may take several bytes."""

_FIELDS = Fields(inert={"query_tags": "they annotate the query history, which does not show them"})


@route(
    "POST",
    STATEMENTS,
    access=Access.USER,
    fields=_FIELDS,
    body_limit=BODY_LIMIT,
    queued=True,
    cancels=True,
)
async def execute_statement(
    ctx: Context,
    statement: str,
    warehouse_id: str,
    session_id: str | None = None,
    catalog: str | None = None,
    schema: str | None = None,
    parameters: list[ParameterItem] | None = None,
    row_limit: int | None = None,
    byte_limit: int | None = None,
    disposition: wants.Disposition = "INLINE",
    format: Literal["JSON_ARRAY", "ARROW_STREAM", "CSV"] = "JSON_ARRAY",
    result_compression: wants.Compression = "NONE",
    wait_timeout: str = wants.DEFAULT_WAIT,
    on_wait_timeout: Literal["CONTINUE", "CANCEL"] = "CONTINUE",
    query_tags: list[QueryTag] | None = None,
) -> dict[str, Any]:
    """Start a statement, and wait for its end as long as the client wants to."""
    wanted = wants.wanted(disposition, format, result_compression, wait_timeout, on_wait_timeout)
    wants.check_tags(query_tags or [])
    session = _session(ctx, warehouse_id, session_id, catalog, schema)
    request = wants.request(wanted, session, statement, parameters or [], row_limit, byte_limit)
    await ctx.in_thread(_require, ctx, warehouse_id, catalog)
    sql, user_id = _sql(ctx), ctx.principal.user_id
    statement_id = ids.new_statement_id(sql.key, user_id, ctx.now)
    request = dataclasses.replace(request, host=ctx.host)
    execution = sql.executions.start(session, ctx.principal, request, statement_id)
    execution.reader = wanted
    return await _first_answer(ctx, execution, wanted)


@route("GET", f"{STATEMENTS}/{{statement_id}}", access=Access.USER, queued=True)
async def get_statement(ctx: Context, statement_id: str) -> dict[str, Any]:
    """Where a statement is; with manifest and first chunk once it has succeeded."""
    execution = _find(ctx, statement_id)
    if execution is None:
        return await _remembered(ctx, statement_id)
    if not execution.over:
        return answers.going(execution)
    return await answers.ended(ctx, execution, execution.reader)


@route(
    "GET",
    f"{STATEMENTS}/{{statement_id}}/result/chunks/{{chunk_index}}",
    access=Access.USER,
    queued=True,
)
async def get_statement_result_chunk_n(
    ctx: Context, statement_id: str, chunk_index: int, row_offset: int | None = None
) -> dict[str, Any]:
    """A chunk of a result: its rows, or a fresh link to it."""
    execution = _find(ctx, statement_id)
    if execution is None:
        state = (await _remembered(ctx, statement_id))["status"]["state"]
        raise InvalidState(f"Statement {statement_id} is {state}: its result is not kept.")
    spool = answers.require_result(execution)
    index = answers.chunk_at(spool, chunk_index, row_offset)
    return await answers.result(ctx, execution, spool, execution.reader, index)


@route("POST", f"{STATEMENTS}/{{statement_id}}/cancel", access=Access.USER, queued=True)
async def cancel_execution(ctx: Context, statement_id: str) -> None:
    """Ask for a statement to end; one that is over stays as it is."""
    execution = _find(ctx, statement_id)
    if execution is None:
        await _remembered(ctx, statement_id)
    else:
        execution.cancel()


@route("DELETE", f"{STATEMENTS}/{{statement_id}}", access=Access.USER, queued=True)
async def close_statement(ctx: Context, statement_id: str) -> None:
    """End a statement and give up its result; done twice it is done once."""
    execution = _find(ctx, statement_id)
    if execution is None:
        await _remembered(ctx, statement_id)
        return
    _sql(ctx).executions.forget(execution)
    await journal.closed(ctx, statement_id)


# The second path is where databricks-jdbc 3.4 begins (DatabricksSdkClient.createSession).
@route(
    "POST",
    SESSIONS,
    "/api/2.0/sql/warehouses/{warehouse_id}/sessions",
    access=Access.USER,
    queued=True,
)
async def create_session(
    ctx: Context,
    warehouse_id: str,
    session_confs: dict[str, str] | None = None,
    catalog: str | None = None,
    schema: str | None = None,
) -> dict[str, Any]:
    """Open a session: its catalog, schema, conf and temporary views last until it is deleted."""
    conf = _checked(session_confs or {})
    await ctx.in_thread(_require, ctx, warehouse_id, catalog)
    session = _sql(ctx).sessions.open(
        ctx.principal, warehouse_id, ctx.now, catalog=catalog, schema=schema, conf=conf
    )
    return {"session_id": session.session_id}


@route("DELETE", f"{SESSIONS}/{{session_id}}", access=Access.USER, queued=True)
async def delete_session(ctx: Context, session_id: str) -> None:
    """Close a session; its statements that run go on."""
    _sql(ctx).sessions.close(_open_session(ctx, session_id).session_id)


async def _first_answer(ctx: Context, execution: Execution, wanted: Wanted) -> dict[str, Any]:
    try:
        if wanted.wait_seconds and not await execution.wait(wanted.wait_seconds) and wanted.cancel:
            execution.cancel()
            await execution.wait(None)
    except asyncio.CancelledError:
        # The client went away before it had an id: nobody can ask for this any more.
        _sql(ctx).executions.forget(execution)
        raise
    if not execution.over:
        answer = answers.going(execution)
        await journal.given_out(ctx, execution)
        return answer
    await journal.told(ctx, execution)
    return await answers.ended(ctx, execution, wanted)


async def _remembered(ctx: Context, statement_id: str) -> dict[str, Any]:
    row = await journal.find(ctx, statement_id)
    if row is None:
        raise NotFound(f"Statement {statement_id} does not exist.")
    return answers.remembered(row)


def _find(ctx: Context, statement_id: str) -> Execution | None:
    """The caller's statement, if it was started here and is not forgotten."""
    execution = _sql(ctx).executions.find(statement_id, ctx.principal)
    started_here = execution is not None and isinstance(execution.reader, Wanted)
    return execution if started_here else None


def _require(ctx: Context, warehouse_id: str, catalog: str | None) -> None:
    """The warehouse, and the catalog where one is named, are there and the caller may use them."""
    require_usable(ctx, warehouse_id)
    catalogs = _sql(ctx).catalog
    if catalog and catalogs is not None and catalogs.catalog(ctx, catalog) is None:
        raise NotFound(f"Catalog '{catalog}' was not found. Please verify the catalog name.")


def _checked(conf: dict[str, str]) -> dict[str, str]:
    from boathouse.sql.statements.session import checked_conf

    try:
        return checked_conf(conf)
    except NotSupported as error:
        raise NotImplementedHere(str(error)) from None
    except SqlError as error:
        raise InvalidParameterValue(str(error)) from None


def _session(
    ctx: Context,
    warehouse_id: str,
    session_id: str | None,
    catalog: str | None,
    schema: str | None,
) -> Session:
    """The session of a statement: one that is open, or one that lasts as long as the statement."""
    sessions = _sql(ctx).sessions
    if session_id is None:
        session = sessions.open(
            ctx.principal, warehouse_id, ctx.now, catalog=catalog, schema=schema
        )
        sessions.close(session.session_id)
        return session
    session = _open_session(ctx, session_id)
    if session.warehouse_id != warehouse_id:
        raise InvalidParameterValue(f"Session {session_id} is one of another warehouse.")
    if catalog is None and schema is None:
        return session
    return dataclasses.replace(
        session,
        catalog=(catalog or session.catalog).lower(),
        schema=(schema or ("default" if catalog else session.schema)).lower(),
    )


def _open_session(ctx: Context, session_id: str) -> Session:
    session = _sql(ctx).sessions.find(session_id, ctx.principal, ctx.now)
    if session is None:
        raise NotFound(f"Session {session_id} does not exist.")
    return session


def _sql(ctx: Context) -> Statements:
    sql: Statements = ctx.parts.sql
    return sql

"""/api/2.0/sql/history/queries: the statements that ran, newest first.

Everybody sees their own, those who may monitor a warehouse its statements, admins all.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

from boathouse.context import Context, compact
from boathouse.errors import InvalidParameterValue, PermissionDenied
from boathouse.route import Access, route
from boathouse.services.query_history import store
from boathouse.services.query_history.recorder import query_of
from boathouse.services.query_history.store import Cursor, Query, Wanted
from boathouse.services.warehouses import access
from boathouse.wire.sql import QueryFilter

DEFAULT_RESULTS, MOST_RESULTS = 100, 1000


@route("GET", "/api/2.0/sql/history/queries", access=Access.USER)
def list(
    ctx: Context,
    filter_by: QueryFilter | None = None,
    include_metrics: bool = False,
    max_results: int = DEFAULT_RESULTS,
    page_token: str | None = None,
) -> dict[str, Any]:
    """Statements that go on and those of the last 30 days, the latest start first."""
    if not 1 <= max_results <= MOST_RESULTS:
        raise InvalidParameterValue(f"max_results must be between 1 and {MOST_RESULTS}.")
    ctx.parts.sql.recorder.write()
    wanted = _wanted(ctx, filter_by or {}, page_token)
    going = [query_of(one) for one in ctx.parts.sql.executions.running() if one.request.text]
    # Not `ctx.tx`, which may be a snapshot from before what was just written.
    with ctx.parts.database.read() as tx:
        ended = store.find(tx, wanted, max_results + 1)
    known = {query.query_id for query in ended}
    there = [query for query in going if wanted.has(query) and query.query_id not in known]
    found = sorted((*there, *ended), key=_place, reverse=True)
    page, more = found[:max_results], len(found) > max_results
    shown = [_shown(query, ctx.now, metrics=include_metrics) for query in page]
    token = {"next_page_token": _token(page[-1])} if more else {}
    return {"has_next_page": more, **({"res": shown} if shown else {}), **token}


def _wanted(ctx: Context, asked: QueryFilter, page_token: str | None) -> Wanted:
    times = asked.get("query_start_time_range") or {}
    own, monitored = (None, frozenset()) if ctx.principal.admin else _visible(ctx)
    return Wanted(
        statement_ids=_set(asked.get("statement_ids")),
        statuses=_set(asked.get("statuses")),
        user_ids=_set(asked.get("user_ids")),
        warehouse_ids=_set(asked.get("warehouse_ids")),
        since=times.get("start_time_ms"),
        until=times.get("end_time_ms"),
        before=_cursor(page_token) if page_token else None,
        own=own,
        monitored=monitored,
    )


def _set(values: Any) -> frozenset[Any] | None:
    return frozenset(values) if values else None


def _visible(ctx: Context) -> tuple[int, frozenset[str]]:
    """The caller, and the warehouses whose statements they may monitor."""
    monitored = []
    for warehouse_id in store.warehouses(ctx.tx):
        try:
            access.require(ctx.tx, ctx.principal, warehouse_id, access.MONITOR)
        except PermissionDenied:
            continue
        monitored.append(warehouse_id)
    return ctx.principal.user_id, frozenset(monitored)


def _shown(query: Query, now: int, *, metrics: bool) -> dict[str, Any]:
    """The QueryInfo."""
    duration = (query.ended_at or now) - query.started_at
    info = {
        "query_id": query.query_id,
        "lookup_key": query.query_id,
        "status": query.status,
        "query_text": query.text,
        "query_start_time_ms": query.started_at,
        "query_end_time_ms": query.ended_at,
        "execution_end_time_ms": query.ended_at,
        "user_id": query.user_id,
        "user_name": query.user_name,
        "executed_as_user_id": query.user_id,
        "executed_as_user_name": query.user_name,
        "warehouse_id": query.warehouse_id,
        "endpoint_id": query.warehouse_id,
        "session_id": query.session_id,
        "statement_type": query.kind,
        "error_message": query.error,
        "rows_produced": query.rows,
        "is_final": query.final,
        "duration": duration,
    }
    if metrics:
        info["metrics"] = compact(
            {
                "total_time_ms": duration,
                "rows_produced_count": query.rows,
                "result_from_cache": False,
            }
        )
    return compact(info)


def _place(query: Query) -> Cursor:
    return query.started_at, query.query_id


def _token(query: Query) -> str:
    return base64.urlsafe_b64encode(f"{query.started_at} {query.query_id}".encode()).decode()


def _cursor(token: str) -> Cursor:
    try:
        at, query_id = base64.b64decode(token, b"-_", validate=True).decode().split(" ", 1)
        return int(at), query_id
    except (binascii.Error, ValueError):
        raise InvalidParameterValue("page_token is not valid.") from None

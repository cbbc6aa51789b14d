"""`system.query.history`: the statements that have ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from boathouse.services.query_history import store
from boathouse.services.query_history.store import Query, Wanted
from boathouse.services.system_tables.asked import Asked

MOST = 1_000_000
Cells = Mapping[str, Sequence[Any]]


def cells(asked: Asked) -> tuple[Cells, int]:
    """A row for each statement."""
    asked.ctx.parts.sql.recorder.write()
    since, until = asked.bounds("start_time")
    ids = asked.only.get("statement_id")
    # Not `ctx.tx`, which is a snapshot from before what was just written.
    with asked.ctx.parts.database.read() as tx:
        rows = store.find(tx, Wanted(statement_ids=ids, since=since, until=until), MOST)
    rows = [row for row in rows if asked.wants("executed_by", row.user_name)]
    return _cells(rows), len(rows)


def _cells(rows: Sequence[Query]) -> Cells:
    users = [str(row.user_id) for row in rows]
    names = [row.user_name for row in rows]
    took = [None if row.ended_at is None else row.ended_at - row.started_at for row in rows]
    ended = [row.ended_at for row in rows]
    return {
        "statement_id": [row.query_id for row in rows],
        "session_id": [row.session_id for row in rows],
        "execution_status": [row.status for row in rows],
        "compute": [_compute(row.warehouse_id) for row in rows],
        "executed_by_user_id": users,
        "executed_by": names,
        "executed_as_user_id": users,
        "executed_as": names,
        "statement_text": [row.text for row in rows],
        "statement_type": [row.kind for row in rows],
        "error_message": [row.error for row in rows],
        "total_duration_ms": took,
        "start_time": [row.started_at for row in rows],
        "end_time": ended,
        "update_time": ended,
        "produced_rows": [row.rows for row in rows],
        "from_result_cache": [False] * len(rows),
    }


def _compute(compute_id: str) -> dict[str, str]:
    # Ids of clusters have a form of their own: 1123-000102-abcdefgh.
    if compute_id.count("-") == 2:
        return {"type": "CLASSIC", "cluster_id": compute_id}
    return {"type": "WAREHOUSE", "warehouse_id": compute_id}

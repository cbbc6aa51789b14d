"""What is answered about a statement: its status, and once it has succeeded manifest and result."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

from boathouse.context import Context, compact
from boathouse.errors import InvalidParameterValue, InvalidState
from boathouse.services.statement_execution import formats, links
from boathouse.services.statement_execution.store import Statement
from boathouse.services.statement_execution.wanted import INLINE, LINKS, Wanted
from boathouse.sql.answer import Kind
from boathouse.sql.errors import Canceled, EngineLost, SqlError
from boathouse.sql.execution import CANCELED, CLOSED, FAILED, SUCCEEDED, Execution
from boathouse.sql.shape import spark_type
from boathouse.sql.spool import Chunk, Spool
from boathouse.sql.types import interval_type, to_sql, type_name, type_precision, type_scale

PATH = "/api/2.0/sql/statements"
ATTACHED_BYTES = 1024**2
"""A larger result is quicker behind a link than as text in the answer [sql_wire.md 8]."""
LINKS_AT_ONCE = 16
"""So many links come in one answer to clients that take either form [sql_wire.md 3.4]."""

Document = dict[str, Any]


def going(execution: Execution) -> Document:
    """The answer while it is not over."""
    return {"statement_id": execution.execution_id, "status": {"state": execution.state}}


async def ended(ctx: Context, execution: Execution, wanted: Wanted) -> Document:
    """The answer once it is over."""
    answer: Document = {
        "statement_id": execution.execution_id,
        "status": status(execution.state, execution.error),
    }
    spool = execution.spool
    if execution.state == SUCCEEDED and spool is not None:
        answer["manifest"] = manifest(execution, spool, wanted)
        answer["result"] = await result(ctx, execution, spool, wanted, 0)
    return answer


def remembered(row: Statement) -> Document:
    """The answer about a statement of which only its row is left: its result is gone."""
    state = CLOSED if row.state == SUCCEEDED else row.state
    found: Document = {"state": state}
    if row.error_code is not None:
        found["error"] = {"error_code": row.error_code, "message": row.error_message}
    return {
        "statement_id": row.statement_id,
        "status": compact({**found, "sql_state": row.sql_state}),
    }


def closed(statement_id: str) -> Document:
    """The answer about one that succeeded, and whose result is gone."""
    return {"statement_id": statement_id, "status": {"state": CLOSED}}


def status(state: str, error: SqlError | None) -> Document:
    """`error` and `sql_state` where it failed, or was canceled by something else than its user."""
    told = state == FAILED or (state == CANCELED and error is not None and not asked_for(error))
    if error is None or not told:
        return {"state": state}
    return {
        "state": state,
        "error": {"error_code": error_code(error), "message": str(error)},
        "sql_state": error.sqlstate,
    }


def asked_for(error: SqlError) -> bool:
    """Whether somebody asked for the cancellation."""
    return str(error) == str(Canceled())


def error_code(error: SqlError) -> str:
    """The code of a failed statement; nearly all are BAD_REQUEST [sql_wire.md 3.4]."""
    if isinstance(error, Canceled):
        return "CANCELLED"
    if isinstance(error, EngineLost):
        return "ABORTED"
    return "INTERNAL_ERROR" if error.error_class == "INTERNAL_ERROR" else "BAD_REQUEST"


def manifest(execution: Execution, spool: Spool, wanted: Wanted) -> Document:
    """The columns and chunks of a result. Those that come inline have no byte counts."""
    fields = [] if execution.kind is Kind.NOTHING else list(spool.schema)
    chunks = spool.chunks if spool.rows else []
    inline = wanted.disposition == INLINE
    return compact(
        {
            "format": wanted.format,
            "schema": {
                "column_count": len(fields),
                "columns": [column(position, field) for position, field in enumerate(fields)],
            },
            "total_chunk_count": len(chunks),
            "chunks": [chunk_info(chunk, inline=inline) for chunk in chunks] or None,
            "total_row_count": spool.rows,
            "total_byte_count": None if inline else sum(chunk.raw_bytes for chunk in chunks),
            "truncated": spool.truncated,
            "result_compression": compression(wanted),
            "is_volume_operation": True if execution.kind is Kind.TRANSFER else None,
        }
    )


def compression(wanted: Wanted) -> str | None:
    """Said of Arrow only: the other formats are never compressed."""
    if wanted.format != links.ARROW:
        return None
    return "LZ4_FRAME" if wanted.lz4 else "NONE"


def column(position: int, field: Any) -> Document:
    """One entry of the manifest's columns."""
    type = spark_type(field)
    return compact(
        {
            "name": field.name,
            "position": position,
            "type_name": type_name(type),
            "type_text": to_sql(type),
            "type_precision": type_precision(type),
            "type_scale": type_scale(type),
            "type_interval_type": interval_type(type),
        }
    )


def chunk_info(chunk: Chunk, *, inline: bool) -> Document:
    """One entry of the manifest's chunks; bytes as they are uncompressed."""
    found = {"chunk_index": chunk.index, "row_offset": chunk.row_offset, "row_count": chunk.rows}
    return found if inline else {**found, "byte_count": chunk.raw_bytes}


async def result(
    ctx: Context, execution: Execution, spool: Spool, wanted: Wanted, index: int
) -> Document:
    """The chunk of that index as the client wants it; `{}` where there are no rows."""
    if not spool.rows:
        return {}
    chunk = spool.chunks[index]
    if wanted.disposition == INLINE:
        rows = await formats.rows(spool, chunk)
        return {**_place(execution, spool, chunk, inline=True), "data_array": rows}
    if wanted.attaches and len(spool.chunks) == 1 and chunk.raw_bytes <= ATTACHED_BYTES:
        attachment = base64.b64encode(await spool.stream(chunk)).decode()
        return {**_place(execution, spool, chunk), "attachment": attachment}
    count = 1 if wanted.disposition == LINKS else LINKS_AT_ONCE
    found = spool.chunks[index : index + count]
    return {"external_links": [_link(ctx, execution, spool, chunk, wanted) for chunk in found]}


def _link(
    ctx: Context, execution: Execution, spool: Spool, chunk: Chunk, wanted: Wanted
) -> Document:
    url, expires = links.sign(ctx, execution.execution_id, chunk.index, wanted.format)
    when = datetime.fromtimestamp(expires / 1000, UTC).isoformat(timespec="milliseconds")
    return {
        **_place(execution, spool, chunk),
        "external_link": url,
        "expiration": when.replace("+00:00", "Z"),
    }


def _place(execution: Execution, spool: Spool, chunk: Chunk, *, inline: bool = False) -> Document:
    """Which rows a chunk holds, and where the next one is."""
    found = chunk_info(chunk, inline=inline)
    if not inline:
        found["byte_count"] = chunk.stored_bytes
    following = chunk.index + 1
    if following < len(spool.chunks):
        at = f"{PATH}/{execution.execution_id}/result/chunks/{following}"
        found["next_chunk_index"] = following
        found["next_chunk_internal_link"] = f"{at}?row_offset={chunk.row_offset + chunk.rows}"
    return found


def chunk_at(spool: Spool, index: int, row_offset: int | None) -> int:
    """The index of the chunk that is asked for; one that starts at `row_offset` where given."""
    starts = [chunk.row_offset for chunk in spool.chunks] if spool.rows else []
    if row_offset is not None:
        if row_offset not in starts:
            raise InvalidParameterValue(f"No chunk of the result starts at row {row_offset}.")
        return starts.index(row_offset)
    if not 0 <= index < len(starts):
        raise InvalidParameterValue(
            f"There is no chunk {index}: the result has {len(starts)} chunks."
        )
    return index


def require_result(execution: Execution) -> Spool:
    """The result of a statement that has succeeded; InvalidState says why there is none."""
    if execution.state != SUCCEEDED or execution.spool is None:
        raise InvalidState(
            f"Statement {execution.execution_id} is {execution.state}: it has no result."
        )
    return execution.spool

"""Signed links to result chunks: what CloudFetch and EXTERNAL_LINKS download from.

A link needs no credential (clients send none there): whoever has it may read that one chunk in
that one format until it expires, as with the links of a storage service.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from urllib.parse import quote, urlencode

from boathouse.context import Context
from boathouse.errors import NotFound, PermissionDenied
from boathouse.route import Access, Stream, route
from boathouse.services.statement_execution import formats
from boathouse.sql.execution import Execution
from boathouse.sql.spool import Chunk, Spool

VALID_MS = 15 * 60_000
PATH = "/sql/results"
GONE = "The result is not kept any more."
REFUSED = "The link is not valid, or has expired."

ARROW, JSON, CSV = "ARROW_STREAM", "JSON_ARRAY", "CSV"
CONTENT_TYPES = {
    ARROW: "application/vnd.apache.arrow.stream",
    JSON: "application/json",
    CSV: "text/csv; charset=utf-8",
}
READERS: Mapping[str, Callable[[Spool, Chunk], Awaitable[bytes]]] = {
    ARROW: lambda spool, chunk: spool.stream(chunk),
    JSON: formats.json_file,
    CSV: formats.csv_file,
}


def sign(
    ctx: Context, statement_id: str, chunk_index: int, result_format: str = ARROW
) -> tuple[str, int]:
    """The link to a chunk on the host that the client reached us under, and its end in epoch ms."""
    expires = ctx.parts.clock() + VALID_MS
    named = (statement_id, str(chunk_index), result_format, str(expires))
    query = {"format": result_format, "expires": expires, "signature": _signature(ctx, *named)}
    place = f"{ctx.host}{PATH}/{quote(statement_id, safe='')}/{chunk_index}"
    return f"{place}?{urlencode(query)}", expires


@route("GET", f"{PATH}/{{statement_id}}/{{chunk_index}}", access=Access.PUBLIC, queued=True)
async def download_result(
    ctx: Context,
    statement_id: str,
    chunk_index: str,
    format: str = "",
    expires: str = "",
    signature: str = "",
) -> Stream:
    """A chunk of a result, to whoever holds a link to it."""
    expected = _signature(ctx, statement_id, chunk_index, format, expires)
    genuine = hmac.compare_digest(expected.encode(), signature.encode())
    if not genuine or int(expires) <= ctx.parts.clock():
        raise PermissionDenied(REFUSED)
    execution: Execution | None = ctx.parts.sql.executions.by_id(statement_id)
    spool = execution.spool if execution is not None else None
    if execution is not None and execution.error is not None:
        raise NotFound(f"The statement failed: {execution.error}")
    if spool is None or int(chunk_index) >= len(spool.chunks):
        raise NotFound(GONE)
    try:
        content = await READERS[format](spool, spool.chunks[int(chunk_index)])
    except FileNotFoundError:
        raise NotFound(GONE) from None
    return Stream(_whole(content), CONTENT_TYPES[format], length=len(content))


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _signature(
    ctx: Context, statement_id: str, chunk_index: str, result_format: str, expires: str
) -> str:
    named = "\n".join(("link", statement_id, chunk_index, result_format, expires))
    digest = hmac.new(ctx.parts.sql.key, named.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")

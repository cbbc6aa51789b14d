"""Thrift over HTTP: POST of one call, answered with one reply. Errors of SQL are part of a reply;
what HTTP itself refuses says why in the headers that clients read [sql_wire.md 1, 2.7]."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import Any

from boathouse.context import Context
from boathouse.errors import ApiError, BadRequest
from boathouse.protocols.thrift import codec, listings, operations, sessions, statements, status
from boathouse.protocols.thrift.codec import Call
from boathouse.protocols.thrift.codes import SPARK_V8
from boathouse.protocols.thrift.idl import tcli
from boathouse.protocols.thrift.results import Page
from boathouse.protocols.thrift.wellformed import Malformed
from boathouse.route import Access, Raw, Stream, route
from boathouse.sql.errors import SqlError

log = logging.getLogger("boathouse.thrift")

CONTENT_TYPE = "application/x-thrift"
BODY_BYTES = 40 << 20
"""A statement has 16 MiB; its parameters may be as long again."""
WHOLE_BYTES = 256 * 1024
"""Larger answers are sent piece by piece, without joining the pieces first."""

CALLS: dict[str, Any] = {
    "OpenSession": sessions.open_session,
    "CloseSession": sessions.close_session,
    "GetInfo": sessions.get_info,
    "GetDelegationToken": sessions.refuse_delegation,
    "CancelDelegationToken": sessions.refuse_delegation,
    "RenewDelegationToken": sessions.refuse_delegation,
    "ExecuteStatement": statements.execute_statement,
    "GetOperationStatus": operations.get_operation_status,
    "CancelOperation": operations.cancel_operation,
    "CloseOperation": operations.close_operation,
    "GetResultSetMetadata": operations.get_result_set_metadata,
    "FetchResults": operations.fetch_results,
    **listings.CALLS,
}


@route(
    "POST",
    "/sql/1.0/warehouses|endpoints/{warehouse_id}",
    "/sql/protocolv1/o/{org}/{warehouse_id}",
    access=Access.USER,
    raw_body=True,
    body_limit=BODY_BYTES,
    queued=True,
    cancels=True,
)
async def call(
    ctx: Context, warehouse_id: str, org: str = "", o: str = "", body: bytes = b""
) -> Raw | Stream:
    """One call of TCLIService on a warehouse. `org` and `o` name the workspace, which is ours."""
    try:
        made = codec.decode(body)
        if made.request is None:
            return _answer(codec.unknown_method(made))
        page = await _page(ctx, warehouse_id, made)
        return _answer(codec.encode(made, page.answer, page.payloads))
    except Malformed as error:
        raise _explained(BadRequest(f"This is no Thrift call: {error}.")) from error
    except ApiError as error:
        raise _explained(error) from error


async def _page(ctx: Context, warehouse_id: str, made: Call) -> Page:
    try:
        answer = await CALLS[made.method](ctx, warehouse_id, made.request)
    except status.Refused as refused:
        return Page(_refusal(made.method, refused.status))
    except ApiError:
        raise
    except Exception:
        # Not HTTP's 500: the Python connector would try again for minutes [sql_wire.md 2.7].
        log.exception("thrift.%s failed", made.method, extra={"request_id": ctx.request_id})
        text = f"The server failed; its log names request {ctx.request_id}."
        return Page(
            _refusal(made.method, status.failure(SqlError("INTERNAL_ERROR", text, "XX000")))
        )
    return answer if isinstance(answer, Page) else Page(answer)


def _refusal(method: str, failed: Any) -> Any:
    """The answer to a method that holds a status only; what the IDL requires is filled in."""
    t = tcli()
    required: dict[str, Any] = {
        "OpenSession": {"serverProtocolVersion": SPARK_V8},
        "GetInfo": {"infoValue": t.TGetInfoValue()},
    }
    return getattr(t, f"T{method}Resp")(status=failed, **required.get(method, {}))


def _answer(pieces: list[bytes]) -> Raw | Stream:
    length = sum(map(len, pieces))
    if length <= WHOLE_BYTES:
        return Raw(b"".join(pieces), CONTENT_TYPE)
    return Stream(_each(pieces), CONTENT_TYPE, length=length)


async def _each(pieces: list[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


def _explained(error: ApiError) -> ApiError:
    """The error with its message where Thrift clients look for it."""
    text = " ".join(error.message.split()).encode("ascii", "replace").decode()[:1000]
    for name in ("x-thriftserver-error-message", "x-databricks-error-or-redirect-message"):
        error.headers.setdefault(name, text)
    return error

"""ExecuteStatement: from the request's flags to a statement, and its result with the first answer
where that comes soon."""

from __future__ import annotations

import asyncio
from typing import Any

from boathouse.context import Context
from boathouse.protocols.thrift import results, status
from boathouse.protocols.thrift.client import client_of, on_this_machine
from boathouse.protocols.thrift.codes import OperationType, RowSetType
from boathouse.protocols.thrift.idl import tcli
from boathouse.protocols.thrift.operations import close, handle_of, status_of
from boathouse.protocols.thrift.reading import Reader
from boathouse.protocols.thrift.results import Page
from boathouse.protocols.thrift.sessions import find_session
from boathouse.sql.errors import SqlError, SyntaxFailure
from boathouse.sql.execution import Execution, Request
from boathouse.sql.parameters import Parameter
from boathouse.sql.session import Session
from boathouse.sql.shape import NO_ARROW, Flags, shape_for

MAX_STATEMENT_BYTES = 16 << 20
MAX_WAIT = 600.0
"""Seconds that a client which asked for no handle is kept; the connector's socket waits 900."""
TIMESTAMP_AS_STRING = "spark.thriftserver.arrowBasedRowSet.timestampAsString"


async def execute_statement(ctx: Context, warehouse_id: str, req: Any) -> Page:
    """Start a statement, and answer with what is there within the client's patience."""
    session = find_session(ctx, warehouse_id, req.sessionHandle)
    text = _text_of(req.statement)
    reader = _reader(ctx, req, text)
    request = Request(
        text,
        tuple(_parameter(sent) for sent in req.parameters or ()),
        row_limit=req.resultRowLimit if req.resultRowLimit else None,
        timeout_seconds=_timeout(req, session),
        lz4=reader.lz4,
        shape=shape_for(_flags(req, session) if reader.arrow else NO_ARROW),
        host=ctx.host,
    )
    execution = ctx.parts.sql.executions.start(session, ctx.principal, request)
    execution.reader = reader
    return await first_answer(ctx, execution, req, "TExecuteStatementResp")


async def first_answer(ctx: Context, execution: Execution, req: Any, answer: str) -> Page:
    """The answer to the call that started it, named `answer`."""
    reader: Reader = execution.reader
    patience = reader.client.patience if req.runAsync else MAX_WAIT
    try:
        if req.getDirectResults is not None or not req.runAsync:
            await execution.ready(patience)
    except asyncio.CancelledError:
        # The client went away before it had a handle: nobody can ask for this any more.
        ctx.parts.sql.executions.forget(execution)
        raise
    if isinstance(execution.error, SyntaxFailure):
        ctx.parts.sql.executions.forget(execution)
        raise status.Refused(status.failure(execution.error, reader.text))
    made = getattr(tcli(), answer)(status=status.success(), operationHandle=handle_of(execution))
    if req.getDirectResults is None:
        return Page(made)
    page = await _direct_results(ctx, execution, req.getDirectResults)
    made.directResults, page.answer = page.answer, made
    return page


async def _direct_results(ctx: Context, execution: Execution, wanted: Any) -> Page:
    made = tcli().TSparkDirectResults(operationStatus=status_of(execution))
    if not execution.fetchable or execution.error is not None:
        return Page(made)
    try:
        page = await results.page(ctx, execution, wanted.maxRows, wanted.maxBytes)
    except SqlError:
        made.operationStatus = status_of(execution)
        return Page(made)
    made.resultSetMetadata = results.metadata(execution)
    made.resultSet, page.answer = page.answer, made
    inline = execution.reader.format is not RowSetType.URL_BASED
    if inline and execution.over and not made.resultSet.hasMoreRows:
        close(ctx, execution)
        made.closeOperation = tcli().TCloseOperationResp(status=status.success())
    return page


def _reader(ctx: Context, req: Any, text: str) -> Reader:
    client, arrow = client_of(ctx), bool(req.canReadArrowResult)
    return Reader(
        OperationType.EXECUTE_STATEMENT,
        client,
        arrow=arrow,
        links=arrow and bool(req.canDownloadResult),
        # Go unpacks when it asked for it, whatever the answer says; the Python connector reads
        # the answer, and on one machine unpacked bytes are there sooner [sql_wire.md 2.6, 8].
        lz4=bool(req.canDecompressLZ4Result)
        and not (client.reads_lz4_flag and on_this_machine(ctx)),
        text=text,
    )


def _text_of(statement: Any) -> str:
    """The statement; one that is not UTF-8 comes as bytes."""
    if not isinstance(statement, str):
        error = SqlError("CHARSET_NOT_UTF8", "The statement is not valid UTF-8.", "22021")
        raise status.Refused(status.failure(error))
    if len(statement) > MAX_STATEMENT_BYTES or len(statement.encode()) > MAX_STATEMENT_BYTES:
        error = SqlError("STATEMENT_TOO_LARGE", "A statement has at most 16 MiB.", "54000")
        raise status.Refused(status.failure(error))
    return statement


def _flags(req: Any, session: Session) -> Flags:
    """What of useArrowNativeTypes is set; timestamps come natively unless refused."""
    native = req.useArrowNativeTypes
    overlay = req.confOverlay or {}
    as_string = overlay.get(TIMESTAMP_AS_STRING, "false").lower() == "true"
    if native is None:
        return Flags(
            timestamps=not as_string, decimals=False, complex=False, time_zone=session.time_zone
        )
    return Flags(
        timestamps=bool(native.timestampAsArrow) and not as_string,
        decimals=bool(native.decimalAsArrow),
        complex=bool(native.complexTypesAsArrow),
        intervals=bool(native.intervalTypesAsArrow),
        nulls=bool(native.nullTypeAsArrow),
        time_zone=session.time_zone,
    )


def _timeout(req: Any, session: Session) -> float:
    """Seconds, 0 for none: the shorter of what the call and the session say."""
    of_session = session.conf.get("statement_timeout", "0")
    wanted = (req.queryTimeout or 0, int(of_session) if of_session.isdecimal() else 0)
    return min((seconds for seconds in wanted if seconds > 0), default=0)


def _parameter(sent: Any) -> Parameter:
    """Named ones have a name; of the others only the order counts. No type and value is NULL."""
    name = sent.name or None
    value = _value(sent.value)
    arguments = tuple(_argument(argument) for argument in sent.arguments or ())
    if value is None and not arguments and not sent.type:
        return Parameter(name, "VOID", None)
    return Parameter(name, sent.type or "STRING", value, arguments)


def _argument(sent: Any) -> Parameter:
    inner = tuple(_argument(argument) for argument in sent.arguments or ())
    return Parameter(None, sent.type or "STRING", sent.value, inner)


def _value(sent: Any) -> str | None:
    if sent is None:
        return None
    if sent.stringValue is not None:
        return str(sent.stringValue)
    if sent.doubleValue is not None:
        return repr(sent.doubleValue)
    return None if sent.booleanValue is None else str(sent.booleanValue).lower()

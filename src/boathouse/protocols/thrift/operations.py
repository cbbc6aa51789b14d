"""What clients ask of a statement by its handle: status, metadata, rows, cancel, close."""

from __future__ import annotations

from typing import Any

from boathouse.context import Context
from boathouse.protocols.thrift import results, status
from boathouse.protocols.thrift.codes import OperationState
from boathouse.protocols.thrift.idl import tcli
from boathouse.protocols.thrift.reading import Reader
from boathouse.protocols.thrift.results import Page
from boathouse.protocols.thrift.sessions import handle_id, id_of
from boathouse.sql.errors import Canceled, SqlError
from boathouse.sql.execution import CANCELED, CLOSED, FAILED, PENDING, Execution

POLL_SECONDS = 5.0
"""A status call is held so long: the Python connector asks again without any pause."""
FETCH_SECONDS = 600.0


def handle_of(execution: Execution) -> Any:
    return tcli().TOperationHandle(
        operationId=handle_id(execution.execution_id),
        operationType=execution.reader.operation,
        hasResultSet=True,
    )


def find(ctx: Context, handle: Any) -> Execution:
    """The caller's statement, by the guid alone: drivers change the rest. Raises Refused."""
    identifier = handle.operationId if handle is not None else None
    found = id_of(identifier)
    execution = found and ctx.parts.sql.executions.find(found, ctx.principal)
    if not isinstance(execution, Execution) or not isinstance(execution.reader, Reader):
        raise status.invalid_handle("OperationHandle", identifier and identifier.guid)
    return execution


def close(ctx: Context, execution: Execution) -> None:
    ctx.parts.sql.executions.forget(execution)


def state_of(execution: Execution) -> OperationState:
    """FINISHED as soon as rows may be fetched: the rest is made while the client reads."""
    if execution.state in (FAILED, CANCELED, CLOSED):
        ended = {FAILED: OperationState.ERROR, CANCELED: OperationState.CANCELED}
        return ended.get(execution.state, OperationState.CLOSED)
    if execution.fetchable:
        return OperationState.FINISHED
    return OperationState.PENDING if execution.state == PENDING else OperationState.RUNNING


def status_of(execution: Execution) -> Any:
    """TGetOperationStatusResp."""
    made = tcli().TGetOperationStatusResp(
        status=status.success(),
        operationState=state_of(execution),
        operationStarted=execution.started_at,
        operationCompleted=execution.ended_at,
        hasResultSet=True,
        numModifiedRows=execution.affected_rows,
    )
    if execution.error is not None:
        made.sqlState, made.errorCode = execution.error.sqlstate, 0
        made.errorMessage = str(execution.error)
        made.status.errorMessage = made.errorMessage  # where databricks-jdbc 3.4 looks for it
        made.displayMessage = status.displayed(execution.error, execution.reader.text)
    return made


async def get_operation_status(ctx: Context, warehouse_id: str, req: Any) -> Any:
    """The state; where it runs, held until there is something to fetch, or for some seconds."""
    execution = find(ctx, req.operationHandle)
    await execution.ready(POLL_SECONDS)
    return status_of(execution)


async def get_result_set_metadata(ctx: Context, warehouse_id: str, req: Any) -> Any:
    execution = await _fetchable(ctx, req.operationHandle)
    return results.metadata(execution)


async def fetch_results(ctx: Context, warehouse_id: str, req: Any) -> Page:
    """The next page of rows or links."""
    execution = await _fetchable(ctx, req.operationHandle)
    try:
        page = await results.page(ctx, execution, req.maxRows, req.maxBytes, req.orientation)
    except SqlError as error:
        raise status.Refused(status.failure(error, execution.reader.text)) from error
    if req.includeResultSetMetadata:
        page.answer.resultSetMetadata = results.metadata(execution)
    return page


async def cancel_operation(ctx: Context, warehouse_id: str, req: Any) -> Any:
    find(ctx, req.operationHandle).cancel()
    return tcli().TCancelOperationResp(status=status.success())


async def close_operation(ctx: Context, warehouse_id: str, req: Any) -> Any:
    close(ctx, find(ctx, req.operationHandle))
    return tcli().TCloseOperationResp(status=status.success())


async def _fetchable(ctx: Context, handle: Any) -> Execution:
    """A statement whose rows are there. Raises Refused with what went wrong instead."""
    execution = find(ctx, handle)
    await execution.ready(FETCH_SECONDS)
    if execution.error is not None:
        raise status.Refused(status.failure(execution.error, execution.reader.text))
    if not execution.fetchable or execution.spool is None:
        error = Canceled("The statement is closed.") if execution.over else _running()
        raise status.Refused(status.failure(error))
    return execution


def _running() -> SqlError:
    return SqlError("OPERATION_STILL_RUNNING", "The statement has no rows to fetch yet.", "HY010")

"""A cluster's engine as statements know engines: texts in, record batches out, in the user's own
Spark session, so that registered functions and DataFrames are there."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from boathouse.errors import EngineError, EngineGone
from boathouse.protocols.connect.engines import Stub
from boathouse.protocols.connect.sessions import SparkSession
from boathouse.protocols.connect.wire import Wire
from boathouse.sql.answer import Batch, batch_of
from boathouse.sql.flows import Flow

Prepare = Callable[[str, contextlib.AsyncExitStack], Awaitable[Flow | None]]


class ConnectRows:
    """The rows of one query, readable once."""

    def __init__(self, schema: Any, first: list[Any], rest: AsyncIterator[Any]) -> None:
        self.schema, self._first, self._rest = schema, first, rest

    async def __aiter__(self) -> AsyncIterator[Batch]:
        for batch in self._first:
            yield batch_of(batch)
        async for batch in self._rest:
            yield batch_of(batch)


class ConnectEngine:
    """`sql.protocols.QueryEngine` over one session of a cluster's engine.

    `prepare` makes the engine's views that a text reads, and tells what they read.
    """

    def __init__(self, wire: Wire, stub: Stub, session: SparkSession, prepare: Prepare) -> None:
        self._wire, self._stub, self._session = wire, stub, session
        self._prepare = prepare
        self._moved: list[Flow] = []

    def taken(self) -> list[Flow]:
        """What the views have read that texts named since this was asked last."""
        moved, self._moved = self._moved, []
        return moved

    @contextlib.asynccontextmanager
    async def query(self, sql: str, *, command: bool = False) -> AsyncIterator[ConnectRows]:
        """As the protocol says."""
        async with contextlib.AsyncExitStack() as use, self._query(sql, use) as rows:
            yield rows

    @contextlib.asynccontextmanager
    async def _query(self, sql: str, use: contextlib.AsyncExitStack) -> AsyncIterator[ConnectRows]:
        moved = await self._prepare(sql, use)
        if moved is not None:
            self._moved.append(moved)
        operation_id = str(uuid.uuid4())
        call = self._stub.stream("ExecutePlan")(self._request(sql, operation_id))
        done = False
        try:
            batches = self._batches(call)
            first = [batch async for batch in _up_to_rows(batches)]
            yield ConnectRows(_schema(first), first, batches)
            done = True
        finally:
            call.cancel()
            if not done:
                await self._interrupt(operation_id)

    def _request(self, sql: str, operation_id: str) -> bytes:
        request = self._wire.ExecutePlanRequest(
            session_id=self._session.session_id, operation_id=operation_id
        )
        request.user_context.user_id = user_of(self._session)
        request.plan.root.sql.query = sql
        return bytes(request.SerializeToString())

    async def _batches(self, call: Any) -> AsyncIterator[Any]:
        import pyarrow as pa

        async for message in answered(call):
            response = self._wire.ExecutePlanResponse.FromString(message)
            if response.WhichOneof("response_type") == "arrow_batch":
                for batch in pa.ipc.open_stream(response.arrow_batch.data):
                    yield batch

    async def _interrupt(self, operation_id: str) -> None:
        request = self._wire.InterruptRequest(
            session_id=self._session.session_id,
            interrupt_type=3,
            operation_id=operation_id,
        )
        request.user_context.user_id = user_of(self._session)
        with contextlib.suppress(EngineError, EngineGone):
            await answer(self._stub.unary("Interrupt")(request.SerializeToString()))


async def _up_to_rows(batches: AsyncIterator[Any]) -> AsyncIterator[Any]:
    """The first batch: it tells the schema."""
    async for batch in batches:
        yield batch
        return


def _schema(first: list[Any]) -> Any:
    import pyarrow as pa

    return first[0].schema if first else pa.schema([])


def user_of(session: SparkSession) -> str:
    """Under which name the engine keeps the session: one that no other principal has."""
    return f"u{session.caller.principal.user_id}"


async def answer(call: Any) -> bytes:
    """The answer of a call to the engine. Raises EngineError and EngineGone."""
    from grpc.aio import AioRpcError  # type: ignore[import-untyped,unused-ignore]

    try:
        return bytes(await call)
    except AioRpcError as error:
        raise told(error) from None


async def answered(call: Any) -> AsyncIterator[bytes]:
    """The answers of a call to the engine, one by one."""
    from grpc.aio import EOF, AioRpcError  # type: ignore[import-untyped,unused-ignore]

    while True:
        try:
            message = await call.read()
        except AioRpcError as error:
            raise told(error) from None
        if message is EOF:
            return
        yield message


def told(error: Any) -> EngineError | EngineGone:
    """The engine's refusal, or its end; `rpc` is the error as it came."""
    from grpc import StatusCode  # type: ignore[import-untyped,unused-ignore]

    text = error.details() or error.code().name
    gone = error.code() is StatusCode.UNAVAILABLE
    found: EngineError | EngineGone = EngineGone(text) if gone else EngineError(text)
    found.rpc = error  # type: ignore[union-attr]
    return found

"""A query engine's wire: Flight SQL over gRPC, results as the Arrow IPC messages that it sends.

Columns are never decoded here. gRPC and pyarrow are heavy: they are loaded with the first query.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from boathouse.engine import flight_wire as wire
from boathouse.errors import EngineError, EngineGone

if TYPE_CHECKING:
    import pyarrow as pa

_OPTIONS = (
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_send_message_length", -1),
    # A proxy from the server's environment is not for loopback.
    ("grpc.enable_http_proxy", 0),
    # Another engine may get the port of a dead one: connections are not shared by address.
    ("grpc.use_local_subchannel_pool", 1),
)


@dataclass(frozen=True, slots=True)
class Batch:
    """One encapsulated IPC message of a record batch, and how many rows it holds."""

    message: bytes
    rows: int


class ResultStream:
    """The result of one query, readable once: `async for batch in stream`.

    Raises EngineError (the engine's own words) or EngineGone while it is read.
    """

    def __init__(self, flight: FlightSql, call: Any, schema_message: bytes) -> None:
        self._flight, self._call = flight, call
        self.schema_message = schema_message
        """The encapsulated IPC message of the schema."""

    @cached_property
    def schema(self) -> pa.Schema:
        """The engine's types, as they come."""
        import pyarrow as pa

        return pa.ipc.read_schema(pa.py_buffer(self.schema_message))

    async def __aiter__(self) -> AsyncIterator[Batch]:
        while (data := await self._flight._message(self._call)) is not None:
            header, body = wire.flight_data(data)
            if header:
                yield Batch(wire.encapsulated(header, body), wire.rows(header))


class FlightSql:
    """One engine's Flight SQL port, "127.0.0.1:port". Stateless: no session may be kept in it.

    Belongs to the event loop that it is first used on; many queries may run at once.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.broken = False
        """Whether a query found the connection gone."""
        self._abandoned: set[asyncio.Task[None]] = set()
        self._users = 0
        self._unwanted = False
        self._closing: asyncio.Task[None] | None = None

    @contextlib.asynccontextmanager
    async def query(self, sql: str, *, command: bool = False) -> AsyncIterator[ResultStream]:
        """Run a statement; leaving the block, by cancellation or in the middle of the rows too,
        stops the engine's work.

        `command`: one that has done its work once the stream opens (DML, DDL): cancelling it
        interrupts the work at once. Raises EngineError, EngineGone.
        """
        self._users += 1
        try:
            stream = await self._opened(sql, command)
            try:
                yield stream
            finally:
                stream._call.cancel()
        finally:
            self._left()

    def let_go(self) -> None:
        """Give the connection up as soon as no query uses it; for an engine that is gone."""
        self._unwanted = True
        self._users += 1
        self._left()

    async def close(self) -> None:
        """Give the connection up now; queries that still run are canceled."""
        for task in list(self._abandoned):
            task.cancel()
        await asyncio.gather(*self._abandoned, return_exceptions=True)
        if "_channel" in self.__dict__:
            await self._channel.close()

    @cached_property
    def _channel(self) -> Any:
        from grpc import aio  # type: ignore[import-untyped,unused-ignore]

        return aio.insecure_channel(self.address, options=_OPTIONS)

    @cached_property
    def _get_flight_info(self) -> Any:
        return self._channel.unary_unary(wire.GET_FLIGHT_INFO)

    @cached_property
    def _do_get(self) -> Any:
        return self._channel.unary_stream(wire.DO_GET)

    async def _opened(self, sql: str, command: bool) -> ResultStream:
        opening = asyncio.create_task(self._open(sql))
        try:
            return await asyncio.shield(opening)
        except asyncio.CancelledError:
            if command:
                opening.cancel()
            self._abandon(opening)
            raise

    async def _open(self, sql: str) -> ResultStream:
        """Plan and start a statement, and take its stream up to the schema."""
        info = await self._answered(self._get_flight_info(wire.descriptor(sql)))
        call = self._do_get(wire.ticket(info))
        try:
            first = await self._message(call)
        except BaseException:
            call.cancel()
            raise
        if first is None:
            raise EngineError("The engine answered without a schema.")
        return ResultStream(self, call, wire.encapsulated(*wire.flight_data(first)))

    async def _message(self, call: Any) -> bytes | None:
        """The next message of a stream; None at its end."""
        from grpc.aio import EOF  # type: ignore[import-untyped,unused-ignore]

        message = await self._answered(call.read())
        return None if message is EOF else message

    async def _answered(self, answer: Any) -> Any:
        from grpc import StatusCode  # type: ignore[import-untyped,unused-ignore]
        from grpc.aio import AioRpcError  # type: ignore[import-untyped,unused-ignore]

        try:
            return await answer
        except AioRpcError as error:
            text = error.details() or error.code().name
            if error.code() in (StatusCode.UNAVAILABLE, StatusCode.CANCELLED):
                self.broken = True
                raise EngineGone(text) from None
            raise EngineError(text) from None

    def _abandon(self, opening: asyncio.Task[ResultStream]) -> None:
        """Stop what a canceled query started: the engine works from its planning on, whether or
        not anybody comes with the ticket, and only the one who has its stream can stop it."""
        task = asyncio.create_task(_given_back(opening))
        self._users += 1
        self._abandoned.add(task)
        task.add_done_callback(self._given_up)

    def _given_up(self, task: asyncio.Task[None]) -> None:
        self._abandoned.discard(task)
        self._left()

    def _left(self) -> None:
        # Only then: a closed channel cancels its calls, and their readers with them.
        self._users -= 1
        if self._unwanted and not self._users and self._closing is None:
            self._closing = asyncio.get_running_loop().create_task(self.close())


async def _given_back(opening: asyncio.Task[ResultStream]) -> None:
    # Whatever it fails with, the engine does no work any more.
    with contextlib.suppress(EngineError, EngineGone, asyncio.CancelledError):
        (await opening)._call.cancel()

"""The life of a statement: PENDING, RUNNING, then SUCCEEDED, FAILED or CANCELED, at last CLOSED.

One registry for every wire. A statement is an asyncio task: while it waits for the engine it holds
no thread and no transaction. All methods belong to the event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import shutil
import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from boathouse.context import Clock, Principal
from boathouse.errors import ApiError
from boathouse.sql.answer import Answer, Batch, Kind, batch_of, record_batch
from boathouse.sql.errors import Canceled, ResultTooLarge, SqlError
from boathouse.sql.parameters import Parameter
from boathouse.sql.protocols import Catalog
from boathouse.sql.session import Session, Sessions
from boathouse.sql.spool import Room, Spool

if TYPE_CHECKING:
    import pyarrow as pa

    from boathouse.sql.flows import Flow

log = logging.getLogger("boathouse.sql")

PENDING, RUNNING = "PENDING", "RUNNING"
SUCCEEDED, FAILED, CANCELED, CLOSED = "SUCCEEDED", "FAILED", "CANCELED", "CLOSED"
KEPT_MS = 3_600_000
"""Results are kept for an hour after success [sql_wire.md 3.5]."""
KEPT_BYTES = 256 * 1024 * 1024
"""Of all results together, in memory; the rest goes to files."""
UNWATCHED_MS = 15 * 60_000
"""A client that has not asked for that long is gone: the statement is canceled [3.5]."""

FEW_ROWS = 2000
"""So many are converted on the spot; more would hold up the event loop."""

Convert = Callable[[Batch], Batch]
Shape = Callable[["pa.Schema"], tuple["pa.Schema", Convert | None]]
"""How a client wants its types: the schema that it is given, and what to do to each batch."""


@dataclass(frozen=True)
class Request:
    """One statement as a client sent it. `timeout_seconds` 0: none.

    `lz4`: spooled chunks are compressed. `shape`: None leaves the engine's types. A result of more
    than `most_bytes` fails the statement, where one of `byte_limit` is cut.
    """

    text: str
    parameters: tuple[Parameter, ...] = ()
    row_limit: int | None = None
    byte_limit: int | None = None
    timeout_seconds: float = 0
    lz4: bool = False
    shape: Shape | None = None
    most_bytes: int | None = None
    host: str = ""
    """Where the client reached us, for links in its answer; "" where it cannot follow any."""


class Road(Protocol):
    """What runs a statement: `boathouse.sql.road.Road`."""

    async def run(
        self, execution: Execution, running: Callable[[], None], use: contextlib.AsyncExitStack
    ) -> Answer:
        """The statement's answer; what it needs as long as rows come is entered into `use`."""


@dataclass(eq=False)
class Execution:
    """One statement. `error` is set when it FAILED or was CANCELED; `spool` once rows may come."""

    execution_id: str
    session: Session
    principal: Principal
    request: Request
    started_at: int
    state: str = PENDING
    error: SqlError | None = None
    kind: Kind | None = None
    affected_rows: int | None = None
    spool: Spool | None = None
    ended_at: int | None = None
    asked_at: int = 0
    reader: Any = None
    """What the wire that started it remembers of it, such as how far it was read."""
    flows: list[Flow] = field(default_factory=list, repr=False)
    """What its statements have moved."""
    at_end: Callable[[], Awaitable[None]] | None = field(default=None, repr=False)
    """What its wire does once it is over; may be set as long as it is not."""
    _task: asyncio.Task[None] | None = field(default=None, repr=False)
    _changed: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.state not in (PENDING, RUNNING)

    @property
    def fetchable(self) -> bool:
        """Whether it is over, or a first chunk may be fetched while the rest is on its way."""
        return self.over or (self.spool is not None and bool(self.spool.chunks))

    async def wait(self, seconds: float | None) -> bool:
        """Whether it is over within that time; None: however long it takes."""
        return await self._until(lambda: self.over, seconds)

    async def ready(self, seconds: float) -> bool:
        """Whether there is something to fetch, or it is over, within that time."""
        return await self._until(lambda: self.fetchable, seconds)

    async def chunk(self, index: int) -> bool:
        """Wait for a chunk; False where there is none of that index. Raises what went wrong."""
        await self._until(lambda: self.over or self._has(index), None)
        if self.error is not None:
            raise self.error
        return self._has(index)

    def cancel(self, why: str = "The statement was canceled.") -> None:
        """Stop its work; nothing happens where it is over or about to be canceled."""
        if not self.over and self._task is not None and self.error is None:
            self.error = Canceled(why)
            self._task.cancel()

    def close(self) -> None:
        """Stop its work and give up its result."""
        self.cancel()
        if self.over:
            self._end(CLOSED)
        self._discard()

    def _has(self, index: int) -> bool:
        return self.spool is not None and index < len(self.spool.chunks)

    def _discard(self) -> None:
        if self.spool is not None:
            self.spool.discard()
            self.spool = None

    async def _until(self, reached: Callable[[], bool], seconds: float | None) -> bool:
        if reached():
            return True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not reached():
                    await self._changed.wait()
        return reached()

    def _move(self, state: str | None = None) -> None:
        """Whoever waits looks again."""
        if state is not None:
            self.state = state
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def _end(self, state: str) -> None:
        self._move(state)


class Executions:
    """All statements of this server that are not forgotten yet. `folder` holds their results."""

    def __init__(self, road: Road, clock: Clock, folder: Path) -> None:
        self._road, self._clock, self._folder = road, clock, folder
        self._all: dict[str, Execution] = {}
        self._room = Room(KEPT_BYTES)
        self.started: Callable[[Execution], None] | None = None
        """Told of every statement before it runs; must not wait."""
        self.ended: Callable[[Execution], None] | None = None
        """Told of every statement once it is over; must not wait."""
        # What an earlier server spooled belongs to nobody any more.
        shutil.rmtree(folder, ignore_errors=True)

    def start(
        self,
        session: Session,
        principal: Principal,
        request: Request,
        execution_id: str | None = None,
        road: Road | None = None,
    ) -> Execution:
        """Start a statement; it is found by its id until it is forgotten.

        `road`: what runs it where it is no SQL (a wire's own calls for metadata).
        """
        now = self._clock()
        execution = Execution(
            execution_id or str(uuid.uuid4()), session, principal, request, now, asked_at=now
        )
        self._all[execution.execution_id] = execution
        session.running += 1
        if self.started is not None:
            self.started(execution)
        execution._task = asyncio.create_task(self._run(execution, road or self._road))
        execution._task.add_done_callback(lambda _: self._never_ran(execution))
        return execution

    def find(self, execution_id: str, principal: Principal) -> Execution | None:
        """A statement of this principal; for anybody else it does not exist."""
        execution = self._all.get(execution_id)
        if execution is None or execution.principal.user_id != principal.user_id:
            return None
        execution.asked_at = self._clock()
        return execution

    def by_id(self, execution_id: str) -> Execution | None:
        """A statement, for a caller that a signature lets through."""
        return self._all.get(execution_id)

    def forget(self, execution: Execution) -> None:
        """Close it and drop it."""
        execution.close()
        self._all.pop(execution.execution_id, None)

    def running(self, warehouse_id: str | None = None) -> list[Execution]:
        """The statements that are not over."""
        return [
            execution
            for execution in self._all.values()
            if not execution.over and warehouse_id in (None, execution.session.warehouse_id)
        ]

    def of_session(self, session: Session) -> list[Execution]:
        """The statements of a session that are not forgotten yet."""
        return [e for e in self._all.values() if e.session is session]

    def users(self) -> set[int]:
        """Whose statements they are."""
        return {execution.principal.user_id for execution in self._all.values()}

    def end_user(self, user_id: int) -> None:
        """End all statements of a principal that is gone, and give up their results."""
        for execution in [e for e in self._all.values() if e.principal.user_id == user_id]:
            execution.cancel("The user who ran the statement is no longer active.")
            self.forget(execution)

    def sweep(self) -> None:
        """Cancel what nobody asks for, and forget what was kept for long enough."""
        now = self._clock()
        for execution in list(self._all.values()):
            if not execution.over and execution.asked_at + UNWATCHED_MS < now:
                execution.cancel("Nobody asked for the statement's result for 15 minutes.")
            elif execution.ended_at is not None and execution.ended_at + KEPT_MS < now:
                self.forget(execution)

    async def close(self) -> None:
        """The server stops: end all of them."""
        tasks = [e._task for e in self._all.values() if e._task is not None]
        for execution in list(self._all.values()):
            execution.cancel("The server was stopped while the statement ran.")
            self.forget(execution)
        await asyncio.gather(*tasks, return_exceptions=True)

    def _never_ran(self, execution: Execution) -> None:
        """A task that is canceled before its first step runs none of its lines."""
        if execution.state == PENDING:
            execution.session.running -= 1
            self._ended(execution, CANCELED)

    async def _run(self, execution: Execution, road: Road) -> None:
        try:
            seconds = execution.request.timeout_seconds or None
            async with asyncio.timeout(seconds), contextlib.AsyncExitStack() as use:
                answer = await road.run(execution, lambda: execution._move(RUNNING), use)
                await self._collect(execution, answer)
            self._ended(execution, SUCCEEDED)
        except SqlError as error:
            self._failed(execution, error)
        except ApiError as error:
            self._failed(execution, SqlError(error.error_code, error.message, "HY000"))
        except TimeoutError:
            self._failed(execution, Canceled("The statement ran longer than STATEMENT_TIMEOUT."))
        except asyncio.CancelledError:
            execution.error = execution.error or Canceled()
            self._ended(execution, CANCELED)
        except Exception:
            log.exception("statement %s failed", execution.execution_id)
            text = f"The server failed; its log names statement {execution.execution_id}."
            self._failed(execution, SqlError("INTERNAL_ERROR", text, "XX000"))
        finally:
            execution.session.running -= 1
        await _told(execution)

    async def _collect(self, execution: Execution, answer: Answer) -> None:
        request, schema, convert = execution.request, answer.schema, None
        if request.shape is not None:
            schema, convert = request.shape(schema)
        folder = self._folder / execution.execution_id
        spool = Spool(schema, folder, lz4=request.lz4, room=self._room)
        execution.kind, execution.affected_rows = answer.kind, answer.affected_rows
        execution.spool = spool
        known = 0
        async with contextlib.aclosing(_limited(answer, request, spool)) as batches:
            async for batch in batches:
                await spool.add(await _converted(convert, batch))
                if request.most_bytes is not None and spool.bytes > request.most_bytes:
                    raise ResultTooLarge(request.most_bytes)
                if len(spool.chunks) != known:
                    known = len(spool.chunks)
                    execution._move()
        await spool.finish()

    def _failed(self, execution: Execution, error: SqlError) -> None:
        execution.error = error
        self._ended(execution, FAILED)

    def _ended(self, execution: Execution, state: str) -> None:
        execution.ended_at = self._clock()
        if state != SUCCEEDED:
            execution._discard()
        execution._end(state)
        if self.ended is not None:
            self.ended(execution)


async def _limited(answer: Answer, request: Request, spool: Spool) -> AsyncGenerator[Batch, None]:
    """The batches up to the request's limits; the rest is not asked for."""
    left = request.row_limit
    async with contextlib.aclosing(answer.batches) as batches:
        async for batch in batches:
            if request.byte_limit is not None and spool.bytes >= request.byte_limit:
                spool.truncated = True
                return
            if left is not None and batch.rows > left:
                spool.truncated = True
                if left:
                    yield batch_of(record_batch(answer.schema, batch).slice(0, left))
                return
            if left is not None:
                left -= batch.rows
            yield batch


async def _converted(convert: Convert | None, batch: Batch) -> Batch:
    if convert is None:
        return batch
    if batch.rows <= FEW_ROWS:
        return convert(batch)
    return await asyncio.to_thread(convert, batch)


async def _told(execution: Execution) -> None:
    if execution.at_end is not None:
        try:
            await execution.at_end()
        except Exception:
            log.exception("the end of statement %s was not recorded", execution.execution_id)


@dataclass
class Statements:
    """What the wires share: sessions and statements. `executions` is there once the app starts.

    `recorder` keeps the history (`services.query_history.recorder`), `lineage` what was moved
    (`services.lineage_tracking.recorder`)."""

    sessions: Sessions
    executions: Executions = field(init=False)
    catalog: Catalog | None = None
    recorder: Any = None
    lineage: Any = None
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    """Signs what clients bring back: links to results, ids of statements."""

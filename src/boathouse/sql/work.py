"""The asynchronous half of a statement: its engine, its threads, its locks."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from boathouse.context import Context
from boathouse.errors import ApiError, EngineError, EngineGone
from boathouse.sql.answer import Answer, Batch, Kind
from boathouse.sql.engine_errors import translated
from boathouse.sql.errors import EngineLost, NotSupported
from boathouse.sql.issued import IssuedNames, IssuedTable
from boathouse.sql.planning import Nested, Notes, from_service
from boathouse.sql.protocols import (
    Authorizer,
    Catalog,
    Compute,
    PythonFunctions,
    QueryEngine,
    RowStream,
)
from boathouse.sql.session import Session
from boathouse.sql.types import quote_if_needed

if TYPE_CHECKING:
    import pyarrow as pa

    from boathouse.sql.locks import TableLocks

ENGINE_TEXT_BYTES = 4 * 1024 * 1024 - 4096
"""Sail takes no longer message (measured; it has no setting for it)."""
SETTLED_SECONDS = 1.0
"""Until the engine's own workers have ended with a statement that failed."""
Result = TypeVar("Result")
log = logging.getLogger("boathouse.sql")


@dataclass
class Work:
    """The asynchronous half: the engine, worker threads, locks. One for each statement."""

    statement_id: str
    session: Session
    catalog: Catalog
    authorizer: Authorizer
    names: IssuedNames
    locks: TableLocks
    compute: Compute
    context: Callable[[], Context]
    threads: Executor
    running: Callable[[], None]
    use: contextlib.AsyncExitStack
    notes: Notes = field(default_factory=Notes)
    admitted: Any = None
    nest: Callable[[Nested, contextlib.AsyncExitStack], Awaitable[Answer]] = field(
        default=None,  # type: ignore[assignment]
        repr=False,
    )
    """Plan and run another statement for the same session; what it needs as long as its rows come
    is entered into the stack. Nothing of the engine may be held meanwhile."""
    python: PythonFunctions | None = None
    held: QueryEngine | None = None
    _place: contextlib.AsyncExitStack = field(default_factory=contextlib.AsyncExitStack)

    async def in_thread(self, act: Callable[[Context], Result]) -> Result:
        """Our own work, off the event loop, with a context of its own.

        Where the statement is canceled, the work runs to its end first: a commit cannot be stopped
        half way, and what follows (giving up a staging folder) must find it done or not begun.
        """

        def work() -> Result:
            ctx = self.context()
            try:
                return act(ctx)
            except ApiError as error:
                raise from_service(error) from error
            finally:
                ctx.close()

        done = asyncio.get_running_loop().run_in_executor(self.threads, work)
        try:
            return await asyncio.shield(done)
        except asyncio.CancelledError:
            await _whatever_comes(done)
            raise

    def later(self, act: Callable[[Context], object]) -> None:
        """Work of ours that nobody waits for: cleaning up after a statement that failed.

        Not at once: what the engine was still writing as it failed would bring a removed folder
        back. A server that stops meanwhile leaves it to the sweeper of the next one.
        """

        def work() -> None:
            ctx = self.context()
            try:
                act(ctx)
            except ApiError as error:
                log.warning("after statement %s: %s", self.statement_id, error)
            finally:
                ctx.close()

        def begin() -> None:
            with contextlib.suppress(RuntimeError):  # the threads are shut down
                self.threads.submit(work)

        asyncio.get_running_loop().call_later(SETTLED_SECONDS, begin)

    @contextlib.contextmanager
    def issued(self, name: str, table: IssuedTable) -> Iterator[str]:
        """A name for the engine as long as the block runs, quoted."""
        schema = self.names.open_schema()
        self.names.issue(schema, name, table)
        try:
            yield f"main.{schema}.{quote_if_needed(name)}"
        finally:
            self.names.release((schema,))

    async def engine(self) -> QueryEngine:
        """The warehouse's engine, held until the statement's rows are all there."""
        if self.held is None:
            principal, warehouse_id = self.context().principal, self.session.warehouse_id
            place = contextlib.AsyncExitStack()
            self.use.push_async_exit(place)
            engine = self.compute.engine(principal, warehouse_id, self.admitted)
            self.held = await place.enter_async_context(engine)
            self._place = place
            self.running()
        return self.held

    async def query(self, sql: str, kind: Kind = Kind.ROWS) -> Answer:
        """What the engine answers to a text; its errors as a user should see them."""
        _fits(sql)
        await self._prepared()
        with self._translating():
            try:
                stream = await self._opened(sql)
            except EngineGone:
                # It was dying when it was asked. No row has come yet, so the next one may be asked.
                await self._place.aclose()
                self.held = self.admitted = None
                stream = await self._opened(sql)
            return Answer(stream.schema, self._rows(stream), kind)

    async def _prepared(self) -> None:
        """The values of Python functions are made once, before anything else is asked for."""
        stages, self.notes.stages = self.notes.stages, []
        for stage in stages:
            await stage.run(self)

    async def _opened(self, sql: str) -> RowStream:
        engine = await self.engine()
        return await self.use.enter_async_context(engine.query(sql))

    async def schema(self, sql: str) -> pa.Schema:
        """The schema that a query has; none of its rows is made."""
        _fits(sql)
        await self._prepared()
        engine = await self.engine()
        with self._translating():
            async with engine.query(f"SELECT * FROM ({sql}\n) LIMIT 0") as stream:
                schema: pa.Schema = stream.schema
                return schema

    async def execute(self, sql: str) -> None:
        """Run a text for what it does; its rows are read and dropped."""
        _fits(sql)
        await self._prepared()
        engine = await self.engine()
        with self._translating():
            async with engine.query(sql, command=True) as stream:
                async for _ in stream:
                    pass

    async def _rows(self, stream: RowStream) -> AsyncGenerator[Batch, None]:
        with self._translating():
            async for batch in stream:
                yield batch

    @contextlib.contextmanager
    def _translating(self) -> Iterator[None]:
        try:
            yield
        except EngineError as error:
            raise translated(str(error), self.notes.known, checked=self.notes.checked) from error
        except EngineGone as error:
            raise EngineLost(self.session.warehouse_id) from error


def _fits(sql: str) -> None:
    if len(sql) * 4 > ENGINE_TEXT_BYTES and len(sql.encode()) > ENGINE_TEXT_BYTES:
        raise NotSupported(
            "Statements of more than 4 MB cannot be run by this warehouse's engine: load the data"
            " from a file in a volume."
        )


async def _whatever_comes(done: asyncio.Future[Result]) -> None:
    """Wait for work's end, also where the statement is canceled again meanwhile."""
    while not done.done():
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait((done,))

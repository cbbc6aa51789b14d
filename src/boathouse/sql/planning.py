"""What planning a statement works with, and what a plan is."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from boathouse.context import Context
from boathouse.errors import (
    ApiError,
    EngineError,
    EngineGone,
    PermissionDenied,
    ResourceDoesNotExist,
)
from boathouse.sql.answer import Answer, Batch, Kind
from boathouse.sql.engine_errors import translated
from boathouse.sql.errors import EngineLost, NotSupported, SqlError
from boathouse.sql.issued import IssuedNames, IssuedTable
from boathouse.sql.parameters import Parameter
from boathouse.sql.protocols import Authorizer, Catalog, Compute, QueryEngine, RowStream
from boathouse.sql.securables import Name, Relation, SparkType
from boathouse.sql.session import Session
from boathouse.sql.types import quote_if_needed

if TYPE_CHECKING:
    import pyarrow as pa

    from boathouse.sql.locks import TableLocks
    from boathouse.sql.parse import Parsed

ENGINE_TEXT_BYTES = 4 * 1024 * 1024 - 4096
"""Sail takes no longer message (measured; it has no setting for it)."""

STATES = {
    "CATALOG_ALREADY_EXISTS": "42P06",
    "CATALOG_NOT_EMPTY": "2BP01",
    "CATALOG_DOES_NOT_EXIST": "42704",
    "NOT_IMPLEMENTED": "0A000",
    "RESOURCE_ALREADY_EXISTS": "42710",
    "SCHEMA_ALREADY_EXISTS": "42P06",
    "SCHEMA_DOES_NOT_EXIST": "42704",
    "SCHEMA_NOT_EMPTY": "2BP01",
    "TABLE_ALREADY_EXISTS": "42P07",
    "TABLE_DOES_NOT_EXIST": "42P01",
    "VOLUME_ALREADY_EXISTS": "42710",
    "VOLUME_DOES_NOT_EXIST": "42704",
}
"""SQLSTATEs of the errors of services; of any other 22023, an invalid value."""

SETTLED_SECONDS = 1.0
"""Until the engine's own workers have ended with a statement that failed."""

Result = TypeVar("Result")

log = logging.getLogger("boathouse.sql")


class Plan(Protocol):
    """A planned statement: everything is resolved and authorized, nothing has happened yet."""

    async def run(self, work: Work) -> Answer:
        """Do it."""


@dataclass
class Notes:
    """What planning leaves for the run: shared by the plannings of a statement and of its views."""

    opened: dict[tuple[str, str], str] = field(default_factory=dict)
    """(catalog, schema) -> the schema that the engine knows their tables under."""
    checked: bool = False
    """Whether the engine's text holds checked arithmetic."""
    known: list[str] = field(default_factory=list)
    """The columns of what is read, for errors that suggest one."""


@dataclass
class Planning:
    """The synchronous half of one statement. `ctx` is read from, never written to."""

    ctx: Context
    session: Session
    parsed: Parsed
    parameters: tuple[Parameter, ...]
    statement_id: str
    catalog: Catalog
    authorizer: Authorizer
    names: IssuedNames
    notes: Notes = field(default_factory=Notes)
    owner: str | None = None
    """Whose rights count: those of the owner inside a stored view; None: the caller's."""
    reads: list[Relation] = field(default_factory=list)
    temporary_reads: list[str] = field(default_factory=list)
    """The temporary views among what is read."""
    columns: dict[tuple[str, str], dict[str, SparkType]] = field(default_factory=dict)
    """(schema, table) as the engine knows them -> the types of the columns, in lower case."""

    def full_name(self, *parts: str) -> Name:
        """A relation's or volume's name, completed from the session, lower case."""
        lower = [part.lower() for part in parts]
        if len(lower) > 3 or not lower:
            raise SqlError(
                "IDENTIFIER_TOO_MANY_NAME_PARTS", f"{'.'.join(parts)} has too many parts.", "42601"
            )
        return Name(*([self.session.catalog, self.session.schema][: 3 - len(lower)]), *lower)

    def table(self, name: Name, privilege: str = "SELECT") -> Relation:
        """An existing relation that the caller, or inside a view its owner, may do this with."""
        relation = self.catalog.relation(self.ctx, name)
        if relation is None:
            raise not_found(name)
        if self.owner is None:
            self.authorizer.require(self.ctx, privilege, relation)
        else:
            self.authorizer.require_as(self.ctx, self.owner, privilege, relation)
        return relation

    def issue(self, relation: Relation) -> tuple[str, str, str]:
        """The name under which the engine finds a table, as catalog, schema, table."""
        key = (relation.name.catalog, relation.name.schema)
        schema = self.notes.opened.get(key)
        if schema is None:
            schema = self.notes.opened[key] = self.names.open_schema()
        self.names.issue(schema, relation.name.name, issued(relation))
        self.columns[schema, relation.name.name] = {
            column.name.lower(): column.type for column in relation.columns
        }
        return "main", schema, relation.name.name


def issued(relation: Relation) -> IssuedTable:
    """What the engine's catalog answers for a table."""
    return IssuedTable(
        str(relation.name),
        relation.location or "",
        relation.columns,
        relation.partitions,
        relation.format or "DELTA",
    )


def not_found(name: Name) -> SqlError:
    """The error of a relation that does not exist, in the words of Databricks."""
    return SqlError(
        "TABLE_OR_VIEW_NOT_FOUND",
        f"The table or view `{name.catalog}`.`{name.schema}`.`{name.name}` cannot be found."
        " Verify the spelling and correctness of the schema and catalog.\nIf you did not qualify"
        " the name with a schema, verify the current_schema() output, or qualify the name with the"
        " correct schema and catalog.\nTo tolerate the error on drop use DROP VIEW IF EXISTS or"
        " DROP TABLE IF EXISTS.",
        "42P01",
    )


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
        with self._translating():
            try:
                stream = await self._opened(sql)
            except EngineGone:
                # It was dying when it was asked. No row has come yet, so the next one may be asked.
                await self._place.aclose()
                self.held = self.admitted = None
                stream = await self._opened(sql)
            return Answer(stream.schema, self._rows(stream), kind)

    async def _opened(self, sql: str) -> RowStream:
        engine = await self.engine()
        return await self.use.enter_async_context(engine.query(sql))

    async def schema(self, sql: str) -> pa.Schema:
        """The schema that a query has; none of its rows is made."""
        _fits(sql)
        engine = await self.engine()
        with self._translating():
            async with engine.query(f"SELECT * FROM ({sql}\n) LIMIT 0") as stream:
                schema: pa.Schema = stream.schema
                return schema

    async def execute(self, sql: str) -> None:
        """Run a text for what it does; its rows are read and dropped."""
        _fits(sql)
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


def from_service(error: ApiError) -> SqlError:
    """A service's error as a statement fails with it."""
    if isinstance(error, PermissionDenied):
        return SqlError(
            "INSUFFICIENT_PERMISSIONS", f"Insufficient privileges:\n{error.message}", "42501"
        )
    if isinstance(error, ResourceDoesNotExist):
        return SqlError("RESOURCE_DOES_NOT_EXIST", error.message, "42704")
    return SqlError(error.error_code, error.message, STATES.get(error.error_code, "22023"))


async def _whatever_comes(done: asyncio.Future[Result]) -> None:
    """Wait for work's end, also where the statement is canceled again meanwhile."""
    while not done.done():
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait((done,))


Planner = Callable[[Planning], Plan]

"""The one road of every statement: plan it in a thread, then run the plan on the event loop."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import shutil
import uuid
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from boathouse.context import Context, Parts, Principal
from boathouse.errors import ApiError
from boathouse.sql.answer import Answer
from boathouse.sql.errors import SqlError
from boathouse.sql.evaluate import evaluated
from boathouse.sql.execution import Execution
from boathouse.sql.files.asked import FilesWanted, Reading
from boathouse.sql.flows import Flow
from boathouse.sql.identifiers import Unknown, identified
from boathouse.sql.informed import FOLDER
from boathouse.sql.issued import IssuedNames
from boathouse.sql.locks import TableLocks
from boathouse.sql.parameters import Parameter
from boathouse.sql.planning import Nested, Notes, Plan, Planning, from_service
from boathouse.sql.protected import RowsWanted
from boathouse.sql.protocols import Authorizer, Catalog, Compute, PythonFunctions
from boathouse.sql.recursion import Given, RecursionWanted
from boathouse.sql.recursion_rows import Recurring
from boathouse.sql.securables import Relation
from boathouse.sql.session import Session
from boathouse.sql.variables import Value
from boathouse.sql.work import Work

if TYPE_CHECKING:
    from boathouse.sql.parse import Parsed

Result = TypeVar("Result")


PLANNERS = 4
WORKERS = 8
READERS = 4
"""Threads for planning, for what we do ourselves (delta-rs, the store), for planning that reads
files."""


@dataclass(frozen=True)
class Asked:
    """One statement on the road. `known`: values of IDENTIFIER(...) that an engine has told.
    `forced`: names that the engine says are no columns."""

    execution: Execution
    statement_id: str
    asked: Nested
    known: Mapping[str, Value] = field(default_factory=dict)
    forced: frozenset[str] = frozenset()
    reads: bool = False
    """Whether planning reads files."""
    given: Mapping[tuple[object, ...], Given] = field(default_factory=dict)
    """The rows of recursions that are there."""
    moved: tuple[Flow, ...] = ()
    """What those were made of."""


MakeRows = Callable[[Relation, contextlib.AsyncExitStack], Awaitable[Given]]


class Road:
    """Runs statements. `catalog`, `authorizer` and `compute` are the services' own."""

    def __init__(
        self,
        parts: Parts,
        catalog: Catalog,
        authorizer: Authorizer,
        compute: Compute,
        names: IssuedNames,
        python: PythonFunctions | None = None,
    ) -> None:
        self._parts, self._catalog, self._authorizer = parts, catalog, authorizer
        self._compute, self._names = compute, names
        self._locks, self._python = TableLocks(), python
        self._rows: MakeRows | None = None
        # What the statements of the last server left.
        shutil.rmtree(parts.config.data_dir / FOLDER, ignore_errors=True)
        self._planners = ThreadPoolExecutor(PLANNERS, thread_name_prefix="sql-plan")
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="sql-work")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="sql-read")

    async def run(
        self, execution: Execution, running: Callable[[], None], use: contextlib.AsyncExitStack
    ) -> Answer:
        """As `execution.Road` says."""
        nested = Nested(execution.request.text, execution.request.parameters)
        asked = Asked(execution, execution.execution_id, nested)
        return await self._statement(asked, running, use)

    def beside(
        self, engine: str, compute: Compute | None = None, rows: MakeRows | None = None
    ) -> Road:
        """The same road to an engine that has names of its own: writers of a table wait for each
        other on both. `rows`: makes those of a protected table, which such an engine may not
        open; they are there as long as the stack is open."""
        other = copy.copy(self)
        other._rows = rows
        other._names = self._names.of_engine(engine)
        other._compute = compute or self._compute
        return other

    def names_of(self, engine: str) -> IssuedNames:
        """The names of such an engine."""
        return self._names.of_engine(engine)

    def planning(
        self,
        ctx: Context,
        session: Session,
        parsed: Parsed,
        statement_id: str,
        notes: Notes,
        parameters: tuple[Parameter, ...] = (),
        given: Mapping[tuple[object, ...], Given] | None = None,
    ) -> Planning:
        """What planning a text works with, where no statement of ours runs it."""
        return Planning(
            ctx,
            session,
            parsed,
            parameters,
            statement_id,
            self._catalog,
            self._authorizer,
            self._names,
            notes,
            given=given or {},
        )

    def known(self, ctx: Context, session: Session, name: str) -> bool:
        """Whether a table or view has this name, as a client wrote it."""
        from boathouse.sql.parse import parse_name

        planning = self.planning(ctx, session, UNREAD, "", Notes())
        parts = [part.name for part in parse_name(name).parts]
        return self._catalog.relation(ctx, planning.full_name(*parts)) is not None

    async def in_planner(self, act: Callable[[], Result]) -> Result:
        """Planning, in one of its threads."""
        return await asyncio.get_running_loop().run_in_executor(self._planners, act)

    def release(self, notes: Notes) -> None:
        """The engine needs the names no more that a planning has opened."""
        self._names.release(notes.opened.values())

    def close(self) -> None:
        """No more statements."""
        self._planners.shutdown(wait=False, cancel_futures=True)
        self._readers.shutdown(wait=False, cancel_futures=True)
        self._workers.shutdown(wait=True, cancel_futures=True)

    def context(self, principal: Principal, host: str = "") -> Context:
        """A context for work of this principal, now."""
        return Context(self._parts, principal, self._parts.clock(), str(uuid.uuid4()), host)

    async def _statement(
        self, asked: Asked, running: Callable[[], None], use: contextlib.AsyncExitStack
    ) -> Answer:
        """One statement, planned again where the engine had to be asked something first."""
        while True:
            notes = Notes(reading=Reading(waits=asked.reads))
            try:
                async with contextlib.AsyncExitStack() as own:
                    answer = await self._once(asked, notes, running, own)
                    use.push_async_exit(own.pop_all())
                    return answer
            except FilesWanted:
                asked = replace(asked, reads=True)
            except Unknown as need:
                value = await self._value(asked, need, running)
                asked = replace(asked, known={**asked.known, need.text: value})
            except RowsWanted as need:
                if self._rows is None or need.key in asked.given:
                    raise
                rows = await self._rows(need.relation, use)
                asked = replace(asked, given={**asked.given, need.key: rows})
            except RecursionWanted as need:
                flows = asked.execution.flows
                before = len(flows)
                given = await self._given(asked, need, running, use)
                moved, flows[before:] = (*asked.moved, *flows[before:]), []
                known = {**asked.given, need.recursion.key: given}
                asked = replace(asked, given=known, moved=moved)
            except SqlError as error:
                forced = asked.forced | _no_columns(notes, error)
                if forced == asked.forced:
                    raise
                asked = replace(asked, forced=forced)

    async def _once(
        self,
        asked: Asked,
        notes: Notes,
        running: Callable[[], None],
        use: contextlib.AsyncExitStack,
    ) -> Answer:
        loop = asyncio.get_running_loop()
        use.callback(lambda: self._names.release(notes.opened.values()))
        pool = self._readers if asked.reads else self._planners
        planned = loop.run_in_executor(pool, self._plan, asked, notes)
        try:
            plan, admitted = await asyncio.shield(planned)
        except asyncio.CancelledError:
            notes.reading.stopped.set()
            if not planned.cancel() and asked.reads:
                # What it still writes would come after the folder is gone.
                await asyncio.wait((planned,))
            raise
        work = self._work(asked, notes, admitted, running, use)
        answer = await plan.run(work)
        if notes.flow is not None:
            # A cluster's engine tells what DataFrames read that stand in the text by name.
            taken: list[Flow] = getattr(work.held, "taken", list)()
            for inner in (*asked.moved, *taken):
                notes.flow.reads.extend(inner.reads)
                notes.flow.paths.extend(inner.paths)
            asked.execution.flows.append(notes.flow)
        return answer

    async def _value(self, asked: Asked, need: Unknown, running: Callable[[], None]) -> Value:
        """What an expression is, as the engine tells."""
        nested = replace(asked.asked, text=f"SELECT {need.text}", parameters=need.parameters)
        fields, rows = await evaluated(self._nest(asked, running), nested)
        return Value(fields[0], rows[0][0] if rows else None)

    async def _given(
        self,
        asked: Asked,
        need: RecursionWanted,
        running: Callable[[], None],
        use: contextlib.AsyncExitStack,
    ) -> Given:
        """The rows of a recursion, for as long as the statement's own are read."""
        folder = self._names.folder or self._parts.config.data_dir.resolve() / FOLDER
        nested = replace(asked.asked, given={**asked.asked.given, **asked.given})
        nest = self._nest(asked, running)
        recurring = Recurring(nest, nested, self._names, folder, self._workers)
        return await recurring.rows(need.recursion, use)

    def _nest(self, asked: Asked, running: Callable[[], None]) -> Any:
        async def nest(nested: Nested, use: contextlib.AsyncExitStack) -> Answer:
            inner = Asked(asked.execution, str(uuid.uuid4()), nested)
            return await self._statement(inner, running, use)

        return nest

    def _plan(self, asked: Asked, notes: Notes) -> tuple[Plan, Any]:
        from boathouse.sql import classify
        from boathouse.sql.flows import flow_of
        from boathouse.sql.parse import parse

        execution, nested = asked.execution, asked.asked
        ctx = self.context(execution.principal, execution.request.host)
        try:
            admitted = self._compute.admit(ctx, execution.session.warehouse_id)
            planning = Planning(
                ctx,
                nested.session or execution.session,
                UNREAD,
                nested.parameters,
                asked.statement_id,
                self._catalog,
                self._authorizer,
                self._names,
                notes,
                locals=nested.locals,
                within=nested.within,
                forced=asked.forced,
                owner=nested.owner,
                given={**nested.given, **asked.given},
            )
            text, planning.parameters = identified(
                nested.text, nested.parameters, planning.look, asked.known
            )
            planning.parsed = parse(text)
            plan = classify.plan(planning)
            notes.flow = flow_of(planning)
            return plan, admitted
        except ApiError as error:
            raise from_service(error) from error
        finally:
            ctx.close()

    def _work(
        self,
        asked: Asked,
        notes: Notes,
        admitted: Any,
        running: Callable[[], None],
        use: contextlib.AsyncExitStack,
    ) -> Work:
        execution = asked.execution
        return Work(
            statement_id=asked.statement_id,
            session=execution.session,
            catalog=self._catalog,
            authorizer=self._authorizer,
            names=self._names,
            locks=self._locks,
            compute=self._compute,
            context=lambda: self.context(execution.principal, execution.request.host),
            threads=self._workers,
            running=running,
            use=use,
            notes=notes,
            admitted=admitted,
            nest=self._nest(asked, running),
            python=self._python,
        )


UNREAD: Any = None
"""Of a statement whose text is about to be read."""


def _no_columns(notes: Notes, error: SqlError) -> frozenset[str]:
    """The variables that the engine has just said are no columns."""
    if not notes.unsure or not error.error_class.startswith("UNRESOLVED_COLUMN"):
        return frozenset()
    message = error.message.lower()
    return frozenset(name for name in notes.unsure if f"`{name}`" in message)

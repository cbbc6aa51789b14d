"""Plans on their way to the engine: walked in a planner's thread, the views that they need made."""

from __future__ import annotations

import contextlib
import re
import shutil
import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from boathouse.context import Principal
from boathouse.engine.sail import ROWS
from boathouse.errors import ApiError, EngineError
from boathouse.protocols.connect.engines import Stub
from boathouse.protocols.connect.frames import Scope, Texts
from boathouse.protocols.connect.protected import Given, Rows
from boathouse.protocols.connect.query import answered, user_of
from boathouse.protocols.connect.sessions import SparkSession
from boathouse.protocols.connect.walk import Walk
from boathouse.protocols.connect.wire import Wire
from boathouse.services.clusters import folders
from boathouse.services.isolation.reach import Reach
from boathouse.sql.execution import Executions
from boathouse.sql.flows import Flow
from boathouse.sql.planning import Notes, from_service
from boathouse.sql.protocols import Authorizer
from boathouse.sql.road import Road
from boathouse.sql.session import TemporaryView

_SMALL_BYTES = 4096
_FRAME = re.compile(r"\bframe_[0-9a-f]{24}\b")


Moved = Callable[[Principal, Flow], None]
"""Told of the data that a plan of Spark has moved."""


def _flow(notes: Notes) -> Flow:
    return Flow(notes.reads, notes.paths, notes.target)


class _NeedsThread(Exception):
    """A plan holds what must be looked up; nothing of it was changed yet."""


class _Elsewhere:
    """The texts of a plan that is walked on the event loop: whatever is asked of it is too much."""

    def __init__(self) -> None:
        self.read: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        raise _NeedsThread


class Planner:
    """Shared by all sessions."""

    def __init__(
        self,
        road: Road,
        authorizer: Authorizer,
        executions: Executions,
        data_dir: Path,
        moved: Moved = lambda principal, flow: None,
    ) -> None:
        self._data_dir = data_dir
        self._reaches: dict[tuple[str, int], Reach] = {}
        self._served: dict[str, Principal] = {}
        self.whole_road, self.executions = road, executions
        self._authorizer, self._moved = authorizer, moved

    def road(self, session: SparkSession) -> Road:
        """The road to the session's cluster."""
        return self.whole_road.beside(session.caller.cluster_id)

    def reach(self, session: SparkSession) -> Reach:
        """What the cluster's engine may open."""
        caller = session.caller
        key = (caller.cluster_id, caller.life)
        # As of this call: the groups of the one before may be gone.
        self._served[caller.cluster_id] = caller.principal
        found = self._reaches.get(key)
        if found is None:
            folder = folders.of_engine(self._data_dir, caller.cluster_id)
            found = Reach(folder, lambda: self.whole_road.context(self._served[key[0]]))
            self._reaches = {k: v for k, v in self._reaches.items() if k[0] != key[0]}
            self._reaches[key] = found
            names = self.whole_road.names_of(caller.cluster_id)
            names.opener = lambda table: found.table(table.location, table.shown)
            # The one folder that the engine reads and its user's code cannot write to.
            names.folder = folder / ROWS
            # What the statements of the last server left.
            for left in names.folder.iterdir() if names.folder.is_dir() else ():
                shutil.rmtree(left, ignore_errors=True)
        return found

    @contextlib.asynccontextmanager
    async def walked(
        self,
        call: Any,
        root: Any,
        scope: Scope | None = None,
        *,
        write: bool = False,
        moves: bool = False,
        runs: bool = True,
    ) -> AsyncIterator[set[str]]:
        """`root` is changed in place, with `write` its path and options too; the names in it live
        as long as the block. Gives the temporary views that it reads. Engine errors of the block
        carry what planning noted. `moves`: the block moves what `root` reads, which is lineage;
        without `runs` it asks for no rows."""
        notes, wire, session = Notes(), call.wire, call.session
        plain = type(root)()
        plain.CopyFrom(root)

        async def walk(given: Given) -> Walk:
            if given:
                root.CopyFrom(plain)
            return await self._walk(wire, session, root, notes, scope, write, given)

        async with contextlib.AsyncExitStack() as use:
            use.callback(lambda: self.road(session).release(notes))
            try:
                walked = await self.rows(session).around(walk, use, empty=not runs)
                await self._make(wire, session, call.stub, walked.frames)
                yield walked.texts.read
                if moves:
                    self._moved(session.caller.principal, _flow(notes))
            except EngineError as error:
                error.notes = notes  # type: ignore[attr-defined]
                raise

    def rows(self, session: SparkSession) -> Rows:
        """What makes the rows of protected tables for a session's cluster."""
        caller = session.caller
        folder = folders.of_engine(self._data_dir, caller.cluster_id) / ROWS
        return Rows(self.whole_road, self.executions, caller.principal, caller.cluster_id, folder)

    async def prepare(
        self,
        wire: Wire,
        session: SparkSession,
        stub: Stub,
        sql: str,
        views: Mapping[str, TemporaryView],
        use: contextlib.AsyncExitStack,
    ) -> Flow | None:
        """Make the engine's views that a text reads; what they read themselves. What they need is
        there as long as `use` is open."""
        wanted = set(_FRAME.findall(sql))
        if not wanted:
            return None
        notes = Notes()
        scope = Scope(session.sql.catalog, session.sql.schema, views)

        async def needed(given: Given) -> Walk:
            def act() -> Walk:
                with self._walking(wire, session, notes, scope, given) as walk:
                    walk.need(walk.texts.used(sql, scope))
                    return walk

            return await self.whole_road.in_planner(act)

        use.callback(lambda: self.road(session).release(notes))
        walk = await self.rows(session).around(needed, use)
        await self._make(wire, session, stub, walk.frames)
        return _flow(notes)

    async def _walk(
        self,
        wire: Wire,
        session: SparkSession,
        root: Any,
        notes: Notes,
        scope: Scope | None,
        write: bool,
        given: Given,
    ) -> Walk:
        if not write and root.ByteSize() <= _SMALL_BYTES:
            # Most plans of DataFrames hold no name, no path and no SQL: a thread costs more.
            texts: Any = _Elsewhere()
            here = Walk(wire, texts, scope or Scope.of(session.sql), session.sources)
            with contextlib.suppress(_NeedsThread):
                here.message(root)
                return here

        def act() -> Walk:
            named = scope or Scope.of(session.sql)
            with self._walking(wire, session, notes, named, given) as walk:
                walk.message(root)
                if write:
                    walk.sink(root)
                return walk

        return await self.whole_road.in_planner(act)

    @contextlib.contextmanager
    def _walking(
        self, wire: Wire, session: SparkSession, notes: Notes, scope: Scope, given: Given
    ) -> Iterator[Walk]:
        ctx = self.whole_road.context(session.caller.principal)
        reach = self.reach(session)
        texts = Texts(
            self.road(session),
            self._authorizer,
            reach,
            ctx,
            session.sql,
            str(uuid.uuid4()),
            notes,
            given,
        )
        try:
            yield Walk(wire, texts, scope, session.sources)
        except ApiError as error:
            raise from_service(error) from error
        finally:
            ctx.close()

    async def _make(
        self, wire: Wire, session: SparkSession, stub: Stub, frames: Mapping[str, Any]
    ) -> None:
        for name, plan in frames.items():
            request = wire.ExecutePlanRequest(
                session_id=session.session_id, operation_id=str(uuid.uuid4())
            )
            request.user_context.user_id = user_of(session)
            view = request.plan.command.create_dataframe_view
            view.input.CopyFrom(plan)
            view.name, view.replace = name, True
            async for _ in answered(stub.stream("ExecutePlan")(request.SerializeToString())):
                pass

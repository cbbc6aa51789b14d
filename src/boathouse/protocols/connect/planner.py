"""Plans on their way to the engine: walked in a planner's thread, the views that they need made."""

from __future__ import annotations

import contextlib
import re
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Any

from boathouse.errors import ApiError, EngineError
from boathouse.protocols.connect.engines import Stub
from boathouse.protocols.connect.frames import Scope, Texts
from boathouse.protocols.connect.query import answered, user_of
from boathouse.protocols.connect.sessions import SparkSession
from boathouse.protocols.connect.walk import Walk
from boathouse.protocols.connect.wire import Wire
from boathouse.services.clusters import folders
from boathouse.services.isolation.reach import Reach
from boathouse.sql.execution import Executions
from boathouse.sql.planning import Notes, from_service
from boathouse.sql.protocols import Authorizer
from boathouse.sql.road import Road
from boathouse.sql.session import TemporaryView

_SMALL_BYTES = 4096
_FRAME = re.compile(r"\bframe_[0-9a-f]{24}\b")


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
        self, road: Road, authorizer: Authorizer, executions: Executions, data_dir: Path
    ) -> None:
        self._data_dir = data_dir
        self._reaches: dict[tuple[str, int], Reach] = {}
        self.whole_road, self.executions = road, executions
        self._authorizer = authorizer

    def road(self, session: SparkSession) -> Road:
        """The road to the session's cluster."""
        return self.whole_road.beside(session.caller.cluster_id)

    def reach(self, session: SparkSession) -> Reach:
        """What the cluster's engine may open."""
        caller = session.caller
        key = (caller.cluster_id, caller.life)
        found = self._reaches.get(key)
        if found is None:
            folder = folders.of_engine(self._data_dir, caller.cluster_id)
            principal = caller.principal
            found = Reach(folder, lambda: self.whole_road.context(principal))
            self._reaches = {k: v for k, v in self._reaches.items() if k[0] != key[0]}
            self._reaches[key] = found
            self.whole_road.names_of(caller.cluster_id).opener = lambda table: found.table(
                table.location, table.shown
            )
        return found

    @contextlib.asynccontextmanager
    async def walked(
        self, call: Any, root: Any, scope: Scope | None = None, *, write: bool = False
    ) -> AsyncIterator[set[str]]:
        """`root` is changed in place, with `write` its path and options too; the names in it live
        as long as the block. Gives the temporary views that it reads. Engine errors of the block
        carry what planning noted."""
        notes = Notes()
        try:
            walk = await self._walk(call.wire, call.session, root, notes, scope, write)
            await self._make(call.wire, call.session, call.stub, walk.frames)
            yield walk.texts.read
        except EngineError as error:
            error.notes = notes  # type: ignore[attr-defined]
            raise
        finally:
            self.road(call.session).release(notes)

    async def prepare(
        self,
        wire: Wire,
        session: SparkSession,
        stub: Stub,
        sql: str,
        views: Mapping[str, TemporaryView],
    ) -> None:
        """Make the engine's views that a text reads."""
        wanted = set(_FRAME.findall(sql))
        if not wanted:
            return
        notes = Notes()
        scope = Scope(session.sql.catalog, session.sql.schema, views)
        try:

            def act() -> Walk:
                with self._walking(wire, session, notes, scope) as walk:
                    walk.need(walk.texts.used(sql, scope))
                    return walk

            walk = await self.whole_road.in_planner(act)
            await self._make(wire, session, stub, walk.frames)
        finally:
            self.road(session).release(notes)

    async def _walk(
        self,
        wire: Wire,
        session: SparkSession,
        root: Any,
        notes: Notes,
        scope: Scope | None,
        write: bool,
    ) -> Walk:
        if not write and root.ByteSize() <= _SMALL_BYTES:
            # Most plans of DataFrames hold no name, no path and no SQL: a thread costs more.
            texts: Any = _Elsewhere()
            here = Walk(wire, texts, scope or Scope.of(session.sql), session.sources)
            with contextlib.suppress(_NeedsThread):
                here.message(root)
                return here

        def act() -> Walk:
            with self._walking(wire, session, notes, scope or Scope.of(session.sql)) as walk:
                walk.message(root)
                if write:
                    walk.sink(root)
                return walk

        return await self.whole_road.in_planner(act)

    @contextlib.contextmanager
    def _walking(
        self, wire: Wire, session: SparkSession, notes: Notes, scope: Scope
    ) -> Iterator[Walk]:
        ctx = self.whole_road.context(session.caller.principal)
        reach = self.reach(session)
        texts = Texts(
            self.road(session), self._authorizer, reach, ctx, session.sql, str(uuid.uuid4()), notes
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

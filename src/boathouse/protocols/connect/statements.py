"""Statements that we run ourselves, on the road of all statements, with the cluster's engine."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from boathouse.context import Context, Principal
from boathouse.protocols.connect.answers import stream_of_execution
from boathouse.protocols.connect.operations import Operation
from boathouse.protocols.connect.protected import Rows
from boathouse.protocols.connect.query import ConnectEngine
from boathouse.protocols.connect.sessions import SparkSession
from boathouse.sql.execution import Execution, Executions, Request
from boathouse.sql.parameters import Parameter
from boathouse.sql.road import Road
from boathouse.sql.session import TemporaryView

_WATCH_SECONDS = 60.0


@dataclass(frozen=True)
class OneEngine:
    """`sql.protocols.Compute` of a session: its own engine, whoever asks was let in before."""

    held: ConnectEngine

    def admit(self, ctx: Context, warehouse_id: str) -> Any:
        """Nothing: the call was let in."""
        return None

    @contextlib.asynccontextmanager
    async def engine(
        self, principal: Principal, warehouse_id: str, admitted: Any = None
    ) -> AsyncIterator[ConnectEngine]:
        """The engine; the cluster's user shares its turns with nobody."""
        yield self.held


@dataclass(frozen=True)
class Statements:
    """Runs texts for one session."""

    executions: Executions
    road: Road
    session: SparkSession
    engine: ConnectEngine
    rows: Rows

    async def run(
        self,
        operation: Operation,
        text: str,
        parameters: tuple[Parameter, ...] = (),
        views: Mapping[str, TemporaryView] | None = None,
    ) -> tuple[Execution, bytes]:
        """Run a text to its end; its rows as an Arrow IPC stream. Raises SqlError.

        `views`: DataFrames that it reads beside the session's own.
        """
        session = self.session.sql
        if views:
            session = replace(session, temporary_views={**session.temporary_views, **views})
        principal = self.session.caller.principal
        execution = self.executions.start(
            session,
            principal,
            Request(text, parameters),
            road=self.road.beside(
                session.warehouse_id, OneEngine(self.engine), rows=self.rows.made
            ),
        )
        operation.stop = execution.cancel
        try:
            while not await execution.wait(_WATCH_SECONDS):
                self.executions.find(execution.execution_id, principal)
            if execution.error is not None:
                raise execution.error
            return execution, await stream_of_execution(execution)
        finally:
            self.executions.forget(execution)

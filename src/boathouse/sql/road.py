"""The one road of every statement: plan it in a thread, then run the plan on the event loop."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from boathouse.context import Context, Parts, Principal
from boathouse.errors import ApiError
from boathouse.sql.answer import Answer
from boathouse.sql.execution import Execution
from boathouse.sql.issued import IssuedNames
from boathouse.sql.locks import TableLocks
from boathouse.sql.planning import Notes, Plan, Planning, Work, from_service
from boathouse.sql.protocols import Authorizer, Catalog, Compute

PLANNERS = 4
WORKERS = 8
"""Threads for planning, and for what we do ourselves (delta-rs, the store)."""


class Road:
    """Runs statements. `catalog`, `authorizer` and `compute` are the services' own."""

    def __init__(
        self,
        parts: Parts,
        catalog: Catalog,
        authorizer: Authorizer,
        compute: Compute,
        names: IssuedNames,
    ) -> None:
        self._parts, self._catalog, self._authorizer = parts, catalog, authorizer
        self._compute, self._names = compute, names
        self._locks = TableLocks()
        self._planners = ThreadPoolExecutor(PLANNERS, thread_name_prefix="sql-plan")
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="sql-work")

    async def run(
        self, execution: Execution, running: Callable[[], None], use: contextlib.AsyncExitStack
    ) -> Answer:
        """As `execution.Road` says."""
        loop = asyncio.get_running_loop()
        notes = Notes()
        use.callback(lambda: self._names.release(notes.opened.values()))
        plan, admitted = await loop.run_in_executor(self._planners, self._plan, execution, notes)
        return await plan.run(self._work(execution, notes, admitted, running, use))

    def close(self) -> None:
        """No more statements."""
        self._planners.shutdown(wait=False, cancel_futures=True)
        self._workers.shutdown(wait=True, cancel_futures=True)

    def context(self, principal: Principal) -> Context:
        """A context for work of this principal, now."""
        return Context(self._parts, principal, self._parts.clock(), str(uuid.uuid4()))

    def _plan(self, execution: Execution, notes: Notes) -> tuple[Plan, Any]:
        from boathouse.sql import classify
        from boathouse.sql.parse import parse

        ctx = self.context(execution.principal)
        try:
            admitted = self._compute.admit(ctx, execution.session.warehouse_id)
            plan = classify.plan(
                Planning(
                    ctx,
                    execution.session,
                    parse(execution.request.text),
                    execution.request.parameters,
                    execution.execution_id,
                    self._catalog,
                    self._authorizer,
                    self._names,
                    notes,
                )
            )
            return plan, admitted
        except ApiError as error:
            raise from_service(error) from error
        finally:
            ctx.close()

    def _work(
        self,
        execution: Execution,
        notes: Notes,
        admitted: Any,
        running: Callable[[], None],
        use: contextlib.AsyncExitStack,
    ) -> Work:
        return Work(
            statement_id=execution.execution_id,
            session=execution.session,
            catalog=self._catalog,
            authorizer=self._authorizer,
            names=self._names,
            locks=self._locks,
            compute=self._compute,
            context=lambda: self.context(execution.principal),
            threads=self._workers,
            running=running,
            use=use,
            notes=notes,
            admitted=admitted,
        )

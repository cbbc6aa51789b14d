"""A workspace whose statements run on a road of our own: each text names what it does."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import requests

from boathouse.sql import answer
from boathouse.sql.answer import Answer, Batch, batch_of
from boathouse.sql.errors import SqlError
from boathouse.sql.execution import Execution, Executions, Statements
from tests.live import Api, LiveServer
from tests.services.warehouses import starter

STATEMENTS = "/api/2.0/sql/statements"
SESSIONS = "/api/2.0/sql/sessions"
ROWS_EACH = 10_000
"""Of one batch of `big`: 760 KB."""


@dataclass
class ScriptedRoad:
    """`one`, `nothing`, `none`, `fail`, `forever`, `big N`, or a table in `tables` by its name."""

    tables: dict[str, tuple[pa.Schema, list[tuple[Any, ...]]]] = field(default_factory=dict)
    stopped: list[str] = field(default_factory=list)
    seen: list[Execution] = field(default_factory=list)

    async def run(
        self, execution: Execution, running: Callable[[], None], use: contextlib.AsyncExitStack
    ) -> Answer:
        self.seen.append(execution)
        running()
        word, _, rest = execution.request.text.partition(" ")
        if word == "forever":
            await self._forever(execution)
        if word == "fail":
            text = "The table or view `nowhere` cannot be found."
            raise SqlError("TABLE_OR_VIEW_NOT_FOUND", text, "42P01")
        if word == "nothing":
            return answer.nothing()
        if word == "big":
            return Answer(BIG, _big(int(rest)))
        schema, rows = self.tables.get(word, (ONE, [(1,)] if word == "one" else []))
        return answer.rows(schema, rows)

    async def _forever(self, execution: Execution) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            self.stopped.append(execution.execution_id)


ONE = pa.schema([pa.field("id", pa.int32())])
BIG = pa.schema([pa.field("n", pa.int64()), pa.field("pad", pa.string())])
PAD = "x" * 64


async def _big(count: int) -> AsyncGenerator[Batch, None]:
    for number in range(count):
        first = number * ROWS_EACH
        numbers = pa.array(range(first, first + ROWS_EACH), pa.int64())
        columns = [numbers, pa.array([PAD] * ROWS_EACH)]
        yield batch_of(pa.record_batch(columns, schema=BIG))
        await asyncio.sleep(0)


class ScriptedServer(LiveServer):
    """A live server with a scripted road and a clock that a test moves."""

    def __init__(self, data_dir: Path) -> None:
        self.now = 1_760_000_000_000
        super().__init__(data_dir, rate_limit=0, clock=lambda: self.now)
        self.road, parts = ScriptedRoad(), self.app.parts
        self.statements: Statements = parts.sql
        # The road alone is scripted: everything else is what app.py made.
        self.statements.executions = Executions(self.road, parts.clock, data_dir / "scripted")
        self.api = Api(self.address, self.token)
        self.warehouse_id = str(starter(self.api)["id"])

    def execute(self, statement: str, **fields: Any) -> requests.Response:
        return self.as_admin("POST", STATEMENTS, {"statement": statement, **fields})

    def as_admin(self, verb: str, path: str, fields: dict[str, Any]) -> requests.Response:
        return self.api.request(verb, path, json={"warehouse_id": self.warehouse_id, **fields})

    def get(self, statement_id: str) -> requests.Response:
        return self.api.get(f"{STATEMENTS}/{statement_id}")

    def until_over(self, statement_id: str) -> dict[str, Any]:
        for _ in range(500):
            found: dict[str, Any] = self.get(statement_id).json()
            if found["status"]["state"] not in ("PENDING", "RUNNING"):
                return found
        raise AssertionError(f"statement {statement_id} is not over")

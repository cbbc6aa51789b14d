"""A road that answers from a table of texts, behind the real HTTP path, registry and spool."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from boathouse.context import Context
from boathouse.http.access_log import AccessLog
from boathouse.http.listener import Listener, bind
from boathouse.http.server import Api
from boathouse.protocols.thrift import api as thrift
from boathouse.route import routes_of
from boathouse.services.statement_execution import links
from boathouse.services.tokens import store as tokens
from boathouse.services.warehouses import store as warehouses
from boathouse.services.warehouses.store import Warehouse
from boathouse.sql.answer import Answer, Batch, Kind, batch_of
from boathouse.sql.execution import Execution, Executions, Statements
from boathouse.sql.securables import CatalogEntry, Function, Name, Relation, SchemaEntry
from boathouse.sql.session import Sessions
from tests.live import LiveServer

WAREHOUSE = "wire0000000000"
Act = Callable[[Execution], Awaitable[Answer]]


def answer_of(table: pa.Table, kind: Kind = Kind.ROWS, affected: int | None = None) -> Answer:
    """The answer that holds a table, a batch at a time."""

    async def batches() -> AsyncGenerator[Batch, None]:
        for batch in table.to_batches():
            yield batch_of(batch)

    return Answer(table.schema, batches(), kind, affected)


@dataclass
class FakeRoad:
    """`acts`: what to do for a text. `seen`: the executions that came, the last at the end."""

    acts: dict[str, Act] = field(default_factory=dict)
    seen: list[Execution] = field(default_factory=list)

    async def run(
        self, execution: Execution, running: Callable[[], None], use: contextlib.AsyncExitStack
    ) -> Answer:
        self.seen.append(execution)
        running()
        return await self.acts[execution.request.text](execution)

    def answers(self, text: str, table: pa.Table, **more: Any) -> None:
        async def act(execution: Execution) -> Answer:
            return answer_of(table, **more)

        self.acts[text] = act

    def fails(self, text: str, error: Exception) -> None:
        async def act(execution: Execution) -> Answer:
            raise error

        self.acts[text] = act


@dataclass
class FakeCatalog:
    """As much of `sql.protocols.Catalog` as metadata calls need."""

    found: Sequence[Relation] = ()

    def catalog(self, ctx: Context, name: str) -> CatalogEntry | None:
        return next((c for c in self.catalogs(ctx) if c.name == name.lower()), None)

    def catalogs(self, ctx: Context) -> list[CatalogEntry]:
        names = {relation.name.catalog for relation in self.found} | {"main"}
        return [CatalogEntry(name, "admin") for name in names]

    def schemas(self, ctx: Context, catalog: str) -> list[SchemaEntry]:
        names = {r.name.schema for r in self.found if r.name.catalog == catalog}
        return [SchemaEntry(catalog, name, "admin") for name in names]

    def relations(self, ctx: Context, catalog: str, schema: str) -> list[Relation]:
        return [r for r in self.found if (r.name.catalog, r.name.schema) == (catalog, schema)]

    def functions(self, ctx: Context, catalog: str, schema: str) -> list[Function]:
        return []


def relation(full_name: str, *columns: Any, **more: Any) -> Relation:
    name = Name(*full_name.split("."))
    kind = more.pop("kind", "MANAGED")
    return Relation(name, "id", kind, "admin", tuple(columns), **more)


@dataclass
class Wire:
    """A listener that serves Thrift and result links over a fake road."""

    address: str
    token: str
    road: FakeRoad
    catalog: FakeCatalog
    statements: Statements

    @property
    def url(self) -> str:
        return f"{self.address}/sql/1.0/warehouses/{WAREHOUSE}"


@contextlib.contextmanager
def serving(server: LiveServer, folder: Path) -> Iterator[Wire]:
    """The wire of a live server's workspace, on a listener of its own."""
    parts = server.app.parts
    with parts.database.write() as tx:
        if warehouses.find(tx, WAREHOUSE) is None:
            row = Warehouse(WAREHOUSE, "wire", "admin", {}, "STOPPED", "", None, 0, None, False, 0)
            warehouses.insert_warehouse(tx, row)
    road, catalog = FakeRoad(), FakeCatalog()
    executions = Executions(road, parts.clock, folder / "results")
    statements = Statements(Sessions(), catalog=catalog)  # type: ignore[arg-type]
    statements.executions = executions
    routes = [*routes_of(thrift), *routes_of(links)]
    log = AccessLog(folder)
    application = Api(replace(parts, sql=statements), routes, tokens.principal_of, log)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def run(work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, loop).result(20)

    listener = Listener(application, bind("127.0.0.1", 0))
    run(listener.start())
    yield Wire(f"http://127.0.0.1:{listener.port}", server.token, road, catalog, statements)
    run(executions.close())
    run(listener.stop())
    application.close()
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()

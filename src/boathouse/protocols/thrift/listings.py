"""The metadata calls: GetCatalogs, GetSchemas, GetTables, ... as statements that are no SQL.

They run as other statements do, so that status, pages, cancel and close work on their handles.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from boathouse.context import Context
from boathouse.protocols.thrift import catalog_rows, type_rows
from boathouse.protocols.thrift.catalog_rows import Rows, Wanted
from boathouse.protocols.thrift.client import client_of
from boathouse.protocols.thrift.codes import OperationType
from boathouse.protocols.thrift.listed import COLUMNS
from boathouse.protocols.thrift.reading import Reader
from boathouse.protocols.thrift.results import Page
from boathouse.protocols.thrift.sessions import find_session
from boathouse.protocols.thrift.statements import first_answer
from boathouse.sql.answer import Answer, rows
from boathouse.sql.execution import Execution, Request
from boathouse.sql.shape import NO_ARROW, shape_for


@dataclass(frozen=True)
class Listing:
    """Runs one metadata call in a thread (an `execution.Road`)."""

    ctx: Context
    call: str
    list: Callable[[], Rows]

    async def run(
        self,
        execution: Execution,
        running: Callable[[], None],
        use: contextlib.AsyncExitStack,
    ) -> Answer:
        running()
        return await self.ctx.in_thread(self._answer)

    def _answer(self) -> Answer:
        import pyarrow as pa

        types = {"string": pa.string(), "int": pa.int32(), "byte": pa.int8(), "short": pa.int16()}
        types["bool"] = pa.bool_()
        schema = pa.schema([(name, types[kind]) for name, kind in COLUMNS[self.call]])
        return rows(schema, list(self.list()))


def _call(
    name: str, operation: OperationType, of: Callable[[Wanted, Any], Iterable[tuple[Any, ...]]]
) -> Callable[[Context, str, Any], Awaitable[Page]]:
    async def listing(ctx: Context, warehouse_id: str, req: Any) -> Page:
        session = find_session(ctx, warehouse_id, req.sessionHandle)
        # A pool of its own: reading all schemas of a catalog is no short work.
        alone = replace(ctx.detached(), executor=None)
        wanted = Wanted(alone, ctx.parts.sql.catalog)
        road = Listing(alone, name, lambda: of(wanted, req))
        execution = ctx.parts.sql.executions.start(
            session, ctx.principal, Request("", shape=shape_for(NO_ARROW)), road=road
        )
        execution.reader = Reader(operation, client_of(ctx))
        return await first_answer(ctx, execution, req, f"T{name}Resp")

    return listing


CALLS = {
    name: _call(name, operation, of)
    for name, operation, of in (
        ("GetCatalogs", OperationType.GET_CATALOGS, catalog_rows.catalogs),
        ("GetSchemas", OperationType.GET_SCHEMAS, catalog_rows.schemas),
        ("GetTables", OperationType.GET_TABLES, catalog_rows.tables),
        ("GetColumns", OperationType.GET_COLUMNS, catalog_rows.columns),
        ("GetTableTypes", OperationType.GET_TABLE_TYPES, type_rows.table_types),
        ("GetTypeInfo", OperationType.GET_TYPE_INFO, type_rows.type_info),
        ("GetFunctions", OperationType.GET_FUNCTIONS, catalog_rows.functions),
        ("GetPrimaryKeys", OperationType.UNKNOWN, catalog_rows.primary_keys),
        ("GetCrossReference", OperationType.UNKNOWN, catalog_rows.cross_reference),
    )
}

"""Rows of protected tables for a cluster: its engine runs the user's own code, so it never opens a
table with a row filter or column masks. A SQL warehouse reads the table as the same user, and the
rows that they may see go into a file of the engine's own.

So does the real platform, which has serverless compute filter for dedicated clusters
(docs.databricks.com, "Fine-grained access control on dedicated compute").
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from boathouse.context import Principal
from boathouse.errors import ApiError
from boathouse.services.warehouses import use as warehouses
from boathouse.sql import recursion, types
from boathouse.sql.answer import record_batch
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.execution import Execution, Executions, Request
from boathouse.sql.issued import IssuedTable
from boathouse.sql.planning import from_service
from boathouse.sql.protected import RowsWanted
from boathouse.sql.recursion import GIVEN
from boathouse.sql.rewrite import quote
from boathouse.sql.road import Road
from boathouse.sql.securables import Column, Relation
from boathouse.sql.session import Session

if TYPE_CHECKING:
    import pyarrow as pa

_WATCH_SECONDS = 60.0
Given = Mapping[tuple[object, ...], recursion.Given]
"""Rows that are there, by what they are of."""
Result = TypeVar("Result")


@dataclass(frozen=True)
class Rows:
    """Makes them for one principal on one cluster. `folder`: where its engine finds them."""

    road: Road
    executions: Executions
    principal: Principal
    cluster_id: str
    folder: Path

    async def around(
        self,
        planned: Callable[[Given], Awaitable[Result]],
        use: contextlib.AsyncExitStack,
        *,
        empty: bool = False,
    ) -> Result:
        """Plan as often as a protected table is met whose rows are not there yet."""
        given: dict[tuple[object, ...], recursion.Given] = {}
        while True:
            try:
                return await planned(given)
            except RowsWanted as need:
                if need.key in given:
                    raise
                given[need.key] = await self.made(need.relation, use, empty=empty)

    async def made(
        self, relation: Relation, use: contextlib.AsyncExitStack, *, empty: bool = False
    ) -> recursion.Given:
        """What the principal may see of a relation, as long as `use` is open. `empty`: its columns
        alone. Raises SqlError."""
        names = self.road.names_of(self.cluster_id)
        schema = names.open_schema()
        use.callback(names.release, (schema,))
        names.remove_with(schema, self.folder / schema)
        columns = tuple(Column(one.name, one.type) for one in relation.columns)
        location = self.folder / schema / GIVEN
        if empty:
            await _in_thread(lambda: _written(location, _schema(columns), None, []))
        else:
            await self._read(relation, location, columns)
        issued = IssuedTable(str(relation.name), str(location), columns, (), "PARQUET")
        names.issue(schema, GIVEN, issued)
        return recursion.Given(schema, columns)

    async def _read(self, relation: Relation, location: Path, columns: tuple[Column, ...]) -> None:
        session = await self.road.in_planner(lambda: self._session(relation))
        parts = (relation.name.catalog, relation.name.schema, relation.name.name)
        text = f"TABLE {'.'.join(map(quote, parts))}"
        execution = self.executions.start(session, self.principal, Request(text), road=self.road)
        try:
            while not await execution.wait(_WATCH_SECONDS):
                self.executions.find(execution.execution_id, self.principal)
            if execution.error is not None:
                raise execution.error
            await self._write(execution, location, columns)
        finally:
            execution.cancel()
            self.executions.forget(execution)

    async def _write(
        self, execution: Execution, location: Path, columns: tuple[Column, ...]
    ) -> None:
        spool = execution.spool
        assert spool is not None
        batches = [batch for chunk in spool.chunks for batch in await spool.batches(chunk)]
        await _in_thread(lambda: _written(location, _schema(columns), spool.schema, batches))

    def _session(self, relation: Relation) -> Session:
        """One on a warehouse that the principal may use."""
        ctx = self.road.context(self.principal)
        try:
            found = warehouses.any_usable(ctx)
        except ApiError as error:
            raise from_service(error) from error
        finally:
            ctx.close()
        if found is None:
            raise SqlError(
                "UNSUPPORTED_FEATURE",
                f"{relation.name} has a row filter or column masks, which a SQL warehouse applies"
                " for a cluster: there is none that you may use.",
                "0A000",
            )
        user_id = self.principal.user_id
        return Session(str(uuid.uuid4()), user_id, found.warehouse_id, ctx.now, ctx.now)


def _schema(columns: tuple[Column, ...]) -> pa.Schema:
    import pyarrow as pa

    for column in columns:
        shown = types.to_sql(column.type).lower()
        # As with recursions: the engine reads these not where a catalog tells the columns.
        nested = isinstance(column.type, dict) and "decimal" in shown
        if nested or any(word in shown for word in ("interval", "void", "variant")):
            raise NotSupported(
                f"A column of {shown.upper()} of a table with a row filter or column masks is not"
                " supported on a cluster: read the table on a SQL warehouse."
            )
    return pa.schema([types.arrow_field(one.name, one.type).remove_metadata() for one in columns])


def _written(location: Path, schema: pa.Schema, given: Any, batches: list[Any]) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    os.makedirs(location, mode=0o700)
    path = location / "part-0.parquet"
    with parquet.ParquetWriter(path, schema, compression="none", store_schema=False) as writer:
        for batch in batches:
            rows = pa.Table.from_batches([record_batch(given, batch)])
            writer.write_table(rows.rename_columns(schema.names).cast(schema))


async def _in_thread(act: Callable[[], None]) -> None:
    written = asyncio.get_running_loop().run_in_executor(None, act)
    try:
        await asyncio.shield(written)
    except asyncio.CancelledError:
        # What it still writes would come after the folder is gone.
        await asyncio.wait((written,))
        raise

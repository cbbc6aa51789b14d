"""The rows of a recursion: the anchor's, then the step's for the last ones until it has none."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from boathouse.sql import types
from boathouse.sql.answer import Answer, Kind, record_batch
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.issued import IssuedNames, IssuedTable
from boathouse.sql.planning import Nested
from boathouse.sql.recursion import GIVEN, Given, Part, Recursion
from boathouse.sql.recursion_rules import merged
from boathouse.sql.rewrite import quote
from boathouse.sql.securables import Column, SparkType

if TYPE_CHECKING:
    import pyarrow as pa

MOST_LEVELS = 100
MOST_ROWS = 1_000_000
"""Spark's own limits."""
MOST_BYTES = 256 * 1024 * 1024
Nest = Callable[[Nested, contextlib.AsyncExitStack], Awaitable[Answer]]


@dataclass(frozen=True)
class Recurring:
    """What makes rows. `asked`: the statement; `folder`: where folders of statements lie."""

    nest: Nest
    asked: Nested
    names: IssuedNames
    folder: Path
    threads: Executor

    async def rows(self, wanted: Recursion, use: contextlib.AsyncExitStack) -> Given:
        """All rows, under a name that is known as long as `use` is open. Raises SqlError."""
        import pyarrow as pa

        anchor, kinds = await self._run(wanted, wanted.anchor.query(), wanted.anchor, {})
        columns = _columns(wanted, anchor.schema.names, kinds)
        # In the types that a file has them in.
        schema = pa.schema([types.arrow_field(c.name, c.type).remove_metadata() for c in columns])
        last = anchor.rename_columns(schema.names).cast(schema)
        found, level, select = [last], 0, ""
        # Once at least: what the step reads is to be resolved and authorized.
        while not level or not _is_enough(wanted, found):
            level += 1
            last, select = await self._step(wanted, columns, last, select)
            if not last.num_rows:
                break
            if level >= (wanted.levels or MOST_LEVELS):
                raise _too_deep(level)
            found.append(last)
            _check(found)
        return await self._given(columns, pa.concat_tables(found), use)

    async def _step(
        self, wanted: Recursion, columns: tuple[Column, ...], last: pa.Table, select: str
    ) -> tuple[pa.Table, str]:
        """The step's rows, and the casts that it needs."""
        async with contextlib.AsyncExitStack() as use:
            given = await self._given(columns, last, use)
            known: dict[tuple[object, ...], Given] = {(given.schema,): given}
            more = f"{quote(wanted.name)} AS ({given.sql})"
            text = wanted.step.query(more, select)
            step, kinds = await self._run(wanted, text, wanted.step, known)
            casts = "" if select else _casts(columns, step.schema.names, kinds)
            if casts:
                text = wanted.step.query(more, casts)
                step, _ = await self._run(wanted, text, wanted.step, known)
            return step.rename_columns(last.schema.names).cast(last.schema), casts or select

    async def _run(
        self, wanted: Recursion, text: str, part: Part, known: Mapping[tuple[object, ...], Given]
    ) -> tuple[pa.Table, list[SparkType]]:
        import pyarrow as pa

        nested = Nested(
            text,
            part.parameters,
            wanted.locals,
            self.asked.within,
            session=wanted.session,
            owner=wanted.owner,
            given={**self.asked.given, **known},
        )
        async with contextlib.AsyncExitStack() as use:
            answer = await self.nest(nested, use)
            if answer.kind is not Kind.ROWS:
                raise NotSupported("This form of WITH RECURSIVE is not supported.")
            batches, size, count = [], 0, 0
            async with contextlib.aclosing(answer.batches) as coming:
                async for batch in coming:
                    size, count = size + len(batch.message), count + batch.rows
                    _bounded(size, count)
                    batches.append(record_batch(answer.schema, batch))
            kinds = [types.from_arrow(field) for field in answer.schema]
            return pa.Table.from_batches(batches, schema=answer.schema), kinds

    async def _given(
        self, columns: tuple[Column, ...], rows: pa.Table, use: contextlib.AsyncExitStack
    ) -> Given:
        schema = self.names.open_schema()
        use.callback(self.names.release, (schema,))
        folder = self.folder / schema
        self.names.remove_with(schema, folder)
        written = asyncio.get_running_loop().run_in_executor(
            self.threads, _write, rows, folder / GIVEN
        )
        try:
            await asyncio.shield(written)
        except asyncio.CancelledError:
            # What it still writes would come after the folder is gone.
            await asyncio.wait((written,))
            raise
        self.names.issue(
            schema, GIVEN, IssuedTable(GIVEN, str(folder / GIVEN), columns, (), "PARQUET")
        )
        return Given(schema, columns)


def _write(rows: pa.Table, location: Path) -> None:
    from pyarrow import parquet

    os.makedirs(location, mode=0o700)
    path = location / "part-0.parquet"
    parquet.write_table(rows, path, compression="none", store_schema=False)


def _columns(wanted: Recursion, names: list[str], kinds: list[SparkType]) -> tuple[Column, ...]:
    """The columns as the anchor has them, or as the list behind the name calls them."""
    if wanted.columns and len(wanted.columns) != len(kinds):
        why = f"Number of columns in the list of `{wanted.name}` ({len(wanted.columns)}) does not"
        raise SqlError(
            "ASSIGNMENT_ARITY_MISMATCH", f"{why} match its query's ({len(kinds)}).", "42802"
        )
    names = list(wanted.columns) or names
    if len({name.lower() for name in names}) < len(names):
        raise NotSupported(f"The recursive query {wanted.name} has two columns of one name.")
    for kind in kinds:
        _refuse(kind)
    return tuple(Column(name, kind) for name, kind in zip(names, kinds, strict=True))


def _refuse(kind: SparkType) -> None:
    shown = types.to_sql(kind).lower()
    # The engine reads no decimal within another type where a catalog tells the columns.
    nested = isinstance(kind, dict) and "decimal" in shown
    if nested or any(word in shown for word in ("interval", "void", "variant")):
        raise NotSupported(f"A recursive query with a column of {shown.upper()} is not supported.")


def _casts(columns: tuple[Column, ...], names: list[str], kinds: list[SparkType]) -> str:
    """What selects the step's rows in the anchor's types; none where it has them."""
    if len(kinds) != len(columns):
        raise SqlError(
            "NUM_COLUMNS_MISMATCH",
            "UNION can only be performed on inputs with the same number of columns, but the first"
            f" input has {len(columns)} columns and the second input has {len(kinds)} columns.",
            "42826",
        )
    casted = [merged(one.type, kind) for one, kind in zip(columns, kinds, strict=True)]
    if not any(casted):
        return ""
    if len({name.lower() for name in names}) < len(names):
        raise NotSupported("The step of a recursive query has two columns of one name.")
    listed = (
        f"CAST({quote(name)} AS {types.to_sql(one.type)}) AS {quote(name)}"
        for name, one in zip(names, columns, strict=True)
    )
    return f"SELECT {', '.join(listed)} FROM"


def _is_enough(wanted: Recursion, found: list[pa.Table]) -> bool:
    return wanted.enough is not None and sum(one.num_rows for one in found) >= wanted.enough


def _check(found: list[pa.Table]) -> None:
    _bounded(sum(one.nbytes for one in found), sum(one.num_rows for one in found))


def _bounded(size: int, count: int) -> None:
    if count > MOST_ROWS:
        raise SqlError(
            "RECURSION_ROW_LIMIT_EXCEEDED",
            f"Recursion row limit {MOST_ROWS} reached but query has not exhausted, try setting a"
            " larger limit value.",
            "42836",
        )
    if size > MOST_BYTES:
        raise NotSupported("The recursive query makes more data than fits.")


def _too_deep(level: int) -> SqlError:
    return SqlError(
        "RECURSION_LEVEL_LIMIT_EXCEEDED",
        f"Recursion level limit {level} reached but query has not exhausted, try increasing"
        " the limit.",
        "42836",
    )

"""COPY INTO: files that a table has not loaded yet, in one commit, each once.

The files are read by us, the engine casts their rows into a staging folder, and what is there is
committed with the statement's id; the files are remembered with the commit or not at all.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from boathouse.context import Context
from boathouse.sql import answer
from boathouse.sql.answer import Answer, Batch
from boathouse.sql.definitions import CopiedFile
from boathouse.sql.engine_text import engine_text
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.files import listing
from boathouse.sql.files import planned as files
from boathouse.sql.files.asked import FileRead
from boathouse.sql.files.options import checked
from boathouse.sql.grammar.copy import CopyInto
from boathouse.sql.issued import IssuedTable
from boathouse.sql.parse import parse
from boathouse.sql.planning import Plan, Planning
from boathouse.sql.securables import Column, Relation
from boathouse.sql.statements import copy_columns as matching
from boathouse.sql.statements import identity
from boathouse.sql.statements.columns import of_schema
from boathouse.sql.statements.expressions import for_engine
from boathouse.sql.statements.rows import projected, rules_of
from boathouse.sql.statements.store_types import refuse_unsafe, worded
from boathouse.sql.statements.write_target import writable
from boathouse.sql.types import quote_if_needed
from boathouse.sql.work import Work

NAME = "copied"
MOST_FILES = 1000
PREVIEW = 50
FORMATS = ("avro", "binaryfile", "csv", "json", "orc", "parquet", "text")


def plan(planning: Planning) -> Plan:
    """Authorize the target and the source; all else waits for the table's turn."""
    tree = planning.parsed.tree
    assert isinstance(tree, CopyInto)
    if tree.format not in FORMATS:
        why = f"Failed to find the data source: {tree.format}."
        raise SqlError("DATA_SOURCE_NOT_FOUND", why, "42K02")
    target = writable(planning, tree.this)
    read = _read(planning, tree)
    settings = checked(read.format, dict(read.options))
    _check_form(tree, settings.flag("header"))
    options = {key.lower(): value.lower() for key, value in tree.copy_options.items()}
    for key, value in options.items():
        if key not in ("force", "mergeschema") or value not in ("true", "false"):
            raise NotSupported(f"The option '{key}' = '{value}' of COPY_OPTIONS is not supported.")
    return Copy(
        planning,
        tree,
        target,
        read,
        force=options.get("force") == "true",
        evolves=options.get("mergeschema") == "true",
    )


def _check_form(tree: CopyInto, header: bool) -> None:
    if tree.files is not None and tree.pattern is not None:
        raise SqlError(
            "COPY_INTO_SYNTAX_ERROR", "FILES and PATTERN cannot be given together.", "42000"
        )
    if tree.files is not None and len(tree.files) > MOST_FILES:
        raise SqlError("COPY_INTO_SYNTAX_ERROR", "FILES takes at most 1000 names.", "42000")
    if (tree.by_position or tree.columns is not None) and (tree.format != "csv" or header):
        raise SqlError(
            "COPY_INTO_FEATURE_INCOMPATIBLE_SETTING",
            "The COPY INTO feature 'BY POSITION or a list of columns' is supported for headerless"
            " CSV files only.",
            "42613",
        )


def _read(planning: Planning, tree: CopyInto) -> FileRead:
    path = tree.path.rstrip("/") or "/"
    if tree.pattern is not None:
        path = f"{path}/{tree.pattern}"
    elif tree.files is not None:
        for name in tree.files:
            if ".." in name.split("/") or "\0" in name:
                raise SqlError("INVALID_PARAMETER_VALUE", f"'{name}' is no file's name.", "22023")
    given = dict(tree.format_options)
    read = files.asked(planning, path, tree.format, given, source="copy")
    if tree.files is None:
        return read
    names = tuple(f"{read.root.rstrip('/')}/{name.lstrip('/')}" for name in tree.files)
    # Names may lead into folders.
    return replace(read, files=names, options=(*read.options, ("recursiveFileLookup", "true")))


@dataclass(frozen=True)
class Copy:
    """What is to be loaded where. `planning` is used again once the table's turn has come."""

    planning: Planning
    tree: CopyInto
    target: Relation
    read: FileRead
    force: bool
    evolves: bool

    async def run(self, work: Work) -> Answer:
        """Wait for the table's turn, load what is new, and answer how many rows came in."""
        async with work.locks.writing(self.target.table_id):
            return await self._copy(work)

    async def _copy(self, work: Work) -> Answer:
        before = await work.in_thread(
            lambda ctx: self._planning(ctx).table(self.target.name, "MODIFY")
        )
        todo = await work.in_thread(lambda ctx: self._todo(work, ctx, before))
        validates = self.tree.validate is not None
        if not todo and not validates:
            return answer.counts(
                num_affected_rows=0, num_inserted_rows=0, num_skipped_corrupt_files=0
            )
        source = await self._loaded(work, todo)
        query, given = await self._query(work, source)
        target, matched = matching.matched(before, given, self.tree, evolves=self.evolves)
        for column, found in matched:
            if found is not None:
                refuse_unsafe(target, column, given[found].type)
        missing = {column.name.lower() for column, at in matched if at is None}
        taken: dict[str, identity.Taken] = {}
        rows = 0
        try:
            for one in identity.counted(target):
                if one.name.lower() in missing:
                    taken[one.name.lower()] = await identity.take(work, one, None)
            text = await work.in_thread(
                lambda ctx: self._text(
                    self._planning(ctx), target, query, matched, len(given), taken
                )
            )
            if validates:
                return await self._validated(work, target, text, todo)
            await self._staged(work, target, text, matched, given, todo)
            rows = await work.in_thread(
                lambda ctx: work.catalog.commit_copy(
                    ctx, before, target, work.statement_id, self._parameters(todo)
                )
            )
        except BaseException:
            work.later(lambda ctx: work.catalog.discard_copy(ctx, work.statement_id))
            raise
        finally:
            await identity.settle(work, taken.values(), rows)
        return answer.counts(
            num_affected_rows=rows, num_inserted_rows=rows, num_skipped_corrupt_files=0
        )

    async def _staged(
        self,
        work: Work,
        target: Relation,
        text: str,
        matched: Sequence[tuple[Column, int | None]],
        given: Sequence[Column],
        todo: Sequence[CopiedFile],
    ) -> None:
        async with self._staging(work, target, todo) as name:
            try:
                await work.execute(f"INSERT INTO {name} {text}")
            except SqlError as error:
                pairs = [(one, given[at].type) for one, at in matched if at is not None]
                raise worded(error, pairs) from error

    async def _validated(
        self, work: Work, target: Relation, text: str, todo: Sequence[CopiedFile]
    ) -> Answer:
        """The rows as they would come in, all of them made, and none of them kept."""
        async with self._staging(work, target, todo) as name:
            await work.execute(f"INSERT INTO {name} {text}")
            found = await work.query(f"SELECT * FROM {name} LIMIT {PREVIEW}")
            batches = [batch async for batch in found.batches]
        await work.in_thread(lambda ctx: work.catalog.discard_copy(ctx, work.statement_id))
        return Answer(found.schema, _again(batches), found.kind)

    @contextlib.asynccontextmanager
    async def _staging(
        self, work: Work, target: Relation, todo: Sequence[CopiedFile]
    ) -> AsyncIterator[str]:
        """The engine's name for a staging folder of the table."""
        staging = await work.in_thread(
            lambda ctx: work.catalog.stage_copy(ctx, target, work.statement_id, todo)
        )
        issued = IssuedTable(str(target.name), staging, target.columns, target.partitions)
        with work.issued(target.name.name, issued) as name:
            yield name

    def _planning(self, ctx: Context) -> Planning:
        return replace(self.planning, ctx=ctx)

    def _todo(self, work: Work, ctx: Context, target: Relation) -> list[CopiedFile]:
        """The files that are not loaded yet."""
        done = work.catalog.copied_files(ctx, target)
        if self.force or self.tree.validate is not None:
            done = set()
        ctx.close()
        settings = checked(self.read.format, dict(self.read.options))
        found = listing.found(self.read, settings)
        if self.read.files is not None and len(found) < len(set(self.read.files)):
            there = {one.path for one in found}
            missing = next(name for name in self.read.files if name not in there)
            shown = missing.removeprefix(self.read.root.rstrip("/") + "/")
            raise SqlError("PATH_NOT_FOUND", f"Path does not exist: {shown}.", "42K03")
        return [
            CopiedFile(one.path, one.size, one.modified) for one in found if one.path not in done
        ]

    async def _loaded(self, work: Work, todo: Sequence[CopiedFile]) -> tuple[str, Any]:
        """The engine's name for the files' rows, and what is there."""
        reading = self.planning.notes.reading
        reading.waits = True
        read = replace(self.read, files=tuple(one.path for one in todo))
        loading = asyncio.ensure_future(
            work.in_thread(lambda ctx: files.issue(self._planning(ctx), read, NAME))
        )
        try:
            issued, loaded = await asyncio.shield(loading)
        except asyncio.CancelledError:
            reading.stopped.set()
            await asyncio.wait((loading,))
            raise
        return ".".join(map(quote_if_needed, issued)), loaded

    async def _query(self, work: Work, source: tuple[str, Any]) -> tuple[str, tuple[Column, ...]]:
        """The query that gives the rows, and its columns."""
        name, loaded = source
        shown = loaded.columns[: len(loaded.columns) - loaded.hidden]
        if self.tree.select is None:
            listed = ", ".join(quote_if_needed(column.name) for column in shown)
            return f"SELECT {listed} FROM {name}", shown
        start, end = self.tree.select
        text = f"SELECT {self.planning.parsed.text[start:end]}\nFROM {name}"
        query = await work.in_thread(
            lambda ctx: engine_text(replace(self._planning(ctx), parsed=parse(text)))
        )
        return query, of_schema(await work.schema(query))

    def _text(
        self,
        planning: Planning,
        target: Relation,
        query: str,
        matched: Sequence[tuple[Column, int | None]],
        width: int,
        taken: dict[str, identity.Taken],
    ) -> str:
        """The rows as the table wants them."""
        values = {}
        for column, found in matched:
            name = column.name.lower()
            if found is not None:
                values[name] = f"c{found}"
            elif name in taken:
                values[name] = taken[name].sql("row_number() OVER (ORDER BY 1)")
            elif column.default is not None:
                values[name] = for_engine(planning, column.default)
        names = ", ".join(f"c{at}" for at in range(width))
        rows = self.tree.validate
        limit = f" LIMIT {rows}" if rows is not None and rows >= 0 else ""
        source = f"(SELECT * FROM ({query}\n) AS s{limit}) AS q({names})"
        return projected(target, rules_of(planning, target), values, source)

    def _parameters(self, todo: Sequence[CopiedFile]) -> dict[str, Any]:
        return {
            "source": self.tree.path,
            "fileFormat": self.tree.format.upper(),
            "numCopiedFiles": str(len(todo)),
            "force": str(self.force).lower(),
        }


async def _again(batches: Sequence[Batch]) -> AsyncGenerator[Batch, None]:
    for batch in batches:
        yield batch

"""INSERT INTO, OVERWRITE, BY NAME, REPLACE WHERE and USING, PARTITION, WITH SCHEMA EVOLUTION.

The engine wants a value for every column, in order, of its type, and holds a table to few of its
rules: so the query is wrapped in projections that give each column its value, its default, its
number or NULL, and fail for a row that the table does not take.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from boathouse.context import Context
from boathouse.sql import answer, types
from boathouse.sql.answer import Answer
from boathouse.sql.engine_text import engine_text
from boathouse.sql.errors import SqlError
from boathouse.sql.planning import Plan, Planning, refuse_protected
from boathouse.sql.rewrite import literal, quote
from boathouse.sql.securables import Column, Relation
from boathouse.sql.statements import evolution, identity, overwriting
from boathouse.sql.statements.dml import written
from boathouse.sql.statements.expressions import for_engine
from boathouse.sql.statements.identity import Taken
from boathouse.sql.statements.overwriting import Room
from boathouse.sql.statements.probing import Pairs
from boathouse.sql.statements.rows import Rule, anchor, projected, raised, rules_of
from boathouse.sql.statements.source import Source, listed_columns, source_of
from boathouse.sql.statements.store_types import incompatible, refuse_unsafe, worded
from boathouse.sql.statements.turns import State, in_turn, state_of
from boathouse.sql.statements.write_target import writable
from boathouse.sql.work import Work

if TYPE_CHECKING:
    import pyarrow as pa

_OUTSIDE = (
    "[DELTA_REPLACE_WHERE_MISMATCH] Written data does not conform to partial table overwrite"
    " condition or constraint"
)


def plan_insert(planning: Planning) -> Plan:
    """Authorize the target and what the query reads; the query goes to the engine wrapped."""
    tree = planning.parsed.tree
    target = writable(planning, tree.this)
    fixed = overwriting.partition(planning, tree, target)
    by_name = bool(tree.args.get("by_name"))
    if tree.args.get("where") is not None or tree.args.get("using") or tree.args.get("on"):
        # Which rows are replaced is asked of all there are; an error would tell of hidden ones.
        refuse_protected(planning.protection(target), "INSERT with REPLACE")
    columns = listed_columns(tree, target, fixed)
    source = source_of(planning, tree, () if by_name else columns)
    return Insert(
        planning=planning,
        target=target,
        into=".".join(map(quote, planning.issue(target, reading=False))),
        source=source,
        query=engine_text(source.planning),
        columns=columns,
        fixed=fixed,
        by_name=by_name,
        evolving=bool(tree.args.get("schema_evolution")),
        defaults=_defaults(planning, target),
        rules=rules_of(planning, target),
        room=overwriting.room(planning, tree, target, fixed),
    )


@dataclass(frozen=True)
class Insert:
    """`columns`: the target's that the query gives, in its order; `fixed` and `defaults`: SQL for
    others, by names in lower case. `room`: the rows that the new ones replace."""

    planning: Planning
    target: Relation
    into: str
    source: Source
    query: str
    columns: tuple[Column, ...]
    fixed: Mapping[str, str]
    by_name: bool
    evolving: bool
    defaults: Mapping[str, str]
    rules: tuple[tuple[Rule, ...], tuple[Rule, ...]]
    room: Room

    async def run(self, work: Work) -> Answer:
        """Wait for the table's turn, write, and answer how many rows came in."""
        return await in_turn(work, self)

    def again(self, ctx: Context) -> Insert:
        """The plan anew, for the table as it is now."""
        planned = plan_insert(replace(self.planning, ctx=ctx))
        assert isinstance(planned, Insert)
        return planned

    async def write(self, work: Work, before: State) -> Answer:
        """In the table's turn."""
        schema = await work.schema(self.query)
        if self.evolving and (more := evolution.missing(self, schema)):
            return await evolution.evolved(work, self, more)
        given = self._given(schema)
        pairs = [
            (column, types.from_arrow(field)) for column, field in zip(given, schema, strict=True)
        ]
        for column, found in pairs:
            refuse_unsafe(self.target, column, found)
        counted = self._counted(given)
        names = [field.name.lower() for field in schema]
        rows = self.source.rows
        async with identity.numbers(work, self.target, before, counted, rows) as taken:
            try:
                text, where = await self._text(work, pairs, taken, names)
                await written(work, text)
            except SqlError as error:
                raise worded(error, pairs) from error
        after = await state_of(work, self.target)
        rows = int(after.metrics.get(self._metric, 0)) if after.version > before.version else 0
        if after.version == before.version + 1:
            await identity.settle(work, taken.values(), rows)
        if where is not None and rows:
            rows = await self._within(work, after.version, where)
        return answer.counts(num_affected_rows=rows, num_inserted_rows=rows)

    def _given(self, schema: pa.Schema) -> tuple[Column, ...]:
        """The target's columns that the query gives, in its order."""
        names = [field.name for field in schema]
        given = self._named(names) if self.by_name else self.columns
        if len(given) != len(names):
            raise self._misfit(names)
        for column in given:
            key = column.name.lower()
            always = column.identity is not None and column.identity.always
            if always and key not in self.source.computed:
                raise identity.explicit(column)
        return given

    def _counted(self, given: Sequence[Column]) -> list[Column]:
        """The identity columns that need numbers."""
        there = {column.name.lower() for column in given} - self.source.computed
        return [
            column
            for column in identity.counted(self.target)
            if column.name.lower() not in there or column.name.lower() in self.source.filled
        ]

    async def _text(
        self,
        work: Work,
        given: Pairs,
        taken: Mapping[str, Taken],
        columns: Sequence[str],
    ) -> tuple[str, str | None]:
        """The engine's text, and the condition of the rows that it replaces. `columns`: the query's
        own, in lower case."""
        names = [f"c{index}" for index in range(len(given))]
        values: dict[str, str] = dict(self.defaults)
        for (column, found), name in zip(given, names, strict=True):
            if column.name.lower() not in self.source.computed:
                wrapped = column.type == "variant" and found != "variant"
                values[column.name.lower()] = f"CAST({name} AS VARIANT)" if wrapped else name
        for key, numbers in taken.items():
            value = numbers.sql("row_number() OVER ()")
            values[key] = f"coalesce({values[key]}, {value})" if key in values else value
        values |= self.fixed
        source = f"({self.query}\n) AS q({', '.join(names)})"
        rows = projected(self.target, self.rules, values, source)
        by_name = dict(zip(columns, (column for column, _ in given), strict=True))
        return await self._command(work, rows, by_name)

    async def _command(
        self, work: Work, rows: str, given: Mapping[str, Column]
    ) -> tuple[str, str | None]:
        if self.room.equals:
            return overwriting.merging(self.into, self.room, self.target, given, rows), None
        where = await overwriting.condition(work, self.room, rows)
        if where is None:
            kind = "OVERWRITE" if self.room.whole else "INTO"
            return f"INSERT {kind} {self.into} {rows}", None
        text = f"INSERT INTO {self.into} REPLACE WHERE {where} {self._inside(where, rows)}"
        return text, where

    @property
    def _metric(self) -> str:
        return "numTargetRowsInserted" if self.room.equals else "numOutputRows"

    async def _within(self, work: Work, version: int, where: str) -> int:
        """How many rows are where rows were replaced: the new ones, as the commit counts those of
        files that it wrote anew as well."""
        found = await work.query(
            f"SELECT count(*) AS n FROM {self.into} VERSION AS OF {version} WHERE {where}"
        )
        return sum([count async for count in _numbers(found)])

    def _inside(self, where: str, rows: str) -> str:
        """The rows, of which each must be such as is replaced. The condition stands among the
        values: in WHERE the engine would ask it of rows that the query leaves out."""
        columns = {c.name.lower(): quote(c.name) for c in self.target.columns}
        first = anchor(self.target, columns)
        columns[first] = (
            f"if(({where}), {columns[first]}, {raised(literal(_OUTSIDE))}) AS {columns[first]}"
        )
        return f"SELECT {', '.join(columns.values())} FROM ({rows}) AS n"

    def _misfit(self, names: Sequence[str]) -> SqlError:
        few = len(names) < len(self.columns)
        ours = ", ".join(f"`{column.name}`" for column in self.columns)
        theirs = ", ".join(f"`{name}`" for name in names)
        return SqlError(
            f"INSERT_COLUMN_ARITY_MISMATCH.{'NOT_ENOUGH' if few else 'TOO_MANY'}_DATA_COLUMNS",
            f"Cannot write to `{'`.`'.join(str(self.target.name).split('.'))}`, the reason is"
            f" {'not enough' if few else 'too many'} data columns:\nTable columns: {ours}.\n"
            f"Data columns: {theirs}.",
            "21S01",
        )

    def _named(self, names: Sequence[str]) -> tuple[Column, ...]:
        by_name = {column.name.lower(): column for column in self.target.columns}
        lower = [name.lower() for name in names]
        for name in names:
            if name.lower() in self.fixed or name.lower() not in by_name:
                why = f"Cannot write extra columns `{name}`."
                raise incompatible(self.target, "EXTRA_COLUMNS", why)
            if lower.count(name.lower()) > 1:
                why = f"Ambiguous column name in the input data `{name.lower()}`."
                raise incompatible(self.target, "AMBIGUOUS_COLUMN_NAME", why)
        return tuple(by_name[name] for name in lower)


async def _numbers(found: Answer) -> AsyncIterator[int]:
    async for batch in found.batches:
        for value in answer.record_batch(found.schema, batch).column(0).to_pylist():
            yield int(value)


def _defaults(planning: Planning, target: Relation) -> dict[str, str]:
    """The defaults of the target's columns as the engine reads them."""
    return {
        column.name.lower(): for_engine(planning, column.default)
        for column in target.columns
        if column.default is not None
    }

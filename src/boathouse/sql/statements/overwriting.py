"""The rows that make room for those of an INSERT: all, those of partitions, of REPLACE WHERE, USING
or ON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from boathouse.sql import types
from boathouse.sql.answer import record_batch
from boathouse.sql.engine_errors import unresolved
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.planning import Planning
from boathouse.sql.rewrite import literal
from boathouse.sql.securables import Column, Relation
from boathouse.sql.statements.dml import no_column
from boathouse.sql.statements.expressions import for_engine
from boathouse.sql.statements.placeholders import between
from boathouse.sql.work import Work

MOST_PARTITIONS = 10_000
"""As many one INSERT may overwrite: each is written into the engine's text."""
MODE = "spark.sql.sources.partitionoverwritemode"


@dataclass(frozen=True)
class Room:
    """`whole`: every row. `where`: SQL for the engine; `partitions`: the rows that have the values
    which the new rows have in these columns; new rows must be such as are replaced then. `equals`:
    the rows that equal a new one in all of these."""

    whole: bool = False
    where: str | None = None
    partitions: tuple[Column, ...] = ()
    equals: tuple[Equal, ...] = ()


@dataclass(frozen=True)
class Equal:
    """`column` of the target equals the column `name` of the query, or the own of that name in the
    new rows where it is None; `nulls`: `<=>`."""

    column: Column
    name: str | None = None
    nulls: bool = False


def room(planning: Planning, tree: exp.Expr, target: Relation, fixed: Mapping[str, str]) -> Room:
    """What an INSERT replaces."""
    if tree.args.get("where") is not None:
        return Room(where=_where(planning, tree, target))
    if tree.args.get("using"):
        return Room(equals=tuple(map(Equal, _columns(tree.args["using"], target))))
    if tree.args.get("on") is not None:
        return Room(equals=_on(tree, target))
    if not tree.args.get("overwrite"):
        return Room()
    if planning.session.conf.get(MODE, "").lower() == "dynamic" and target.partitions:
        wanted = {name.lower() for name in target.partitions}
        return Room(partitions=tuple(c for c in target.columns if c.name.lower() in wanted))
    if not fixed:
        return Room(whole=True)
    found = (f"{types.quote_if_needed(name)} = {value}" for name, value in fixed.items())
    return Room(where=" AND ".join(found))


def _where(planning: Planning, tree: exp.Expr, target: Relation) -> str:
    where = tree.args["where"]
    if where.find(exp.Query, exp.Table):
        raise NotSupported("REPLACE WHERE takes a condition without subqueries.")
    start, end = tree.meta["where"]
    parameters = between(planning.parameters, planning.parsed, start, end)
    return for_engine(planning, planning.parsed.text[start:end], target, parameters=parameters)


def _on(tree: exp.Expr, target: Relation) -> tuple[Equal, ...]:
    """The equalities of REPLACE ON. Raises NotSupported for any other condition."""
    table = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    ours, theirs = table.alias_or_name.lower(), str(tree.meta.get("alias") or "").lower()
    known = {column.name.lower(): column for column in target.columns}
    found: list[Equal] = []
    for part in (
        tree.args["on"].flatten() if isinstance(tree.args["on"], exp.And) else [tree.args["on"]]
    ):
        one = part.unnest()
        if isinstance(one, exp.And):
            inner = exp.Insert(this=tree.this, on=one)
            inner.meta.update(tree.meta)
            found += _on(inner, target)
            continue
        sides = [one.this, one.expression] if isinstance(one, exp.EQ | exp.NullSafeEQ) else []
        names = [node for node in sides if isinstance(node, exp.Column) and node.table]
        by_table = {node.table.lower(): node.name for node in names}
        column = known.get(by_table.get(ours, "").lower())
        if len(names) != 2 or column is None or theirs not in by_table or ours == theirs:
            raise NotSupported(
                "REPLACE ON takes equalities of columns, each with the name of its side:"
                " t.a <=> s.a AND t.b = s.b."
            )
        found.append(Equal(column, by_table[theirs], isinstance(one, exp.NullSafeEQ)))
    return tuple(found)


def _columns(nodes: list[exp.Expr], target: Relation) -> tuple[Column, ...]:
    by_name = {column.name.lower(): column for column in target.columns}
    for node in nodes:
        if node.name.lower() not in by_name:
            raise no_column(node.name, target)
    return tuple(by_name[node.name.lower()] for node in nodes)


def partition(planning: Planning, tree: exp.Expr, target: Relation) -> dict[str, str]:
    """The values that PARTITION (...) fixes, as SQL for the engine by names in lower case."""
    table = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    found: dict[str, str] = {}
    clause = table.args.get("partition")
    for item in clause.expressions if clause else ():
        name = (item.this if isinstance(item, exp.EQ) else item).name.lower()
        if name not in {column.lower() for column in target.partitions}:
            raise SqlError(
                "NON_PARTITION_COLUMN",
                f"PARTITION clause cannot contain the non-partition column: `{name}`.",
                "42000",
            )
        if isinstance(item, exp.EQ):
            found[name] = _constant(planning, item.expression)
    return found


def _constant(planning: Planning, node: exp.Expr) -> str:
    if isinstance(node, exp.Placeholder) and node.this:
        return for_engine(planning, f":{node.name}", parameters=planning.parameters)
    if node.find(exp.Query, exp.Column, exp.Placeholder):
        raise NotSupported("PARTITION takes constants and named parameters.")
    return for_engine(planning, node.sql(dialect="databricks"))


async def condition(work: Work, room: Room, rows: str) -> str | None:
    """The condition of the rows to replace, for the engine; None where it is all or none.

    `rows`: the query for the new ones, which is asked for their partitions first.
    """
    if not room.partitions:
        return room.where
    names = [types.quote_if_needed(column.name) for column in room.partitions]
    listed = ", ".join(f"CAST({name} AS STRING) AS k{at}" for at, name in enumerate(names))
    found: list[tuple[str | None, ...]] = []
    reply = await work.query(
        f"SELECT DISTINCT {listed} FROM ({rows}\n) AS n LIMIT {MOST_PARTITIONS + 1}"
    )
    async for batch in reply.batches:
        held = record_batch(reply.schema, batch)
        found += zip(*(held.column(at).to_pylist() for at in range(len(names))), strict=True)
    if len(found) > MOST_PARTITIONS:
        raise NotSupported(f"One INSERT overwrites at most {MOST_PARTITIONS} partitions.")
    return " OR ".join(f"({_equal(room, key)})" for key in found) or "false"


def _equal(room: Room, key: tuple[str | None, ...]) -> str:
    parts = []
    for column, value in zip(room.partitions, key, strict=True):
        name = types.quote_if_needed(column.name)
        kind = types.to_sql(types.stored_type(column.type))
        given = "IS NULL" if value is None else f"= CAST({literal(value)} AS {kind})"
        parts.append(f"{name} {given}")
    return " AND ".join(parts)


def merging(into: str, room: Room, target: Relation, given: Mapping[str, Column], rows: str) -> str:
    """One MERGE that takes the equal rows away and puts the new ones in. Each new row comes once to
    go in, and the first of each key once more to take away. `given`: the target's column for each
    of the query's, by its name in lower case."""
    pairs = [(one.column, _source(one, given), one.nulls) for one in room.equals]
    keys = ", ".join(types.quote_if_needed(name) for _, name, _ in pairs)
    equal = " AND ".join(
        f"t_.{types.quote_if_needed(column.name)} {'<=>' if nulls else '='}"
        f" s_.{types.quote_if_needed(name)}"
        for column, name, nulls in pairs
    )
    names = [types.quote_if_needed(column.name) for column in target.columns]
    return (
        f"MERGE INTO {into} AS t_ USING (SELECT r_.*, f_.new_ FROM (SELECT *, row_number() OVER"
        f" (PARTITION BY {keys} ORDER BY {keys}) AS rank_ FROM ({rows}\n) AS q_) AS r_ CROSS JOIN"
        " (SELECT true AS new_ UNION ALL SELECT false AS new_) AS f_ WHERE f_.new_ OR r_.rank_ = 1)"
        f" AS s_ ON NOT s_.new_ AND {equal} WHEN MATCHED THEN DELETE WHEN NOT MATCHED AND s_.new_"
        f" THEN INSERT ({', '.join(names)}) VALUES ({', '.join(f's_.{name}' for name in names)})"
    )


def _source(one: Equal, given: Mapping[str, Column]) -> str:
    if one.name is None:
        return one.column.name
    if one.name.lower() not in given:
        raise unresolved(one.name, given)
    return given[one.name.lower()].name

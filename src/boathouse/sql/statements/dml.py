"""INSERT, UPDATE, DELETE, MERGE: the engine writes, we queue the writers and count the rows.

The engine's own counts are of rows rewritten; those of rows affected stand in the commit.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from boathouse.sql import answer, types
from boathouse.sql.answer import Answer
from boathouse.sql.engine_errors import unresolved
from boathouse.sql.engine_text import engine_text
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.parse import parse
from boathouse.sql.planning import Plan, Planning, Work
from boathouse.sql.resolve import is_path, name_of
from boathouse.sql.securables import Relation
from boathouse.sql.statements.query import without_end
from boathouse.sql.statements.values import assigned

TRIES = 20
_PAUSE_SECONDS = 0.05
_LOST_RACE = ("concurrent", "conflict", "already exists at version")

Counts = Callable[[Mapping[str, Any]], dict[str, int]]


def plan_update(planning: Planning) -> Plan:
    """UPDATE t SET ... [WHERE ...]."""
    tree = _alone(planning)
    target = writable(planning, tree.this)
    known = {column.name.lower() for column in target.columns}
    for item in tree.expressions:
        if item.this.name.lower() not in known and item.this.table.lower() not in known:
            raise no_column(item.this.name, target)
    return EngineWrite(engine_text(assigned(planning, target)), target, _updated)


def plan_delete(planning: Planning) -> Plan:
    """DELETE FROM t [WHERE ...]."""
    tree = _alone(planning)
    target = writable(planning, tree.this)
    where = tree.args.get("where")
    if where is not None and where.find(exp.Query):
        return _delete_by_merge(planning, target, where)
    return EngineWrite(engine_text(planning), target, _deleted)


def _delete_by_merge(planning: Planning, target: Relation, where: exp.Expr) -> Plan:
    """The engine deletes with no subquery in WHERE, but merges with a query as its source: the
    rows are found by the values of the columns that WHERE may read, which decide it alone."""
    tree, parsed = planning.parsed.tree, planning.parsed
    words = {node.name.lower() for node in where.find_all(exp.Identifier)}
    keys = [column.name for column in target.columns if column.name.lower() in words]
    place = next(
        index for index, token in enumerate(parsed.tokens) if token.token_type is TokenType.WHERE
    )
    condition = without_end(parsed)[parsed.tokens[place].end + 1 :]
    table = parsed.text[tree.this.parts[0].meta["start"] : tree.this.parts[-1].meta["end"] + 1]
    alias = tree.this.alias
    named = f"{table} AS {types.quote_if_needed(alias)}" if alias else table
    names = [types.quote_if_needed(key) for key in keys]
    wanted = ", ".join(f"{name} AS k{at}" for at, name in enumerate(names)) or "1 AS k"
    matched = " AND ".join(f"gone_.{name} <=> doomed_.k{at}" for at, name in enumerate(names))
    text = (
        f"MERGE INTO {table} AS gone_ USING (SELECT DISTINCT {wanted} FROM {named}"
        f" WHERE {condition}\n) AS doomed_ ON {matched or 'true'} WHEN MATCHED THEN DELETE"
    )
    return EngineWrite(engine_text(replace(planning, parsed=parse(text))), target, _gone)


def plan_merge(planning: Planning) -> Plan:
    """MERGE INTO t USING s ON ... WHEN ...."""
    tree = _alone(planning)
    if tree.args.get("schema_evolution"):
        raise NotSupported("MERGE WITH SCHEMA EVOLUTION is not supported.")
    target = writable(planning, tree.this)
    return EngineWrite(engine_text(assigned(planning, target)), target, _merged)


def _alone(planning: Planning) -> exp.Expr:
    """The statement's tree. Raises NotSupported for WITH in front, which the engine cannot run."""
    tree = planning.parsed.tree
    if tree.args.get("with_") is not None:
        raise NotSupported(
            f"WITH in front of {tree.key.upper()} is not supported: put it into the subquery, or"
            " into the query of USING."
        )
    return tree


def writable(planning: Planning, node: exp.Expr) -> Relation:
    """The table that a statement writes to. Raises SqlError for a view, and what is not Delta."""
    if isinstance(node, exp.Schema):
        node = node.this
    if isinstance(node, exp.Table) and is_path(node):
        raise NotSupported("Writing to a table by its path is not supported.")
    relation = planning.table(name_of(planning, node), "MODIFY")
    if relation.kind == "VIEW":
        raise SqlError(
            "EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE",
            f"'{relation.name}' is a view; this statement needs a table.",
            "42809",
        )
    if relation.format != "DELTA":
        raise NotSupported(f"{relation.name} holds {relation.format} files, which are read only.")
    return relation


def no_column(name: str, target: Relation) -> SqlError:
    """The error of a column that a table does not have, in the words of Databricks."""
    return unresolved(name, [column.name for column in target.columns])


@dataclass(frozen=True)
class EngineWrite:
    """A text that writes to one table."""

    text: str
    target: Relation
    counts: Counts

    async def run(self, work: Work) -> Answer:
        """Wait for the table's turn, write, and answer how many rows were affected."""
        async with work.locks.writing(self.target.table_id):
            before, _ = await self._commit(work)
            await written(work, self.text)
            after, metrics = await self._commit(work)
        return answer.counts(**self.counts(metrics if after > before else {}))

    async def _commit(self, work: Work) -> tuple[int, Mapping[str, Any]]:
        return await work.in_thread(lambda ctx: work.catalog.last_commit(ctx, self.target))


async def written(work: Work, text: str) -> None:
    """Run a write; a race that another engine won is run again."""
    for attempt in range(TRIES):
        try:
            await work.execute(text)
            return
        except SqlError as error:
            lost = any(word in error.message.lower() for word in _LOST_RACE)
            if not lost or attempt == TRIES - 1:
                raise
        # Jitter, so that two that lost do not meet again.
        await asyncio.sleep(_PAUSE_SECONDS * (attempt + random.random()))  # noqa: S311


def _number(metrics: Mapping[str, Any], *names: str) -> int:
    for name in names:
        if name in metrics:
            return int(metrics[name])
    return 0


def _updated(metrics: Mapping[str, Any]) -> dict[str, int]:
    return {"num_affected_rows": _number(metrics, "numUpdatedRows")}


def _deleted(metrics: Mapping[str, Any]) -> dict[str, int]:
    return {"num_affected_rows": _number(metrics, "numDeletedRows")}


def _gone(metrics: Mapping[str, Any]) -> dict[str, int]:
    return {"num_affected_rows": _number(metrics, "numTargetRowsDeleted")}


def _merged(metrics: Mapping[str, Any]) -> dict[str, int]:
    updated = _number(metrics, "numTargetRowsUpdated")
    deleted = _number(metrics, "numTargetRowsDeleted")
    inserted = _number(metrics, "numTargetRowsInserted")
    return {
        "num_affected_rows": updated + deleted + inserted,
        "num_updated_rows": updated,
        "num_deleted_rows": deleted,
        "num_inserted_rows": inserted,
    }

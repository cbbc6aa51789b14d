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

from boathouse.context import Context
from boathouse.sql import answer
from boathouse.sql.answer import Answer
from boathouse.sql.engine_errors import unresolved
from boathouse.sql.engine_text import engine_text
from boathouse.sql.errors import SqlError
from boathouse.sql.parse import parse
from boathouse.sql.planning import Plan, Planning
from boathouse.sql.rewrite import Edits, quote
from boathouse.sql.securables import Relation
from boathouse.sql.statements.assignments import Assignments
from boathouse.sql.statements.clauses import outside, set_list, word
from boathouse.sql.statements.placeholders import between
from boathouse.sql.statements.probing import Probe, probe, probed
from boathouse.sql.statements.query import without_end
from boathouse.sql.statements.store_types import worded
from boathouse.sql.statements.turns import State, in_turn, state_of
from boathouse.sql.statements.with_clause import moved
from boathouse.sql.statements.write_target import writable
from boathouse.sql.work import Work

TRIES = 20
_PAUSE_SECONDS = 0.05
# The last: the engine says how often it tried again to commit, 0 times, when a version was taken.
_LOST_RACE = (
    "concurrent",
    "conflict",
    "already exists at version",
    "failed to commit transaction:",
)

Counts = Callable[[Mapping[str, Any]], dict[str, int]]


def plan_update(planning: Planning) -> Plan:
    """UPDATE t SET ... [WHERE ...]."""
    planning = moved(planning)
    parsed, tree = planning.parsed, planning.parsed.tree
    target = writable(planning, tree.this)
    begin = next(i for i, token in outside(parsed.tokens) if word(token, "SET")) + 1
    given, place = set_list(parsed, begin)
    rules = Assignments(target, tree.this.alias_or_name)
    edits = Edits(parsed.text)
    edits.replace(*place, rules.update(given))
    text = engine_text(replace(planning, parsed=parse(edits.apply())))
    asked = probe(
        replace(planning, parameters=between(planning.parameters, parsed, *place)),
        rules.valued(given),
        parsed.text[parsed.tokens[1].start : parsed.tokens[begin - 1].start],
    )
    return EngineWrite(planning, target, text, _updated, plan_update, asked)


def plan_delete(planning: Planning) -> Plan:
    """DELETE FROM t [WHERE ...]."""
    planning = moved(planning)
    tree = planning.parsed.tree
    target = writable(planning, tree.this)
    where = tree.args.get("where")
    if where is not None and where.find(exp.Query):
        return _delete_by_merge(planning, target, where)
    return EngineWrite(planning, target, engine_text(planning), _deleted, plan_delete)


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
    named = f"{table} AS {quote(alias)}" if alias else table
    names = [quote(key) for key in keys]
    wanted = ", ".join(f"{name} AS k{at}" for at, name in enumerate(names)) or "1 AS k"
    matched = " AND ".join(f"gone_.{name} <=> doomed_.k{at}" for at, name in enumerate(names))
    text = (
        f"MERGE INTO {table} AS gone_ USING (SELECT DISTINCT {wanted} FROM {named}"
        f" WHERE {condition}\n) AS doomed_ ON {matched or 'true'} WHEN MATCHED THEN DELETE"
    )
    made = engine_text(replace(planning, parsed=parse(text)))
    return EngineWrite(planning, target, made, _gone, plan_delete)


def no_column(name: str, target: Relation) -> SqlError:
    """The error of a column that a table does not have, in the words of Databricks."""
    return unresolved(name, [column.name for column in target.columns])


@dataclass(frozen=True)
class EngineWrite:
    """A text that writes to one table; `plan` is how it came about."""

    planning: Planning
    target: Relation
    text: str
    counts: Counts
    plan: Callable[[Planning], Plan]
    asked: Probe | None = None

    async def run(self, work: Work) -> Answer:
        """Wait for the table's turn, write, and answer how many rows were affected."""
        return await in_turn(work, self)

    def again(self, ctx: Context) -> EngineWrite:
        """The plan anew, for the table as it is now."""
        planned = self.plan(replace(self.planning, ctx=ctx))
        assert isinstance(planned, EngineWrite)
        return planned

    async def write(self, work: Work, before: State) -> Answer:
        """In the table's turn."""
        pairs = await probed(work, self.target, [self.asked])
        try:
            await written(work, self.text)
        except SqlError as error:
            raise worded(error, pairs) from error
        after = await state_of(work, self.target)
        return answer.counts(**self.counts(after.metrics if after.version > before.version else {}))


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


def merged_counts(metrics: Mapping[str, Any]) -> dict[str, int]:
    """What MERGE answers, from a commit's metrics."""
    updated = _number(metrics, "numTargetRowsUpdated")
    deleted = _number(metrics, "numTargetRowsDeleted")
    inserted = _number(metrics, "numTargetRowsInserted")
    return {
        "num_affected_rows": updated + deleted + inserted,
        "num_updated_rows": updated,
        "num_deleted_rows": deleted,
        "num_inserted_rows": inserted,
    }

"""INSERT, UPDATE, DELETE, MERGE: the engine writes, we queue the writers and count the rows.

The engine's own counts are of rows rewritten; those of rows affected stand in the commit.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from boathouse.sql import answer
from boathouse.sql.answer import Answer
from boathouse.sql.engine_text import engine_text
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.planning import Plan, Planning, Work
from boathouse.sql.resolve import name_of
from boathouse.sql.securables import Relation

TRIES = 8
_PAUSE_SECONDS = 0.05
_LOST_RACE = ("concurrent", "conflict", "already exists at version")

Counts = Callable[[Mapping[str, Any]], dict[str, int]]


def plan_update(planning: Planning) -> Plan:
    """UPDATE t SET ... [WHERE ...]."""
    tree = planning.parsed.tree
    target = writable(planning, tree.this)
    return EngineWrite(engine_text(planning), target, _updated)


def plan_delete(planning: Planning) -> Plan:
    """DELETE FROM t [WHERE ...]."""
    target = writable(planning, planning.parsed.tree.this)
    return EngineWrite(engine_text(planning), target, _deleted)


def plan_merge(planning: Planning) -> Plan:
    """MERGE INTO t USING s ON ... WHEN ...."""
    target = writable(planning, planning.parsed.tree.this)
    return EngineWrite(engine_text(planning), target, _merged)


def writable(planning: Planning, node: exp.Expr) -> Relation:
    """The table that a statement writes to. Raises SqlError for a view, and what is not Delta."""
    if isinstance(node, exp.Schema):
        node = node.this
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

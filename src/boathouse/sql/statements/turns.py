"""A write in the table's turn, on the table as it is then: who waited may find other rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from boathouse.context import Context
from boathouse.errors import Aborted
from boathouse.sql.answer import Answer
from boathouse.sql.planning import not_found
from boathouse.sql.securables import Relation
from boathouse.sql.work import Work

TRIES = 20


@dataclass(frozen=True)
class State:
    """A table at a version: what it is then, and the metrics of its last commit."""

    relation: Relation
    version: int
    metrics: Mapping[str, Any]


class Writing(Protocol):
    """A planned write to `target`."""

    @property
    def target(self) -> Relation:
        """The table as it was planned for."""

    def again(self, ctx: Context) -> Writing:
        """The plan anew, for the table as it is now."""

    async def write(self, work: Work, before: State) -> Answer:
        """Do it; nobody else of ours writes to the table meanwhile."""


async def in_turn(work: Work, plan: Writing) -> Answer:
    """Wait for the table's turn, and plan anew where its columns or rules are others then.

    The table's turn comes before the engine's, as with every writer: the other way around those
    who hold all turns of an engine could wait for one who waits for a turn.
    """
    for _ in range(TRIES):
        async with work.locks.writing(plan.target.table_id):
            before = await state_of(work, plan.target)
            if _same(before.relation, plan.target):
                return await plan.write(work, before)
        plan = await work.in_thread(plan.again)
    raise Aborted(f"The table {plan.target.name} is changed all the time; try again.")


async def state_of(work: Work, target: Relation) -> State:
    """The table as it stands now."""

    def read(ctx: Context) -> State:
        found = work.catalog.relation(ctx, target.name)
        if found is None:
            raise not_found(target.name)
        return State(found, *work.catalog.last_commit(ctx, found))

    return await work.in_thread(read)


def _same(now: Relation, then: Relation) -> bool:
    def rules(relation: Relation) -> tuple[Any, ...]:
        return (
            *(relation.table_id, relation.columns, relation.constraints, relation.partitions),
            relation.row_filter,
        )

    return rules(now) == rules(then)

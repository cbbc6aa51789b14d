"""WITH SCHEMA EVOLUTION: columns that the rows have and the table has not are added to it first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from boathouse.sql import types
from boathouse.sql.answer import Answer
from boathouse.sql.definitions import AddColumns
from boathouse.sql.errors import SqlError
from boathouse.sql.securables import Column, Relation
from boathouse.sql.statements.columns import distinct
from boathouse.sql.statements.turns import Writing, state_of
from boathouse.sql.work import Work

if TYPE_CHECKING:
    import pyarrow as pa

    from boathouse.sql.statements.insert import Insert


def missing(insert: Insert, schema: pa.Schema) -> tuple[Column, ...]:
    """The columns that the table lacks: by their names, or those behind its last one."""
    columns = [Column(field.name, types.from_arrow(field)) for field in schema]
    if not insert.by_name:
        columns = columns[len(insert.columns) :]
    return lacking(insert.target, columns)


def lacking(target: Relation, columns: Sequence[Column]) -> tuple[Column, ...]:
    """Those of the columns that a table has not, in any case."""
    known = {column.name.lower() for column in target.columns}
    return distinct([column for column in columns if column.name.lower() not in known])


async def evolved(work: Work, plan: Writing, more: tuple[Column, ...]) -> Answer:
    """Add the columns, then write. A write that fails takes them away again."""
    target = plan.target
    for column in more:
        if column.type == "void":
            why = f"The column {column.name} has no type: cast the NULL to one."
            raise SqlError("UNSUPPORTED_FEATURE", why, "0A000")
    before = await state_of(work, target)
    await work.in_thread(
        lambda ctx: work.catalog.alter_relation(ctx, target.name, AddColumns(more))
    )
    grown = await state_of(work, target)
    try:
        again = await work.in_thread(plan.again)
        return await again.write(work, grown)
    except SqlError:
        now = await state_of(work, target)
        if now.version == grown.version:
            await work.in_thread(
                lambda ctx: work.catalog.restore(
                    ctx, grown.relation, version=before.version, timestamp=None
                )
            )
        raise

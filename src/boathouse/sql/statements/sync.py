"""ALTER COLUMN ... SYNC IDENTITY: counting goes on behind the values that are there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from boathouse.sql import answer, types
from boathouse.sql.answer import Answer, record_batch
from boathouse.sql.engine_text import engine_text
from boathouse.sql.errors import SqlError
from boathouse.sql.parse import parse
from boathouse.sql.planning import Plan, Planning, refuse_protected
from boathouse.sql.securables import Identity, Relation
from boathouse.sql.statements.dml import no_column
from boathouse.sql.work import Work


def plan_sync(planning: Planning, relation: Relation, name: str) -> Plan:
    """Raises SqlError for a column that is no identity."""
    found = next((one for one in relation.columns if one.name.lower() == name.lower()), None)
    if found is None:
        raise no_column(name, relation)
    if found.identity is None:
        why = "ALTER TABLE ALTER COLUMN SYNC IDENTITY cannot be called on non IDENTITY columns."
        raise SqlError("DELTA_IDENTITY_COLUMNS_ALTER_NON_IDENTITY_COLUMN", why, "429BQ")
    refuse_protected(planning.protection(relation), "SYNC IDENTITY")
    table = ".".join(types.quote_if_needed(part) for part in vars(relation.name).values())
    furthest = "max" if found.identity.step > 0 else "min"
    text = f"SELECT {furthest}({types.quote_if_needed(found.name)}) AS last FROM {table}"
    query = engine_text(replace(planning, parsed=parse(text), parameters=()))
    return SyncIdentity(relation, found.identity, query)


@dataclass(frozen=True)
class SyncIdentity:
    """`query`: the furthest value that the column holds."""

    relation: Relation
    identity: Identity
    query: str

    async def run(self, work: Work) -> Answer:
        """Look, while nobody writes, and go on from there."""
        async with work.locks.writing(self.relation.table_id):
            found = await work.query(self.query)
            values = [
                value
                async for batch in found.batches
                for value in record_batch(found.schema, batch).column(0).to_pylist()
            ]
            last = values[0]
            if last is not None:
                await work.in_thread(
                    lambda ctx: work.catalog.pass_identities(ctx, self.identity, int(last))
                )
        return answer.nothing()

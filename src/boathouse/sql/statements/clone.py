"""CREATE TABLE ... DEEP CLONE: a copy of a table as it is or was, in one commit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from boathouse.context import Context
from boathouse.sql.answer import Answer
from boathouse.sql.definitions import NewTable
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.flows import TABLE, Target
from boathouse.sql.grammar.clone import CloneTable
from boathouse.sql.planning import Plan, Planning, refuse_protected
from boathouse.sql.securables import Relation
from boathouse.sql.statements.create_table import require
from boathouse.sql.statements.local import Done, table
from boathouse.sql.statements.maintenance import literal_moment
from boathouse.sql.table_names import is_path, name_of
from boathouse.sql.work import Work

_FIELDS = (
    "source_table_size",
    "source_num_of_files",
    "num_removed_files",
    "num_copied_files",
    "removed_files_size",
    "copied_files_size",
)


def plan(planning: Planning) -> Plan:
    """CREATE TABLE ... CLONE. Raises SqlError, PermissionDenied."""
    tree = planning.parsed.tree
    assert isinstance(tree, CloneTable)
    if tree.how == "SHALLOW":
        raise NotSupported("SHALLOW CLONE is not supported; DEEP CLONE copies the rows.")
    wanted = NewTable(
        name_of(planning, tree.this),
        (),
        planning.statement_id,
        replace=tree.replace_,
        if_not_exists=tree.exists,
        location=tree.location,
        properties=tree.properties,
    )
    if is_path(tree.source):
        raise NotSupported("CLONE takes a table by its name, not by its path.")
    source = planning.table(name_of(planning, tree.source))
    if source.kind == "VIEW" or source.format != "DELTA":
        kind = "a view" if source.kind == "VIEW" else f"a table of {source.format} files"
        why = f"Unsupported clone source '{source.name}', whose format is {kind}."
        raise SqlError("DELTA_CLONE_UNSUPPORTED_SOURCE", why, "0AKDC")
    refuse_protected(planning.protection(source), "CLONE")
    replaced = require(planning, wanted)
    if tree.exists and planning.catalog.relation(planning.ctx, wanted.name) is not None:
        return Done()
    planning.reads.append(source)
    planning.notes.target = Target(TABLE, wanted.name)
    return Clone(wanted, source, replaced, tree.version, literal_moment(tree.timestamp))


@dataclass(frozen=True)
class Clone:
    """`version` or `moment` (epoch ms): what of the source is copied; neither: what it is now."""

    wanted: NewTable
    source: Relation
    replaced: str | None
    version: int | None
    moment: int | None

    async def run(self, work: Work) -> Answer:
        """Copy, commit, and tell how much it was."""

        def act(ctx: Context) -> Mapping[str, Any]:
            return work.catalog.clone_table(
                ctx, self.wanted, self.source, version=self.version, timestamp=self.moment
            )

        async with work.locks.writing(self.replaced):
            metrics = await work.in_thread(act)
        return table([(name, "long") for name in _FIELDS], [[metrics[name] for name in _FIELDS]])

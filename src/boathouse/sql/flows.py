"""What a statement read and wrote, as planning leaves it: cheap to keep, thought about later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlglot import exp

from boathouse.sql.grammar.alter import Alter
from boathouse.sql.grammar.clone import CloneTable
from boathouse.sql.grammar.copy import CopyInto
from boathouse.sql.information import is_information
from boathouse.sql.securables import Column, Name, Relation

if TYPE_CHECKING:
    from boathouse.sql.parameters import Parameter
    from boathouse.sql.planning import Planning
    from boathouse.sql.session import TemporaryView

TABLE, VIEW, PATH = "TABLE", "VIEW", "PATH"

_WRITES = (
    exp.Insert,
    exp.Update,
    exp.Delete,
    exp.Merge,
    exp.Create,
    Alter,
    CloneTable,
    CopyInto,
)


@dataclass(frozen=True)
class Target:
    """What is written: a table or view by its name, or a path. A table that the statement makes
    has neither id nor columns yet."""

    kind: str
    name: Name | None = None
    table_id: str = ""
    columns: tuple[Column, ...] = ()
    path: str = ""


@dataclass(frozen=True)
class Flow:
    """The data that one statement moved. `reads` and `paths` are planning's own lists, which it
    may still add to; `views`: the temporary views that may be named in `text`.

    `target` is None where rows went to the client; `text` is "" where there is none.
    """

    reads: list[Relation]
    paths: list[str]
    target: Target | None = None
    text: str = ""
    catalog: str = ""
    schema: str = ""
    parameters: tuple[Parameter, ...] = ()
    views: Mapping[str, TemporaryView] = field(default_factory=dict)

    @property
    def relations(self) -> list[Relation]:
        """What was read, each once; what tells of the metastore itself is not data."""
        found = {one.name: one for one in self.reads if not is_information(one)}
        return list(found.values())


def table_target(relation: Relation) -> Target:
    """A table that is there."""
    return Target(TABLE, relation.name, relation.table_id, relation.columns)


def flow_of(planning: Planning) -> Flow | None:
    """What a planned statement will have moved; None for one that moves no data."""
    tree, target = planning.parsed.tree, planning.notes.target
    if isinstance(tree, _WRITES):
        validates = isinstance(tree, CopyInto) and tree.validate is not None
        if target is None or validates:
            return None
    elif isinstance(tree, exp.Query | exp.Values):
        target = None
    else:
        return None
    session = planning.session
    return Flow(
        planning.reads,
        planning.notes.paths,
        target,
        planning.parsed.text,
        session.catalog,
        session.schema,
        planning.parameters,
        dict(session.temporary_views) if planning.temporary_reads else {},
    )

"""ALTER TABLE and ALTER VIEW."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from boathouse.context import Context
from boathouse.sql import answer, types
from boathouse.sql.answer import Answer
from boathouse.sql.definitions import (
    AddColumns,
    AddConstraint,
    Alteration,
    AlterColumn,
    AlterMany,
    DropColumns,
    DropConstraint,
    RenameColumn,
    RenameTo,
    SetClustering,
    SetComment,
    SetMask,
    SetOwner,
    SetProperties,
    SetRowFilter,
    SetTags,
)
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.grammar import alter as grammar
from boathouse.sql.grammar import columns as changes
from boathouse.sql.planning import Plan, Planning, refuse_protected
from boathouse.sql.protections import check_beside, protects
from boathouse.sql.securables import Relation
from boathouse.sql.statements import view
from boathouse.sql.statements.columns import column_of, default_text
from boathouse.sql.statements.constraints import Look, constraint_of, looking
from boathouse.sql.statements.local import Act
from boathouse.sql.statements.masks import mask_of, row_filter_of
from boathouse.sql.statements.securables import plan_alter as plan_container
from boathouse.sql.statements.sync import plan_sync
from boathouse.sql.table_names import name_of
from boathouse.sql.work import Work

_OF_VIEWS = (RenameTo, SetProperties, SetOwner, SetTags, SetComment, AlterColumn, AlterMany)


def plan(planning: Planning) -> Plan:
    """ALTER something."""
    tree = planning.parsed.tree
    assert isinstance(tree, grammar.Alter)
    if tree.kind not in ("TABLE", "VIEW"):
        return plan_container(planning)
    change = tree.change
    relation = planning.table(name_of(planning, tree.this), _privilege(change))
    if (tree.kind == "VIEW") != (relation.kind == "VIEW"):
        raise SqlError(
            f"EXPECT_{tree.kind}_NOT_{'TABLE' if tree.kind == 'VIEW' else 'VIEW'}.NO_ALTERNATIVE",
            f"'{relation.name}' is a {'table' if tree.kind == 'VIEW' else 'view'}.",
            "42809",
        )
    if tree.partition is not None or isinstance(change, grammar.OfPartitions):
        raise _partitions(relation)
    if isinstance(change, grammar.AsQuery):
        return view.plan_as(planning, relation)
    if isinstance(change, grammar.WithSchema):
        raise NotSupported(f"ALTER VIEW ... WITH SCHEMA {change.mode} is not supported.")
    for item in change.expressions if isinstance(change, changes.AlterColumns) else ():
        if item.sync_identity:
            return plan_sync(planning, relation, _top(item.column))
    return planned(planning, relation, _alterations(planning, relation, change))


def planned(planning: Planning, relation: Relation, alterations: Sequence[Alteration]) -> Plan:
    """Alterations of a relation, one after another, behind its lock."""
    if relation.kind == "VIEW" and not all(isinstance(one, _OF_VIEWS) for one in alterations):
        why = f"'{relation.name}' is a view; this change needs a table."
        raise SqlError("EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE", why, "42809")
    act = _acting(planning, relation, alterations)
    for one in alterations:
        parts = one.changes if isinstance(one, AlterMany) else (one,)
        if any(isinstance(part, AlterColumn) and part.nullable is False for part in parts):
            # It fails where a hidden value is NULL.
            refuse_protected(planning.protection(relation), "SET NOT NULL")
        if isinstance(one, AddConstraint) and one.constraint.expression is not None:
            held = planning.protection(relation)
            if protects(held):
                kind = "column mask" if held.row_filter is None else "row level security"
                raise check_beside(str(relation.name), kind)
            return AddCheck(relation, looking(planning, relation, one.constraint), act)
    return Act(act, relation.table_id)


def _acting(
    planning: Planning, relation: Relation, alterations: Sequence[Alteration]
) -> Callable[[Context], None]:
    catalog = planning.catalog

    def act(ctx: Context) -> None:
        for alteration in alterations:
            catalog.alter_relation(ctx, relation.name, alteration)

    return act


@dataclass(frozen=True)
class AddCheck:
    """ADD CONSTRAINT ... CHECK, once no row of the table is against it."""

    relation: Relation
    look: Look
    act: Callable[[Context], None]

    async def run(self, work: Work) -> Answer:
        """Nobody writes to the table between the look at its rows and the new rule."""
        async with work.locks.writing(self.relation.table_id):
            await self.look.refuse(work)
            await work.in_thread(self.act)
        return answer.nothing()


def _privilege(change: Any) -> str:
    """What ALTER asks of the caller; services ask the same once more."""
    if isinstance(change, grammar.SetTags):
        return "APPLY_TAG"
    if isinstance(change, changes.AlterColumns):
        items = change.expressions
        if any(item.mask is not None or item.drop_mask for item in items):
            return "MANAGE"
        if all(item.tags or item.untags for item in items):
            return "APPLY_TAG"
    of_columns = (
        changes.AddColumns,
        changes.DropColumns,
        changes.RenameColumn,
        changes.AlterColumns,
        grammar.ClusterBy,
    )
    return "MODIFY" if isinstance(change, of_columns) else "MANAGE"


def _alterations(planning: Planning, relation: Relation, change: Any) -> Sequence[Alteration]:
    match change:
        case changes.AddColumns():
            return [_added(change)]
        case changes.DropColumns():
            names = tuple(".".join(parts) for parts in change.columns)
            return [DropColumns(names, change.exists, paths=change.columns)]
        case changes.RenameColumn():
            return [RenameColumn(".".join(change.old), change.new, path=change.old)]
        case changes.AlterColumns():
            made = [one for item in change.expressions for one in _altered(planning, item)]
            plain = tuple(one for one in made if isinstance(one, AlterColumn))
            return [AlterMany(plain)] if len(plain) == len(made) > 1 else made
        case changes.AddConstraint():
            return [AddConstraint(constraint_of(planning, change.this, change.constraint or ""))]
        case changes.DropConstraint():
            kind = None if change.kind == "CONSTRAINT" else change.kind
            return [
                DropConstraint(
                    change.constraint or "", kind, change.columns, change.exists, change.cascade
                )
            ]
        case changes.SetRowFilter():
            return [SetRowFilter(None if change.drop else row_filter_of(planning, change))]
        case _:
            return _plain(planning, relation, change)


def _plain(planning: Planning, relation: Relation, change: Any) -> Sequence[Alteration]:
    match change:
        case grammar.RenameTo():
            return [RenameTo(planning.full_name(*change.names))]
        case grammar.SetProperties():
            return [SetProperties(change.properties)]
        case grammar.UnsetProperties():
            return [SetProperties(unset=change.keys, if_exists=change.exists)]
        case grammar.SetOwner():
            return [SetOwner(change.owner)]
        case grammar.SetTags():
            return [SetTags(change.properties, change.keys)]
        case grammar.ClusterBy() if change.auto:
            raise NotSupported("CLUSTER BY AUTO is not supported: nothing here chooses columns.")
        case grammar.ClusterBy():
            if relation.partitions and change.columns:
                why = "Clustering and partitioning cannot both be specified."
                raise SqlError(
                    "SPECIFY_CLUSTER_BY_WITH_PARTITIONED_BY_IS_NOT_ALLOWED", why, "42908"
                )
            return [SetClustering(change.columns)]
        case grammar.SetLocation():
            why = "ALTER TABLE ... SET LOCATION is not supported: make a table at the location."
            raise NotSupported(why)
        case _:
            what = getattr(change, "what", "") or type(change).__name__
            raise NotSupported(f"ALTER TABLE with {what} is not supported.")


def _added(change: Any) -> Alteration:
    columns, parents, places = [], [], []
    for item in change.expressions:
        node, parent = _within(item.this)
        columns.append(column_of(node))
        parents.append(parent)
        places.append("" if item.first else item.after)
    return AddColumns(tuple(columns), change.exists, tuple(parents), tuple(places))


def _within(node: exp.ColumnDef) -> tuple[exp.ColumnDef, tuple[str, ...]]:
    """The definition of a field inside a column, and the path of what it goes into."""
    if not isinstance(node.this, exp.Dot):
        return node, ()
    *parent, last = list(node.this.flatten())
    return exp.ColumnDef(**{**node.args, "this": last}), tuple(part.name for part in parent)


def _altered(planning: Planning, item: Any) -> list[Alteration]:
    name = ".".join(item.column)
    if item.mask is not None or item.drop_mask:
        return [SetMask(_top(item.column), mask_of(planning, item.mask) if item.mask else None)]
    if item.tags or item.untags:
        return [SetTags(item.tags, item.untags, _top(item.column))]
    made: list[Alteration] = []
    changed = AlterColumn(
        name,
        type=types.from_node(item.dtype) if item.dtype is not None else None,
        comment=item.comment,
        nullable=item.nullable,
        default=default_text(item.default) if item.default is not None else None,
        drop_default=item.drop_default,
        after="" if item.first else item.after,
        path=item.column,
    )
    if changed != AlterColumn(name, path=item.column):
        made.append(changed)
    if item.rename_to is not None:
        made.append(RenameColumn(name, item.rename_to, path=item.column))
    return made


def _top(parts: Sequence[str]) -> str:
    if len(parts) != 1:
        raise NotSupported("This change of a field inside a column is not supported.")
    return parts[0]


def _partitions(relation: Relation) -> SqlError:
    """Delta finds its partitions in the log: nobody adds or drops them."""
    why = (
        f"The operation ALTER TABLE of partitions is not allowed on {relation.name}: it does not"
        " support partition management."
    )
    return SqlError("INVALID_PARTITION_OPERATION.PARTITION_MANAGEMENT_IS_UNSUPPORTED", why, "42601")

"""ALTER TABLE and ALTER VIEW."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from boathouse.sql import types
from boathouse.sql.definitions import (
    AddColumns,
    Alteration,
    AlterColumn,
    DropColumns,
    RenameColumn,
    RenameTo,
    SetOwner,
    SetProperties,
)
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.grammar import alter as grammar
from boathouse.sql.grammar import columns as changes
from boathouse.sql.planning import Plan, Planning
from boathouse.sql.resolve import name_of
from boathouse.sql.statements import view
from boathouse.sql.statements.columns import column_of, default_text
from boathouse.sql.statements.local import Act
from boathouse.sql.statements.securables import plan_alter as plan_container


def plan(planning: Planning) -> Plan:
    """ALTER something."""
    tree = planning.parsed.tree
    assert isinstance(tree, grammar.Alter)
    if tree.kind not in ("TABLE", "VIEW"):
        return plan_container(planning)
    if tree.partition is not None:
        raise NotSupported("ALTER TABLE ... PARTITION is not supported.")
    relation = planning.table(name_of(planning, tree.this), _privilege(tree.change))
    if (tree.kind == "VIEW") != (relation.kind == "VIEW"):
        raise SqlError(
            f"EXPECT_{tree.kind}_NOT_{'TABLE' if tree.kind == 'VIEW' else 'VIEW'}.NO_ALTERNATIVE",
            f"'{relation.name}' is a {'table' if tree.kind == 'VIEW' else 'view'}.",
            "42809",
        )
    if isinstance(tree.change, grammar.AsQuery):
        return view.plan_as(planning, relation)
    alterations = _alterations(planning, tree.change)
    catalog = planning.catalog

    def act(ctx: Any) -> None:
        for alteration in alterations:
            catalog.alter_relation(ctx, relation.name, alteration)

    return Act(act, relation.table_id)


def _privilege(change: Any) -> str:
    owned = (grammar.RenameTo, grammar.SetOwner, grammar.AsQuery)
    return "MANAGE" if isinstance(change, owned) else "MODIFY"


def _alterations(planning: Planning, change: Any) -> Sequence[Alteration]:
    match change:
        case changes.AddColumns():
            return [AddColumns(tuple(map(_added, change.expressions)), change.exists)]
        case changes.DropColumns():
            return [DropColumns(tuple(map(_top, change.columns)), change.exists)]
        case changes.RenameColumn():
            return [RenameColumn(_top(change.old), change.new)]
        case changes.AlterColumns():
            return [made for item in change.expressions for made in _altered(item)]
        case grammar.RenameTo():
            return [RenameTo(planning.full_name(*change.names))]
        case grammar.SetProperties():
            return [SetProperties(change.properties)]
        case grammar.UnsetProperties():
            return [SetProperties(unset=change.keys, if_exists=change.exists)]
        case grammar.SetOwner():
            return [SetOwner(change.owner)]
        case _:
            what = getattr(change, "what", "") or type(change).__name__
            raise NotSupported(f"ALTER TABLE with {what} is not supported.")


def _added(item: Any) -> Any:
    if item.first or item.after:
        raise NotSupported("ADD COLUMN adds at the end: FIRST and AFTER are not supported.")
    return column_of(item.this)


def _altered(item: Any) -> list[Alteration]:
    refused = item.first or item.after or item.mask or item.drop_mask or item.sync_identity
    if refused:
        raise NotSupported("ALTER COLUMN with a position, a mask or an identity is not supported.")
    name = _top(item.column)
    made: list[Alteration] = []
    changed = AlterColumn(
        name,
        type=types.from_node(item.dtype) if item.dtype is not None else None,
        comment=item.comment,
        nullable=item.nullable,
        default=default_text(item.default) if item.default is not None else None,
        drop_default=item.drop_default,
    )
    if changed != AlterColumn(name):
        made.append(changed)
    if item.rename_to is not None:
        made.append(RenameColumn(name, item.rename_to))
    return made


def _top(parts: Sequence[str]) -> str:
    if len(parts) != 1:
        raise NotSupported("Changes of a field inside a column are not supported.")
    return parts[0]

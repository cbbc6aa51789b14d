"""SHOW of what governs securables: keys, principals; and of what there is none of yet."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from boathouse.sql.grammar.show import Show
from boathouse.sql.keys import NO_ACTION, NOT_DEFERRABLE, primary_key, references
from boathouse.sql.patterns import documented
from boathouse.sql.planning import Plan, Planning
from boathouse.sql.securables import Name, Relation
from boathouse.sql.statements.local import Fields, Rows

KEYS: Fields = (("col_name", "string"), ("keySeq", "integer"), ("constraintName", "string"))
FOREIGN_KEYS: Fields = tuple(
    (name, "integer" if name == "keySeq" else "string")
    for name in (
        "parentCatalogName",
        "parentNamespace",
        "parentTableName",
        "parentColName",
        "catalogName",
        "namespace",
        "tableName",
        "col_name",
        "keySeq",
        "updateRule",
        "deleteRule",
        "constraintName",
        "parentConstraintName",
        "deferrability",
    )
)
ABSENT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "PROVIDERS": ("name", "comment"),
    }
)
"""What can be shown and cannot be made yet, and the columns of its lists."""


def absent(planning: Planning, show: Show) -> Plan:
    """An empty list: nothing of this kind can be made."""
    return Rows([(name, "string") for name in ABSENT[show.kind]], [])


def principals(planning: Planning, show: Show) -> Plan:
    """SHOW USERS and SHOW GROUPS, for admins."""
    planning.authorizer.require(planning.ctx, "MANAGE", None)
    wanted = documented(show.like)
    found = planning.catalog.principals(planning.ctx, show.kind)
    return Rows((("name", "string"),), [(name,) for name in found if wanted(name)])


def keys(planning: Planning, show: Show) -> Plan:
    """SHOW KEYS IN CATALOG c IN SCHEMA s IN TABLE t."""
    key = primary_key(_keyed(planning, show))
    columns = key.columns if key is not None else ()
    rows = [(column, place, key.name if key else "") for place, column in enumerate(columns, 1)]
    return Rows(KEYS, rows)


def foreign_keys(planning: Planning, show: Show) -> Plan:
    """SHOW FOREIGN KEYS IN CATALOG c IN SCHEMA s IN TABLE t."""
    relation = _keyed(planning, show)
    name = relation.name
    rows = [
        (
            one.parent.catalog,
            one.parent.schema,
            one.parent.name,
            one.parent_column,
            name.catalog,
            name.schema,
            name.name,
            one.column,
            one.position,
            str(NO_ACTION),
            str(NO_ACTION),
            one.constraint,
            one.parent_constraint,
            str(NOT_DEFERRABLE),
        )
        for one in references(planning.catalog, planning.ctx, relation)
    ]
    return Rows(FOREIGN_KEYS, rows)


def _keyed(planning: Planning, show: Show) -> Relation:
    """The table whose keys are asked for; catalog and schema are the session's if not said."""
    catalog = (show.catalog or planning.session.catalog).lower()
    schema = (show.scope[0] if show.scope else planning.session.schema).lower()
    return planning.table(Name(catalog, schema, (show.table_name or "").lower()), "BROWSE")

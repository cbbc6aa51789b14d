"""SHOW of what governs securables: keys, grants, principals; and of what there is none of yet."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.grammar.grants import Securable, ShowGrants
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
GRANTS: Fields = tuple(
    (name, "string") for name in ("Principal", "ActionType", "ObjectType", "ObjectKey")
)
OWN = "OWN"
"""What owners have; there are no other grants yet. dbt knows the word, and leaves it alone."""

ABSENT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "CONNECTIONS": ("name", "connection_type", "credential_type", "comment"),
        "CREDENTIALS": ("name", "comment"),
        "STORAGE CREDENTIALS": ("name", "comment"),
        "SERVICE CREDENTIALS": ("name", "comment"),
        "EXTERNAL LOCATIONS": ("name", "url", "comment"),
        "PROVIDERS": ("name", "comment"),
        "RECIPIENTS": ("name", "comment"),
        "SHARES": ("name", "comment"),
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
    return planning.table(Name(catalog, schema, (show.table_name or "").lower()))


def plan_grants(planning: Planning) -> Plan:
    """SHOW GRANTS [principal] ON a securable: its owner."""
    tree = planning.parsed.tree
    assert isinstance(tree, ShowGrants)
    if tree.on is None:
        raise NotSupported("SHOW GRANTS needs a securable: SHOW GRANTS ON TABLE t.")
    kind, key, owner = _owned(planning, tree.on)
    wanted = tree.principal is None or tree.principal.lower() == owner.lower()
    return Rows(GRANTS, [(owner, OWN, kind, key)] if wanted else [])


def _owned(planning: Planning, on: Securable) -> tuple[str, str, str]:
    """Type, full name and owner of a securable that the caller may use."""
    ctx, catalog, names = planning.ctx, planning.catalog, [name.lower() for name in on.names]
    found: Any
    match on.kind:
        case "METASTORE":
            name, owner = catalog.metastore(ctx)
            return "METASTORE", name, owner
        case "CATALOG":
            found = catalog.catalog(ctx, names[0] if names else planning.session.catalog)
            privilege = "USE_CATALOG"
            key = found.name if found else ""
        case "SCHEMA" | "DATABASE":
            above = names[0] if len(names) == 2 else planning.session.catalog
            found = catalog.schema(ctx, above, names[-1])
            privilege = "USE_SCHEMA"
            key = f"{above}.{names[-1]}"
        case "TABLE" | "VIEW":
            relation = planning.table(planning.full_name(*names))
            return "TABLE", str(relation.name), relation.owner
        case "VOLUME":
            found = catalog.volume(ctx, planning.full_name(*names))
            privilege, key = "READ_VOLUME", str(planning.full_name(*names))
        case "FUNCTION":
            found = catalog.function(ctx, planning.full_name(*names))
            privilege, key = "EXECUTE", str(planning.full_name(*names))
        case _:
            raise NotSupported(f"SHOW GRANTS ON {on.kind} is not supported.")
    if found is None:
        shown = ".".join(on.names)
        raise SqlError(
            "RESOURCE_DOES_NOT_EXIST", f"{on.kind.capitalize()} '{shown}' does not exist.", "42704"
        )
    planning.authorizer.require(ctx, privilege, found)
    return on.kind, key, found.owner

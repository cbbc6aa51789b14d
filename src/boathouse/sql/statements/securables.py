"""CREATE, DROP, ALTER of catalogs, schemas and volumes, and COMMENT ON anything."""

from __future__ import annotations

from typing import Any

from boathouse.sql.definitions import AlterColumn, SetComment, SetTags
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.grammar import alter as grammar
from boathouse.sql.grammar.securables import CommentOn, CreateSecurable, DropSecurable
from boathouse.sql.grammar.tags import TagOn
from boathouse.sql.planning import Plan, Planning
from boathouse.sql.statements.functions import altered
from boathouse.sql.statements.local import Act, Done
from boathouse.sql.statements.show import schema_named


def plan_create(planning: Planning) -> Plan:
    """CREATE CATALOG, SCHEMA or VOLUME."""
    tree = planning.parsed.tree
    assert isinstance(tree, CreateSecurable)
    if tree.foreign or tree.collation:
        raise NotSupported("Foreign catalogs, shares and collations are not supported.")
    if tree.exists:
        _require_making(planning, tree.kind, tree.names)
        if _exists(planning, tree.kind, tree.names):
            return Done()
    catalog = planning.catalog
    match tree.kind:
        case "CATALOG":
            _no_location(tree)
            return Act(
                lambda ctx: catalog.create_catalog(
                    ctx,
                    _one(tree.names),
                    comment=tree.comment,
                    properties=tree.properties,
                )
            )
        case "SCHEMA":
            _no_location(tree)
            parent, name = schema_name(planning, tree.names)
            return Act(
                lambda ctx: catalog.create_schema(
                    ctx, parent, name, comment=tree.comment, properties=tree.properties
                )
            )
        case _:
            return _create_volume(planning, tree)


def _create_volume(planning: Planning, tree: CreateSecurable) -> Plan:
    if tree.external != (tree.location is not None):
        raise SqlError(
            "PARSE_SYNTAX_ERROR", "CREATE EXTERNAL VOLUME and LOCATION go together.", "42601"
        )
    name, catalog = planning.full_name(*tree.names), planning.catalog
    return Act(
        lambda ctx: catalog.create_volume(ctx, name, location=tree.location, comment=tree.comment)
    )


def _no_location(tree: CreateSecurable) -> None:
    if tree.location is not None:
        raise NotSupported(f"CREATE {tree.kind} with a location is not supported.")


def plan_drop(planning: Planning) -> Plan:
    """DROP CATALOG, SCHEMA or VOLUME."""
    tree = planning.parsed.tree
    assert isinstance(tree, DropSecurable)
    if tree.exists and not _exists(planning, tree.kind, tree.names):
        return Done()
    catalog = planning.catalog
    match tree.kind:
        case "CATALOG":
            name = _one(tree.names)
            return Act(lambda ctx: catalog.drop_catalog(ctx, name, cascade=tree.cascade))
        case "SCHEMA":
            parent, schema = schema_named(planning, tree.names)
            return Act(lambda ctx: catalog.drop_schema(ctx, parent, schema, cascade=tree.cascade))
        case "VOLUME":
            volume = planning.full_name(*tree.names)
            return Act(lambda ctx: catalog.drop_volume(ctx, volume))
        case _:
            raise NotSupported(f"DROP {tree.kind} is not supported.")


def plan_alter(planning: Planning) -> Plan:
    """ALTER CATALOG, SCHEMA or VOLUME."""
    tree = planning.parsed.tree
    assert isinstance(tree, grammar.Alter)
    names = tuple(part.name for part in tree.this.parts)
    return _altered(planning, tree.kind, names, _changes(tree))


def _changes(tree: grammar.Alter) -> dict[str, Any]:
    match tree.change:
        case grammar.SetOwner() as change:
            return {"owner": change.owner}
        case grammar.SetProperties() as change:
            return {"properties": change.properties}
        case grammar.RenameTo() as change:
            return {"new_name": _within(tree, change.names)}
        case grammar.SetTags() as change:
            return {"untag": change.keys} if change.unset else {"tags": change.properties}
        case grammar.UnsetProperties() as change if tree.kind == "SCHEMA":
            return {"unset": change.keys}
        case _:
            raise NotSupported(f"This form of ALTER {tree.kind} is not supported.")


def _within(tree: grammar.Alter, names: tuple[str, ...]) -> str:
    """The new last name. Raises SqlError for one in another catalog or schema."""
    present = [part.name.lower() for part in tree.this.parts]
    wanted = [name.lower() for name in names]
    above = wanted[:-1]
    if above and above != present[-len(wanted) : -1]:
        raise NotSupported(f"A {tree.kind.lower()} is renamed where it is, not moved elsewhere.")
    return names[-1]


def plan_tag(planning: Planning) -> Plan:
    """SET TAG ON and UNSET TAG ON."""
    tree = planning.parsed.tree
    assert isinstance(tree, TagOn)
    tags = {} if tree.unset else {tree.tag: tree.value}
    gone = (tree.tag,) if tree.unset else ()
    if tree.kind == "FUNCTION":
        function, catalog = planning.full_name(*tree.names), planning.catalog
        return Act(lambda ctx: catalog.tag_function(ctx, function, tags, gone))
    if tree.kind not in ("TABLE", "VIEW", "COLUMN"):
        changes: dict[str, Any] = {"untag": gone} if tree.unset else {"tags": tags}
        return _altered(planning, tree.kind, tree.names, changes)
    of_column = tree.kind == "COLUMN"
    names = tree.names[:-1] if of_column else tree.names
    catalog, relation = planning.catalog, planning.table(planning.full_name(*names), "APPLY_TAG")
    change = SetTags(tags, gone, tree.names[-1] if of_column else None)
    return Act(lambda ctx: catalog.alter_relation(ctx, relation.name, change), relation.table_id)


def plan_comment(planning: Planning) -> Plan:
    """COMMENT ON TABLE, COLUMN, CATALOG, SCHEMA or VOLUME."""
    tree, catalog = planning.parsed.tree, planning.catalog
    assert isinstance(tree, CommentOn)
    match tree.kind:
        case "TABLE" | "VIEW":
            relation = planning.table(planning.full_name(*tree.names), "MODIFY")
            return Act(
                lambda ctx: catalog.alter_relation(ctx, relation.name, SetComment(tree.comment)),
                relation.table_id,
            )
        case "COLUMN":
            relation = planning.table(planning.full_name(*tree.names[:-1]), "MODIFY")
            change = AlterColumn(tree.names[-1], comment=tree.comment or "")
            return Act(
                lambda ctx: catalog.alter_relation(ctx, relation.name, change), relation.table_id
            )
        case _:
            return _altered(planning, tree.kind, tree.names, {"comment": tree.comment or ""})


def _altered(
    planning: Planning, kind: str, names: tuple[str, ...], changes: dict[str, Any]
) -> Plan:
    catalog = planning.catalog
    match kind:
        case "CATALOG":
            name = _one(names)
            return Act(lambda ctx: catalog.alter_catalog(ctx, name, **changes))
        case "SCHEMA" | "DATABASE":
            parent, schema = schema_name(planning, names)
            return Act(lambda ctx: catalog.alter_schema(ctx, parent, schema, **changes))
        case "VOLUME":
            volume = planning.full_name(*names)
            return Act(lambda ctx: catalog.alter_volume(ctx, volume, **changes))
        case "FUNCTION":
            return altered(planning, names, **changes)
        case "CONNECTION" | "SHARE":
            shared = _one(names).lower()
            return Act(lambda ctx: catalog.alter_shared(ctx, kind, shared, changes))
        case _:
            raise NotSupported(f"ALTER {kind} and COMMENT ON {kind} are not supported.")


def _require_making(planning: Planning, kind: str, names: tuple[str, ...]) -> None:
    """As on Databricks the privilege counts also where there is nothing to make."""
    catalog, ctx = planning.catalog, planning.ctx
    if kind == "CATALOG":
        planning.require("CREATE_CATALOG", None)
    elif kind == "SCHEMA":
        above = catalog.catalog(ctx, schema_name(planning, names)[0])
        if above is not None:
            planning.require("CREATE_SCHEMA", above)
    else:
        name = planning.full_name(*names)
        planning.require_sight(name.catalog, name.schema)
        within = catalog.schema(ctx, name.catalog, name.schema)
        if within is not None:
            planning.require("CREATE_VOLUME", within)


def _exists(planning: Planning, kind: str, names: tuple[str, ...]) -> bool:
    if kind == "CATALOG":
        return planning.catalog.catalog(planning.ctx, _one(names)) is not None
    if kind == "SCHEMA":
        parent, schema = schema_name(planning, names)
        planning.require_sight(parent)
        return planning.catalog.schema(planning.ctx, parent, schema) is not None
    name = planning.full_name(*names)
    planning.require_sight(name.catalog, name.schema)
    return planning.catalog.volume(planning.ctx, name) is not None


def schema_name(planning: Planning, names: tuple[str, ...]) -> tuple[str, str]:
    """Catalog and name of a schema that need not exist, completed from the session."""
    if len(names) > 2:
        raise SqlError(
            "REQUIRES_SINGLE_PART_NAMESPACE", f"{'.'.join(names)} has too many parts.", "42K05"
        )
    name = names[-1].lower()
    return (names[0].lower() if len(names) == 2 else planning.session.catalog), name


def _one(names: tuple[str, ...]) -> str:
    if len(names) != 1:
        raise SqlError(
            "IDENTIFIER_TOO_MANY_NAME_PARTS", f"{'.'.join(names)} is no name of a catalog.", "42601"
        )
    return names[0].lower()

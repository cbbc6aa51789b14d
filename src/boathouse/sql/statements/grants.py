"""GRANT, REVOKE and SHOW GRANTS."""

from __future__ import annotations

from boathouse.context import Context
from boathouse.errors import TableDoesNotExist
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.grammar.grants import Grant, Securable, ShowGrants
from boathouse.sql.planning import Plan, Planning, not_found
from boathouse.sql.securables import Name
from boathouse.sql.statements.local import Act, Fields, Rows
from boathouse.sql.statements.securables import schema_name

COLUMNS: Fields = tuple(
    (name, "string") for name in ("Principal", "ActionType", "ObjectType", "ObjectKey")
)

_IN_SCHEMAS = frozenset({"TABLE", "VOLUME", "FUNCTION"})


def plan(planning: Planning) -> Plan:
    """GRANT and REVOKE."""
    tree, catalog = planning.parsed.tree, planning.catalog
    assert isinstance(tree, Grant)
    kind, names = tree.on.kind, names_of(planning, tree.on)
    add, remove = ((), tree.privileges) if tree.revoke else (tree.privileges, ())

    def act(ctx: Context) -> None:
        try:
            catalog.change_grants(ctx, kind, names, tree.principal, add, remove)
        except TableDoesNotExist:
            raise not_found(Name(*names)) from None

    return Act(act)


def plan_show(planning: Planning) -> Plan:
    """SHOW GRANTS [principal] ON a securable, with what it inherits."""
    tree = planning.parsed.tree
    assert isinstance(tree, ShowGrants)
    if tree.on is None:
        raise NotSupported("SHOW GRANTS needs a securable: SHOW GRANTS ON TABLE t.")
    names = names_of(planning, tree.on)
    try:
        rows = planning.catalog.grants(planning.ctx, tree.on.kind, names, tree.principal)
    except TableDoesNotExist:
        raise not_found(Name(*names)) from None
    return Rows(COLUMNS, rows)


def names_of(planning: Planning, on: Securable) -> tuple[str, ...]:
    """The parts of a securable's full name, completed from the session; none of the metastore."""
    if on.kind == "METASTORE":
        return ()
    if on.kind in _IN_SCHEMAS:
        name = planning.full_name(*on.names)
        return name.catalog, name.schema, name.name
    if on.kind == "SCHEMA":
        return schema_name(planning, on.names)
    names = on.names or (planning.session.catalog,)
    if len(names) != 1:
        raise SqlError(
            "IDENTIFIER_TOO_MANY_NAME_PARTS", f"{'.'.join(names)} has too many parts.", "42601"
        )
    return (names[0].lower() if on.kind == "CATALOG" else names[0],)

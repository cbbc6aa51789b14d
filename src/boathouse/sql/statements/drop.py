"""DROP TABLE, DROP VIEW, TRUNCATE TABLE."""

from __future__ import annotations

from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.grammar.maintenance import Undrop
from boathouse.sql.planning import Plan, Planning
from boathouse.sql.session import Session
from boathouse.sql.statements.local import Act, Done, InSession
from boathouse.sql.statements.write_target import writable
from boathouse.sql.table_names import name_of


def plan_drop(planning: Planning) -> Plan:
    """DROP TABLE or VIEW; of a temporary view the session forgets."""
    tree, session = planning.parsed.tree, planning.session
    kind = str(tree.args.get("kind") or "").upper()
    if kind not in ("TABLE", "VIEW"):
        raise NotSupported(f"DROP {kind} is not supported.")
    (node,) = tree.args["tables"]
    if len(node.parts) == 1 and node.name.lower() in session.temporary_views:
        return InSession(lambda: _forget(session, node.name.lower()))
    name = name_of(planning, node)
    relation = planning.catalog.relation(planning.ctx, name)
    if relation is None:
        why = planning.missing(name)
        if tree.args.get("exists"):
            return Done()
        raise why
    planning.authorizer.require(planning.ctx, "MANAGE", relation)
    if (relation.kind == "VIEW") != (kind == "VIEW"):
        raise SqlError(
            f"EXPECT_{kind}_NOT_{'TABLE' if kind == 'VIEW' else 'VIEW'}.NO_ALTERNATIVE",
            f"'{name}' expects a {kind.lower()} but is a {'table' if kind == 'VIEW' else 'view'}.",
            "42809",
        )
    return Act(lambda ctx: planning.catalog.drop_relation(ctx, relation.name), relation.table_id)


def _forget(session: Session, name: str) -> None:
    session.temporary_views.pop(name, None)


def plan_truncate(planning: Planning) -> Plan:
    """TRUNCATE TABLE: one commit that removes every file."""
    tree, catalog = planning.parsed.tree, planning.catalog
    if tree.args.get("partition") is not None:
        raise NotSupported("TRUNCATE of a partition is not supported; use DELETE.")
    (node,) = tree.expressions
    relation = writable(planning, node)
    return Act(lambda ctx: catalog.truncate(ctx, relation), relation.table_id)


def plan_undrop(planning: Planning) -> Plan:
    """UNDROP TABLE t, or WITH ID 'id'."""
    tree, catalog = planning.parsed.tree, planning.catalog
    assert isinstance(tree, Undrop)
    if tree.kind != "TABLE":
        raise NotSupported(f"UNDROP {tree.kind} is not supported: UNDROP is for tables.")
    if tree.id is not None:
        wanted = tree.id
        return Act(lambda ctx: catalog.undrop_table(ctx, None, wanted))
    name = planning.full_name(*tree.names)
    return Act(lambda ctx: catalog.undrop_table(ctx, name))

"""REFRESH TABLE: nothing is kept from one statement to the next, so that nothing is to be done."""

from __future__ import annotations

from sqlglot import exp

from boathouse.sql.errors import NotSupported
from boathouse.sql.planning import Plan, Planning
from boathouse.sql.statements.local import Done
from boathouse.sql.table_names import is_path, name_of


def plan(planning: Planning) -> Plan:
    """REFRESH TABLE t, for who may read it."""
    tree = planning.parsed.tree
    node = tree.this
    kind = str(tree.args.get("kind") or "TABLE").upper()
    if kind != "TABLE" or not isinstance(node, exp.Table) or is_path(node):
        raise NotSupported("REFRESH refreshes tables and views by their names.")
    if len(node.parts) > 1 or node.name.lower() not in planning.session.temporary_views:
        planning.table(name_of(planning, node))
    return Done()

"""Which family plans a statement: by the root of its tree, and nothing that is not named here."""

from __future__ import annotations

from sqlglot import exp

from boathouse.sql.errors import NotSupported
from boathouse.sql.grammar import alter, describe, maintenance, securables, session, show
from boathouse.sql.planning import Plan, Planner, Planning
from boathouse.sql.statements import (
    alter_table,
    create_table,
    dml,
    drop,
    explain,
    insert,
    query,
    view,
)
from boathouse.sql.statements import describe as describes
from boathouse.sql.statements import maintenance as upkeep
from boathouse.sql.statements import securables as containers
from boathouse.sql.statements import session as sessions
from boathouse.sql.statements import show as shows

_PLANNERS: dict[type[exp.Expr], Planner] = {
    exp.Insert: insert.plan_insert,
    exp.Update: dml.plan_update,
    exp.Delete: dml.plan_delete,
    exp.Merge: dml.plan_merge,
    exp.Drop: drop.plan_drop,
    exp.TruncateTable: drop.plan_truncate,
    exp.Values: query.plan,
    alter.Alter: alter_table.plan,
    describe.Describe: describes.plan,
    describe.Explain: explain.plan,
    maintenance.Optimize: upkeep.plan_optimize,
    maintenance.Vacuum: upkeep.plan_vacuum,
    maintenance.Restore: upkeep.plan_restore,
    securables.CreateSecurable: containers.plan_create,
    securables.DropSecurable: containers.plan_drop,
    securables.CommentOn: containers.plan_comment,
    session.Use: sessions.plan_use,
    session.SetConf: sessions.plan_set,
    session.SetTimeZone: sessions.plan_time_zone,
    session.ResetConf: sessions.plan_reset,
    show.Show: shows.plan,
}


def planner_of(tree: exp.Expr) -> Planner:
    """The planner of a statement's family. Raises NotSupported for a root that no family knows."""
    found = _PLANNERS.get(type(tree))
    if found is not None:
        return found
    if isinstance(tree, exp.Query):
        return query.plan
    if isinstance(tree, exp.Create):
        kind = str(tree.args.get("kind") or "").upper()
        if kind in ("TABLE", "VIEW"):
            return create_table.plan if kind == "TABLE" else view.plan
        raise NotSupported(f"CREATE {kind} is not supported.")
    raise NotSupported(f"The statement {tree.key.upper()} is not supported.")


def plan(planning: Planning) -> Plan:
    """Plan a statement."""
    return planner_of(planning.parsed.tree)(planning)

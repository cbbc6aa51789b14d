"""Which family plans a statement: by the root of its tree, and nothing that is not named here."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from boathouse.sql.errors import NotSupported
from boathouse.sql.functions.inline import inlined
from boathouse.sql.grammar import (
    alter,
    describe,
    governed_tags,
    grants,
    locations,
    maintenance,
    policies,
    securables,
    session,
    sharing,
    show,
    tags,
)
from boathouse.sql.grammar import clone as clones
from boathouse.sql.grammar import copy as copies
from boathouse.sql.grammar import files as commands
from boathouse.sql.grammar import functions as routines
from boathouse.sql.grammar import variables as named
from boathouse.sql.planning import Plan, Planner, Planning
from boathouse.sql.scripting import run as scripts
from boathouse.sql.scripting.tree import Script
from boathouse.sql.statements import (
    alter_table,
    analyze,
    clone,
    copy,
    create_table,
    dml,
    drop,
    explain,
    immediate,
    insert,
    merge,
    query,
    refresh,
    view,
)
from boathouse.sql.statements import describe as describes
from boathouse.sql.statements import functions as own_functions
from boathouse.sql.statements import governed_tags as own_tags
from boathouse.sql.statements import grants as privileges
from boathouse.sql.statements import locations as storages
from boathouse.sql.statements import maintenance as upkeep
from boathouse.sql.statements import policies as rules
from boathouse.sql.statements import securables as containers
from boathouse.sql.statements import session as sessions
from boathouse.sql.statements import sharing as shared
from boathouse.sql.statements import show as shows
from boathouse.sql.statements import variables as assigns
from boathouse.sql.statements import volume_files as transfers

_PLANNERS: dict[type[exp.Expr], Planner] = {
    exp.Insert: insert.plan_insert,
    exp.Update: dml.plan_update,
    exp.Delete: dml.plan_delete,
    exp.Merge: merge.plan_merge,
    exp.Drop: drop.plan_drop,
    exp.TruncateTable: drop.plan_truncate,
    exp.Values: query.plan,
    exp.Refresh: refresh.plan,
    exp.Analyze: analyze.plan,
    alter.Alter: alter_table.plan,
    describe.Describe: describes.plan,
    describe.Explain: explain.plan,
    locations.StorageStatement: storages.plan,
    sharing.SharingStatement: shared.plan,
    maintenance.Optimize: upkeep.plan_optimize,
    maintenance.Vacuum: upkeep.plan_vacuum,
    maintenance.Restore: upkeep.plan_restore,
    maintenance.Undrop: drop.plan_undrop,
    securables.CreateSecurable: containers.plan_create,
    securables.DropSecurable: containers.plan_drop,
    securables.CommentOn: containers.plan_comment,
    session.Use: sessions.plan_use,
    session.SetConf: sessions.plan_set,
    session.SetTimeZone: sessions.plan_time_zone,
    session.ResetConf: sessions.plan_reset,
    show.Show: shows.plan,
    grants.Grant: privileges.plan,
    grants.ShowGrants: privileges.plan_show,
    named.DeclareVariable: assigns.plan_declare,
    named.DropVariable: assigns.plan_drop,
    named.SetVariable: assigns.plan_set,
    named.ExecuteImmediate: immediate.plan,
    Script: scripts.plan,
    clones.CloneTable: clone.plan,
    copies.CopyInto: copy.plan,
    commands.FileCommand: transfers.plan,
    tags.TagOn: containers.plan_tag,
    governed_tags.GovernedTag: own_tags.plan,
    policies.CreatePolicy: rules.plan_create,
    policies.DropPolicy: rules.plan_drop,
    policies.ShowPolicies: rules.plan_show,
    policies.DescribePolicy: rules.plan_describe,
    routines.CreateFunction: own_functions.plan_create,
    routines.DropFunction: own_functions.plan_drop,
    routines.AlterFunction: own_functions.plan_alter,
}


def families() -> frozenset[type[exp.Expr]]:
    """The roots that have a planner of their own."""
    return frozenset(_PLANNERS)


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
    if isinstance(planning.parsed.tree, (exp.Update, exp.Delete, exp.Merge)):
        # These are taken apart by their text: it must not hold a call any more.
        planning = replace(planning, parsed=inlined(planning))
    return planner_of(planning.parsed.tree)(planning)

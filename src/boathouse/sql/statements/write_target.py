"""The table that a statement writes to."""

from __future__ import annotations

from sqlglot import exp

from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.flows import table_target
from boathouse.sql.planning import Planning
from boathouse.sql.securables import Relation
from boathouse.sql.table_names import is_path, name_of


def writable(planning: Planning, node: exp.Expr) -> Relation:
    """The table that a statement writes to. Raises SqlError for a view, and what is not Delta."""
    if isinstance(node, exp.Schema):
        node = node.this
    if isinstance(node, exp.Table) and is_path(node):
        raise NotSupported("Writing to a table by its path is not supported.")
    relation = planning.table(name_of(planning, node), "MODIFY")
    # MODIFY lets one change data only together with SELECT
    # [docs.databricks.com, Unity Catalog privileges].
    planning.require("SELECT", relation)
    if relation.kind == "VIEW":
        raise SqlError(
            "EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE",
            f"'{relation.name}' is a view; this statement needs a table.",
            "42809",
        )
    if relation.format != "DELTA":
        raise NotSupported(f"{relation.name} holds {relation.format} files, which are read only.")
    planning.notes.target = table_target(relation)
    return relation

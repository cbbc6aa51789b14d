"""table_changes('t', from[, to]): which no table here has recorded, and that is what it says."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.planning import Planning

PROPERTY = "delta.enableChangeDataFeed"


def is_table_changes(node: exp.Table) -> bool:
    """Whether a relation is a call of table_changes."""
    this = node.this
    return isinstance(this, exp.Anonymous) and this.name.lower() == "table_changes"


def refused(
    planning: Planning, node: exp.Table, constant: Callable[[Planning, exp.Expr], str | None]
) -> SqlError:
    """The error of a table without a change data feed, which none has here: what may be set on a
    table never promises one. Raises SqlError, PermissionDenied for the table itself."""
    from boathouse.sql.parse import parse_name

    arguments = node.this.expressions
    if len(arguments) not in (2, 3):
        why = f"The `table_changes` requires 2 or 3 parameters but the actual is {len(arguments)}."
        return SqlError("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", why, "42605")
    text = constant(planning, arguments[0])
    if text is None:
        return NotSupported("table_changes takes the name of a table as a constant.")
    relation = planning.table(planning.full_name(*(part.name for part in parse_name(text).parts)))
    if relation.kind == "VIEW" or relation.format != "DELTA":
        why = f"{relation.name} is not a Delta table. table_changes is for Delta tables."
        return SqlError("DELTA_TABLE_ONLY_OPERATION", why, "0AKDD")
    first = arguments[1].name or "0"
    last = arguments[2].name if len(arguments) > 2 else str(relation.version)
    why = (
        f"Error getting change data for range [{first} , {last}] as change data was not\nrecorded"
        f" for version [{first}]. If you've enabled change data feed on this table,\nuse `DESCRIBE"
        " HISTORY` to see when it was first enabled.\nOtherwise, to start recording change data,"
        f" use `ALTER TABLE table_name SET TBLPROPERTIES\n({PROPERTY}=true)`."
    )
    return SqlError("DELTA_MISSING_CHANGE_DATA", why, "KD002")

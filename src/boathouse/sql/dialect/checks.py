"""What Spark refuses in a query's clauses by their form alone, before the engine sees them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlglot import exp

from boathouse.sql.dialect.expressions import check_grouping
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.parse import Parsed


def check_clauses(parsed: Parsed) -> None:
    """Raises SqlError."""
    kinds = parsed.kinds
    if exp.With in kinds:
        check_names(parsed.tree)
    if exp.Intersect in kinds:
        check_intersections(parsed.tree)
    if exp.Count in kinds and exp.Star in kinds:
        check_counts(parsed.tree)
    if exp.Lateral in kinds:
        check_laterals(parsed.tree)
    for select in parsed.selects:
        check_limits(select)
        check_positions(select)
        check_grouping(select)
        if exp.Window in kinds:
            check_places(select)
        where = select.args.get("where")
        if where is not None and isinstance(where.this, exp.Null):
            why = "Filter expression of type VOID is not a boolean."
            raise SqlError("DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN", why, "42K09")


def check_laterals(tree: exp.Expr) -> None:
    """The engine runs those that read no table of their own, or nothing of the tables before."""
    for node in tree.find_all(exp.Lateral):
        query = node.this.this if isinstance(node.this, exp.Subquery) else None
        if not isinstance(query, exp.Select) or query.args.get("from_") is None:
            continue
        sources = query.find_all(exp.Table, exp.Subquery)
        inside = {"", *(source.alias_or_name.lower() for source in sources)}
        if any(column.table.lower() not in inside for column in query.find_all(exp.Column)):
            raise NotSupported(
                "A LATERAL subquery that reads tables and uses columns of relations before it is"
                " not supported by this warehouse's engine: write it as a join."
            )


def check_intersections(tree: exp.Expr) -> None:
    """The engine counts the left rows alone (measured on Sail 0.7.2)."""
    if any(node.args.get("distinct") is False for node in tree.find_all(exp.Intersect)):
        raise NotSupported("INTERSECT ALL is not supported by this warehouse's engine.")


def check_counts(tree: exp.Expr) -> None:
    for node in tree.find_all(exp.Count):
        if isinstance(node.this, exp.Column) and isinstance(node.this.this, exp.Star):
            why = "COUNT with a star of one table is not allowed: name its columns."
            raise SqlError("INVALID_USAGE_OF_STAR_WITH_TABLE_IDENTIFIER_IN_COUNT", why, "42000")


def check_limits(select: exp.Select) -> None:
    """LIMIT and OFFSET take whole numbers that are known beforehand."""
    for key in ("limit", "offset"):
        clause = select.args.get(key)
        value = clause.expression if clause is not None else None
        if isinstance(value, exp.Column):
            why, what = f"The {key} expression must evaluate to a constant value.", "IS_UNFOLDABLE"
        elif isinstance(value, exp.Literal) and value.is_string:
            why, what = f"The {key} expression must be integer type, but got STRING.", "DATA_TYPE"
        elif isinstance(value, exp.Neg):
            why, what = f"The {key} expression must be equal to or greater than 0.", "IS_NEGATIVE"
        else:
            continue
        raise SqlError(f"INVALID_LIMIT_LIKE_EXPRESSION.{what}", why, "42K0E")


def check_names(tree: exp.Expr) -> None:
    for clause in tree.find_all(exp.With):
        counted = Counter(cte.alias_or_name.lower() for cte in clause.expressions)
        twice = [f"`{name}`" for name, count in counted.items() if count > 1]
        if twice:
            why = f"CTE definition can't have duplicate names: {', '.join(twice)}."
            raise SqlError("DUPLICATED_CTE_NAMES", why, "42602")


def check_positions(select: exp.Select) -> None:
    """`ORDER BY 5` and `GROUP BY 5` name a column by its number."""
    order, group = select.args.get("order"), select.args.get("group")
    if group is not None and any(isinstance(key, exp.AggFunc) for key in group.expressions):
        why = "Aggregate functions are not allowed in GROUP BY."
        raise SqlError("GROUP_BY_AGGREGATE", why, "42903")
    if any(node.is_star for node in select.expressions):
        return
    keys = [("ORDER", key.this) for key in (order.expressions if order is not None else ())]
    keys += [("GROUP", key) for key in (group.expressions if group is not None else ())]
    count = len(select.expressions)
    for clause, key in keys:
        number = int(key.name) if isinstance(key, exp.Literal) and key.is_int else 1
        if not 1 <= number <= count:
            why = f"{clause} BY position {number} is not in select list (valid range is [1, "
            why += f"{count}])."
            raise SqlError(f"{clause}_BY_POS_OUT_OF_RANGE", why, "42805")


def check_places(select: exp.Select) -> None:
    """Window functions stand in the SELECT list, in ORDER BY and in QUALIFY."""
    for key, clause in (("where", "WHERE"), ("having", "HAVING")):
        node = select.args.get(key)
        if node is not None and any(isinstance(part, exp.Window) for part in own(node)):
            why = f"It is not allowed to use window functions inside {clause} clause."
            raise SqlError("WINDOW_FUNCTION_NOT_ALLOWED_IN_CLAUSE", why, "42601")


def own(node: exp.Expr) -> Iterator[exp.Expr]:
    """The nodes of an expression, none of those in queries in it."""
    pending = [node]
    while pending:
        part = pending.pop()
        yield part
        if not isinstance(part, exp.Query):
            pending.extend(part.iter_expressions())

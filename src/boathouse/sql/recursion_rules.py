"""What Databricks takes as a recursive query: where it may name itself, and of what types it is."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from boathouse.sql import types
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.securables import SparkType

_STATE = "42836"
_INTEGERS = ("byte", "short", "integer", "long")
_WIDER = (*_INTEGERS, "float", "double")
_DIGITS = {"byte": 3, "short": 5, "integer": 10, "long": 20}
_BEHIND = ("order", "limit", "offset", "sort", "cluster", "distribute")


def names_itself(cte: exp.CTE) -> bool:
    """Whether a definition reads the name that it defines."""
    return next(references(cte.this, cte.alias_or_name.lower()), None) is not None


def references(tree: exp.Expr, name: str) -> Iterator[exp.Table]:
    """Where a tree reads a name that WITH defines around it."""
    pending = [tree]
    while pending:
        node = pending.pop()
        clause = node.args.get("with_")
        if clause is not None and any(c.alias_or_name.lower() == name for c in clause.expressions):
            continue
        if isinstance(node, exp.Table) and _is(node, name):
            yield node
        pending.extend(node.iter_expressions())


def _is(table: exp.Table, name: str) -> bool:
    plain = isinstance(table.this, exp.Identifier) and len(table.parts) == 1
    return plain and table.name.lower() == name


def check_parts(cte: exp.CTE) -> None:
    """Raise SqlError where a query may not name itself as it does."""
    name, query = cte.alias_or_name.lower(), cte.this
    while isinstance(query, exp.Subquery | exp.Paren):
        _nothing_behind(query)
        query = query.this
    _nothing_behind(query)
    if isinstance(query, exp.Intersect):
        return
    if not isinstance(query, exp.Union) or isinstance(query, exp.Except):
        raise _no_form()
    if next(references(query.this, name), None) is not None:
        raise _no_form()
    for table in references(query.expression, name):
        _placed(table, query)


def _nothing_behind(query: exp.Expr) -> None:
    if any(query.args.get(key) for key in _BEHIND):
        raise _no_form()


def _no_form() -> SqlError:
    return SqlError(
        "INVALID_RECURSIVE_CTE",
        "Invalid recursive definition found. Recursive queries must contain an UNION or an UNION"
        " ALL statement with 2 children. The first child needs to be the anchor term without any"
        " recursive references. Any top level inner CTE must not contain self references.",
        _STATE,
    )


def _placed(table: exp.Table, upto: exp.Expr) -> None:
    """From a reference up to the recursive query: joins, aggregates and windows on the way."""
    node: exp.Expr = table
    while node.parent is not None and node.parent is not upto:
        above = node.parent
        if isinstance(above, exp.Join):
            _beside(above)
        elif isinstance(above, exp.From):
            _joined(above.parent)
        if isinstance(above, exp.Select) and isinstance(node, exp.From | exp.Join):
            _selected(above)
        node = above


def _beside(join: exp.Join) -> None:
    """The reference is on the right side."""
    if join.side in ("LEFT", "FULL") or join.kind in ("SEMI", "ANTI"):
        raise _no_place()
    _joined(join.parent, join)


def _joined(query: exp.Expr | None, after: exp.Join | None = None) -> None:
    """The reference is on the left side of the joins, of those behind `after`."""
    joins = query.args.get("joins") or [] if query is not None else []
    behind = joins[joins.index(after) + 1 :] if after in joins else joins
    if any(join.side in ("RIGHT", "FULL") for join in behind):
        raise _no_place()


def _selected(select: exp.Select) -> None:
    """No aggregates, windows, sorting of the rows that a reference gives."""
    parts = [*select.expressions, select.args.get("having"), select.args.get("qualify")]
    if select.args.get("group") or select.args.get("order") or select.args.get("sort"):
        raise _no_place()
    for part in parts:
        if part is not None and any(_gathers(node, select) for node in part.walk()):
            raise _no_place()


def _gathers(node: exp.Expr, select: exp.Select) -> bool:
    gathers = isinstance(node, exp.AggFunc | exp.Window)
    return gathers and node.find_ancestor(exp.Select) is select


def _no_place() -> SqlError:
    return SqlError(
        "INVALID_RECURSIVE_REFERENCE.PLACE",
        "Invalid recursive reference found inside WITH RECURSIVE clause. Recursive references"
        " cannot be used on the right side of left outer/semi/anti joins, on the left side of"
        " right outer joins, in full outer joins, in aggregates, window functions or sorts.",
        _STATE,
    )


def merged(anchor: SparkType, step: SparkType) -> bool:
    """Whether a step's column is cast to the anchor's type; False: it is of that type already.
    Raises SqlError for a type that does not fit."""
    left, right = types.to_sql(anchor), types.to_sql(step)
    if left == right:
        return False
    if isinstance(anchor, dict) or isinstance(step, dict):
        raise NotSupported(f"A recursive query of {left} and {right} is not supported.")
    if step == "void" or _fits(anchor, step):
        return True
    raise SqlError(
        "CANNOT_MERGE_INCOMPATIBLE_DATA_TYPE",
        f'Failed to merge incompatible data types "{left}" and "{right}". Please check the data'
        " types of the columns being merged and ensure that they are compatible. If necessary,"
        " consider casting the columns to compatible data types before attempting the merge.",
        "42825",
    )


def _fits(anchor: str, step: str) -> bool:
    if anchor in _WIDER and step in _WIDER:
        return _WIDER.index(step) < _WIDER.index(anchor)
    if anchor.startswith("decimal"):
        digits, scale = _decimal(anchor)
        if step in _DIGITS:
            return digits - scale >= _DIGITS[step]
        if step.startswith("decimal"):
            other = _decimal(step)
            return scale >= other[1] and digits - scale >= other[0] - other[1]
    if anchor == "double" and step.startswith("decimal"):
        return True
    return (anchor, step) in (("timestamp", "date"), ("timestamp_ntz", "date"))


def _decimal(kind: str) -> tuple[int, int]:
    digits, _, scale = kind.partition("(")[2].rstrip(")").partition(",")
    return int(digits), int(scale or 0)

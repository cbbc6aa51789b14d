"""`SELECT a FROM t GROUP BY a ORDER BY max(b)`: the engine orders by what is shown alone."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from boathouse.sql.dialect.checks import own
from boathouse.sql.dialect.scopes import Scopes, in_view
from boathouse.sql.errors import NotSupported

AFTER = ("order", "limit", "offset", "with_")
HIDDEN = "__key"


def has_hidden_keys(selects: Iterable[exp.Select]) -> bool:
    """Whether a query is ordered by an aggregate that it does not show."""
    return any(hidden(select) for select in selects)


def hidden(select: exp.Select) -> list[exp.Ordered]:
    order = select.args.get("order")
    if order is None or select.args.get("group") is None or select.args.get("distinct"):
        return []
    shown = {shown_as(node).sql() for node in select.expressions}
    return [
        key
        for key in order.expressions
        if any(isinstance(part, exp.AggFunc) for part in own(key.this))
        and key.this.sql() not in shown
    ]


def shown_as(node: exp.Expr) -> exp.Expr:
    return node.this if isinstance(node, exp.Alias) else node


def order_keys(tree: exp.Expr, scopes: Scopes) -> exp.Expr:
    """The keys are columns of the query within, which the one around it leaves out."""
    for select in list(tree.find_all(exp.Select)):
        if hidden(select) and not in_view(select):
            made = around(select.copy())
            if select is tree:
                return made
            select.replace(made)
    return tree


def around(select: exp.Select) -> exp.Select:
    later = {name: select.args.pop(name, None) for name in AFTER}
    names = [node.alias_or_name for node in select.expressions]
    if any(node.is_star for node in select.expressions) or len(set(names)) < len(names):
        raise NotSupported("ORDER BY an aggregate that is not shown: name each column once.")
    by_text = {shown_as(node).sql(): node.alias_or_name for node in select.expressions}
    for number, key in enumerate(later["order"].expressions):
        column, text = key.this, key.this.sql()
        if isinstance(column, exp.Literal) or (isinstance(column, exp.Column) and text in names):
            continue
        name = by_text.get(text)
        if name is None:
            name = f"{HIDDEN}{number}"
            select.append("expressions", exp.alias_(column.copy(), name))
        key.set("this", exp.column(exp.to_identifier(name, quoted=True)))
    shown = [exp.column(exp.to_identifier(name, quoted=True)) for name in names]
    outer = exp.Select(expressions=shown)
    outer.set("from_", exp.From(this=select.subquery("__ordered", copy=False)))
    for name, clause in later.items():
        outer.set(name, clause)
    return outer

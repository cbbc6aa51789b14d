"""`* EXCEPT`, GROUP BY ALL and ORDER BY ALL: the columns that they stand for, written out."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from boathouse.sql.dialect.integers import Columns
from boathouse.sql.dialect.scopes import Scopes
from boathouse.sql.errors import NotSupported, SqlError


def expand_stars(tree: exp.Expr, scopes: Scopes) -> exp.Expr:
    """`* EXCEPT (a)`: all columns but those."""
    for select, sources in scopes.selects(tree):
        if any(star(node) is not None for node in select.expressions):
            select.set("expressions", expanded(select, sources))
    return tree


def star(node: exp.Expr) -> exp.Star | None:
    """The star of `*` or `t.*`, where it leaves columns out."""
    found = node.this if isinstance(node, exp.Column) else node
    changed = isinstance(found, exp.Star) and any(found.args.get(key) for key in CHANGED)
    return found if changed else None  # type: ignore[return-value]


CHANGED = ("except_", "replace", "rename")


def expanded(select: exp.Select, sources: Mapping[str, Columns | None]) -> list[exp.Expr]:
    found: list[exp.Expr] = []
    for node in select.expressions:
        mark = star(node)
        if mark is None:
            found.append(node)
            continue
        left_out = [column.name.lower() for column in mark.args.get("except_") or ()]
        other = {one.alias.lower(): one for one in mark.args.get("replace") or ()}
        other |= {one.this.name.lower(): one for one in mark.args.get("rename") or ()}
        table = node.text("table").lower() if isinstance(node, exp.Column) else ""
        names = columns_of(select, table, sources)
        missing = {*left_out, *other} - {name for _, name in names}
        if missing:
            raise unresolved(missing.pop())
        found += [other.get(name[1]) or column(*name) for name in names if name[1] not in left_out]
    return found


def unresolved(name: str) -> SqlError:
    why = f"A column, variable, or function parameter with name `{name}` cannot be resolved."
    return SqlError("UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", why, "42703")


def column(table: str, name: str) -> exp.Column:
    place = exp.to_identifier(table, quoted=True) if table and table[0] != "#" else None
    return exp.Column(this=exp.to_identifier(name, quoted=True), table=place)


def columns_of(
    select: exp.Select, table: str, sources: Mapping[str, Columns | None]
) -> list[tuple[str, str]]:
    """(table, column) of each column that `*` or `table.*` stands for."""
    shared = [
        name.name.lower()
        for join in select.args.get("joins") or ()
        for name in join.args.get("using") or ()
    ]
    found: list[tuple[str, str]] = [("", name) for name in shared] if not table else []
    for alias, columns in sources.items():
        if table and alias != table:
            continue
        if columns is None:
            raise NotSupported(
                "The columns of this relation are not known: name them instead of *."
            )
        found += [(alias, name) for name in columns if table or name not in shared]
    return found


def group_by_all(tree: exp.Expr, scopes: Scopes) -> exp.Expr:
    """GROUP BY ALL: by each projection that aggregates nothing."""
    for select, sources in list(scopes.selects(tree)):
        group = select.args.get("group")
        if group is None or not group.args.get("all") or group.expressions:
            continue
        write_stars(select, sources)
        keys = [
            exp.Literal.number(number)
            for number, node in enumerate(select.expressions, 1)
            if not aggregates(node)
        ]
        select.set("group", exp.Group(expressions=keys) if keys else None)
    return tree


def write_stars(select: exp.Select, sources: Mapping[str, Columns | None]) -> None:
    """The columns for each star."""
    found: list[exp.Expr] = []
    for node in select.expressions:
        if not node.is_star:
            found.append(node)
            continue
        table = node.text("table").lower() if isinstance(node, exp.Column) else ""
        found += [column(*name) for name in columns_of(select, table, sources)]
    select.set("expressions", found)


def aggregates(node: exp.Expr) -> bool:
    pending = [node]
    while pending:
        part = pending.pop()
        if isinstance(part, exp.AggFunc) and not isinstance(part.parent, exp.Window):
            return True
        if not isinstance(part, (exp.Subquery, exp.Select)):
            pending.extend(part.iter_expressions())
    return False


def order_by_all(tree: exp.Expr, scopes: Scopes) -> exp.Expr:
    """ORDER BY ALL: by each projection, from left to right."""
    sources_of = {id(select): sources for select, sources in scopes.selects(tree)}
    for order in list(tree.find_all(exp.Order)):
        first = order.expressions[0] if order.expressions else None
        query = order.parent
        if len(order.expressions) != 1 or not isinstance(first, exp.Ordered):
            continue
        if not isinstance(query, exp.Query) or first.this.name.upper() != "ALL":
            continue
        if any(node.is_star for node in query.selects):
            if not isinstance(query, exp.Select):
                raise NotSupported("ORDER BY ALL with *: name the columns.")
            write_stars(query, sources_of[id(query)])
        keys = [first.copy() for _ in query.selects]
        for number, key in enumerate(keys, 1):
            key.set("this", exp.Literal.number(number))
        order.set("expressions", keys)
    return tree

"""PIVOT and UNPIVOT as grouped aggregates and as exploded arrays."""

from __future__ import annotations

from itertools import product

from sqlglot import exp

from boathouse.sql.dialect.integers import Columns
from boathouse.sql.dialect.scopes import Scopes, relations
from boathouse.sql.dialect.unions import Apart, common
from boathouse.sql.errors import NotSupported, SqlError


def pivot(tree: exp.Expr, scopes: Scopes) -> exp.Expr:
    """Every PIVOT and UNPIVOT of the statement, the relation in front of it made a subquery."""
    for select, _ in list(scopes.selects(tree, pivoted=True)):
        for source in list(relations(select)):
            if source.args.get("pivots"):
                change(source, source.args["pivots"], scopes.of_source.get(id(source)))
    return tree


def change(source: exp.Expr, pivots: list[exp.Pivot], columns: Columns | None) -> None:
    if len(pivots) > 1:
        raise NotSupported("Several PIVOT clauses on one relation: nest them in subqueries.")
    if columns is None:
        raise NotSupported("The columns of this relation are not known: PIVOT a subquery instead.")
    clause = pivots[0]
    alias = clause.args.get("alias")
    inner = source.copy()
    inner.set("pivots", None)
    query = (
        unpivoted(inner, clause, columns)
        if clause.args.get("unpivot")
        else pivoted(inner, clause, columns)
    )
    name = alias.copy() if alias else None
    source.replace(exp.Subquery(this=query, alias=name))


def names_in(nodes: list[exp.Expr]) -> set[str]:
    found: set[str] = set()
    for node in nodes:
        found |= {column.name.lower() for column in node.find_all(exp.Column)}
    return found


def pivoted(source: exp.Expr, clause: exp.Pivot, columns: Columns) -> exp.Select:
    used = names_in([*clause.expressions, *[field.this for field in clause.args["fields"]]])
    keys = [exp.column(name, quoted=True) for name in columns if name not in used]
    values = [
        [(field.this, value) for value in field.expressions] for field in clause.args["fields"]
    ]
    cells: list[exp.Expr] = []
    names = iter(clause.args["columns"])
    for combination in product(*values):
        test = exp.and_(*[equal(key, value) for key, value in combination])
        for aggregate in clause.expressions:
            call = aggregate.this if isinstance(aggregate, exp.Alias) else aggregate
            filtered = exp.Filter(this=call.copy(), expression=exp.Where(this=test.copy()))
            cells.append(exp.alias_(filtered, next(names).name, quoted=True))
    select = exp.select(*[key.copy() for key in keys], *cells).from_(source)
    return select.group_by(*keys) if keys else select


def equal(key: exp.Expr, value: exp.Expr) -> exp.Expr:
    plain = value.this if isinstance(value, exp.PivotAlias) else value
    if isinstance(key, exp.Tuple):
        pairs = zip(key.expressions, plain.expressions, strict=True)
        return exp.and_(*[equal(one, other) for one, other in pairs])
    if isinstance(plain, exp.Literal):
        # what is NULL is filtered out as well; the engine trips over <=> of some columns here
        return exp.EQ(this=key.copy(), expression=plain.copy())
    return exp.NullSafeEQ(this=key.copy(), expression=plain.copy())


def unpivoted(source: exp.Expr, clause: exp.Pivot, columns: Columns) -> exp.Select:
    field = clause.args["fields"][0]
    value = clause.expressions[0]
    outputs = [
        part.name for part in (value.expressions if isinstance(value, exp.Tuple) else [value])
    ]
    rows, used = [], set()
    for entry in field.expressions:
        inputs, shown = entry_of(entry)
        used |= names_in(inputs)
        rows.append([exp.Literal.string(shown), *[node.copy() for node in inputs]])
    check_types(rows, columns)
    names = [field.this.name, *outputs]
    structs = [named_struct(names, row) for row in rows]
    view = exp.Lateral(
        this=exp.Inline(this=exp.Array(expressions=structs)),
        view=True,
        alias=exp.TableAlias(
            this=exp.to_identifier("__unpivoted"),
            columns=[exp.to_identifier(name, quoted=True) for name in names],
        ),
    )
    rest = [exp.column(name, quoted=True) for name in columns if name not in used]
    select = exp.select(*rest, *[exp.column(name, quoted=True) for name in names]).from_(source)
    select.append("laterals", view)
    if clause.args.get("include_nulls"):
        return select
    # Sail's WHERE does not see the columns of a LATERAL VIEW beside it
    present = [exp.column(name, quoted=True).is_(exp.null()).not_() for name in outputs]
    return exp.select("*").from_(select.subquery()).where(exp.or_(*present))


def check_types(rows: list[list[exp.Expr]], columns: Columns) -> None:
    """What comes into one column must be of one type."""
    for cells in list(zip(*rows, strict=False))[1:]:
        found = [columns.get(cell.name.lower(), "unknown") for cell in cells]
        kinds = {kind for kind in found if isinstance(kind, str)}
        try:
            bad = "string" in kinds and common(kinds) is not None
        except Apart:
            bad = True
        if bad:
            why = "Unpivot value columns must share a least common type, some types do not."
            raise SqlError("UNPIVOT_VALUE_DATA_TYPE_MISMATCH", why, "42K09")


def entry_of(entry: exp.Expr) -> tuple[list[exp.Expr], str]:
    """The columns of one entry of IN, and the name that stands for them."""
    node = entry.this if isinstance(entry, exp.PivotAlias) else entry
    inputs = node.expressions if isinstance(node, exp.Tuple) else [node]
    if isinstance(entry, exp.PivotAlias):
        return inputs, entry.args["alias"].name
    return inputs, "_".join(part.name for part in inputs)


def named_struct(names: list[str], values: list[exp.Expr]) -> exp.Expr:
    pairs = [
        part
        for name, v in zip(names, values, strict=True)
        for part in (exp.Literal.string(name), v)
    ]
    return exp.Anonymous(this="named_struct", expressions=pairs)

"""TABLESAMPLE and LIKE ANY, written in what the engine has; what it cannot do at all, refused."""

from __future__ import annotations

from functools import reduce

from sqlglot import exp

from boathouse.sql.dialect.scopes import Scopes
from boathouse.sql.errors import NotSupported


def samples(tree: exp.Expr, scopes: Scopes) -> exp.Expr:
    """TABLESAMPLE of n rows is a LIMIT, of a share of the rows a filter by chance."""
    for source in list(tree.find_all(exp.Table, exp.Subquery)):
        sample = source.args.get("sample")
        if sample is not None:
            inner = source.copy()
            for key in ("sample", "joins", "laterals", "pivots"):
                inner.set(key, None)
            inner.set("alias", None)
            query = limited(exp.select("*").from_(inner), sample)
            source.replace(wrapped(source, query))
    return tree


def wrapped(source: exp.Expr, query: exp.Select) -> exp.Subquery:
    alias = source.args.get("alias") or exp.TableAlias(
        this=exp.to_identifier(source.name or "sampled")
    )
    subquery = exp.Subquery(this=query, alias=alias.copy())
    for key in ("joins", "laterals", "pivots"):
        if source.args.get(key):
            subquery.set(key, [part.copy() for part in source.args[key]])
    return subquery


def limited(query: exp.Select, sample: exp.Expr) -> exp.Select:
    percent, size = sample.args.get("percent"), sample.args.get("size")
    if size is not None:
        return query.limit(size.copy())
    if percent is None or not isinstance(percent, exp.Literal):
        raise NotSupported("TABLESAMPLE takes a number of rows or a percentage.")
    seed = sample.args.get("seed")
    chance = exp.Anonymous(this="rand", expressions=[seed.copy()] if seed is not None else [])
    share = exp.Literal.number(f"{float(percent.name) / 100!r}")
    return query.where(exp.LT(this=chance, expression=share))


def like_any(tree: exp.Expr, scopes: Scopes) -> exp.Expr:
    """`x LIKE ANY (a, b)`: one LIKE for each."""
    for node in list(tree.find_all(exp.Like, exp.ILike)):
        choice = node.expression
        if not isinstance(choice, (exp.Any, exp.All)):
            continue
        listed = choice.this
        if isinstance(listed, exp.Paren):
            listed = exp.Tuple(expressions=[listed.this])
        if not isinstance(listed, exp.Tuple):
            raise NotSupported("LIKE ANY takes a list of patterns.")
        negated = bool(node.args.get("negate"))
        each = [one(node, pattern, negated) for pattern in listed.expressions]
        # NOT LIKE ANY: unlike one of them
        join = exp.Or if isinstance(choice, exp.Any) else exp.And
        node.replace(exp.paren(reduce(lambda a, b: join(this=a, expression=b), each)))
    return tree


def one(node: exp.Expr, pattern: exp.Expr, negated: bool) -> exp.Expr:
    made: exp.Expr = type(node)(this=node.this.copy(), expression=pattern.copy())
    return exp.paren(exp.not_(made)) if negated else made


def refused(tree: exp.Expr, scopes: Scopes) -> exp.Expr:
    """WITH RECURSIVE and collations."""
    clause = tree.find(exp.With)
    if clause is not None and clause.args.get("recursive"):
        names = {cte.alias_or_name.lower() for cte in clause.expressions}
        for cte in clause.expressions:
            if any(table.name.lower() in names for table in cte.this.find_all(exp.Table)):
                raise NotSupported("WITH RECURSIVE is not supported by this warehouse's engine.")
        clause.set("recursive", None)
    if tree.find(exp.Collate):
        raise NotSupported("COLLATE is not supported by this warehouse's engine.")
    return tree

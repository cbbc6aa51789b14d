"""What an expression is, whatever the row: constants in AND, OR, NOT, CASE and IF carried through.

Few rules, each true for NULL too; what none of them knows stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp


def folded(node: exp.Expr, kind: str) -> exp.Expr:
    """The same value more plainly. `kind`: the type, as SQL, to which casts change nothing."""
    match node:
        case exp.Paren():
            return folded(node.this, kind)
        case exp.Cast() if node.args["to"].sql(dialect="databricks").upper() == kind.upper():
            return folded(node.this, kind)
        case exp.Not():
            return _inverse(folded(node.this, "BOOLEAN"), node)
        case exp.And() | exp.Or():
            return _connected(node)
        case exp.Case() if node.args.get("this") is None:
            return _chosen(node, kind)
        case exp.If():
            return _chosen(exp.Case(ifs=[node], default=node.args.get("false")), kind)
        case _:
            return node


def _inverse(found: exp.Expr, node: exp.Expr) -> exp.Expr:
    return exp.Boolean(this=not found.this) if isinstance(found, exp.Boolean) else node


def _connected(node: exp.Expr) -> exp.Expr:
    sides = [folded(side, "BOOLEAN") for side in (node.this, node.expression)]
    decides = isinstance(node, exp.Or)  # true in OR, false in AND
    known = [bool(side.this) for side in sides if isinstance(side, exp.Boolean)]
    if decides in known:
        return exp.Boolean(this=decides)
    return exp.Boolean(this=not decides) if len(known) == len(sides) else node


def _chosen(node: exp.Case, kind: str) -> exp.Expr:
    for condition, value in _branches(node):
        found = folded(condition, "BOOLEAN")
        if not isinstance(found, exp.Boolean):
            return node
        if found.this:
            return folded(value, kind)
    return exp.null()


def _branches(node: exp.Case) -> Iterator[tuple[exp.Expr, exp.Expr]]:
    for branch in node.args["ifs"]:
        yield branch.this, branch.args["true"]
    if node.args.get("default") is not None:
        yield exp.true(), node.args["default"]

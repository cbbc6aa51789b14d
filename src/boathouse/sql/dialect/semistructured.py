"""`column:path` of variants and of JSON text, and casts of variants to text."""

from __future__ import annotations

from sqlglot import exp

from boathouse.sql.dialect.scopes import Scopes
from boathouse.sql.errors import NotSupported

# What variant_get is asked for directly; a nested type cannot be got from a variant by Sail 0.7.2.
SCALARS = frozenset(
    (
        *("string", "int", "bigint", "smallint", "tinyint", "double", "float", "boolean"),
        *("date", "timestamp", "decimal"),
    )
)


def colon(tree: exp.Expr, scopes: Scopes) -> exp.Expr:
    """variant_get for a variant, get_json_object for text."""
    changes = []
    for query, scope in scopes.expressions(tree):
        for node in query.find_all(exp.JSONExtract):
            if node.args.get("variant_extract") and (node.parent_select or query) is query:
                changes.append((node, is_variant(node.this, scope, scopes)))
    for node, variant in reversed(changes):
        tree = replaced(tree, node, extracted(node, variant))
    return tree


def replaced(tree: exp.Expr, node: exp.JSONExtract, new: exp.Expr) -> exp.Expr:
    old: exp.Expr = node
    parent = node.parent
    if isinstance(parent, exp.Cast) and new.name == "variant_get":
        # a cast of the variant itself would give text with its quotes
        new.append("expressions", exp.Literal.string(target(parent)))
        old = parent
    if old is tree:
        return new
    old.replace(new)
    return tree


def target(cast: exp.Cast) -> str:
    name = str(cast.to.sql("spark")).lower()
    if name.partition("(")[0] not in SCALARS:
        raise NotSupported(f"The engine cannot cast a part of a variant to {name.upper()}.")
    return name


def extracted(node: exp.JSONExtract, variant: bool) -> exp.Expr:
    path = exp.Literal.string(path_of(node.expression))
    name = "variant_get" if variant else "get_json_object"
    return exp.Anonymous(this=name, expressions=[node.this.copy(), path])


def path_of(path: exp.Expr) -> str:
    found = "$"
    for part in path.expressions:
        if isinstance(part, exp.JSONPathRoot):
            continue
        key = part.this
        if isinstance(part, exp.JSONPathSubscript) and isinstance(key, int):
            found += f"[{key}]"
        elif isinstance(part, exp.JSONPathKey) and isinstance(key, str):
            found += f".{key}" if key.replace("_", "a").isalnum() else f"['{key}']"
        else:
            raise NotSupported("Wildcards in a path behind a colon are not supported.")
    return found


def is_variant(node: exp.Expr, scope: object, scopes: Scopes) -> bool:
    if isinstance(node, (exp.ParseJSON, exp.Paren)):
        return isinstance(node, exp.ParseJSON) or is_variant(node.this, scope, scopes)
    if isinstance(node, exp.Column):
        return scope.column(node.table, node.name) == "variant"  # type: ignore[attr-defined,no-any-return]
    if isinstance(node, exp.Cast):
        return bool(node.to.this == exp.DType.VARIANT)
    if isinstance(node, exp.JSONExtract):
        return is_variant(node.this, scope, scopes)
    return isinstance(node, exp.Anonymous) and node.name.lower() in (
        "variant_get",
        "to_variant_object",
    )

"""`column:path` of variants and of JSON text, and casts of variants to text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from boathouse.sql.dialect.integers import Scope, is_variant
from boathouse.sql.dialect.scopes import Scopes
from boathouse.sql.dialect.spark import Engine
from boathouse.sql.errors import NotSupported
from boathouse.sql.parse import parse_expression

# What variant_get is asked for directly; a nested type cannot be got from a variant by Sail 0.7.2.
SCALARS = frozenset(
    (
        *("string", "int", "bigint", "smallint", "tinyint", "double", "float", "boolean"),
        *("date", "timestamp", "timestamp_ntz", "decimal"),
    )
)


def variants(tree: exp.Expr, scopes: Scopes) -> exp.Expr:
    """variant_get for a variant, get_json_object for text; casts of variants by their text."""
    for query, scope in list(scopes.expressions(tree)):
        for node in within(query):
            new = changed(node, scope)
            if new is not None and node is tree:
                tree = new
            elif new is not None:
                node.replace(new)
    return tree


def within(query: exp.Expr) -> Iterator[exp.Expr]:
    """The expressions of one query, inner ones first, none of the queries in it."""
    found: list[exp.Expr] = []
    pending = [query]
    while pending:
        node = pending.pop()
        if isinstance(node, (exp.JSONExtract, exp.Cast, exp.Anonymous)):
            found.append(node)
        if node is query or not isinstance(node, (exp.Select, exp.SetOperation)):
            pending.extend(node.iter_expressions())
    return reversed(found)


def changed(node: exp.Expr, scope: Scope) -> exp.Expr | None:
    if isinstance(node, exp.Anonymous):
        return asked(node)
    if isinstance(node, exp.Cast):
        if not is_variant(node.this, scope) or node.to.this == exp.DType.VARIANT:
            return None
        return read_as(node.this, target(node), isinstance(node, exp.TryCast))
    if not node.args.get("variant_extract"):
        return None
    path = exp.Literal.string(path_of(node.expression))
    name = "variant_get" if is_variant(node.this, scope) else "get_json_object"
    return exp.Anonymous(this=name, expressions=[node.this.copy(), path])


def asked(node: exp.Anonymous) -> exp.Expr | None:
    """variant_get(v, path, type): Sail gives NULL where the value is of another type."""
    name = str(node.this).lower()
    if name not in ("variant_get", "try_variant_get") or len(node.expressions) != 3:
        return None
    type = node.expressions[2]
    if not isinstance(type, exp.Literal):
        raise NotSupported("variant_get takes its type as a constant.")
    part = exp.Anonymous(this="variant_get", expressions=[x.copy() for x in node.expressions[:2]])
    return read_as(part, scalar(type.name.lower()), name.startswith("try"))


def read_as(node: exp.Expr, type: str, tolerant: bool) -> exp.Expr:
    """What Sail cannot read of a variant by itself is read from its text, which may fail."""
    while isinstance(node, exp.Paren):
        node = node.this
    call = [part.sql(Engine) for part in node.expressions] if is_part(node) else []
    arguments = ", ".join(call) or f"{node.sql(Engine)}, '$'"
    plain = f"variant_get({arguments}, 'string')"
    json = f"to_json(variant_get({arguments}))"
    text = f"coalesce({plain}, nullif({json}, 'null'))"
    if type == "string":
        return one(text)
    # The engine gives a time of another type for a timestamp, and NULL for a date.
    dated = type in ("date", "timestamp", "timestamp_ntz")
    found = [] if dated else [f"variant_get({arguments}, '{type}')"]
    found.append(f"TRY_CAST({text} AS {type.upper()})")
    if not tolerant:
        found.append(f"if({text} IS NULL, NULL, raise_error({refusal(text, type)}))")
    return one(f"coalesce({', '.join(found)})")


def refusal(text: str, type: str) -> str:
    first = "'[INVALID_VARIANT_CAST] The variant value `'"
    rest = f"""'` cannot be cast into "{type.upper()}". Please use `try_variant_get` instead.'"""
    return f"concat({first}, {text}, {rest})"


def one(sql: str) -> exp.Expr:
    return parse_expression(sql)  # type: ignore[no-any-return]


def is_part(node: exp.Expr) -> bool:
    return (
        isinstance(node, exp.Anonymous)
        and str(node.this).lower() == "variant_get"
        and len(node.expressions) == 2
    )


def target(cast: exp.Expr) -> str:
    return scalar(str(cast.args["to"].sql("spark")).lower())


def scalar(name: str) -> str:
    if name.partition("(")[0] not in SCALARS:
        raise NotSupported(f"The engine cannot cast a part of a variant to {name.upper()}.")
    return name


WILD = re.compile(r"\[\s*\*|\.\*|\.\.")


def json_paths(tree: exp.Expr, scopes: Scopes) -> exp.Expr:
    """Refuse wildcards, for which Sail's get_json_object gives NULL."""
    for node in tree.find_all(exp.JSONExtractScalar, exp.JSONExtract, exp.Anonymous):
        if isinstance(node, exp.Anonymous):
            path = node.expressions[1] if len(node.expressions) > 1 else None
            text = path.name if isinstance(path, exp.Literal) else ""
            wild = str(node.this).lower() == "get_json_object" and bool(WILD.search(text))
        else:
            wild = node.expression.find(exp.JSONPathWildcard) is not None
        if wild:
            raise NotSupported("Wildcards in the path of get_json_object are not supported.")
    return tree


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

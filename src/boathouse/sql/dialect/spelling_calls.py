"""How Spark writes calls, aggregates and windows in the name of a column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from boathouse.sql.dialect.spelling_values import Unnamed

if TYPE_CHECKING:
    from boathouse.sql.dialect.spelling import Names

# What a call without its last arguments is completed with: (the number of all, their names).
DEFAULTS: Mapping[str, tuple[int, tuple[str, ...]]] = {
    "substring": (3, ("2147483647",)),
    "substr": (3, ("2147483647",)),
    "round": (2, ("0",)),
    "bround": (2, ("0",)),
    "locate": (3, ("1",)),
    "position": (3, ("1",)),
    "lag": (3, ("1", "NULL")),
    "lead": (3, ("1", "NULL")),
    "split": (3, ("-1",)),
    "lpad": (3, (" ",)),
    "rpad": (3, (" ",)),
    "regexp_extract": (3, ("1",)),
    "regexp_extract_all": (3, ("1",)),
    "regexp_replace": (4, ("1",)),
    "from_unixtime": (2, ("yyyy-MM-dd HH:mm:ss",)),
    "months_between": (3, ("true",)),
    "sort_array": (2, ("true",)),
    "unix_timestamp": (2, ("yyyy-MM-dd HH:mm:ss",)),
    "to_unix_timestamp": (2, ("yyyy-MM-dd HH:mm:ss",)),
    "percentile": (3, ("1",)),
    "percentile_approx": (3, ("10000",)),
    "approx_percentile": (3, ("10000",)),
    "str_to_map": (3, (",", ":")),
    "regexp_instr": (3, ("0",)),
    "sentences": (3, ("", "")),
    "mask": (5, ("X", "x", "n", "NULL")),
    "overlay": (4, ("-1",)),
    "replace": (3, ("",)),
    "hll_sketch_agg": (2, ("12",)),
    "aes_encrypt": (6, ("GCM", "DEFAULT", "", "")),
    "aes_decrypt": (5, ("GCM", "DEFAULT", "")),
    "make_dt_interval": (4, ("0", "0", "0", "0.000000")),
    "make_ym_interval": (2, ("0", "0")),
    "make_interval": (7, (*"000000", "0.000000")),
}
# Shown with fewer arguments than are written: a schema, options, a type, "ignore nulls".
FIRST: Mapping[str, int] = {
    "approx_count_distinct": 1,
    "from_json": 1, "from_csv": 1, "from_xml": 1, "to_json": 1, "to_csv": 1, "to_xml": 1,
    "variant_get": 2, "try_variant_get": 2, "first": 1, "last": 1, "first_value": 1,
    "last_value": 1, "any_value": 1,
}  # fmt: skip
OTHERWISE: Mapping[str, str] = {
    "array_agg": "collect_list", "random": "rand", "to_varchar": "to_char",
    "dateadd": "date_add", "string_agg": "listagg",
}  # fmt: skip
UPPER = frozenset(
    (
        *("ceil", "floor", "power", "exp", "expm1", "sqrt", "cbrt", "sin", "cos", "tan", "asin"),
        *("acos", "atan", "atan2", "sinh", "cosh", "tanh", "log", "log2", "log10", "log1p"),
        *("pi", "e", "degrees", "radians", "hypot", "rlike", "regexp_like"),
        *("asinh", "acosh", "atanh", "cot", "sec", "csc", "signum", "regexp"),
    )
)
CASTS = frozenset(
    (
        *("boolean", "tinyint", "smallint", "int", "bigint", "float", "double", "decimal"),
        *("date", "timestamp", "binary", "string"),
    )
)
RANKING = frozenset(("row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile"))


def call(names: Names, node: exp.Anonymous) -> str:
    name, arguments = str(node.this).lower(), node.expressions
    if name == "count" and len(arguments) == 1 and isinstance(arguments[0], exp.Star):
        return "count(1)"
    if name in CASTS and len(arguments) == 1:
        return names.of(arguments[0])
    special = SPECIAL.get((name, len(arguments)))
    if special is not None:
        return special.format(*(names.of(argument) for argument in arguments))
    if name == "if" or name == "iff":
        return f"(IF({names.all(arguments)}))"
    if name in ("dateadd", "date_add", "datediff", "date_diff") and len(arguments) == 3:
        name = "timestampadd" if name.endswith("add") else "timestampdiff"
    arguments = arguments[: FIRST.get(name, len(arguments))]
    shown = [names.of(argument) for argument in arguments]
    if name in ("ceil", "floor", "ceiling") and len(shown) == 2:
        return f"{'floor' if name == 'floor' else 'ceil'}({', '.join(shown)})"
    name = OTHERWISE.get(name, name)
    count, rest = DEFAULTS.get(name, (0, ()))
    if name in ("lpad", "rpad") and arguments and isinstance(arguments[0], exp.HexString):
        rest = ("X'00'",)
    missing = count - len(shown)
    shown += rest[len(rest) - missing :] if 0 < missing <= len(rest) else ()
    return f"{name.upper() if name in UPPER else name}({', '.join(shown)})"


NULLS = "namedlambdavariable() IS NULL"
ORDERED = (
    f"lambdafunction((IF((({NULLS}) AND ({NULLS})), 0, (IF(({NULLS}), 1, (IF(({NULLS}), -1, "
    "(IF((namedlambdavariable() < namedlambdavariable()), -1, (IF((namedlambdavariable() > "
    "namedlambdavariable()), 1, 0)))))))))), namedlambdavariable(), namedlambdavariable())"
)
SAME = "lambdafunction(namedlambdavariable(), namedlambdavariable())"
# Calls that are shown otherwise than by their name and arguments.
SPECIAL: Mapping[tuple[str, int], str] = {
    ("array_sort", 1): f"array_sort({{}}, {ORDERED})",
    ("aggregate", 3): f"aggregate({{}}, {{}}, {{}}, {SAME})",
    ("reduce", 3): f"reduce({{}}, {{}}, {{}}, {SAME})",
    ("log", 1): "LOG(E(), {})",
    ("isnull", 1): "({} IS NULL)",
    ("isnotnull", 1): "({} IS NOT NULL)",
    ("like", 2): "{} LIKE {}",
    ("positive", 1): "(+ {})",
    ("ltrim", 2): "TRIM(LEADING {} FROM {})",
    ("rtrim", 2): "TRIM(TRAILING {} FROM {})",
    ("assert_true", 1): "assert_true({0}, '{0}' is not true!)",
    ("datepart", 2): "datepart({} FROM {})",
    ("convert_timezone", 2): "convert_timezone(current_timezone(), {}, {})",
    ("listagg", 1): "listagg({}, NULL)",
    ("string_agg", 1): "listagg({}, NULL)",
    ("rank", 0): "RANK()",
    ("dense_rank", 0): "DENSE_RANK()",
    ("percent_rank", 0): "PERCENT_RANK()",
    ("mode", 2): "mode() WITHIN GROUP (ORDER BY {} DESC)",
}


def distinct(names: Names, node: exp.Distinct) -> str:
    return f"DISTINCT {names.all(node.expressions)}"


def filtered(names: Names, node: exp.Filter) -> str:
    return f"{names.of(node.this)} FILTER (WHERE {names.of(node.expression.this)})"


def window(names: Names, node: exp.Window) -> str:
    if node.args.get("alias") is not None or node.args.get("first") is not None:
        raise Unnamed
    parts = []
    if node.args.get("partition_by"):
        parts.append(f"PARTITION BY {names.all(node.args['partition_by'])}")
    order = node.args.get("order")
    if order is not None:
        parts.append(f"ORDER BY {names.all(order.expressions)}")
    parts.append(frame(names, node, order is not None))
    return f"{names.of(node.this)} OVER ({' '.join(parts)})"


def ordered(names: Names, node: exp.Ordered) -> str:
    way = "DESC" if node.args.get("desc") else "ASC"
    return (
        f"{names.of(node.this)} {way} NULLS {'FIRST' if node.args.get('nulls_first') else 'LAST'}"
    )


def frame(names: Names, node: exp.Window, order: bool) -> str:
    spec = node.args.get("spec")
    if spec is not None:
        start = edge(names, spec.args["start"], spec.args.get("start_side"))
        end = edge(names, spec.args.get("end") or "CURRENT ROW", spec.args.get("end_side"))
        return f"{spec.args['kind'].upper()} BETWEEN {start} AND {end}"
    function = node.find(exp.Anonymous)
    name = str(function.this).lower() if function is not None else ""
    if name in ("lag", "lead"):
        step = function.expressions[1] if function and len(function.expressions) > 1 else None
        shift = names.of(step) if step is not None else "1"
        at = f"{'-' if name == 'lag' else ''}{shift} FOLLOWING"
        return f"ROWS BETWEEN {at} AND {at}"
    if name == "cume_dist":
        return "RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
    if name in RANKING:
        return "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
    if order:
        return "RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
    return "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING"


def edge(names: Names, at: Any, side: str | None) -> str:
    shown = at.upper() if isinstance(at, str) else names.of(at)
    if not side:
        return str(shown)
    return f"{shown} {side.upper()}"


def within_group(names: Names, node: exp.WithinGroup) -> str:
    inner_ = names.of(node.this)
    if not inner_.startswith("listagg"):
        raise Unnamed
    return f"{inner_} WITHIN GROUP (ORDER BY {names.all(node.expression.expressions)})"


def position(names: Names, node: exp.StrPosition) -> str:
    sides = f"{names.of(node.args['substr'])}, {names.of(node.this)}"
    start = node.args.get("position")
    return f"position({sides}, {names.of(start)})" if start is not None else f"locate({sides}, 1)"


def trimmed(names: Names, node: exp.Trim) -> str:
    signs = node.expression
    if signs is None:
        return f"trim({names.of(node.this)})"
    side = node.args.get("position") or "BOTH"
    return f"TRIM({side} {names.of(signs)} FROM {names.of(node.this)})"

"""Which expressions are integers, of which width, and between which bounds: just enough to know
where an operation can overflow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlglot import exp
from sqlglot.dialects.databricks import Databricks

from boathouse.sql.securables import SparkType

Columns = Mapping[str, SparkType]
Bounds = tuple[int, int]

WIDTHS: Mapping[str, Bounds] = {
    "byte": (-(2**7), 2**7 - 1),
    "short": (-(2**15), 2**15 - 1),
    "integer": (-(2**31), 2**31 - 1),
    "long": (-(2**63), 2**63 - 1),
}
ORDER = tuple(WIDTHS)
OTHER = "other"
UNKNOWN = "unknown"

TYPES = {
    exp.DType.TINYINT: "byte",
    exp.DType.SMALLINT: "short",
    exp.DType.INT: "integer",
    exp.DType.BIGINT: "long",
}

# Of the type of their (first) argument, and within its bounds.
SAME = (
    exp.Paren,
    exp.Max,
    exp.Min,
    exp.AnyValue,
    exp.First,
    exp.Last,
    exp.Lag,
    exp.Lead,
    exp.FirstValue,
    exp.LastValue,
    exp.Filter,
    exp.Window,
    exp.IgnoreNulls,
    exp.Alias,
)
# Counts: no table has 2^53 rows.
COUNTS = (exp.Count, exp.CountIf, exp.ApproxDistinct)
RANKS = (exp.RowNumber, exp.Rank, exp.DenseRank, exp.Ntile)
SMALL: Mapping[type[exp.Expr], Bounds] = {
    exp.Year: (-300_000, 300_000),
    exp.Quarter: (1, 4),
    exp.Month: (1, 12),
    exp.Week: (1, 53),
    exp.Day: (1, 31),
    exp.DayOfWeek: (1, 7),
    exp.DayOfYear: (1, 366),
    exp.Hour: (0, 23),
    exp.Minute: (0, 59),
    exp.Second: (0, 59),
    # no value is as long as 2 GB
    exp.Length: (0, 2**31 - 2**20),
    exp.ArraySize: (-1, 2**31 - 2**20),
    exp.DateDiff: (-(2**31), 2**31 - 1),
}


@dataclass
class Scope:
    """The names that the expressions of one query see."""

    sources: dict[str, Columns | None] = field(default_factory=dict)
    outer: Scope | None = None
    kinds: dict[int, str] = field(default_factory=dict)
    """What has been found out, by the id of the expression: a long chain is walked once."""
    limits: dict[int, Bounds] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)

    def column(self, table: str, name: str) -> SparkType:
        """A column's type; UNKNOWN where it cannot be told."""
        found = [
            columns
            for alias, columns in self.sources.items()
            if not table or alias == table.lower()
        ]
        for columns in found:
            if columns is not None and name.lower() in columns:
                return columns[name.lower()]
        if table and not found:
            # `s.a` may be a field of a column
            return field_of(self.column("", table), name)
        if None in found or self.outer is None:
            return UNKNOWN
        return self.outer.column(table, name)


def field_of(type: SparkType, name: str) -> SparkType:
    fields = type.get("fields", ()) if isinstance(type, dict) else ()
    found = [field["type"] for field in fields if field["name"].lower() == name.lower()]
    return found[0] if len(found) == 1 else UNKNOWN


def kind(type: SparkType) -> str:
    """One of WIDTHS, OTHER, or UNKNOWN."""
    if isinstance(type, str) and (type in WIDTHS or type == UNKNOWN):
        return type
    return OTHER


def widest(kinds: list[str]) -> str:
    if UNKNOWN in kinds:
        return UNKNOWN
    if OTHER in kinds or not kinds:
        return OTHER
    return max(kinds, key=ORDER.index)


Query = Callable[[exp.Expr], SparkType]


def type_of(node: exp.Expr, scope: Scope, query: Query) -> str:
    """The kind of an expression; `query` tells that of a scalar subquery."""
    if id(node) not in scope.kinds:
        scope.kinds[id(node)] = find_type(node, scope, query)
    return scope.kinds[id(node)]


def find_type(node: exp.Expr, scope: Scope, query: Query) -> str:
    if isinstance(node, exp.Column):
        return kind(scope.column(node.table, node.name))
    if isinstance(node, (exp.Bracket, exp.Dot)):
        return kind(part_of(node, scope))
    if isinstance(node, exp.Literal):
        return literal_kind(node)
    if isinstance(node, exp.Cast):
        return TYPES.get(node.to.this, OTHER)
    if isinstance(node, (exp.Add, exp.Sub, exp.Mul, exp.Mod)):
        return widest([type_of(side, scope, query) for side in (node.this, node.expression)])
    if isinstance(node, exp.IntDiv):
        return "long"
    if isinstance(node, exp.Div):
        return OTHER
    if isinstance(node, exp.Neg) and isinstance(node.this, exp.Literal):
        smallest = {"2147483648": "integer", "9223372036854775808": "long"}
        return smallest.get(node.this.name) or type_of(node.this, scope, query)
    if isinstance(node, (*SAME, exp.Neg, exp.Abs)):
        return type_of(node.this, scope, query)
    if isinstance(node, exp.Distinct):
        return type_of(node.expressions[0], scope, query) if node.expressions else UNKNOWN
    if isinstance(node, exp.Identifier):
        return variable_kind(node, scope, query)
    if isinstance(node, exp.Sum):
        inner = type_of(node.this, scope, query)
        return "long" if inner in WIDTHS else inner
    branches = alternatives(node)
    if branches:
        kinds = [type_of(branch, scope, query) for branch in branches]
        return widest(kinds)
    if isinstance(node, exp.Subquery):
        return kind(query(node))
    return function_kind(node)


VARIANTS = ("variant_get", "try_variant_get", "to_variant_object", "try_parse_json")


def is_variant(node: exp.Expr, scope: Scope) -> bool:
    if isinstance(node, exp.ParseJSON):
        return True
    if isinstance(node, (exp.Paren, exp.JSONExtract)):
        return is_variant(node.this, scope)
    if isinstance(node, exp.Column):
        return scope.column(node.table, node.name) == "variant"
    if isinstance(node, exp.Cast):
        return bool(node.to.this == exp.DType.VARIANT)
    if not isinstance(node, exp.Anonymous) or str(node.this).lower() not in VARIANTS:
        return False
    return len(node.expressions) < 3


def part_of(node: exp.Expr, scope: Scope) -> SparkType:
    """The type of an array's element, a map's value or a struct's field."""
    if isinstance(node, exp.Column):
        return scope.column(node.table, node.name)
    if isinstance(node, exp.Dot):
        return field_of(part_of(node.this, scope), node.expression.name)
    if not isinstance(node, exp.Bracket):
        return UNKNOWN
    whole = part_of(node.this, scope)
    if not isinstance(whole, dict):
        return UNKNOWN
    return whole.get("elementType") or whole.get("valueType") or UNKNOWN


def variable_kind(node: exp.Identifier, scope: Scope, query: Query) -> str:
    """A lambda's variable: an element of the array, or what has been gathered so far."""
    function = node.find_ancestor(exp.Lambda)
    while function and node.name not in [name.name for name in function.expressions]:
        function = function.find_ancestor(exp.Lambda)
    call = function.parent if function else None
    if function is None or call is None:
        return UNKNOWN
    initial = call.args.get("initial")
    if initial is not None and function.expressions[0].name == node.name:
        return type_of(initial, scope, query)
    array = call.this
    if isinstance(array, exp.Array):
        return widest([type_of(item, scope, query) for item in array.expressions])
    type = scope.column(array.table, array.name) if isinstance(array, exp.Column) else UNKNOWN
    return kind(type.get("elementType", UNKNOWN)) if isinstance(type, dict) else UNKNOWN


def literal_kind(node: exp.Literal) -> str:
    if node.is_string or not node.name.isdecimal():
        return OTHER
    value = int(node.name)
    return "integer" if value < 2**31 else "long" if value < 2**63 else OTHER


def alternatives(node: exp.Expr) -> list[exp.Expr]:
    """The expressions that the value of CASE, IF, COALESCE, ... is one of; without NULL."""
    if isinstance(node, exp.Case):
        found = [branch.args["true"] for branch in node.args["ifs"]] + [node.args.get("default")]
    elif isinstance(node, exp.If):
        found = [node.args["true"], node.args.get("false")]
    elif isinstance(node, (exp.Coalesce, exp.Greatest, exp.Least)):
        found = [node.this, *node.expressions]
    elif isinstance(node, exp.Nullif):
        found = [node.this]
    else:
        return []
    return [branch for branch in found if branch is not None and not isinstance(branch, exp.Null)]


def function_kind(node: exp.Expr) -> str:
    if isinstance(node, COUNTS):
        return "long"
    if isinstance(node, RANKS) or type(node) in SMALL:
        return "integer"
    if isinstance(node, exp.Anonymous) and node.name.lower().endswith("variant_get"):
        wanted = node.expressions[2].name.upper() if len(node.expressions) > 2 else ""
        return next((kind for dtype, kind in TYPES.items() if dtype.value == wanted), OTHER)
    if isinstance(node, (exp.Lambda, exp.Anonymous, exp.Bracket, exp.Dot)):
        return UNKNOWN
    returns = Databricks.EXPRESSION_METADATA.get(type(node), {}).get("returns")
    return TYPES.get(returns, OTHER) if returns else UNKNOWN


def bounds(node: exp.Expr, scope: Scope, query: Query) -> Bounds:
    """Between which numbers the value of an integer expression lies, before any overflow."""
    if id(node) not in scope.limits:
        scope.limits[id(node)] = find_bounds(node, scope, query)
    return scope.limits[id(node)]


def find_bounds(node: exp.Expr, scope: Scope, query: Query) -> Bounds:
    if isinstance(node, exp.Literal):
        return (int(node.name),) * 2
    if isinstance(node, (exp.Add, exp.Sub, exp.Mul)):
        return operation(node, *(bounds(x, scope, query) for x in (node.this, node.expression)))
    if isinstance(node, exp.Neg):
        low, high = bounds(node.this, scope, query)
        # of the smallest one the literal alone is too large for its type
        return -high - (high == 2**63 - 1), -low
    if isinstance(node, exp.Mod) and isinstance(node.expression, exp.Literal):
        top = abs(int(node.expression.name)) - 1 if node.expression.name.isdecimal() else 2**63
        return -top, top
    if type(node) in SMALL:
        return SMALL[type(node)]
    if isinstance(node, (*COUNTS, *RANKS)):
        return 0, 2**53
    if isinstance(node, SAME):
        return bounds(node.this, scope, query)
    if isinstance(node, exp.Distinct) and node.expressions:
        return bounds(node.expressions[0], scope, query)
    width = WIDTHS.get(type_of(node, scope, query), WIDTHS["long"])
    branches = alternatives(node)
    if branches:
        found = [bounds(branch, scope, query) for branch in branches]
        return min(low for low, _ in found), max(high for _, high in found)
    if isinstance(node, exp.Cast) and type_of(node.this, scope, query) in WIDTHS:
        low, high = bounds(node.this, scope, query)
        return max(low, width[0]), min(high, width[1])
    return width


def operation(node: exp.Expr, left: Bounds, right: Bounds) -> Bounds:
    if isinstance(node, exp.Add):
        return left[0] + right[0], left[1] + right[1]
    if isinstance(node, exp.Sub):
        return left[0] - right[1], left[1] - right[0]
    corners = [x * y for x in left for y in right]
    return min(corners), max(corners)

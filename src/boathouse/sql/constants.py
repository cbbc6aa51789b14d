"""Values of simple expressions, found without an engine: what loops and names are mostly made of.

Only what every engine answers alike; of anything else the value is not known here.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from sqlglot import exp

from boathouse.sql.depth import TooDeep, deeply
from boathouse.sql.errors import SqlError
from boathouse.sql.parameters import Parameter
from boathouse.sql.securables import SparkType
from boathouse.sql.types import from_sql
from boathouse.sql.variables import INTEGERS, Parts, Value

Look = Callable[[Parts], Value | None]
"""What a variable of this name holds; None where there is none."""

LONGEST = 1_000_000
"""A text that grows beyond is the engine's."""
BOUNDS: Mapping[str, tuple[int, int]] = {
    "byte": (-(2**7), 2**7 - 1),
    "short": (-(2**15), 2**15 - 1),
    "integer": (-(2**31), 2**31 - 1),
    "long": (-(2**63), 2**63 - 1),
}
ARITHMETIC: Mapping[type[exp.Expr], Callable[[Any, Any], Any]] = {
    exp.Add: operator.add,
    exp.Sub: operator.sub,
    exp.Mul: operator.mul,
}
COMPARISONS: Mapping[type[exp.Expr], Callable[[Any, Any], bool]] = {
    exp.EQ: operator.eq,
    exp.NEQ: operator.ne,
    exp.LT: operator.lt,
    exp.LTE: operator.le,
    exp.GT: operator.gt,
    exp.GTE: operator.ge,
}


def constant(node: exp.Expr, look: Look, parameters: tuple[Parameter, ...] = ()) -> Value | None:
    """What an expression is; None where only an engine can tell."""
    try:
        return deeply(lambda: _of(node, look, parameters))
    except TooDeep:
        return None


def fitted(value: Value, type: SparkType) -> Value | None:
    """A value as a variable of this type holds it; None where only an engine can tell."""
    if value.type == type:
        return value
    if value.value is None:
        return Value(type, None)
    both = isinstance(type, str) and value.type in INTEGERS and type in INTEGERS
    return _within(str(type), value.value) if both else None


def _of(node: exp.Expr, look: Look, parameters: tuple[Parameter, ...]) -> Value | None:
    def of(part: exp.Expr) -> Value | None:
        return _of(part, look, parameters)

    match node:
        case exp.Paren():
            return of(node.this)
        case exp.Literal():
            return Value("string", str(node.this)) if node.is_string else _number(str(node.this))
        case exp.Boolean():
            return Value("boolean", bool(node.this))
        case exp.Null():
            return Value("void", None)
        case exp.Column():
            return look(tuple(part.name.lower() for part in node.parts))
        case exp.Placeholder() if node.this:
            return _parameter(node.name, parameters)
        case exp.Neg():
            return _negative(of(node.this))
        case exp.Not():
            inner = of(node.this)
            known = inner is not None and inner.type == "boolean"
            return _truth(None if inner.value is None else not inner.value) if known else None  # type: ignore[union-attr]
        case exp.Is() if isinstance(node.expression, exp.Null):
            inner = of(node.this)
            return None if inner is None else _truth(inner.value is None)
        case exp.And() | exp.Or():
            return _logic(isinstance(node, exp.And), of(node.this), of(node.expression))
        case exp.Concat() if type(node) is exp.Concat:
            return _texts([of(part) for part in node.expressions])
        case exp.DPipe():
            return _texts([of(node.this), of(node.expression)])
        case exp.Lower() | exp.Upper():
            return _case(of(node.this), upper=isinstance(node, exp.Upper))
        case _:
            return _binary(node, of)


def _binary(node: exp.Expr, of: Callable[[exp.Expr], Value | None]) -> Value | None:
    calculate, compare = ARITHMETIC.get(type(node)), COMPARISONS.get(type(node))
    if calculate is None and compare is None:
        return None
    left, right = of(node.this), of(node.expression)
    if left is None or right is None:
        return None
    whole = left.type in INTEGERS and right.type in INTEGERS
    if calculate is not None:
        wide = max(left.type, right.type, key=INTEGERS.index) if whole else ""
        if not whole:
            return None
        if left.value is None or right.value is None:
            return Value(wide, None)
        return _within(str(wide), calculate(left.value, right.value))
    alike = left.type == right.type and left.type in ("string", "boolean")
    if compare is None or not (whole or (alike and isinstance(node, (exp.EQ, exp.NEQ)))):
        return None
    if left.value is None or right.value is None:
        return _truth(None)
    return _truth(compare(left.value, right.value))


def _number(text: str) -> Value | None:
    if not text.isdecimal():
        return None
    return _within("integer", int(text)) or _within("long", int(text))


def _within(type: str, number: int) -> Value | None:
    low, high = BOUNDS[type]
    return Value(type, number) if low <= number <= high else None


def _negative(inner: Value | None) -> Value | None:
    if inner is None or inner.type not in INTEGERS:
        return None
    return (
        Value(inner.type, None) if inner.value is None else _within(str(inner.type), -inner.value)
    )


def _truth(value: bool | None) -> Value:
    return Value("boolean", value)


def _logic(both: bool, left: Value | None, right: Value | None) -> Value | None:
    if left is None or right is None or left.type != "boolean" or right.type != "boolean":
        return None
    values = (left.value, right.value)
    decides = not both
    if decides in values:
        return _truth(decides)
    return _truth(None if None in values else not decides)


def _texts(parts: list[Value | None]) -> Value | None:
    texts = []
    for part in parts:
        if part is None or part.type != "string":
            return None
        texts.append(part.value)
    if sum(len(text or "") for text in texts) > LONGEST:
        return None
    return Value("string", None if None in texts else "".join(texts))


def _case(inner: Value | None, *, upper: bool) -> Value | None:
    if inner is None or inner.type != "string" or inner.value is None or not inner.value.isascii():
        return None
    return Value("string", inner.value.upper() if upper else inner.value.lower())


def _parameter(name: str, parameters: tuple[Parameter, ...]) -> Value | None:
    found = [one for one in parameters if (one.name or "").lower() == name.lower()]
    if len(found) != 1 or found[0].arguments:
        return None
    return of_parameter(found[0])


def of_parameter(parameter: Parameter) -> Value | None:
    """What a parameter holds; None where only an engine can tell."""
    try:
        type = from_sql(parameter.type.strip() or "STRING")
    except SqlError:
        return None
    if type == "string" or parameter.value is None:
        return Value(type, parameter.value)
    text = parameter.value.strip()
    if type in INTEGERS and text.removeprefix("-").isdecimal() and text.isascii():
        return _within(str(type), int(text))
    return None

"""The arguments of spark.sql(text, args) as parameters of a statement."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from boathouse.protocols.connect.errors import refused
from boathouse.sql.parameters import Parameter

_EPOCH = datetime.datetime(1970, 1, 1)  # noqa: DTZ001 - parameters are texts without a zone
_PLAIN = {
    "boolean": "BOOLEAN",
    "byte": "TINYINT",
    "short": "SMALLINT",
    "integer": "INT",
    "long": "BIGINT",
    "float": "FLOAT",
    "double": "DOUBLE",
    "string": "STRING",
}


def parameters_of(sql: Any) -> tuple[Parameter, ...]:
    """Of a spark.connect.SQL or SqlCommand. Raises SqlError for what is no constant."""
    named = [(name, _literal(value)) for name, value in sql.named_arguments.items()]
    named += [(name, value) for name, value in sql.args.items()]
    placed = [_literal(value) for value in sql.pos_arguments] or list(sql.pos_args)
    return tuple(
        [_parameter(name, value) for name, value in named]
        + [_parameter(None, value) for value in placed]
    )


def _literal(expression: Any) -> Any:
    if expression.WhichOneof("expr_type") == "literal":
        return expression.literal
    if expression.WhichOneof("expr_type") == "unresolved_function":
        return expression.unresolved_function
    raise refused("An argument that is no constant")


def _parameter(name: str | None, value: Any) -> Parameter:
    if value.DESCRIPTOR.name == "UnresolvedFunction":
        return _made(name, value)
    kind = value.WhichOneof("literal_type")
    if kind in _PLAIN:
        given = getattr(value, kind)
        text = str(given).lower() if kind == "boolean" else str(given)
        return Parameter(name, _PLAIN[kind], text)
    match kind:
        case "null":
            return Parameter(name, "VOID", None)
        case "decimal":
            return _decimal(name, value.decimal)
        case "date":
            day = datetime.date(1970, 1, 1) + datetime.timedelta(days=value.date)
            return Parameter(name, "DATE", day.isoformat())
        case "timestamp" | "timestamp_ntz":
            at = _EPOCH + datetime.timedelta(microseconds=getattr(value, kind))
            zone = "+00:00" if kind == "timestamp" else ""
            return Parameter(name, kind.upper(), at.isoformat(" ") + zone)
        case "array":
            elements = tuple(_parameter(None, element) for element in value.array.elements)
            return Parameter(name, "ARRAY", None, elements)
        case _:
            raise refused(f"An argument of the type {kind}")


def _made(name: str | None, call: Any) -> Parameter:
    """array(...), map(...): how PySpark sends lists and dicts."""
    kind = {"array": "ARRAY", "map": "MAP"}.get(call.function_name.lower())
    if kind is None:
        raise refused("An argument that is no constant")
    values = tuple(_parameter(None, _literal(value)) for value in call.arguments)
    return Parameter(name, kind, None, values)


def _decimal(name: str | None, value: Any) -> Parameter:
    digits = Decimal(value.value).as_tuple()
    scale = max(0, -int(digits.exponent))
    precision = value.precision if value.HasField("precision") else len(digits.digits)
    scale = value.scale if value.HasField("scale") else scale
    return Parameter(name, f"DECIMAL({max(precision, scale)},{scale})", value.value)

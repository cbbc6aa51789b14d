"""Types as text: SQL (`DECIMAL(10,2)`), catalog strings (`array<int>`) and Spark's JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from boathouse.sql.errors import SqlError
from boathouse.sql.securables import SparkType

if TYPE_CHECKING:
    from sqlglot import exp

MAX_DEPTH = 100

# JSON name -> SQL name; what is not here has parameters or is spelled alike.
SQL_NAMES = {"long": "bigint", "integer": "int", "short": "smallint", "byte": "tinyint"}

# sqlglot's name -> JSON name
NAMES = {
    "TEXT": "string",
    "BIGINT": "long",
    "INT": "integer",
    "SMALLINT": "short",
    "TINYINT": "byte",
    "FLOAT": "float",
    "DOUBLE": "double",
    "BOOLEAN": "boolean",
    "BINARY": "binary",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "TIMESTAMPTZ": "timestamp",
    "TIMESTAMPLTZ": "timestamp",
    "TIMESTAMPNTZ": "timestamp_ntz",
    "NULL": "void",
    "VARIANT": "variant",
}

DECIMAL = re.compile(r"decimal\((\d+),\s*(-?\d+)\)")
PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
INTERVAL_UNITS = ("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND")


def from_sql(text: str) -> SparkType:
    """The type that SQL text names. Raises SqlError UNSUPPORTED_DATATYPE."""
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    from boathouse.sql.parse import parse_datatype

    plain = text.strip().lower()
    if plain in SIMPLE:
        return SIMPLE[plain]
    if text.count("<") > MAX_DEPTH or text.count("(") > 10_000:
        raise unsupported(text[:100])
    try:
        node = parse_datatype(text)
    except (SqlglotError, SqlError) as error:
        raise unsupported(text[:200]) from error
    if not isinstance(node, exp.DataType):
        raise unsupported(text[:200])
    return from_node(node)


SIMPLE: Mapping[str, SparkType] = {
    **{SQL_NAMES.get(name, name): name for name in NAMES.values()},
    "integer": "integer",
    "long": "long",
    "short": "short",
    "byte": "byte",
    "decimal": "decimal(10,0)",
}


def unsupported(text: str) -> SqlError:
    return SqlError("UNSUPPORTED_DATATYPE", f'Unsupported data type "{text.upper()}".', "0A000")


def from_node(node: exp.DataType) -> SparkType:
    """The type that a parsed DataType stands for. Raises SqlError."""
    from sqlglot import exp

    kind = node.this
    if isinstance(kind, exp.Interval):
        return interval(kind)
    name = str(kind.value) if isinstance(kind, exp.DType) else str(kind)
    if name in NAMES:
        return NAMES[name]
    if name == "DECIMAL":
        return decimal(node)
    if name in ("VARCHAR", "CHAR"):
        return sized(name, node)
    if name in ("GEOMETRY", "GEOGRAPHY"):
        return f"{name.lower()}({parameters(node)[0]})" if node.expressions else name.lower()
    return nested(name, node)


def interval(node: exp.Interval) -> str:
    """`interval day to second`; a lone unit stays one, as Spark keeps it."""
    unit = node.args.get("unit")
    if unit is None:
        raise unsupported("INTERVAL")
    names = unit.sql().upper().split(" TO ")
    if any(name not in INTERVAL_UNITS for name in names):
        raise unsupported(f"INTERVAL {unit.sql()}")
    return "interval " + " to ".join(names).lower()


def parameters(node: exp.DataType) -> list[int]:
    try:
        return [int(part.name) for part in node.expressions]
    except ValueError as error:
        raise unsupported(node.sql("databricks")) from error


def decimal(node: exp.DataType) -> str:
    sizes = parameters(node)
    precision, scale = [*sizes, 0][:2] if sizes else (10, 0)
    if precision > 38:
        why = f"Decimal precision {precision} exceeds max precision 38."
        raise SqlError("DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION", why, "22003")
    if not 0 <= scale <= precision or len(sizes) > 2 or precision == 0:
        raise unsupported(node.sql("databricks"))
    return f"decimal({precision},{scale})"


def sized(name: str, node: exp.DataType) -> str:
    sizes = parameters(node)
    if not sizes:
        why = f'DataType "{name}" requires a length parameter, for example "{name}"(10).'
        raise SqlError("DATATYPE_MISSING_SIZE", f"{why} Please specify the length.", "42K01")
    return f"{name.lower()}({sizes[0]})"


def nested(name: str, node: exp.DataType) -> SparkType:
    from sqlglot import exp

    inner = [part for part in node.expressions if isinstance(part, exp.DataType)]
    if name == "ARRAY" and len(inner) == 1:
        return {"type": "array", "elementType": from_node(inner[0]), "containsNull": True}
    if name == "MAP" and len(inner) == 2:
        key, value = map(from_node, inner)
        return {"type": "map", "keyType": key, "valueType": value, "valueContainsNull": True}
    if name == "STRUCT" and node.args.get("nested"):
        return {"type": "struct", "fields": [struct_field(part) for part in node.expressions]}
    raise unsupported(node.sql("databricks"))


def struct_field(node: exp.Expression) -> dict[str, Any]:
    from sqlglot import exp

    if not isinstance(node, exp.ColumnDef) or not isinstance(node.kind, exp.DataType):
        raise unsupported(node.sql("databricks"))
    kinds = [constraint.kind for constraint in node.constraints]
    comments = [kind.name for kind in kinds if isinstance(kind, exp.CommentColumnConstraint)]
    required = any(
        isinstance(kind, exp.NotNullColumnConstraint) and not kind.args.get("allow_null")
        for kind in kinds
    )
    return field_json(
        node.name, from_node(node.kind), not required, comments[0] if comments else None
    )


def field_json(
    name: str, type: SparkType, nullable: bool = True, comment: str | None = None
) -> dict[str, Any]:
    """A field of a Spark or Delta schema; dumped it is Unity Catalog's `type_json`."""
    metadata = {} if comment is None else {"comment": comment}
    return {"name": name, "type": type, "nullable": nullable, "metadata": metadata}


def to_json(type: SparkType) -> str:
    """Spark's JSON text of a type: `"integer"`, `{"type":"array",...}`."""
    return json.dumps(type, separators=(",", ":"), ensure_ascii=False)


def to_sql(type: SparkType) -> str:
    """Upper-case SQL, as in `type_text` and `Spark:DataType:SqlName`: `STRUCT<a: INT>`."""
    if isinstance(type, str):
        return SQL_NAMES.get(type, type).upper()
    if type["type"] == "array":
        return f"ARRAY<{to_sql(type['elementType'])}>"
    if type["type"] == "map":
        return f"MAP<{to_sql(type['keyType'])}, {to_sql(type['valueType'])}>"
    if type["type"] == "struct":
        return f"STRUCT<{', '.join(map(sql_field, type['fields']))}>"
    raise unsupported(str(type["type"]))


def sql_field(field: Mapping[str, Any]) -> str:
    required = "" if field.get("nullable", True) else " NOT NULL"
    comment = (field.get("metadata") or {}).get("comment")
    escaped = "" if comment is None else comment.replace("\\", "\\\\").replace("'", "\\'")
    remark = "" if comment is None else f" COMMENT '{escaped}'"
    return f"{quote_if_needed(field['name'])}: {to_sql(field['type'])}{required}{remark}"


def quote_if_needed(name: str) -> str:
    """A name as Spark writes it: back-quoted where it is not a plain identifier."""
    return name if PLAIN.fullmatch(name) else "`" + name.replace("`", "``") + "`"


def catalog_string(type: SparkType) -> str:
    """Lower-case text, as in DESCRIBE: `struct<a:int,b:array<string>>`."""
    if isinstance(type, str):
        return SQL_NAMES.get(type, type)
    if type["type"] == "array":
        return f"array<{catalog_string(type['elementType'])}>"
    if type["type"] == "map":
        return f"map<{catalog_string(type['keyType'])},{catalog_string(type['valueType'])}>"
    if type["type"] == "struct":
        fields = (f"{field['name']}:{catalog_string(field['type'])}" for field in type["fields"])
        return f"struct<{','.join(fields)}>"
    raise unsupported(str(type["type"]))


def parse_decimal(type: SparkType) -> tuple[int, int] | None:
    """(precision, scale) of a decimal type, else None."""
    match = DECIMAL.fullmatch(type) if isinstance(type, str) else None
    return (int(match[1]), int(match[2])) if match else None


def stored_type(type: SparkType) -> SparkType:
    """The type in a Delta log: CHAR and VARCHAR are strings there, at any depth."""
    if isinstance(type, str):
        return "string" if type.startswith(("char(", "varchar(")) else type
    inner: dict[str, Any] = {
        key: stored_type(value) if key in ("elementType", "keyType", "valueType") else value
        for key, value in type.items()
    }
    if "fields" in inner:
        inner["fields"] = [{**f, "type": stored_type(f["type"])} for f in inner["fields"]]
    return inner

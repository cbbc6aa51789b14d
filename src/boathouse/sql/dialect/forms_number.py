"""Numbers that Sail 0.7.2 answers otherwise, in forms that it answers alike."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from boathouse.sql.dialect.calls import Call
from boathouse.sql.dialect.forms_text import Form, fail, mismatch
from boathouse.sql.dialect.kinds import holds, shape
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.securables import SparkType
from boathouse.sql.types import parse_decimal

ZERO = fail(
    "REMAINDER_BY_ZERO",
    "Remainder by zero. Use `try_mod` to tolerate divisor being 0 and return NULL instead.",
)


def log(call: Call) -> str | None:
    if len(call.arguments) == 1:
        return f"ln({call.text(0)})" if not call.null(0) else "CAST(NULL AS DOUBLE)"
    base, value = (f"CAST({text} AS DOUBLE)" for text in call.texts)
    return f"if({base} > 0 AND {value} > 0, log({base}, {value}), NULL)"


def factorial(call: Call) -> str:
    value = call.text(0)
    return f"factorial(CASE WHEN {value} BETWEEN 0 AND 20 THEN CAST({value} AS INT) END)"


def rint(call: Call) -> str:
    """To even; from 2^52 on there is nothing to round."""
    x = f"CAST({call.text(0)} AS DOUBLE)"
    half = f"{x} - floor({x}) = 0.5D"
    return (
        f"CASE WHEN abs({x}) >= 4503599627370496D OR isnan({x}) THEN {x}"
        f" WHEN {half} THEN 2D * round({x} / 2D) ELSE round({x}) END"
    )


def isnan(call: Call) -> str:
    return f"coalesce(isnan(CAST({call.text(0)} AS DOUBLE)), false)"


def at_least_two(call: Call) -> str | None:
    if len(call.arguments) < 2:
        raise wrong_count(call.name, "> 1", len(call.arguments))
    kinds = [call.type(number) for number in range(len(call.arguments))]
    if "string" in kinds and any(holds(k, "integer", "long", "double", "decimal") for k in kinds):
        raise mismatch("DATA_DIFF_TYPES", f"{call.name} takes values of one type.")
    return None


def wrong_count(name: str, wanted: str, found: int) -> SqlError:
    why = f"The `{name}` requires {wanted} parameters but the actual number is {found}."
    return SqlError("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", why, "42605")


def hexadecimal(call: Call) -> str | None:
    return "CAST(NULL AS STRING)" if call.null(0) else None


def as_long(call: Call) -> str:
    return f"CAST({call.name}({', '.join(call.texts)}) AS BIGINT)"


def nullif(call: Call) -> str | None:
    return "NULL" if call.null(0) else None


def absolute(call: Call) -> str | None:
    return "CAST(NULL AS DOUBLE)" if call.null(0) else None


def sha2(call: Call) -> str | None:
    bits = call.number(1) if len(call.arguments) > 1 else None
    return "CAST(NULL AS STRING)" if bits not in (None, 0, 224, 256, 384, 512) else None


def of_numbers(call: Call) -> str | None:
    """sum and avg: of text as doubles, of nothing that is no number."""
    if len(call.arguments) != 1:
        return None
    kind = call.type(0)
    if shape(kind) in ("array", "map", "struct", "boolean", "date", "timestamp", "variant"):
        raise mismatch("UNEXPECTED_INPUT_TYPE", f"{call.name} takes a number or an interval.")
    digits = parse_decimal(str(kind))
    alone = not isinstance(call.node.parent, (exp.Window, exp.Filter))
    if digits is not None and digits[0] >= 38 and call.name == "sum" and alone:
        return total(call, digits[1])
    if kind == "string" and call.parsed.text[call.arguments[0][0] - 1] == "(":
        return f"{call.name}(CAST({call.text(0)} AS DOUBLE))"
    return None


def pmod(call: Call) -> str:
    x, y = call.texts
    if any(parse_decimal(str(call.type(at))) for at in (0, 1)):
        raise NotSupported("pmod of decimals is not supported: cast them to DOUBLE.")
    return f"if({y} = 0, {ZERO}, pmod({x}, {y}))"


def approximate(call: Call) -> str | None:
    """How close it may be does not change what it counts."""
    return f"approx_count_distinct({call.text(0)})" if len(call.arguments) > 1 else None


def text_only(call: Call) -> str | None:
    if call.arguments and shape(call.type(0)) in ("array", "map", "struct"):
        raise mismatch("UNEXPECTED_INPUT_TYPE", f"{call.name} takes text.")
    return None


def total(call: Call, scale: int) -> str:
    """Sail lets a sum grow over 38 digits."""
    text = f"sum({call.text(0)})"
    most = f"CAST('{'9' * (38 - scale)}' AS DECIMAL(38,{scale}))"
    why = "Overflow in sum of decimals. Use `try_sum` to tolerate overflow and return NULL instead."
    return f"if(abs({text}) > {most}, {fail('ARITHMETIC_OVERFLOW', why)}, {text})"


def if_null(call: Call) -> str | None:
    """Of decimals Sail makes doubles."""
    if "string" in (call.type(0), call.type(1)):
        return None
    return f"coalesce({', '.join(call.texts)})"


def bytes_only(call: Call) -> str | None:
    if call.arguments and family(call.type(0)) in ("number", "boolean", "date", "array", "map"):
        raise mismatch("UNEXPECTED_INPUT_TYPE", f"{call.name} takes text or bytes.")
    return None


def hashed(call: Call) -> str | None:
    if any(shape(call.type(at)) == "map" for at in range(len(call.arguments))):
        raise mismatch("HASH_MAP_TYPE", f"{call.name} takes no maps.")
    kinds = [str(call.type(at)) for at in range(len(call.arguments))]
    if call.name == "hash" and any(kind.startswith("decimal") for kind in kinds):
        raise NotSupported("hash of decimals is not supported.")
    texts = [text for text, kind in zip(call.texts, kinds, strict=True) if kind != "void"]
    if len(texts) == len(kinds):
        return None
    return f"{call.name}({', '.join(texts)})" if texts else "42" + "L" * (call.name != "hash")


def family(kind: SparkType) -> str:
    name = shape(kind).partition("(")[0]
    return "number" if name in NUMBERS else name


NUMBERS = ("byte", "short", "integer", "long", "float", "double", "decimal")


def refused(error_class: str, why: str, state: str) -> Form:
    def form(call: Call) -> str | None:
        raise SqlError(error_class, why, state)

    return form


def count_if(call: Call) -> str | None:
    kind = call.type(0)
    if shape(kind) not in ("boolean", "unknown", "other", "void"):
        raise mismatch("UNEXPECTED_INPUT_TYPE", "count_if takes a truth value.")
    return None


def unknown(call: Call) -> str | None:
    why = f"Cannot resolve routine `{call.name}` on search path [`system`.`builtin`]."
    raise SqlError("UNRESOLVED_ROUTINE", why, "42883")


FORMS: Mapping[str, Form] = {
    "log": log,
    "factorial": factorial,
    "rint": rint,
    "isnan": isnan,
    "greatest": at_least_two,
    "least": at_least_two,
    "hex": hexadecimal,
    "bitmap_bit_position": as_long,
    "bitmap_bucket_number": as_long,
    "nullif": nullif,
    "abs": absolute,
    "sha2": sha2,
    "avg": of_numbers,
    "mean": of_numbers,
    "sum": of_numbers,
    "pmod": pmod,
    "approx_count_distinct": approximate,
    **dict.fromkeys(("upper", "lower", "ucase", "lcase", "length"), text_only),
    "count_if": count_if,
    "nvl2": lambda call: "if({} IS NOT NULL, {}, {})".format(*call.texts),
    "ifnull": if_null,
    "nvl": if_null,
    "zeroifnull": lambda call: f"coalesce({call.text(0)}, 0)",
    "regr_count": as_long,
    "iff": lambda call: f"if({', '.join(call.texts)})",
    **dict.fromkeys(("md5", "sha1", "sha", "crc32"), bytes_only),
    **dict.fromkeys(("hash", "xxhash64"), hashed),
    "product": unknown,
}

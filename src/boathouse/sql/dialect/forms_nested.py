"""Arrays, maps, structs and JSON that Sail 0.7.2 lacks or answers otherwise."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlglot import exp

from boathouse.sql.dialect.calls import Call
from boathouse.sql.dialect.decimals import VOID, common_type
from boathouse.sql.dialect.forms_interval import type_name as interval_name
from boathouse.sql.dialect.forms_number import family
from boathouse.sql.dialect.forms_text import Form, fail, mismatch, unsupported
from boathouse.sql.dialect.kinds import holds, shape
from boathouse.sql.errors import NotSupported
from boathouse.sql.rewrite import index_of, literal
from boathouse.sql.securables import SparkType

WORDS = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`[^`]*`|[A-Za-z_]\w*|.", re.DOTALL)


def contains(call: Call) -> str | None:
    """NULL where the value is not there but a NULL is."""
    if len(call.arguments) != 2:
        return None
    array, value = call.texts
    if call.null(1) or call.null(0):
        raise mismatch("NULL_TYPE", "Null typed values cannot be used as arguments of this call.")
    kind = call.type(0)
    element = kind.get("elementType") if isinstance(kind, dict) else None
    other = call.type(1)
    if isinstance(kind, str) and kind not in ("unknown", "other"):
        raise mismatch("ARRAY_FUNCTION_DIFF_TYPES", "The first argument is no array.")
    if isinstance(element, str) and {family(element), family(other)} == {"string", "number"}:
        raise mismatch("ARRAY_FUNCTION_DIFF_TYPES", "The value is of another type than elements.")
    if isinstance(element, str) and element != other and "unknown" not in (element, other):
        array, value = alike(array, value, element, other)
    found = f"array_contains({array}, {value})"
    unknown = f"{array} IS NULL OR {value} IS NULL OR exists({array}, e__ -> e__ IS NULL)"
    return f"CASE WHEN {found} THEN true WHEN {unknown} THEN NULL ELSE false END"


def alike(array: str, value: str, element: str, other: SparkType) -> tuple[str, str]:
    """Both as the type that the elements and the value have in common."""
    wanted = common_type(element, other)
    if element != VOID and {family(element), family(other)} != {"number"}:
        wanted = "unknown"
    if not isinstance(wanted, str) or wanted == "unknown":
        raise NotSupported("array_contains takes a value of the elements' own type here: cast it.")
    sql = SQL_NAMES.get(wanted, wanted.upper())
    return f"CAST({array} AS ARRAY<{sql}>)", f"CAST({value} AS {sql})"


SQL_NAMES = {"byte": "TINYINT", "short": "SMALLINT", "integer": "INT", "long": "BIGINT"}


def overlap(call: Call) -> str:
    one, other = call.texts
    return f"if(size({one}) = 0 OR size({other}) = 0, false, arrays_overlap({one}, {other}))"


def size(call: Call) -> str | None:
    if call.null(0):
        return "CAST(NULL AS INT)"
    if shape(call.type(0)) not in ("array", "map", "unknown", "other"):
        raise mismatch("UNEXPECTED_INPUT_TYPE", f"{call.name} takes an array or a map.")
    return None


def sliced(call: Call) -> str | None:
    if len(call.arguments) != 3:
        return None
    if call.number(1) == 0:
        return fail("INVALID_PARAMETER_VALUE.START", "The start of slice may not be 0.")
    length = call.number(2)
    if length is not None and length < 0:
        return fail("INVALID_PARAMETER_VALUE.LENGTH", "The length of slice may not be negative.")
    if call.null(0):
        return "if(true, NULL, array())"
    return None


def flatten(call: Call) -> str | None:
    kind = call.type(0)
    element = kind.get("elementType") if isinstance(kind, dict) else kind
    if shape(kind) not in ("array", "unknown") or shape(element or "unknown") not in (
        "array", "unknown", "void", "other",
    ):  # fmt: skip
        raise mismatch("UNEXPECTED_INPUT_TYPE", "flatten takes an array of arrays.")
    return None


def without(call: Call) -> str:
    """The engine wants both arrays to hold NULLs, or none to."""
    one, other = (f"transform({text}, e__ -> if(true, e__, NULL))" for text in call.texts)
    return f"array_except({one}, {other})"


def lambda_of(call: Call, number: int) -> tuple[list[str], str] | None:
    """The variables of an argument `(x, y) -> body`, and the text of the body."""
    node = next((n for n in call.node.iter_expressions() if isinstance(n, exp.Lambda)), None)
    if node is None:
        return None
    tokens = call.parsed.tokens
    first = index_of(call.arguments[number][0], tokens)
    while tokens[first].text != "->":
        first += 1
    body = call.edits.applied(tokens[first + 1].start, call.arguments[number][1])
    names = [name.name for name in node.expressions]
    if isinstance(node.this, exp.Tuple):
        parts = [part.name for part in node.this.expressions]
        if not all(part in names for part in parts):
            raise NotSupported("Tuples in this function are not supported: use named_struct.")
        pairs = ", ".join(f"'{part}', {part}" for part in parts)
        body = f"named_struct({pairs})"
    return names, body


def put(body: str, values: Mapping[str, str]) -> str:
    """A text with other expressions for its variables."""
    found: list[str] = []
    last = ""
    for word in WORDS.findall(body):
        value = values.get(word.strip("`").lower()) if last != "." else None
        found.append(value if value is not None else word)
        last = word if word.strip() else last
    return "".join(found)


def zip_with(call: Call) -> str | None:
    made = lambda_of(call, 2)
    if made is None or len(made[0]) != 2:
        return None
    (x, y), body = made
    one, other = (f"transform({text}, e__ -> e__)" for text in call.texts[:2])
    values = {x.lower(): f"get({one}, i__ - 1)", y.lower(): f"get({other}, i__ - 1)"}
    count = f"greatest(size({call.text(0)}), size({call.text(1)}))"
    places = f"slice(sequence(1, {count} + 1), 1, {count})"
    null = f"{call.text(0)} IS NULL OR {call.text(1)} IS NULL"
    return f"if({null}, NULL, transform({places}, i__ -> {put(body, values)}))"


def map_changed(call: Call) -> str | None:
    """transform_keys and transform_values, by way of the entries."""
    made = lambda_of(call, 1)
    if made is None or len(made[0]) != 2:
        return None
    (key, value), body = made
    body = put(body, {key.lower(): "e__.key", value.lower(): "e__.value"})
    pair = f"e__.key, {body}" if call.name == "transform_values" else f"{body}, e__.value"
    return f"map_from_entries(transform(map_entries({call.text(0)}), e__ -> struct({pair})))"


def map_zip_with(call: Call) -> str | None:
    made = lambda_of(call, 2)
    if made is None or len(made[0]) != 3:
        return None
    (key, one, other), body = made
    left, right = call.texts[:2]
    body = put(
        body,
        {
            key.lower(): "k__",
            one.lower(): f"try_element_at({left}, k__)",
            other.lower(): f"try_element_at({right}, k__)",
        },
    )
    keys = f"array_union(map_keys({left}), map_keys({right}))"
    return f"map_from_entries(transform({keys}, k__ -> struct(k__, {body})))"


def explode(call: Call) -> str | None:
    """Of a map: the engine ends with it, unless it is read by its entries."""
    kind = shape(call.type(0))
    if kind == "map":
        outer = "_outer" if call.name.endswith("outer") else ""
        if call.name.startswith("pos"):
            raise NotSupported("posexplode of a map is not supported: explode map_entries.")
        return f"inline{outer}(map_entries({call.text(0)}))"
    if kind not in ("array", "unknown", "other"):
        raise mismatch("UNEXPECTED_INPUT_TYPE", f"{call.name} takes an array or a map.")
    part = call.part(0)
    if isinstance(part, (exp.Explode, exp.ExplodeOuter)):
        raise nested_generator()
    return None


def nested_generator() -> Exception:
    from boathouse.sql.errors import SqlError

    why = "The generator is not supported: nested in expressions."
    return SqlError("UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS", why, "42K0E")


def to_json(call: Call) -> str | None:
    kind = call.type(0)
    if call.null(0):
        return "CAST(NULL AS STRING)"
    if isinstance(kind, str) and kind not in ("unknown", "variant", "other"):
        raise mismatch("INVALID_JSON_SCHEMA", "to_json takes a struct, a map, an array, a variant.")
    if holds(kind, "timestamp", "timestamp_ntz", "decimal"):
        if len(call.arguments) > 1 and not holds(kind, "decimal"):
            return None
        if len(call.arguments) > 1 or holds(kind, "decimal", "timestamp_ntz"):
            raise NotSupported("to_json of these times or decimals is not supported: cast them.")
        form = "map('timestampFormat', \"yyyy-MM-dd'T'HH:mm:ss.SSSXXX\")"
        return f"to_json({call.text(0)}, {form})"
    return None


def from_json(call: Call) -> str | None:
    text, rest = call.text(0), ", ".join(call.texts[1:])
    schema = (call.string(1) or "").upper()
    options = call.text(2).upper() if len(call.arguments) > 2 else ""
    if "MODE" in options:
        raise NotSupported("The mode of from_json is not supported.")
    if "TIMESTAMP" in schema and "TIMESTAMPFORMAT" not in options:
        raise NotSupported("Timestamps in from_json need the option timestampFormat here.")
    if call.null(0):
        text = "CAST(NULL AS STRING)"
    return f"if(trim({text}) = '', NULL, from_json({text}, {rest}))"


SPACES = r"""'("(?:[^"\\\\]|\\\\.)*")|\\s+'"""


def get_json_object(call: Call) -> str | None:
    """Objects and arrays come without spaces."""
    if call.null(0):
        return "CAST(NULL AS STRING)"
    text, path = call.text(0), call.string(1)
    if path is not None:
        path = re.sub(r"\[\"([^\"\]]*)\"\]", r"['\1']", path)
    found = f"get_json_object({text}, {call.text(1) if path is None else literal(path)})"
    packed = f"regexp_replace({found}, {SPACES}, '$1')"
    bare = f"instr({text}, concat('\"', {found}, '\"')) = 0"
    exact = f"regexp_replace({found}, '([.][0-9]+?)0+$', '$1')"
    return (
        f"CASE WHEN left({found}, 1) IN ('{{', '[') THEN {packed}"
        f" WHEN {found} RLIKE '^-?[0-9]+[.][0-9]*0$' AND {bare} THEN {exact}"
        f" ELSE {found} END"
    )


ODD_NUMBER = re.compile(r"(?<![\w\"])-?(?:\d{19,}|\d+\.\d*0(?!\d)|0(?=\W|$)(?<=-0))")


def exact_json(call: Call) -> str | None:
    """Numbers whose digits the engine would not keep are refused where they can be seen."""
    if ODD_NUMBER.search(call.string(0) or ""):
        raise NotSupported("A number in this JSON would not keep its digits in a VARIANT here.")
    return nulls_as("STRING")(call)


def type_name(call: Call) -> str | None:
    kind = call.type(0)
    if kind == "variant":
        return "'variant'"
    if isinstance(kind, str) and kind.startswith("interval"):
        part = call.part(0)
        return literal(interval_name(part)) if part is not None else None
    return None


def distinct(call: Call) -> str | None:
    return "if(true, NULL, array())" if call.null(0) else None


def key(call: Call) -> str | None:
    if call.null(1):
        raise mismatch("NULL_TYPE", "Null typed values cannot be used as arguments of this call.")
    return None


def json_length(call: Call) -> str | None:
    if call.null(0):
        return "CAST(NULL AS INT)"
    text = call.text(0)
    return f"if(left(ltrim({text}), 1) = '[', json_array_length({text}), NULL)"


def nulls_as(type: str) -> Form:
    """NULL as one of a type, which Sail wants to know."""

    def form(call: Call) -> str | None:
        if not call.arguments or not call.null(0):
            return None
        return f"{call.name}({', '.join([f'CAST(NULL AS {type})', *call.texts[1:]])})"

    return form


FORMS: Mapping[str, Form] = {
    "array_contains": contains,
    "arrays_overlap": overlap,
    "size": size,
    "cardinality": size,
    "array_size": size,
    "slice": sliced,
    "flatten": flatten,
    "array_except": without,
    "zip_with": zip_with,
    "transform_keys": map_changed,
    "transform_values": map_changed,
    "map_zip_with": map_zip_with,
    "explode": explode,
    "explode_outer": explode,
    "posexplode": explode,
    "posexplode_outer": explode,
    "to_json": to_json,
    "from_json": from_json,
    "get_json_object": get_json_object,
    "array_join": nulls_as("ARRAY<STRING>"),
    "array_distinct": distinct,
    "json_array_length": json_length,
    "variant_explode": unsupported("is not supported by this warehouse's engine."),
    "variant_explode_outer": unsupported("is not supported by this warehouse's engine."),
    "schema_of_variant": unsupported("is not supported by this warehouse's engine."),
    "schema_of_variant_agg": unsupported("is not supported by this warehouse's engine."),
    "typeof": type_name,
    "parse_json": exact_json,
    "try_parse_json": exact_json,
    "variant_get": nulls_as("VARIANT"),
    "map_contains_key": key,
    "json_object_keys": nulls_as("STRING"),
    "from_csv": nulls_as("STRING"),
}

"""What an engine's error says to a user of Databricks: class, SQLSTATE, and no internal name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from difflib import SequenceMatcher

from boathouse.sql.engine_messages import MESSAGES, MISSING, WINDOWS
from boathouse.sql.errors import SqlError, SyntaxFailure

_CLASSED = re.compile(r"\[([A-Z][A-Z0-9_.]+)\]\s*(.*)", re.DOTALL)
_ISSUED = re.compile(r"`?main`?\.`?s_[0-9a-f]{24}`?\.|`?s_[0-9a-f]{24}`?\.")
_LAYERS = re.compile(
    r"^(?:(?:plan|analysis|execution|internal|arrow|external|compute|catalog|delta|generic|encoding"
    r"|datafusion|parquet|schema|query execution|optimizer) error: (?:error: )?"
    r"|error in (?:DataFusion|Arrow): |Error during planning: )+",
    re.IGNORECASE,
)
_NOISE = re.compile(r"\.? gRPC client debug context: .*", re.DOTALL)
_CAST_FAILS = re.compile(
    r"can't cast value \S+ to type Int(?:32|64)|value of \S+ is out of range Int(?:32|64)",
    re.IGNORECASE,
)
_USING = re.compile(r"Cannot find column (\w+)$")
SUGGESTED = 5

STATES = {
    "AMBIGUOUS_REFERENCE": "42704",
    "ARITHMETIC_OVERFLOW": "22003",
    "ASSIGNMENT_ARITY_MISMATCH": "42802",
    "BINARY_ARITHMETIC_OVERFLOW": "22003",
    "CANNOT_RESOLVE_STAR_EXPAND": "42704",
    "INVALID_EXTRACT_BASE_FIELD_TYPE": "42000",
    "CANNOT_DECODE_URL": "22546",
    "CANNOT_PARSE_TIMESTAMP": "22007",
    "CAST_INVALID_INPUT": "22018",
    "CAST_OVERFLOW": "22003",
    "CAST_OVERFLOW_IN_TABLE_INSERT": "22003",
    "CONVERSION_INVALID_INPUT": "22018",
    "DATATYPE_MISMATCH": "42K09",
    "DATETIME_FIELD_OUT_OF_BOUNDS": "22023",
    "DELTA_NOT_NULL_CONSTRAINT_VIOLATED": "23502",
    "DELTA_VIOLATE_CONSTRAINT_WITH_VALUES": "23001",
    "DUPLICATED_CTE_NAMES": "42602",
    "EXCEED_LIMIT_LENGTH": "54006",
    "DELTA_MULTIPLE_SOURCE_ROW_MATCHING_TARGET_ROW_IN_MERGE": "21506",
    "DELTA_REPLACE_WHERE_MISMATCH": "44000",
    "DELTA_TIMESTAMP_EARLIER_THAN_COMMIT_RETENTION": "42816",
    "DELTA_VERSION_NOT_FOUND": "22003",
    "DIVIDE_BY_ZERO": "22012",
    "DUPLICATED_MAP_KEY": "23505",
    "FIELD_NOT_FOUND": "42704",
    "GROUP_BY_POS_OUT_OF_RANGE": "42805",
    "ILLEGAL_DAY_OF_WEEK": "22009",
    "INCOMPATIBLE_COLUMN_TYPE": "42825",
    "INCOMPATIBLE_DATA_FOR_TABLE": "KD000",
    "INCONSISTENT_BEHAVIOR_CROSS_VERSION": "42K0B",
    "INTERVAL_ARITHMETIC_OVERFLOW": "22015",
    "INTERVAL_DIVIDED_BY_ZERO": "22012",
    "INVALID_ARRAY_INDEX": "22003",
    "INVALID_ARRAY_INDEX_IN_ELEMENT_AT": "22003",
    "INVALID_DATETIME_PATTERN": "22007",
    "INVALID_EXTRACT_FIELD": "42601",
    "INVALID_FORMAT": "42601",
    "INVALID_INDEX_OF_ZERO": "22003",
    "INVALID_INLINE_TABLE": "42000",
    "INVALID_INTERVAL_FORMAT": "22006",
    "INVALID_LIMIT_LIKE_EXPRESSION": "42K0E",
    "INVALID_NUMERIC_LITERAL_RANGE": "22003",
    "INVALID_PARAMETER_VALUE": "22023",
    "INVALID_SUBQUERY_EXPRESSION": "42823",
    "INVALID_TIMEZONE": "22009",
    "INVALID_TYPED_LITERAL": "42604",
    "INVALID_URL": "22P02",
    "INVALID_VARIANT_CAST": "22023",
    "INVALID_WHERE_CONDITION": "42903",
    "MALFORMED_CHARACTER_CODING": "22000",
    "MALFORMED_RECORD_IN_PARSING": "22023",
    "MISSING_AGGREGATION": "42803",
    "MISSING_GROUP_BY": "42803",
    "MISSING_WINDOW_SPECIFICATION": "42P20",
    "NESTED_AGGREGATE_FUNCTION": "42607",
    "NOT_NULL_CONSTRAINT_VIOLATION": "42000",
    "NULL_MAP_KEY": "2200E",
    "NUMERIC_VALUE_OUT_OF_RANGE": "22003",
    "NUM_COLUMNS_MISMATCH": "42826",
    "ORDER_BY_POS_OUT_OF_RANGE": "42805",
    "PARSE_SYNTAX_ERROR": "42601",
    "REMAINDER_BY_ZERO": "22012",
    "SCALAR_SUBQUERY_TOO_MANY_ROWS": "21000",
    "TABLE_OR_VIEW_NOT_FOUND": "42P01",
    "UNRESOLVED_COLUMN": "42703",
    "UNRESOLVED_ROUTINE": "42883",
    "UNRESOLVED_USING_COLUMN_FOR_JOIN": "42703",
    "UNSUPPORTED_FEATURE": "0A000",
    "UNSUPPORTED_GENERATOR": "42K0E",
    "UNSUPPORTED_GROUPING_EXPRESSION": "42K0E",
    "USER_RAISED_EXCEPTION": "P0001",
    "WINDOW_FUNCTION_FRAME_NOT_ORDERED": "42601",
    "WINDOW_FUNCTION_NOT_ALLOWED_IN_CLAUSE": "42601",
    "WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE": "42601",
    "WRONG_NUM_ARGS": "42605",
}
_TYPES = {
    "Int8": "TINYINT",
    "Int16": "SMALLINT",
    "Int32": "INT",
    "Int64": "BIGINT",
    "Float32": "FLOAT",
    "Float64": "DOUBLE",
    "Boolean": "BOOLEAN",
    "Date32": "DATE",
    "Utf8": "STRING",
}

_USER_CODE = "[UDF_USER_CODE_ERROR.GENERIC] "
"""What the value of a Python function is where its code failed: see functions/stage.py."""

Made = Callable[[re.Match[str]], SqlError]


def unresolved(name: str, known: Iterable[str] = ()) -> SqlError:
    """The error of a column that is not there. `known`: names that it could have been."""
    shown = ".".join(f"`{part}`" for part in name.split("."))
    text = f"A column, variable, or function parameter with name {shown} cannot be resolved."
    close = _closest(name.rpartition(".")[2], known)
    if not close:
        return SqlError("UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", text, "42703")
    listed = ", ".join(f"`{one}`" for one in close)
    text += f" Did you mean one of the following? [{listed}]."
    return SqlError("UNRESOLVED_COLUMN.WITH_SUGGESTION", text, "42703")


def _suggesting(error: SqlError, known: Iterable[str]) -> SqlError:
    if error.error_class != "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION":
        return error
    found = re.search(r"with name (`.*`) cannot", error.message)
    known = list(known)
    parts = found[1].replace("`", "").split(".") if found else []
    if len(parts) > 2 and parts[0].lower() in (name.lower() for name in known):
        why = f"Can't extract a value from `{'`.`'.join(parts[:-1])}`: it is no struct."
        return _classed("INVALID_EXTRACT_BASE_FIELD_TYPE", why)
    whole, _, field = found[1].replace("`", "").rpartition(".") if found else ("", "", "")
    if whole and whole.lower() in (name.lower() for name in known):
        # a table by the name of one of its columns is rare: Databricks takes it for the table
        return _classed("FIELD_NOT_FOUND", f"No such struct field `{field}` in `{whole}`.")
    parts = found[1].replace("`", "").split(".") if found else []
    if len(parts) == 2 and parts[0].lower() in {name.lower() for name in known}:
        return _classed("FIELD_NOT_FOUND", f"No such struct field `{parts[1]}` in `{parts[0]}`.")
    return unresolved(found[1].replace("`", ""), known) if found else error


def _closest(name: str, known: Iterable[str]) -> list[str]:
    def distance(other: str) -> float:
        return -SequenceMatcher(None, name.lower(), other.lower()).ratio()

    return sorted(dict.fromkeys(known), key=distance)[:SUGGESTED]


def _classed(error_class: str, text: str) -> SqlError:
    return SqlError(error_class, text, STATES[error_class.partition(".")[0]])


def _of(error_class: str, text: str | None = None) -> Made:
    return lambda found: _classed(error_class, text or found.string)


def _column(found: re.Match[str]) -> SqlError:
    return unresolved(".".join(re.findall(r'Identifier\("(.*?)"\)', found[1])))


def _malformed(found: re.Match[str]) -> SqlError:
    target = _TYPES.get(found[2], found[2])
    text = (
        f'The value {found[1]} of the type "STRING" cannot be cast to "{target}" because it is'
        " malformed. Correct the value as per the syntax, or change its target type. Use"
        " `try_cast` to tolerate malformed input and return NULL instead."
    )
    return _classed("CAST_INVALID_INPUT", text)


def _too_large(found: re.Match[str]) -> SqlError:
    target = _TYPES.get(found[2], found[2])
    text = (
        f'The value {found[1]} cannot be cast to "{target}" due to an overflow. Use `try_cast` to'
        " tolerate overflow and return NULL instead."
    )
    return _classed("CAST_OVERFLOW", text)


def _ambiguous(found: re.Match[str]) -> SqlError:
    name = ".".join(f"`{part}`" for part in re.findall(r'Identifier\("(.*?)"\)', found[1]))
    return _classed("AMBIGUOUS_REFERENCE", f"Reference {name} is ambiguous.")


def _routine(found: re.Match[str]) -> SqlError:
    if found[1].lower() in WINDOWS:
        why = f"Window function `{found[1]}` requires an OVER clause."
        return _classed("WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE", why)
    if found[1].lower() in MISSING:
        why = f"The function {found[1]} is not supported by this warehouse's engine."
        return _classed("UNSUPPORTED_FEATURE", why)
    text = f"Cannot resolve routine `{found[1]}` on search path [`system`.`builtin`]."
    return _classed("UNRESOLVED_ROUTINE", text)


def _told(error_class: str, text: str | None) -> Made:
    def made(found: re.Match[str]) -> SqlError:
        named = {name: value.strip() for name, value in found.groupdict().items() if value}
        if "type" in named:
            named["type"] = _TYPES.get(named["type"], named["type"])
        return _classed(error_class, text.format(**named) if text else _plainly(found.string))

    return made


def _plainly(text: str) -> str:
    """Without what the engine says about itself."""
    text = re.sub(r"^Optimizer rule '\w+' failed\ncaused by\n", "", text)
    text = re.split(r"\n?This issue was likely caused|No function matches|\n\tCandidate", text)[0]
    return _LAYERS.sub("", text).strip()


def _version(found: re.Match[str]) -> SqlError:
    asked, last = found[1], found[2]
    text = f"Cannot time travel Delta table to version {asked}. Available versions: [0, {last}]."
    return _classed("DELTA_VERSION_NOT_FOUND", text)


_ZERO = (
    "Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead. If"
    ' necessary set "ansi_mode" to "false" to bypass this error.'
)
_NO_GROUP = (
    "A non-aggregating expression is based on columns which are not participating in the GROUP BY"
    " clause. Add the columns or the expression to the GROUP BY, aggregate the expression, or use"
    ' "any_value(...)" if you do not care which of the values within a group is returned.'
)
_CORRELATED = (
    "The engine runs a correlated scalar subquery only where it is joined by equality to the outer"
    " query; write it as a join or as a window function."
)
_ELEMENT = (
    "The index is out of bounds. Use `try_element_at` to tolerate accessing element at invalid"
    " index and return NULL instead."
)

_TWICE = (
    "Cannot perform Merge as multiple source rows matched and attempted to modify the same target"
    " row in the Delta table in possibly conflicting ways. By SQL semantics of Merge, when multiple"
    " source rows match on the same target row, the result may be ambiguous as it is unclear which"
    " source row should be used to update or delete the matching target row. You can preprocess the"
    " source table to eliminate the possibility of multiple matches."
)

# What the engine says without a class, and the error that Databricks has for it.
_TEXTS: tuple[tuple[re.Pattern[str], Made], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE | re.DOTALL), made)
    for pattern, made in (
        (r"divide by zero|division by zero", _of("DIVIDE_BY_ZERO", _ZERO)),
        (
            r"MERGE_CARDINALITY_VIOLATION",
            _of("DELTA_MULTIPLE_SOURCE_ROW_MATCHING_TARGET_ROW_IN_MERGE", _TWICE),
        ),
        (r"ambiguous attribute: ObjectName\((\[.*?\])\)", _ambiguous),
        (r"attribute ObjectName\((\[.*?\])\) is missing", _column),
        (
            r"Cannot resolve (?:\w+ )*column `(.*?)`",
            lambda found: unresolved(found[1]),
        ),
        (r"scalar_subquery_to_join.*No field named", _of("UNSUPPORTED_FEATURE", _CORRELATED)),
        (r"No field named [^\n]*\"#\d+\"", _of("MISSING_AGGREGATION", _NO_GROUP)),
        (r"Cannot cast string ('.*?') to value of (\w+) type", _malformed),
        (r"Can't cast value (\S+) to type (\w+)", _too_large),
        (r"expected final version (\d+), replay reached (\d+)", _version),
        (
            r"No version of the Delta table exists at or before",
            _of("DELTA_TIMESTAMP_EARLIER_THAN_COMMIT_RETENTION"),
        ),
        (
            r"element_at: the index is out of bounds",
            _of("INVALID_ARRAY_INDEX_IN_ELEMENT_AT", _ELEMENT),
        ),
        (r"unknown (?:table )?function: (\w+)", _routine),
        *((pattern, _told(error_class, text)) for pattern, error_class, text in MESSAGES),
        (
            r"cannot cast|can't cast|could not cast|error parsing|cast error",
            _of("CAST_INVALID_INPUT"),
        ),
        (r"overflow|out of range", _of("ARITHMETIC_OVERFLOW")),
        (r"column .*not found", _of("UNRESOLVED_COLUMN")),
        (r"unknown (?:table )?function: (\w+)", _routine),
        (r"function not found|invalid function", _of("UNRESOLVED_ROUTINE")),
        (r"table not found|table or view not found", _of("TABLE_OR_VIEW_NOT_FOUND")),
        (r"cannot coerce|failed to coerce|coercion from", _of("DATATYPE_MISMATCH")),
    )
)


def without_issued(text: str) -> str:
    """A text of the engine's without the names that only it is told."""
    return _ISSUED.sub("", text)


def overflow(*, small: bool = False) -> SqlError:
    """Of integer arithmetic, in the words of Databricks. `small`: of TINYINT or SMALLINT."""
    return SqlError(
        "BINARY_ARITHMETIC_OVERFLOW" if small else "ARITHMETIC_OVERFLOW",
        "Integer overflow. Use 'try_add', 'try_subtract', 'try_multiply' or 'try_sum' to tolerate"
        " overflow and return NULL instead.",
        "22003",
    )


def translated(detail: str, known: Iterable[str] = (), *, checked: bool = False) -> SqlError:
    """The error as its user should see it.

    `known`: names that a column could have had. `checked`: the text held checked arithmetic, whose
    overflow is a cast that fails.
    """
    if checked and _CAST_FAILS.search(detail):
        return overflow()
    text = _NOISE.sub("", without_issued(detail)).strip()
    if text.lower().startswith("parse error"):
        return SyntaxFailure(text)
    text = _LAYERS.sub("", re.split(r"\n*This issue was likely caused", text)[0])
    if found := _CLASSED.search(text):
        error_class, message = found[1], found[2].strip()
        if using := _USING.match(message):
            why = f"USING column `{using[1]}` cannot be resolved on both sides of the join."
            return _classed("UNRESOLVED_USING_COLUMN_FOR_JOIN", why)
        if error_class == "USER_RAISED_EXCEPTION" and message.startswith(_USER_CODE):
            return SqlError(_USER_CODE[1:-2], message.removeprefix(_USER_CODE), "39000")
        return SqlError(error_class, message, STATES.get(error_class.partition(".")[0], "XX000"))
    for pattern, made in _TEXTS:
        if match := pattern.search(text):
            return _suggesting(made(match), known)
    return SqlError("ENGINE_ERROR", text, "XX000")

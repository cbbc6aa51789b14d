"""What an engine's error says to a user of Databricks: class, SQLSTATE, and no internal name."""

from __future__ import annotations

import re

from boathouse.sql.errors import SqlError, SyntaxFailure

_CLASSED = re.compile(r"\[([A-Z][A-Z0-9_.]+)\]\s*(.*)", re.DOTALL)
_ISSUED = re.compile(r"`?main`?\.`?s_[0-9a-f]{24}`?\.|`?s_[0-9a-f]{24}`?\.")
_LAYERS = re.compile(
    r"^(?:(?:plan|analysis|execution|internal|arrow|external|compute|catalog|delta|generic"
    r"|datafusion|parquet|schema|query execution|optimizer) error: (?:error: )?)+",
    re.IGNORECASE,
)

STATES = {
    "TABLE_OR_VIEW_NOT_FOUND": "42P01",
    "UNRESOLVED_COLUMN": "42703",
    "UNRESOLVED_ROUTINE": "42883",
    "DIVIDE_BY_ZERO": "22012",
    "ARITHMETIC_OVERFLOW": "22003",
    "CAST_INVALID_INPUT": "22018",
    "CAST_OVERFLOW": "22003",
    "DATATYPE_MISMATCH": "42K09",
    "MISSING_AGGREGATION": "42803",
    "NOT_NULL_CONSTRAINT_VIOLATION": "42000",
    "PARSE_SYNTAX_ERROR": "42601",
}

# What the engine says without a class, and the class that Databricks has for it.
_TEXTS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), error_class)
    for pattern, error_class in (
        (r"divide by zero|division by zero", "DIVIDE_BY_ZERO"),
        (r"cannot cast|can't cast|could not cast|error parsing|cast error", "CAST_INVALID_INPUT"),
        (r"overflow|out of range", "ARITHMETIC_OVERFLOW"),
        (
            r"attribute .*not found|cannot resolve attribute|no field named|column .*not found",
            "UNRESOLVED_COLUMN",
        ),
        (r"unknown function|function not found|invalid function", "UNRESOLVED_ROUTINE"),
        (r"table not found|table or view not found", "TABLE_OR_VIEW_NOT_FOUND"),
    )
)


def without_issued(text: str) -> str:
    """A text of the engine's without the names that only it is told."""
    return _ISSUED.sub("", text)


def overflow() -> SqlError:
    """Of integer arithmetic, in the words of Databricks."""
    return SqlError(
        "ARITHMETIC_OVERFLOW",
        "Integer overflow. Use 'try_add', 'try_subtract', 'try_multiply' or 'try_sum' to tolerate"
        " overflow and return NULL instead.",
        "22003",
    )


def translated(detail: str, *, checked: bool = False) -> SqlError:
    """The error as its user should see it.

    `checked`: the text held checked arithmetic, whose overflow is a cast that fails.
    """
    if checked and "can't cast value" in detail.lower():
        return overflow()
    text = without_issued(detail).strip()
    if text.lower().startswith("parse error"):
        return SyntaxFailure(text)
    text = _LAYERS.sub("", text)
    if found := _CLASSED.search(text):
        error_class, message = found[1], found[2].strip()
        return SqlError(error_class, message, STATES.get(error_class.partition(".")[0], "XX000"))
    for pattern, error_class in _TEXTS:
        if pattern.search(text):
            return SqlError(error_class, text, STATES[error_class])
    return SqlError("ENGINE_ERROR", text, "XX000")

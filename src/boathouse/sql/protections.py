"""Row filters and column masks of a relation: whether it has some, what they may not go with.

Refusals are those of Databricks, by its error conditions (docs.databricks.com, "Row filters and
column masks", Limitations; error conditions ROW_LEVEL_SECURITY_FEATURE_NOT_SUPPORTED,
COLUMN_MASKS_FEATURE_NOT_SUPPORTED and ROW_LEVEL_SECURITY_COLUMN_MASK_FEATURE_NOT_SUPPORTED).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.securables import Constant, Relation
from boathouse.sql.types import quote_if_needed

if TYPE_CHECKING:
    from boathouse.context import Context
    from boathouse.sql.protocols import Catalog

_FILTER, _MASK = "row level security", "column mask"
_CLASSES = {
    _FILTER: "ROW_LEVEL_SECURITY_FEATURE_NOT_SUPPORTED",
    _MASK: "COLUMN_MASKS_FEATURE_NOT_SUPPORTED",
}


def protects(relation: Relation) -> bool:
    """Whether a relation's rows or values are not for everybody."""
    return relation.row_filter is not None or any(
        column.mask is not None for column in relation.columns
    )


def refused(relation: Relation, what: str) -> NotSupported:
    """The error of a statement that would have to see rows as no filter leaves them. `what`: its
    words, as the beginning of a sentence."""
    kind = "a row filter" if relation.row_filter is not None else "column masks"
    return NotSupported(f"{what} is not supported: {relation.name} has {kind}.")


def discreet(catalog: Catalog, ctx: Context, relation: Relation) -> Relation:
    """A relation as DESCRIBE tells of it: numbers that ANALYZE counted in rows that are not for
    everybody (how many, the least and the greatest value) are left out."""
    if not relation.statistics:
        return relation
    try:
        protected = protects(catalog.protection(ctx, relation))
    except SqlError:
        protected = True  # policies contradict: the table cannot be read either
    return replace(relation, statistics={}) if protected else relation


def dated(relation: Relation) -> SqlError:
    """The error of time travel."""
    kind = _FILTER if relation.row_filter is not None else _MASK
    why = f"{kind.capitalize()} policies for {relation.name} are not supported: time travel for a"
    return SqlError(f"{_CLASSES[kind]}.TIME_TRAVEL", f"{why} table with such policies.", "0A000")


def of_history(relation: Relation) -> SqlError:
    """The error of DESCRIBE HISTORY, whose parameters hold conditions and values."""
    return SqlError(
        "ROW_LEVEL_SECURITY_COLUMN_MASK_FEATURE_NOT_SUPPORTED.DESCRIBE_HISTORY",
        f"Row level security policies and column mask policies for {relation.name} are not"
        " supported: reading commit history is not supported for tables with such policies.",
        "0A000",
    )


def check_beside(name: str, kind: str) -> SqlError:
    """The error of a filter (`row level security`) or a mask (`column mask`) beside a CHECK, whose
    error would tell of values that are hidden."""
    why = f"{kind.capitalize()} policies for {name} are not supported: setting such policies for"
    return SqlError(
        f"{_CLASSES[kind]}.CHECK_CONSTRAINT", f"{why} tables with CHECK constraints.", "0A000"
    )


def listed(given: Sequence[str]) -> str:
    """What a function is given, as its statement names it."""
    return ", ".join(
        str(one) if isinstance(one, Constant) else quote_if_needed(one) for one in given
    )


def columns_of(given: Sequence[str]) -> list[str]:
    """The columns among what a function is given."""
    return [one for one in given if not isinstance(one, Constant)]


def arguments_of(given: Sequence[str]) -> list[Mapping[str, Any]]:
    """The same as documents: PolicyFunctionArgument."""
    return [
        {"constant": str(one)} if isinstance(one, Constant) else {"column": one} for one in given
    ]

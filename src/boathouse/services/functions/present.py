"""Rows as statements see them, and what a new function looks like in its row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from boathouse.services.functions.store import FunctionRow
from boathouse.sql.definitions import NewFunction
from boathouse.sql.securables import Function, FunctionParameter, Name

_KEPT = ("body", "returns", "language", "handler", "deterministic", "reads_data")


def entry(row: FunctionRow, name: Name) -> Function:
    """The function of a row."""
    kept = row.definition
    return Function(
        name=name,
        function_id=row.function_id,
        owner=row.owner,
        parameters=_parameters(kept.get("parameters", ())),
        columns=_parameters(kept.get("columns", ())),
        comment=row.comment,
        catalog=kept.get("catalog", ""),
        schema=kept.get("schema", ""),
        created_at=row.created_at,
        created_by=row.created_by,
        updated_at=row.updated_at,
        **{key: kept[key] for key in _KEPT},
    )


def definition(function: NewFunction) -> dict[str, Any]:
    """What the row keeps of a new function."""
    return {
        **{key: getattr(function, key) for key in (*_KEPT, "catalog", "schema")},
        "parameters": [asdict(one) for one in function.parameters],
        "columns": [asdict(one) for one in function.columns],
    }


def _parameters(kept: Sequence[Mapping[str, Any]]) -> tuple[FunctionParameter, ...]:
    return tuple(FunctionParameter(**one) for one in kept)

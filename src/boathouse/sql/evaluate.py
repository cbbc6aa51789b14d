"""A few rows of a query, as Python values: what variables and conditions are made of."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from boathouse.sql import types
from boathouse.sql.answer import Answer, Kind, record_batch
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.planning import Nested
from boathouse.sql.securables import SparkType

Nest = Callable[[Nested, contextlib.AsyncExitStack], Awaitable[Answer]]


async def evaluated(
    nest: Nest, nested: Nested, most: int = 2
) -> tuple[list[SparkType], list[tuple[Any, ...]]]:
    """The types of a query's columns and its first rows. Raises SqlError."""
    async with contextlib.AsyncExitStack() as use:
        answer = await nest(nested, use)
        if answer.kind is not Kind.ROWS:
            raise SqlError("PARSE_SYNTAX_ERROR", "A query is expected here.", "42601")
        kinds = [types.from_arrow(field) for field in answer.schema]
        for kind in kinds:
            refuse(kind)
        rows: list[tuple[Any, ...]] = []
        async with contextlib.aclosing(answer.batches) as batches:
            async for batch in batches:
                found = record_batch(answer.schema, batch).slice(0, most - len(rows))
                columns = [column.to_pylist() for column in found.columns]
                rows.extend(zip(*columns, strict=True))
                if len(rows) >= most:
                    break
        return kinds, rows


def refuse(kind: SparkType) -> None:
    """Raise NotSupported for a type whose values have no form here, such as months."""
    if isinstance(kind, dict):
        inner = (kind.get("elementType"), kind.get("keyType"), kind.get("valueType"))
        for one in (*inner, *(field["type"] for field in kind.get("fields", ()))):
            if one is not None:
                refuse(one)
        return
    months = kind.startswith("interval") and ("year" in kind or "month" in kind)
    if months or kind == "variant":
        raise NotSupported(f"Variables of the type {types.to_sql(kind)} are not supported.")


def row(rows: list[tuple[Any, ...]], width: int) -> tuple[Any, ...]:
    """The only row, or NULLs where there is none."""
    if len(rows) > 1:
        why = "More than one row returned by a subquery used as a row."
        raise SqlError("ROW_SUBQUERY_TOO_MANY_ROWS", why, "21000")
    return rows[0] if rows else (None,) * width

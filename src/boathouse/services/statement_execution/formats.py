"""Results as text: the rows of JSON_ARRAY, and the files behind JSON and CSV links."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

import msgspec

from boathouse.services.statement_execution.cells import cells
from boathouse.sql.answer import Batch, record_batch
from boathouse.sql.execution import FEW_ROWS
from boathouse.sql.shape import spark_type
from boathouse.sql.spool import Chunk, Spool
from boathouse.sql.types import readable

if TYPE_CHECKING:
    import pyarrow as pa

Row = Sequence[str | None]
T = TypeVar("T")


async def rows(spool: Spool, chunk: Chunk) -> list[Row]:
    """The rows of a chunk, every value as text or None."""
    return await _made(_rows, spool, chunk)


async def json_file(spool: Spool, chunk: Chunk) -> bytes:
    """A chunk as compact JSON: an array of arrays."""
    return await _made(_json, spool, chunk)


async def csv_file(spool: Spool, chunk: Chunk) -> bytes:
    """A chunk as CSV [RFC 4180]; the first one begins with the names of the columns."""
    return await _made(_csv if chunk.index else _csv_with_header, spool, chunk)


async def _made(make: Callable[[pa.Schema, Sequence[Batch]], T], spool: Spool, chunk: Chunk) -> T:
    batches = await spool.batches(chunk)
    if chunk.rows <= FEW_ROWS:
        return make(spool.schema, batches)
    return await asyncio.to_thread(make, spool.schema, batches)


def _rows(schema: pa.Schema, batches: Sequence[Batch]) -> list[Row]:
    found: list[Row] = []
    types, layout = [spark_type(field) for field in schema], readable(schema)
    for batch in batches:
        columns = zip(record_batch(layout, batch).columns, types, strict=True)
        found.extend(zip(*(cells(column, type) for column, type in columns), strict=True))
    return found


def _json(schema: pa.Schema, batches: Sequence[Batch]) -> bytes:
    return msgspec.json.encode(_rows(schema, batches))


def _csv_with_header(schema: pa.Schema, batches: Sequence[Batch]) -> bytes:
    return _lines([schema.names]) + _csv(schema, batches)


def _csv(schema: pa.Schema, batches: Sequence[Batch]) -> bytes:
    return _lines(
        ["null" if text is None else text for text in row] for row in _rows(schema, batches)
    )


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    lines = io.StringIO(newline="")
    csv.writer(lines).writerows(rows)
    return lines.getvalue().encode()

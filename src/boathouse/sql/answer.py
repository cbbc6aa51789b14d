"""What a statement answers: a schema, and record batches as they come.

A batch travels as the bytes of its Arrow IPC message: what the engine sent goes to the client
without being decoded on the way.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

END_OF_STREAM = b"\xff\xff\xff\xff\x00\x00\x00\x00"
"""What closes an Arrow IPC stream."""


class Kind(Enum):
    """What sort of rows an answer holds; clients are answered differently for each."""

    ROWS = "rows"
    """A query, SHOW, DESCRIBE."""
    COUNTS = "counts"
    """DML: one row of affected-row counts."""
    NOTHING = "nothing"
    """DDL, USE, SET: done, no columns."""
    TRANSFER = "transfer"
    """PUT, GET, REMOVE: one row that tells the client which request to make of which URL."""


@dataclass(frozen=True)
class Batch:
    """One encapsulated IPC message of a record batch, and how many rows it holds."""

    message: bytes
    rows: int


@dataclass(frozen=True)
class Answer:
    """`schema` has the Databricks type of each field in its metadata (`types.annotated`).

    `affected_rows`: of DML. Batches may be read once; closing the iterator stops the work.
    """

    schema: pa.Schema
    batches: AsyncGenerator[Batch, None]
    kind: Kind = Kind.ROWS
    affected_rows: int | None = None


def batch_of(record_batch: pa.RecordBatch) -> Batch:
    """A record batch of our own as it travels."""
    return Batch(record_batch.serialize().to_pybytes(), record_batch.num_rows)


def record_batch(schema: pa.Schema, batch: Batch) -> pa.RecordBatch:
    """The columns of a batch, without a copy."""
    import pyarrow as pa

    return pa.ipc.read_record_batch(pa.py_buffer(batch.message), schema)


def schema_message(schema: pa.Schema) -> bytes:
    """The message that opens an Arrow IPC stream of this schema."""
    return bytes(schema.serialize().to_pybytes())


def stream_of(schema: pa.Schema, messages: Sequence[bytes]) -> bytes:
    """A complete Arrow IPC stream: schema, batches, end."""
    return b"".join((schema_message(schema), *messages, END_OF_STREAM))


async def _few(batches: Sequence[Batch]) -> AsyncGenerator[Batch, None]:
    for batch in batches:
        yield batch


def nothing() -> Answer:
    """The answer of a statement that has none."""
    import pyarrow as pa

    return Answer(pa.schema([]), _few(()), Kind.NOTHING)


def rows(schema: pa.Schema, values: Sequence[Sequence[Any]]) -> Answer:
    """An answer of our own: rows in the order of the schema's fields."""
    import pyarrow as pa

    columns = list(zip(*values, strict=True)) if values else [()] * len(schema)
    arrays = [
        pa.array(column, type=field.type) for column, field in zip(columns, schema, strict=True)
    ]
    return Answer(schema, _few((batch_of(pa.record_batch(arrays, schema=schema)),)))


def counts(**numbers: int) -> Answer:
    """One row of BIGINT counts; the first is the number of affected rows."""
    import pyarrow as pa

    schema = pa.schema([pa.field(name, pa.int64()) for name in numbers])
    batch = pa.record_batch([[number] for number in numbers.values()], schema=schema)
    affected = next(iter(numbers.values()))
    return Answer(schema, _few((batch_of(batch),)), Kind.COUNTS, affected)

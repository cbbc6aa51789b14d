"""How far a client has read a result, and the next rows of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from boathouse.protocols.thrift.client import Client
from boathouse.protocols.thrift.codes import OperationType, RowSetType
from boathouse.sql.answer import Batch, Kind, batch_of, record_batch
from boathouse.sql.execution import FEW_ROWS, Execution
from boathouse.sql.spool import Chunk

PAGE_BYTES = 20 << 20
"""An inline page is no larger, whatever the client would take."""


@dataclass
class Reader:
    """What Thrift remembers of one statement. `operation`: which call began it.

    `arrow`, `links`, `lz4`: what its client can read. `text`: of the statement. `next_row`: the
    first row that it has not been given yet.
    """

    operation: OperationType
    client: Client
    arrow: bool = False
    links: bool = False
    lz4: bool = False
    text: str = ""
    next_row: int = 0
    format: RowSetType | None = None
    _kept: tuple[Chunk, tuple[Batch, ...]] | None = field(default=None, repr=False)

    def choose(self, execution: Execution) -> RowSetType:
        """Rows inline, in columns, or links: decided once, when the first rows are there."""
        if self.format is None:
            spool = execution.spool
            large = spool is not None and spool.bytes > self.client.inline_bytes
            if not self.arrow:
                self.format = RowSetType.COLUMN_BASED
            elif self.links and large and execution.kind is Kind.ROWS:
                self.format = RowSetType.URL_BASED
            else:
                self.format = RowSetType.ARROW_BASED
        return self.format

    async def chunk_at_next(self, execution: Execution) -> Chunk | None:
        """The chunk that holds the next row, waiting for it; None at the end. Raises SqlError."""
        index = 0
        while await execution.chunk(index):
            if execution.spool is None:
                return None
            chunk = execution.spool.chunks[index]
            if self.next_row < chunk.row_offset + chunk.rows:
                return chunk
            index += 1
        return None

    async def take(self, execution: Execution, rows: int, size: int) -> list[Batch]:
        """The next batches, of at most so many rows and about so many bytes, and step past them."""
        taken: list[Batch] = []
        size = min(size, PAGE_BYTES)
        while rows > 0 and size > 0 and (chunk := await self.chunk_at_next(execution)):
            for batch in await self._rest_of(execution, chunk):
                part = await _cut(execution, batch, rows)
                taken.append(part)
                rows, size = rows - part.rows, size - len(part.message)
                self.next_row += part.rows
                if rows <= 0 or size <= 0 or part is not batch:
                    break
            if execution.spool is None or not execution.spool.complete:
                break
        return taken

    async def at_end(self, execution: Execution) -> bool:
        """Whether all rows were given. Waits where that is not known yet."""
        spool = execution.spool
        if spool is not None and (spool.complete or self.next_row < spool.rows):
            return self.next_row >= spool.rows
        return await self.chunk_at_next(execution) is None

    async def _rest_of(self, execution: Execution, chunk: Chunk) -> list[Batch]:
        """The batches of a chunk from the next row on; the first may begin in the middle."""
        offset, rest = chunk.row_offset, []
        for batch in await self._batches(execution, chunk):
            begin = self.next_row - offset
            offset += batch.rows
            if begin <= 0:
                rest.append(batch)
            elif begin < batch.rows:
                rest.append(await _sliced(execution, batch, begin, batch.rows - begin))
        return rest

    async def _batches(self, execution: Execution, chunk: Chunk) -> tuple[Batch, ...]:
        """Those of the chunk that was read last are kept: small pages would read it many times."""
        if chunk.messages is not None:
            return chunk.messages
        if self._kept is None or self._kept[0] is not chunk:
            assert execution.spool is not None
            self._kept = chunk, await execution.spool.batches(chunk)
        return self._kept[1]


async def _cut(execution: Execution, batch: Batch, rows: int) -> Batch:
    return batch if batch.rows <= rows else await _sliced(execution, batch, 0, rows)


async def _sliced(execution: Execution, batch: Batch, begin: int, rows: int) -> Batch:
    assert execution.spool is not None
    schema = execution.spool.schema

    def work() -> Batch:
        return batch_of(record_batch(schema, batch).slice(begin, rows))

    return work() if batch.rows <= FEW_ROWS else await asyncio.to_thread(work)

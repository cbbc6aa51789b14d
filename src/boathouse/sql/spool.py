"""The result of one statement, kept in chunks until it is fetched: small ones in memory, the rest
in files of about 20 MB, each a complete Arrow IPC stream (LZ4 frame where the client asked)."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from boathouse.sql.answer import Batch, stream_of

if TYPE_CHECKING:
    import pyarrow as pa

MEMORY_BYTES = 4 * 1024 * 1024
CHUNK_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class Chunk:
    """Rows `row_offset` to `row_offset + rows`. `raw_bytes`: of the uncompressed Arrow stream.

    Either in memory (`messages`: the batches) or in a file of `stored_bytes`.
    """

    index: int
    row_offset: int
    rows: int
    raw_bytes: int
    stored_bytes: int
    messages: tuple[Batch, ...] | None
    path: Path | None


class Spool:
    """Takes batches in order, gives chunks. `lz4`: compress what is stored and what is given."""

    def __init__(self, schema: pa.Schema, folder: Path, *, lz4: bool) -> None:
        self.schema, self.lz4 = schema, lz4
        self.chunks: list[Chunk] = []
        self.rows = 0
        self.bytes = 0
        self.truncated = False
        self.complete = False
        self._folder = folder
        self._open: list[Batch] = []
        self._open_bytes = 0
        self._writing: asyncio.Task[None] | None = None
        self._discarded = False

    async def add(self, batch: Batch) -> None:
        """Keep a batch; waits while the chunk before is still being written."""
        self._open.append(batch)
        self._open_bytes += len(batch.message)
        self.rows += batch.rows
        self.bytes += len(batch.message)
        if self._open_bytes >= CHUNK_BYTES:
            await self._written()
            self._writing = asyncio.create_task(self._store(*self._cut()))

    async def finish(self) -> None:
        """No more batches will come."""
        await self._written()
        if self.chunks or self.bytes > MEMORY_BYTES:
            if self._open:
                await self._store(*self._cut())
        else:
            batches, _ = self._cut()
            self._append(batches, None, 0, 0)
        self.complete = True

    async def stream(self, chunk: Chunk) -> bytes:
        """A chunk as a complete Arrow IPC stream, compressed where that was asked."""
        if chunk.path is not None:
            return await asyncio.to_thread(chunk.path.read_bytes)
        return encoded(self.schema, chunk.messages or (), lz4=self.lz4)

    async def batches(self, chunk: Chunk) -> tuple[Batch, ...]:
        """The batches of a chunk, uncompressed."""
        if chunk.messages is not None:
            return chunk.messages
        return await asyncio.to_thread(_batches, await self.stream(chunk), self.lz4)

    def discard(self) -> None:
        """Give up what is kept. Who still reads a file keeps it until done."""
        if self._writing is not None:
            self._writing.cancel()
        self._open, self.chunks, self._discarded = [], [], True
        self._remove()

    def _cut(self) -> tuple[list[Batch], int]:
        batches, index = self._open, len(self.chunks)
        self._open, self._open_bytes = [], 0
        return batches, index

    async def _written(self) -> None:
        if self._writing is not None:
            await self._writing
            self._writing = None

    async def _store(self, batches: list[Batch], index: int) -> None:
        path = self._folder / f"{index}.arrow"
        work = asyncio.to_thread(_write, path, self.schema, batches, self.lz4)
        writing = asyncio.ensure_future(work)
        # A thread cannot be stopped: what it wrote behind the back of `discard` goes after it.
        writing.add_done_callback(self._written_late)
        raw, stored = await asyncio.shield(writing)
        self._append(batches, path, raw, stored)

    def _written_late(self, writing: asyncio.Future[tuple[int, int]]) -> None:
        if self._discarded:
            self._remove()
            if not writing.cancelled():
                writing.exception()

    def _remove(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def _append(self, batches: list[Batch], path: Path | None, raw: int, stored: int) -> None:
        before = self.chunks[-1] if self.chunks else None
        offset = before.row_offset + before.rows if before else 0
        rows = sum(batch.rows for batch in batches)
        kept = tuple(batches) if path is None else None
        if path is None:
            raw = stored = sum(len(batch.message) for batch in batches)
        self.chunks.append(Chunk(len(self.chunks), offset, rows, raw, stored, kept, path))


def encoded(schema: pa.Schema, batches: list[Batch] | tuple[Batch, ...], *, lz4: bool) -> bytes:
    """A complete Arrow IPC stream of batches, as one LZ4 frame where asked."""
    whole = stream_of(schema, [batch.message for batch in batches])
    return compressed(whole) if lz4 else whole


def compressed(data: bytes) -> bytes:
    """One LZ4 frame."""
    import pyarrow as pa

    return bytes(pa.compress(data, codec="lz4", asbytes=True))


def _write(path: Path, schema: pa.Schema, batches: list[Batch], lz4: bool) -> tuple[int, int]:
    whole = stream_of(schema, [batch.message for batch in batches])
    stored = compressed(whole) if lz4 else whole
    with contextlib.suppress(FileExistsError):
        path.parent.mkdir(parents=True, mode=0o700)
    path.write_bytes(stored)
    return len(whole), len(stored)


def _batches(stored: bytes, lz4: bool) -> tuple[Batch, ...]:
    import pyarrow as pa

    source = pa.py_buffer(stored)
    reader = pa.ipc.open_stream(pa.CompressedInputStream(source, "lz4") if lz4 else source)
    return tuple(Batch(batch.serialize().to_pybytes(), batch.num_rows) for batch in reader)

"""The result of one statement, kept in chunks of about 20 MB until it is fetched: in memory while
there is room for it, else in files, each a complete Arrow IPC stream (LZ4 frame where asked)."""

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
"""A result of no more is one chunk, kept as it came."""
CHUNK_BYTES = 20 * 1024 * 1024
LZ4_BLOCK_BYTES = 4 * 1024 * 1024
LZ4_HEADER = bytes.fromhex("04224d18 60 70 73")
"""LZ4's frame format: its magic number, version 1 with independent blocks, blocks of at most 4 MB,
the checksum of these two bytes."""


@dataclass(frozen=True)
class Chunk:
    """Rows `row_offset` to `row_offset + rows`. `raw_bytes`: of the uncompressed Arrow stream.

    In memory, as batches (`messages`) or as `stored_bytes` of its stream (`data`), or in a file.
    """

    index: int
    row_offset: int
    rows: int
    raw_bytes: int
    stored_bytes: int
    messages: tuple[Batch, ...] | None
    path: Path | None
    data: bytes | None = None


class Room:
    """How many bytes of all results together stay in memory; belongs to the event loop.

    Writing a file costs nine times what sending it to a client does (measured, 160 MB), and most
    results are fetched at once and closed.
    """

    def __init__(self, size: int) -> None:
        self.left = size

    def take(self, size: int) -> bool:
        """Whether there is room for so many; if so, it is taken."""
        if size > self.left:
            return False
        self.left -= size
        return True

    def give_back(self, size: int) -> None:
        """So many are not kept any more."""
        self.left += size


class Spool:
    """Takes batches in order, gives chunks. `lz4`: compress what is stored and what is given.

    `room`: None keeps chunks in files alone.
    """

    def __init__(
        self, schema: pa.Schema, folder: Path, *, lz4: bool, room: Room | None = None
    ) -> None:
        self.schema, self.lz4 = schema, lz4
        self._room = room or Room(0)
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
            self._append_as_they_are(batches)
        self.complete = True

    async def stream(self, chunk: Chunk) -> bytes:
        """A chunk as a complete Arrow IPC stream, compressed where that was asked."""
        if chunk.data is not None:
            return chunk.data
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
        self._room.give_back(sum(len(chunk.data or b"") for chunk in self.chunks))
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
        raw, data = await asyncio.to_thread(_packed, self.schema, batches, self.lz4)
        if self._room.take(len(data)):
            self._append(batches, None, raw, data)
            return
        path = self._folder / f"{index}.arrow"
        writing = asyncio.ensure_future(asyncio.to_thread(_write, path, data))
        # A thread cannot be stopped: what it wrote behind the back of `discard` goes after it.
        writing.add_done_callback(self._written_late)
        await asyncio.shield(writing)
        self._append(batches, path, raw, data)

    def _written_late(self, writing: asyncio.Future[None]) -> None:
        if self._discarded:
            self._remove()
            if not writing.cancelled():
                writing.exception()

    def _remove(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def _append(self, batches: list[Batch], path: Path | None, raw: int, data: bytes) -> None:
        before = self.chunks[-1] if self.chunks else None
        offset = before.row_offset + before.rows if before else 0
        rows = sum(batch.rows for batch in batches)
        kept = data if path is None else None
        self.chunks.append(Chunk(len(self.chunks), offset, rows, raw, len(data), None, path, kept))

    def _append_as_they_are(self, batches: list[Batch]) -> None:
        size = sum(len(batch.message) for batch in batches)
        rows = sum(batch.rows for batch in batches)
        self.chunks.append(Chunk(0, 0, rows, size, size, tuple(batches), None))


def encoded(schema: pa.Schema, batches: list[Batch] | tuple[Batch, ...], *, lz4: bool) -> bytes:
    """A complete Arrow IPC stream of batches, as one LZ4 frame where asked."""
    whole = stream_of(schema, [batch.message for batch in batches])
    return compressed(whole) if lz4 else whole


def compressed(data: bytes) -> bytes:
    """One LZ4 frame of independent blocks: JDBC's decoder refuses those that build on others."""
    import pyarrow as pa

    codec, view, pieces = pa.Codec("lz4_raw"), memoryview(data), [LZ4_HEADER]
    for start in range(0, len(view), LZ4_BLOCK_BYTES):
        block = view[start : start + LZ4_BLOCK_BYTES]
        packed = codec.compress(block, asbytes=True)
        if len(packed) < len(block):
            pieces += [len(packed).to_bytes(4, "little"), packed]
        else:  # the highest bit says that the block is stored as it is
            pieces += [(len(block) | 1 << 31).to_bytes(4, "little"), bytes(block)]
    return b"".join([*pieces, bytes(4)])


def _packed(schema: pa.Schema, batches: list[Batch], lz4: bool) -> tuple[int, bytes]:
    """How long the stream of the batches is, and what is stored of it."""
    whole = stream_of(schema, [batch.message for batch in batches])
    return len(whole), compressed(whole) if lz4 else whole


def _write(path: Path, data: bytes) -> None:
    with contextlib.suppress(FileExistsError):
        path.parent.mkdir(parents=True, mode=0o700)
    path.write_bytes(data)


def _batches(stored: bytes, lz4: bool) -> tuple[Batch, ...]:
    import pyarrow as pa

    source = pa.py_buffer(stored)
    reader = pa.ipc.open_stream(pa.CompressedInputStream(source, "lz4") if lz4 else source)
    return tuple(Batch(batch.serialize().to_pybytes(), batch.num_rows) for batch in reader)

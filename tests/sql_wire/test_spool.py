"""Results in chunks: in memory while there is room, in files beyond, the same to whoever reads."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pyarrow as pa
import pytest

from boathouse.sql.answer import batch_of, record_batch
from boathouse.sql.spool import CHUNK_BYTES, Room, Spool

BATCHES = 5
BATCH = pa.record_batch({"n": pa.array(range(1_000_000), pa.int64())})


async def filled(folder: Path, room: Room, *, lz4: bool) -> Spool:
    spool = Spool(BATCH.schema, folder, lz4=lz4, room=room)
    sent = batch_of(BATCH)
    for _ in range(BATCHES):
        await spool.add(sent)
    await spool.finish()
    return spool


async def read(spool: Spool, lz4: bool) -> tuple[int, int]:
    """How many rows its streams hold, and how many its batches."""
    streamed = batched = 0
    for chunk in spool.chunks:
        stored = pa.py_buffer(await spool.stream(chunk))
        assert len(stored) == chunk.stored_bytes
        source = pa.CompressedInputStream(stored, "lz4") if lz4 else stored
        streamed += pa.ipc.open_stream(source).read_all().num_rows
        batches = await spool.batches(chunk)
        batched += sum(record_batch(spool.schema, batch).num_rows for batch in batches)
    return streamed, batched


@pytest.mark.parametrize("lz4", [True, False])
@pytest.mark.parametrize("size", [0, CHUNK_BYTES + 5_000_000, 1 << 30])
def test_chunks_are_the_same_wherever_they_are_kept(tmp_path: Path, lz4: bool, size: int) -> None:
    async def scenario() -> None:
        room = Room(size)
        spool = await filled(tmp_path / "s", room, lz4=lz4)
        kept = [chunk.data is not None for chunk in spool.chunks]
        files = [chunk.path is not None for chunk in spool.chunks]
        assert files == [not here for here in kept]
        assert any(kept) is (size > 0)
        assert (tmp_path / "s").exists() is any(files)
        rows = BATCHES * BATCH.num_rows
        assert await read(spool, lz4) == (rows, rows)
        offsets = [chunk.row_offset for chunk in spool.chunks]
        assert offsets == [n * offsets[1] for n in range(len(offsets))]
        spool.discard()
        assert room.left == size
        assert not (tmp_path / "s").exists()

    asyncio.run(scenario())

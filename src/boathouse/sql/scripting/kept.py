"""The rows of a script's last query, kept until the script is over."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncGenerator, Callable
from functools import partial
from typing import IO, TYPE_CHECKING, TypeVar

from boathouse.sql.answer import Answer, Batch

if TYPE_CHECKING:
    import pyarrow as pa

MEMORY_BYTES = 32 * 1024 * 1024
"""More goes to a file, which has no name and goes with the process."""
SMALL_BYTES = 1024 * 1024
"""So many are written and read on the spot."""

Result = TypeVar("Result")


class Kept:
    """Batches as they came."""

    def __init__(self, schema: pa.Schema) -> None:
        self.schema = schema
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(MEMORY_BYTES)  # noqa: SIM115
        self._sizes: list[tuple[int, int]] = []

    @classmethod
    async def all_of(cls, answer: Answer) -> Kept:
        """All rows of an answer."""
        kept = cls(answer.schema)
        try:
            async with contextlib.aclosing(answer.batches) as batches:
                async for batch in batches:
                    await kept._do(len(batch.message), partial(kept._file.write, batch.message))
                    kept._sizes.append((len(batch.message), batch.rows))
        except BaseException:
            kept.close()
            raise
        return kept

    def answer(self) -> Answer:
        """The rows again, once."""
        return Answer(self.schema, self._again())

    def close(self) -> None:
        """Give them up."""
        self._file.close()

    async def _again(self) -> AsyncGenerator[Batch, None]:
        with contextlib.closing(self._file):
            self._file.seek(0)
            for size, rows in self._sizes:
                yield Batch(await self._do(size, partial(self._file.read, size)), rows)

    async def _do(self, size: int, work: Callable[[], Result]) -> Result:
        return work() if size < SMALL_BYTES else await asyncio.to_thread(work)

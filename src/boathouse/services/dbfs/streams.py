"""Files written block by block: create, add-block, close.

Each block is on disk before it is acknowledged; a stream survives a restart of the server.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from boathouse.context import Context, Parts
from boathouse.errors import ResourceDoesNotExist
from boathouse.services.dbfs import store
from boathouse.services.dbfs.places import files, key_of, told
from boathouse.services.dbfs.store import Handle
from boathouse.store.blobs import GrowingBlob
from boathouse.store.ids import new_id

IDLE_MILLIS = 10 * 60 * 1000
"""A handle that nobody used this long is gone, as documented."""


def open_stream(ctx: Context, path: str, overwrite: bool) -> int:
    """The handle of a new stream."""
    number = new_id(ctx.now)
    files(ctx.parts.config).grow(str(number))
    user_name = ctx.principal.user_name
    with ctx.write() as tx:
        store.insert_handle(tx, Handle(number, path, overwrite, user_name, 0, ctx.now))
    return number


def append(ctx: Context, number: int, block: bytes) -> None:
    """Add a block. Errors: ResourceDoesNotExist, PermissionDenied for another's handle."""
    with _locked(ctx, number) as (handle, blob):
        blob.append(handle.size, block)
        with ctx.write() as tx:
            store.acknowledge(tx, number, handle.size + len(block), ctx.now)


def finish(ctx: Context, number: int) -> None:
    """Put the file in its place. Errors: as `append`, and ResourceAlreadyExists."""
    handle = _require(ctx, number)
    names = files(ctx.parts.config).growing_names()
    if str(number) in names:
        with _locked(ctx, number) as (handle, blob), told(handle.path):
            blob.publish(key_of(handle.path), handle.size, replace=handle.overwrite)
    # Without its blob the stream was finished just before a kill: only its row is left.
    with ctx.write() as tx:
        store.delete_handle(tx, number)


@contextmanager
def _locked(ctx: Context, number: int) -> Iterator[tuple[Handle, GrowingBlob]]:
    _require(ctx, number)
    try:
        with files(ctx.parts.config).growing(str(number)) as blob:
            # The lock may have been waited for: read the row anew.
            ctx.close()
            yield _require(ctx, number), blob
    except FileNotFoundError:
        raise _unknown(number) from None


def _require(ctx: Context, number: int) -> Handle:
    handle = store.by_number(ctx.tx, number)
    if handle is None or handle.used_at < ctx.now - IDLE_MILLIS:
        raise _unknown(number)
    ctx.require_owner(handle.user_name, f"The handle {number} belongs to another user.")
    return handle


def _unknown(number: int) -> ResourceDoesNotExist:
    return ResourceDoesNotExist(f"No open stream exists with handle {number}.")


class StreamSweep:
    """Ends idle streams, and drops what no stream needs any more."""

    kind = "dbfs streams"

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._files = files(parts.config).swept()
        # A stream makes its blob first and then its row: two rounds without one mean none.
        self._seen = self._files.growing_names()

    async def step(self) -> float:
        """One round; the seconds until the next."""
        await asyncio.to_thread(self.round)
        return IDLE_MILLIS / 1000

    def round(self) -> None:
        """End the streams that are idle now, drop the blobs orphaned a round ago already."""
        with self._parts.database.write() as tx:
            store.delete_idle(tx, self._parts.clock() - IDLE_MILLIS)
        names = self._files.growing_names()
        with self._parts.database.read() as tx:
            orphans = names - {str(number) for number in store.all_numbers(tx)}
        for name in orphans & self._seen:
            self._files.end_growing(name)
        self._seen = orphans

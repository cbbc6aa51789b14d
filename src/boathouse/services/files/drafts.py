"""Files on their way in: written where nobody looks, then given their name at once.

What a kill leaves in `<data>/uploads` is swept; it was never visible.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from boathouse.config import Config
from boathouse.errors import BadRequest
from boathouse.route import Body
from boathouse.services.files.places import Spot, there, told_of_change
from boathouse.services.files.threads import to_the_end

WRITE_BYTES = 1024 * 1024
DRAFT = ".draft"


def folder(config: Config) -> Path:
    """Where uploads wait: on the same disk as the managed volumes."""
    ours = config.data_dir / "uploads"
    ours.mkdir(exist_ok=True, mode=0o700)
    return ours


async def upload(config: Config, spot: Spot, body: Body, *, replace: bool) -> None:
    """Write the body to its place, whole or not at all. Errors: 409 for what is in the way."""
    await to_the_end(refuse_obstacle, spot, replace)
    async with received(folder(config), body) as draft:
        await to_the_end(publish, spot, draft, replace)


@asynccontextmanager
async def received(staging: Path, body: Body) -> AsyncIterator[Path]:
    """A file on disk with all of the body, which is gone afterwards unless it was renamed."""
    draft = staging / f"{secrets.token_hex(16)}{DRAFT}"
    with told_of_change("the upload"):
        descriptor = await to_the_end(os.open, draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        try:
            try:
                await _write(descriptor, body)
                await to_the_end(os.fsync, descriptor)
            finally:
                os.close(descriptor)
            yield draft
        finally:
            draft.unlink(missing_ok=True)


async def _write(descriptor: int, body: Body) -> None:
    pieces: list[bytes] = []
    size = total = 0
    async for piece in body:
        pieces.append(piece)
        size, total = size + len(piece), total + len(piece)
        if size >= WRITE_BYTES:
            await to_the_end(_write_all, descriptor, pieces)
            pieces, size = [], 0
    await to_the_end(_write_all, descriptor, pieces)
    if body.length is not None and total != body.length:
        raise BadRequest(f"The body has {total} bytes instead of {body.length}.")


def _write_all(descriptor: int, pieces: list[bytes]) -> None:
    view = memoryview(b"".join(pieces))
    while view:
        view = view[os.write(descriptor, view) :]


def refuse_obstacle(spot: Spot, replace: bool) -> None:
    """409 before a body is taken in for nothing; `publish` decides."""
    if replace:
        return
    with told_of_change(spot.shown):
        try:
            spot.file.status()
        except FileNotFoundError:
            return
    raise there(spot.shown)


def publish(spot: Spot, draft: Path, replace: bool) -> None:
    """Give the draft its name. Errors: 409 for what is in the way."""
    with told_of_change(spot.shown):
        spot.file.publish(draft, replace=replace)

"""Work on the disk, off the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


async def to_the_end(act: Callable[..., Result], *arguments: object) -> Result:
    """`act(*arguments)` in a thread. Where the caller is cancelled, CancelledError comes once the
    thread has ended: no descriptor is closed under its hands, no file removed that it writes."""
    work = asyncio.ensure_future(asyncio.to_thread(act, *arguments))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait((work,))
        raise

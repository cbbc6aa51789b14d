"""Drops what uploads left behind: drafts of a server that was killed, uploads nobody completed."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import suppress

from boathouse.context import Parts
from boathouse.services.files import drafts
from boathouse.services.files.tickets import SESSION_MILLIS

INTERVAL_SECONDS = 3600.0


class UploadSweep:
    """Looks at `<data>/uploads` once an hour."""

    kind = "upload sweep"

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        # Nothing is served yet: whoever wrote these drafts is dead.
        for draft in drafts.folder(parts.config).glob(f"*{drafts.DRAFT}"):
            draft.unlink()

    async def step(self) -> float:
        """One round; the seconds until the next."""
        await asyncio.to_thread(self.round)
        return INTERVAL_SECONDS

    def round(self) -> None:
        """Remove what nobody touched for as long as an upload may take."""
        limit = (self._parts.clock() - SESSION_MILLIS) / 1000
        for entry in drafts.folder(self._parts.config).iterdir():
            # Its request may end while we look.
            with suppress(FileNotFoundError):
                if entry.stat().st_mtime >= limit:
                    continue
                if entry.is_dir():
                    shutil.rmtree(entry)
                else:
                    entry.unlink()

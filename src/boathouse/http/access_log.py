"""One JSON line a request: who, what, how it ended. No query, no body, no credential.

Written by hand: the standard library's rotating handler costs a tenth of a whole request.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, BinaryIO

from boathouse.services.audit.lines import line_of

MAX_BYTES, KEPT_FILES = 20_000_000, 5

log = logging.getLogger("boathouse.http")


class AccessLog:
    """`logs/access.jsonl` in the data folder, rotated by size. For the event loop's thread only."""

    def __init__(self, folder: Path, max_bytes: int = MAX_BYTES) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path, self._max_bytes = folder / "access.jsonl", max_bytes
        self._file: BinaryIO | None = None
        self._size = 0

    def write(self, **line: Any) -> None:
        """Append one line, whatever a client put into a path or an agent's name."""
        try:
            self._append(line_of(line))
        except OSError as error:
            # The request has been answered: it must not fail now.
            log.warning("a line of the access log was lost: %s", error)

    def _append(self, text: bytes) -> None:
        if self._file is not None and self._size + len(text) > self._max_bytes:
            self._rotate()
        if self._file is None:
            # Unbuffered: a line is in the file once its request is answered.
            self._file = self._path.open("ab", buffering=0)
            self._size = self._file.tell()
        self._file.write(text)
        self._size += len(text)

    def _rotate(self) -> None:
        """access.jsonl becomes access.jsonl.1, that one .2; the oldest goes."""
        self.close()
        names = [
            self._path,
            *(self._path.with_name(f"access.jsonl.{n + 1}") for n in range(KEPT_FILES)),
        ]
        for older, newer in zip(names[:0:-1], names[-2::-1], strict=True):
            if newer.exists():
                newer.replace(older)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

"""One JSON line a request: who, what, how it ended. No query, no body, no credential."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from boathouse.services.audit.lines import line_of

MAX_BYTES, KEPT_FILES = 20_000_000, 5


class AccessLog:
    """`logs/access.jsonl` in the data folder, rotated by size."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._handler = RotatingFileHandler(
            folder / "access.jsonl", maxBytes=MAX_BYTES, backupCount=KEPT_FILES, delay=True
        )
        self._handler.setFormatter(logging.Formatter("%(message)s"))

    def write(self, **line: Any) -> None:
        """Append one line, whatever a client put into a path or an agent's name."""
        # Straight to the handler: a logger would look up who called it, every time.
        self._handler.handle(logging.makeLogRecord({"msg": line_of(line)}))

    def close(self) -> None:
        """Close the file."""
        self._handler.close()

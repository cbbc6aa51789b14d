"""The server's own log: JSON lines in the data folder, warnings and worse on the terminal too.

A failed request's line carries the request id that its answer carried (`x-request-id`), so that the
id which a user quotes finds the traceback.
"""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from boathouse.services.audit.lines import line_of

MAX_BYTES, KEPT_FILES = 20_000_000, 5


class JsonLines(logging.Formatter):
    """time, level, logger, message; request_id and traceback where there are any."""

    def format(self, record: logging.LogRecord) -> str:
        """One record as one line."""
        line: dict[str, Any] = {
            "time": int(record.created * 1000),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        request_id = getattr(record, "request_id", None)
        if request_id is not None:
            line["request_id"] = request_id
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return line_of(line).decode().rstrip("\n")


def open_log(folder: Path) -> None:
    """Let the whole process log to `server.jsonl` in a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lines = RotatingFileHandler(
        folder / "server.jsonl", maxBytes=MAX_BYTES, backupCount=KEPT_FILES, delay=True
    )
    lines.setFormatter(JsonLines())
    terminal = logging.StreamHandler()
    terminal.setLevel(logging.WARNING)
    terminal.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[lines, terminal])

"""Atomic small files: readers see the old content or the new, never a part."""

import json
import os
from pathlib import Path
from typing import Any


def write_bytes(path: Path, data: bytes, *, durable: bool = False) -> None:
    """Replace `path` with `data` (mode 0600). `durable` survives a power loss (fsync)."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        if durable:
            os.fsync(file.fileno())
    os.replace(temporary, path)
    if durable:
        _sync_folder(path.parent)


def write_json(path: Path, document: Any, *, durable: bool = False) -> None:
    """Replace `path` with the JSON text of `document`."""
    write_bytes(path, json.dumps(document).encode(), durable=durable)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

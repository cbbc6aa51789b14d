"""Writes generated files, or with check=True says which of them are out of date."""

from __future__ import annotations

import sys
from pathlib import Path


def bring_up_to_date(texts: dict[Path, str], *, check: bool) -> int:
    """Exit code: 1 if check found a file that differs, else 0."""
    stale = [path for path, text in texts.items() if not _holds(path, text)]
    if not check:
        for path in stale:
            path.write_text(texts[path], encoding="utf-8")
        print(f"{Path(sys.argv[0]).name}: {len(stale)} of {len(texts)} files written")
        return 0
    for path in stale:
        print(f"{path.name} is out of date: run `python {sys.argv[0]}`", file=sys.stderr)
    return 1 if stale else 0


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text

"""The outputs of cells in the shapes of nbformat 4.5, bounded.

Of each cell the first 5 MB are kept, of all cells together 20 MB (counted in characters); what
is left out is said in the cell. A single display that does not fit is left out whole.
"""

import json
from pathlib import Path
from typing import Any

from boathouse.runtime import atomic
from boathouse.runtime.failure import Failure
from boathouse.runtime.redact import Redact
from boathouse.runtime.source import Cell

CELL_LIMIT = 5_000_000
NOTEBOOK_LIMIT = 20_000_000
# What an output costs beside its text: displays without end are bounded too.
_EACH = 200
_VENDOR = "application/vnd.databricks.v1"


class CellOutputs:
    """Collects what the running cell shows."""

    def __init__(self, redact: Redact, limit: int) -> None:
        self._redact = redact
        self._limit = limit
        self._left = limit
        self._outputs: list[dict[str, Any]] = []
        self._chunks: list[str] = []
        self._cut = False

    @property
    def used(self) -> int:
        """How much of the limit is taken."""
        return self._limit - self._left

    def stream(self, name: str, text: str) -> None:
        """Text that was written to stdout or stderr (already redacted)."""
        last = self._outputs[-1] if self._outputs else {}
        if last.get("name") != name:
            if not self._take(_EACH):
                return
            self._chunks = []
            self._outputs.append({"output_type": "stream", "name": name, "text": self._chunks})
        kept = text[: max(self._left, 0)]
        self._cut = self._cut or len(kept) < len(text)
        self._left -= len(kept)
        if kept:
            self._chunks.append(kept)

    def show(self, data: dict[str, Any], metadata: dict[str, Any] | None = None) -> None:
        """A value that was displayed."""
        self._add({"output_type": "display_data", "metadata": metadata or {}}, data)

    def result(self, count: int, data: dict[str, Any], metadata: dict[str, Any]) -> None:
        """The value of the last expression."""
        kind = {"output_type": "execute_result", "execution_count": count, "metadata": metadata}
        self._add(kind, data)

    def fail(self, failure: Failure) -> None:
        """The error that ended the cell: kept whatever the limit."""
        self._outputs.append(
            {
                "output_type": "error",
                "ename": failure.kind,
                "evalue": failure.message[:CELL_LIMIT],
                "traceback": failure.trace.splitlines(),
            }
        )

    def close(self) -> list[dict[str, Any]]:
        """All outputs as nbformat has them."""
        outputs = [
            one | {"text": "".join(one["text"])} if one["output_type"] == "stream" else one
            for one in self._outputs
        ]
        if self._cut:
            note = "Truncated: the cell showed more than is kept.\n"
            outputs.append({"output_type": "stream", "name": "stderr", "text": note})
        return outputs

    def _add(self, output: dict[str, Any], data: dict[str, Any]) -> None:
        shown = {
            kind: self._redact(value) if isinstance(value, str) else value
            for kind, value in data.items()
        }
        size = sum(len(value) if isinstance(value, str) else _EACH for value in shown.values())
        if self._take(size + _EACH):
            self._outputs.append(output | {"data": shown})

    def _take(self, size: int) -> bool:
        if size > self._left:
            self._cut = True
            return False
        self._left -= size
        return True


class Document:
    """notebook.ipynb: written anew, atomically, after each cell."""

    def __init__(self, path: Path, cells: list[Cell], language: str, name: str) -> None:
        self._path = path
        self._left = NOTEBOOK_LIMIT
        self._metadata = _metadata(language, name)
        self._sources = cells
        # As JSON text, so that a rewrite does not pay for the cells before.
        self._texts = [json.dumps(_cell(i, cell, None, [])) for i, cell in enumerate(cells)]

    def open_cell(self, redact: Redact) -> CellOutputs:
        """A collector with what is left for the next cell."""
        return CellOutputs(redact, min(CELL_LIMIT, self._left))

    def record(self, index: int, count: int, outputs: CellOutputs) -> None:
        """Put the outputs of an executed cell in, and write."""
        self._left -= outputs.used
        cell = _cell(index, self._sources[index], count, outputs.close())
        self._texts[index] = json.dumps(cell)
        self.write()

    def write(self) -> None:
        """Replace the file."""
        head = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": self._metadata})
        text = f'{head[:-1]}, "cells": [{",".join(self._texts)}]}}'
        atomic.write_bytes(self._path, text.encode())


def _cell(index: int, cell: Cell, count: int | None, outputs: list[Any]) -> dict[str, Any]:
    about = {"title": cell.title or "", "showTitle": bool(cell.title) and cell.title_shown}
    return {
        "cell_type": "code",
        "id": f"cell-{index}",
        "execution_count": count,
        "metadata": {f"{_VENDOR}+cell": about},
        "outputs": outputs,
        "source": cell.text,
    }


def _metadata(language: str, name: str) -> dict[str, Any]:
    return {
        f"{_VENDOR}+notebook": {"language": language.lower(), "notebookName": name},
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": language.lower()},
    }

"""Rows of records on their way into columns: what happens to malformed ones, what is rescued."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from boathouse.sql.errors import SqlError
from boathouse.sql.files.listing import Found
from boathouse.sql.files.options import CORRUPT, Options
from boathouse.sql.securables import Column

CHUNK = 20_000


class Rows:
    """Collects the rows of one file. `rescues`: whether a last value holds what was not read."""

    def __init__(
        self, columns: Sequence[Column], options: Options, file: Found, *, rescues: bool
    ) -> None:
        name = options.text("columnnameofcorruptrecord", CORRUPT)
        at = [index for index, column in enumerate(columns) if column.name == name]
        self.corrupt = at[0] if at else None
        self.mode, self.rescues, self._file = options.mode, rescues, file
        self._rows: list[Sequence[Any]] = []
        self._width = len(columns) + rescues

    def add(
        self,
        values: list[Any],
        record: str,
        *,
        malformed: bool = False,
        mismatched: bool = False,
        rescued: Mapping[str, Any] | None = None,
    ) -> None:
        """A record. `malformed`: its form is wrong; `mismatched`: a value is of no use."""
        if malformed or (mismatched and not self.rescues):
            if self.mode == "FAILFAST":
                raise failed(self._file, record)
            if self.mode == "DROPMALFORMED":
                return
            if self.corrupt is not None:
                values[self.corrupt] = record
        if self.rescues:
            values.append(self._rescued(rescued) if rescued else None)
        self._rows.append(values)

    @property
    def full(self) -> bool:
        """Whether it is time to take them."""
        return len(self._rows) >= CHUNK

    def take(self) -> list[Sequence[Any]]:
        """The columns of the rows since the last time; of no rows, empty ones."""
        rows, self._rows = self._rows, []
        return list(zip(*rows, strict=True)) if rows else [()] * self._width

    def _rescued(self, values: Mapping[str, Any]) -> str:
        whole = {**values, "_file_path": self._file.shown}
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def failed(file: Found, record: str) -> SqlError:
    """The error of a malformed record in the mode FAILFAST."""
    return SqlError(
        "MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION",
        f"Malformed records are detected in record parsing: {record[:200]}. Parse Mode: FAILFAST."
        " To process malformed records as null result, try setting the option 'mode' as"
        f" 'PERMISSIVE'. File: {file.shown}.",
        "22023",
    )

"""Names that the engine is told: fresh ones for each table of each statement, unguessable, and
forgotten with the statement, so that a name which nobody authorized does not exist."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from boathouse.sql.securables import Column

ENGINE_CATALOG = "main"
ENGINE_SCHEMA = "default"


@dataclass(frozen=True)
class IssuedTable:
    """What an issued name stands for. `shown` is the name that the user knows it by."""

    shown: str
    location: str
    columns: tuple[Column, ...]
    partitions: tuple[str, ...] = ()
    format: str = "DELTA"


class IssuedNames:
    """The names of the statements that run now. Used from several threads: dict operations only."""

    def __init__(self) -> None:
        self._tables: dict[str, IssuedTable] = {}

    def issue(self, table: IssuedTable) -> str:
        """A fresh full name for the engine."""
        name = f"{ENGINE_CATALOG}.{ENGINE_SCHEMA}.t_{secrets.token_hex(12)}"
        self._tables[name] = table
        return name

    def lookup(self, full_name: str) -> IssuedTable | None:
        """The table of a name that a running statement was given."""
        return self._tables.get(full_name.replace("`", ""))

    def release(self, names: Iterable[str]) -> None:
        """The statement is over."""
        for name in names:
            self._tables.pop(name, None)

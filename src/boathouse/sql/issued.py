"""Names that the engine is told: fresh schemas for each statement, unguessable, and forgotten with
it, so that a name which nobody authorized does not exist.

The last part stays the user's own, so that `orders.total` in the user's text still means it.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from boathouse.sql.securables import Column

ENGINE_CATALOG = "main"


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

    def __init__(self, *, own: bool = False) -> None:
        self.own = own
        """Of an engine that runs its user's code: what it opens, its user has."""
        self._schemas: dict[str, dict[str, IssuedTable]] = {}
        self._folders: dict[str, Path] = {}
        self._engines: dict[str, IssuedNames] = {}
        self.opener: Callable[[IssuedTable], None] | None = None
        """Lets the engine into a table's folder, or raises SqlError."""
        self.folder: Path | None = None
        """Where statements put files of their own for this engine; None: in the data folder."""

    def of_engine(self, engine: str) -> IssuedNames:
        """The names that one engine alone finds: a cluster's, which runs its user's code."""
        return self._engines.setdefault(engine, IssuedNames(own=True))

    def open_schema(self) -> str:
        """A fresh schema; its full name is `main.<it>`."""
        schema = f"s_{secrets.token_hex(12)}"
        self._schemas[schema] = {}
        return schema

    def remove_with(self, schema: str, folder: Path) -> None:
        """A folder of the statement's own, removed once its schema is released."""
        self._folders[schema] = folder

    def issue(self, schema: str, name: str, table: IssuedTable) -> None:
        """Let the engine find a table under `main.<schema>.<name>`."""
        if self.opener is not None:
            self.opener(table)
        self._schemas[schema][name.lower()] = table

    def lookup(self, full_name: str) -> IssuedTable | None:
        """The table of a full name that a running statement was given; parts may be quoted."""
        parts = [_unquoted(part) for part in full_name.lower().split(".", 2)]
        if len(parts) != 3 or parts[0] != ENGINE_CATALOG:
            return None
        return self._schemas.get(parts[1], {}).get(parts[2])

    def has_schema(self, full_name: str) -> bool:
        """Whether a full name is a schema of a running statement."""
        catalog, _, schema = full_name.replace("`", "").lower().partition(".")
        return catalog == ENGINE_CATALOG and schema in self._schemas

    def release(self, schemas: Iterable[str]) -> None:
        """The statement is over."""
        for schema in schemas:
            self._schemas.pop(schema, None)
            folder = self._folders.pop(schema, None)
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)


def _unquoted(part: str) -> str:
    if len(part) > 1 and part[0] == part[-1] == "`":
        return part[1:-1].replace("``", "`")
    return part

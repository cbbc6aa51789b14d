"""Names that the engine is told: fresh schemas for each statement, unguessable, and forgotten with
it, so that a name which nobody authorized does not exist.

The last part stays the user's own, so that `orders.total` in the user's text still means it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

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

    def __init__(self) -> None:
        self._schemas: dict[str, dict[str, IssuedTable]] = {}

    def open_schema(self) -> str:
        """A fresh schema; its full name is `main.<it>`."""
        schema = f"s_{secrets.token_hex(12)}"
        self._schemas[schema] = {}
        return schema

    def issue(self, schema: str, name: str, table: IssuedTable) -> None:
        """Let the engine find a table under `main.<schema>.<name>`."""
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


def _unquoted(part: str) -> str:
    if len(part) > 1 and part[0] == part[-1] == "`":
        return part[1:-1].replace("``", "`")
    return part

"""What a query asks a system table for, as far as its conditions are plain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from boathouse.context import Context

Only = Mapping[str, frozenset[str]]
"""Column -> the lower-case values that are asked for."""
Bounds = tuple[int | None, int | None]
"""From and up to, in epoch ms, both included; None: open."""


@dataclass(frozen=True)
class Asked:
    """One reading of one table."""

    ctx: Context
    only: Only
    within: Mapping[str, Bounds]
    columns: frozenset[str] | None = None
    """Those that the query names, in lower case; None: it may want all."""

    def needs(self, column: str) -> bool:
        """Whether a column's values may be asked for."""
        return self.columns is None or column in self.columns

    def bounds(self, column: str) -> Bounds:
        """Of a column of times."""
        return self.within.get(column, (None, None))

    def wants(self, column: str, value: str | None) -> bool:
        """Whether a row with this value may be asked for."""
        wanted = self.only.get(column)
        return wanted is None or (value is not None and value.lower() in wanted)

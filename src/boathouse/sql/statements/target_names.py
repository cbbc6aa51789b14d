"""Names on the left of `=`: a column of the target, or a field in it, in any way to write it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from boathouse.sql.engine_errors import unresolved
from boathouse.sql.securables import Relation


@dataclass(frozen=True)
class Place:
    """A column in lower case, and the fields that lead into it."""

    column: str
    fields: tuple[str, ...] = ()


def place_of(target: Relation, alias: str, path: Sequence[str]) -> Place:
    """Where a value goes. Raises SqlError UNRESOLVED_COLUMN."""
    known = {column.name.lower() for column in target.columns}
    lower = [part.lower() for part in path]
    full = [target.name.catalog, target.name.schema, target.name.name]
    for index, part in enumerate(lower):
        before = lower[:index]
        own = not before or before == [alias.lower()] or before == full[-index:]
        if own and part in known:
            return Place(part, tuple(path[index + 1 :]))
    raise unresolved(".".join(path), [column.name for column in target.columns])

"""What the caller may see of one securable: all that is told of it, or only what BROWSE shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from boathouse.context import Context
from boathouse.services.grants import decide

FULL, BROWSE = "FULL", "BROWSE"

Row = TypeVar("Row")
Seen = tuple[Row, bool]
"""A row, and whether it may only be browsed."""


def require(ctx: Context, privilege: str, securable: Any, *, browse: bool | None = False) -> bool:
    """Whether the securable may only be browsed; PermissionDenied where it may not be seen.

    `privilege`: what a caller needs who neither owns it nor manages it; errors name it. `browse`:
    whether the request asks for what may only be browsed too.
    """
    sight = decide.sight(ctx, securable)
    if sight == FULL:
        return False
    if sight == BROWSE and browse:
        return True
    decide.require(ctx, privilege, securable)
    return sight == BROWSE


def keeper(
    ctx: Context, entry: Callable[[Any], Any], *, browse: bool | None = False
) -> Callable[[Sequence[Any]], Sequence[Seen[Any] | None]]:
    """For pages (`paging.scanned`): the rows that the caller may see, by the securable of each."""

    def keep(rows: Sequence[Any]) -> Sequence[Seen[Any] | None]:
        sights = decide.sights(ctx, [entry(row) for row in rows])
        return [
            (row, sight == BROWSE) if sight == FULL or (sight == BROWSE and browse) else None
            for row, sight in zip(rows, sights, strict=True)
        ]

    return keep


def browsed(document: Mapping[str, Any], hidden: Sequence[str], *, only: bool) -> dict[str, Any]:
    """A securable's document with `browse_only`; without the `hidden` fields where it is true."""
    shown = {key: value for key, value in document.items() if not (only and key in hidden)}
    return {**shown, "browse_only": only}

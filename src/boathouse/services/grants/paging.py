"""Pages of grants: they count privileges, and hold all those of each principal in them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from boathouse.errors import InvalidParameterValue
from boathouse.services.catalogs import paging
from boathouse.services.grants.assignments import Assignment

LEAST, MOST = 150, 1000
"""How many privileges a client may ask for in a page, as documented; what a page holds at most."""

OfPrincipal = tuple[str, list[Assignment]]


def by_principal(found: Sequence[Assignment]) -> list[OfPrincipal]:
    """Each principal's, for a list that is sorted by principal."""
    return [(name, list(own)) for name, own in groupby(found, lambda one: one.principal)]


def page(
    found: Sequence[Assignment], size: int | None, token: str | None
) -> tuple[list[OfPrincipal], dict[str, Any]]:
    """One page, and `next_page_token` where more follow.

    `size`: of privileges; None: all of them, 0: as many as the server likes.
    Errors: InvalidParameterValue for a size that is negative or from 1 to 149, and for a token.
    """
    if size is not None and (size < 0 or 0 < size < LEAST):
        raise InvalidParameterValue(
            f"The page size must be 0, or greater than or equal to {LEAST}."
        )
    several = by_principal(found)
    left, _ = paging.page(several, lambda one: one[0], None, token)
    if size is None:
        return left, {}
    count = _fitting(left, min(size or MOST, MOST))
    # Names stand for places: what is granted meanwhile moves no page.
    return paging.page(left, lambda one: one[0], count or None, None)


def _fitting(several: Sequence[OfPrincipal], size: int) -> int:
    """How many principals' privileges fit into a page: at least one's."""
    held = 0
    for count, (_, own) in enumerate(several):
        held += len(own)
        if count and held > size:
            return count
    return len(several)

"""Pages of the lists of Unity Catalog: by name, as many as asked for or as the server likes.

A token is sealed and bound to its listing: it is of no use in another one, and tells nobody the
name at which a page ended, which may be one that the caller may not see.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue

PAGE_SIZE = 1000
"""Of one page, when the client leaves it to the server; a page is never longer."""
MOST_LOOKED_AT = 5000
"""Rows that one page looks at; where few of them may be seen, it may end with fewer, or none."""
_CHUNK = 1000

One = TypeVar("One")
"""What is shown of a row."""
Row = TypeVar("Row")


@dataclass(frozen=True)
class Asked:
    """The page that is asked for: what comes after a name, `size` of them (None: everything)."""

    ctx: Context
    listing: str
    after: str
    size: int | None

    def next(self, name: str) -> dict[str, Any]:
        """The `next_page_token` of a page that ended at a name."""
        sealed = self.ctx.parts.vault.seal(name.encode(), f"page {self.listing}")
        return {"next_page_token": base64.urlsafe_b64encode(sealed).decode().rstrip("=")}


def asked(
    ctx: Context,
    listing: str,
    max_results: int | None,
    page_token: str | None,
    *,
    unpaged: bool = True,
    first: str = "",
) -> Asked:
    """The page of a listing (its kind, and the ids of what it lists) that a request asks for.

    Without `max_results` everything is one page where `unpaged`, as documented; 0 is the server's
    page size. `first`: what the first page comes after. Errors: InvalidParameterValue.
    """
    if max_results is not None and max_results < 0:
        raise InvalidParameterValue("max_results must be greater than or equal to 0.")
    size = None if max_results is None and unpaged else min(max_results or PAGE_SIZE, PAGE_SIZE)
    after = _opened(ctx, listing, page_token) if page_token else first
    return Asked(ctx, listing, after, size)


def scanned(
    page: Asked,
    read: Callable[[str, int], Sequence[Row]],
    keep: Callable[[Sequence[Row]], Sequence[One | None]],
    name_of: Callable[[Row], str],
) -> tuple[list[One], dict[str, Any]]:
    """One page, read in pieces until it is full: its items, and `next_page_token` where more may
    follow.

    `read`: the rows behind a name, in order, at most so many. `keep`: for each row what is shown
    of it, None for what the caller may not see.
    """
    found: list[One] = []
    after = last = page.after
    looked = 0
    while True:
        most = _CHUNK if page.size is None else min(page.size - len(found) + 1, _CHUNK)
        rows = read(after, max(most, 1))
        for row, one in zip(rows, keep(rows), strict=True):
            if one is None:
                continue
            if len(found) == page.size:
                return found, page.next(last)
            found.append(one)
            last = name_of(row)
        if len(rows) < most:
            return found, {}
        after, looked = name_of(rows[-1]), looked + len(rows)
        if page.size is not None and looked >= MOST_LOOKED_AT:
            return found, page.next(after)


def held(rows: Sequence[Row], name_of: Callable[[Row], str]) -> Callable[[str, int], list[Row]]:
    """The `read` of a list that is short and there as a whole, sorted by name."""

    def read(after: str, most: int) -> list[Row]:
        return [row for row in rows if name_of(row) > after][:most]

    return read


def _opened(ctx: Context, listing: str, token: str) -> str:
    from cryptography.exceptions import InvalidTag

    try:
        sealed = base64.b64decode(token + "=" * (-len(token) % 4), b"-_", validate=True)
        return ctx.parts.vault.open(sealed, f"page {listing}").decode()
    except (binascii.Error, ValueError, InvalidTag):
        raise InvalidParameterValue("page_token is not valid.") from None


def page(
    found: Sequence[One],
    name_of: Callable[[One], str],
    max_results: int | None,
    page_token: str | None,
) -> tuple[list[One], dict[str, Any]]:
    """One page of a list that is sorted by name, and `next_page_token` where more follow.

    Without `max_results` everything is one page, as documented; 0 is the server's page size.
    """
    if max_results is not None and max_results < 0:
        raise InvalidParameterValue("max_results must be greater than or equal to 0.")
    after = _name_in(page_token) if page_token else None
    left = [one for one in found if after is None or name_of(one) > after]
    size = len(left) if max_results is None else min(max_results or PAGE_SIZE, PAGE_SIZE)
    if len(left) <= size:
        return left, {}
    return left[:size], {"next_page_token": _token(name_of(left[size - 1]))}


def _token(name: str) -> str:
    return base64.urlsafe_b64encode(name.encode()).decode().rstrip("=")


def _name_in(token: str) -> str:
    try:
        return base64.b64decode(token + "=" * (-len(token) % 4), b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise InvalidParameterValue("page_token is not valid.") from None

"""Pages of the lists of Unity Catalog: by name, as many as asked for or as the server likes."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from boathouse.errors import InvalidParameterValue

PAGE_SIZE = 1000
"""Of one page, when the client leaves it to the server; a page is never longer."""

One = TypeVar("One")


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

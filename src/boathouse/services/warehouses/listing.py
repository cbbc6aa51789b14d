"""The paging of `list`: a token names the place of the last warehouse that was shown."""

from __future__ import annotations

from collections.abc import Sequence

from boathouse.errors import InvalidParameterValue
from boathouse.services.warehouses.store import Warehouse


def token(last: Warehouse) -> str:
    """What the next page begins after."""
    return f"{last.created_at}-{last.warehouse_id}"


def after(found: Sequence[Warehouse], page_token: str | None) -> list[Warehouse]:
    """Those that come after the token's place. Raises InvalidParameterValue."""
    if not page_token:
        return list(found)
    moment, _, warehouse_id = page_token.partition("-")
    if not (moment.isascii() and moment.isdigit() and len(moment) < 19 and warehouse_id):
        raise InvalidParameterValue("The page_token is not valid.")
    place = (int(moment), warehouse_id)
    return [one for one in found if (one.created_at, one.warehouse_id) > place]


def first(found: Sequence[Warehouse], page_size: int | None) -> Sequence[Warehouse]:
    """The first of them; without a size all. Raises InvalidParameterValue."""
    if page_size is not None and page_size < 0:
        raise InvalidParameterValue("page_size must not be negative.")
    return found[: page_size or None]

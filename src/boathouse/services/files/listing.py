"""The entries of a directory, a page at a time."""

from __future__ import annotations

import base64
import binascii
import heapq
import os
import stat
from typing import Any

from boathouse.errors import InvalidParameterValue
from boathouse.services.files.places import Spot, missing, told
from boathouse.services.files.rooted import HIDDEN

PAGE = 1000
"""The default and the most entries of a page, as documented."""


def page(place: Spot, page_size: int, page_token: str) -> dict[str, Any]:
    """Entries by name. The token holds the last name of a page, so that a page begins behind it
    whatever was made or removed meanwhile. Errors: NotFound, InvalidParameterValue."""
    if page_size < 0:
        raise InvalidParameterValue("page_size must not be negative.")
    size = min(page_size or PAGE, PAGE)
    with told(place.shown, "directory"):
        found, last = entries(place, size, _after(page_token))
    answer: dict[str, Any] = {}
    if found:
        answer["contents"] = [_entry(place, name, status) for name, status in found]
    if last is not None:
        answer["next_page_token"] = base64.urlsafe_b64encode(last.encode()).decode()
    return answer


def entries(
    place: Spot, most: int | None = None, after: str = ""
) -> tuple[list[tuple[str, os.stat_result]], str | None]:
    """The first entries of a directory behind a name, and the last one's name where more follow.
    Errors: OSError."""
    # Valid Unicode has the same order as its UTF-8.
    names = [name for name in place.file.entries() if name > after and _shown(name)]
    first = sorted(names) if most is None else heapq.nsmallest(most + 1, names)
    more = most is not None and len(first) > most
    found = list(place.file.statuses(first[:most]))
    return found, first[most - 1] if most and more else None


def require_directory(place: Spot) -> None:
    """NotFound unless a directory is there."""
    with told(place.shown, "directory"):
        if not stat.S_ISDIR(place.file.status().st_mode):
            raise missing(place.shown, "directory")


def _entry(place: Spot, name: str, status: os.stat_result) -> dict[str, Any]:
    folder = stat.S_ISDIR(status.st_mode)
    entry: dict[str, Any] = {
        "path": f"{place.shown}/{name}",
        "name": name,
        "is_directory": folder,
        "last_modified": status.st_mtime_ns // 1_000_000,
    }
    return entry if folder else {**entry, "file_size": status.st_size}


def _shown(name: str) -> bool:
    """Not a file on its way in, nor a name that no path of the API can hold."""
    if name.startswith(HIDDEN):
        return False
    if name.isascii():
        return True
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _after(token: str) -> str:
    try:
        return base64.b64decode(token, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise InvalidParameterValue("The page_token is not one of this listing.") from None

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
    after = _after(page_token)
    with told(place.shown, "directory"):
        names = [name for name in place.file.entries() if _key(name) > after and _shown(name)]
        first = heapq.nsmallest(size + 1, names, key=_key)
        found = list(place.file.statuses(first[:size]))
    answer: dict[str, Any] = {}
    if found:
        answer["contents"] = [_entry(place, name, status) for name, status in found]
    if len(first) > size:
        token = base64.urlsafe_b64encode(_key(first[size - 1]))
        answer["next_page_token"] = token.decode()
    return answer


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
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return not name.startswith(HIDDEN)


def _key(name: str) -> bytes:
    return name.encode(errors="surrogateescape")


def _after(token: str) -> bytes:
    try:
        return base64.b64decode(token, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise InvalidParameterValue("The page_token is not one of this listing.") from None

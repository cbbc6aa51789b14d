"""A temporary credential's document.

Files on this machine need no key: the file system decides, by who runs the engine. What is given
for them is a place and a time, and words in the fields of a key, because delta-rs asks for a key
that is not empty and for `url` and `expiration_time` [unity_catalog.md A2.5, A2.6].
"""

from __future__ import annotations

from typing import Any

from boathouse.context import Context
from boathouse.errors import NotImplementedHere
from boathouse.services.tables import places

LIFETIME_MS = 60 * 60 * 1000
NO_KEY = "not-needed-for-local-files"


def for_location(ctx: Context, location: str) -> dict[str, Any]:
    """The answer for a folder: a path of this machine, or a URI.

    Raises NotImplementedHere for object storage.
    """
    if not location.startswith(("/", "file:")):
        scheme = location.partition(":")[0]
        raise NotImplementedHere(f"Temporary credentials for {scheme}: are not implemented.")
    return {
        "url": places.uri_of(location),
        "expiration_time": ctx.now + LIFETIME_MS,
        "aws_temp_credentials": {
            "access_key_id": NO_KEY,
            "secret_access_key": NO_KEY,
            "session_token": NO_KEY,
        },
    }


def without_key(location: str) -> dict[str, Any]:
    """The answer to a dry run: the place alone."""
    return {"url": places.uri_of(location)}

"""Places: what URLs and paths come down to, so that one can be told to lie within another.

On this machine a place is an absolute path with its links resolved; in object storage it is
`s3://bucket/path` without a slash at its end.
"""

from __future__ import annotations

import os
from urllib.parse import unquote, urlsplit

from boathouse.errors import InvalidParameterValue

LONGEST = 2048
"""Bytes of a place: an index holds them."""
LONGEST_NAME = 255
"""Bytes of one name in it, as file systems have them."""

_SAME = {"s3a": "s3", "s3n": "s3"}
_OBJECTS = frozenset({"s3", "gs", "abfss", "abfs", "wasbs", "adl", "r2"})


def place_of(url: str) -> str:
    """The place of a path or a URL; it need not exist. Errors: InvalidParameterValue."""
    if len(url) > 2 * LONGEST:
        raise InvalidParameterValue("The location is too long.")
    if any(ord(character) < 32 or ord(character) == 127 for character in url):
        raise InvalidParameterValue("A location must not hold control characters.")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise _invalid(url) from None
    scheme = _SAME.get(parts.scheme.lower(), parts.scheme.lower())
    if scheme in _OBJECTS and parts.netloc:
        return _in_objects(scheme, url)
    if scheme == "file" and (parts.query or parts.fragment):
        raise _invalid(url)
    path = unquote(parts.path) if scheme == "file" else url
    if scheme not in ("", "file") or parts.netloc not in ("", "localhost"):
        raise _invalid(url)
    if not path.startswith("/") or ".." in path.split("/") or "\0" in path:
        raise _invalid(url)
    try:
        found = os.path.realpath(path)
    except (OSError, ValueError):
        raise _invalid(url) from None
    sizes = [len(name.encode(errors="surrogatepass")) for name in found.split("/")]
    if max(sizes) > LONGEST_NAME or sum(sizes) > LONGEST:
        raise _invalid(url)
    return found


def is_local(place: str) -> bool:
    """Whether a place is on this machine."""
    return place.startswith("/")


def url_of(url: str) -> str:
    """A location's URL as it is shown: with its scheme, without a slash at its end."""
    shown = f"file://{url}" if url.startswith("/") else url
    head, _, rest = shown.partition("://")
    if not rest and shown.startswith("file:/"):
        head, rest = "file", shown.removeprefix("file:")
    kept = rest.rstrip("/") if rest.strip("/") else rest
    return f"{head}://{kept}"


def above(place: str) -> list[str]:
    """The place itself and all that it lies in, the widest last."""
    head, start = ("", place) if is_local(place) else place.split("://", 1)
    names = start.split("/")
    tops = [names[0]] if head else []
    rest = names[1:]
    paths = ["/".join([*(tops or [""]), *rest[:count]]) for count in range(len(rest), 0, -1)]
    if head:
        return [f"{head}://{one}" for one in (*paths, tops[0])]
    return [*dict.fromkeys((*paths, "/"))]


def below(place: str) -> tuple[str, str]:
    """Everything within a place sorts between these two texts."""
    start = place if place.endswith("/") else f"{place}/"
    return start, f"{start[:-1]}0"


def within(place: str, other: str) -> bool:
    """Whether a place is another one or lies in it."""
    return place == other or place.startswith(below(other)[0])


def _in_objects(scheme: str, url: str) -> str:
    rest = url.split("://", 1)[1]
    names = [name for name in rest.split("/") if name]
    if not names or any(name in (".", "..") for name in names):
        raise _invalid(url)
    return f"{scheme}://{'/'.join(names)}"


def _invalid(url: str) -> InvalidParameterValue:
    return InvalidParameterValue(
        f"The location {url} is not valid: it must be an absolute path, a file: URL or one of"
        " object storage."
    )

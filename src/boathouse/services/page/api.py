"""GET / and /page/<file>: the web page, which does everything through the public API.

The files are read once, at the first request, into a fixed table: no path is built from input.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from boathouse.context import Context
from boathouse.errors import EndpointNotFound
from boathouse.route import Access, Raw, route
from boathouse.services.page.policy import HEADERS

CONTENT_TYPES = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
START = "index.html"


@dataclass(frozen=True)
class File:
    """One file of the page."""

    content: bytes
    content_type: str
    etag: str


@cache
def files() -> Mapping[str, File]:
    """Every file of the page by its name."""
    folder = resources.files("boathouse").joinpath("page")
    return {
        entry.name: _file(entry.read_bytes(), CONTENT_TYPES[entry.name.rpartition(".")[2]])
        for entry in folder.iterdir()
        if entry.name.rpartition(".")[2] in CONTENT_TYPES
    }


def _file(content: bytes, content_type: str) -> File:
    return File(content, content_type, f'"{hashlib.sha256(content).hexdigest()[:32]}"')


@route("GET", "/", access=Access.PUBLIC)
def start(ctx: Context) -> Raw:
    """The page itself; what it shows stands behind the `#`, which a browser does not send."""
    return _answer(files()[START])


@route("GET", "/page/{name}", access=Access.PUBLIC)
def file(ctx: Context, name: str) -> Raw:
    """A script, style or picture of the page."""
    found = files().get(name)
    if found is None:
        raise EndpointNotFound(f"No API found for 'GET {ctx.path}'")
    return _answer(found)


def _answer(found: File) -> Raw:
    headers = {**HEADERS, "etag": found.etag, "cache-control": "no-cache"}
    return Raw(found.content, found.content_type, headers)

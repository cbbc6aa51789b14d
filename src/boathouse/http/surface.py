"""The operations that the API knows and we may lack: from surface.json, read on the first miss."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from boathouse.errors import ApiError, EndpointNotFound, NotImplementedHere
from boathouse.http.routing import Router

SURFACE = Path(__file__).with_name("surface.json")


@cache
def operations() -> list[dict[str, Any]]:
    """Every operation of the SDK: accessor, method, verb, path."""
    loaded: list[dict[str, Any]] = msgspec.json.decode(SURFACE.read_bytes())
    return loaded


@cache
def _router() -> Router[str]:
    router: Router[str] = Router()
    for operation in operations():
        if _catch_all(operation["path"]):
            continue
        greedy = operation["path"].replace("}", "...}") if operation["path"].endswith("}") else None
        for template in filter(None, (operation["path"], greedy)):
            try:
                name = f"{operation['accessors'][0].partition('.')[2]}.{operation['method']}"
                router.add(operation["verb"], template, name)
            except ValueError:
                continue  # several methods share a template; the first names it
    return router


def _catch_all(path: str) -> bool:
    """`/api/2.0/{name}`, `/api/2.1/unity-catalog/{name}`: newer services share such templates;
    taken as they stand, no path below would be unknown."""
    after = path.removeprefix("/api/2.1/unity-catalog/")
    shared = after if after != path else "/".join(path.split("/")[3:])
    return path.startswith("/api/") and shared.startswith("{")


def unserved(verb: str, raw_path: str) -> ApiError:
    """The error for a request that no route answers: 501 for a known operation, else 404."""
    match = _router().match(verb, raw_path)
    if match:
        return NotImplementedHere(f"The operation {match.found} is not implemented.")
    return EndpointNotFound(f"No API found for '{verb} {raw_path}'")

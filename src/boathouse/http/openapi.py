"""The served operations as an OpenAPI 3.1 document, from the same types that check requests."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, get_type_hints

import msgspec

from boathouse import __version__
from boathouse.http.binding import parameters_of
from boathouse.route import Access, Route

BODIES = ("POST", "PUT", "PATCH")
BODY = "body"
"""The parameter that takes a raw body."""
_PARAMETER = re.compile(r"\{(\w+)(\.\.\.)?\}")


def document(routes: Iterable[Route]) -> dict[str, Any]:
    """The whole document; each path stands as often as it has versions."""
    served = list(routes)
    types = {route.operation: parameters_of(route.handler)[0] for route in served}
    schemas, components = msgspec.json.schema_components(
        list(types.values()), ref_template="#/components/schemas/{name}"
    )
    found = dict(zip(types, schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for route in served:
        for path in route.paths:
            plain = _PARAMETER.sub(r"{\1}", path)
            described = _operation(route, path, types[route.operation], found, components)
            paths.setdefault(plain, {})[route.verb.lower()] = described
    return {
        "openapi": "3.1.0",
        "info": {"title": "Boathouse", "version": __version__},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(
    route: Route,
    path: str,
    arguments: Any,
    schemas: dict[str, dict[str, Any]],
    components: dict[str, Any],
) -> dict[str, Any]:
    placed = [match.group(1) for match in _PARAMETER.finditer(path)]
    described: dict[str, Any] = {
        "operationId": f"{route.operation}{path}",
        "parameters": [_placed(name) for name in placed],
        "responses": {"default": {"description": "The answer, or an error_code and a message."}},
        "security": [] if route.access is Access.PUBLIC else [{"token": []}],
    }
    raw = route.raw_body or route.stream_body
    if raw:
        described["requestBody"] = {"content": {"application/octet-stream": {}}}
    elif route.verb in BODIES:
        content = {"application/json": {"schema": schemas[route.operation]}}
        described["requestBody"] = {"content": content}
    if raw or route.verb not in BODIES:
        described["parameters"] += _query(arguments, placed, schemas[route.operation], components)
    return described


def _placed(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _query(
    arguments: Any, placed: list[str], schema: dict[str, Any], components: dict[str, Any]
) -> list[dict[str, Any]]:
    properties = _resolved(schema, components).get("properties", {})
    return [
        {"name": name, "in": "query", "schema": properties.get(name, {})}
        for name in get_type_hints(arguments)
        if name not in (*placed, BODY)
    ]


def _resolved(schema: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    resolved: dict[str, Any] = components[reference.rsplit("/", 1)[-1]]
    return resolved

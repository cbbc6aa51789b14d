"""The response oracle: every JSON answer in the suite must pass through the SDK's own types.

It watches `requests` in the test process (the SDK uses it too), finds the operation of each answer
and holds that `Response.from_dict(document).as_dict()` loses nothing. What it saw is kept in a
file, so that the oldest and the capped SDK can be asked the same in environments of their own.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from boathouse.apis import all_routes
from boathouse.http import surface
from boathouse.http.routing import Router
from boathouse.route import Route


def _router() -> Router[dict[str, Any]]:
    router: Router[dict[str, Any]] = Router()
    for operation in surface.operations():
        for path in _spellings(operation["path"]):
            try:
                router.add(operation["verb"], path, operation)
            except ValueError:
                continue
    return router


def _spellings(path: str) -> list[str]:
    """Older versions of a path answer with the same types."""
    if path.startswith("/api/2.2/jobs"):
        return [path, path.replace("2.2", "2.1", 1)]  # 2.0 has shapes of its own
    if path.startswith("/api/2.1/clusters"):
        return [path, path.replace("2.1", "2.0", 1)]
    return [path]


FORBIDDEN = 403
BEYOND = {"$.manifest.is_volume_operation"}
"""What no SDK knows and other clients need: the SQL drivers' REST backends read it."""

LONGEST = 100_000
"""Of an answer that is kept: a longer one has no other fields, only longer texts in them."""


class Oracle:
    """Checks answers and records them, each different one once."""

    def __init__(self, record: Path) -> None:
        self._router = _router()
        self._record = record
        self._kept: set[str] = set()
        self.problems: list[str] = []
        self._served: Router[Route] = Router()
        for route in all_routes():
            for template in route.paths:
                self._served.add(route.verb, template, route)

    def observe(self, response: requests.Response) -> None:
        """Check one answer of the server."""
        verb, path = str(response.request.method), urlsplit(response.request.url or "").path
        served = self._served.match(verb, path)
        if served is not None and response.status_code == FORBIDDEN:
            self._keep({"denied": served.found.operation})
        if response.status_code >= 400:
            return
        if served is not None:
            self._keep({"called": served.found.operation})
        match = self._router.match(verb, path)
        if match is None or "json" not in response.headers.get("content-type", ""):
            return
        operation, document = match.found, response.json()
        if operation.get("response"):
            self._check(operation, document)

    def _check(self, operation: dict[str, Any], document: dict[str, Any]) -> None:
        service, name = operation["service"], response_class(operation)
        self._keep({"service": service, "class": name, "document": document})
        module = importlib.import_module(f"databricks.sdk.service.{service}")
        kind = getattr(module, name, None)
        if kind is None:
            return
        lost = list(losses(document, kind.from_dict(document).as_dict(), "$"))
        if lost:
            self.problems.append(f"{operation['method']} ({name}): {', '.join(lost)}")

    def _keep(self, line: dict[str, Any]) -> None:
        text = json.dumps(line)
        if len(text) <= LONGEST and text not in self._kept:
            self._kept.add(text)
            with self._record.open("a") as file:
                file.write(text + "\n")


def kept(folder: Path, key: str) -> list[dict[str, Any]]:
    """What the oracles of all processes kept, of the lines that have `key`."""
    texts = [line for file in folder.glob("*.jsonl") for line in file.read_text().splitlines()]
    return [line for line in map(json.loads, dict.fromkeys(texts)) if key in line]


def response_class(operation: dict[str, Any]) -> str:
    """The dataclass of the whole answer (paginated operations name their element's)."""
    return str(operation.get("page") or operation["response"])


def losses(sent: Any, kept: Any, path: str) -> Iterator[str]:
    """The places where the SDK's types dropped or changed what the server sent."""
    if isinstance(sent, dict) and isinstance(kept, dict):
        for key, value in sent.items():
            if key not in kept:
                if value not in ({}, []) and f"{path}.{key}" not in BEYOND:
                    yield f"{path}.{key} dropped"
            else:
                yield from losses(value, kept[key], f"{path}.{key}")
    elif isinstance(sent, list) and isinstance(kept, list) and len(sent) == len(kept):
        for index, (left, right) in enumerate(zip(sent, kept, strict=True)):
            yield from losses(left, right, f"{path}[{index}]")
    elif sent != kept:
        yield f"{path}: {sent!r} became {kept!r}"


@contextmanager
def watching(oracle: Oracle) -> Iterator[None]:
    """Let the oracle see every answer that `requests` receives in this process."""
    send = requests.adapters.HTTPAdapter.send

    def observed(self: Any, request: Any, **options: Any) -> requests.Response:
        response = send(self, request, **options)
        oracle.observe(response)
        return response

    requests.adapters.HTTPAdapter.send = observed  # type: ignore[method-assign]
    try:
        yield
    finally:
        requests.adapters.HTTPAdapter.send = send  # type: ignore[method-assign]

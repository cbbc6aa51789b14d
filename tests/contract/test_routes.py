"""Every route: an access rule, a real operation's name, request fields that are accounted for."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import itertools
from pathlib import Path
from typing import Any, get_type_hints

import pytest

import boathouse
from boathouse.apis import all_routes
from boathouse.http.surface import operations
from boathouse.route import Access, Route
from boathouse.services.principals import store as principals
from boathouse.services.tokens import store as tokens
from tests.live import Api, LiveServer

ROUTES = all_routes()
OPERATIONS = {(o["verb"], o["path"]): o for o in operations()}
SERVICES = Path(boathouse.__file__).parent / "services"


def _operation(route: Route) -> dict[str, Any] | None:
    found = (OPERATIONS.get((route.verb, path)) for path in route.paths)
    return next((operation for operation in found if operation), None)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.operation)
def test_the_handler_has_the_sdk_s_name(route: Route) -> None:
    operation = _operation(route)
    if operation is None:
        return  # first contact and legacy paths, listed in docs/coverage.md
    names = {name.partition(".")[2] for name in operation["accessors"]}
    same = [
        f"{accessor.partition('.')[2]}.{other['method']}"
        for other in operations()
        if (other["verb"], other["path"]) == (operation["verb"], operation["path"])
        for accessor in other["accessors"]
    ]
    # An accessor of an accessor (`w.settings.default_namespace`) has a folder by its own name.
    same += [".".join(name.split(".")[-2:]) for name in same]
    assert route.service in names | {name.partition(".")[0] for name in same}
    assert route.operation in same


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.operation)
def test_every_request_field_is_acted_on_inert_or_refused(route: Route) -> None:
    operation = _operation(route)
    if operation is None or "request" not in operation:
        return
    listed = {name.split(".")[0].removesuffix("[]") for name in route.fields.inert}
    listed |= {name.split(".")[0].removesuffix("[]") for name in route.fields.refused}
    taken = set(inspect.signature(route.handler).parameters)
    module = __import__(f"boathouse.wire.{operation['service']}", fromlist=["_"])
    known = set(get_type_hints(getattr(module, operation["request"])))
    unread = {name for name in known - listed - taken if not _mentioned(route.service, name)}
    assert not unread, f"{route.operation} neither reads nor lists {sorted(unread)}"


def _mentioned(service: str, name: str) -> bool:
    return name in _WORDS.setdefault(service, _words(service))


_WORDS: dict[str, set[str]] = {}
HANDED_ON = {"jobs": ("notifications",)}
"""Services whose fields others act on too."""


def _words(service: str) -> set[str]:
    """Every text constant and argument name of a service's code, its field lists left out."""
    words: set[str] = set()
    folders = [SERVICES / name for name in (service, *HANDED_ON.get(service, ()))]
    for path in itertools.chain.from_iterable(folder.rglob("*.py") for folder in folders):
        if path.name == "fields.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.add(node.value)
            elif isinstance(node, ast.arg):
                words.add(node.arg)
    return words


@pytest.fixture(scope="module")
def dead_tokens(server: LiveServer) -> list[str]:
    """Tokens that were good once: an expired one, one of a user who is not active any more."""
    left = server.add_user("left@example.com")
    parts = server.app.parts
    now, expired = parts.clock(), tokens.new_value()
    with parts.database.write() as tx:
        user = principals.by_name(tx, "left@example.com")
        assert user is not None
        tokens.insert_token(tx, expired, user.principal_id, now=now - 2000, expires_at=now - 1000)
        principals.update_principal(tx, dataclasses.replace(user, active=False))
    return [expired, left]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.operation)
def test_nobody_gets_in_without_a_valid_token(
    route: Route, api: Api, dead_tokens: list[str]
) -> None:
    if route.access is Access.PUBLIC:
        return
    for path in route.paths:
        concrete = path.replace("{", "").replace("}", "").replace("...", "")
        for token in (None, "garbage", "dapi" + "0" * 32, *dead_tokens):
            answer = api.as_(token).request(route.verb, concrete, json={})
            assert answer.status_code == 401
            assert route.verb == "HEAD" or answer.json()["error_code"] == "UNAUTHENTICATED"


def test_public_routes_are_the_known_few() -> None:
    public = {route.operation for route in ROUTES if route.access is Access.PUBLIC}
    assert public == {
        "discovery.health",
        "discovery.databricks_config",
        "discovery.telemetry_unauth",
        "jobs.download_artifacts",
        "files.delete_signed",
        "files.get_signed",
        "files.put_signed",
        "oauth.authorize",
        "oauth.jwks",
        "oauth.metadata",
        "oauth.sign_in",
        "oauth.token",
        "page.file",
        "page.start",
        "statement_execution.download_result",
    }

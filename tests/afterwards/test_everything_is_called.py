"""Each served operation has answered well to a real client somewhere in the suite."""

from __future__ import annotations

from pathlib import Path

import pytest

from boathouse.apis import all_routes
from tests.oracle import kept

NEVER_WELL = {
    "credentials.generate_temporary_service_credential": "401s, 403s and 404s aside it answers 501:"
    " no cloud is behind a credential here",
}


def test_every_served_operation_was_called(request: pytest.FixtureRequest, answers: Path) -> None:
    option = request.config.option
    whole = option.answers is not None or request.config.args == ["tests"]
    if option.keyword or option.markexpr or not whole:
        pytest.skip("only a run of the whole suite can tell")
    called = {line["called"] for line in kept(answers, "called")}
    assert {route.operation for route in all_routes()} - called == set(NEVER_WELL)

"""Runs last: each served operation has answered well to a real client somewhere in the suite."""

from __future__ import annotations

import pytest

from boathouse.app import all_routes
from tests.oracle import Oracle


def test_every_served_operation_was_called(request: pytest.FixtureRequest, oracle: Oracle) -> None:
    option = request.config.option
    if option.keyword or option.markexpr or request.config.args != ["tests"]:
        pytest.skip("only a run of the whole suite can tell")
    missing = {route.operation for route in all_routes()} - oracle.called
    assert not missing

"""Every operation against generated input: no 500, no hang, always an error that clients parse.

Valid, almost valid and broken requests are made from the OpenAPI document of the served routes, on
a workspace of their own. Bounded: a few examples of each operation, each with a time limit.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case, GenerationMode

from boathouse.apis import all_routes
from boathouse.http.openapi import document
from boathouse.route import Route
from tests.live import LiveServer
from tests.oracle import Oracle

SECONDS = 20
EXAMPLES = 4

# What a fuzzer makes and would leave running: an engine for each cluster that it manages to create.
LEFT_OUT = {"clusters.create", "clusters.start", "clusters.restart"}


def fuzzed_routes() -> Iterator[Route]:
    """Every operation, of its versions and spellings the oldest and the newest."""
    for route in all_routes():
        ends = tuple(dict.fromkeys((route.paths[0], route.paths[-1])))
        if route.operation not in LEFT_OUT:
            yield dataclasses.replace(route, paths=ends)


schema = schemathesis.openapi.from_dict(document(fuzzed_routes()))
schema.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])


@pytest.fixture(autouse=True)
def _no_losses(oracle: Oracle, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not asked here: what a client sent is answered whole, and no SDK knows invented fields."""
    monkeypatch.setattr(oracle, "observe", lambda response: None)


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A workspace that nobody else needs afterwards."""
    live = LiveServer(tmp_path_factory.mktemp("fuzzed"), rate_limit=0)
    yield live
    live.stop()
    live.end_engines()


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
def test_no_input_breaks_an_operation(case: Case, fuzzed: LiveServer) -> None:
    case.headers = {**(case.headers or {}), "Authorization": f"Bearer {fuzzed.token}"}
    with requests.Session() as session:
        session.trust_env = False
        answer = case.call(base_url=fuzzed.address, session=session, timeout=SECONDS)
    assert answer.status_code not in (500, 502, 504), answer.text
    # The sign-in page speaks to people.
    if answer.text and answer.status_code >= 400 and "<!doctype html>" not in answer.text[:20]:
        body = answer.json()
        assert any(name in body for name in ("error_code", "error", "schemas")), body
    assert fuzzed.token not in answer.text
    assert "Traceback" not in answer.text

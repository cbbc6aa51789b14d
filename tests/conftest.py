"""Fixtures that every suite shares: a live server, clients, a second user, the oracle."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from databricks.sdk import WorkspaceClient

from tests.live import Api, LiveServer
from tests.oracle import Oracle, watching

# A worker of xdist has a main module without a file, by which PySpark takes it for a doctest.
sys.modules["__main__"].__dict__.setdefault("__file__", __file__)

TESTS = Path(__file__).parent
FIRST = ("clients", "faults")
"""The folders that take longest: begun first, they do not keep one worker busy at the end."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--answers", type=Path, help="where the oracle keeps the answers it saw")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Each file stays with one worker, and all that share a workspace of their own with the same
    one. Here, since xdist reads the groups as the collection ends."""
    place = item.path.relative_to(TESTS)
    item.add_marker(
        pytest.mark.xdist_group("clients" if place.parts[0] == "clients" else str(place))
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first, what looks back at the whole suite last."""
    items.sort(key=lambda item: _turn(item.path.relative_to(TESTS).parts[0]))


def _turn(folder: str) -> int:
    return FIRST.index(folder) if folder in FIRST else len(FIRST) + (folder == "afterwards")


@dataclass
class Person:
    """A user with clients of their own."""

    user_name: str
    token: str
    w: WorkspaceClient
    api: Api


@pytest.fixture(scope="session")
def answers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the oracles of all workers keep what they saw."""
    folder: Path = request.config.option.answers or tmp_path_factory.mktemp("answers")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session", autouse=True)
def oracle(answers: Path) -> Iterator[Oracle]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    oracle = Oracle(answers / f"{worker}.jsonl")
    with watching(oracle):
        yield oracle


@pytest.fixture(autouse=True)
def _no_losses(oracle: Oracle) -> Iterator[None]:
    oracle.problems.clear()
    yield
    assert not oracle.problems, "the SDK's types lose parts of an answer"


@pytest.fixture
def invented(oracle: Oracle, monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that send fields which no SDK knows: they come back whole, unseen by the oracle."""
    monkeypatch.setattr(oracle, "observe", lambda response: None)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One workspace for the whole session; tests make objects under names of their own."""
    # Limits have tests of their own; here they would only slow the suite down.
    live = LiveServer(tmp_path_factory.mktemp("workspace"), rate_limit=0)
    yield live
    live.stop()
    live.end_engines()


@pytest.fixture(scope="session")
def w(server: LiveServer) -> WorkspaceClient:
    """The admin's SDK client."""
    return WorkspaceClient(host=server.address, token=server.token)


@pytest.fixture(scope="session")
def api(server: LiveServer) -> Api:
    """The admin's plain client."""
    return Api(server.address, server.token)


@pytest.fixture(scope="session")
def other(server: LiveServer) -> Person:
    """A second user without any rights of an admin."""
    token = server.add_user("other@example.com")
    client = WorkspaceClient(host=server.address, token=token)
    return Person("other@example.com", token, client, Api(server.address, token))

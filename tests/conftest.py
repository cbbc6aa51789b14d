"""Fixtures that every suite shares: a live server, clients, a second user, the oracle."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from databricks.sdk import WorkspaceClient

from tests.live import Api, LiveServer
from tests.oracle import Oracle, watching

TESTS = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--answers", type=Path, help="where the oracle keeps the answers it saw")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What looks back at the whole suite comes last."""
    items.sort(key=lambda item: item.path.relative_to(TESTS).parts[0] == "afterwards")


@dataclass
class Person:
    """A user with clients of their own."""

    user_name: str
    token: str
    w: WorkspaceClient
    api: Api


@pytest.fixture(scope="session")
def answers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the oracle of each process keeps what it saw."""
    folder: Path = request.config.option.answers or tmp_path_factory.mktemp("answers")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session", autouse=True)
def oracle(answers: Path) -> Iterator[Oracle]:
    oracle = Oracle(answers / f"{os.getpid()}.jsonl")
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

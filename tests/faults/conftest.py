"""One workspace for all tests of faults: its server is killed and started again between them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.workspaces import Workspace
from tests.live import Api


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace in a process of its own."""
    served = Workspace(tmp_path_factory.mktemp("faults") / "data")
    try:
        served.start()
        yield served
    finally:
        served.close()


@pytest.fixture
def admin(workspace: Workspace) -> Api:
    """The admin's client of that workspace."""
    return workspace.api

"""A real engine for the suites of the SQL front end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sql.flight import Sail, running_sail


@pytest.fixture(scope="session")
def sail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sail]:
    with running_sail(tmp_path_factory.mktemp("sail")) as engine:
        yield engine

"""A Thrift wire over a fake road, and connections of the real connector to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from databricks import sql

from tests.live import LiveServer
from tests.sql_wire.fake import Wire, serving


@pytest.fixture(scope="module")
def wire(server: LiveServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    with serving(server, tmp_path_factory.mktemp("wire")) as found:
        yield found


@pytest.fixture
def connect(wire: Wire) -> Iterator[Callable[..., Any]]:
    """`connect(**settings)`: a connection, closed at the end."""
    made: list[Any] = []

    def connected(**settings: Any) -> Any:
        given = {"access_token": wire.token, "enable_telemetry": False, **settings}
        connection = sql.connect(
            server_hostname="127.0.0.1",
            http_path=wire.url.removeprefix(wire.address),
            _connection_uri=given.pop("url", wire.url),
            _retry_stop_after_attempts_count=1,
            **given,
        )
        made.append(connection)
        return connection

    yield connected
    for connection in made:
        connection.close()

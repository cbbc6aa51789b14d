"""Connections to the session's workspace, and a fresh schema for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from databricks import sql
from databricks.sdk import WorkspaceClient

from tests.conftest import Person
from tests.live import LiveServer

_NUMBERS = count(1)


@dataclass
class Sql:
    """One session. A call runs a statement and answers its rows as tuples."""

    connection: Any
    columns: tuple[str, ...] = ()
    """Of the last answer."""

    def __call__(self, text: str, parameters: Any = None) -> list[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            cursor.execute(text, parameters)
            rows = [tuple(row) for row in cursor.fetchall()]
            self.columns = tuple(column[0] for column in cursor.description or ())
            return rows

    def value(self, text: str) -> Any:
        """The only value of the only row."""
        [(found,)] = self(text)
        return found

    def fails(self, text: str) -> str:
        """The text of the error that a statement ends with."""
        with pytest.raises(sql.Error) as caught:
            self(text)
        return str(caught.value)


@pytest.fixture(scope="session")
def connect(server: LiveServer, w: WorkspaceClient) -> Iterator[Callable[[str], Sql]]:
    """`connect(token)`: a session of whoever holds the token."""
    warehouse = next(one for one in w.warehouses.list() if one.name == "Starter Warehouse")
    path, made = f"/sql/1.0/warehouses/{warehouse.id}", []

    def connected(token: str) -> Sql:
        made.append(
            sql.connect(
                server_hostname="127.0.0.1",
                http_path=path,
                access_token=token,
                _connection_uri=server.address + path,
                _retry_stop_after_attempts_count=1,
                enable_telemetry=False,
            )
        )
        return Sql(made[-1])

    yield connected
    for connection in made:
        connection.close()


@pytest.fixture(scope="session")
def _admin(connect: Callable[[str], Sql], server: LiveServer) -> Sql:
    return connect(server.token)


@pytest.fixture
def schema(_admin: Sql) -> Iterator[str]:
    """A fresh schema's name in `main`; gone after the test."""
    name = f"statements_{next(_NUMBERS)}"
    _admin(f"CREATE SCHEMA main.{name}")
    yield name
    _admin(f"DROP SCHEMA IF EXISTS main.{name} CASCADE")


@pytest.fixture
def run(_admin: Sql, schema: str) -> Sql:
    """The admin's session, in the fresh schema."""
    _admin(f"USE main.{schema}")
    return _admin


@pytest.fixture
def stranger(connect: Callable[[str], Sql], other: Person) -> Sql:
    """A session of a user who owns nothing."""
    return connect(other.token)


@dataclass
class Reader(Sql):
    """A session of a user of whom tests hide things; `user` is its name in back quotes."""

    user: str = ""


@pytest.fixture(scope="session")
def _reader(server: LiveServer, connect: Callable[[str], Sql]) -> Reader:
    name = f"reader{next(_NUMBERS)}@example.com"
    return Reader(connect(server.add_user(name)).connection, user=f"`{name}`")


@pytest.fixture
def reader(run: Sql, _reader: Reader, schema: str) -> Reader:
    """In the test's schema, which they may use, and make tables in."""
    run(f"GRANT USE CATALOG ON CATALOG main TO {_reader.user}")
    run(f"GRANT USE SCHEMA, CREATE TABLE ON SCHEMA main.{schema} TO {_reader.user}")
    _reader(f"USE main.{schema}")
    return _reader

"""What the engine suite stands on: real engines, a real facade on loopback, a PySpark client."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from boathouse.engine import process, sail
from boathouse.engine.protocol import CatalogAddress, Engine, EngineSpec
from boathouse.protocols.engine_catalog import tokens
from boathouse.protocols.engine_catalog.app import BASE_PATH, engine_catalog
from boathouse.protocols.engine_catalog.issued import Issued

SECRET = b"the secret of this test run"


@pytest.fixture(params=[sail.Sail()], ids=["sail"], scope="session")
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each backend in turn: the contract is the same for all."""
    return request.param


@pytest.fixture
def spec(tmp_path: Path) -> Iterator[EngineSpec]:
    """An engine without a catalog in a folder of its own; whatever it leaves behind is ended."""
    yield EngineSpec("engine-1", tmp_path / "engine")
    asyncio.run(process.end_marked(sail.mark_of(tmp_path / "engine"), 0.0))


@pytest.fixture(scope="module")
def facade() -> Iterator[str]:
    """The origin of a served facade."""
    with serve_facade() as origin:
        yield origin


@contextlib.contextmanager
def serve_facade(issued: Issued | None = None) -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(engine_catalog(SECRET, issued), log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def catalog_at(origin: str, engine_id: str = "engine-1") -> CatalogAddress:
    return CatalogAddress(origin + BASE_PATH, tokens.mint(SECRET, engine_id))


@contextlib.contextmanager
def session(address: str) -> Iterator[Any]:
    """A PySpark session of its own on an engine."""
    from pyspark.sql.connect.session import SparkSession

    spark = SparkSession.builder.remote(f"sc://{address}").create()
    try:
        yield spark
    finally:
        spark.client.close()


@pytest.fixture
def connect() -> Callable[[str], contextlib.AbstractContextManager[Any]]:
    return session

"""Nothing that waits may be called with a database change open: engines, processes, file bodies."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from boathouse.context import WRITE_OPEN
from boathouse.engine import process
from boathouse.engine.protocol import EngineSpec, RunningEngine
from boathouse.engine.sail import Sail
from boathouse.store.blobs import DirectoryBlobs
from boathouse.store.db import SqliteDatabase


@pytest.fixture
def database(tmp_path: Path):
    database = SqliteDatabase(f"sqlite:///{tmp_path}/x.db")
    yield database
    database.close()


def test_an_engine_is_refused(database: SqliteDatabase, tmp_path: Path) -> None:
    running = RunningEngine(process.ProcessId(1, "0"), "127.0.0.1:1", tmp_path)
    calls = (
        lambda: Sail().start(EngineSpec("x", tmp_path)),
        lambda: Sail().stop(running),
        lambda: Sail().healthy(running),
    )
    for call in calls:
        with (
            database.write(),
            pytest.raises(RuntimeError, match="database change open"),
        ):
            asyncio.run(call())


def test_a_process_is_refused(database: SqliteDatabase, tmp_path: Path) -> None:
    with database.write(), pytest.raises(RuntimeError, match="database change open"):
        process.spawn(["true"], {}, tmp_path, tmp_path / "log")


def test_a_file_body_is_refused(database: SqliteDatabase, tmp_path: Path) -> None:
    blobs = DirectoryBlobs(tmp_path / "blobs")
    with database.write(), pytest.raises(RuntimeError, match="database change open"):
        blobs.write("x", b"1")


def test_it_is_over_with_the_change(database: SqliteDatabase) -> None:
    with pytest.raises(ValueError, match="roll back"), database.write():
        raise ValueError("roll back")
    assert not WRITE_OPEN.get()

"""A real `sail flight server` for tests of the SQL front end, asked over pyarrow's Flight client.

Child processes do not import it: the server under test never loads pyarrow.flight.
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.flight as fl


class EngineError(Exception):
    """The engine refused or failed a query; the text is its own."""


class Sail:
    """One engine and one connection to it; `rows` gives tuples, `table` a pyarrow Table."""

    def __init__(self, port: int) -> None:
        self.client = fl.FlightClient(f"grpc://127.0.0.1:{port}")

    def table(self, sql: str) -> pa.Table:
        try:
            info = self.client.get_flight_info(fl.FlightDescriptor.for_command(command(sql)))
            return self.client.do_get(info.endpoints[0].ticket).read_all()
        except (fl.FlightError, pa.ArrowException) as error:
            raise EngineError(str(error)) from error

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        table = self.table(sql)
        columns = [column.to_pylist() for column in table.columns]
        return list(zip(*columns, strict=True)) if columns else []


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


def message(number: int, data: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(data)) + data


def command(sql: str) -> bytes:
    kind = b"type.googleapis.com/arrow.flight.protocol.sql.CommandStatementQuery"
    return message(1, kind) + message(2, message(1, sql.encode()))


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@contextlib.contextmanager
def running_sail(folder: Path) -> Iterator[Sail]:
    port = free_port()
    with (folder / "sail.log").open("wb") as log:
        process = subprocess.Popen(
            [Path(sys.executable).with_name("sail"), "flight", "server", "--port", str(port)],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            cwd=folder,
        )
    try:
        wait_until_open(port, process)
        yield Sail(port)
    finally:
        process.kill()
        process.wait()


def wait_until_open(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert process.poll() is None, "sail ended at its start"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError("sail does not listen")

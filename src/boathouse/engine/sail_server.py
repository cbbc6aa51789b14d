"""The program of a Sail engine's process: `python -m boathouse.engine.sail_server <folder>`.

Serves Spark Connect (with `--flight-sql`: Flight SQL) on a loopback port until it is killed,
writes where to `engine.json`, and holds `engine.lock` meanwhile, so that one folder never has two
engines. With `--confined` it gives up what `confinement.json` does not allow, before it starts
anything. Imports pysail and what needs the standard library only: whatever it imports counts
against the engine's memory.
"""

import dataclasses
import fcntl
import json
import os
import random
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

from boathouse.engine import ports

# A starter that only looks whether the lock is held may hold it for an instant itself.
_LOCK_TRIES = 5
_LOCK_PAUSE_SECONDS = 0.02
_HOST = "127.0.0.1"


def main(folder: Path, *, confined: bool = False, flight_sql: bool = False) -> int:
    lock = os.open(folder / "engine.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if not _take(lock):
        return 0
    # A child that a UDF forks would share the lock and keep it after the engine's death.
    os.register_at_fork(after_in_child=lambda: os.close(lock))
    with _reserved_port() as reserved:
        port = int(reserved.getsockname()[1])
        # Before the confinement: user code runs in this process, and must not be able to say
        # that it is another one.
        _announce(folder, port)
        if confined:
            _confine(folder, port)
        # The name keeps it: the server ends with its object.
        server = _server(port, flight_sql)
        server.start(background=True)
    while True:
        signal.pause()


def _server(port: int, flight_sql: bool) -> Any:
    if flight_sql:
        from pysail.flight import FlightSqlServer  # type: ignore[import-untyped,unused-ignore]

        return FlightSqlServer(_HOST, port)
    from pysail.spark import SparkConnectServer  # type: ignore[import-untyped,unused-ignore]

    return SparkConnectServer(_HOST, port)


def _confine(folder: Path, port: int) -> None:
    from boathouse.runtime import confine

    policy = confine.Policy.of(json.loads((folder / "confinement.json").read_bytes()))
    os.environ.update(confine.environment(policy))
    confine.apply(dataclasses.replace(policy, bind_ports=(port,)))


def _reserved_port() -> socket.socket:
    """A socket that is bound and does not listen, so that nobody else is given its port.

    Not one of those that the system hands out: after this engine's death nobody comes by its port
    without asking for it by number, which no confined process may.
    """
    for port in random.sample(ports.unassigned(), ports.TRIES):
        reserved = socket.socket()
        try:
            reserved.bind((_HOST, port))
        except OSError:
            reserved.close()
            continue
        # Sail sets it too: two sockets that do may be bound while neither listens. Only now, so
        # that no other engine can reserve the same.
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return reserved
    raise OSError(f"none of {ports.TRIES} ports was free")


def _take(lock: int) -> bool:
    for _ in range(_LOCK_TRIES):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_LOCK_PAUSE_SECONDS)
        else:
            return True
    return False


def _announce(folder: Path, port: int) -> None:
    record = {"pid": os.getpid(), "started": _started(), "port": port}
    temporary = folder / f"engine.json.{os.getpid()}"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(record, file)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / "engine.json")


def _started() -> str:
    from boathouse.engine import proctable

    row = proctable.read(os.getpid())
    return row.started if row else ""


if __name__ == "__main__":
    asked = sys.argv[2:]
    confined, flight_sql = "--confined" in asked, "--flight-sql" in asked
    sys.exit(main(Path(sys.argv[1]), confined=confined, flight_sql=flight_sql))

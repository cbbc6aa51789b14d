"""The program of a Sail engine's process: `python -m boathouse.engine.sail_server <folder>`.

Serves Spark Connect on a free loopback port until it is killed, writes where to `engine.json`,
and holds `engine.lock` meanwhile, so that one folder never has two engines. Imports pysail and
the standard library only: whatever it imports counts against the engine's memory.
"""

import fcntl
import json
import os
import signal
import sys
import time
from pathlib import Path

# A starter that only looks whether the lock is held may hold it for an instant itself.
_LOCK_TRIES = 5
_LOCK_PAUSE_SECONDS = 0.02


def main(folder: Path) -> int:
    lock = os.open(folder / "engine.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if not _take(lock):
        return 0
    # A child that a UDF forks would share the lock and keep it after the engine's death.
    os.register_at_fork(after_in_child=lambda: os.close(lock))
    from pysail.spark import SparkConnectServer  # type: ignore[import-untyped,unused-ignore]

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    _, port = server.listening_address
    _announce(folder, int(port))
    while True:
        signal.pause()


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
    sys.exit(main(Path(sys.argv[1])))

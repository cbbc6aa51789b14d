"""`make test`: the whole suite in three processes, then what looks back at the answers of all.

Each folder of tests is in one process: what shares a workspace shares it, and nothing else is.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
ANSWERS = ROOT / ".answers"
GROUPS = {
    "1": ["clients", "page", "cli"],
    "2": ["services", "security", "contract", "store", "engine", "runtime"],
    "3": ["faults", "corpus", "sql", "sql_wire", "connect", "sql_statements"],
}
"""Each waits for its processes and clients a good part of its time: two cores carry three."""
LAST = "afterwards"


def main() -> int:
    shutil.rmtree(ANSWERS, ignore_errors=True)
    running = {name: start(folders(name)) for name in GROUPS}
    readers = [
        threading.Thread(target=show, args=(name, process.stdout))
        for name, process in running.items()
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    failed = [process.wait() for process in running.values()]
    if any(failed):
        return 1
    return start([LAST], shown=True).wait()


def folders(name: str) -> list[str]:
    """The folders of a group; with the first come those that are in none."""
    taken = {LAST, *(folder for group in GROUPS.values() for folder in group)}
    there = sorted(path.parent.name for path in (ROOT / "tests").glob("*/__init__.py"))
    return GROUPS[name] + [one for one in there if name == "1" and one not in taken]


def start(names: list[str], *, shown: bool = False) -> subprocess.Popen[str]:
    """pytest on folders, its output in a pipe, or with `shown` where ours is."""
    argv = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--answers", str(ANSWERS)]
    return subprocess.Popen(
        [*argv, *(f"tests/{name}" for name in names)],
        cwd=ROOT,
        stdout=None if shown else subprocess.PIPE,
        stderr=None if shown else subprocess.STDOUT,
        text=True,
    )


def show(name: str, output: IO[str] | None) -> None:
    """Pass lines on as they come, each with its group's name in front."""
    for line in output or ():
        sys.stdout.write(f"[{name}] {line}")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

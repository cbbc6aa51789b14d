"""Supervised processes: identity, signals, waiting, and ending a whole tree."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from boathouse.engine import process, proctable
from boathouse.engine.process import ProcessId

Spawn = Callable[..., ProcessId]


@pytest.fixture
def spawn(tmp_path: Path) -> Iterator[Spawn]:
    """Start Python code as a supervised process that carries this test's mark."""
    mark = f"test-{tmp_path}"

    def start(code: str, *arguments: str) -> ProcessId:
        argv = [sys.executable, "-c", code, *arguments]
        env = {process.MARK: mark, "PATH": os.environ["PATH"]}
        return process.spawn(argv, env, tmp_path, tmp_path / "log")

    yield start
    asyncio.run(process.end_marked(mark, 0.0))


SLEEP = "import time; time.sleep(600)"


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.01)


def test_a_spawned_process_is_a_session_with_a_clean_environment(
    spawn: Spawn, tmp_path: Path
) -> None:
    code = (
        "import os, sys; print(os.getsid(0) == os.getpid(), sorted(os.environ),"
        " sys.stdin.read() == '', len(os.listdir('/proc/self/fd')), flush=True)"
    )
    inherited = os.open(tmp_path / "other", os.O_CREAT | os.O_RDWR)
    os.set_inheritable(inherited, True)
    asyncio.run(process.wait(spawn(code)))
    os.close(inherited)
    # 0, 1, 2 and the one that lists the folder; LC_CTYPE is set by Python itself.
    names = "['BOATHOUSE_MARK', 'LC_CTYPE', 'PATH']"
    assert (tmp_path / "log").read_text() == f"True {names} True 4\n"
    assert (tmp_path / "log").stat().st_mode & 0o777 == 0o600


def test_output_is_appended(spawn: Spawn, tmp_path: Path) -> None:
    for word in ("one", "two"):
        asyncio.run(process.wait(spawn("import sys; print(sys.argv[1])", word)))
    assert (tmp_path / "log").read_text() == "one\ntwo\n"


def test_a_program_that_does_not_exist_raises(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        process.spawn([str(tmp_path / "nothing")], {}, tmp_path, tmp_path / "log")


def test_a_zombie_is_dead_and_reaped(spawn: Spawn) -> None:
    child = spawn("pass")
    asyncio.run(until(lambda: not process.alive(child)))
    asyncio.run(until(lambda: proctable.read(child.pid) is None))


def test_wait_returns_after_kill_9_and_at_once_for_the_gone(spawn: Spawn) -> None:
    child = spawn(SLEEP)

    async def scenario() -> None:
        waiting = asyncio.create_task(process.wait(child))
        await asyncio.sleep(0)
        assert not waiting.done()
        assert process.signal(child, signal.SIGKILL)
        async with asyncio.timeout(20):
            await waiting
            await process.wait(child)

    asyncio.run(scenario())
    assert not process.alive(child)
    assert not process.signal(child, signal.SIGKILL)


def test_a_reused_pid_is_never_taken_for_the_process(spawn: Spawn) -> None:
    living = spawn(SLEEP)
    former = ProcessId(living.pid, str(int(living.started) - 1))
    assert not process.alive(former)
    assert not process.signal(former, signal.SIGKILL)
    asyncio.run(process.wait(former))
    asyncio.run(process.end(former, 0.0))
    assert process.alive(living)


TREE = """
import os, subprocess, sys, time
sleep = "import time; time.sleep(600)"
nested = "import subprocess, sys; subprocess.run([sys.executable, '-c', %r])" % sleep
subprocess.Popen([sys.executable, "-c", nested])
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(600)
    os._exit(0)
time.sleep(600)
"""


def test_end_takes_the_whole_tree_and_those_that_left_it(spawn: Spawn, tmp_path: Path) -> None:
    root = spawn(TREE)
    mark = f"test-{tmp_path}"

    def complete() -> bool:
        return len(process.marked(mark)) == 4

    asyncio.run(until(complete))
    asyncio.run(process.end(root, 5.0))
    assert process.marked(mark) == []


def test_end_kills_what_ignores_sigterm(spawn: Spawn, tmp_path: Path) -> None:
    code = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print('deaf', flush=True); time.sleep(600)"
    )
    child = spawn(code)
    asyncio.run(until(lambda: (tmp_path / "log").read_text() == "deaf\n"))
    asyncio.run(process.end(child, 0.1))
    assert not process.alive(child)


def test_sigterm_comes_first(spawn: Spawn, tmp_path: Path) -> None:
    code = (
        "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: sys.exit('tidy'));"
        "print('ready', flush=True); time.sleep(600)"
    )
    child = spawn(code)
    asyncio.run(until(lambda: (tmp_path / "log").read_text() == "ready\n"))
    asyncio.run(process.end(child, 20.0))
    assert (tmp_path / "log").read_text() == "ready\ntidy\n"


def test_a_process_that_is_not_our_child_can_be_watched(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', sys.argv[1]],"
        " stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True);"
        "print(p.pid)"
    )
    found = subprocess.run([sys.executable, "-c", code, SLEEP], capture_output=True, check=True)
    row = proctable.read(int(found.stdout))
    assert row is not None
    orphan = ProcessId(row.pid, row.started)
    assert process.alive(orphan)
    asyncio.run(process.end(orphan, 5.0))
    assert not process.alive(orphan)

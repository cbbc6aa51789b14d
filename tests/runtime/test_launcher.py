"""The launcher: a true exit.json and no survivor, whatever the task does."""

import json
import os
import signal
import time
from pathlib import Path

import pytest

from tests.runtime.conftest import Folder, wait_for

DAEMON = """
import os, signal, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        open("daemon", "w").write(str(os.getpid()))
        time.sleep(600)
    os._exit(0)
while not os.path.exists("daemon"):
    time.sleep(0.01)
"""


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] == "Z"
    except OSError:
        return True


def test_a_script_that_ends_well(folder: Folder) -> None:
    folder.make("import sys, os\nprint('hello', sys.argv, os.getcwd())", parameters=["a", "b c"])
    before = time.time_ns() // 1_000_000
    ended = folder.run().exit
    assert (ended["exit_code"], ended["signal"], ended["reason"]) == (0, None, "exited")
    assert before <= ended["started_at"] <= ended["ended_at"] <= time.time_ns() // 1_000_000
    assert folder.log == f"hello ['/Users/ada/x.py', 'a', 'b c'] {folder.path}/work\n"
    assert folder.result == {"status": "ok", "exit_value": None, "error": None, "error_trace": None}
    identity = folder.json("launcher.json")
    assert isinstance(identity["pid"], int)
    assert identity["started"].isdecimal()
    assert folder.read("launcher.log") == ""


@pytest.mark.parametrize(
    ("source", "code", "number"),
    [
        ("import os\nos._exit(7)", 7, None),
        ("import os\nos.kill(os.getpid(), 9)", None, signal.SIGKILL),
        ("import ctypes\nctypes.string_at(0)", None, signal.SIGSEGV),
        ("import os\nos.kill(0, 15)\nimport time\ntime.sleep(60)", None, signal.SIGTERM),
    ],
    ids=["os._exit", "killed", "segfault", "own group killed"],
)
def test_a_script_that_dies(folder: Folder, source: str, code: int, number: int) -> None:
    ended = folder.make(source).run().exit
    assert (ended["exit_code"], ended["signal"], ended["reason"]) == (code, number, "exited")
    assert folder.result is None
    assert folder.survivors() == []


def test_what_a_script_leaves_behind_is_ended(folder: Folder) -> None:
    folder.make(DAEMON + "print('done')").run()
    assert folder.result["status"] == "ok"
    assert folder.exit["exit_code"] == 0
    assert gone(int(folder.read("work/daemon")))
    assert folder.survivors() == []


def test_timeout_ends_a_script_that_forks_and_ignores_sigterm(folder: Folder) -> None:
    source = "import signal\nsignal.signal(15, signal.SIG_IGN)\n" + DAEMON + "time.sleep(600)"
    ended = folder.make(source, timeout_seconds=1).run().exit
    assert (ended["exit_code"], ended["signal"], ended["reason"]) == (None, 9, "timeout")
    assert gone(int(folder.read("work/daemon")))
    assert folder.survivors() == []


def test_timeout_lets_a_script_clean_up(folder: Folder) -> None:
    source = """
import signal, sys, time
def end(*_):
    print("cleaning up")
    sys.exit(4)
signal.signal(signal.SIGTERM, end)
time.sleep(600)
"""
    ended = folder.make(source, timeout_seconds=1).run().exit
    assert (ended["exit_code"], ended["signal"], ended["reason"]) == (4, None, "timeout")
    assert "cleaning up" in folder.log


def test_a_fork_bomb_is_ended(folder: Folder) -> None:
    source = """
import os, time
def breed(depth):
    while depth < 5:
        if os.fork() == 0:
            os.setsid()
            breed(depth + 1)
        time.sleep(0.02)
        depth += 1
    time.sleep(600)
breed(0)
"""
    assert folder.make(source, timeout_seconds=1).run().exit["reason"] == "timeout"
    assert folder.survivors() == []


def test_cancel(folder: Folder) -> None:
    folder.make(DAEMON.replace("SIG_IGN", "SIG_DFL") + "print('up')\ntime.sleep(600)")
    with folder.start() as launcher:
        wait_for(lambda: (folder.path / "output.log").exists() and "up" in folder.log)
        (folder.path / "cancel").touch()
        launcher.send_signal(signal.SIGTERM)
        assert launcher.wait(20) == 0
    ended = folder.exit
    assert (ended["exit_code"], ended["signal"], ended["reason"]) == (None, 15, "canceled")
    assert folder.survivors() == []


def test_cancel_before_the_start(folder: Folder) -> None:
    folder.make("print('never')")
    (folder.path / "cancel").touch()
    ended = folder.run().exit
    assert (ended["exit_code"], ended["signal"], ended["reason"]) == (None, None, "canceled")
    assert not (folder.path / "output.log").exists()


def test_only_one_launcher_runs_the_task(folder: Folder) -> None:
    folder.make("import time\nopen('ran', 'a').write('x')\nwhile True: time.sleep(0.01)")
    with folder.start() as first:
        wait_for(lambda: (folder.path / "work/ran").exists())
        folder.run()
        assert first.poll() is None
        assert not (folder.path / "exit.json").exists()
        first.send_signal(signal.SIGTERM)
        assert first.wait(20) == 0
    ended = folder.exit
    folder.run()
    assert folder.exit == ended
    assert folder.read("work/ran") == "x"


def test_a_task_whose_launcher_was_killed_is_not_run_again(folder: Folder) -> None:
    folder.make(DAEMON + "open('ran', 'a').write('x')\ntime.sleep(600)")
    with folder.start() as first:
        wait_for(lambda: (folder.path / "work/ran").exists())
        first.kill()
    folder.run()
    ended = folder.exit
    assert (ended["exit_code"], ended["signal"], ended["reason"]) == (None, None, "exited")
    assert folder.result["error"] == "The process that watched over the task was killed."
    assert folder.read("work/ran") == "x"
    wait_for(lambda: folder.survivors() == [])


def test_endless_output_does_not_fill_the_disk(folder: Folder) -> None:
    source = """
import os
line = b"x" * 99 + b"\\n"
for _ in range(1500):
    os.write(1, line * 1000)
print("the end")
"""
    folder.make(source).run()
    found = os.stat(folder.path / "output.log")
    assert found.st_size == 150_000_000 + len("the end\n")
    assert found.st_blocks * 512 < 24_000_000
    with open(folder.path / "output.log", "rb") as file:
        file.seek(-5_000_000, os.SEEK_END)
        tail = file.read()
    assert tail.endswith(b"\nthe end\n")
    assert b"\0" not in tail


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"kind": "notebook", "env": {}, "cwd": "/does/not/exist"}']
)
def test_a_broken_task_file(folder: Folder, content: str) -> None:
    folder.make("")
    (folder.path / "task.json").write_text(content)
    assert folder.run().exit["exit_code"] == 127
    assert folder.result["status"] == "error"
    assert folder.result["error"].startswith("The task could not be started")


def test_a_fork_that_comes_back_does_not_answer_for_the_task(folder: Folder) -> None:
    source = """
import os
pid = os.fork()
if pid == 0:
    raise ValueError("in the fork")
os.waitpid(pid, 0)
print("in the parent")
"""
    folder.make(source).run()
    assert folder.result["status"] == "ok"
    assert folder.exit["exit_code"] == 0
    assert "ValueError: in the fork" in folder.log
    assert folder.log.endswith("in the parent\n")


def test_the_launcher_keeps_its_secrets_to_itself(folder: Folder) -> None:
    folder.make("print(1)").run()
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.path.rglob("*.json")}
    assert modes["exit.json"] == modes["result.json"] == modes["launcher.json"] == 0o600
    assert json.dumps(folder.mark) not in folder.read("exit.json")

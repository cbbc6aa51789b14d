"""Tasks that end badly: each gets its true end state, and none of its processes outlives it."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from boathouse.engine import process
from tests.live import Api, LiveServer
from tests.services.clusters import VERSION, await_state, eventually
from tests.services.jobs import (
    accepted,
    await_end,
    await_file,
    await_life,
    output,
    result,
    script,
    script_task,
    submit,
    survivors,
    task_folder,
    task_ids,
)

LIMIT = 5 * 1024 * 1024

FAREWELL = """
import os, signal, subprocess, sys, time

def stray():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(600)
        os._exit(0)

folder = os.environ["BOATHOUSE_TASK_FOLDER"]

def replace_log(put):
    # Where user code is isolated the log cannot be removed at all.
    try:
        os.remove(folder + "/output.log")
        put(folder + "/output.log")
    except OSError:
        pass
"""

SCRIPTS = {
    "forks_and_hangs": "stray()\nif os.fork() == 0:\n    time.sleep(600)\ntime.sleep(600)",
    "double_forks": "stray()\ntime.sleep(0.2)\nprint('done')",
    "leaves_children": "subprocess.Popen(['sleep', '600'])\nprint('done')",
    "prints_50_mb": "line = 'x' * 1023 + '\\n'\nfor _ in range(50 * 1024):\n"
    "    sys.stdout.write(line)\nprint('the end')",
    "os_exit": "print('so far')\nsys.stdout.flush()\nos._exit(0)",
    "raises": "1 / 0",
    "sys_exit": "stray()\nsys.exit(3)",
    "sys_exit_0": "print('fine')\nsys.exit(0)",
    "killed": "stray()\nos.kill(os.getpid(), signal.SIGKILL)",
    "segfaults": "os.kill(os.getpid(), signal.SIGSEGV)",
    "does_not_compile": "def (",
    "forges_its_end": "open(folder + '/exit.json', 'w').write('{}')\n"
    "open(folder + '/out/result.json', 'w').write('[')\ntime.sleep(0.5)\nos._exit(0)",
    "claims_an_end": "import json\nreport = {'exit_code': 0, 'signal': None, 'reason': 'exited',"
    " 'started_at': 1, 'ended_at': 2}\n"
    "open(folder + '/exit.json', 'w').write(json.dumps(report))\n"
    "time.sleep(1.5)\nraise ValueError('late')",
    "hides_its_log": "replace_log(os.mkfifo)",
    "links_its_log": "replace_log(lambda log: os.symlink('/etc/hostname', log))",
}

RESULTS = {
    "forks_and_hangs": "TIMEDOUT",
    "double_forks": "SUCCESS",
    "leaves_children": "SUCCESS",
    "prints_50_mb": "SUCCESS",
    "sys_exit_0": "SUCCESS",
    "hides_its_log": "SUCCESS",
    "links_its_log": "SUCCESS",
}


@pytest.fixture(scope="module")
def run(api: Api) -> dict[str, Any]:
    """One run with every bad task, once it has ended."""
    tasks = []
    for key, text in SCRIPTS.items():
        # Under a load of this many tasks a start takes its time; only one is meant to time out.
        seconds = 8 if key == "forks_and_hangs" else 0
        path = script(api, FAREWELL + text, f"bad-{key}.py")
        tasks.append(script_task(path, key=key, timeout_seconds=seconds))
    return await_end(api, submit(api, *tasks))


@pytest.mark.parametrize("key", SCRIPTS)
def test_the_end_state_is_true(api: Api, run: dict[str, Any], key: str) -> None:
    task = next(task for task in run["tasks"] if task["task_key"] == key)
    assert result(task) == ("TERMINATED", RESULTS.get(key, "FAILED"))
    assert task["status"]["state"] == "TERMINATED"
    assert task["end_time"] >= task["start_time"] > 0


def test_the_run_fails_with_its_tasks(run: dict[str, Any]) -> None:
    assert result(run) == ("TERMINATED", "FAILED")
    message = "Task forks_and_hangs failed with message: The run exceeded its timeout."
    assert run["state"]["state_message"] == message


def test_no_process_outlives_the_run(server: LiveServer, run: dict[str, Any]) -> None:
    assert survivors(server.app.workspace_id, run) == []


def test_the_last_5_mb_of_a_long_log(api: Api, run: dict[str, Any]) -> None:
    shown = output(api, task_ids(run)["prints_50_mb"])
    assert shown["logs_truncated"] is True
    assert len(shown["logs"].encode()) == LIMIT
    assert shown["logs"].endswith("x\nthe end\n")


def test_what_the_errors_say(api: Api, run: dict[str, Any]) -> None:
    ids = task_ids(run)
    raised = output(api, ids["raises"])
    assert raised["error"] == "ZeroDivisionError: division by zero"
    assert raised["error_trace"].startswith("Traceback (most recent call last)")
    assert "bad-raises.py" in raised["error_trace"]
    assert output(api, ids["sys_exit"])["error"] == "SystemExit: 3"
    assert "SyntaxError" in output(api, ids["does_not_compile"])["error"]
    assert output(api, ids["os_exit"])["logs"] == "so far\n"
    assert output(api, ids["os_exit"])["error"] == "Workload failed, see run output for details"
    assert "error" not in output(api, ids["sys_exit_0"])


def test_a_log_that_is_no_file_is_not_read(api: Api, run: dict[str, Any]) -> None:
    for key in ("hides_its_log", "links_its_log"):
        assert output(api, task_ids(run)[key])["logs"] == ""


WAITING = "import time\nprint('began', flush=True)\ntime.sleep(600)"


def test_the_launcher_is_killed(server: LiveServer, api: Api) -> None:
    run_id = submit(api, script_task(script(api, FAREWELL + "stray()\n" + WAITING)))
    running = await_life(api, run_id, "RUNNING")
    folder = task_folder(server.data_dir, running)
    await_file(folder / "output.log", "began")
    assert survivors(server.app.workspace_id, running)
    _kill(json.loads((folder / "launcher.json").read_text()))
    ended = await_end(api, run_id)
    assert result(ended) == result(ended["tasks"][0]) == ("INTERNAL_ERROR", "FAILED")
    assert ended["status"]["termination_details"]["code"] == "DRIVER_ERROR"
    assert survivors(server.app.workspace_id, ended) == []
    assert "began" in output(api, run_id)["logs"]


def test_the_launcher_is_asked_to_end_by_somebody_else(server: LiveServer, api: Api) -> None:
    run_id = submit(api, script_task(script(api, WAITING)))
    folder = task_folder(server.data_dir, await_life(api, run_id, "RUNNING"))
    await_file(folder / "output.log", "began")
    _kill(json.loads((folder / "launcher.json").read_text()), signal.SIGTERM)
    ended = await_end(api, run_id)
    assert result(ended) == ("TERMINATED", "CANCELED")
    assert ended["status"]["termination_details"]["code"] == "CANCELED"


@pytest.fixture
def small_disk(server: LiveServer, tmp_path: Path) -> Iterator[None]:
    """A data folder in which no file can be made below runs/ until the test is over.

    A file in the place of the folder gives the same errors to root, without a mount.
    """
    runs = server.data_dir / "runs"
    aside = runs.with_name("runs.aside")
    runs.rename(aside)
    runs.touch()
    yield
    runs.unlink()
    aside.rename(runs)


def test_a_task_whose_folder_cannot_be_made(api: Api, run: object, small_disk: None) -> None:
    run_id = submit(api, script_task(script(api, "print('never')")))
    ended = await_end(api, run_id)
    assert result(ended) == ("INTERNAL_ERROR", "FAILED")
    assert "The task could not be started" in ended["state"]["state_message"]


@pytest.fixture
def full_disk(server: LiveServer) -> Iterator[None]:
    """A data folder whose runs/ lies on a disk of 256 KB until the test is over."""
    runs = server.data_dir / "runs"
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "boathouse-test", str(runs)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting a small disk needs more rights than this process has")
    yield
    subprocess.run(["umount", str(runs)], check=True)


def test_a_task_that_fills_the_disk(
    server: LiveServer, api: Api, run: object, full_disk: None
) -> None:
    text = "while True:\n    print('x' * 10_000, flush=True)"
    ended = await_end(api, submit(api, script_task(script(api, text))))
    assert result(ended) in (("TERMINATED", "FAILED"), ("INTERNAL_ERROR", "FAILED"))
    assert survivors(server.app.workspace_id, ended) == []
    ended = await_end(api, submit(api, script_task(script(api, "print('no room for this')"))))
    assert result(ended) == ("INTERNAL_ERROR", "FAILED")


def test_the_engine_is_killed(server: LiveServer, api: Api) -> None:
    cluster = {"spark_version": VERSION, "num_workers": 1}
    waiting = "spark.range(1).count()\n" + WAITING
    run_id = submit(api, script_task(script(api, waiting), new_cluster=cluster))
    running = await_life(api, run_id, "RUNNING")
    await_file(task_folder(server.data_dir, running) / "output.log", "began")
    cluster_id = running["tasks"][0]["cluster_instance"]["cluster_id"]
    for engine in _engine_of(server.data_dir, cluster_id):
        process.signal(engine, signal.SIGKILL)
    ended = await_end(api, run_id)
    assert result(ended) == ("INTERNAL_ERROR", "FAILED")
    assert ended["status"]["termination_details"]["code"] in ("DRIVER_ERROR", "CLUSTER_ERROR")
    shown = await_state(api, cluster_id, "TERMINATED")
    assert shown["termination_reason"]["code"] == "DRIVER_UNREACHABLE"
    events = accepted(api.post("/api/2.1/clusters/events", json={"cluster_id": cluster_id}))
    assert "TERMINATING" in [event["type"] for event in events["events"]]
    assert survivors(server.app.workspace_id, ended) == []


def _engine_of(data_dir: Path, cluster_id: str) -> list[process.ProcessId]:
    from boathouse.engine.sail import Sail

    def look() -> list[process.ProcessId]:
        found = Sail().find(data_dir / "engines" / cluster_id)
        return [found.process] if found else []

    found: list[process.ProcessId] = eventually(look)
    return found


def _kill(launcher: dict[str, Any], number: int = signal.SIGKILL) -> None:
    assert process.signal(process.ProcessId(launcher["pid"], launcher["started"]), number)

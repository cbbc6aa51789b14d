"""kill -9 of the server: what was acknowledged goes on, and ends in its true state."""

from __future__ import annotations

import json
from pathlib import Path

from tests.faults.workspaces import Workspace
from tests.live import Api
from tests.services.clusters import VERSION, eventually
from tests.services.jobs import (
    accepted,
    await_end,
    await_file,
    await_life,
    get_run,
    life,
    notebook,
    notebook_task,
    output,
    result,
    script,
    script_task,
    submit,
    survivors,
    task_folder,
)

WAITING_SCRIPT = """
import os, time
print("pid", os.getpid())
print("began")
while not os.path.exists("gate"):
    time.sleep(0.02)
print("went on")
"""

# An engine's own folder of libraries is a place that it, the task and this test can reach.
IN_AN_ACTION = """
import os, time
from pyspark.sql.functions import udf

site = os.environ["BOATHOUSE_SITE"]

@udf("long")
def patient(number):
    open(site + "/action-begun", "w").close()
    while not os.path.exists(site + "/action-gate"):
        time.sleep(0.02)
    return number + 1

print("before the action")
total = spark.range(100).select(patient("id").alias("n")).agg({"n": "sum"}).collect()[0][0]
print("after the action")
dbutils.notebook.exit(str(total))
"""


def let_go(folder: Path) -> None:
    """Let the waiting task of a folder go on."""
    (folder / "work" / "gate").touch()


def launcher_of(folder: Path) -> str:
    return (folder / "launcher.json").read_text()


def test_a_script_goes_on_and_its_output_is_whole(workspace: Workspace, admin: Api) -> None:
    run_id = submit(admin, script_task(script(admin, WAITING_SCRIPT)))
    running = await_life(admin, run_id, "RUNNING")
    folder = task_folder(workspace.data_dir, running)
    await_file(folder / "output.log", "began")
    engines, launcher = workspace.engines(), launcher_of(folder)

    workspace.restart()

    assert life(get_run(admin, run_id)) == "RUNNING"
    assert workspace.engines() == engines != []
    assert launcher_of(folder) == launcher
    let_go(folder)
    ended = await_end(admin, run_id)
    assert result(ended) == ("TERMINATED", "SUCCESS")
    logs = output(admin, run_id)["logs"].splitlines()
    assert [logs[0].split()[0], *logs[1:]] == ["pid", "began", "went on"]
    assert not survivors(workspace.workspace_id, ended)


def test_a_notebook_in_the_middle_of_a_spark_action_goes_on(
    workspace: Workspace, admin: Api
) -> None:
    run_id = submit(admin, notebook_task(notebook(admin, IN_AN_ACTION)))
    folder = task_folder(workspace.data_dir, await_life(admin, run_id, "RUNNING"))
    site = Path(json.loads((folder / "task.json").read_text())["env"]["BOATHOUSE_SITE"])
    await_file(site / "action-begun")
    engines, launcher = workspace.engines(), launcher_of(folder)

    workspace.restart()

    assert workspace.engines() == engines
    assert launcher_of(folder) == launcher
    (site / "action-gate").touch()
    ended = await_end(admin, run_id)
    assert result(ended) == ("TERMINATED", "SUCCESS"), output(admin, run_id)
    assert output(admin, run_id)["notebook_output"]["result"] == "5050"


def test_a_task_that_ended_while_no_server_lived(workspace: Workspace, admin: Api) -> None:
    run_id = submit(admin, script_task(script(admin, WAITING_SCRIPT)))
    folder = task_folder(workspace.data_dir, await_life(admin, run_id, "RUNNING"))
    await_file(folder / "output.log", "began")
    workspace.kill()
    let_go(folder)
    await_file(folder / "exit.json")
    workspace.start()
    assert result(await_end(admin, run_id)) == ("TERMINATED", "SUCCESS")
    assert "went on" in output(admin, run_id)["logs"]


def test_an_acknowledged_run_is_not_lost(workspace: Workspace, admin: Api) -> None:
    path = script(admin, "print('it ran')")
    run_id = submit(admin, script_task(path))
    workspace.restart()
    assert result(await_end(admin, run_id)) == ("TERMINATED", "SUCCESS")
    assert output(admin, run_id)["logs"] == "it ran\n"


def test_killed_again_and_again_a_task_runs_once(workspace: Workspace, admin: Api) -> None:
    path = script(admin, "open('marks', 'a').write('x')\nprint('done')")
    runs = []
    for _ in range(4):
        runs.append(submit(admin, script_task(path)))
        workspace.restart()
    for run_id in runs:
        ended = await_end(admin, run_id)
        assert result(ended) == ("TERMINATED", "SUCCESS")
        marks = task_folder(workspace.data_dir, ended) / "work" / "marks"
        assert marks.read_text() == "x"


def test_killed_while_the_cluster_starts(workspace: Workspace, admin: Api) -> None:
    cluster = {"spark_version": VERSION, "num_workers": 1}
    run_id = submit(admin, script_task(script(admin, "print('ran')"), new_cluster=cluster))
    eventually(lambda: get_run(admin, run_id)["tasks"][0]["status"]["state"] == "PENDING")
    workspace.restart()
    ended = await_end(admin, run_id)
    assert result(ended) == ("TERMINATED", "SUCCESS")
    cluster_id = ended["tasks"][0]["cluster_instance"]["cluster_id"]
    eventually(lambda: _state(admin, cluster_id) == "TERMINATED")


def test_killed_after_a_cancel_was_acknowledged(workspace: Workspace, admin: Api) -> None:
    stubborn = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + WAITING_SCRIPT
    run_id = submit(admin, script_task(script(admin, stubborn)))
    folder = task_folder(workspace.data_dir, await_life(admin, run_id, "RUNNING"))
    await_file(folder / "output.log", "began")
    accepted(admin.post("/api/2.2/jobs/runs/cancel", json={"run_id": run_id}))
    workspace.restart()
    assert life(get_run(admin, run_id)) in ("TERMINATING", "RUNNING")
    ended = await_end(admin, run_id)
    assert result(ended) == ("TERMINATED", "CANCELED")
    assert result(ended["tasks"][0]) == ("TERMINATED", "CANCELED")
    assert not survivors(workspace.workspace_id, ended)


def test_a_server_that_is_stopped_cleanly_leaves_its_tasks_running(
    workspace: Workspace, admin: Api
) -> None:
    run_id = submit(admin, script_task(script(admin, WAITING_SCRIPT)))
    folder = task_folder(workspace.data_dir, await_life(admin, run_id, "RUNNING"))
    await_file(folder / "output.log", "began")
    workspace.stop()
    let_go(folder)
    await_file(folder / "exit.json")
    workspace.start()
    assert result(await_end(admin, run_id)) == ("TERMINATED", "SUCCESS")


def test_a_second_server_on_the_folder_is_refused(workspace: Workspace, admin: Api) -> None:
    second = workspace.spawn()
    try:
        assert second.wait(20) == 1
    finally:
        second.kill()
    assert f"The data folder {workspace.data_dir} is in use by another server" in workspace.log
    assert accepted(admin.get("/api/2.2/jobs/list")) is not None


def _state(api: Api, cluster_id: str) -> str:
    found = accepted(api.get("/api/2.1/clusters/get", params={"cluster_id": cluster_id}))
    return str(found["state"])

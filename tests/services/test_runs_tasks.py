"""Runs of several tasks: their order, what they hand on, the clusters that they run on."""

from __future__ import annotations

from typing import Any

import pytest
from databricks.sdk import WorkspaceClient

from tests.live import Api, LiveServer
from tests.services.clusters import VERSION, await_state, eventually, made
from tests.services.jobs import (
    accepted,
    await_end,
    await_life,
    get_run,
    notebook,
    notebook_task,
    output,
    result,
    script,
    script_task,
    submit,
    task_ids,
)

NEW_CLUSTER = {
    "spark_version": VERSION,
    "num_workers": 1,
    "spark_env_vars": {"GREETING": "from the cluster", "HOME": "/nowhere"},
    "spark_conf": {"spark.sql.shuffle.partitions": "3", "my.own.setting": "kept"},
}


@pytest.fixture(scope="module")
def quick(api: Api) -> str:
    """A script that prints its arguments."""
    return script(api, "import sys\nprint(*sys.argv[1:])", "quick-task.py")


@pytest.fixture(scope="module")
def failing(api: Api) -> str:
    """A script that raises."""
    return script(api, "raise ValueError('on purpose')", "failing-task.py")


def after(*keys: str) -> list[dict[str, str]]:
    return [{"task_key": key} for key in keys]


def results(run: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {task["task_key"]: result(task) for task in run["tasks"]}


def test_tasks_run_in_the_order_of_their_needs(api: Api, quick: str) -> None:
    run_id = submit(
        api,
        script_task(quick, key="last", depends_on=after("left", "right")),
        script_task(quick, key="left", depends_on=after("first")),
        script_task(quick, key="right", depends_on=after("first")),
        script_task(quick, key="first"),
    )
    waiting = {task["task_key"]: task for task in get_run(api, run_id)["tasks"]}
    assert waiting["last"]["state"]["life_cycle_state"] == "BLOCKED"
    assert waiting["last"]["status"]["state"] == "BLOCKED"
    run = await_end(api, run_id)
    assert result(run) == ("TERMINATED", "SUCCESS")
    tasks = {task["task_key"]: task for task in run["tasks"]}
    assert list(tasks) == ["last", "left", "right", "first"]
    for key in ("left", "right"):
        assert tasks["first"]["end_time"] <= tasks[key]["start_time"]
        assert tasks[key]["end_time"] <= tasks["last"]["start_time"]
    assert run["setup_duration"] == run["execution_duration"] == 0
    assert run["run_duration"] > 0


def test_what_a_failure_upstream_does(api: Api, quick: str, failing: str) -> None:
    run = await_end(
        api,
        submit(
            api,
            script_task(failing, key="broken"),
            script_task(quick, key="near", depends_on=after("broken")),
            script_task(quick, key="far", depends_on=after("near")),
            script_task(quick, key="apart"),
        ),
    )
    assert result(run) == ("TERMINATED", "FAILED")
    assert run["state"]["state_message"] == (
        "Task broken failed with message: Workload failed, see run output for details."
    )
    assert results(run) == {
        "broken": ("TERMINATED", "FAILED"),
        "near": ("TERMINATED", "UPSTREAM_FAILED"),
        "far": ("TERMINATED", "UPSTREAM_FAILED"),
        "apart": ("TERMINATED", "SUCCESS"),
    }
    near = next(task for task in run["tasks"] if task["task_key"] == "near")
    assert near["end_time"] > 0
    assert "cluster_instance" not in near


def test_more_than_100_tasks(w: WorkspaceClient, api: Api, quick: str, failing: str) -> None:
    tasks = [script_task(failing, key="t0")]
    for number in range(1, 230):
        tasks.append(script_task(quick, key=f"t{number}", depends_on=after(f"t{number - 1}")))
    run_id = submit(api, *tasks)
    await_end(api, run_id)
    first = get_run(api, run_id)
    assert (len(first["tasks"]), first["has_more"]) == (100, True)
    assert len(get_run(api, run_id, "2.1")["tasks"]) == 230
    merged = w.jobs.get_run(run_id, include_history=True)
    assert [task.task_key for task in merged.tasks] == [task["task_key"] for task in tasks]
    assert len(merged.repair_history) == 1
    assert {task.state.result_state.value for task in merged.tasks[1:]} == {"UPSTREAM_FAILED"}
    params = {"expand_tasks": "true", "limit": 1}
    listed = accepted(api.get("/api/2.2/jobs/runs/list", params=params))["runs"][0]
    assert (listed["run_id"], len(listed["tasks"]), listed["has_more"]) == (run_id, 100, True)


def test_cancel_while_some_tasks_wait(api: Api, quick: str) -> None:
    waiting = script(api, "import time\ntime.sleep(600)", "waiting-task.py")
    run_id = submit(
        api,
        script_task(quick, key="done"),
        script_task(waiting, key="busy", depends_on=after("done")),
        script_task(quick, key="later", depends_on=after("busy")),
    )
    eventually(
        lambda: _task(get_run(api, run_id), "busy")["state"]["life_cycle_state"] == "RUNNING"
    )
    accepted(api.post("/api/2.2/jobs/runs/cancel", json={"run_id": run_id}))
    run = await_end(api, run_id)
    assert result(run) == ("TERMINATED", "CANCELED")
    assert results(run) == {
        "done": ("TERMINATED", "SUCCESS"),
        "busy": ("TERMINATED", "CANCELED"),
        "later": ("TERMINATED", "CANCELED"),
    }


def _task(run: dict[str, Any], key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(task for task in run["tasks"] if task["task_key"] == key)
    return found


def test_task_values_reach_the_tasks_behind(api: Api) -> None:
    setter = notebook(api, "dbutils.jobs.taskValues.set('n', {'a': [1, None]})", name="setter")
    text = "dbutils.notebook.exit(str(dbutils.jobs.taskValues.get('first', 'n', default='-')))"
    getter = notebook(api, text, name="getter")
    run = await_end(
        api,
        submit(
            api,
            notebook_task(setter, key="first"),
            notebook_task(getter, key="second", depends_on=after("first")),
            notebook_task(getter, key="apart"),
        ),
    )
    ids = task_ids(run)
    assert output(api, ids["second"])["notebook_output"]["result"] == "{'a': [1, None]}"


IN_A_TASK = """
import json, os
from databricks.sdk import WorkspaceClient
from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
print(json.dumps({
    "sum": spark.range(10).agg({"id": "sum"}).collect()[0][0],
    "partitions": spark.conf.get("spark.sql.shuffle.partitions"),
    "own": spark.conf.get("my.own.setting", None),
    "me": WorkspaceClient().current_user.me().user_name,
    "greeting": os.environ.get("GREETING"),
    "home": os.environ["HOME"] == os.getcwd(),
    "runtime": os.environ["DATABRICKS_RUNTIME_VERSION"],
    "token": os.environ["DATABRICKS_TOKEN"],
}))
"""


def test_what_a_task_on_a_new_cluster_finds(api: Api) -> None:
    task = script_task(script(api, IN_A_TASK), new_cluster=NEW_CLUSTER)
    run = await_end(api, submit(api, task))
    assert result(run) == ("TERMINATED", "SUCCESS"), output(api, run["run_id"])
    found = _printed(api, run["run_id"])
    token = found.pop("token")
    assert found == {
        "sum": 45,
        "partitions": "3",
        "own": "kept",
        "me": "admin@boathouse.local",
        "greeting": "from the cluster",
        "home": True,
        "runtime": "15.4",
    }
    assert api.as_(token).get("/api/2.0/preview/scim/v2/Me").status_code in (401, 403)
    cluster_id = run["tasks"][0]["cluster_instance"]["cluster_id"]
    ended = await_state(api, cluster_id, "TERMINATED")
    assert ended["cluster_source"] == "JOB"
    assert ended["termination_reason"]["code"] == "JOB_FINISHED"


def _printed(api: Api, run_id: int) -> dict[str, Any]:
    import json

    found: dict[str, Any] = json.loads(output(api, run_id)["logs"].splitlines()[-1])
    return found


def test_a_shared_job_cluster(api: Api, quick: str) -> None:
    shared = [{"job_cluster_key": "shared", "new_cluster": NEW_CLUSTER}]
    body = {
        "name": "shares",
        "job_clusters": shared,
        "tasks": [
            script_task(quick, key="a", job_cluster_key="shared"),
            script_task(quick, key="b", job_cluster_key="shared", depends_on=after("a")),
        ],
    }
    job_id = accepted(api.post("/api/2.2/jobs/create", json=body))["job_id"]
    run_id = accepted(api.post("/api/2.2/jobs/run-now", json={"job_id": job_id}))["run_id"]
    run = await_end(api, run_id)
    assert result(run) == ("TERMINATED", "SUCCESS")
    assert [one["job_cluster_key"] for one in run["job_clusters"]] == ["shared"]
    used = {task["cluster_instance"]["cluster_id"] for task in run["tasks"]}
    assert len(used) == 1
    await_state(api, used.pop(), "TERMINATED")


def test_an_existing_cluster_that_has_ended_is_started(api: Api, quick: str) -> None:
    with made(api, cluster_name="existing", num_workers=1) as cluster_id:
        await_state(api, cluster_id, "RUNNING")
        accepted(api.post("/api/2.1/clusters/delete", json={"cluster_id": cluster_id}))
        await_state(api, cluster_id, "TERMINATED")
        run = await_end(api, submit(api, script_task(quick, existing_cluster_id=cluster_id)))
        assert result(run) == ("TERMINATED", "SUCCESS")
        assert run["cluster_instance"]["cluster_id"] == cluster_id
        assert await_state(api, cluster_id, "RUNNING")


def test_a_cluster_that_is_ended_under_its_task(api: Api) -> None:
    waiting = script(api, "import time\ntime.sleep(600)", "waiting-task.py")
    with made(api, cluster_name="ended early", num_workers=1) as cluster_id:
        run_id = submit(api, script_task(waiting, existing_cluster_id=cluster_id))
        await_life(api, run_id, "RUNNING")
        accepted(api.post("/api/2.1/clusters/delete", json={"cluster_id": cluster_id}))
        run = await_end(api, run_id)
    assert result(run) == ("INTERNAL_ERROR", "FAILED")
    assert run["status"]["termination_details"]["code"] == "CLUSTER_ERROR"
    assert cluster_id in run["state"]["state_message"]


def test_a_cluster_that_is_gone(w: WorkspaceClient, api: Api, quick: str) -> None:
    with made(api, cluster_name="gone", num_workers=1) as cluster_id:
        body = {"tasks": [script_task(quick, existing_cluster_id=cluster_id)]}
        job_id = accepted(api.post("/api/2.2/jobs/create", json=body))["job_id"]
    eventually(lambda: _missing(api, cluster_id))
    run_id = accepted(api.post("/api/2.2/jobs/run-now", json={"job_id": job_id}))["run_id"]
    run = await_end(api, run_id)
    assert result(run) == ("INTERNAL_ERROR", "FAILED")
    assert run["status"]["termination_details"]["type"] == "CLIENT_ERROR"
    assert f"Cluster {cluster_id} does not exist" in run["state"]["state_message"]


def _missing(api: Api, cluster_id: str) -> bool:
    answer = api.get("/api/2.1/clusters/get", params={"cluster_id": cluster_id})
    return answer.status_code == 400


def test_serverless_with_an_environment(server: LiveServer, api: Api, quick: str) -> None:
    environments = [{"environment_key": "default", "spec": {"client": "1"}}]
    task = script_task(quick, "here", environment_key="default")
    run = await_end(api, submit(api, task, environments=environments))
    assert result(run) == ("TERMINATED", "SUCCESS")
    assert output(api, run["run_id"])["logs"] == "here\n"

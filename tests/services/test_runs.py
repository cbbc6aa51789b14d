"""Runs of one task, through the SDK: parameters, results, states, lists, cancel, delete."""

from __future__ import annotations

import concurrent.futures
from pathlib import Path
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, PermissionDenied, ResourceDoesNotExist
from databricks.sdk.service import jobs

from tests.conftest import Person
from tests.live import Api, LiveServer
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
    task_ids,
)

WAIT = "import time\nprint('began', flush=True)\ntime.sleep(600)"


@pytest.fixture(scope="module")
def hello(api: Api) -> dict[str, Any]:
    """An ended run of a script that prints its arguments."""
    path = script(api, "import sys\nprint('hello', *sys.argv[1:])", "hello.py")
    return await_end(api, submit(api, script_task(path, "a", "b c"), run_name="hello"))


@pytest.fixture(scope="module")
def waiting(api: Api) -> str:
    """A script that waits to be ended."""
    return script(api, WAIT, "waiting.py")


def saved(api: Api, *tasks: dict[str, Any], version: str = "2.2", **settings: Any) -> int:
    """A saved job."""
    body = {"name": "saved", "tasks": [*tasks], **settings}
    job_id: int = accepted(api.post(f"/api/{version}/jobs/create", json=body))["job_id"]
    return job_id


def run_now(api: Api, job_id: int, **options: Any) -> int:
    """The id of a new run."""
    answer = accepted(api.post("/api/2.2/jobs/run-now", json={"job_id": job_id, **options}))
    assert answer["number_in_job"] == answer["run_id"]
    run_id: int = answer["run_id"]
    return run_id


def cancel(api: Api, run_id: int) -> None:
    assert accepted(api.post("/api/2.2/jobs/runs/cancel", json={"run_id": run_id})) == {}


def test_the_document_of_an_ended_run(server: LiveServer, hello: dict[str, Any]) -> None:
    assert hello["state"] == {
        "life_cycle_state": "TERMINATED",
        "result_state": "SUCCESS",
        "state_message": "",
        "user_cancelled_or_timedout": False,
    }
    assert hello["status"] == {
        "state": "TERMINATED",
        "termination_details": {"code": "SUCCESS", "type": "SUCCESS", "message": ""},
    }
    assert (hello["run_type"], hello["run_name"], hello["trigger"]) == (
        "SUBMIT_RUN",
        "hello",
        "ONE_TIME",
    )
    assert hello["number_in_job"] == hello["original_attempt_run_id"] == hello["run_id"]
    assert hello["creator_user_name"] == "admin@boathouse.local"
    place = f"?o={server.app.workspace_id}#job/{hello['job_id']}/run/{hello['run_id']}"
    assert hello["run_page_url"] == f"{server.address}/{place}"


def test_the_times_of_an_ended_run(hello: dict[str, Any]) -> None:
    task = hello["tasks"][0]
    durations = ("setup_duration", "execution_duration", "cleanup_duration", "run_duration")
    for document in (hello, task):
        assert all(type(document[name]) is int for name in (*durations, "start_time", "end_time"))
        assert document["run_duration"] == document["end_time"] - document["start_time"]
    assert task["execution_duration"] > 0
    assert hello["queue_duration"] == 0
    assert hello["start_time"] <= task["start_time"] < task["end_time"] <= hello["end_time"]


def test_a_task_run_as_a_run_of_its_own(api: Api, hello: dict[str, Any]) -> None:
    task = hello["tasks"][0]
    shown = get_run(api, task["run_id"])
    assert (shown["run_id"], shown["job_run_id"]) == (task["run_id"], hello["run_id"])
    assert shown["state"] == task["state"]
    assert [one["run_id"] for one in shown["tasks"]] == [task["run_id"]]


def test_the_output_of_a_script(w: WorkspaceClient, hello: dict[str, Any]) -> None:
    for run_id in (hello["run_id"], hello["tasks"][0]["run_id"]):
        shown = w.jobs.get_run_output(run_id)
        assert (shown.logs, shown.logs_truncated) == ("hello a b c\n", False)
        assert (shown.error, shown.error_trace, shown.notebook_output) == (None, None, None)
        assert shown.metadata is not None
        assert shown.metadata.run_id == run_id


def test_the_run_shapes_of_2_0(api: Api) -> None:
    path = script(api, "print('old')", "old.py")
    body = {"run_name": "old", "spark_python_task": {"python_file": path}}
    run_id = accepted(api.post("/api/2.0/jobs/runs/submit", json=body))["run_id"]
    await_end(api, run_id)
    shown = get_run(api, run_id, "2.0")
    assert shown["format"] == "SINGLE_TASK"
    assert shown["task"]["spark_python_task"]["python_file"] == path
    assert "tasks" not in shown
    assert shown["state"]["result_state"] == "SUCCESS"
    output_params = {"run_id": run_id}
    assert accepted(api.get("/api/2.0/jobs/runs/get-output", params=output_params))["logs"]
    listed = accepted(api.get("/api/2.0/jobs/runs/list", params={"limit": 1}))
    assert listed["has_more"] is True
    assert listed["runs"][0]["task"] == shown["task"]
    assert len(get_run(api, run_id, "2.1")["tasks"]) == 1


def test_the_history_and_the_resolved_values(api: Api, hello: dict[str, Any]) -> None:
    params = {
        "run_id": hello["run_id"],
        "include_history": "True",
        "include_resolved_values": "true",
    }
    shown = accepted(api.get("/api/2.2/jobs/runs/get", params=params))
    item = shown["repair_history"][0]
    assert (item["type"], item["task_run_ids"]) == ("ORIGINAL", [hello["tasks"][0]["run_id"]])
    assert item["state"] == hello["state"]
    values = shown["tasks"][0]["resolved_values"]
    assert values == {"spark_python_task": {"parameters": ["a", "b c"]}}


def test_a_saved_job_runs_to_its_result(w: WorkspaceClient, api: Api) -> None:
    path = notebook(api, "dbutils.notebook.exit(dbutils.widgets.get('who'))", name="who")
    task = notebook_task(path)
    task["notebook_task"]["base_parameters"] = {"who": "base"}
    job_id = saved(api, task)
    run = w.jobs.run_now(job_id).result()
    assert run.state is not None
    assert run.state.result_state == jobs.RunResultState.SUCCESS
    assert run.run_type == jobs.RunType.JOB_RUN
    shown = w.jobs.get_run_output(int(run.tasks[0].run_id)).notebook_output
    assert (shown.result, shown.truncated) == ("base", False)
    params = {"who": "asked for"}
    run = w.jobs.run_now(job_id, notebook_params=params).result()
    assert w.jobs.get_run_output(int(run.run_id)).notebook_output.result == "asked for"
    assert run.overriding_parameters.notebook_params == params


def test_python_params_replace_the_tasks(api: Api) -> None:
    path = script(api, "import sys\nprint(sys.argv[1:])", "argv.py")
    job_id = saved(api, script_task(path, "own"))
    run_id = run_now(api, job_id, python_params=["x", "é"])
    await_end(api, run_id)
    assert output(api, run_id)["logs"] == "['x', 'é']\n"


def test_job_parameters_win(api: Api) -> None:
    cell = "dbutils.notebook.exit(repr(sorted(dbutils.widgets.getAll().items())))"
    task = notebook_task(notebook(api, cell, name="parameters"))
    task["notebook_task"]["base_parameters"] = {"a": "task", "c": "task"}
    parameters = [{"name": "a", "default": "job"}, {"name": "b", "default": "job"}]
    job_id = saved(api, task, parameters=parameters)
    run = await_end(api, run_now(api, job_id, job_parameters={"b": "run"}))
    shown = output(api, run["run_id"])["notebook_output"]["result"]
    assert shown == "[('a', 'job'), ('b', 'run'), ('c', 'task')]"
    assert run["job_parameters"] == [
        {"name": "a", "default": "job", "value": "job"},
        {"name": "b", "default": "job", "value": "run"},
    ]


BAD_PARAMETERS: list[tuple[dict[str, Any], int, str]] = [
    ({"job_parameters": {"x": "1"}}, 400, "no parameter named x"),
    ({"notebook_params": {"x": "y" * 10_000}}, 400, "exceeds 10000 bytes"),
    ({"idempotency_token": "x" * 65}, 400, "exceeds 64 characters"),
    ({"python_params": "x"}, 400, "$.python_params"),
]


@pytest.mark.parametrize(("options", "status", "message"), BAD_PARAMETERS)
def test_parameters_that_cannot_be(
    api: Api, waiting: str, options: dict[str, Any], status: int, message: str
) -> None:
    job_id = saved(api, script_task(waiting))
    answer = api.post("/api/2.2/jobs/run-now", json={"job_id": job_id, **options})
    assert answer.status_code == status
    assert message in answer.json()["message"]


def test_a_job_without_tasks_does_not_run(api: Api) -> None:
    answer = api.post("/api/2.2/jobs/run-now", json={"job_id": saved(api)})
    assert answer.status_code == 400
    assert "has no tasks" in answer.json()["message"]
    assert api.post("/api/2.2/jobs/runs/submit", json={"run_name": "x"}).status_code == 400


def test_an_idempotency_token_starts_one_run(api: Api) -> None:
    path = script(api, "print('once')", "once.py")
    job_id = saved(api, script_task(path), max_concurrent_runs=10)
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        started = [pool.submit(run_now, api, job_id, idempotency_token="t-1") for _ in range(12)]
        ids = {future.result() for future in started}
    assert len(ids) == 1
    assert run_now(api, job_id, idempotency_token="t-1") in ids
    assert run_now(api, job_id, idempotency_token="t-2") not in ids
    submitted = {submit(api, script_task(path), idempotency_token="t-3") for _ in range(3)}
    assert len(submitted) == 1


def test_the_token_of_a_deleted_run(api: Api) -> None:
    path = script(api, "print('once')", "once.py")
    run_id = submit(api, script_task(path), idempotency_token="t-deleted")
    await_end(api, run_id)
    accepted(api.post("/api/2.2/jobs/runs/delete", json={"run_id": run_id}))
    body = {"tasks": [script_task(path)], "idempotency_token": "t-deleted"}
    answer = api.post("/api/2.2/jobs/runs/submit", json=body)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "INVALID_PARAMETER_VALUE")


def test_a_run_too_many_is_skipped(w: WorkspaceClient, api: Api, waiting: str) -> None:
    job_id = saved(api, script_task(waiting), version="2.1")
    first = run_now(api, job_id)
    skipped = get_run(api, run_now(api, job_id))
    assert result(skipped) == ("SKIPPED", "MAXIMUM_CONCURRENT_RUNS_REACHED")
    assert skipped["status"]["state"] == "TERMINATED"
    code = skipped["status"]["termination_details"]["code"]
    assert code == "MAX_CONCURRENT_RUNS_EXCEEDED"
    assert w.jobs.wait_get_run_job_terminated_or_skipped(skipped["run_id"]).end_time
    none = saved(api, script_task(waiting), max_concurrent_runs=0)
    assert life(get_run(api, run_now(api, none))) == "SKIPPED"
    cancel(api, first)
    assert result(await_end(api, first)) == ("TERMINATED", "CANCELED")


def test_a_queue(api: Api, waiting: str) -> None:
    job_id = saved(api, script_task(waiting))
    first, second, third = (run_now(api, job_id) for _ in range(3))
    await_life(api, first, "RUNNING")
    queued = get_run(api, second)
    assert life(queued) == "QUEUED"
    assert queued["state"]["queue_reason"]
    assert queued["status"]["queue_details"]["code"] == "MAX_CONCURRENT_RUNS_REACHED"
    cancel(api, first)
    await_life(api, second, "RUNNING")
    assert life(get_run(api, third)) == "QUEUED"
    assert get_run(api, second)["queue_duration"] > 0
    cancel(api, third)
    ended = await_end(api, third)
    assert result(ended) == ("TERMINATED", "CANCELED")
    assert [result(task) for task in ended["tasks"]] == [("TERMINATED", "CANCELED")]
    accepted(api.post("/api/2.2/jobs/runs/cancel-all", json={"job_id": job_id}))
    assert result(await_end(api, second)) == ("TERMINATED", "CANCELED")


def test_cancel_all_queued_runs_leaves_the_running_one(api: Api, waiting: str) -> None:
    job_id = saved(api, script_task(waiting))
    first, second = run_now(api, job_id), run_now(api, job_id)
    body = {"job_id": job_id, "all_queued_runs": True}
    accepted(api.post("/api/2.2/jobs/runs/cancel-all", json=body))
    assert result(await_end(api, second)) == ("TERMINATED", "CANCELED")
    assert life(await_life(api, first, "RUNNING")) == "RUNNING"
    cancel(api, first)
    await_end(api, first)
    assert api.post("/api/2.2/jobs/runs/cancel-all", json={}).status_code == 400


def test_cancel_ends_every_process(server: LiveServer, api: Api, waiting: str) -> None:
    run_id = submit(api, script_task(waiting))
    running = await_life(api, run_id, "RUNNING")
    await_file(task_folder(server.data_dir, running) / "output.log", "began")
    cancel(api, run_id)
    ended = await_end(api, run_id)
    assert result(ended) == ("TERMINATED", "CANCELED")
    assert ended["state"]["user_cancelled_or_timedout"] is True
    assert ended["status"]["termination_details"]["code"] == "USER_CANCELED"
    assert survivors(server.app.workspace_id, ended) == []
    assert "began" in output(api, run_id)["logs"]
    cancel(api, run_id)
    assert get_run(api, run_id) == ended


def test_a_run_that_is_active_is_not_deleted(api: Api, waiting: str) -> None:
    run_id = submit(api, script_task(waiting))
    answer = api.post("/api/2.2/jobs/runs/delete", json={"run_id": run_id})
    assert (answer.status_code, answer.json()["error_code"]) == (400, "INVALID_STATE")
    cancel(api, run_id)
    await_end(api, run_id)


def test_delete_takes_the_output_too(server: LiveServer, w: WorkspaceClient, api: Api) -> None:
    run = await_end(api, submit(api, script_task(script(api, "print(1)"))))
    folder = task_folder(server.data_dir, run)
    assert folder.exists()
    w.jobs.delete_run(run["run_id"])
    assert not folder.exists()
    with pytest.raises(ResourceDoesNotExist, match=f"Run {run['run_id']} does not exist."):
        w.jobs.get_run_output(run["run_id"])


def test_a_runs_timeout_and_a_tasks(api: Api, waiting: str) -> None:
    by_run = submit(api, script_task(waiting), timeout_seconds=1)
    by_task = submit(api, script_task(waiting, timeout_seconds=1))
    for run_id in (by_run, by_task):
        ended = await_end(api, run_id)
        assert result(ended) == ("TERMINATED", "TIMEDOUT")
        assert result(ended["tasks"][0]) == ("TERMINATED", "TIMEDOUT")
        assert ended["state"]["user_cancelled_or_timedout"] is True


def test_a_new_timeout_counts_for_active_runs(api: Api, waiting: str) -> None:
    job_id = saved(api, script_task(waiting))
    run_id = run_now(api, job_id)
    await_life(api, run_id, "RUNNING")
    body = {"job_id": job_id, "new_settings": {"timeout_seconds": 1}}
    accepted(api.post("/api/2.2/jobs/update", json=body))
    assert result(await_end(api, run_id)) == ("TERMINATED", "TIMEDOUT")


def test_a_deleted_jobs_run_goes_on(api: Api, waiting: str) -> None:
    job_id = saved(api, script_task(waiting))
    run_id = run_now(api, job_id)
    accepted(api.post("/api/2.2/jobs/delete", json={"job_id": job_id}))
    await_life(api, run_id, "RUNNING")
    cancel(api, run_id)
    assert result(await_end(api, run_id)) == ("TERMINATED", "CANCELED")


def test_list_runs(w: WorkspaceClient, api: Api, waiting: str) -> None:
    quick = script(api, "print(1)", "quick.py")
    job_id = saved(api, script_task(quick), max_concurrent_runs=9)
    ended = [run_now(api, job_id) for _ in range(3)]
    for run_id in ended:
        await_end(api, run_id)
    accepted(
        api.post(
            "/api/2.2/jobs/reset",
            json={"job_id": job_id, "new_settings": {"tasks": [script_task(waiting)]}},
        )
    )
    active = run_now(api, job_id)
    assert ids(w.jobs.list_runs(job_id=job_id)) == [active, *ended[::-1]]
    assert ids(w.jobs.list_runs(job_id=job_id, limit=2)) == [active, *ended[::-1]]
    assert ids(w.jobs.list_runs(job_id=job_id, active_only=True)) == [active]
    assert ids(w.jobs.list_runs(job_id=job_id, completed_only=True)) == ended[::-1]
    assert ids(w.jobs.list_runs(job_id=job_id, run_type=jobs.RunType.SUBMIT_RUN)) == []
    began = get_run(api, ended[1])["start_time"]
    assert ids(w.jobs.list_runs(job_id=job_id, start_time_to=began))[0] == ended[1]
    assert ids(w.jobs.list_runs(job_id=job_id, start_time_from=began))[-1] == ended[1]
    assert not next(w.jobs.list_runs(job_id=job_id)).tasks
    assert len(next(w.jobs.list_runs(job_id=job_id, expand_tasks=True)).tasks) == 1
    cancel(api, active)
    await_end(api, active)


def ids(found: Any) -> list[int]:
    return [run.run_id for run in found]


def test_another_user_may_not(
    server: LiveServer, w: WorkspaceClient, other: Person, hello: dict[str, Any]
) -> None:
    for run_id in (hello["run_id"], hello["tasks"][0]["run_id"]):
        no = f"{other.user_name} does not have .*Owner permissions on run {run_id}"
        for operation in (
            other.w.jobs.get_run,
            other.w.jobs.get_run_output,
            other.w.jobs.export_run,
            other.w.jobs.cancel_run,
            other.w.jobs.delete_run,
        ):
            with pytest.raises(PermissionDenied, match=no):
                operation(run_id)
    assert hello["run_id"] not in ids(other.w.jobs.list_runs())
    assert w.jobs.get_run(hello["run_id"])


def test_cancel_all_is_for_ones_own(api: Api, other: Person, waiting: str) -> None:
    run_id = submit(api, script_task(waiting))
    accepted(other.api.post("/api/2.2/jobs/runs/cancel-all", json={"all_queued_runs": True}))
    await_life(api, run_id, "RUNNING")
    cancel(api, run_id)
    await_end(api, run_id)


def test_a_source_that_the_creator_may_not_read(api: Api, other: Person) -> None:
    private = "/Users/admin@boathouse.local/private"
    text = "# Databricks notebook source\nprint('a secret plan')"
    body = {"path": private, "language": "PYTHON", "format": "SOURCE", "overwrite": "true"}
    accepted(
        api.post(
            "/api/2.0/workspace/import", data=body, files={"content": ("content", text.encode())}
        )
    )
    run_id = submit(other.api, notebook_task(private))
    ended = await_end(other.api, run_id)
    assert result(ended) == result(ended["tasks"][0]) == ("INTERNAL_ERROR", "FAILED")
    code = ended["status"]["termination_details"]["code"]
    assert code in ("UNAUTHORIZED_ERROR", "RESOURCE_NOT_FOUND")
    assert "secret plan" not in str(output(other.api, run_id))


def test_a_source_that_is_not_there(api: Api) -> None:
    for task in (notebook_task("/Shared/gone"), script_task("/Shared/gone.py")):
        ended = await_end(api, submit(api, task))
        assert result(ended) == ("INTERNAL_ERROR", "FAILED")
        assert ended["status"]["termination_details"]["code"] == "RESOURCE_NOT_FOUND"
        assert "/Shared/gone" in ended["state"]["state_message"]
    ended = await_end(api, submit(api, script_task("s3://bucket/x.py")))
    assert "s3:/" in ended["state"]["state_message"]


def test_a_script_on_dbfs(w: WorkspaceClient, api: Api, tmp_path: Path) -> None:
    with w.dbfs.open("/scripts/on_dbfs.py", write=True, overwrite=True) as file:
        file.write(b"print('from dbfs')")
    run_id = submit(api, script_task("dbfs:/scripts/on_dbfs.py"))
    assert result(await_end(api, run_id)) == ("TERMINATED", "SUCCESS")
    assert output(api, run_id)["logs"] == "from dbfs\n"


def test_the_output_of_several_tasks_is_asked_for_one_by_one(w: WorkspaceClient, api: Api) -> None:
    path = script(api, "import sys\nprint(sys.argv[1])", "says.py")
    tasks = [script_task(path, key, key=key) for key in ("a", "b")]
    run = await_end(api, submit(api, *tasks))
    for operation in (w.jobs.get_run_output, w.jobs.export_run):
        with pytest.raises(InvalidParameterValue, match="with multiple tasks is not supported"):
            operation(run["run_id"])
    logs = {key: output(api, run_id)["logs"] for key, run_id in task_ids(run).items()}
    assert logs == {"a": "a\n", "b": "b\n"}

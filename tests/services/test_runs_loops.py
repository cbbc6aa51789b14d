"""for_each tasks: their iterations, their concurrency, their counts, their ends."""

from __future__ import annotations

import json
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient

from tests.live import Api, LiveServer
from tests.services.clusters import eventually
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
)
from tests.services.test_runs_flow import after, condition


def loop(inputs: Any, task: dict[str, Any], key: str = "loop", **more: Any) -> dict[str, Any]:
    text = inputs if isinstance(inputs, str) else json.dumps(inputs)
    concurrency = {"concurrency": more.pop("concurrency")} if "concurrency" in more else {}
    body = {"inputs": text, "task": task, **concurrency}
    return {"task_key": key, "for_each_task": body, **more}


def stats(run: dict[str, Any]) -> dict[str, int]:
    body = next(task["for_each_task"] for task in run["tasks"] if "for_each_task" in task)
    found: dict[str, int] = body["stats"]["task_run_stats"]
    return found


def iterations(w: WorkspaceClient, run: dict[str, Any], key: str = "loop") -> list[Any]:
    task = next(task for task in run["tasks"] if task["task_key"] == key)
    return w.jobs.get_run(task["run_id"]).iterations or []


def test_each_input_is_a_run_of_its_own(api: Api, w: WorkspaceClient) -> None:
    path = script(api, "import sys\nprint(*sys.argv[1:])", "prints.py")
    inner = script_task(path, "{{input.name}}", "{{input.n}}", key="inner")
    inputs = [{"name": "one", "n": 1}, {"name": "two", "n": 2}, {"name": "three", "n": 3}]
    run = await_end(api, submit(api, loop(inputs, inner, concurrency=2)))
    assert result(run) == ("TERMINATED", "SUCCESS")
    assert stats(run) == {
        "total_iterations": 3,
        "scheduled_iterations": 3,
        "active_iterations": 0,
        "completed_iterations": 3,
        "succeeded_iterations": 3,
        "failed_iterations": 0,
    }
    found = iterations(w, run)
    assert [one.task_key for one in found] == ["inner"] * 3
    logs = [output(api, one.run_id)["logs"] for one in found]
    assert logs == ["one 1\n", "two 2\n", "three 3\n"]


def test_iterations_come_in_pages_and_the_sdk_joins_them(api: Api, w: WorkspaceClient) -> None:
    inner = condition("inner", ("{{input}}", "7"))
    run = await_end(api, submit(api, loop([*range(250)], inner, concurrency=10)))
    assert stats(run)["succeeded_iterations"] == 250
    task_id = run["tasks"][0]["run_id"]
    first = get_run(api, task_id)
    assert (len(first["iterations"]), first["has_more"], len(first["tasks"])) == (100, True, 1)
    found = iterations(w, run)
    assert len(found) == 250
    assert [n for n, one in enumerate(found) if one.condition_task.outcome == "true"] == [7]


def test_inputs_by_reference(api: Api, w: WorkspaceClient) -> None:
    first = notebook(api, "dbutils.jobs.taskValues.set('names', ['x', 'y'])")
    inner = condition("inner", ("{{input}}", "y"))
    run = await_end(
        api,
        submit(
            api,
            notebook_task(first, key="first"),
            loop("{{tasks.first.values.names}}", inner, depends_on=after("first")),
        ),
    )
    assert result(run) == ("TERMINATED", "SUCCESS"), run
    assert [one.condition_task.outcome for one in iterations(w, run)] == ["false", "true"]


def test_a_failed_iteration_fails_the_loop_after_the_others(api: Api, w: WorkspaceClient) -> None:
    inner = condition("inner", ("{{input}}", "1"), "GREATER_THAN")
    run = await_end(
        api,
        submit(
            api,
            loop([1, "bad", 3], inner),
            condition("mend", run_if="AT_LEAST_ONE_FAILED", depends_on=after("loop")),
        ),
    )
    counts = stats(run)
    assert (counts["failed_iterations"], counts["succeeded_iterations"]) == (1, 2)
    body = next(task["for_each_task"] for task in run["tasks"] if "for_each_task" in task)
    assert body["stats"]["error_message_stats"][0]["count"] == 1
    assert result(run) == ("TERMINATED", "SUCCESS_WITH_FAILURES")


def test_an_iteration_is_tried_again(api: Api, w: WorkspaceClient) -> None:
    text = "import sys\nif int(sys.argv[1]) < 1: raise ValueError('not yet')"
    inner = script_task(script(api, text), "{{task_retry_count}}", key="inner", max_retries=1)
    run = await_end(api, submit(api, loop([1, 2], inner, concurrency=2)))
    assert result(run) == ("TERMINATED", "SUCCESS")
    assert stats(run)["failed_iterations"] == 0
    assert [one.attempt_number for one in iterations(w, run)] == [0, 1, 0, 1]


@pytest.mark.parametrize("inputs", ["not json", '{"a": 1}', json.dumps([1] * 10_001)])
def test_inputs_that_cannot_be(api: Api, inputs: str) -> None:
    body = {"name": "looping", "tasks": [loop("{{job.parameters.inputs}}", condition("inner"))]}
    body["parameters"] = [{"name": "inputs", "default": inputs}]
    job_id = accepted(api.post("/api/2.2/jobs/create", json=body))["job_id"]
    run_id = accepted(api.post("/api/2.2/jobs/run-now", json={"job_id": job_id}))["run_id"]
    run = await_end(api, run_id)
    details = run["tasks"][0]["status"]["termination_details"]
    assert details["code"] == "INVALID_RUN_CONFIGURATION"
    assert result(run["tasks"][0]) == ("INTERNAL_ERROR", "FAILED")
    accepted(api.post("/api/2.2/jobs/delete", json={"job_id": job_id}))


def test_ten_thousand_iterations(api: Api) -> None:
    inner = condition("inner", ("{{input}}", "1"))
    run = await_end(api, submit(api, loop([1] * 10_000, inner, concurrency=100)))
    assert stats(run)["succeeded_iterations"] == 10_000


def test_no_inputs(api: Api) -> None:
    run = await_end(api, submit(api, loop([], condition("inner"))))
    assert result(run) == ("TERMINATED", "SUCCESS")
    assert stats(run)["total_iterations"] == 0


def test_only_so_many_run_at_a_time_and_a_cancel_reaches_them(
    api: Api, w: WorkspaceClient, server: LiveServer
) -> None:
    inner = script_task(script(api, "import time\ntime.sleep(600)"), key="inner")
    run_id = submit(api, loop([*range(5)], inner, concurrency=2))
    run = await_life(api, run_id, "RUNNING")

    def two_run() -> Any:
        states = [one.state.life_cycle_state.value for one in iterations(w, run)]
        return states == ["RUNNING", "RUNNING"]

    eventually(two_run)
    accepted(api.post("/api/2.2/jobs/runs/cancel", json={"run_id": run_id}))
    run = await_end(api, run_id)
    assert result(run) == ("TERMINATED", "CANCELED")
    ended = iterations(w, run)
    assert {one.state.result_state.value for one in ended} == {"CANCELED"}
    assert len(ended) == 2


def test_a_loop_has_a_timeout_of_its_own(api: Api) -> None:
    inner = script_task(script(api, "import time\ntime.sleep(600)"), key="inner")
    run = await_end(api, submit(api, loop([1], inner, timeout_seconds=2)))
    assert result(run["tasks"][0]) == ("TERMINATED", "TIMEDOUT")

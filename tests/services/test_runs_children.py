"""run_job tasks: a job's run as a task of another's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.live import Api, LiveServer
from tests.services.clusters import eventually
from tests.services.jobs import (
    accepted,
    await_end,
    await_life,
    get_run,
    result,
    script,
    script_task,
    submit,
)
from tests.services.test_runs_flow import after, condition, created, failing


def run_job(job_id: int, key: str = "child", **more: Any) -> dict[str, Any]:
    body = {"job_id": job_id, **more.pop("body", {})}
    return {"task_key": key, "run_job_task": body, **more}


def runs_of(api: Api, job_id: int) -> list[dict[str, Any]]:
    params = {"job_id": job_id, "expand_tasks": "true"}
    found = accepted(api.get("/api/2.2/jobs/runs/list", params=params))
    runs: list[dict[str, Any]] = found.get("runs", [])
    return runs


def test_a_job_as_a_task(api: Api) -> None:
    parameters = [{"name": "wanted", "default": "nothing"}]
    sides = ("{{job.parameters.wanted}} {{job.trigger.type}}", "cheese run_job_task")
    child = created(api, condition("check", sides), parameters=parameters)
    body = {"job_parameters": {"wanted": "cheese"}}
    run = await_end(
        api, submit(api, run_job(child, body=body), condition("then", depends_on=after("child")))
    )
    assert result(run) == ("TERMINATED", "SUCCESS")
    (ran,) = runs_of(api, child)
    assert (ran["trigger"], ran["run_type"]) == ("RUN_JOB_TASK", "JOB_RUN")
    assert ran["trigger_info"] == {"run_id": run["tasks"][0]["run_id"]}
    assert ran["tasks"][0]["condition_task"]["outcome"] == "true"


def test_the_end_of_the_child_is_the_task_s(api: Api) -> None:
    child = created(api, failing("wrong"))
    run = await_end(api, submit(api, run_job(child, max_retries=1)))
    assert run["state"]["result_state"] == "FAILED"
    assert len(runs_of(api, child)) == 1 + len(run["tasks"]) - 1
    partly = created(
        api, failing("wrong"), condition("last", run_if="ALL_DONE", depends_on=after("wrong"))
    )
    run = await_end(api, submit(api, run_job(partly)))
    assert run["tasks"][0]["state"]["result_state"] == "SUCCESS_WITH_FAILURES"
    assert run["state"]["result_state"] == "SUCCESS"


def test_a_cancel_goes_down(api: Api) -> None:
    waits = script_task(script(api, "import time\ntime.sleep(600)"))
    grandchild = created(api, waits)
    child = created(api, run_job(grandchild))
    run_id = submit(api, run_job(child))
    eventually(lambda: runs_of(api, grandchild))
    below = runs_of(api, grandchild)[0]["run_id"]
    await_life(api, below, "RUNNING")
    accepted(api.post("/api/2.2/jobs/runs/cancel", json={"run_id": run_id}))
    assert result(await_end(api, run_id)) == ("TERMINATED", "CANCELED")
    for one in (*runs_of(api, child), *runs_of(api, grandchild)):
        assert result(one) == ("TERMINATED", "CANCELED")


def test_a_timeout_of_the_task_ends_the_child(api: Api) -> None:
    child = created(api, script_task(script(api, "import time\ntime.sleep(600)")))
    run = await_end(api, submit(api, run_job(child, timeout_seconds=2)))
    assert result(run["tasks"][0]) == ("TERMINATED", "TIMEDOUT")
    assert result(runs_of(api, child)[0]) == ("TERMINATED", "CANCELED")


def test_a_job_that_runs_itself(api: Api) -> None:
    job_id = created(api, condition("first"))
    settings = {"name": "itself", "tasks": [run_job(job_id)], "max_concurrent_runs": 5}
    body = {"job_id": job_id, "new_settings": settings}
    accepted(api.post("/api/2.2/jobs/reset", json=body))
    run_id = accepted(api.post("/api/2.2/jobs/run-now", json={"job_id": job_id}))["run_id"]
    run = await_end(api, run_id)
    details = run["tasks"][0]["status"]["termination_details"]
    assert details["code"] == "INVALID_RUN_CONFIGURATION"
    assert "would run itself" in details["message"]
    assert len(runs_of(api, job_id)) == 1


def test_children_nest_three_deep(api: Api) -> None:
    job_id = created(api, condition("leaf"))
    for depth in range(1, 5):
        job_id = created(api, run_job(job_id, key=f"depth{depth}"))
        run_id = accepted(api.post("/api/2.2/jobs/run-now", json={"job_id": job_id}))["run_id"]
        run = await_end(api, run_id)
        expected = "SUCCESS" if depth <= 3 else "FAILED"
        assert run["state"]["result_state"] == expected, depth


@pytest.mark.parametrize("missing", [True, False])
def test_a_child_that_cannot_be(api: Api, server: LiveServer, missing: bool) -> None:
    job_id = created(api, condition("first"))
    caller = api
    if missing:
        accepted(api.post("/api/2.2/jobs/delete", json={"job_id": job_id}))
    else:
        caller = api.as_(server.add_user("stranger-to-children@example.com"))
    run = await_end(caller, submit(caller, run_job(job_id)))
    details = run["tasks"][0]["status"]["termination_details"]
    assert details["code"] == ("RESOURCE_NOT_FOUND" if missing else "UNAUTHORIZED_ERROR")
    assert not runs_of(api, job_id)


def test_a_child_that_is_skipped_fails_its_task(api: Api) -> None:
    child = created(api, condition("one"), max_concurrent_runs=0)
    run = await_end(api, submit(api, run_job(child)))
    details = run["tasks"][0]["status"]["termination_details"]
    assert details["code"] == "MAX_CONCURRENT_RUNS_EXCEEDED"
    assert get_run(api, run["run_id"])["state"]["result_state"] == "FAILED"

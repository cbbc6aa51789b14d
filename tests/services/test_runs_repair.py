"""Repair: tasks of an ended run run again, as attempts of the same run."""

from __future__ import annotations

from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service import jobs

from tests.live import Api, LiveServer
from tests.services.jobs import accepted, await_end, await_life, result, script, script_task
from tests.services.test_runs_flow import after, condition, created


def job(api: Api, wanted: str = "no number") -> int:
    """A job whose second task fails until its parameter is a number."""
    parameters = [{"name": "wanted", "default": wanted}]
    return created(
        api,
        condition("first"),
        condition(
            "second",
            ("{{job.parameters.wanted}}", "1"),
            "GREATER_THAN",
            depends_on=after("first"),
        ),
        condition("third", depends_on=after("second")),
        parameters=parameters,
    )


def started(api: Api, job_id: int) -> int:
    run_id: int = accepted(api.post("/api/2.2/jobs/run-now", json={"job_id": job_id}))["run_id"]
    return run_id


def states(run: Any) -> list[tuple[str, int, str]]:
    return [
        (task["task_key"], task["attempt_number"], task["state"]["result_state"])
        for task in run["tasks"]
    ]


def repair(api: Api, run_id: int, **options: Any) -> int:
    body = {"run_id": run_id, **options}
    repair_id: int = accepted(api.post("/api/2.2/jobs/runs/repair", json=body))["repair_id"]
    return repair_id


def refusal(api: Api, run_id: int, **options: Any) -> tuple[str, str]:
    answer = api.post("/api/2.2/jobs/runs/repair", json={"run_id": run_id, **options})
    assert answer.status_code == 400, answer.text
    return answer.json()["error_code"], answer.json()["message"]


def test_failed_tasks_run_again(api: Api, w: WorkspaceClient) -> None:
    run_id = started(api, job(api))
    first = await_end(api, run_id)
    assert first["state"]["result_state"] == "FAILED"
    repaired = w.jobs.repair_run(
        run_id, rerun_all_failed_tasks=True, job_parameters={"wanted": "5"}
    ).result()
    assert repaired.state
    assert repaired.state.result_state == jobs.RunResultState.SUCCESS
    run = await_end(api, run_id)
    assert states(run) == [
        ("first", 0, "SUCCESS"),
        ("second", 0, "FAILED"),
        ("second", 1, "SUCCESS"),
        ("third", 0, "UPSTREAM_FAILED"),
        ("third", 1, "SUCCESS"),
    ]
    assert run["job_parameters"][0]["value"] == "5"
    history = w.jobs.get_run(run_id, include_history=True).repair_history or []
    assert [item.type.value for item in history if item.type] == ["ORIGINAL", "REPAIR"]
    assert [item.state.result_state.value for item in history if item.state] == [
        "FAILED",
        "SUCCESS",
    ]
    ids = {(task["task_key"], task["attempt_number"]): task["run_id"] for task in run["tasks"]}
    assert history[0].task_run_ids == [ids["first", 0], ids["second", 0], ids["third", 0]]
    assert history[1].task_run_ids == [ids["second", 1], ids["third", 1]]


def test_the_second_repair_names_the_first(api: Api) -> None:
    run_id = started(api, job(api))
    await_end(api, run_id)
    first = repair(api, run_id, rerun_tasks=["second"])
    assert await_end(api, run_id)["state"]["result_state"] == "FAILED"
    assert "latest_repair_id is needed" in refusal(api, run_id, rerun_all_failed_tasks=True)[1]
    wrong = refusal(api, run_id, rerun_all_failed_tasks=True, latest_repair_id=first + 1)
    assert "is not the latest repair" in wrong[1]
    second = repair(
        api,
        run_id,
        rerun_all_failed_tasks=True,
        latest_repair_id=first,
        job_parameters={"wanted": "2"},
    )
    run = await_end(api, run_id)
    assert second > first
    assert result(run) == ("TERMINATED", "SUCCESS")
    params = {"run_id": run_id, "include_history": "True"}
    shown = accepted(api.get("/api/2.2/jobs/runs/get", params=params))
    assert [item.get("id") for item in shown["repair_history"]] == [None, first, second]


def test_dependent_tasks_run_again_though_they_succeeded(api: Api) -> None:
    run_id = started(api, job(api, "2"))
    await_end(api, run_id)
    repair(api, run_id, rerun_tasks=["first"], rerun_dependent_tasks=True)
    run = await_end(api, run_id)
    assert [(key, attempt) for key, attempt, _ in states(run)] == [
        ("first", 0),
        ("first", 1),
        ("second", 0),
        ("second", 1),
        ("third", 0),
        ("third", 1),
    ]


def test_a_repair_takes_the_settings_that_the_job_has_now(api: Api) -> None:
    job_id = job(api)
    run_id = started(api, job_id)
    await_end(api, run_id)
    changed = {"tasks": [condition("second", ("3", "1"), "GREATER_THAN")]}
    body = {"job_id": job_id, "new_settings": changed}
    accepted(api.post("/api/2.2/jobs/update", json=body))
    repair(api, run_id, rerun_all_failed_tasks=True)
    assert result(await_end(api, run_id)) == ("TERMINATED", "SUCCESS")


def test_what_cannot_be_repaired(api: Api, other: Any) -> None:
    run_id = started(api, job(api, "2"))
    await_end(api, run_id)
    assert "nothing to repair" in refusal(api, run_id, rerun_all_failed_tasks=True)[1]
    assert "has no task nothing" in refusal(api, run_id, rerun_tasks=["nothing"])[1]
    assert "Exactly one" in refusal(api, run_id)[1]
    both = refusal(api, run_id, rerun_tasks=["first"], rerun_all_failed_tasks=True)
    assert "Exactly one" in both[1]
    denied = other.api.post(
        "/api/2.2/jobs/runs/repair", json={"run_id": run_id, "rerun_tasks": ["first"]}
    )
    assert denied.status_code == 403


def test_an_active_run_is_not_repaired(api: Api) -> None:
    run_id = started(api, created(api, script_task(script(api, "import time\ntime.sleep(600)"))))
    await_life(api, run_id, "RUNNING")
    assert refusal(api, run_id, rerun_tasks=["main"])[0] == "INVALID_STATE"
    accepted(api.post("/api/2.2/jobs/runs/cancel", json={"run_id": run_id}))
    await_end(api, run_id)
    repair(api, run_id, rerun_all_failed_tasks=True)
    await_life(api, run_id, "RUNNING")
    accepted(api.post("/api/2.2/jobs/runs/cancel", json={"run_id": run_id}))
    assert result(await_end(api, run_id)) == ("TERMINATED", "CANCELED")


@pytest.mark.parametrize("version", ["2.1", "2.2"])
def test_a_repair_cleans_nothing_of_the_deleted(api: Api, server: LiveServer, version: str) -> None:
    run_id = started(api, job(api))
    await_end(api, run_id)
    body = {"run_id": run_id, "rerun_all_failed_tasks": True}
    accepted(api.post(f"/api/{version}/jobs/runs/repair", json=body))
    await_end(api, run_id)
    accepted(api.post("/api/2.2/jobs/runs/delete", json={"run_id": run_id}))
    assert api.get("/api/2.2/jobs/runs/get", params={"run_id": run_id}).status_code == 400

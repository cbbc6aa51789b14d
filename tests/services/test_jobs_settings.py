"""What the settings of a job must be: each kind of task, its references, retries, dependencies."""

from __future__ import annotations

from typing import Any

import pytest

from tests.live import Api
from tests.services.jobs import accepted, await_end, result, submit

CONDITION = {"op": "EQUAL_TO", "left": "1", "right": "1"}


def condition(key: str, **more: Any) -> dict[str, Any]:
    return {"task_key": key, "condition_task": CONDITION, **more}


def loop(inputs: str = "[1]", **more: Any) -> dict[str, Any]:
    inner = condition("inner", **more.pop("inner", {}))
    return {"task_key": "loop", "for_each_task": {"inputs": inputs, "task": inner, **more}}


BAD: dict[str, list[dict[str, Any]]] = {
    "circle": [
        condition("a", depends_on=[{"task_key": "b"}]),
        condition("b", depends_on=[{"task_key": "a"}]),
    ],
    "itself": [condition("a", depends_on=[{"task_key": "a"}])],
    "unknown dependency": [condition("a", depends_on=[{"task_key": "b"}])],
    "the same key": [condition("a"), condition("a")],
    "1001 tasks": [condition(f"t{number}") for number in range(1001)],
    "no body": [{"task_key": "a"}],
    "two bodies": [condition("a", spark_jar_task={"main_class_name": "X"})],
    "run_if": [condition("a", run_if="SOMETIMES")],
    "outcome": [
        condition("a"),
        condition("b", depends_on=[{"task_key": "a", "outcome": "maybe"}]),
    ],
    "outcome of another kind": [
        {"task_key": "a", "spark_jar_task": {"main_class_name": "X"}},
        condition("b", depends_on=[{"task_key": "a", "outcome": "true"}]),
    ],
    "retries": [condition("a", max_retries=-2)],
    "interval": [condition("a", min_retry_interval_millis=-1)],
    "operator": [{"task_key": "a", "condition_task": {**CONDITION, "op": "LIKE"}}],
    "no side": [{"task_key": "a", "condition_task": {"op": "EQUAL_TO", "left": "1"}}],
    "inputs": [loop("{}")],
    "too many inputs": [loop("[" + ",".join("1" * 10_001) + "]")],
    "concurrency": [loop(concurrency=101)],
    "dependency inside": [loop(inner={"depends_on": [{"task_key": "x"}]})],
    "git without a source": [
        {"task_key": "a", "spark_python_task": {"python_file": "x", "source": "GIT"}}
    ],
    "a command": [{"task_key": "a", "dbt_task": {"commands": ["ls"], "project_directory": "/x"}}],
    "11 commands": [
        {"task_key": "a", "dbt_task": {"commands": ["dbt run"] * 11, "project_directory": "/x"}}
    ],
    "two sources of sql": [
        {
            "task_key": "a",
            "sql_task": {
                "warehouse_id": "w",
                "query": {"query_id": "q"},
                "alert": {"alert_id": "a"},
            },
        }
    ],
    "environment": [condition("a", environment_key="none")],
}


@pytest.mark.parametrize("name", BAD)
def test_tasks_that_cannot_be(api: Api, name: str) -> None:
    answer = api.post("/api/2.2/jobs/create", json={"name": "bad", "tasks": BAD[name]})
    assert answer.status_code == 400, answer.text
    # Where the type itself forbids it, the words are the binding's.
    assert answer.json()["error_code"] in ("INVALID_PARAMETER_VALUE", "MALFORMED_REQUEST")


ABSENT: dict[str, dict[str, Any]] = {
    "spark_jar_task": {"main_class_name": "X", "parameters": ["a"]},
    "spark_submit_task": {"parameters": ["--class", "X"]},
    "pipeline_task": {"pipeline_id": "p"},
    "dashboard_task": {"dashboard_id": "d"},
    "alert_task": {"alert_id": "a"},
    "power_bi_task": {"connection_resource_name": "c"},
    "clean_rooms_notebook_task": {"clean_room_name": "c", "notebook_name": "n"},
    "dbt_platform_task": {"dbt_platform_job_id": "1"},
    "dbt_cloud_task": {"dbt_cloud_job_id": 1},
    "gen_ai_compute_task": {"dl_runtime_image": "i"},
    "ai_runtime_task": {"experiment": "e", "deployments": [{}]},
    "python_operator_task": {"main": "m"},
}


def test_kinds_that_are_kept_and_fail_plainly(api: Api) -> None:
    tasks = [{"task_key": name, name: body} for name, body in ABSENT.items()]
    run = await_end(api, submit(api, *tasks))
    for task in run["tasks"]:
        name = task["task_key"]
        assert task[name] == ABSENT[name]
        assert result(task) == ("INTERNAL_ERROR", "FAILED"), name
        details = task["status"]["termination_details"]
        assert details["code"] == "FEATURE_DISABLED"
        assert name in details["message"]


@pytest.mark.parametrize(
    "options",
    [
        {"notebook_params": {"a": "x" * 10_001}},
        {"jar_params": ["a"], "notebook_params": {"a": "b"}},
        {"dbt_commands": ["rm -rf"]},
        {"job_parameters": {"unknown": "1"}},
        {"python_params": ["{{job.naem}}"]},
    ],
)
def test_parameters_of_a_run_that_cannot_be(api: Api, options: dict[str, Any]) -> None:
    body = {"name": "parameters", "tasks": [condition("a")]}
    job_id = accepted(api.post("/api/2.2/jobs/create", json=body))["job_id"]
    answer = api.post("/api/2.2/jobs/run-now", json={"job_id": job_id, **options})
    assert (answer.status_code, answer.json()["error_code"]) == (400, "INVALID_PARAMETER_VALUE")

"""Dynamic value references and job parameters, through runs that print what they were given."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.live import Api, LiveServer
from tests.services.jobs import (
    accepted,
    await_end,
    notebook,
    notebook_task,
    output,
    result,
    script,
    script_task,
    submit,
    task_ids,
)

PRINT = "import sys, json\nprint(json.dumps(sys.argv[1:]))"


@pytest.fixture(scope="module")
def printing(api: Api) -> str:
    return script(api, PRINT, "references.py")


def given(api: Api, path: str, *texts: str, **settings: Any) -> tuple[dict[str, Any], list[str]]:
    """The run of a script with these parameters, and what it was given."""
    run = await_end(api, submit(api, script_task(path, *texts), **settings))
    assert result(run) == ("TERMINATED", "SUCCESS"), run["state"]
    shown: list[str] = json.loads(output(api, run["run_id"])["logs"])
    return run, shown


def test_every_reference_that_a_single_task_can_make(
    api: Api, server: LiveServer, printing: str
) -> None:
    names = {
        "job.id": lambda run: run["job_id"],
        "job.name": lambda _: "references",
        "job.run_id": lambda run: run["run_id"],
        "job.repair_count": lambda _: 0,
        "job.start_time.timestamp_ms": lambda run: run["start_time"],
        "job.trigger.type": lambda _: "one_time",
        "job.trigger.time.timestamp_ms": lambda run: run["start_time"],
        "task.name": lambda _: "main",
        "task.run_id": lambda run: run["tasks"][0]["run_id"],
        "task.execution_count": lambda _: 1,
        "workspace.id": lambda _: server.app.workspace_id,
        "workspace.url": lambda _: server.address,
        "job_id": lambda run: run["job_id"],
        "run_id": lambda run: run["tasks"][0]["run_id"],
        "parent_run_id": lambda run: run["run_id"],
        "task_key": lambda _: "main",
        "task_retry_count": lambda _: 0,
        "start_time": lambda run: run["tasks"][0]["start_time"],
    }
    run, shown = given(api, printing, *(f"{{{{{name}}}}}" for name in names), run_name="references")
    assert shown == [str(expected(run)) for expected in names.values()]


def test_what_is_no_reference_stays(api: Api, printing: str) -> None:
    texts = [
        "{{my.value}}",
        "{{job.id}",
        "{{ job.id + 1 }}",
        "{{}}",
        "{{jobs.id}}",
        "{{something}}",
        "{{job..id}}",
    ]
    _, shown = given(api, printing, *texts, "a {{ job.name }} b", run_name="n")
    assert shown == [*texts, "a n b"]


def test_the_parts_of_a_moment(api: Api, printing: str) -> None:
    parts = ("iso_date", "iso_datetime", "year", "month", "day", "hour", "minute", "second")
    texts = [f"{{{{job.start_time.{part}}}}}" for part in (*parts, "iso_weekday", "is_weekday")]
    _, shown = given(api, printing, *texts)
    date, moment, year, month, day, *_ = shown
    assert moment.startswith(f"{date}T")
    assert [int(one) for one in date.split("-")] == [int(year), int(month), int(day)]
    assert shown[-2] in "1234567"
    assert shown[-1] == ("true" if int(shown[-2]) < 6 else "false")


@pytest.mark.parametrize(
    "text",
    [
        "{{job.naem}}",
        "{{job.start_time.iso}}",
        "{{task.value}}",
        "{{tasks.a.outcome}}",
        "{{tasks.main.values.a.b}}",
        "{{workspace.name}}",
        "{{job.trigger.kind}}",
        "{{backfill.day_of}}",
        "{{input}}",
        "{{tasks.nobody.result_state}}",
    ],
)
def test_a_bad_name_in_a_known_namespace_is_refused(api: Api, text: str) -> None:
    body = {"run_name": "bad", "tasks": [script_task("/Shared/x.py", text)]}
    answer = api.post("/api/2.2/jobs/runs/submit", json=body)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "INVALID_PARAMETER_VALUE")


@pytest.mark.parametrize(
    "text", ["{{job.parameters.none}}", "{{job.trigger.file_arrival.location}}", "{{backfill.day}}"]
)
def test_a_reference_to_nothing_ends_the_task(api: Api, printing: str, text: str) -> None:
    run = await_end(api, submit(api, script_task(printing, text)))
    task = run["tasks"][0]
    assert result(task) == ("INTERNAL_ERROR", "FAILED")
    assert task["status"]["termination_details"]["code"] == "INVALID_RUN_CONFIGURATION"


def test_values_and_results_of_the_tasks_before(api: Api, printing: str) -> None:
    setting = notebook(
        api,
        "dbutils.jobs.taskValues.set('text', 'a b')\n"
        "dbutils.jobs.taskValues.set('list', [1, {'x': None}])\n"
        "dbutils.jobs.taskValues.set('odd key', True)",
    )
    texts = (
        "{{tasks.first.values.text}}",
        "{{tasks.first.values.list}}",
        "{{tasks.first.values.`odd key`}}",
        "{{tasks.first.result_state}}",
        "{{tasks.first.error_code}}",
        "{{tasks.first.notebook_path}}",
        "{{tasks.first.run_id}}",
        "{{tasks.first.execution_count}}",
    )
    last = script_task(printing, *texts, key="last", depends_on=[{"task_key": "first"}])
    run = await_end(api, submit(api, notebook_task(setting, "first"), last))
    ids = task_ids(run)
    assert json.loads(output(api, ids["last"])["logs"]) == [
        "a b",
        '[1,{"x":null}]',
        "true",
        "success",
        "SUCCESS",
        setting,
        str(ids["first"]),
        "1",
    ]
    params = {"run_id": run["run_id"], "include_resolved_values": "true"}
    shown = accepted(api.get("/api/2.2/jobs/runs/get", params=params))
    values = {one["task_key"]: one.get("resolved_values") for one in shown["tasks"]}
    assert values["last"]["spark_python_task"]["parameters"][0] == "a b"


def test_job_parameters_are_pushed_and_may_refer(api: Api) -> None:
    path = notebook(api, "import json\ndbutils.notebook.exit(json.dumps(dbutils.widgets.getAll()))")
    task = notebook_task(path)
    task["notebook_task"]["base_parameters"] = {"own": "{{job.parameters.who}}", "who": "task"}
    settings = {
        "name": "pushed",
        "tasks": [task],
        "parameters": [
            {"name": "who", "default": "x-{{job.name}}"},
            {"name": "round", "default": "{{job.parameters.round}}"},
        ],
    }
    job_id = accepted(api.post("/api/2.2/jobs/create", json=settings))["job_id"]
    options = {"job_id": job_id, "job_parameters": {"round": "{{job.parameters.who}}!"}}
    run_id = accepted(api.post("/api/2.2/jobs/run-now", json=options))["run_id"]
    run = await_end(api, run_id)
    assert result(run) == ("TERMINATED", "SUCCESS")
    assert json.loads(output(api, run_id)["notebook_output"]["result"]) == {
        "own": "x-pushed",
        "who": "x-pushed",
        "round": "x-pushed!",
    }
    circle = accepted(api.post("/api/2.2/jobs/run-now", json={"job_id": job_id}))["run_id"]
    assert result(await_end(api, circle)["tasks"][0]) == ("INTERNAL_ERROR", "FAILED")


def test_a_secret_that_is_handed_on_is_shown_nowhere(api: Api, printing: str) -> None:
    accepted(api.post("/api/2.0/secrets/scopes/create", json={"scope": "handed"}))
    put = {"scope": "handed", "key": "k", "string_value": "swordfish-7"}
    accepted(api.post("/api/2.0/secrets/put", json=put))
    reads = notebook(
        api,
        "dbutils.jobs.taskValues.set('v', dbutils.secrets.get('handed', 'k'))",
        name="handed_on",
    )
    value = "{{tasks.reads.values.v}}"
    after = {"depends_on": [{"task_key": "reads"}]}
    asks = {"op": "EQUAL_TO", "left": value, "right": "swordfish-7"}
    run_id = submit(
        api,
        notebook_task(reads, key="reads"),
        {**script_task(printing, value, key="prints"), **after},
        {"task_key": "asks", "condition_task": asks, **after},
    )
    run = await_end(api, run_id)
    assert result(run) == ("TERMINATED", "SUCCESS"), run["state"]
    wanted = {"run_id": run_id, "include_resolved_values": "true"}
    shown = accepted(api.get("/api/2.2/jobs/runs/get", params=wanted))
    ends = {task["task_key"]: task for task in shown["tasks"]}
    assert ends["asks"]["condition_task"]["outcome"] == "true"
    assert ends["asks"]["condition_task"]["left"] == "[REDACTED]"
    given_on = ends["prints"]["resolved_values"]["spark_python_task"]
    assert given_on == {"parameters": ["[REDACTED]"]}
    assert "[REDACTED]" in output(api, ends["prints"]["run_id"])["logs"]

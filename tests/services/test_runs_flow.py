"""The flow of a run: conditions, run_if, disabled tasks, selected tasks, the run's result."""

from __future__ import annotations

from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service import jobs

from tests.live import Api
from tests.services.jobs import accepted, await_end, result, submit, task_ids

TRUE, FALSE = ("1", "1"), ("1", "2")


def condition(key: str, sides: tuple[str, str] = TRUE, op: str = "EQUAL_TO", **more: Any) -> Any:
    """A condition task."""
    return {
        "task_key": key,
        "condition_task": {"op": op, "left": sides[0], "right": sides[1]},
        **more,
    }


def failing(key: str, **more: Any) -> Any:
    """A task that fails without a process: its numbers are none."""
    return condition(key, ("one", "2"), "GREATER_THAN", **more)


def after(*keys: str, outcome: str | None = None) -> list[dict[str, str]]:
    taken = {"outcome": outcome} if outcome else {}
    return [{"task_key": key, **taken} for key in keys]


def results(run: dict[str, Any]) -> dict[str, str]:
    return {task["task_key"]: task["state"]["result_state"] for task in run["tasks"]}


def ran(api: Api, *tasks: Any, **settings: Any) -> dict[str, Any]:
    return await_end(api, submit(api, *tasks, **settings))


@pytest.mark.parametrize(
    ("op", "left", "right", "outcome"),
    [
        ("EQUAL_TO", "12", "12", "true"),
        ("EQUAL_TO", "12.0", "12", "false"),
        ("NOT_EQUAL", "a", "b", "true"),
        ("GREATER_THAN", "12.0", "12", "false"),
        ("GREATER_THAN_OR_EQUAL", "12.0", "12", "true"),
        ("LESS_THAN", "-3", "1e2", "true"),
        ("LESS_THAN_OR_EQUAL", "10", "9", "false"),
    ],
)
def test_conditions(w: WorkspaceClient, op: str, left: str, right: str, outcome: str) -> None:
    body = jobs.ConditionTask(op=jobs.ConditionTaskOp(op), left=left, right=right)
    task = jobs.SubmitTask(task_key="check", condition_task=body)
    run = w.jobs.submit(run_name="a condition", tasks=[task]).result()
    assert run.tasks
    assert run.tasks[0].condition_task
    assert run.state
    assert run.tasks[0].condition_task.outcome == outcome
    assert run.state.result_state == jobs.RunResultState.SUCCESS


def test_a_condition_of_words_where_numbers_are_needed_fails(api: Api) -> None:
    run = ran(api, failing("check"))
    assert result(run["tasks"][0]) == ("INTERNAL_ERROR", "FAILED")
    details = run["tasks"][0]["status"]["termination_details"]
    assert details["code"] == "INVALID_RUN_CONFIGURATION"
    assert "'one' is none" in details["message"]


def test_a_condition_knows_references(api: Api) -> None:
    run = ran(
        api,
        condition("first"),
        condition("then", ("{{tasks.first.result_state}}", "success"), depends_on=after("first")),
    )
    body = next(one for one in run["tasks"] if one["task_key"] == "then")["condition_task"]
    assert (body["left"], body["outcome"]) == ("success", "true")


def test_branches(api: Api) -> None:
    run = ran(
        api,
        condition("check"),
        condition("yes", depends_on=after("check", outcome="true")),
        condition("no", depends_on=after("check", outcome="false")),
        condition("behind_no", depends_on=after("no")),
        condition("join", depends_on=after("yes", "behind_no")),
    )
    assert results(run) == {
        "check": "SUCCESS",
        "yes": "SUCCESS",
        "no": "EXCLUDED",
        "behind_no": "EXCLUDED",
        "join": "SUCCESS",
    }
    assert result(run) == ("TERMINATED", "SUCCESS")


@pytest.mark.parametrize(
    ("run_if", "good", "mixed", "bad"),
    [
        ("ALL_SUCCESS", "SUCCESS", "UPSTREAM_FAILED", "UPSTREAM_FAILED"),
        ("AT_LEAST_ONE_SUCCESS", "SUCCESS", "SUCCESS", "UPSTREAM_FAILED"),
        ("NONE_FAILED", "SUCCESS", "UPSTREAM_FAILED", "UPSTREAM_FAILED"),
        ("ALL_DONE", "SUCCESS", "SUCCESS", "SUCCESS"),
        ("AT_LEAST_ONE_FAILED", "EXCLUDED", "SUCCESS", "SUCCESS"),
        ("ALL_FAILED", "EXCLUDED", "EXCLUDED", "SUCCESS"),
    ],
)
def test_run_if(api: Api, run_if: str, good: str, mixed: str, bad: str) -> None:
    run = ran(
        api,
        condition("a"),
        condition("b"),
        failing("x"),
        failing("y"),
        condition("good", run_if=run_if, depends_on=after("a", "b")),
        condition("mixed", run_if=run_if, depends_on=after("a", "x")),
        condition("bad", run_if=run_if, depends_on=after("x", "y")),
    )
    found = results(run)
    assert (found["good"], found["mixed"], found["bad"]) == (good, mixed, bad)


@pytest.mark.parametrize(
    ("run_if", "alone", "with_good", "with_bad"),
    [
        ("ALL_SUCCESS", "DISABLED", "DISABLED", "UPSTREAM_FAILED"),
        ("AT_LEAST_ONE_SUCCESS", "DISABLED", "SUCCESS", "UPSTREAM_FAILED"),
        ("NONE_FAILED", "DISABLED", "SUCCESS", "UPSTREAM_FAILED"),
        ("ALL_DONE", "SUCCESS", "SUCCESS", "SUCCESS"),
        ("AT_LEAST_ONE_FAILED", "DISABLED", "DISABLED", "SUCCESS"),
        ("ALL_FAILED", "DISABLED", "DISABLED", "EXCLUDED"),
    ],
)
def test_disabled_tasks(api: Api, run_if: str, alone: str, with_good: str, with_bad: str) -> None:
    run = ran(
        api,
        condition("off", disabled=True),
        condition("good"),
        failing("bad"),
        condition("alone", run_if=run_if, depends_on=after("off")),
        condition("with_good", run_if=run_if, depends_on=after("off", "good")),
        condition("with_bad", run_if=run_if, depends_on=after("off", "bad")),
    )
    found = results(run)
    assert found["off"] == "DISABLED"
    assert (found["alone"], found["with_good"], found["with_bad"]) == (alone, with_good, with_bad)


def test_the_leaves_decide(api: Api) -> None:
    cleaned = ran(
        api, failing("work"), condition("clean", run_if="ALL_DONE", depends_on=after("work"))
    )
    assert result(cleaned) == ("TERMINATED", "SUCCESS_WITH_FAILURES")
    code = cleaned["status"]["termination_details"]["code"]
    assert code == "SUCCESS_WITH_FAILURES"
    failed = ran(api, condition("work"), failing("last", depends_on=after("work")))
    assert failed["state"]["result_state"] == "FAILED"
    unneeded = ran(
        api, condition("work"), condition("mend", run_if="ALL_FAILED", depends_on=after("work"))
    )
    assert result(unneeded) == ("TERMINATED", "SUCCESS")
    assert results(unneeded)["mend"] == "EXCLUDED"


def test_a_run_whose_every_task_is_disabled_is_no_success(api: Api) -> None:
    run = ran(api, condition("off", disabled=True))
    assert result(run) == ("TERMINATED", "DISABLED")


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (["b"], {"b"}),
        (["+b"], {"a", "b"}),
        (["b+"], {"b", "c", "d"}),
        (["+b+"], {"a", "b", "c", "d"}),
        (["a", "d"], {"a", "d"}),
    ],
)
def test_only_some_tasks(w: WorkspaceClient, only: list[str], expected: set[str]) -> None:
    def task(key: str, *before: str) -> jobs.Task:
        body = jobs.ConditionTask(op=jobs.ConditionTaskOp.EQUAL_TO, left="1", right="1")
        needs = [jobs.TaskDependency(task_key=one) for one in before]
        return jobs.Task(task_key=key, condition_task=body, depends_on=needs)

    tasks = [task("a"), task("b", "a"), task("c", "b"), task("d", "c"), task("e")]
    job_id = w.jobs.create(name="partly", tasks=tasks).job_id
    assert job_id is not None
    run = w.jobs.run_now(job_id, only=only).result()
    found = {one.task_key: one.state.result_state for one in run.tasks or [] if one.state}
    done = {key for key, state in found.items() if state == jobs.RunResultState.SUCCESS}
    assert done == expected
    others = {state for key, state in found.items() if key not in expected}
    assert others <= {jobs.RunResultState.DISABLED}
    w.jobs.delete(job_id)


def test_only_an_unknown_task(api: Api) -> None:
    job_id = created(api, condition("a"))
    body = {"job_id": job_id, "only": ["b"]}
    refused = api.post("/api/2.2/jobs/run-now", json=body)
    assert refused.status_code == 400
    assert refused.json()["message"] == "$.only: the job has no task 'b'."


def created(api: Api, *tasks: Any, **settings: Any) -> int:
    body = {"name": "flow", "tasks": [*tasks], **settings}
    job_id: int = accepted(api.post("/api/2.2/jobs/create", json=body))["job_id"]
    return job_id


def test_many_tasks_in_a_chain_and_side_by_side(api: Api) -> None:
    chain = [condition("t0")]
    chain += [condition(f"t{n}", depends_on=after(f"t{n - 1}")) for n in range(1, 100)]
    run = ran(api, *chain)
    assert set(results(run).values()) == {"SUCCESS"}
    run = ran(api, *(condition(f"t{n}") for n in range(100)))
    assert result(run) == ("TERMINATED", "SUCCESS")
    assert len(task_ids(run)) == 100

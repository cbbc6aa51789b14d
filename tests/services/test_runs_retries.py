"""Retries: attempts as runs of their own, their waits, and what is not tried again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.live import Api
from tests.services.clusters import eventually
from tests.services.jobs import (
    accepted,
    await_end,
    get_run,
    output,
    result,
    script,
    script_task,
    submit,
)
from tests.services.test_runs_flow import after, condition, failing

NEEDS_ATTEMPT = """
import sys
print("attempt", sys.argv[1])
if int(sys.argv[1]) < int(sys.argv[2]):
    raise ValueError("not yet")
"""


@pytest.fixture(scope="module")
def stubborn(api: Api) -> str:
    """A script that succeeds from some attempt on."""
    return script(api, NEEDS_ATTEMPT, "stubborn.py")


def attempts(run: dict[str, Any], key: str = "main") -> list[dict[str, Any]]:
    return [task for task in run["tasks"] if task["task_key"] == key]


def test_a_task_is_tried_again_until_it_succeeds(api: Api, stubborn: str) -> None:
    task = script_task(stubborn, "{{task.execution_count}}", "3", max_retries=3)
    task["spark_python_task"]["parameters"][0] = "{{task_retry_count}}"
    task["spark_python_task"]["parameters"][1] = "2"
    run = await_end(api, submit(api, task))
    assert result(run) == ("TERMINATED", "SUCCESS")
    found = attempts(run)
    assert [one["attempt_number"] for one in found] == [0, 1, 2]
    assert [one["state"]["result_state"] for one in found] == ["FAILED", "FAILED", "SUCCESS"]
    assert [output(api, one["run_id"])["logs"] for one in found] == [
        "attempt 0\n",
        "attempt 1\n",
        "attempt 2\n",
    ]
    assert output(api, run["run_id"])["logs"] == "attempt 2\n"
    shown = get_run(api, found[2]["run_id"])
    assert shown["original_attempt_run_id"] == found[0]["run_id"]
    assert shown["trigger"] == "RETRY"
    assert get_run(api, found[0]["run_id"])["state"]["result_state"] == "FAILED"


def test_retries_come_to_an_end(api: Api, stubborn: str) -> None:
    task = script_task(stubborn, "0", "9", max_retries=1)
    run = await_end(api, submit(api, task, condition("after", depends_on=after("main"))))
    assert result(run) == ("TERMINATED", "FAILED")
    assert len(attempts(run)) == 2
    assert attempts(run, "after")[0]["state"]["result_state"] == "UPSTREAM_FAILED"


def test_waiting_for_a_retry_and_a_cancel_then(api: Api, stubborn: str) -> None:
    task = script_task(stubborn, "0", "9", max_retries=-1, min_retry_interval_millis=3_600_000)
    run_id = submit(api, task)

    def waits() -> Any:
        found = attempts(get_run(api, run_id))
        return len(found) == 2 and found[1]["state"]["life_cycle_state"] == "WAITING_FOR_RETRY"

    eventually(waits)
    second = attempts(get_run(api, run_id))[1]
    assert second["status"]["state"] == "WAITING"
    accepted(api.post("/api/2.2/jobs/runs/cancel", json={"run_id": run_id}))
    run = await_end(api, run_id)
    assert result(run) == ("TERMINATED", "CANCELED")
    assert result(attempts(run)[1]) == ("TERMINATED", "CANCELED")


@pytest.mark.parametrize(("retried", "count"), [(False, 1), (True, 2)])
def test_a_timeout_is_tried_again_when_asked_for(api: Api, retried: bool, count: int) -> None:
    path = script(api, "import time\ntime.sleep(600)", "sleeps-long.py")
    task = script_task(path, timeout_seconds=1, max_retries=1, retry_on_timeout=retried)
    run = await_end(api, submit(api, task))
    assert result(run)[1] == "TIMEDOUT"
    assert len(attempts(run)) == count


def test_settings_that_make_no_sense_are_not_tried_again(api: Api) -> None:
    run = await_end(api, submit(api, failing("main", max_retries=-1)))
    assert len(attempts(run)) == 1
    assert result(run) == ("INTERNAL_ERROR", "FAILED")

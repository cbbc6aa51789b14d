"""Schedules and periods: what the clock starts, over a year, after a pause, after a stop."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.live import Api, LiveServer
from tests.services.clocks import (
    DAY_MS,
    HOUR_MS,
    Clock,
    condition_task,
    lasting_task,
    run_until,
    runs_of,
    step,
    triggers_of,
)
from tests.services.jobs import accepted, await_end, get_run, result

START = int(datetime(2027, 1, 1, tzinfo=UTC).timestamp() * 1000)
NEW_YORK = "America/New_York"


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock(START)


@pytest.fixture(scope="module")
def clocked(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[LiveServer]:
    live = LiveServer(tmp_path_factory.mktemp("clocked"), clock=clock, rate_limit=0)
    yield live
    live.stop()
    live.end_engines()


@pytest.fixture(scope="module")
def admin(clocked: LiveServer) -> Api:
    return Api(clocked.address, clocked.token)


def job(api: Api, version: str = "2.1", **settings: Any) -> int:
    """A job that skips each of its runs unless it is told otherwise: no run takes any time."""
    body = {"name": "on time", "max_concurrent_runs": 0, "tasks": [condition_task()], **settings}
    job_id: int = accepted(api.post(f"/api/{version}/jobs/create", json=body))["job_id"]
    return job_id


def cron(expression: str, zone: str = "UTC", **more: Any) -> dict[str, Any]:
    return {"quartz_cron_expression": expression, "timezone_id": zone, **more}


def change(api: Api, job_id: int, *removed: str, **settings: Any) -> None:
    body = {"job_id": job_id, "new_settings": settings, "fields_to_remove": [*removed]}
    accepted(api.post("/api/2.1/jobs/update", json=body))


def refused(api: Api, **settings: Any) -> str:
    body = {"name": "refused", "tasks": [condition_task()], **settings}
    answer = api.post("/api/2.1/jobs/create", json=body)
    assert answer.status_code == 400, answer.text
    assert answer.json()["error_code"] == "INVALID_PARAMETER_VALUE"
    return str(answer.json()["message"])


def test_a_year_of_schedules(clocked: LiveServer, admin: Api, clock: Clock) -> None:
    year = {
        "0 30 2 * * ?": 364,  # not on the night when that time is left out
        "0 30 1 * * ?": 365,  # once on the night when it comes twice
        "0 0 9 1W * ?": 12,
        "0 0 9 ? * 6#3": 12,
        "0 0 9 ? * 2L": 12,
        "0 0 9 29 2 ?": 0,
    }
    begin = clock.now = max(clock.now, START)
    jobs = {job(admin, schedule=cron(text, NEW_YORK)): count for text, count in year.items()}
    weekly = job(admin, trigger={"periodic": {"interval": 1, "unit": "WEEKS"}})
    jobs[weekly] = 52
    run_until(clocked, clock, begin + 365 * DAY_MS, *jobs)
    for job_id, count in jobs.items():
        found = runs_of(clocked, job_id)
        assert len(found) == count
        assert {run.trigger for run in found} <= {"PERIODIC"}
        assert len({run.scheduled_at for run in found}) == count
    weeks = [run.scheduled_at for run in runs_of(clocked, weekly)]
    assert weeks == [begin + n * 7 * DAY_MS for n in range(1, 53)]
    for job_id in jobs:
        accepted(admin.post("/api/2.1/jobs/delete", json={"job_id": job_id}))


def test_a_run_tells_what_started_it(clocked: LiveServer, admin: Api, clock: Clock) -> None:
    schedule = cron("0 0 * * * ?")
    job_id = job(admin, schedule=schedule, max_concurrent_runs=1)
    run_until(clocked, clock, clock.now + HOUR_MS, job_id)
    (run,) = runs_of(clocked, job_id)
    shown = await_end(admin, run.run_id)
    assert result(shown) == ("TERMINATED", "SUCCESS")
    assert shown["trigger"] == "PERIODIC"
    assert shown["schedule"] == {**schedule, "pause_status": "UNPAUSED"}
    assert shown["run_type"] == "JOB_RUN"
    change(admin, job_id, "schedule")


def test_what_was_missed_runs_once_and_nothing_more(
    clocked: LiveServer, admin: Api, clock: Clock
) -> None:
    hourly = job(admin, schedule=cron("0 0 * * * ?"))
    daily = job(admin, trigger={"periodic": {"interval": 1, "unit": "DAYS"}})
    first = triggers_of(clocked, daily)[0].next_fire_at or 0
    clock.now = first + 3 * DAY_MS + 1000
    step(clocked)
    step(clocked)
    assert len(runs_of(clocked, hourly)) == 1
    assert [run.scheduled_at for run in runs_of(clocked, daily)] == [first]
    ahead = triggers_of(clocked, hourly)[0].next_fire_at or 0
    assert clock.now < ahead <= clock.now + HOUR_MS
    # A period keeps its own grid.
    assert triggers_of(clocked, daily)[0].next_fire_at == first + 4 * DAY_MS
    change(admin, hourly, "schedule")
    change(admin, daily, "trigger")


def test_paused_changed_removed(clocked: LiveServer, admin: Api, clock: Clock) -> None:
    job_id = job(admin, schedule=cron("0 0 * * * ?", pause_status="PAUSED"))
    clock.now += 2 * HOUR_MS
    step(clocked)
    assert runs_of(clocked, job_id) == []
    change(admin, job_id, schedule=cron("0 0 * * * ?", pause_status="UNPAUSED"))
    step(clocked)
    assert runs_of(clocked, job_id) == []  # what came while it was paused is not made up for
    run_until(clocked, clock, clock.now + HOUR_MS, job_id)
    assert len(runs_of(clocked, job_id)) == 1
    change(admin, job_id, schedule=cron("0 0 0 1 1 ? 2099"))
    clock.now += 2 * HOUR_MS
    step(clocked)
    assert len(runs_of(clocked, job_id)) == 1
    change(admin, job_id, "schedule")
    assert triggers_of(clocked, job_id) == []


def test_another_change_leaves_the_time_alone(
    clocked: LiveServer, admin: Api, clock: Clock
) -> None:
    job_id = job(admin, trigger={"periodic": {"interval": 2, "unit": "HOURS"}})
    due = triggers_of(clocked, job_id)[0].next_fire_at
    clock.now += HOUR_MS
    change(admin, job_id, name="renamed")
    assert triggers_of(clocked, job_id)[0].next_fire_at == due
    accepted(admin.post("/api/2.1/jobs/delete", json={"job_id": job_id}))
    assert triggers_of(clocked, job_id) == []


def test_runs_of_a_schedule_are_ten_seconds_apart(
    clocked: LiveServer, admin: Api, clock: Clock
) -> None:
    job_id = job(admin, schedule=cron("* * * * * ?"))
    run_until(clocked, clock, clock.now + 35_000, job_id)
    due = [run.scheduled_at or 0 for run in runs_of(clocked, job_id)]
    assert [after - due[0] for after in due] == [0, 10_000, 20_000, 30_000]
    change(admin, job_id, "schedule")


def test_a_job_that_allows_no_run_skips_it(clocked: LiveServer, admin: Api, clock: Clock) -> None:
    skipping = job(admin, schedule=cron("0 0 * * * ?"))
    run_until(clocked, clock, clock.now + HOUR_MS, skipping)
    (skipped,) = runs_of(clocked, skipping)
    shown = get_run(admin, skipped.run_id)
    assert result(shown) == ("SKIPPED", "MAXIMUM_CONCURRENT_RUNS_REACHED")
    assert shown["trigger"] == "PERIODIC"
    change(admin, skipping, "schedule")


def test_a_run_that_finds_no_place_waits_in_the_queue_or_is_skipped(
    clocked: LiveServer, admin: Api, clock: Clock
) -> None:
    schedule, task = cron("0 0 * * * ?"), lasting_task(admin)
    queues = job(admin, "2.2", schedule=schedule, max_concurrent_runs=1, tasks=[task])
    skips = job(admin, "2.1", schedule=schedule, max_concurrent_runs=1, tasks=[task])
    run_until(clocked, clock, clock.now + 2 * HOUR_MS, queues, skips)
    assert runs_of(clocked, queues)[1].life_cycle_state == "QUEUED"
    assert runs_of(clocked, skips)[1].life_cycle_state == "SKIPPED"
    for job_id in (queues, skips):
        change(admin, job_id, "schedule")
        accepted(admin.post("/api/2.2/jobs/runs/cancel-all", json={"job_id": job_id}))


def test_a_run_waits_in_the_queue_for_48_hours_at_most(
    clocked: LiveServer, admin: Api, clock: Clock
) -> None:
    job_id = job(admin, "2.2", max_concurrent_runs=1, tasks=[lasting_task(admin)])
    first, second = (
        accepted(admin.post("/api/2.2/jobs/run-now", json={"job_id": job_id}))["run_id"]
        for _ in range(2)
    )
    clock.now += 48 * HOUR_MS - 1
    step(clocked)
    assert get_run(admin, second)["status"]["state"] == "QUEUED"
    clock.now += 1
    step(clocked)
    shown = get_run(admin, second)
    assert result(shown) == ("TERMINATED", "CANCELED")
    assert "48 hours" in shown["state"]["state_message"]
    accepted(admin.post("/api/2.2/jobs/runs/cancel", json={"run_id": first}))
    await_end(admin, first)


def test_a_run_as_that_is_gone_fails_the_run_plainly(
    clocked: LiveServer, admin: Api, clock: Clock
) -> None:
    clocked.add_user("leaving@example.com")
    run_as = {"user_name": "leaving@example.com"}
    job_id = job(admin, schedule=cron("0 0 * * * ?"), max_concurrent_runs=1, run_as=run_as)
    users = admin.get(
        "/api/2.0/preview/scim/v2/Users", params={"filter": 'userName eq "leaving@example.com"'}
    )
    user_id = users.json()["Resources"][0]["id"]
    assert admin.request("DELETE", f"/api/2.0/preview/scim/v2/Users/{user_id}").status_code == 204
    run_until(clocked, clock, clock.now + HOUR_MS, job_id)
    (run,) = runs_of(clocked, job_id)
    shown = get_run(admin, run.run_id)
    assert result(shown) == ("TERMINATED", "FAILED")
    assert shown["status"]["termination_details"]["code"] == "UNAUTHORIZED_ERROR"
    assert "leaving@example.com" in shown["state"]["state_message"]
    change(admin, job_id, "schedule")


def test_a_job_without_tasks_fails_the_run_plainly(
    clocked: LiveServer, admin: Api, clock: Clock
) -> None:
    job_id = job(admin, schedule=cron("0 0 * * * ?"), tasks=[], max_concurrent_runs=1)
    run_until(clocked, clock, clock.now + HOUR_MS, job_id)
    (run,) = runs_of(clocked, job_id)
    assert "no tasks" in get_run(admin, run.run_id)["state"]["state_message"]
    change(admin, job_id, "schedule")


def test_two_reconcilers_fire_once(clocked: LiveServer, admin: Api, clock: Clock) -> None:
    """Two servers that read the same due row: the second finds it changed and does nothing."""
    from boathouse.services.jobs.firing import Firing

    job_id = job(admin, schedule=cron("0 0 * * * ?"))
    (due,) = triggers_of(clocked, job_id)
    parts = clocked.app.parts
    started = []
    for _ in range(2):
        with parts.database.write() as tx:
            started.append(Firing(tx, parts, clock.now).fire(due, next_fire_at=None))
    assert [run is not None for run in started] == [True, False]
    assert len(runs_of(clocked, job_id)) == 1
    change(admin, job_id, "schedule")


def test_many_due_in_one_second_all_start_once(
    clocked: LiveServer, admin: Api, clock: Clock
) -> None:
    jobs = [job(admin, schedule=cron("0 0 * * * ?")) for _ in range(300)]
    clock.now = triggers_of(clocked, jobs[0])[0].next_fire_at or 0
    step(clocked)
    step(clocked)
    assert [len(runs_of(clocked, job_id)) for job_id in jobs] == [1] * len(jobs)
    for job_id in jobs:
        accepted(admin.post("/api/2.1/jobs/delete", json={"job_id": job_id}))


def test_the_server_fires_by_itself(api: Api) -> None:
    """With the real clock, on the server's own loop."""
    from tests.services.clusters import eventually

    job_id = job(api, schedule=cron("* * * * * ?"))
    try:
        found = eventually(
            lambda: accepted(api.get("/api/2.1/jobs/runs/list", params={"job_id": job_id})).get(
                "runs"
            )
        )
        assert found[0]["trigger"] == "PERIODIC"
    finally:
        accepted(api.post("/api/2.1/jobs/delete", json={"job_id": job_id}))


def test_bad_expressions_and_zones_are_refused_in_words(admin: Api) -> None:
    message = refused(admin, schedule=cron("0 30 2,7,11,15 * * *"))
    assert message.startswith(
        "Invalid quartz_cron_expression: 0 30 2,7,11,15 * * *. Databricks uses Quartz cron syntax,"
        " which is different from the standard cron syntax. See "
    )
    assert "both a day-of-week AND a day-of-month" in message
    assert refused(admin, schedule=cron("0 0 0 * * ?", "Mars/Base")).startswith(
        "Invalid timezone_id: Mars/Base."
    )
    assert "timezone_id" in refused(admin, schedule={"quartz_cron_expression": "0 0 0 * * ?"})
    assert "quartz_cron_expression" in refused(admin, schedule={"timezone_id": "UTC"})


def test_one_kind_of_start_at_a_time(admin: Api) -> None:
    schedule, periodic = cron("0 0 0 * * ?"), {"periodic": {"interval": 1, "unit": "DAYS"}}
    for pair in (
        {"schedule": schedule, "trigger": periodic},
        {"schedule": schedule, "continuous": {}},
        {"trigger": periodic, "continuous": {"pause_status": "PAUSED"}},
        {"schedule": schedule, "triggers": [periodic]},
    ):
        assert "At most one of" in refused(admin, **pair)
    assert "interval" in refused(admin, trigger={"periodic": {"interval": 0, "unit": "DAYS"}})
    assert "unit" in refused(admin, trigger={"periodic": {"interval": 1}})
    assert "exactly one" in refused(admin, trigger={"pause_status": "PAUSED"})
    assert "max_concurrent_runs" in refused(admin, continuous={}, max_concurrent_runs=2)


def test_several_triggers_of_one_job(clocked: LiveServer, admin: Api, clock: Clock) -> None:
    schedule = {"schedule": cron("0 0 0 * * ?")}
    hours = {"periodic": {"interval": 3, "unit": "HOURS"}, "pause_status": "PAUSED"}
    minutes = {"periodic": {"interval": 30, "unit": "MINUTES"}}
    job_id = job(admin, triggers=[schedule, hours, minutes])
    run_until(clocked, clock, clock.now + DAY_MS, job_id)
    found = runs_of(clocked, job_id)
    assert len(found) in (48, 49)
    shown = accepted(
        admin.get("/api/2.2/jobs/get", params={"job_id": job_id, "include_trigger_state": "true"})
    )
    details = shown["trigger_details"]
    assert [one["state"]["pause_status"] for one in details] == ["UNPAUSED", "PAUSED", "UNPAUSED"]
    assert details[2]["state"]["periodic"]["next_run_time"] > clock.now
    assert details[2]["history"]["last_triggered"]["run_id"] == found[-1].run_id
    assert shown["settings"]["triggers"][0]["pause_status"] == "UNPAUSED"
    change(admin, job_id, "triggers")


def test_what_is_not_done_is_refused_by_name(admin: Api) -> None:
    condition = {"sql_query_id": "1", "warehouse_id": "2"}
    for settings, named in (
        ({"schedule": cron("0 0 0 * * ?", sql_condition=condition)}, "$.schedule.sql_condition"),
        ({"trigger": {"model": {"condition": "MODEL_CREATED"}}}, "$.trigger.model"),
    ):
        body = {"name": "refused", "tasks": [condition_task()], **settings}
        answer = admin.post("/api/2.1/jobs/create", json=body)
        assert (answer.status_code, answer.json()["error_code"]) == (501, "NOT_IMPLEMENTED")
        assert named in answer.json()["message"]

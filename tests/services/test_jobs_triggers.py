"""What happens elsewhere and starts runs: files that arrive, tables that change, runs that end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.catalog import VolumeType
from deltalake import DeltaTable

from boathouse.services.jobs import continuous
from boathouse.services.jobs.run_store import Run
from boathouse.sql.securables import Column, Relation
from tests.live import Api, LiveServer
from tests.services.clocks import Clock, condition_task, lasting_task, runs_of, step, triggers_of
from tests.services.clusters import eventually
from tests.services.jobs import accepted, await_end
from tests.services.tables import Workbench, fresh, put

MINUTE = 60_000


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def clocked(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[LiveServer]:
    live = LiveServer(tmp_path_factory.mktemp("clocked"), clock=clock, rate_limit=0)
    yield live
    live.stop()
    live.end_engines()


@pytest.fixture(scope="module")
def admin(clocked: LiveServer) -> Api:
    return Api(clocked.address, clocked.token)


@pytest.fixture(scope="module")
def volumes(clocked: LiveServer) -> Callable[[str], str]:
    """Makes a volume of a name; its path."""
    w = WorkspaceClient(host=clocked.address, token=clocked.token)

    def make(name: str) -> str:
        w.volumes.create("main", "default", name, VolumeType.MANAGED)
        return f"/Volumes/main/default/{name}"

    return make


@pytest.fixture(scope="module")
def bench(clocked: LiveServer) -> Workbench:
    return Workbench(clocked)


def job(api: Api, **settings: Any) -> int:
    """A job that skips each of its runs unless it is told otherwise: no run takes any time."""
    body = {"name": "watched", "max_concurrent_runs": 0, "tasks": [condition_task()], **settings}
    job_id: int = accepted(api.post("/api/2.1/jobs/create", json=body))["job_id"]
    return job_id


def upload(api: Api, path: str, content: bytes = b"x") -> None:
    answer = api.request("PUT", f"/api/2.0/fs/files{path}?overwrite=true", data=content)
    assert answer.status_code == 204, answer.text


def file_job(api: Api, server: LiveServer, url: str, **config: Any) -> int:
    """A job that watches a place, which has been looked at once."""
    job_id = job(api, trigger={"file_arrival": {"url": url, **config}})
    eventually(lambda: _looked(server, job_id))
    return job_id


def _looked(server: LiveServer, job_id: int) -> bool:
    state = triggers_of(server, job_id)[0].state
    return bool(state.get("looked") or state.get("failed") or state.get("tables"))


def after(server: LiveServer, clock: Clock, job_id: int, ms: int = MINUTE) -> list[Run]:
    """The runs of a job once so much time has passed."""
    clock.now += ms
    step(server)
    return runs_of(server, job_id)


def details(api: Api, job_id: int) -> dict[str, Any]:
    params = {"job_id": job_id, "include_trigger_state": "true"}
    found: dict[str, Any] = accepted(api.get("/api/2.2/jobs/get", params=params))
    return found


def test_only_new_files_start_a_run(
    clocked: LiveServer, admin: Api, clock: Clock, volumes: Callable[[str], str]
) -> None:
    root = volumes("arrivals")
    upload(admin, f"{root}/in/old.csv")
    clock.now += 5000
    job_id = file_job(admin, clocked, f"{root}/in/")
    assert after(clocked, clock, job_id) == []
    upload(admin, f"{root}/in/deep/er/new.csv")
    upload(admin, f"{root}/beside.csv")
    assert runs_of(clocked, job_id) == []
    (run,) = after(clocked, clock, job_id)
    assert run.trigger == "FILE_ARRIVAL"
    assert run.trigger_info == {"file_arrival": {"location": f"{root}/in/"}}
    upload(admin, f"{root}/in/old.csv", b"another")
    upload(admin, f"{root}/in/deep/er/new.csv", b"another")
    assert len(after(clocked, clock, job_id)) == 1
    upload(admin, f"{root}/in/newer.csv")
    assert len(after(clocked, clock, job_id)) == 2
    assert len(after(clocked, clock, job_id)) == 2
    shown = details(admin, job_id)
    assert shown["trigger_state"] == {"file_arrival": {"using_file_events": False}}
    assert shown["trigger_details"][0]["history"]["last_triggered"]["run_id"]
    assert "trigger_state" not in accepted(
        admin.get("/api/2.2/jobs/get", params={"job_id": job_id})
    )
    accepted(admin.post("/api/2.1/jobs/delete", json={"job_id": job_id}))


def test_a_file_that_comes_again_is_new(
    clocked: LiveServer, admin: Api, clock: Clock, volumes: Callable[[str], str]
) -> None:
    root = volumes("again")
    upload(admin, f"{root}/a")
    clock.now += 5000
    job_id = file_job(admin, clocked, root)
    assert admin.request("DELETE", f"/api/2.0/fs/files{root}/a").status_code == 204
    assert after(clocked, clock, job_id) == []
    upload(admin, f"{root}/a")
    assert len(after(clocked, clock, job_id)) == 1


def test_the_waits_of_a_file_trigger(
    clocked: LiveServer, admin: Api, clock: Clock, volumes: Callable[[str], str]
) -> None:
    root = volumes("waits")
    job_id = file_job(
        admin,
        clocked,
        root,
        wait_after_last_change_seconds=120,
        min_time_between_triggers_seconds=600,
    )
    upload(admin, f"{root}/1")
    assert after(clocked, clock, job_id) == []  # noticed
    upload(admin, f"{root}/1", b"still written")
    assert after(clocked, clock, job_id) == []  # it changed: the wait begins anew
    assert after(clocked, clock, job_id) == []
    assert len(after(clocked, clock, job_id)) == 1
    upload(admin, f"{root}/2")
    for _ in range(9):
        assert len(after(clocked, clock, job_id)) == 1
    assert len(after(clocked, clock, job_id)) == 2


def test_files_that_come_while_paused_are_not_new(
    clocked: LiveServer, admin: Api, clock: Clock, volumes: Callable[[str], str]
) -> None:
    root = volumes("paused")
    trigger = {"file_arrival": {"url": root}, "pause_status": "PAUSED"}
    job_id = job(admin, trigger=trigger)
    upload(admin, f"{root}/1")
    assert after(clocked, clock, job_id) == []
    resumed = {"job_id": job_id, "new_settings": {"trigger": {"file_arrival": {"url": root}}}}
    accepted(admin.post("/api/2.1/jobs/update", json=resumed))
    assert after(clocked, clock, job_id) == []
    upload(admin, f"{root}/2")
    assert len(after(clocked, clock, job_id)) == 1


def test_files_are_read_with_the_rights_of_run_as(
    clocked: LiveServer, admin: Api, clock: Clock, volumes: Callable[[str], str]
) -> None:
    root = volumes("rights")
    clocked.add_user("reader@example.com")
    run_as = {"user_name": "reader@example.com"}
    job_id = job(admin, trigger={"file_arrival": {"url": root}}, run_as=run_as)
    upload(admin, f"{root}/1")
    assert after(clocked, clock, job_id) == []
    failed = details(admin, job_id)["trigger_details"][0]["history"]["last_failed"]
    assert "USE CATALOG" in failed["description"] or "VOLUME" in failed["description"]
    missing = job(admin, trigger={"file_arrival": {"url": "/Volumes/main/default/nowhere"}})
    assert after(clocked, clock, missing) == []
    assert "last_failed" in details(admin, missing)["trigger_details"][0]["history"]


def test_files_in_an_external_location(
    clocked: LiveServer, admin: Api, clock: Clock, tmp_path: Path
) -> None:
    job_id = file_job(admin, clocked, tmp_path.as_uri())
    (tmp_path / "new").write_text("x")
    assert len(after(clocked, clock, job_id)) == 1
    (tmp_path / "secret").symlink_to("/etc/passwd")
    assert len(after(clocked, clock, job_id)) == 1
    assert "symbolic link" in str(details(admin, job_id)["trigger_details"])


def test_a_table_that_changes_starts_a_run(
    clocked: LiveServer, admin: Api, clock: Clock, bench: Workbench
) -> None:
    name = fresh("watched")
    table = bench.create(name, Column("id", "long"))
    job_id = table_job(admin, clocked, str(name))
    assert after(clocked, clock, job_id) == []
    put(table.location or "", {"id": [1]})
    (run,) = after(clocked, clock, job_id)
    assert run.trigger == "TABLE"
    told = run.trigger_info["table_update"]
    assert told["updated_tables"] == [str(name)]
    assert told["tables"][str(name)]["version"] == 1
    assert after(clocked, clock, job_id) == [run]
    put(table.location or "", {"id": [2]})
    assert len(after(clocked, clock, job_id)) == 2
    DeltaTable(table.location or "").optimize.compact()  # changes no data
    assert len(after(clocked, clock, job_id)) == 2


def test_all_of_several_tables(
    clocked: LiveServer, admin: Api, clock: Clock, bench: Workbench
) -> None:
    names = [fresh("all"), fresh("all")]
    tables: list[Relation] = [bench.create(name, Column("id", "long")) for name in names]
    texts = [str(name) for name in names]
    both = table_job(admin, clocked, *texts, condition="ALL_UPDATED")
    either = table_job(admin, clocked, *texts, condition="ANY_UPDATED")
    put(tables[0].location or "", {"id": [1]})
    assert after(clocked, clock, both) == []
    assert len(runs_of(clocked, either)) == 1
    seen = details(admin, both)["trigger_state"]["table"]["last_seen_table_states"]
    assert seen == [
        {"table_name": texts[0], "has_seen_updates": True},
        {"table_name": texts[1], "has_seen_updates": False},
    ]
    put(tables[1].location or "", {"id": [1]})
    (run,) = after(clocked, clock, both)
    assert run.trigger_info["table_update"]["updated_tables"] == texts
    assert len(runs_of(clocked, either)) == 2


def table_job(api: Api, server: LiveServer, *names: str, **config: Any) -> int:
    settings = {"table_update": {"table_names": [*names], **config}}
    job_id = job(api, trigger=settings)
    eventually(lambda: _looked(server, job_id))
    return job_id


def test_tables_are_read_with_the_rights_of_run_as(
    clocked: LiveServer, admin: Api, clock: Clock, bench: Workbench
) -> None:
    name = fresh("hidden")
    bench.create(name, Column("id", "long"))
    clocked.add_user("nobody@example.com")
    run_as = {"user_name": "nobody@example.com"}
    job_id = job(admin, trigger={"table_update": {"table_names": [str(name)]}}, run_as=run_as)
    assert after(clocked, clock, job_id) == []
    failed = details(admin, job_id)["trigger_details"][0]["history"]["last_failed"]
    assert "does not have" in failed["description"]


def test_a_continuous_job_runs_again_when_it_has_ended(
    clocked: LiveServer, admin: Api, clock: Clock
) -> None:
    job_id = job(admin, max_concurrent_runs=1, continuous={"pause_status": "UNPAUSED"})
    (first,) = eventually(lambda: runs_of(clocked, job_id))
    assert first.trigger == "CONTINUOUS"
    await_end(admin, first.run_id)
    step(clocked)
    assert len(runs_of(clocked, job_id)) == 1  # not in the same moment
    clock.now += continuous.LEAST_GAP_MS
    step(clocked)
    found = runs_of(clocked, job_id)
    assert len(found) == 2
    await_end(admin, found[1].run_id)
    paused = {"job_id": job_id, "new_settings": {"continuous": {"pause_status": "PAUSED"}}}
    accepted(admin.post("/api/2.1/jobs/update", json=paused))
    assert len(after(clocked, clock, job_id, 100 * MINUTE)) == 2


def test_a_continuous_job_that_fails_waits_longer_and_longer(
    clocked: LiveServer, admin: Api, clock: Clock
) -> None:
    # Without a task the run fails at once, and needs no engine to do so.
    job_id = job(admin, max_concurrent_runs=1, continuous={}, tasks=[])
    for failures in range(1, 5):
        eventually(lambda n=failures: len(runs_of(clocked, job_id)) == n)
        step(clocked)
        (trigger,) = triggers_of(clocked, job_id)
        assert trigger.state["failures"] == failures
        wait = continuous.delay(failures)
        assert (trigger.next_fire_at or 0) == clock.now + wait
        state = details(admin, job_id)["trigger_details"][0]["state"]["continuous"]
        assert state["is_backing_off"] is True
        assert len(after(clocked, clock, job_id, wait - 1)) == failures
        assert len(after(clocked, clock, job_id, 1)) == failures + 1
    assert [continuous.delay(n) for n in (1, 2, 3, 50)] == [15_000, 30_000, 60_000, 3_600_000]
    accepted(admin.post("/api/2.1/jobs/delete", json={"job_id": job_id}))


def test_a_continuous_job_has_one_active_run(clocked: LiveServer, admin: Api, clock: Clock) -> None:
    paused = {"pause_status": "PAUSED"}
    job_id = job(admin, max_concurrent_runs=1, continuous=paused, tasks=[lasting_task(admin)])
    by_hand = accepted(admin.post("/api/2.1/jobs/run-now", json={"job_id": job_id}))["run_id"]
    resumed = {"job_id": job_id, "new_settings": {"continuous": {}}}
    accepted(admin.post("/api/2.1/jobs/update", json=resumed))
    assert len(after(clocked, clock, job_id, 30_000)) == 1
    accepted(admin.post("/api/2.1/jobs/runs/cancel", json={"run_id": by_hand}))
    await_end(admin, by_hand)
    assert len(after(clocked, clock, job_id, 30_000)) == 2
    accepted(admin.post("/api/2.1/jobs/delete", json={"job_id": job_id}))


BAD: tuple[tuple[dict[str, Any], str], ...] = (
    ({"file_arrival": {"url": ""}}, "url"),
    ({"file_arrival": {"url": "/tmp/somewhere"}}, "external location"),
    ({"file_arrival": {"url": "/Volumes/main/default"}}, "/Volumes/"),
    ({"file_arrival": {"url": "/Volumes/main/default/v/../w"}}, ".."),
    (
        {"file_arrival": {"url": "/Volumes/a/b/c", "wait_after_last_change_seconds": 59}},
        "wait_after_last_change_seconds must be at least 60",
    ),
    ({"table_update": {"table_names": []}}, "table_names"),
    ({"table_update": {"table_names": ["a.b"]}}, "a.b"),
    ({"table_update": {"table_names": ["a.b.c", "A.b.c"]}}, "twice"),
    ({"table_update": {"table_names": [f"a.b.t{n}" for n in range(11)]}}, "1 to 10"),
    (
        {"file_arrival": {"url": "/Volumes/a/b/c"}, "table_update": {"table_names": ["a.b.c"]}},
        "exactly one",
    ),
)


@pytest.mark.parametrize(("trigger", "words"), BAD, ids=lambda value: str(value)[:40])
def test_bad_triggers_are_refused(admin: Api, trigger: dict[str, Any], words: str) -> None:
    body = {"name": "refused", "tasks": [condition_task()], "trigger": trigger}
    answer = admin.post("/api/2.1/jobs/create", json=body)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "INVALID_PARAMETER_VALUE")
    assert words in answer.json()["message"]


def test_object_storage_is_refused_by_name(admin: Api) -> None:
    trigger = {"file_arrival": {"url": "s3://bucket/folder"}}
    body = {"name": "refused", "tasks": [condition_task()], "trigger": trigger}
    answer = admin.post("/api/2.1/jobs/create", json=body)
    assert (answer.status_code, answer.json()["error_code"]) == (501, "NOT_IMPLEMENTED")

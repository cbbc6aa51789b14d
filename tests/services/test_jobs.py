"""Saved jobs: create, get, list, reset, update and delete, through the SDK."""

from __future__ import annotations

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, PermissionDenied, ResourceDoesNotExist
from databricks.sdk.service import compute, jobs

from tests.conftest import Person
from tests.live import Api
from tests.services.jobs import accepted

NOTEBOOK = jobs.NotebookTask(notebook_path="/Shared/somewhere")
CLUSTER = compute.ClusterSpec(spark_version="15.4.x-scala2.12", num_workers=1)


def task(key: str, *needs: str, **more: object) -> jobs.Task:
    depends_on = [jobs.TaskDependency(task_key=need) for need in needs] or None
    return jobs.Task(task_key=key, notebook_task=NOTEBOOK, depends_on=depends_on, **more)


def create(w: WorkspaceClient, **settings: object) -> int:
    job_id = w.jobs.create(**{"name": "a job", "tasks": [task("main")], **settings}).job_id
    assert job_id is not None
    return job_id


def test_what_create_adds(w: WorkspaceClient) -> None:
    job = w.jobs.get(create(w, tags={"team": "data"}, description="what it does"))
    settings = job.settings
    assert settings is not None
    assert job.creator_user_name == job.run_as_user_name == "admin@boathouse.local"
    assert isinstance(job.created_time, int)
    assert settings.format == jobs.Format.MULTI_TASK
    assert (settings.max_concurrent_runs, settings.timeout_seconds) == (1, 0)
    assert settings.queue == jobs.QueueSettings(enabled=True)
    assert settings.tags == {"team": "data"}
    assert settings.tasks is not None
    assert settings.tasks[0].run_if == jobs.RunIf.ALL_SUCCESS
    assert settings.tasks[0].notebook_task.source == jobs.Source.WORKSPACE


def test_only_2_2_queues_by_default(w: WorkspaceClient, api: Api) -> None:
    for version in ("2.0", "2.1"):
        body = {"name": "old", "tasks": [task("main").as_dict()]}
        job_id = accepted(api.post(f"/api/{version}/jobs/create", json=body))["job_id"]
        assert w.jobs.get(job_id).settings.queue is None
    off = create(w, queue=jobs.QueueSettings(enabled=False))
    assert w.jobs.get(off).settings.queue == jobs.QueueSettings(enabled=False)


@pytest.mark.usefixtures("invented")
def test_unknown_fields_are_kept(api: Api) -> None:
    body = {"name": "odd", "x_from_the_future": {"a": [1]}}
    job_id = accepted(api.post("/api/2.1/jobs/create", json=body))["job_id"]
    params = {"job_id": job_id}
    shown = accepted(api.get("/api/2.0/jobs/get", params=params))["settings"]
    assert shown["x_from_the_future"] == {"a": [1]}
    accepted(api.post("/api/2.1/jobs/delete", json=params))


def test_reset_replaces_everything(w: WorkspaceClient) -> None:
    job_id = create(w, tags={"a": "b"}, timeout_seconds=60)
    w.jobs.reset(job_id, jobs.JobSettings(name="another", tasks=[task("new")]))
    settings = w.jobs.get(job_id).settings
    assert settings is not None
    assert (settings.name, settings.tags, settings.timeout_seconds) == ("another", None, 0)
    assert [one.task_key for one in settings.tasks or ()] == ["new"]


def test_reset_keeps_an_absent_run_as(w: WorkspaceClient) -> None:
    me = jobs.JobRunAs(user_name="admin@boathouse.local")
    job_id = create(w, run_as=me)
    w.jobs.reset(job_id, jobs.JobSettings(name="another"))
    assert w.jobs.get(job_id).settings.run_as == me


def test_update_merges_by_key(w: WorkspaceClient) -> None:
    clusters = [jobs.JobCluster(job_cluster_key=key, new_cluster=CLUSTER) for key in ("x", "y")]
    job_id = create(w, tasks=[task("a"), task("b", "a")], job_clusters=clusters, tags={"k": "v"})
    changed = task("b", "a", description="changed")
    bigger = compute.ClusterSpec(spark_version="15.4.x-scala2.12", num_workers=7)
    w.jobs.update(
        job_id,
        new_settings=jobs.JobSettings(
            name="renamed",
            tasks=[changed, task("c")],
            job_clusters=[jobs.JobCluster(job_cluster_key="y", new_cluster=bigger)],
        ),
        fields_to_remove=["tags", "job_clusters/x"],
    )
    settings = w.jobs.get(job_id).settings
    assert settings is not None
    assert settings.name == "renamed"
    assert settings.tags is None
    assert [(one.task_key, one.description) for one in settings.tasks or ()] == [
        ("a", None),
        ("b", "changed"),
        ("c", None),
    ]
    kept = [(one.job_cluster_key, one.new_cluster.num_workers) for one in settings.job_clusters]
    assert kept == [("y", 7)]


def test_update_removes_tasks_and_checks_what_is_left(w: WorkspaceClient) -> None:
    job_id = create(w, tasks=[task("a"), task("b", "a")])
    w.jobs.update(job_id, fields_to_remove=["tasks/b"])
    assert [one.task_key for one in w.jobs.get(job_id).settings.tasks] == ["a"]
    w.jobs.update(job_id, new_settings=jobs.JobSettings(tasks=[task("b", "a")]))
    with pytest.raises(InvalidParameterValue, match="depends on unknown task 'a'"):
        w.jobs.update(job_id, fields_to_remove=["tasks/a"])
    with pytest.raises(InvalidParameterValue, match="'tags/x' cannot be removed"):
        w.jobs.update(job_id, fields_to_remove=["tags/x"])


def test_delete(w: WorkspaceClient) -> None:
    job_id = create(w)
    w.jobs.delete(job_id)
    with pytest.raises(ResourceDoesNotExist, match=f"Job {job_id} does not exist."):
        w.jobs.get(job_id)


def test_list_by_tokens_offsets_and_names(w: WorkspaceClient, api: Api) -> None:
    made = [create(w, name="Listed Once") for _ in range(5)]
    found = [*w.jobs.list(name="listed ONCE", limit=2)]
    assert [job.job_id for job in found] == made[::-1]
    assert all(not job.settings.tasks for job in found)
    expanded = next(w.jobs.list(name="listed once", expand_tasks=True))
    assert [one.task_key for one in expanded.settings.tasks] == ["main"]
    seen, offset = [], 0
    while True:
        params = {"name": "listed once", "limit": 2, "offset": offset}
        page = accepted(api.get("/api/2.1/jobs/list", params=params))
        seen += [job["job_id"] for job in page["jobs"]]
        offset += 2
        if not page["has_more"]:
            break
    assert seen == made[::-1]


@pytest.mark.parametrize("version", ["2.0", "2.1", "2.2"])
def test_list_always_has_jobs(api: Api, version: str) -> None:
    page = accepted(api.get(f"/api/{version}/jobs/list", params={"name": "nobody has this name"}))
    assert page["jobs"] == []
    assert ("has_more" in page) == (version != "2.2")
    assert "next_page_token" not in page


def test_more_than_100_tasks_come_in_pages(w: WorkspaceClient, api: Api) -> None:
    tasks = [task(f"t{number}") for number in range(250)]
    environments = [jobs.JobEnvironment(environment_key=f"e{n}") for n in range(120)]
    job_id = create(w, name="long", tasks=tasks, environments=environments)
    merged = w.jobs.get(job_id).settings
    assert [one.task_key for one in merged.tasks] == [one.task_key for one in tasks]
    assert [one.environment_key for one in merged.environments] == [f"e{n}" for n in range(120)]
    first = accepted(api.get("/api/2.2/jobs/get", params={"job_id": job_id}))
    assert first["has_more"] is True
    assert len(first["settings"]["tasks"]) == 100
    for version in ("2.0", "2.1"):
        whole = accepted(api.get(f"/api/{version}/jobs/get", params={"job_id": job_id}))
        assert len(whole["settings"]["tasks"]) == 250
    params = {"name": "long", "expand_tasks": True}
    listed = accepted(api.get("/api/2.2/jobs/list", params=params))["jobs"][0]
    assert (len(listed["settings"]["tasks"]), listed["has_more"]) == (100, True)
    job = next(w.jobs.list(name="long", expand_tasks=True))
    assert len(job.settings.tasks) == 250


SINGLE = {
    "name": "the single form",
    "notebook_task": {"notebook_path": "/Shared/x"},
    "new_cluster": {"spark_version": "15.4.x-scala2.12", "num_workers": "2"},
    "max_retries": 0,
}


def test_the_single_task_form_of_2_0(w: WorkspaceClient, api: Api) -> None:
    job_id = accepted(api.post("/api/2.0/jobs/create", json=SINGLE))["job_id"]
    params = {"job_id": job_id}
    old = accepted(api.get("/api/2.0/jobs/get", params=params))["settings"]
    assert old["format"] == "SINGLE_TASK"
    assert old["notebook_task"]["notebook_path"] == "/Shared/x"
    assert old["new_cluster"]["num_workers"] == 2
    assert "tasks" not in old
    settings = w.jobs.get(job_id).settings
    assert settings.format == jobs.Format.MULTI_TASK
    assert settings.tasks[0].task_key == "the_single_form"
    assert settings.tasks[0].new_cluster.num_workers == 2
    assert accepted(api.get("/api/2.1/jobs/get", params=params))["settings"]["tasks"]
    listed = accepted(api.get("/api/2.0/jobs/list", params={"name": SINGLE["name"]}))["jobs"]
    assert listed[0]["settings"]["notebook_task"] == old["notebook_task"]


def test_update_of_the_single_task_form(api: Api) -> None:
    job_id = accepted(api.post("/api/2.0/jobs/create", json=SINGLE))["job_id"]
    new = {"notebook_task": {"notebook_path": "/Shared/y"}, "timeout_seconds": 9}
    body = {"job_id": job_id, "new_settings": new, "fields_to_remove": ["max_retries"]}
    accepted(api.post("/api/2.0/jobs/update", json=body))
    shown = accepted(api.get("/api/2.0/jobs/get", params={"job_id": job_id}))["settings"]
    assert shown["notebook_task"] == {"source": "WORKSPACE", "notebook_path": "/Shared/y"}
    assert (shown["timeout_seconds"], shown["format"]) == (9, "SINGLE_TASK")
    assert "max_retries" not in shown
    assert shown["new_cluster"]["num_workers"] == 2


def test_numbers_and_booleans_may_be_text(api: Api) -> None:
    body = {"name": "text", "max_concurrent_runs": "3", "queue": {"enabled": "True"}}
    job_id = accepted(api.post("/api/2.1/jobs/create", json=body))["job_id"]
    params = {"job_id": str(job_id)}
    shown = accepted(api.get("/api/2.1/jobs/get", params=params))["settings"]
    assert (shown["max_concurrent_runs"], shown["queue"]) == (3, {"enabled": True})
    accepted(api.post("/api/2.1/jobs/delete", json={"job_id": str(job_id)}))


def test_another_user_may_not(w: WorkspaceClient, other: Person) -> None:
    job_id = create(w, name="private")
    no = f"{other.user_name} does not have .*Owner permissions on job {job_id}"
    with pytest.raises(PermissionDenied, match=no):
        other.w.jobs.get(job_id)
    with pytest.raises(PermissionDenied, match=no):
        other.w.jobs.update(job_id, fields_to_remove=["tags"])
    with pytest.raises(PermissionDenied, match=no):
        other.w.jobs.reset(job_id, jobs.JobSettings(name="mine"))
    with pytest.raises(PermissionDenied, match=no):
        other.w.jobs.run_now(job_id)
    with pytest.raises(PermissionDenied, match=no):
        other.w.jobs.cancel_all_runs(job_id=job_id)
    with pytest.raises(PermissionDenied, match=no):
        other.w.jobs.delete(job_id)
    assert [*other.w.jobs.list(name="private")] == []
    assert w.jobs.get(job_id).settings.name == "private"


def test_another_users_cluster_is_refused(w: WorkspaceClient, other: Person) -> None:
    mine = w.clusters.create(spark_version="15.4.x-scala2.12", num_workers=0)
    try:
        with pytest.raises(PermissionDenied, match="does not have Attach permissions"):
            create(other.w, tasks=[task("main", existing_cluster_id=mine.cluster_id)])
    finally:
        w.clusters.permanent_delete(mine.cluster_id)

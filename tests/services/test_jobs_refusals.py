"""What jobs refuse: fields that nothing acts on, values that cannot be, ids that nobody has."""

from __future__ import annotations

from typing import Any

import pytest

from boathouse.services.jobs import fields
from tests.live import Api
from tests.services.jobs import accepted

UNKNOWN = 404_404_404
TASK = {"task_key": "main", "notebook_task": {"notebook_path": "/Shared/x"}}
CLUSTER = {"spark_version": "15.4.x-scala2.12", "num_workers": 1}

SAMPLES: dict[str, Any] = {
    "disabled": True,
    "max_retries": 2,
    "retry_on_timeout": True,
    "run_if": "ALL_DONE",
    "notebook_task.source": "GIT",
    "spark_python_task.source": "GIT",
    "data_security_mode": "USER_ISOLATION",
    "dependency_mode": "DEPENDENCY_MODE_ENVIRONMENTS",
    "enable_local_disk_encryption": True,
    "use_ml_runtime": True,
    "depends_on[].outcome": "true",
}
"""Values that differ from the default and fit the field's type, where text does not."""


def sample(pattern: str) -> Any:
    """A value of a refused field, for which its place in the settings is of no matter."""
    for name, value in SAMPLES.items():
        if pattern == name or pattern.endswith(f".{name}"):
            return value
    return SHAPES.get(pattern.removeprefix("tasks[].").split(".")[-1], "something")


SHAPES: dict[str, Any] = {
    "abfss": {"destination": "abfss://x"},
    "access_control_list": [{"user_name": "a", "permission_level": "CAN_VIEW"}],
    "ai_runtime_task": {"experiment": "e", "deployments": [{}]},
    "alert_task": {"alert_id": "1"},
    "clean_rooms_notebook_task": {"clean_room_name": "a", "notebook_name": "b"},
    "clone_from": {"source_cluster_id": "x"},
    "cluster_log_conf": {"dbfs": {"destination": "dbfs:/x"}},
    "condition_task": {"op": "EQUAL_TO", "left": "1", "right": "1"},
    "dashboard_task": {"dashboard_id": "1"},
    "dbt_cloud_task": {"dbt_cloud_job_id": 1},
    "dbt_commands": ["dbt run"],
    "dbt_platform_task": {"dbt_platform_job_id": "1"},
    "dbt_task": {"commands": ["dbt run"]},
    "dependencies": ["pandas"],
    "docker_image": {"url": "x"},
    "email_notifications": {"on_start": ["a@b.c"]},
    "environment_variables": [{"environment_variables_key": "k"}],
    "for_each_task": {"inputs": "[1]", "task": TASK},
    "gcs": {"destination": "gs://x"},
    "gen_ai_compute_task": {"dl_runtime_image": "x"},
    "git_source": {"git_url": "https://x", "git_provider": "gitHub"},
    "health": {"rules": [{"metric": "RUN_DURATION_SECONDS", "op": "GREATER_THAN", "value": 1}]},
    "init_scripts": [{"workspace": {"destination": "/x"}}],
    "jar_params": ["a"],
    "java_dependencies": ["x"],
    "libraries": [{"pypi": {"package": "x"}}],
    "model": {"condition": "MODEL_CREATED"},
    "only": ["main"],
    "pipeline_params": {"full_refresh": True},
    "pipeline_task": {"pipeline_id": "1"},
    "power_bi_task": {"connection_resource_name": "x"},
    "python_named_params": {"a": "b"},
    "python_operator_task": {"main": "x"},
    "python_wheel_task": {"package_name": "p", "entry_point": "e"},
    "run_job_task": {"job_id": 1},
    "s3": {"destination": "s3://x"},
    "spark_jar_task": {"main_class_name": "X"},
    "spark_submit_params": ["a"],
    "spark_submit_task": {"parameters": ["a"]},
    "sql_condition": {"sql_query_id": "1", "warehouse_id": "2"},
    "sql_params": {"a": "b"},
    "sql_task": {"warehouse_id": "w", "query": {"query_id": "q"}},
    "ssh_public_keys": ["key"],
    "webhook_notifications": {"on_start": [{"id": "1"}]},
}


def settings_with(pattern: str, value: Any) -> dict[str, Any]:
    """Settings that are valid but for one field."""
    top = pattern.split(".")[0].removesuffix("[]")
    document: dict[str, Any] = {"name": "refused"}
    if top not in ("notebook_task", "spark_python_task", "new_cluster"):
        document["tasks"] = [{"task_key": "main"}]
    place: Any = document
    *path, last = pattern.split(".")
    for name in path:
        plain = name.removesuffix("[]")
        inner = place.setdefault(plain, [{}] if name != plain else {})
        place = inner[0] if name != plain else inner
    place[last.removesuffix("[]")] = value
    return _completed(document)


def _completed(document: dict[str, Any]) -> dict[str, Any]:
    for task in document.get("tasks", []):
        task.setdefault("task_key", "main")
        for need in task.get("depends_on", []):
            need.setdefault("task_key", "other")
        _complete_parts(task)
    for cluster in document.get("job_clusters", []):
        cluster.setdefault("job_cluster_key", "shared")
        _complete_parts(cluster)
    for environment in document.get("environments", []):
        environment.setdefault("environment_key", "e")
    _complete_parts(document)
    return document


def _complete_parts(place: dict[str, Any]) -> None:
    if "new_cluster" in place:
        place["new_cluster"] = {**CLUSTER, **place["new_cluster"]}
    if "notebook_task" in place:
        place["notebook_task"].setdefault("notebook_path", "/Shared/x")
    if "spark_python_task" in place:
        place["spark_python_task"].setdefault("python_file", "/Shared/x.py")


def shown_path(pattern: str) -> str:
    return "$." + pattern.replace("[]", "[0]")


@pytest.mark.parametrize("pattern", fields.SETTINGS.refused)
def test_a_refused_field_is_named(api: Api, pattern: str) -> None:
    body = settings_with(pattern, sample(pattern))
    answer = api.post("/api/2.2/jobs/create", json=body)
    assert answer.status_code == 501, answer.text
    assert answer.json()["error_code"] == "NOT_IMPLEMENTED"
    assert f"{shown_path(pattern)} is not implemented" in answer.json()["message"]


@pytest.mark.parametrize("operation", ["reset", "update"])
def test_a_refused_field_of_new_settings(api: Api, operation: str) -> None:
    job_id = accepted(api.post("/api/2.2/jobs/create", json={"tasks": [TASK]}))["job_id"]
    body = {"job_id": job_id, "new_settings": settings_with("trigger.model", SHAPES["model"])}
    answer = api.post(f"/api/2.2/jobs/{operation}", json=body)
    assert answer.status_code == 501
    assert "$.new_settings.trigger.model" in answer.json()["message"]


def test_a_refused_field_of_submit(api: Api) -> None:
    answer = api.post(
        "/api/2.2/jobs/runs/submit",
        json=settings_with("environment_variables", SHAPES["environment_variables"]),
    )
    assert answer.status_code == 501
    assert "$.environment_variables" in answer.json()["message"]


@pytest.mark.parametrize("name", fields.RUN_REFUSED)
def test_a_refused_field_of_run_now(api: Api, name: str) -> None:
    answer = api.post("/api/2.2/jobs/run-now", json={"job_id": UNKNOWN, name: SHAPES[name]})
    assert answer.status_code == 501
    assert f"$.{name} is not implemented" in answer.json()["message"]


INERT: dict[str, Any] = {
    "deployment": {"kind": "BUNDLE"},
    "edit_mode": "UI_LOCKED",
    "environments": [{"environment_key": "e", "spec": {"client": "1"}}],
    "format": "MULTI_TASK",
    "notification_settings": {"no_alert_for_skipped_runs": True},
    "performance_target": "STANDARD",
    "tags": {"a": "b"},
    "compute": {"hardware_accelerator": "GPU_1xA10"},
    "disable_auto_optimization": True,
    "min_retry_interval_millis": 5,
}


@pytest.mark.parametrize(
    "name", [*fields.SETTINGS_INERT, *(f"tasks.{n}" for n in fields.TASK_INERT)]
)
def test_an_inert_field_is_kept_and_shown(api: Api, name: str) -> None:
    plain = name.removeprefix("tasks.")
    if plain == "min_retry_interval_millis" and name == plain:
        body: dict[str, Any] = {"notebook_task": TASK["notebook_task"], plain: 5}
    elif name == plain:
        body = {"tasks": [TASK], name: INERT.get(name, "some text")}
    else:
        value = "e" if plain == "environment_key" else INERT.get(plain, "some text")
        body = {"tasks": [{**TASK, plain: value}], "environments": INERT["environments"]}
    job_id = accepted(api.post("/api/2.0/jobs/create", json=body))["job_id"]
    shown = accepted(api.get("/api/2.0/jobs/get", params={"job_id": job_id}))["settings"]
    before, after = (body, shown) if name == plain else (body["tasks"][0], shown["tasks"][0])
    assert after[plain] == before[plain]


MISSING = [
    ("GET", "jobs/get", "Job"),
    ("POST", "jobs/reset", "Job"),
    ("POST", "jobs/update", "Job"),
    ("POST", "jobs/delete", "Job"),
    ("POST", "jobs/run-now", "Job"),
    ("POST", "jobs/runs/cancel-all", "Job"),
    ("GET", "jobs/runs/get", "Run"),
    ("GET", "jobs/runs/get-output", "Run"),
    ("GET", "jobs/runs/export", "Run"),
    ("POST", "jobs/runs/cancel", "Run"),
    ("POST", "jobs/runs/delete", "Run"),
]


@pytest.mark.parametrize("version", ["2.0", "2.1", "2.2"])
@pytest.mark.parametrize(("verb", "path", "noun"), MISSING)
def test_an_id_that_nobody_has(api: Api, version: str, verb: str, path: str, noun: str) -> None:
    ids = {"job_id" if noun == "Job" else "run_id": UNKNOWN, "new_settings": {}}
    if path != "jobs/reset":
        ids.pop("new_settings")
    sent: dict[str, Any] = {"params": ids} if verb == "GET" else {"json": ids}
    answer = api.request(verb, f"/api/{version}/{path}", **sent)
    assert answer.status_code == 400
    assert answer.json()["error_code"] == "INVALID_PARAMETER_VALUE"
    assert answer.json()["message"] == f"{noun} {UNKNOWN} does not exist."


@pytest.mark.parametrize(("verb", "path", "noun"), MISSING)
def test_an_id_that_is_missing_or_no_number(api: Api, verb: str, path: str, noun: str) -> None:
    name = "job_id" if noun == "Job" else "run_id"
    for ids, message in (({}, f"Missing required field: {name}"), ({name: "x"}, f"$.{name}: ")):
        if path == "jobs/reset":
            ids = {**ids, "new_settings": {}}
        sent: dict[str, Any] = {"params": ids} if verb == "GET" else {"json": ids}
        answer = api.request(verb, f"/api/2.2/{path}", **sent)
        assert answer.status_code == 400
        assert answer.json()["message"].startswith(message)


def tasks(*documents: dict[str, Any]) -> dict[str, Any]:
    return {"tasks": [{**TASK, **document} for document in documents]}


def needs(*keys: str) -> list[dict[str, str]]:
    return [{"task_key": key} for key in keys]


INVALID: dict[str, tuple[dict[str, Any], str]] = {
    "a cycle": (
        tasks(
            {"task_key": "a", "depends_on": needs("b")},
            {"task_key": "b", "depends_on": needs("a")},
        ),
        "in a circle: a, b",
    ),
    "a task that needs itself": (
        tasks({"task_key": "a", "depends_on": needs("a")}),
        "in a circle: a",
    ),
    "an unknown task": (tasks({"depends_on": needs("gone")}), "depends on unknown task 'gone'"),
    "two tasks of one key": (tasks({}, {}), "must be unique"),
    "a key that is none": (tasks({"task_key": "a b"}), "$.tasks[0].task_key"),
    "a key with a line end": (tasks({"task_key": "a\n"}), "$.tasks[0].task_key"),
    "a key that is too long": (tasks({"task_key": "a" * 101}), "$.tasks[0].task_key"),
    "no body": ({"tasks": [{"task_key": "a"}]}, "exactly one of"),
    "two bodies": (tasks({"spark_python_task": {"python_file": "/x.py"}}), "exactly one of"),
    "no path": (
        {"tasks": [{"task_key": "a", "notebook_task": {}}]},
        "Missing required field: tasks[0].notebook_task.notebook_path",
    ),
    "two computes": (
        tasks({"existing_cluster_id": "a", "job_cluster_key": "b"}),
        "at most one of",
    ),
    "an unknown cluster": (tasks({"existing_cluster_id": "a"}), "Cluster a does not exist"),
    "an unknown job cluster": (tasks({"job_cluster_key": "b"}), "no job cluster is named 'b'"),
    "an unknown environment": (tasks({"environment_key": "b"}), "no environment is named 'b'"),
    "an empty job cluster": ({"job_clusters": [{"job_cluster_key": "a"}]}, "new_cluster"),
    "a bad new cluster": (tasks({"new_cluster": {"num_workers": 1}}), "spark_version"),
    "a negative timeout": (tasks({"timeout_seconds": -1}), "timeout_seconds: out of range"),
    "a timeout beyond all": ({"timeout_seconds": 2**40}, "timeout_seconds is out of range"),
    "too many at once": ({"max_concurrent_runs": 1001}, "between 0 and 1000"),
    "a name beyond 4096 bytes": ({"name": "é" * 2049}, "name exceeds 4096 bytes"),
    "a description": ({"description": "x" * 27_701}, "description exceeds"),
    "26 tags": ({"tags": {str(n): "" for n in range(26)}}, "more than 25 tags"),
    "1001 tasks": ({"tasks": [{**TASK, "task_key": f"t{n}"} for n in range(1001)]}, "1000 tasks"),
    "a parameter's name": ({"parameters": [{"name": "a b", "default": ""}]}, "parameter's name"),
    "a parameter without default": ({"parameters": [{"name": "a"}]}, "parameters[0].default"),
    "two parameters of one name": (
        {"parameters": [{"name": "a", "default": ""}] * 2},
        "must be unique",
    ),
    "shared clusters of one task": (
        {"notebook_task": TASK["notebook_task"], "job_clusters": []},
        "Shared job cluster feature is only supported in multi-task jobs.",
    ),
    "both forms": ({"tasks": [TASK], "notebook_task": TASK["notebook_task"]}, "beside tasks"),
    "a wrong type inside": (tasks({"depends_on": "a"}), "$.tasks[0].depends_on"),
    "a wrong type in the 2.0 form": ({"notebook_task": "x"}, "$.notebook_task"),
    "base_parameters beyond 1 MB": (
        {"notebook_task": {"notebook_path": "/x", "base_parameters": {"a": "x" * 1_000_001}}},
        "exceeds 1 MB",
    ),
}


@pytest.mark.parametrize("case", INVALID)
@pytest.mark.parametrize("version", ["2.0", "2.2"])
def test_settings_that_cannot_be(api: Api, case: str, version: str) -> None:
    body, message = INVALID[case]
    answer = api.post(f"/api/{version}/jobs/create", json={"name": "invalid", **body})
    assert answer.status_code == 400, answer.text
    assert answer.json()["error_code"] == "INVALID_PARAMETER_VALUE"
    assert message in answer.json()["message"]


def test_other_double_braces_are_plain_text(api: Api) -> None:
    notebook = {"notebook_path": "/Shared/x", "base_parameters": {"p": "{{ user.name }} {{}}"}}
    body = {"tasks": [{"task_key": "a", "notebook_task": notebook}]}
    accepted(api.post("/api/2.2/jobs/create", json=body))


def test_run_as_a_group(api: Api) -> None:
    answer = api.post("/api/2.2/jobs/create", json={"run_as": {"group_name": "users"}})
    assert answer.status_code == 501
    assert "$.run_as" in answer.json()["message"]


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("list", {"limit": 0}),
        ("list", {"limit": 101}),
        ("list", {"offset": -1}),
        ("list", {"page_token": "x"}),
        ("runs/list", {"limit": 26}),
        ("runs/list", {"active_only": "true", "completed_only": "true"}),
        ("runs/list", {"page_token": "-5"}),
        ("runs/list", {"run_type": "ODD_RUN"}),
    ],
)
def test_pages_that_cannot_be(api: Api, path: str, params: dict[str, Any]) -> None:
    answer = api.get(f"/api/2.2/jobs/{path}", params=params)
    assert answer.status_code == 400, answer.text


def test_malformed_json(api: Api) -> None:
    answer = api.post("/api/2.2/jobs/create", data="{")
    assert (answer.status_code, answer.json()["error_code"]) == (400, "MALFORMED_REQUEST")

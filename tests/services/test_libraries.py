"""Libraries of clusters: installed for real, found by tasks and by UDFs, gone with a restart."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, PermissionDenied
from databricks.sdk.service.compute import Library, PythonPyPiLibrary
from databricks.sdk.service.workspace import ImportFormat

from tests.conftest import Person
from tests.live import Api, LiveServer
from tests.services.clusters import await_state, eventually, made
from tests.services.wheels import wheel


def uploaded(w: WorkspaceClient, name: str, text: str, **options: Any) -> str:
    """The path of a wheel in the workspace."""
    file_name, content = wheel(name, text, **options)
    w.workspace.mkdirs("/Shared/libraries")
    path = f"/Shared/libraries/{file_name}"
    w.workspace.upload(path, content, format=ImportFormat.RAW, overwrite=True)
    return f"/Workspace{path}"


def statuses(w: WorkspaceClient, cluster_id: str) -> dict[str, tuple[str, str]]:
    """(status, messages) by the library."""
    found = w.libraries.cluster_status(cluster_id)
    told = {}
    for one in found:
        assert one.library is not None
        assert one.status is not None
        [value] = one.library.as_dict().values()
        told[str(value)] = (one.status.value, "\n".join(one.messages or []))
    return told


def settled(w: WorkspaceClient, cluster_id: str) -> dict[str, tuple[str, str]]:
    """The same, once nothing is being installed."""

    def look() -> dict[str, tuple[str, str]] | None:
        found = statuses(w, cluster_id)
        waiting = any(status in ("PENDING", "INSTALLING") for status, _ in found.values())
        return None if waiting else found

    found: dict[str, tuple[str, str]] = eventually(look)
    return found


def test_a_wheel_is_installed_and_goes_with_a_restart(
    server: LiveServer, w: WorkspaceClient, api: Api
) -> None:
    path = uploaded(w, "bh_lib_one", "VALUE = 41\n")
    with made(api, num_workers=1) as found:
        await_state(api, found, "RUNNING")
        w.libraries.install(found, [Library(whl=path)])
        assert settled(w, found) == {path: ("INSTALLED", "")}
        site = server.data_dir / "engines" / found / "site" / ".libraries"
        assert (site / "bh_lib_one.py").exists()
        w.libraries.uninstall(found, [Library(whl=path)])
        assert statuses(w, found)[path][0] == "UNINSTALL_ON_RESTART"
        assert (site / "bh_lib_one.py").exists()
        api.post("/api/2.1/clusters/restart", json={"cluster_id": found}).raise_for_status()
        await_state(api, found, "RUNNING")
        assert statuses(w, found) == {}
        assert not (site / "bh_lib_one.py").exists()


def test_one_that_fails_leaves_the_others_and_says_why(w: WorkspaceClient, api: Api) -> None:
    path = uploaded(w, "bh_lib_two", "VALUE = 42\n")
    w.workspace.upload(
        "/Shared/libraries/bad.txt",
        b"--no-index\nbh-there-is-no-such-package==9\n",
        format=ImportFormat.RAW,
        overwrite=True,
    )
    bad = "/Workspace/Shared/libraries/bad.txt"
    missing = "/Workspace/Shared/libraries/bh_none-1.0-py3-none-any.whl"
    with made(api, num_workers=1) as found:
        wanted = [
            Library(requirements=bad),
            Library(whl=missing),
            Library(jar="dbfs:/x.jar"),
            Library(whl=path),
        ]
        w.libraries.install(found, wanted)
        await_state(api, found, "RUNNING")
        told = settled(w, found)
        assert told[path] == ("INSTALLED", "")
        assert told[bad][0] == "FAILED"
        assert "bh-there-is-no-such-package" in told[bad][1]
        assert told[missing] == ("FAILED", f"{missing} does not exist")
        assert told["dbfs:/x.jar"][0] == "FAILED"
        assert "Java" in told["dbfs:/x.jar"][1]


def test_libraries_come_back_after_a_restart(w: WorkspaceClient, api: Api) -> None:
    path = uploaded(w, "bh_lib_back", "VALUE = 43\n")
    with made(api, num_workers=1) as found:
        w.libraries.install(found, [Library(whl=path)])
        assert statuses(w, found)[path][0] in ("PENDING", "INSTALLING", "INSTALLED")
        await_state(api, found, "RUNNING")
        assert settled(w, found)[path][0] == "INSTALLED"
        api.post("/api/2.1/clusters/delete", json={"cluster_id": found}).raise_for_status()
        await_state(api, found, "TERMINATED")
        api.post("/api/2.1/clusters/start", json={"cluster_id": found}).raise_for_status()
        await_state(api, found, "RUNNING")
        assert settled(w, found)[path][0] == "INSTALLED"


def test_all_statuses_show_what_one_may_see(w: WorkspaceClient, api: Api, other: Person) -> None:
    path = uploaded(w, "bh_lib_seen", "VALUE = 44\n")
    with made(api, num_workers=1) as found:
        w.libraries.install(found, [Library(whl=path)])
        mine = {one.cluster_id for one in w.libraries.all_cluster_statuses()}
        theirs = {one.cluster_id for one in other.w.libraries.all_cluster_statuses()}
        assert found in mine
        assert found not in theirs


def test_others_may_not(w: WorkspaceClient, api: Api, other: Person) -> None:
    library = [Library(pypi=PythonPyPiLibrary(package="simplejson"))]
    with made(api, num_workers=1) as found:
        with pytest.raises(PermissionDenied):
            other.w.libraries.install(found, library)
        with pytest.raises(PermissionDenied):
            other.w.libraries.uninstall(found, library)
        with pytest.raises(PermissionDenied):
            list(other.w.libraries.cluster_status(found))


@pytest.mark.parametrize(
    "library",
    [
        {"egg": "dbfs:/x.egg"},
        {"whl": "/Workspace/x.zip"},
        {"pypi": {"package": "--index-url=http://x"}},
        {"pypi": {}},
        {"pypi": {"package": "a", "repo": "file:///etc"}},
        {"whl": "/a.whl", "jar": "/a.jar"},
        {"maven": {}},
        {},
    ],
)
def test_what_is_no_library_is_refused(api: Api, library: dict[str, Any]) -> None:
    with made(api, num_workers=1) as found:
        body = {"cluster_id": found, "libraries": [library]}
        answer = api.post("/api/2.0/libraries/install", json=body)
        assert answer.status_code == 400, answer.text
        assert answer.json()["error_code"] == "INVALID_PARAMETER_VALUE"


def test_a_cluster_that_does_not_exist(w: WorkspaceClient) -> None:
    with pytest.raises(InvalidParameterValue):
        w.libraries.install("0101-000000-nothing1", [Library(whl="/a.whl")])


UDF = """
import bh_lib_udf
from pyspark.sql.functions import udf
def there(_):
    import bh_lib_udf
    return bh_lib_udf.VALUE
print(bh_lib_udf.VALUE, spark.range(1).select(udf(there)("id")).first()[0])
dbutils.notebook.exit(str(bh_lib_udf.VALUE))
"""


def run_notebook(w: WorkspaceClient, api: Api, task: dict[str, Any], **run: Any) -> dict[str, Any]:
    """The ended run of a notebook task and its output."""
    content = base64.b64encode(f"# Databricks notebook source\n{UDF}".encode()).decode()
    w.workspace.import_(
        "/Shared/libraries/udf",
        content=content,
        format=ImportFormat.SOURCE,
        language=__import__(
            "databricks.sdk.service.workspace", fromlist=["Language"]
        ).Language.PYTHON,
        overwrite=True,
    )
    body = {"task_key": "a", "notebook_task": {"notebook_path": "/Shared/libraries/udf"}, **task}
    answer = api.post("/api/2.1/jobs/runs/submit", json={"tasks": [body], **run})
    assert answer.status_code == 200, answer.text
    query = {"run_id": answer.json()["run_id"]}

    def look() -> dict[str, Any] | None:
        found: dict[str, Any] = api.get("/api/2.1/jobs/runs/get", params=query).json()
        return found if found["state"].get("result_state") else None

    ended = eventually(look)
    output = {"run_id": ended["tasks"][0]["run_id"]}
    ended["output"] = api.get("/api/2.1/jobs/runs/get-output", params=output).json()
    assert isinstance(ended, dict)
    return ended


def test_a_task_and_its_udfs_find_the_libraries(w: WorkspaceClient, api: Api) -> None:
    path = uploaded(w, "bh_lib_udf", "VALUE = 45\n")
    cluster = {"spark_version": "15.4.x-scala2.12", "num_workers": 1}
    task = {"new_cluster": cluster, "libraries": [{"whl": path}]}
    ended = run_notebook(w, api, task)
    assert ended["output"]["notebook_output"]["result"] == "45", ended


def test_a_library_that_does_not_install_ends_the_task(w: WorkspaceClient, api: Api) -> None:
    missing = "/Workspace/Shared/libraries/bh_gone-1.0-py3-none-any.whl"
    cluster = {"spark_version": "15.4.x-scala2.12", "num_workers": 1}
    ended = run_notebook(w, api, {"new_cluster": cluster, "libraries": [{"whl": missing}]})
    details = ended["tasks"][0]["status"]["termination_details"]
    assert details["code"] == "LIBRARY_INSTALLATION_ERROR"
    assert "does not exist" in details["message"]

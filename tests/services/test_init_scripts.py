"""Init scripts: they run before the engine starts, confined, and a failing one fails the start."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, PermissionDenied, ResourceDoesNotExist
from databricks.sdk.service.workspace import ImportFormat

from tests.conftest import Person
from tests.live import Api, LiveServer
from tests.services.clusters import await_state, made


def script(w: WorkspaceClient, name: str, text: str) -> dict[str, Any]:
    """An InitScriptInfo of a script in the workspace."""
    w.workspace.mkdirs("/Shared/init")
    path = f"/Shared/init/{name}"
    w.workspace.upload(path, text.encode(), format=ImportFormat.RAW, overwrite=True)
    return {"workspace": {"destination": path}}


def events(api: Api, cluster_id: str, kind: str) -> list[dict[str, Any]]:
    body = {"cluster_id": cluster_id, "event_types": [kind]}
    found: list[dict[str, Any]] = api.post("/api/2.1/clusters/events", json=body).json()["events"]
    return found


def test_scripts_run_in_order_before_the_engine(
    server: LiveServer, w: WorkspaceClient, api: Api
) -> None:
    one = script(w, "one.sh", 'echo "VALUE = \'$GREETING\'" > "$BOATHOUSE_SITE/bh_init.py"\n')
    two = script(w, "two.sh", 'test -f "$BOATHOUSE_SITE/bh_init.py" && test -n "$DB_CLUSTER_ID"\n')
    settings = {"num_workers": 1, "spark_env_vars": {"GREETING": "hello"}}
    with made(api, init_scripts=[one, two], **settings) as found:
        await_state(api, found, "RUNNING")
        site = server.data_dir / "engines" / found / "site"
        assert (site / "bh_init.py").read_text() == "VALUE = 'hello'\n"
        [ended] = events(api, found, "INIT_SCRIPTS_FINISHED")
        told = ended["details"]["init_scripts"]["cluster"]
        assert [each["status"] for each in told] == ["SUCCEEDED", "SUCCEEDED"]


def test_a_failing_script_fails_the_start(w: WorkspaceClient, api: Api) -> None:
    bad = script(w, "bad.sh", "echo what went wrong\nexit 3\n")
    with made(api, num_workers=1, init_scripts=[bad]) as found:
        ended = await_state(api, found, "TERMINATED")
        assert ended["termination_reason"]["code"] == "INIT_SCRIPT_FAILURE"
        assert "ended with code 3: what went wrong" in ended["state_message"]
        assert events(api, found, "INIT_SCRIPTS_FINISHED")


def test_a_script_that_is_missing(w: WorkspaceClient, api: Api) -> None:
    gone = {"workspace": {"destination": "/Shared/init/none.sh"}}
    with made(api, num_workers=1, init_scripts=[gone]) as found:
        ended = await_state(api, found, "TERMINATED")
        assert "does not exist" in ended["state_message"]


def test_a_script_sees_nothing_of_the_server(
    server: LiveServer, w: WorkspaceClient, api: Api
) -> None:
    peek = script(w, "peek.sh", f"cat {server.data_dir}/admin.token\n")
    with made(api, num_workers=1, init_scripts=[peek]) as found:
        ended = await_state(api, found, "TERMINATED")
        assert ended["termination_reason"]["code"] == "INIT_SCRIPT_FAILURE"
        assert server.token not in ended["state_message"]


def test_scripts_of_clouds_are_refused(api: Api) -> None:
    body = {
        "spark_version": "15.4.x-scala2.12",
        "init_scripts": [{"s3": {"destination": "s3://a"}}],
    }
    assert api.post("/api/2.1/clusters/create", json=body).status_code == 501
    body["init_scripts"] = [{}]
    assert api.post("/api/2.1/clusters/create", json=body).status_code == 400


def test_global_scripts_run_everywhere_in_their_order(
    server: LiveServer, w: WorkspaceClient, api: Api
) -> None:
    def text(line: str) -> str:
        return base64.b64encode(line.encode()).decode()

    scripts = w.global_init_scripts
    second = scripts.create("second", text('echo 2 >> "$HOME/order"\n'), enabled=True).script_id
    first = scripts.create(
        "first", text('echo 1 >> "$HOME/order"\n'), enabled=True, position=0
    ).script_id
    unused = scripts.create("unused", text("exit 1\n")).script_id
    assert second
    assert first
    assert unused
    try:
        assert [one.name for one in scripts.list()] == ["first", "second", "unused"]
        with made(api, num_workers=1) as found:
            await_state(api, found, "RUNNING")
            order = server.data_dir / "engines" / found / "work" / "order"
            assert order.read_text() == "1\n2\n"
        scripts.update(first, "first", text("exit 7\n"), position=1)
        assert [one.name for one in scripts.list()] == ["second", "first", "unused"]
        assert base64.b64decode(scripts.get(first).script or "") == b"exit 7\n"
        with made(api, num_workers=1) as found:
            ended = await_state(api, found, "TERMINATED")
            assert "Init script first failed" in ended["state_message"]
    finally:
        for one in (first, second, unused):
            scripts.delete(one)
    with pytest.raises(ResourceDoesNotExist):
        scripts.get(first)


def test_global_scripts_are_for_admins(w: WorkspaceClient, other: Person) -> None:
    theirs = other.w.global_init_scripts
    for call in (
        lambda: theirs.create("x", "eA=="),
        lambda: theirs.update("X", "x", "eA=="),
        lambda: theirs.delete("X"),
        lambda: theirs.get("X"),
        lambda: list(theirs.list()),
    ):
        with pytest.raises(PermissionDenied):
            call()
    with pytest.raises(InvalidParameterValue):
        w.global_init_scripts.create("x", "not base64!")

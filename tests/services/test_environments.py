"""Serverless environments: installed once for their content, confined, told plainly when not."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.workspace import ImportFormat

from boathouse.services.environments import dependencies, folders, install, use
from boathouse.services.environments.build import KEPT_SECONDS, Builder
from boathouse.services.environments.errors import InstallFailed
from tests.conftest import Person
from tests.live import Api, LiveServer
from tests.services.clusters import eventually
from tests.services.test_libraries import run_notebook, uploaded

ADMIN = "admin@boathouse.local"


def made(server: LiveServer, *lines: str, owner: str = ADMIN) -> use.Ready:
    """The environment of some lines."""
    parts, holder = server.app.parts, f"test {lines} {owner}"
    use.forget(parts, holder)

    def look() -> use.Ready | use.Failed | None:
        found = use.state(parts, holder, owner, lines)
        return None if isinstance(found, use.Preparing) else found

    found = eventually(look)
    if isinstance(found, use.Failed):
        raise InstallFailed(found.message)
    assert isinstance(found, use.Ready)
    return found


def with_environment(*lines: str) -> dict[str, Any]:
    spec = {"client": "1", "dependencies": list(lines)}
    return {"environments": [{"environment_key": "e", "spec": spec}]}


def test_a_task_and_its_udfs_find_the_dependencies(w: WorkspaceClient, api: Api) -> None:
    path = uploaded(w, "bh_lib_udf", "VALUE = 51\n")
    ended = run_notebook(w, api, {"environment_key": "e"}, **with_environment(path))
    assert ended["output"]["notebook_output"]["result"] == "51", ended


def test_what_does_not_install_ends_the_task(w: WorkspaceClient, api: Api) -> None:
    lines = ("--no-index", "bh-there-is-no-such-thing")
    ended = run_notebook(w, api, {"environment_key": "e"}, **with_environment(*lines))
    details = ended["tasks"][0]["status"]["termination_details"]
    assert details["code"] == "LIBRARY_INSTALLATION_ERROR"
    assert "bh-there-is-no-such-thing" in details["message"]


def test_the_content_decides_which_one_it_is(server: LiveServer, w: WorkspaceClient) -> None:
    path = uploaded(w, "bh_env_a", "VALUE = 1\n", script="bh-env-a = bh_env_a:main")
    one = made(server, path)
    assert made(server, path).env_id == one.env_id
    assert (one.libraries / "bh_env_a.py").read_text() == "VALUE = 1\n"
    assert (one.python.parent / "bh-env-a").exists()
    assert uploaded(w, "bh_env_a", "VALUE = 2\n") == path
    two = made(server, path)
    assert two.env_id != one.env_id
    assert (two.libraries / "bh_env_a.py").read_text() == "VALUE = 2\n"


def test_requirements_files_and_what_they_name(server: LiveServer, w: WorkspaceClient) -> None:
    path = uploaded(w, "bh_env_r", "VALUE = 1\n")
    text = f"# ours\n{path}  # a wheel\n\npyspark-client\n".encode()
    w.workspace.upload("/Shared/libraries/r.txt", text, format=ImportFormat.RAW, overwrite=True)
    ready = made(server, "-r /Workspace/Shared/libraries/r.txt")
    assert (ready.libraries / "bh_env_r.py").exists()
    # What the server has already is seen and not installed again.
    assert not (ready.libraries / "pyspark").exists()


def test_waiters_share_one_making(
    server: LiveServer, w: WorkspaceClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = uploaded(w, "bh_env_shared", "VALUE = 1\n")
    steps = dependencies.of_lines(server.app.parts, ADMIN, [path])
    calls: list[Path] = []
    real = install.install

    def counted(folder: Path, *rest: Any) -> None:
        calls.append(folder)
        real(folder, *rest)

    monkeypatch.setattr(install, "install", counted)
    builder = Builder(server.app.parts)
    threads = [threading.Thread(target=builder.make, args=(ADMIN, steps)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1


def test_a_failure_is_remembered(server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["--no-index", "bh-fails-once"]
    steps = dependencies.of_lines(server.app.parts, ADMIN, lines)
    builder = Builder(server.app.parts)
    with pytest.raises(InstallFailed, match="bh-fails-once"):
        builder.make(ADMIN, steps)

    def never(*_: Any) -> None:
        raise AssertionError("it was tried again")

    monkeypatch.setattr(install, "install", never)
    with pytest.raises(InstallFailed, match="bh-fails-once"):
        builder.make(ADMIN, steps)


def test_an_interrupted_making_is_none(server: LiveServer, w: WorkspaceClient) -> None:
    path = uploaded(w, "bh_env_cut", "VALUE = 1\n")
    ready = made(server, path)
    folder = ready.python.parent.parent
    folders.mark_of(folder).unlink()  # as a kill before the end leaves it
    (ready.libraries / "half").write_text("")
    assert made(server, path).env_id == ready.env_id
    assert not (ready.libraries / "half").exists()


def test_what_nobody_uses_is_swept(server: LiveServer, w: WorkspaceClient) -> None:
    ready = made(server, uploaded(w, "bh_env_old", "VALUE = 1\n"))
    mark = folders.mark_of(ready.python.parent.parent)
    used = mark.stat().st_mtime
    builder = Builder(server.app.parts)
    builder.sweep(lambda: used + KEPT_SECONDS - 1)
    assert ready.libraries.exists()
    builder.sweep(lambda: used + KEPT_SECONDS + 1)
    assert not ready.libraries.exists()
    assert not mark.exists()


def test_time_runs_out(server: LiveServer, w: WorkspaceClient) -> None:
    path = uploaded(w, "bh_env_slow", "VALUE = 1\n")
    steps = dependencies.of_lines(server.app.parts, ADMIN, [path])
    with pytest.raises(InstallFailed, match="took longer than"):
        Builder(server.app.parts, seconds=0.0).make(ADMIN, steps)


def test_one_reads_only_what_one_may(server: LiveServer, w: WorkspaceClient, other: Person) -> None:
    path = uploaded(w, "bh_env_mine", "VALUE = 1\n")
    home = "/Users/admin@boathouse.local"
    w.workspace.mkdirs(home)
    content = w.workspace.download(path.removeprefix("/Workspace")).read()
    mine = f"{home}/bh_env_mine-1.0-py3-none-any.whl"
    w.workspace.upload(mine, content, format=ImportFormat.RAW, overwrite=True)
    with pytest.raises(InstallFailed):
        made(server, f"/Workspace{mine}", owner=other.user_name)
    theirs = made(server, path, owner=other.user_name)
    assert theirs.libraries != made(server, path).libraries


def test_secrets_of_urls_are_not_told(server: LiveServer) -> None:
    told = install.redacted("Looking in https://me:hunter2@host/simple")
    assert told == "Looking in https://****@host/simple"
    line = "--index-url=https://me:hunter2@127.0.0.1:9/simple"
    with pytest.raises(InstallFailed) as failed:
        made(server, line, "--retries=0", "bh-secret-index")
    assert "hunter2" not in str(failed.value)

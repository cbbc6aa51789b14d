"""Tasks from a git repository: branches, tags, commits, and what cannot be had."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.live import Api
from tests.services.jobs import await_end, output, result, submit

NOTEBOOK = """# Databricks notebook source
# MAGIC %run ./shared

# COMMAND ----------
import helper
dbutils.notebook.exit(f"{helper.NAME} {shared}")
"""


@dataclass(frozen=True)
class Repository:
    """A repository of two commits: `old` is tagged v1, the branch `next` lies on the second."""

    url: str
    old: str
    new: str


def git(folder: Path, *arguments: str) -> str:
    names = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "init.defaultBranch=main"]
    done = subprocess.run(
        ["git", *names, *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    folder = tmp_path_factory.mktemp("repository")
    for place in (folder, *folder.parents[:2]):
        place.chmod(0o755)
    git(folder, "init", "-q")
    jobs = folder / "jobs"
    jobs.mkdir()
    (jobs / "report.py").write_text(NOTEBOOK)
    (jobs / "shared.py").write_text("# Databricks notebook source\nshared = 'shared'\n")
    (jobs / "helper.py").write_text("NAME = 'one'\n")
    (jobs / "script.py").write_text("import helper, sys\nprint(helper.NAME, *sys.argv[1:])\n")
    (folder / "query.sql").write_text("SELECT 1 AS n")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "one")
    git(folder, "tag", "v1")
    old = git(folder, "rev-parse", "HEAD")
    git(folder, "checkout", "-qb", "next")
    (jobs / "helper.py").write_text("NAME = 'two'\n")
    git(folder, "commit", "-qam", "two")
    new = git(folder, "rev-parse", "HEAD")
    git(folder, "checkout", "-q", "-")
    # The clone may run as another user, and the server's umask, which is this process's, hides all.
    for place in folder.rglob("*"):
        place.chmod(0o755 if place.is_dir() else 0o644)
    return Repository(folder.as_uri(), old, new)


def source(url: str, **more: str) -> dict[str, str]:
    return {"git_url": url, "git_provider": "gitHub", **more}


def tasks() -> list[dict[str, Any]]:
    python = {"python_file": "jobs/script.py", "parameters": ["x"]}
    return [
        {"task_key": "script", "spark_python_task": python},
        {"task_key": "notebook", "notebook_task": {"notebook_path": "jobs/report"}},
    ]


@pytest.mark.parametrize("how", ["git_branch", "git_tag", "git_commit", "default"])
def test_a_branch_a_tag_and_a_commit(api: Api, repository: Repository, how: str) -> None:
    values = {"git_branch": "next", "git_tag": "v1", "git_commit": repository.new}
    named = {how: values[how]} if how in values else {}
    run = await_end(api, submit(api, *tasks(), git_source=source(repository.url, **named)))
    assert result(run) == ("TERMINATED", "SUCCESS"), str(run["state"])
    commit = repository.new if how in ("git_branch", "git_commit") else repository.old
    assert run["git_source"]["git_snapshot"] == {"used_commit": commit}
    name = "two" if commit == repository.new else "one"
    ids = {one["task_key"]: one["run_id"] for one in run["tasks"]}
    assert output(api, ids["script"])["logs"] == f"{name} x\n"
    assert output(api, ids["notebook"])["notebook_output"]["result"] == f"{name} shared"
    assert run["tasks"][0]["spark_python_task"]["source"] == "GIT"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"git_branch": "nothing"}, "nothing"),
        ({"git_url": "file:///no/such/repository"}, "does not exist"),
        ({"git_url": "https://user:hunter22@127.0.0.1:9/x.git"}, "Failed to checkout"),
    ],
)
def test_a_repository_that_cannot_be_had(
    api: Api, repository: Repository, change: dict[str, str], told: str
) -> None:
    where = {**source(repository.url), **change}
    run = await_end(api, submit(api, tasks()[0], git_source=where))
    task = run["tasks"][0]
    assert result(task) == ("INTERNAL_ERROR", "FAILED")
    details = task["status"]["termination_details"]
    assert details["code"] == "REPOSITORY_CHECKOUT_FAILED"
    assert told in details["message"]
    assert "hunter22" not in details["message"]


def test_a_file_that_is_not_in_the_repository(api: Api, repository: Repository) -> None:
    for path in ("jobs/none.py", "../../etc/passwd", ".git/config"):
        task = {"task_key": "main", "spark_python_task": {"python_file": path}}
        run = await_end(api, submit(api, task, git_source=source(repository.url)))
        details = run["tasks"][0]["status"]["termination_details"]
        assert details["code"] == "RESOURCE_NOT_FOUND", path


@pytest.mark.parametrize(
    "where",
    [
        {"git_url": "https://x.y/z"},
        {"git_url": "ext::sh -c id", "git_provider": "gitHub"},
        {"git_url": "--upload-pack=id", "git_provider": "gitHub"},
        {"git_url": "https://x.y/z", "git_provider": "gitHub", "git_branch": "--x"},
        {"git_url": "https://x.y/z", "git_provider": "gitHub", "git_commit": "main"},
        {"git_url": "https://x/z", "git_provider": "gitHub", "git_branch": "a", "git_tag": "b"},
        {"git_provider": "gitHub"},
    ],
)
def test_a_git_source_that_cannot_be(api: Api, where: dict[str, str]) -> None:
    body = {"tasks": tasks(), "git_source": where}
    answer = api.post("/api/2.2/jobs/runs/submit", json=body)
    assert answer.status_code == 400, answer.text


def test_a_sql_file_of_the_repository(api: Api, repository: Repository) -> None:
    found = api.get("/api/2.0/sql/warehouses").json()["warehouses"]
    warehouse = next(one["id"] for one in found if one["name"] == "Starter Warehouse")
    body = {"warehouse_id": warehouse, "file": {"path": "query.sql"}}
    task = {"task_key": "sql", "sql_task": body}
    run = await_end(api, submit(api, task, git_source=source(repository.url)))
    shown = output(api, run["run_id"])
    assert result(run) == ("TERMINATED", "SUCCESS"), json.dumps(shown)
    assert shown["sql_output"]["query_output"]["query_text"] == "SELECT 1 AS n"

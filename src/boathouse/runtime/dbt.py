"""Runs a dbt task: `python -m boathouse.runtime.dbt DIR`.

dbt itself comes from the task's environment. Each command is a process of its own, made by
arguments and without a shell; the first that fails ends the task.
"""

import base64
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from boathouse.runtime import files
from boathouse.runtime.failure import describe
from boathouse.runtime.rest import Rest
from boathouse.runtime.task import Task

ARTIFACTS = ("target", "logs")
DEFAULT_PROFILE = TARGET = "databricks_cluster"
_PROFILE = re.compile(r"^profile:\s*['\"]?([^'\"#\n]+?)['\"]?\s*(?:#.*)?$", re.MULTILINE)


class DbtFailed(Exception):
    """dbt is missing, or a command of it failed."""

    __module__ = "boathouse"


def run(task: Task, rest: Rest) -> None:
    """Run the commands in the project. Errors: DbtFailed, WorkspaceError."""
    settings = task.document["dbt"]
    program = _program()
    project = Path.cwd() if settings["git"] else _fetched(rest, settings["path"])
    if not (project / "dbt_project.yml").is_file():
        raise DbtFailed(f"{settings['path'] or '/'} is not a dbt project: no dbt_project.yml.")
    environment = os.environ | _environment(settings, project, rest)
    try:
        for command in settings["commands"]:
            arguments = shlex.split(command)[1:]
            print(f"+ {command}", flush=True)
            done = subprocess.run([program, *arguments], cwd=project, env=environment, check=False)
            if done.returncode != 0:
                raise DbtFailed(f"The command '{command}' ended with code {done.returncode}.")
    finally:
        _pack(project, task.out / "artifacts.tar.gz")


def _program() -> str:
    found = shutil.which("dbt")
    if found is None:
        raise DbtFailed(
            "dbt is not installed here: add dbt-databricks to the dependencies of the task's"
            " environment."
        )
    return found


def _fetched(rest: Rest, path: str) -> Path:
    """The project of the workspace, copied to the working folder."""
    project, base = Path.cwd() / "project", path.rstrip("/")
    project.mkdir(exist_ok=True)
    base = base.removeprefix("/Workspace")
    for one in files.tree(rest, base):
        place = project / one["path"].removeprefix("/Workspace").removeprefix(base).lstrip("/")
        if one["object_type"] == "DIRECTORY":
            place.mkdir(parents=True, exist_ok=True)
            continue
        answer = rest.get("/api/2.0/workspace/export", path=one["path"], format="AUTO")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(base64.b64decode(answer.get("content") or ""))
    return project


def _environment(settings: dict[str, Any], project: Path, rest: Rest) -> dict[str, str]:
    host = urlsplit(rest.host)
    named = {
        "DBT_HOST": host.netloc,
        "DBT_HTTP_PATH": _http_path(settings),
        "DBT_ACCESS_TOKEN": rest.token,
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    if settings.get("profiles_directory"):
        return {**named, "DBT_PROFILES_DIR": str(project / settings["profiles_directory"])}
    if not settings.get("warehouse_id"):
        raise DbtFailed("warehouse_id or profiles_directory is needed to reach the data.")
    folder = Path.cwd() / "profiles" if project != Path.cwd() else Path.cwd().parent / "profiles"
    folder.mkdir(exist_ok=True)
    (folder / "profiles.yml").write_text(_profile(settings, project, rest))
    return {**named, "DBT_PROFILES_DIR": str(folder)}


def _profile(settings: dict[str, Any], project: Path, rest: Rest) -> str:
    """A profile as JSON, which is YAML too; the token stays in the environment."""
    found = _PROFILE.search((project / "dbt_project.yml").read_text(errors="replace"))
    host = urlsplit(rest.host)
    output = {
        "type": "databricks",
        # With http:// in it the client speaks plainly; it takes https otherwise.
        "host": host.netloc if host.scheme == "https" else rest.host,
        "http_path": "{{ env_var('DBT_HTTP_PATH') }}",
        "token": "{{ env_var('DBT_ACCESS_TOKEN') }}",
        "schema": settings.get("schema") or "default",
        "threads": 8,
    }
    if settings.get("catalog"):
        output["catalog"] = settings["catalog"]
    if host.scheme == "http":
        # The connector speaks TLS to a host without a scheme.
        output["connection_parameters"] = {"_connection_uri": f"{rest.host}{_http_path(settings)}"}
    name = found[1].strip() if found else DEFAULT_PROFILE
    return json.dumps({name: {"target": TARGET, "outputs": {TARGET: output}}})


def _http_path(settings: dict[str, Any]) -> str:
    return f"/sql/1.0/warehouses/{settings.get('warehouse_id', '')}"


def _pack(project: Path, archive: Path) -> None:
    """What the commands left, for dbt_output.artifacts_link."""
    with tarfile.open(archive, "w:gz") as packed:
        for name in ARTIFACTS:
            if (project / name).is_dir():
                packed.add(project / name, name)


def main(folder: Path) -> int:
    """Run the task's commands. Returns the exit code."""
    task = Task.load(folder)
    try:
        run(task, Rest.from_environment())
    except Exception as error:
        failure = describe(error)
        print(failure.summary, file=sys.stderr)
        task.finish(failure=failure)
        return 1
    task.finish()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

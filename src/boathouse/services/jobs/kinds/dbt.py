"""dbt: commands on a project of the workspace or of a git repository, against a warehouse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from boathouse.errors import InvalidParameterValue
from boathouse.services.jobs.kinds.kind import Kind, Laid, Laying, required

MAX_COMMANDS = 10
_CLUSTERS = ("existing_cluster_id", "new_cluster", "job_cluster_key", "environment_key")


def check_commands(commands: Any, path: str) -> None:
    """Raise InvalidParameterValue unless these are at most ten commands of dbt [B5.3]."""
    if len(commands) > MAX_COMMANDS:
        raise InvalidParameterValue(f"{path}: there are more than {MAX_COMMANDS} commands.")
    for index, command in enumerate(commands):
        if command.split()[:1] != ["dbt"]:
            raise InvalidParameterValue(f"{path}[{index}]: a command must begin with 'dbt'.")


def _check(body: Mapping[str, Any], path: str) -> None:
    required(body, path, "commands")
    check_commands(body["commands"], f"{path}.commands")
    if body.get("catalog") and not body.get("warehouse_id"):
        raise InvalidParameterValue(f"{path}.catalog: may be set only together with warehouse_id.")
    if body.get("source") != "GIT":
        required(body, path, "project_directory")


def _lay(laying: Laying) -> Laid:
    body = laying.body
    names = ("commands", "catalog", "schema", "warehouse_id", "profiles_directory")
    given = {name: body[name] for name in names if body.get(name)}
    directory = body.get("project_directory", "")
    given |= {"path": directory, "git": body.get("source") == "GIT"}
    return Laid({"kind": "dbt", "dbt": given}, folder=directory if given["git"] else "")


_DBT = Kind("dbt_task", _check, cluster=False, lay=_lay)
_ON_CLUSTER = replace(_DBT, cluster=True)


def of(task: Mapping[str, Any]) -> Kind:
    """The kind of a dbt_task: its libraries are those of the compute that it names, if any."""
    return _ON_CLUSTER if any(name in task for name in _CLUSTERS) else _DBT

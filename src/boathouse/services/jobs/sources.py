"""The source of a task, read as the run's creator: a notebook, a workspace file, a DBFS file."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from boathouse.context import Parts, Principal
from boathouse.errors import NotImplementedHere
from boathouse.services.dbfs import places as dbfs
from boathouse.services.jobs.run_store import TaskRun
from boathouse.services.workspace import read as workspace


@dataclass(frozen=True)
class Source:
    """What a task runs. `language` is set for notebooks."""

    path: str
    content: bytes
    language: str = ""


def read(tx: Connection, parts: Parts, principal: Principal, task: TaskRun) -> Source:
    """The source of a task.

    Errors: ResourceDoesNotExist, PermissionDenied, InvalidParameterValue (another kind of object).
    """
    if "notebook_task" in task.task:
        path = task.task["notebook_task"]["notebook_path"]
        found = workspace.source(tx, parts.blobs, principal, path)
        return Source(found.path, found.text.encode(), found.language)
    path = task.task["spark_python_task"]["python_file"]
    return Source(path, _file(tx, parts, principal, path))


def _file(tx: Connection, parts: Parts, principal: Principal, path: str) -> bytes:
    scheme, separator, _ = path.partition(":/")
    if not separator:
        return workspace.file(tx, parts.blobs, principal, path)
    if scheme == "dbfs":
        with dbfs.told(path):
            return dbfs.files(parts.config).read(dbfs.key_of(path))
    raise NotImplementedHere(f"Python files at {scheme}:/ are not implemented.")

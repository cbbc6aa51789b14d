"""The context of a run in its two shapes: py4j-like calls, and plain attributes."""

import json
import os
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from boathouse.runtime.dbutils.refused import refuse
from boathouse.runtime.rest import Rest
from boathouse.runtime.task import Task


class Optional:
    """Like scala.Option: a value, or none."""

    def __init__(self, value: str) -> None:
        self._value = value

    def get(self) -> str:
        """The value. Errors: LookupError when there is none."""
        if not self._value:
            raise LookupError("None.get")
        return self._value

    def getOrElse(self, default: Any) -> Any:
        """The value, or `default`."""
        return self._value or default

    def isDefined(self) -> bool:
        """Whether there is a value."""
        return bool(self._value)

    def toString(self) -> str:
        """As Scala prints it."""
        return f"Some({self._value})" if self._value else "None"

    __str__ = __repr__ = toString


class Tags(dict[str, str]):
    """Like a Scala map: apply gives the value, get an Optional."""

    def apply(self, name: str) -> str:
        """The value of a tag. Errors: KeyError."""
        return self[name]

    def get(self, name: str, default: Any = None) -> Any:
        """An Optional of the value."""
        return Optional(super().get(name, default or ""))


class Context:
    """What getContext() answers; unknown names raise NotImplementedError."""

    def __init__(self, task: Task, rest: Rest) -> None:
        self.host = rest.host
        self._token = rest.token
        named = ("job_id", "run_id", "task_run_id", "workspace_id", "cluster_id", "user_name")
        self._ids = {name: task.identity(name) for name in named}
        is_notebook = task.document["kind"] == "notebook"
        self._path = task.path if is_notebook else ""

    def authorization(self) -> dict[str, str]:
        """The header that authenticates as this run."""
        return {"Authorization": f"Bearer {self._token}"}

    def repl(self) -> SimpleNamespace:
        """The same as plain attributes, for dbruntime.databricks_repl_context."""
        netloc = urlsplit(self.host).netloc
        return SimpleNamespace(
            apiUrl=self.host,
            apiToken=self._token,
            workspaceUrl=netloc or None,
            browserHostName=netloc or None,
            workspaceId=self._ids["workspace_id"] or None,
            clusterId=self._ids["cluster_id"] or None,
            jobId=self._ids["job_id"] or None,
            currentRunId=self._ids["task_run_id"] or None,
            rootRunId=self._ids["run_id"] or None,
            user=self._ids["user_name"] or None,
            notebookPath=self._path or None,
            sparkVersion=os.environ.get("DATABRICKS_RUNTIME_VERSION"),
            isInJob=True,
            isInCluster=True,
        )

    def tags(self) -> Tags:
        """The tags of the run, those without a value left out."""
        values = {
            "jobId": self._ids["job_id"],
            "multitaskParentRunId": self._ids["run_id"],
            "runId": self._ids["task_run_id"],
            "orgId": self._ids["workspace_id"],
            "clusterId": self._ids["cluster_id"],
            "user": self._ids["user_name"],
            "browserHostName": urlsplit(self.host).netloc,
            "notebook_path": self._path,
        }
        return Tags({name: value for name, value in values.items() if value})

    def toJson(self) -> str:
        """Tags and API address as JSON; the token is left out."""
        extra = {"api_url": self.host, "notebook_path": self._path}
        return json.dumps({"tags": dict(self.tags()), "extraContext": extra})

    safeToJson = toJson

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        values = {
            "apiUrl": self.host,
            "apiToken": self._token,
            "notebookPath": self._path,
            "browserHostName": urlsplit(self.host).netloc,
            "workspaceId": self._ids["workspace_id"],
            "clusterId": self._ids["cluster_id"],
            "jobId": self._ids["job_id"],
            "currentRunId": self._ids["task_run_id"],
            "rootRunId": self._ids["run_id"],
            "userName": self._ids["user_name"],
        }
        if name not in values:
            raise refuse(f"getContext().{name}")
        return lambda: Optional(values[name])


class EntryPoint:
    """dbutils.notebook.entry_point: the way in that libraries use."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def getDbutils(self) -> "EntryPoint":
        """Itself: there is no JVM behind."""
        return self

    def notebook(self) -> "EntryPoint":
        """Itself."""
        return self

    def getContext(self) -> Context:
        """The context of this run."""
        return self._context

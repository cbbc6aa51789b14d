"""dbutils, as user code knows it: one noun per file."""

from typing import Any

from boathouse.runtime.dbutils.context import Context, EntryPoint
from boathouse.runtime.dbutils.fs import Fs
from boathouse.runtime.dbutils.jobs import Jobs
from boathouse.runtime.dbutils.library import Library
from boathouse.runtime.dbutils.notebook import Notebook
from boathouse.runtime.dbutils.refused import Refused, overview
from boathouse.runtime.dbutils.secrets import Secrets
from boathouse.runtime.dbutils.widgets import Widgets
from boathouse.runtime.redact import Redact
from boathouse.runtime.rest import Rest
from boathouse.runtime.task import Task


class DbUtils:
    """The object `dbutils`."""

    def __init__(self, task: Task, rest: Rest, redact: Redact) -> None:
        self.context = Context(task, rest)
        self.fs = Fs(rest)
        self.jobs = Jobs(task)
        self.library = Library()
        self.notebook = Notebook(EntryPoint(self.context))
        self.secrets = Secrets(rest, redact)
        parameters = task.parameters if isinstance(task.parameters, dict) else {}
        self.widgets = Widgets(parameters)
        self.credentials = Refused("dbutils.credentials")
        self.data = Refused("dbutils.data")

    def help(self, noun: str | None = None) -> None:
        """Print what there is."""
        if noun:
            print(overview(f"dbutils.{noun}", getattr(self, noun)))
            return
        for name in ("fs", "jobs.taskValues", "library", "notebook", "secrets", "widgets"):
            part: Any = self
            for step in name.split("."):
                part = getattr(part, step)
            print(overview(f"dbutils.{name}", part))

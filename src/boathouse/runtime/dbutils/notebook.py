"""dbutils.notebook: ending a notebook with a value."""

from typing import NoReturn

from boathouse.runtime.dbutils.context import Context, EntryPoint
from boathouse.runtime.dbutils.refused import overview, refuse


class NotebookExit(BaseException):
    """Raised by dbutils.notebook.exit: the end of the notebook, not an error.

    Not an Exception, so that `except Exception` in user code lets it through.
    """

    def __init__(self, value: str) -> None:
        super().__init__(value)
        self.value = value


class Notebook:
    """The noun `notebook`."""

    def __init__(self, entry_point: EntryPoint) -> None:
        self.entry_point = entry_point

    def exit(self, value: object = "") -> NoReturn:
        """End the notebook successfully; `value` becomes the task's result."""
        raise NotebookExit(str(value))

    def run(self, path: str, timeout_seconds: int = 0, arguments: object = None) -> NoReturn:
        """Not implemented: use %run, or a task of its own."""
        raise refuse("dbutils.notebook.run")

    def getContext(self) -> Context:
        """The context of this run."""
        return self.entry_point.getDbutils().notebook().getContext()

    def help(self) -> None:
        """Print what there is."""
        print(overview("dbutils.notebook", self))

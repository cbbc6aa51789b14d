"""Runs a notebook task cell by cell: `python -m boathouse.runtime.notebook DIR`."""

import base64
import functools
import os
import posixpath
import sys
from pathlib import Path
from typing import Any

from boathouse.runtime import display, magics, redact, shell, source, spark, wheels
from boathouse.runtime.dbutils.notebook import NotebookExit
from boathouse.runtime.failure import Failure, describe
from boathouse.runtime.namespace import Namespace
from boathouse.runtime.outputs import Document
from boathouse.runtime.rest import WorkspaceError
from boathouse.runtime.task import Task

DEPTH_LIMIT = 20


class Notebook:
    """The notebook of a task, and those that it takes in with %run."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._redact = redact.Redact()
        for name, stream in redact.guard_standard_streams(self._redact).items():
            stream.copy = functools.partial(self._copy, name)
        self._namespace = Namespace(task, self._redact, self.show)
        wheels.install(task, self._namespace.rest)
        sys.path[:0] = task.roots
        self.dbutils = self._namespace.dbutils
        self._shell = shell.start(task.out, self._namespace.names, magics.run_system_command)
        self.names: dict[str, Any] = self._shell.user_ns
        self._paths = [task.path]
        self._language = str(task.document["notebook"].get("language") or "PYTHON")
        self._magics = magics.Magics(self)
        for name, verb in self._magics.line_magics().items():
            self._shell.register_magic_function(verb, "line", name)
        self._cells = source.parse(task.source, self._language)
        self._document = Document(
            task.out / "notebook.ipynb", self._cells, self._language, task.path
        )
        self._cell = self._document.open_cell(self._redact)

    def run(self) -> tuple[str | None, Failure | None]:
        """Run all cells. Returns the value of dbutils.notebook.exit, and the failure."""
        self._document.write()
        for index, cell in enumerate(self._cells):
            self._begin(index + 1)
            value, failure = self._run_cell(cell)
            if failure is not None:
                self._cell.fail(failure)
            if self._task.mine:
                self._document.record(index, index + 1, self._cell)
            if value is not None or failure is not None or not self._task.mine:
                return value, failure
        return None, None

    def python(self, text: str) -> None:
        """Run Python in the notebook's namespace. Errors: whatever it raises."""
        self._namespace.bring_spark(text, self.names)
        done = self._shell.run_cell(text, store_history=False)
        error = done.error_before_exec or done.error_in_exec
        if error is not None:
            raise error

    def show(self, bundle: display.Bundle) -> None:
        """Add to what the running cell shows."""
        self._cell.show(bundle)

    def include(self, path: str, arguments: dict[str, str]) -> None:
        """%run: the cells of another notebook, here, in this namespace."""
        full = posixpath.normpath(posixpath.join(posixpath.dirname(self._paths[-1]), path))
        if len(self._paths) > DEPTH_LIMIT:
            raise RecursionError(f"%run is nested deeper than {DEPTH_LIMIT}: {full} runs itself?")
        text = self._fetch(full)
        self.dbutils.widgets._give(arguments)
        language = source.detect_language(text) or "PYTHON"
        self._paths.append(full)
        try:
            for cell in source.parse(text, language):
                self._magics.execute(cell, language)
        finally:
            self._paths.pop()

    def _copy(self, name: str, text: str) -> None:
        self._cell.stream(name, text)

    def _begin(self, count: int) -> None:
        self._cell = self._document.open_cell(self._redact)
        self._shell.cell, self._shell.count = self._cell, count

    def _run_cell(self, cell: source.Cell) -> tuple[str | None, Failure | None]:
        try:
            self._magics.execute(cell, self._language)
        except NotebookExit as end:
            return end.value, None
        except BaseException as error:
            return None, describe(error).mapped(self._redact)
        return None, None

    def _fetch(self, path: str) -> str:
        root = self._task.document.get("root")
        if root:
            return _of_repository(Path(root), path)
        try:
            answer = self._namespace.rest.get(
                "/api/2.0/workspace/export", path=path, format="SOURCE"
            )
        except WorkspaceError as error:
            if error.status != 404:
                raise
            raise FileNotFoundError(f"%run: there is no notebook {path}") from None
        return base64.b64decode(answer["content"]).decode("utf-8-sig")


def _of_repository(root: Path, path: str) -> str:
    for extension in ("", ".py", ".sql", ".scala", ".r"):
        place = root / f"{path.lstrip('/')}{extension}"
        if place.is_file():
            return place.read_text("utf-8-sig")
    raise FileNotFoundError(f"%run: there is no notebook {path} in the repository")


def main(folder: Path) -> int:
    """Run the notebook of the task. Returns the exit code."""
    task = Task.load(folder)
    task.find_libraries()
    try:
        spark.prepare(task.document.get("spark_conf") or {})
        value, failure = Notebook(task).run()
    except Exception as error:  # before the first cell: a source that cannot be read
        value, failure = None, describe(error)
    if not task.mine:
        # A fork that came back through a cell: the rest of the notebook is not its to run.
        if failure:
            print(failure.trace, file=sys.stderr)
        os._exit(1 if failure else 0)
    task.finish(exit_value=value, failure=failure)
    return 1 if failure else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

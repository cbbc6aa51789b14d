"""Runs a spark_python task: `python -m boathouse.runtime.script DIR`."""

import linecache
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from boathouse.runtime import spark, wheels
from boathouse.runtime.dbutils.notebook import NotebookExit
from boathouse.runtime.failure import Failure, describe
from boathouse.runtime.namespace import Namespace
from boathouse.runtime.redact import Redact, guard_standard_streams
from boathouse.runtime.task import Task

Run = Callable[[Task, Namespace], None]


def main(folder: Path, run: Run | None = None) -> int:
    """Run the task, as a rule its file as `__main__`. Returns the exit code."""
    task = Task.load(folder)
    task.find_libraries()
    redact = Redact()
    guard_standard_streams(redact)
    failure: Failure | None = None
    value: str | None = None
    code = 1
    try:
        spark.prepare(task.document.get("spark_conf") or {})
        namespace = Namespace(task, redact)
        wheels.install(task, namespace.rest)
        (run or _run)(task, namespace)
    except NotebookExit as end:
        value = end.value
    except SystemExit as end:
        if not task.mine:
            raise
        failure = None if end.code in (None, 0) else describe(end)
        code = end.code if isinstance(end.code, int) else 1
    except BaseException as error:
        failure = describe(error)
    _finish(task, value, failure and failure.mapped(redact))
    return code if failure else 0


def _run(task: Task, namespace: Namespace) -> None:
    sys.argv = [task.path, *map(str, task.parameters or [])]
    # Like `python x.py`, the working folder comes first and our own folder is not there.
    sys.path[:0] = [os.getcwd(), *task.roots]
    module = ModuleType("__main__")
    module.__file__ = task.path
    module.__dict__.update(namespace.names)
    sys.modules["__main__"] = module
    text = task.source
    # Lines in tracebacks, and inspect.getsource.
    linecache.cache[task.path] = (len(text), None, text.splitlines(keepends=True), task.path)
    code = compile(text, task.path, "exec", dont_inherit=True)
    namespace.bring_spark(text, module.__dict__)
    exec(code, module.__dict__)  # noqa: S102 (running the user's file is the task)


def _finish(task: Task, value: str | None, failure: Failure | None) -> None:
    if not task.mine:
        # A fork that came back through the user's file: the error is its own, not the task's.
        if failure:
            print(failure.trace, file=sys.stderr)
        os._exit(1 if failure else 0)
    task.finish(exit_value=value, failure=failure)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

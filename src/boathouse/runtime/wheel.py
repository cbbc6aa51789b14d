"""Runs a python_wheel task: `python -m boathouse.runtime.wheel DIR`.

The entry point is looked for in the metadata of the package, then as `module:function`, then as a
function of the package itself.
"""

import importlib
import importlib.metadata
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from boathouse.runtime import script
from boathouse.runtime.namespace import Namespace
from boathouse.runtime.task import Task

GROUPS = ("console_scripts", "gui_scripts", "packages", "group_1", "databricks")


class EntryPointMissing(Exception):
    """The wheel has no such package, or the package no such entry point."""

    __module__ = "boathouse"


def run(task: Task, namespace: Namespace) -> None:
    """Call the entry point with argv[0] the package's name [B5.5]."""
    settings = task.document["python_wheel"]
    package, name = settings["path"], settings["entry_point"]
    sys.argv = [package, *map(str, task.parameters or [])]
    databricks(namespace)
    found = _entry_point(package, name)
    result = found()
    # As the script of an entry point does: sys.exit(main()).
    if isinstance(result, int) and not isinstance(result, bool) and result != 0:
        sys.exit(result)


def databricks(namespace: Namespace) -> None:
    """Let packages find what notebooks find in their builtins."""
    import builtins

    for name in ("dbutils", "display"):
        if not hasattr(builtins, name):
            setattr(builtins, name, namespace.names[name])


def _entry_point(package: str, name: str) -> Callable[[], Any]:
    for point in _declared(package):
        if point.name == name:
            return _callable(point.load(), package, name)
    if ":" in name:
        module, _, attribute = name.partition(":")
        return _callable(_attribute(_module(module, package), attribute), package, name)
    module = package.replace("-", "_")
    return _callable(_attribute(_module(module, package), name), package, name)


def _declared(package: str) -> list[importlib.metadata.EntryPoint]:
    try:
        found = [*importlib.metadata.distribution(package).entry_points]
    except importlib.metadata.PackageNotFoundError:
        return []
    return sorted(found, key=lambda one: one.group not in GROUPS)


def _module(name: str, package: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and name.startswith(error.name):
            raise EntryPointMissing(
                f"The package '{package}' is not installed: is its wheel among the libraries?"
            ) from None
        raise


def _attribute(module: Any, name: str) -> Any:
    for part in name.split("."):
        module = getattr(module, part, None)
    return module


def _callable(found: Any, package: str, name: str) -> Callable[[], Any]:
    if not callable(found):
        raise EntryPointMissing(f"The package '{package}' has no entry point '{name}'.")
    return found  # type: ignore[no-any-return]


if __name__ == "__main__":
    sys.exit(script.main(Path(sys.argv[1]), run))

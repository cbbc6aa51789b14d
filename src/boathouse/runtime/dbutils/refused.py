"""What dbutils does not do, said plainly; and the listing of what it does."""

import inspect
from typing import Any


def refuse(operation: str) -> NotImplementedError:
    """The error for an operation that we lack."""
    return NotImplementedError(f"{operation} is not implemented")


class Refused:
    """A noun of dbutils of which every operation is refused by its name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, operation: str) -> Any:
        if operation.startswith("_"):
            raise AttributeError(operation)
        raise refuse(f"{self._name}.{operation}")


def overview(name: str, owner: object) -> str:
    """One line for each public method of `owner`: its signature and what it does."""
    lines = [name]
    for verb, method in inspect.getmembers(owner, inspect.ismethod):
        if not verb.startswith("_"):
            about = (method.__doc__ or "").strip().split("\n", 1)[0]
            lines.append(f"  {verb}{inspect.signature(method)}: {about}")
    return "\n".join(lines)

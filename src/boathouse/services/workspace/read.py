"""Reading the tree for other services: a notebook's source, a file's bytes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from boathouse.context import Blobs, Principal
from boathouse.errors import InvalidParameterValue
from boathouse.services.workspace import access, paths
from boathouse.services.workspace.store import FILE, NOTEBOOK, Node


@dataclass(frozen=True)
class NotebookSource:
    """A notebook as it is kept: SOURCE text with its header line. Language: PYTHON, SQL, ..."""

    path: str
    language: str
    object_id: int
    text: str


def source(tx: Connection, blobs: Blobs, principal: Principal, path: str) -> NotebookSource:
    """A notebook that the principal may run.

    Errors: PermissionDenied, ResourceDoesNotExist, InvalidParameterValue when it is no notebook.
    """
    node = _of_type(tx, principal, path, NOTEBOOK, "a notebook")
    text = content(blobs, node).decode()
    return NotebookSource(node.path, node.language or "PYTHON", node.object_id, text)


def file(tx: Connection, blobs: Blobs, principal: Principal, path: str) -> bytes:
    """A workspace file that the principal may run. Errors: as `source`."""
    return content(blobs, _of_type(tx, principal, path, FILE, "a file"))


def content(blobs: Blobs, node: Node) -> bytes:
    """The bytes of a notebook or a file."""
    # The sweep leaves a replaced content alone long enough for a row that was read before.
    return blobs.read(node.blob) if node.blob else b""


def _of_type(tx: Connection, principal: Principal, path: str, kind: str, noun: str) -> Node:
    node = access.get(tx, principal, paths.normalise(path), access.RUN)
    if node.object_type != kind:
        raise InvalidParameterValue(f"Path ({node.path}) is not {noun}.")
    return node

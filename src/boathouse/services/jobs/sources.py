"""The source of a task, read with the rights of the run's principal, or from its repository."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, NotImplementedHere, ResourceDoesNotExist
from boathouse.services.dbfs import places as dbfs
from boathouse.services.files import places as volumes
from boathouse.services.volumes.places import is_volume_path
from boathouse.services.workspace import formats
from boathouse.services.workspace import read as workspace

if TYPE_CHECKING:
    from boathouse.services.jobs.kinds.kind import Laying

GIT = "GIT"
_NOTEBOOKS = ("", ".py", ".sql", ".ipynb", ".scala", ".r")


@dataclass(frozen=True)
class Source:
    """What a task runs. `language` is set for notebooks; `folder`: its place in a repository."""

    path: str
    content: bytes
    language: str = ""
    folder: str = ""


def notebook(laying: Laying, path: str, source: str | None) -> Source:
    """A notebook. Errors: ResourceDoesNotExist, PermissionDenied, InvalidParameterValue."""
    if source == GIT:
        return _notebook_of_repository(laying, path)
    found = workspace.source(laying.tx, laying.parts.blobs, laying.principal, path)
    return Source(found.path, found.text.encode(), found.language)


def file(laying: Laying, path: str, source: str | None) -> Source:
    """A file of the workspace, DBFS, a volume or the run's repository. Errors: as above."""
    if source == GIT:
        return Source(path, _of_repository(laying, path), folder=_folder(path))
    scheme, separator, _ = path.partition(":/")
    if is_volume_path(path):
        return Source(path, _of_volume(laying, path))
    if not separator:
        content = workspace.file(laying.tx, laying.parts.blobs, laying.principal, path)
        return Source(path, content)
    if scheme == "dbfs":
        with dbfs.told(path):
            return Source(path, dbfs.files(laying.parts.config).read(dbfs.key_of(path)))
    raise NotImplementedHere(f"Files at {scheme}:/ are not implemented.")


def _of_volume(laying: Laying, path: str) -> bytes:
    ctx = Context(laying.parts, laying.principal, laying.parts.clock())
    try:
        place = volumes.spot(ctx, path)
    finally:
        ctx.close()
    with volumes.told(place.shown), open(place.file.open(), "rb") as opened:
        return opened.read()


def _notebook_of_repository(laying: Laying, path: str) -> Source:
    for extension in _NOTEBOOKS:
        try:
            content = _of_repository(laying, f"{path}{extension}")
        except ResourceDoesNotExist:
            continue
        found = formats.detect(f"{path}{extension}", content)
        if found.language is None:
            raise InvalidParameterValue(f"{path}{extension} of the repository is not a notebook.")
        return Source(path, found.data, found.language, _folder(path))
    raise ResourceDoesNotExist(f"The notebook {path} is not in the repository.")


def _of_repository(laying: Laying, path: str) -> bytes:
    root = laying.checkout
    if root is None:
        raise InvalidParameterValue("The source is GIT, and the job has no git_source.")
    place = within(root, path)
    if place is None or not place.is_file():
        raise ResourceDoesNotExist(f"The file {path} is not in the repository.")
    return place.read_bytes()


def within(root: Path, path: str) -> Path | None:
    """The place of a path of a repository; None where it or a link leads out of it."""
    try:
        place = (root / path.lstrip("/")).resolve()
    except (OSError, RuntimeError, ValueError):
        return None
    hidden = place.is_relative_to(root.resolve() / ".git")
    return place if place.is_relative_to(root.resolve()) and not hidden else None


def _folder(path: str) -> str:
    return posixpath.dirname(path.strip("/"))

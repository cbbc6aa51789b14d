"""From a request's path to a place in a volume, and from file errors to the API's."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from boathouse.context import Context
from boathouse.errors import (
    DirectoryNotEmpty,
    InvalidParameterValue,
    NotFound,
    PermissionDenied,
    ResourceAlreadyExists,
    ResourceLimitExceeded,
)
from boathouse.services.files.rooted import HIDDEN, Rooted
from boathouse.services.volumes import places as volumes


@dataclass(frozen=True)
class Spot:
    """A place in a volume that the caller may reach: as shown to clients, and on disk."""

    shown: str
    root: Path
    parts: tuple[str, ...]

    @property
    def file(self) -> Rooted:
        """The place on disk."""
        return Rooted(self.root, self.parts)


def asked_for(ctx: Context, prefix: str) -> str:
    """The path in the request's URL behind `prefix`, decoded name by name.

    Errors: InvalidParameterValue for what does not decode, or names that hold a slash.
    """
    try:
        parts = [unquote(part, errors="strict") for part in ctx.path[len(prefix) :].split("/")]
    except UnicodeDecodeError:
        raise InvalidParameterValue("The path is not valid UTF-8.") from None
    if any("/" in part for part in parts):
        raise InvalidParameterValue("A name in the path must not hold a slash.")
    return "/" + "/".join(part for part in parts if part)


def spot(ctx: Context, path: str, *, write: bool = False) -> Spot:
    """The place of a path, with `dbfs:` or without; for a thread.

    Errors: InvalidParameterValue, PermissionDenied, those of a volume that does not exist.
    """
    place = volumes.place(ctx, path, write=write)
    parts = tuple(place.key.split("/")) if place.key else ()
    if any(part.startswith(HIDDEN) for part in parts):
        raise InvalidParameterValue(f"Names that begin with {HIDDEN} are the server's own.")
    return Spot(place.shown, place.root, parts)


@contextmanager
def told(shown: str, what: str = "file") -> Iterator[None]:
    """Tell file errors as the API does. `what` is what was looked for: file or directory."""
    try:
        yield
    except OSError as error:
        raise _told(error, shown, what) from None


def _told(error: OSError, shown: str, what: str) -> Exception:
    match error.errno:
        # ELOOP: a symbolic link, which nothing here follows; ENXIO: a socket.
        case errno.ELOOP | errno.ENXIO | errno.ESTALE:
            return missing(shown, what)
        case errno.ENOSPC | errno.EDQUOT:
            return ResourceLimitExceeded("There is no space left for the file.")
        case errno.ENAMETOOLONG:
            return InvalidParameterValue(f"The path ({shown}) is too long.")
        case errno.ENOTEMPTY:
            return _not_empty(shown)
        case errno.EACCES | errno.EPERM | errno.EROFS:
            # A task that runs as the server's own user may have changed a file's mode.
            return PermissionDenied(f"The server may not do this on its disk: {shown}")
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return missing(shown, what)
        case IsADirectoryError():
            return missing(shown, "file")
        case FileExistsError():
            return there(shown)
    return error


@contextmanager
def told_of_change(shown: str) -> Iterator[None]:
    """The same for what makes something: a file or folder in the way is a conflict."""
    try:
        yield
    except NotADirectoryError:
        raise _in_the_way(shown, "A name on the way to it is that of a file.") from None
    except IsADirectoryError:
        raise _in_the_way(shown, "A directory has that name.") from None
    except OSError as error:
        raise _told(error, shown, "directory") from None


def missing(shown: str, what: str) -> NotFound:
    """The 404 of a path."""
    return NotFound(f"The {what} being accessed is not found: {shown}")


def there(shown: str) -> ResourceAlreadyExists:
    """The 409 of a file that must not be replaced."""
    return ResourceAlreadyExists(f"The file being created already exists: {shown}", status=409)


def _in_the_way(shown: str, why: str) -> ResourceAlreadyExists:
    return ResourceAlreadyExists(f"{shown} cannot be made. {why}", status=409)


def _not_empty(shown: str) -> DirectoryNotEmpty:
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        # The Go CLI looks for this reason.
        "reason": "FILES_API_DIRECTORY_IS_NOT_EMPTY",
        "domain": "filesystem.databricks.com",
    }
    return DirectoryNotEmpty(f"The directory is not empty: {shown}", details=[info])

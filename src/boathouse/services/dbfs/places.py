"""From a DBFS path to its file below `<data>/dbfs`, and from file errors to the API's."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from boathouse.config import Config
from boathouse.errors import (
    InvalidParameterValue,
    IoError,
    NotImplementedHere,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
)
from boathouse.store.blobs import DirectoryBlobs

MAX_NAME_BYTES = 255
MAX_PATH_BYTES = 2048
ROOT = "dbfs"

_SCHEME = "dbfs:"


def files(config: Config) -> DirectoryBlobs:
    """The files of DBFS: a root of their own, so that engines can be shown it."""
    return DirectoryBlobs(config.data_dir / ROOT)


def key_of(path: str) -> str:
    """The blob key of a path with or without `dbfs:`; the root's is empty.

    Errors: InvalidParameterValue for a relative path, `.`, `..`, NUL and over-long names;
    NotImplementedHere for volumes.
    """
    plain = path.removeprefix(_SCHEME)
    if not plain.startswith("/"):
        raise InvalidParameterValue(f"The path ({path}) must be absolute.")
    parts = [part for part in plain.split("/") if part]
    for part in parts:
        _check(path, part)
    key = "/".join(parts)
    if len(key.encode()) > MAX_PATH_BYTES:
        raise InvalidParameterValue(f"The path is longer than {MAX_PATH_BYTES} bytes.")
    if parts[:1] == ["Volumes"]:
        raise NotImplementedHere("Volumes are not implemented: $.path must be a path of DBFS.")
    return key


@contextmanager
def told(path: str) -> Iterator[None]:
    """Tell file errors as the API does."""
    shown = "/" + path.removeprefix(_SCHEME).lstrip("/")
    try:
        yield
    except ValueError as error:
        raise InvalidParameterValue(f"The path ({shown}) is not allowed: {error}") from None
    except (FileNotFoundError, NotADirectoryError):
        raise ResourceDoesNotExist(f"No file or directory exists on path {shown}.") from None
    except (FileExistsError, IsADirectoryError):
        raise ResourceAlreadyExists(
            f"A file or directory already exists at the input path dbfs:{shown}."
        ) from None
    except OSError as error:
        if error.errno == errno.ENOTEMPTY:
            raise IoError(f"The directory {shown} is not empty.") from None
        if error.errno == errno.EINVAL:
            raise InvalidParameterValue(f"{shown} cannot be moved into itself.") from None
        raise


def _check(path: str, part: str) -> None:
    if part in (".", ".."):
        raise InvalidParameterValue(f"The path ({path}) must not hold '{part}'.")
    if any(ord(character) < 32 or ord(character) == 127 for character in part):
        raise InvalidParameterValue("A path must not hold control characters.")
    if len(part.encode()) > MAX_NAME_BYTES:
        raise InvalidParameterValue(
            f"A name in the path is longer than {MAX_NAME_BYTES} bytes: {part[:64]}..."
        )

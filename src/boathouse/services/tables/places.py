"""Where tables are: paths and URIs of their folders, and what may be made or removed there."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

from boathouse.errors import InvalidParameterValue, NotImplementedHere

LOG = "_delta_log"
PART = "part-"
"""Folders inside a table's own hold what is written before it is committed, and stay after it."""


def folder_of(location: str) -> Path:
    """The folder on this machine. NotImplementedHere for object storage."""
    parts = urlsplit(location)
    if location.startswith("/"):
        return Path(location)
    if parts.scheme == "file" and parts.netloc in ("", "localhost"):
        return Path(unquote(parts.path))
    raise NotImplementedHere(f"Tables in '{parts.scheme or location}' are not implemented.")


def normal(location: str) -> str:
    """The location as the store keeps it: where it is on this machine an absolute path without
    links, so that one folder has one name."""
    if "\0" in location or not (location.startswith("/") or "://" in location or ":/" in location):
        raise InvalidParameterValue(f"'{location}' is not a valid storage location.")
    if location.startswith("/") or urlsplit(location).scheme == "file":
        return os.path.realpath(folder_of(location))
    return location.rstrip("/")


def uri_of(location: str) -> str:
    """The location with its scheme, as catalog clients want it."""
    return Path(location).as_uri() if location.startswith("/") else location


def managed(data_dir: Path, table_id: str) -> str:
    """Where a managed table lives."""
    return str(data_dir.resolve() / "metastore" / "tables" / table_id)


def new_part(location: str) -> str:
    """A folder inside the table's for files that are to be committed; not made yet."""
    return str(folder_of(location) / f"{PART}{secrets.token_hex(8)}")


def has_log(location: str) -> bool:
    """Whether a Delta table stands there."""
    log = folder_of(location) / LOG
    return log.is_dir() and any(name.endswith((".json", ".parquet")) for name in os.listdir(log))


def remove(folder: Path) -> None:
    """Remove a folder with all that it holds; one that is gone already is no error."""
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        if folder.exists():  # somebody else removes it at the same time
            shutil.rmtree(folder, ignore_errors=True)

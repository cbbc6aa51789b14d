"""Where the files of volumes are: `<data>/metastore/volumes/<id>`, or a folder of an admin's."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from boathouse.config import Config
from boathouse.context import refuse_inside_write
from boathouse.errors import InvalidParameterValue, PermissionDenied
from boathouse.store.crypto import sync_folder

FORBIDDEN = tuple(map(Path, ("/proc", "/sys", "/dev", "/etc", "/boot", "/run")))
"""The machine's own, which no name of the workspace may stand for."""


def root(config: Config) -> Path:
    """The folder of all managed volumes."""
    return config.data_dir.resolve() / "metastore" / "volumes"


def make(config: Config, volume_id: str) -> Path:
    """The empty folder of a new managed volume, on disk before its row is."""
    refuse_inside_write("the making of a volume's folder")
    folder = root(config) / volume_id
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.mkdir(mode=0o700)
    sync_folder(folder.parent)
    return folder


def remove(config: Config, volume_id: str) -> None:
    """Remove the folder of a managed volume and what it holds; links in it are not followed."""
    refuse_inside_write("the removal of a volume's folder")
    folder = root(config) / volume_id
    if folder.is_dir():
        shutil.rmtree(folder, onerror=_unless_gone)


def _unless_gone(_act: object, _path: str, error: Any) -> None:
    """A task may remove the same files at the same time."""
    if not isinstance(error[1], FileNotFoundError):
        raise error[1]


def ids(config: Config) -> set[str]:
    """The managed volumes that have a folder."""
    folder = root(config)
    return {one.name for one in folder.iterdir()} if folder.is_dir() else set()


def allowed(config: Config, found: Path, location: str) -> Path:
    """`found`, the place of a location with its links resolved, if the workspace may use it.

    Errors: InvalidParameterValue for the data folder, anything in or above it, and the machine's
    own; PermissionDenied outside of the folders that the server was given.
    """
    if any(overlap(found, one) for one in (config.data_dir.resolve(), *FORBIDDEN)):
        raise InvalidParameterValue(f"The location {location} is not allowed.")
    if not any(found.is_relative_to(one.resolve()) for one in config.external_locations):
        raise PermissionDenied(
            f"The location {location} is in none of this workspace's external locations: start"
            " the server with `boathouse serve --external-location DIR`."
        )
    return found


def refuse_links(path: Path, shown: str) -> None:
    """InvalidParameterValue for a folder that holds a symbolic link, at any depth.

    Engines follow links when they read a folder, and one may lead out of it.
    """
    left = [path] if path.is_dir() else []
    while left:
        with os.scandir(left.pop()) as found:
            for one in found:
                if one.is_symlink():
                    raise InvalidParameterValue(f"The path ({shown}) holds a symbolic link.")
                if one.is_dir(follow_symlinks=False):
                    left.append(Path(one.path))


def overlap(one: Path, other: Path) -> bool:
    """Whether one of two folders is the other or lies in it."""
    return one.is_relative_to(other) or other.is_relative_to(one)

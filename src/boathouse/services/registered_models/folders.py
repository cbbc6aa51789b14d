"""Where the files of models are: `<data>/metastore/models/<model id>/versions/<version id>`."""

from __future__ import annotations

import shutil
from pathlib import Path

from boathouse.config import Config
from boathouse.context import refuse_inside_write
from boathouse.store.crypto import sync_folder


def root(config: Config) -> Path:
    """The folder of all models."""
    return config.data_dir.resolve() / "metastore" / "models"


def version_key(model_id: str, version_id: str) -> str:
    """A version's folder, below the root."""
    return f"{model_id}/versions/{version_id}"


def make(config: Config, key: str) -> Path:
    """The empty folder of a key, on disk before its row is."""
    refuse_inside_write("the making of a model's folder")
    top, folder = root(config), root(config) / key
    folder.mkdir(parents=True, mode=0o700)
    while folder != top:
        folder = folder.parent
        sync_folder(folder)
    return top / key


def remove(config: Config, key: str) -> None:
    """Remove a folder and what it holds; links in it are not followed."""
    refuse_inside_write("the removal of a model's folder")
    folder = root(config) / key
    if folder.is_dir():
        shutil.rmtree(folder)


def keys(config: Config) -> set[str]:
    """The models and versions that have a folder."""
    top = root(config)
    found = {one.name for one in top.iterdir()} if top.is_dir() else set()
    versions = {one.relative_to(top).as_posix() for one in top.glob("*/versions/*")}
    return found | versions

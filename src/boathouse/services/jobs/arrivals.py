"""What file_arrival and table_update triggers watch: files in a place, versions of tables.

Reading waits for disks and so happens outside of any change, with the rights of the job's run_as.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, NotFound
from boathouse.services.grants import decide
from boathouse.services.grants.authorizer import Grants
from boathouse.services.tables import commit, find
from boathouse.services.tables.delta import Snapshot
from boathouse.services.tables.places import LOG, folder_of
from boathouse.sql.securables import Name

MAX_FILES = 10_000
"""Databricks' limit for a location without file events [B5.3]."""

HIDDEN = ".boathouse-upload-"
"""Files on their way into a volume [services/files/rooted.py]."""

MOST_ENTRIES = 100
"""Log entries that are read to see whether one changed data; more of them surely hold one."""


@dataclass(frozen=True)
class Files:
    """The files below a place: when each was changed (ms), and a digest of all that is there."""

    changed: Mapping[str, int]
    listing: str


def files(ctx: Context, url: str) -> Files:
    """The files below a volume's path or an external location, at any depth.

    Errors: PermissionDenied, InvalidParameterValue (too many), NotFound, those of its volume.
    """
    root = Grants().require_path(ctx, url, write=False)
    ctx.close()
    if not os.path.isdir(root):
        raise NotFound(f"The path {url} is not a directory.")
    found: dict[str, int] = {}
    digest = hashlib.sha256()
    for path, status in sorted(_below(root, url)):
        found[path] = status[0] // 1_000_000
        digest.update(repr((path, status)).encode("utf-8", "surrogatepass"))
    return Files(found, digest.hexdigest())


def _below(root: str, url: str) -> list[tuple[str, tuple[int, int]]]:
    found: list[tuple[str, tuple[int, int]]] = []
    left = [root]
    while left:
        for entry in _entries(left.pop()):
            if entry.is_dir(follow_symlinks=False):
                left.append(entry.path)
            elif entry.is_file(follow_symlinks=False) and not entry.name.startswith(HIDDEN):
                found.append((os.path.relpath(entry.path, root), _status(entry)))
            if len(found) > MAX_FILES:
                raise InvalidParameterValue(f"There are more than {MAX_FILES} files in {url}.")
    # A name that is no text cannot be kept; whoever reads it cannot name it either.
    return [(path, status) for path, status in found if path.isprintable() or _is_text(path)]


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except FileNotFoundError:
        return []


def _status(entry: os.DirEntry[str]) -> tuple[int, int]:
    try:
        found = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def tables(
    ctx: Context, names: Sequence[str], seen: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """The state of each table: log_id, version, commit_timestamp (ms), `updated` since `seen`.

    Errors: PermissionDenied, NotFound (also for what is no Delta table), *DoesNotExist.
    """
    return {name: _table(ctx, name, seen.get(name)) for name in names}


def _table(ctx: Context, name: str, seen: Mapping[str, Any] | None) -> dict[str, Any]:
    catalog, schema, table = name.lower().split(".")
    found = find.existing(ctx, Name(catalog, schema, table))
    decide.require(ctx, "SELECT", find.plain(found))
    snapshot = find.snapshot(ctx, found.row)
    if snapshot is None:
        raise NotFound(f"{name} has no Delta log to watch.")
    before = dict(seen or {})
    changed = bool(seen) and _changed(snapshot, before)
    return {
        "log_id": snapshot.log_id,
        "version": snapshot.version,
        "commit_timestamp": snapshot.stamp[1] // 1_000_000,
        "updated": changed or bool(before.get("updated")),
    }


def _changed(snapshot: Snapshot, before: Mapping[str, Any]) -> bool:
    """Whether a commit since then changed data: OPTIMIZE and the like do not."""
    if snapshot.log_id != before["log_id"] or snapshot.version < before["version"]:
        return True
    versions = range(before["version"] + 1, snapshot.version + 1)
    if len(versions) > MOST_ENTRIES:
        return True
    log = folder_of(snapshot.location) / LOG
    for version in versions:
        try:
            actions = list(commit.actions_in(log / commit.name(version)))
        except FileNotFoundError:
            return True
        if any(_changes_data(action) for action in actions):
            return True
    return False


def _changes_data(action: Mapping[str, Any]) -> bool:
    kinds = ("add", "remove", "cdc")
    return any(action[kind].get("dataChange") for kind in kinds if action.get(kind))

"""One commit of a Delta log, written by us: exactly at the version that follows what was read.

delta-rs rebases a commit on whatever came in between and cannot change a schema and its files at
once; here either the whole change is made on the state that it was made from, or none of it.
Protocol: https://github.com/delta-io/delta/blob/master/PROTOCOL.md, "Delta Log Entries".
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from boathouse import __version__
from boathouse.services.tables.places import LOG, folder_of


class LostRace(Exception):
    """Somebody else committed this version: read again, and decide again."""


@dataclass(frozen=True)
class Commit:
    """What one version holds. `adds` are add actions as they stand in a log; `removes` paths.

    `statement_id` goes in as an application transaction: `committed` finds it again.
    """

    version: int
    operation: str
    user: str
    now: int
    parameters: Mapping[str, Any] = field(default_factory=dict)
    metrics: Mapping[str, int] = field(default_factory=dict)
    protocol: Mapping[str, Any] | None = None
    metadata: Mapping[str, Any] | None = None
    adds: tuple[Mapping[str, Any], ...] = ()
    removes: tuple[str, ...] = ()
    statement_id: str | None = None


def write(location: str, commit: Commit) -> None:
    """Make the version, on disk for good. Raises LostRace where it exists."""
    log = folder_of(location) / LOG
    log.mkdir(parents=True, exist_ok=True)
    # A name that no reader of a log takes for one of its entries.
    temporary = log / f".{commit.version}.{secrets.token_hex(8)}.tmp"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.writelines(f"{_line(action)}\n" for action in _actions(commit))
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, log / name(commit.version))
    except FileExistsError:
        raise LostRace(f"version {commit.version} of {location} exists") from None
    finally:
        temporary.unlink()
    _sync(log)


def name(version: int) -> str:
    """The file of a version."""
    return f"{version:020d}.json"


def actions_in(path: Path) -> Iterable[dict[str, Any]]:
    """The actions of one entry of a log."""
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def _actions(commit: Commit) -> Iterable[dict[str, Any]]:
    yield {"commitInfo": _info(commit)}
    if commit.protocol is not None:
        yield {"protocol": commit.protocol}
    if commit.metadata is not None:
        yield {"metaData": commit.metadata}
    if commit.statement_id is not None:
        yield {"txn": {"appId": commit.statement_id, "version": 0, "lastUpdated": commit.now}}
    for add in commit.adds:
        yield {"add": add}
    for path in commit.removes:
        yield {"remove": {"path": path, "deletionTimestamp": commit.now, "dataChange": True}}


def _info(commit: Commit) -> dict[str, Any]:
    # All values of operationParameters are texts in JSON, as Spark writes them.
    parameters = {
        key: value if value is None or isinstance(value, str) else _line(value)
        for key, value in commit.parameters.items()
    }
    return {
        "timestamp": commit.now,
        "userName": commit.user,
        "operation": commit.operation,
        "operationParameters": parameters,
        "operationMetrics": {key: str(value) for key, value in commit.metrics.items()},
        "isolationLevel": "Serializable",
        "isBlindAppend": False,
        "engineInfo": f"Boathouse/{__version__}",
        **({"readVersion": commit.version - 1} if commit.version else {}),
    }


def _line(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""What a Delta log says of its table now: read with delta-rs once, then kept and checked.

A kept snapshot costs two `stat` calls: its own version must be the file that it was, and the next
one must not exist. New versions that change neither schema nor protocol are read by us.
"""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from boathouse.context import refuse_inside_write
from boathouse.errors import NotFound
from boathouse.services.tables import commit
from boathouse.services.tables.fields import Field, column_of
from boathouse.services.tables.known import KnownColumns
from boathouse.services.tables.places import LOG, folder_of
from boathouse.sql.securables import Column

if TYPE_CHECKING:
    from deltalake import DeltaTable

    from boathouse.sql.errors import SqlError

KEPT = 4096
"""Snapshots in memory; about 10 KB each."""

_CHANGING = (b'"metaData"', b'"protocol"')


class NoDeltaLog(NotFound):
    """There is no Delta table at this place."""


@dataclass(frozen=True)
class Snapshot:
    """A table at one version. `fields`: its columns as the log has them; `created_at` in ms."""

    location: str
    version: int
    log_id: str
    fields: tuple[Field, ...]
    partitions: tuple[str, ...]
    configuration: Mapping[str, str]
    description: str | None
    created_at: int
    reader_version: int
    writer_version: int
    reader_features: tuple[str, ...]
    writer_features: tuple[str, ...]
    stamp: tuple[int, int]
    """Inode and time of the version's file: another table at the same place has others."""

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns, without what only the store knows (defaults)."""
        return tuple(map(column_of, self.fields))


class DeltaLogs:
    """The snapshots that were read, by location; safe in several threads.

    `server` names this run of the server in what it begins: what others began is nobody's.
    """

    def __init__(self) -> None:
        self.server = secrets.token_hex(8)
        self._kept: dict[str, Snapshot] = {}
        self._lock = threading.Lock()
        self.known = KnownColumns(self.snapshot)
        """The columns alone, of many more tables."""
        self.making = threading.Lock()
        """Held while the data of a sample table is made."""

    def snapshot(self, location: str) -> Snapshot:
        """The table as it stands now. Raises NoDeltaLog; NotImplementedHere for object storage."""
        log = folder_of(location) / LOG
        kept = self._kept.get(location)
        found = _newer(kept, log) if kept is not None else None
        if found is None:
            found = _read(location, log)
        if found is not kept:
            self._keep(found)
        return found

    def _keep(self, snapshot: Snapshot) -> None:
        with self._lock:
            self._kept.pop(snapshot.location, None)
            self._kept[snapshot.location] = snapshot
            if len(self._kept) > KEPT:
                del self._kept[next(iter(self._kept))]

    def forget(self, location: str) -> None:
        """The table is gone."""
        with self._lock:
            self._kept.pop(location, None)


def open_table(location: str) -> DeltaTable:
    """The table by delta-rs, as it stands now. Raises NoDeltaLog."""
    refuse_inside_write("a Delta log")
    from deltalake import DeltaTable
    from deltalake.exceptions import DeltaError, TableNotFoundError

    try:
        return DeltaTable(str(folder_of(location)))
    except TableNotFoundError:
        raise NoDeltaLog(f"There is no Delta table in '{location}'.") from None
    except DeltaError as error:
        if _NO_COLUMNS in str(error):
            raise without_columns() from None
        raise


_NO_COLUMNS = "empty schema"


def without_columns() -> SqlError:
    """The error of a table that has no columns yet, which delta-rs does not open."""
    from boathouse.sql.errors import SqlError

    why = "The Delta table doesn't have any columns yet."
    return SqlError("DELTA_READ_TABLE_WITHOUT_COLUMNS", why, "428GU")


def _read_empty(location: str, log: Path) -> Snapshot:
    """A table that has no columns yet: its log is a few entries, which hold no files."""
    versions = sorted(log.glob("*.json"))
    actions = [action for path in versions for action in commit.actions_in(path)]
    metadata = next(one["metaData"] for one in reversed(actions) if "metaData" in one)
    protocol = next(one["protocol"] for one in reversed(actions) if "protocol" in one)
    version = int(versions[-1].stem)
    return Snapshot(
        location=location,
        version=version,
        log_id=metadata["id"],
        fields=(),
        partitions=(),
        configuration=metadata.get("configuration") or {},
        description=metadata.get("description"),
        created_at=int(metadata.get("createdTime") or 0),
        reader_version=protocol["minReaderVersion"],
        writer_version=protocol["minWriterVersion"],
        reader_features=tuple(protocol.get("readerFeatures") or ()),
        writer_features=tuple(protocol.get("writerFeatures") or ()),
        stamp=_stamp(log, version) or (0, 0),
    )


def _read(location: str, log: Path) -> Snapshot:
    import json

    from boathouse.sql.errors import SqlError

    try:
        table = open_table(location)
    except SqlError:
        return _read_empty(location, log)
    metadata, protocol = table.metadata(), table.protocol()
    schema = json.loads(table.schema().to_json())
    return Snapshot(
        location=location,
        version=table.version(),
        log_id=str(metadata.id),
        fields=tuple(schema["fields"]),
        partitions=tuple(metadata.partition_columns),
        configuration=dict(metadata.configuration),
        description=metadata.description,
        created_at=int(metadata.created_time or 0),
        reader_version=protocol.min_reader_version,
        writer_version=protocol.min_writer_version,
        reader_features=tuple(protocol.reader_features or ()),
        writer_features=tuple(protocol.writer_features or ()),
        stamp=_stamp(log, table.version()) or (0, 0),
    )


def _stamp(log: Path, version: int) -> tuple[int, int] | None:
    try:
        found = os.stat(log / commit.name(version))
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns


def _newer(kept: Snapshot, log: Path) -> Snapshot | None:
    """The snapshot after the versions that came since; None where it must be read anew."""
    if _stamp(log, kept.version) != kept.stamp:
        return None
    now = kept
    while (stamp := _stamp(log, now.version + 1)) is not None:
        entry = (log / commit.name(now.version + 1)).read_bytes()
        if any(word in entry for word in _CHANGING):
            return None
        now = replace(now, version=now.version + 1, stamp=stamp)
    return now

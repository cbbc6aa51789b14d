"""OPTIMIZE, VACUUM, RESTORE, history and detail of Delta tables, by delta-rs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from boathouse.services.tables.delta import DeltaLogs, open_table
from boathouse.services.tables.places import folder_of

DEFAULT_RETENTION_HOURS = 168
TRIES = 5


def optimize(
    location: str, user: str, *, zorder: Sequence[str] = (), partitions: Sequence[Any] = ()
) -> Mapping[str, Any]:
    """Small files become larger ones. `partitions`: (column, "=", value) that limit it.

    The metrics of delta-rs: numFilesAdded, numFilesRemoved, filesAdded (JSON text), ...
    """
    from deltalake.exceptions import CommitFailedError

    filters = list(partitions) or None
    for attempt in range(TRIES):
        optimizer = open_table(location).optimize
        try:
            if zorder:
                return optimizer.z_order(
                    list(zorder), partition_filters=filters, commit_properties=_signed(user)
                )
            return optimizer.compact(partition_filters=filters, commit_properties=_signed(user))
        except CommitFailedError:
            # Another writer took files away that were being written together: look anew.
            if attempt == TRIES - 1:
                raise
    raise AssertionError("the last attempt answers or raises")


def vacuum(
    location: str, user: str, *, hours: float | None = None, dry_run: bool = False
) -> list[str]:
    """Remove files that no version of the last hours holds; their paths as URIs.

    Raises SqlError for fewer hours than the table keeps (168 by default).
    """
    from deltalake.exceptions import DeltaError

    from boathouse.sql.errors import SqlError

    try:
        gone = open_table(location).vacuum(
            retention_hours=None if hours is None else int(hours),
            dry_run=dry_run,
            enforce_retention_duration=True,
            commit_properties=_signed(user),
            full=True,
        )
    except DeltaError as error:
        if "retention" not in str(error).lower():
            raise
        why = str(error).splitlines()[0]
        raise SqlError("DELTA_VACUUM_RETENTION_PERIOD_TOO_SHORT", why, "22003") from error
    root = folder_of(location)
    return [(root / name).as_uri() for name in gone]


def restore(location: str, user: str, target: int | datetime) -> Mapping[str, Any]:
    """The table as it was at a version or a time, as a new version; delta-rs's metrics."""
    from deltalake.exceptions import DeltaError

    from boathouse.sql.errors import SqlError

    try:
        return open_table(location).restore(target, commit_properties=_signed(user))
    except DeltaError as error:
        why = str(error).splitlines()[0]
        raise SqlError("DELTA_CANNOT_RESTORE_TABLE_VERSION", why, "22003") from error


def history(location: str, limit: int | None = None) -> list[dict[str, Any]]:
    """Commits, newest first: `version`, `timestamp` (ms), `operation`, `operationParameters`,
    `operationMetrics`, `userName`, `readVersion`, `isolationLevel`, ... where they are known."""
    return list(open_table(location).history(limit))


def detail(logs: DeltaLogs, location: str) -> dict[str, Any]:
    """What DESCRIBE DETAIL shows of the log: id, createdAt and lastModified (ms), numFiles,
    sizeInBytes, partitionColumns, properties, protocol versions and features."""
    snapshot = logs.snapshot(location)
    sizes = open_table(location).get_add_actions()["size_bytes"].to_pylist()
    return {
        "format": "delta",
        "id": snapshot.log_id,
        "version": snapshot.version,
        "createdAt": snapshot.created_at,
        "lastModified": snapshot.stamp[1] // 1_000_000,
        "numFiles": len(sizes),
        "sizeInBytes": sum(sizes),
        "partitionColumns": list(snapshot.partitions),
        "properties": dict(snapshot.configuration),
        "minReaderVersion": snapshot.reader_version,
        "minWriterVersion": snapshot.writer_version,
        "tableFeatures": sorted({*snapshot.reader_features, *snapshot.writer_features}),
    }


def sizes(location: str, *, scan: bool) -> dict[str, int]:
    """`size` of a table's files in bytes, and with `scan` how many `rows` they hold."""
    table = open_table(location)
    found = {"size": sum(table.get_add_actions()["size_bytes"].to_pylist())}
    return {**found, "rows": table.count()} if scan else found


def at(milliseconds: int) -> datetime:
    """A time of the log, as delta-rs takes it."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _signed(user: str) -> Any:
    from deltalake import CommitProperties

    return CommitProperties(custom_metadata={"userName": user})

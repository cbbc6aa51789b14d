"""DEEP CLONE: the rows of a table at a version, written again as another table's first commit."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from boathouse.context import Context
from boathouse.errors import TableAlreadyExists
from boathouse.services.grants import decide
from boathouse.services.tables import files, make, upkeep
from boathouse.services.tables.change import quoted
from boathouse.services.tables.delta import open_table
from boathouse.services.tables.fields import column_of
from boathouse.services.tables.kept import copied
from boathouse.services.tables.layout import IN_THE_LOG
from boathouse.sql.definitions import NewTable
from boathouse.sql.errors import SqlError
from boathouse.sql.securables import Column, Relation

if TYPE_CHECKING:
    from deltalake import DeltaTable


def clone(
    ctx: Context,
    wanted: NewTable,
    source: Relation,
    *,
    version: int | None = None,
    timestamp: int | None = None,
) -> Mapping[str, int]:
    """Make `wanted` a copy of a table as it is, or was at a version or a time (epoch ms); how many
    files and bytes that was. Once committed under its statement's id it is not done again.

    Errors: PermissionDenied, TableAlreadyExists, SqlError.
    """
    decide.require(ctx, "SELECT", source)
    opened = at(source.location or "", version, timestamp)
    table = _copy(wanted, source, opened)
    present = make.permitted(ctx, table)
    if present is not None and not table.replace:
        return dict.fromkeys(_NOTHING, 0)
    intent, shape = make.begin(ctx, table), make.layout_of(table)
    now, user = ctx.now, ctx.principal.user_name
    ctx.close()
    try:
        select = [quoted(field["name"]) for field in shape.fields]
        adds: tuple[files.Add, ...] = ()
        if opened.file_uris():
            adds = files.rewritten(opened, select, shape, intent.part, user, now)
        metrics = {**_sizes(opened, adds), **_removed(present)}
        told = {"source": str(source.name), "sourceVersion": opened.version(), "isShallow": "false"}
        log = make.log_of(ctx, intent)
        log.replace(shape, adds, told, table.statement_id, operation="CLONE")
        make.finish(ctx, intent)
    except BaseException as error:
        make.discard(ctx, intent)
        if not (table.if_not_exists and isinstance(error, TableAlreadyExists)):
            raise
        return dict.fromkeys(_NOTHING, 0)
    return metrics


_NOTHING = (
    "source_table_size",
    "source_num_of_files",
    "num_removed_files",
    "num_copied_files",
    "removed_files_size",
    "copied_files_size",
)


def at(location: str, version: int | None, timestamp: int | None) -> DeltaTable:
    """A table as it was. Raises SqlError for what its log does not hold."""
    from deltalake.exceptions import DeltaError

    table = open_table(location)
    newest = table.version()
    if version is not None and version > newest:
        raise SqlError(
            "DELTA_VERSION_NOT_FOUND",
            f"Cannot time travel Delta table to version {version}. Available versions: [0,"
            f" {newest}].",
            "22003",
        )
    try:
        if version is not None:
            table.load_as_version(version)
        elif timestamp is not None:
            _refuse_outside(table, timestamp)
            table.load_as_version(upkeep.at(timestamp))
    except DeltaError as error:
        raise SqlError("DELTA_VERSION_NOT_FOUND", str(error).splitlines()[0], "22003") from error
    return table


def _refuse_outside(table: DeltaTable, timestamp: int) -> None:
    times = [int(entry["timestamp"]) for entry in table.history()]
    if timestamp < min(times):
        why = "The provided timestamp is before the earliest version available to this table."
        raise SqlError("DELTA_TIMESTAMP_EARLIER_THAN_COMMIT_RETENTION", why, "42816")
    if timestamp > max(times):
        why = "The provided timestamp is after the latest version available to this table."
        raise SqlError("DELTA_TIMESTAMP_GREATER_THAN_COMMIT", why, "42816")


def _copy(wanted: NewTable, source: Relation, opened: DeltaTable) -> NewTable:
    """The new table: the source's shape at that version. Description, keys and tags stay behind,
    as on Databricks."""
    import json

    now = {column.name.lower(): column for column in source.columns}
    fields = json.loads(opened.schema().to_json())["fields"]
    columns = tuple(_column(column_of(field), now) for field in fields)
    names = {column.name.lower() for column in columns}
    logged = {k: v for k, v in opened.metadata().configuration.items() if k in IN_THE_LOG}
    kept = {
        key: value
        for key, value in source.properties.items()
        if not key.startswith("delta.") or key in IN_THE_LOG
    }
    return replace(
        wanted,
        columns=columns,
        partitions=tuple(opened.metadata().partition_columns),
        clustering=tuple(n for n in source.clustering if n.lower() in names),
        properties={**kept, **logged, **wanted.properties},
        constraints=tuple(one for one in source.constraints if one.kind == "CHECK"),
    )


def _column(column: Column, now: Mapping[str, Column]) -> Column:
    """A column with what the store knows of it; an identity counts for itself from there on."""
    found = now.get(column.name.lower())
    if found is None:
        return column
    identity = found.identity
    if identity is not None:
        identity = replace(identity, key=secrets.token_hex(16))
    return copied(column, replace(found, identity=identity))


def _sizes(opened: DeltaTable, adds: tuple[files.Add, ...]) -> dict[str, int]:
    sizes = opened.get_add_actions()["size_bytes"].to_pylist()
    return {
        "source_table_size": sum(sizes),
        "source_num_of_files": len(sizes),
        "num_copied_files": len(adds),
        "copied_files_size": sum(int(add["size"]) for add in adds),
    }


def _removed(present: Relation | None) -> dict[str, int]:
    sizes: Any = []
    if present is not None and present.location is not None:
        sizes = open_table(present.location).get_add_actions()["size_bytes"].to_pylist()
    return {"num_removed_files": len(sizes), "removed_files_size": sum(sizes)}

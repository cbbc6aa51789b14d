"""Files of data on their way into a table: written or staged, then taken over by a commit.

They are written inside the table's own folder, where they stay: a commit only names them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boathouse.services.tables import commit, places
from boathouse.services.tables.layout import Layout

if TYPE_CHECKING:
    from deltalake import DeltaTable

Add = Mapping[str, Any]
"""An add action as it stands in a log."""


def begin(part: str, layout: Layout, user: str, now: int) -> None:
    """An empty Delta table in a folder for files to come: whoever can insert into it can write."""
    from boathouse.services.tables import layout as layouts

    entry = commit.Commit(
        version=0,
        operation="CREATE TABLE",
        user=user,
        now=now,
        protocol=layouts.protocol(layout, None),
        metadata=layouts.metadata(layout, now, None),
    )
    commit.write(part, entry)


def written(part: str, layout: Layout) -> tuple[Add, ...]:
    """The add actions of a folder's files, with paths seen from the folder above it.

    The folder holds a Delta table, as `begin` makes it, or Parquet files by themselves (in
    `column=value` folders where the table is partitioned).
    """
    log = Path(part) / places.LOG
    if _versions(log) <= 1:
        _adopt(part, layout)
    adds: dict[str, Add] = {}
    for entry in sorted(log.glob("*.json")):
        for action in commit.actions_in(entry):
            if "add" in action:
                adds[action["add"]["path"]] = action["add"]
            elif "remove" in action:
                adds.pop(action["remove"]["path"], None)
    folder = Path(part).name
    return tuple({**_plain(add), "path": f"{folder}/{add['path']}"} for add in adds.values())


def sealed(part: str) -> None:
    """Its files are committed: what made a table of the folder goes."""
    places.remove(Path(part) / places.LOG)


def rows_of(adds: Sequence[Add]) -> int:
    """How many rows the files hold."""
    return sum(int(json.loads(add["stats"])["numRecords"]) for add in adds)


def rewritten(
    table: DeltaTable,
    select: Sequence[str],
    layout: Layout,
    part: str,
    user: str,
    now: int,
    *,
    nested: Mapping[str, tuple[Any, Any]] | None = None,
) -> tuple[Add, ...]:
    """The rows of a table, each column made by an SQL expression, in new files of a folder.
    `nested`: columns that change inside, with their types before and after."""
    from deltalake import QueryBuilder, write_deltalake

    begin(part, layout, user, now)
    query = f"SELECT {', '.join(select)} FROM t"  # noqa: S608 (our own expressions)
    rows: Any = QueryBuilder().register("t", table).execute(query)
    if nested or len(select) < len(layout.fields):
        rows = _inside_changed(rows, layout, nested or {})
    write_deltalake(part, rows, mode="append")
    adds = written(part, layout)
    sealed(part)
    return adds


def _inside_changed(rows: Any, layout: Layout, nested: Mapping[str, tuple[Any, Any]]) -> Any:
    """A stream of rows in a layout: some columns have other fields inside, some are new."""
    import pyarrow as pa

    from boathouse.services.tables.shape import arrow_of, reshaped

    source = pa.RecordBatchReader.from_stream(rows)

    def change(batch: Any) -> Any:
        given = dict(zip(batch.schema.names, batch.columns, strict=True))
        columns = {}
        for field in layout.fields:
            name = field["name"]
            if name not in given:
                columns[name] = pa.nulls(batch.num_rows, arrow_of(field["type"]))
            elif name in nested:
                columns[name] = reshaped(given[name], *nested[name])
            else:
                columns[name] = given[name]
        return pa.RecordBatch.from_pydict(columns)

    empty = [pa.array([], field.type) for field in source.schema]
    schema = change(pa.RecordBatch.from_arrays(empty, names=source.schema.names)).schema
    return pa.RecordBatchReader.from_batches(schema, map(change, source))


def _versions(log: Path) -> int:
    return sum(1 for _ in log.glob("*.json")) if log.is_dir() else 0


def _adopt(part: str, layout: Layout) -> None:
    """Make a log of the Parquet files in a folder; delta-rs reads their statistics."""
    if not any(Path(part).rglob("*.parquet")):
        return
    from deltalake import Schema, convert_to_deltalake

    sealed(part)
    by_name = {field["name"]: field for field in layout.fields}
    fields = [by_name[name] for name in layout.partitions]
    if not fields:
        convert_to_deltalake(part)
        return
    schema = Schema.from_json(json.dumps({"type": "struct", "fields": fields}))
    convert_to_deltalake(part, partition_by=schema, partition_strategy="hive")


def _plain(add: Add) -> dict[str, Any]:
    return {key: value for key, value in add.items() if value is not None}

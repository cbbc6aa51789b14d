"""OPTIMIZE, VACUUM, RESTORE: delta-rs does them, behind the table's lock."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlglot import exp

from boathouse.context import Context
from boathouse.sql.answer import Answer
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.grammar.maintenance import Optimize, Restore, Vacuum
from boathouse.sql.planning import Plan, Planning, refuse_protected
from boathouse.sql.securables import Relation
from boathouse.sql.statements.local import Fields, table
from boathouse.sql.statements.write_target import writable
from boathouse.sql.work import Work

_METRICS = ("numFilesAdded", "numFilesRemoved", "partitionsOptimized", "totalConsideredFiles")
OPTIMIZED: Fields = (
    ("path", "string"),
    (
        "metrics",
        {
            "type": "struct",
            "fields": [
                {"name": name, "type": "long", "nullable": True, "metadata": {}}
                for name in _METRICS
            ],
        },
    ),
)
_RESTORED = (
    ("table_size_after_restore", "tableSizeAfterRestore"),
    ("num_of_files_after_restore", "numOfFilesAfterRestore"),
    ("num_removed_files", "numRemovedFile"),
    ("num_restored_files", "numRestoredFile"),
    ("removed_files_size", "removedFilesSize"),
    ("restored_files_size", "restoredFilesSize"),
)


@dataclass(frozen=True)
class Upkeep:
    """Work on one table's files, which answers with rows."""

    table_id: str
    fields: Fields
    act: Callable[[Context], Sequence[Sequence[Any]]]

    async def run(self, work: Work) -> Answer:
        """Wait for the table's turn."""
        async with work.locks.writing(self.table_id):
            rows = await work.in_thread(self.act)
        return table(self.fields, rows)


def plan_optimize(planning: Planning) -> Plan:
    """OPTIMIZE t [WHERE partitions] [ZORDER BY (columns)]."""
    tree, catalog = planning.parsed.tree, planning.catalog
    assert isinstance(tree, Optimize)
    relation = writable(planning, tree.this)
    _check_order(relation, tree)
    spelled = {column.name.lower(): column.name for column in relation.columns}
    order = [spelled[name.lower()] for name in tree.zorder]
    if tree.where is not None:
        # What it wrote anew tells which values are there; so do the paths of files below.
        refuse_protected(planning.protection(relation), "OPTIMIZE with WHERE")
    partitions = list(_partitions(relation, tree.where)) if tree.where is not None else []

    def act(ctx: Context) -> Sequence[Sequence[Any]]:
        metrics = catalog.optimize(ctx, relation, zorder=order, partitions=partitions)
        return [(relation.location, {name: _whole(metrics, name) for name in _METRICS})]

    return Upkeep(relation.table_id, OPTIMIZED, act)


def _check_order(relation: Relation, tree: Optimize) -> None:
    """Raise SqlError for an order that the table cannot be given."""
    if relation.clustering and tree.zorder:
        raise SqlError(
            "DELTA_CLUSTERING_WITH_ZORDER_BY",
            "OPTIMIZE command for Delta table with Liquid clustering cannot specify ZORDER BY."
            f" Please remove ZORDER BY ({', '.join(tree.zorder)}).",
            "42613",
        )
    known = {column.name.lower() for column in relation.columns}
    for name in tree.zorder:
        if name.lower() not in known:
            why = f"ZOrderBy column {name} doesn't exist."
            raise SqlError("DELTA_ZORDER_COLUMN_DOES_NOT_EXIST", why, "42703")
        if name.lower() in {partition.lower() for partition in relation.partitions}:
            why = f"{name} is a partition column. Z-Ordering can only be performed on data columns."
            raise SqlError("DELTA_ZORDERING_ON_PARTITION_COLUMN", why, "42P10")


def plan_vacuum(planning: Planning) -> Plan:
    """VACUUM t [RETAIN n HOURS] [DRY RUN]."""
    tree, catalog = planning.parsed.tree, planning.catalog
    assert isinstance(tree, Vacuum)
    relation = writable(planning, tree.this)
    if tree.dry_run:
        refuse_protected(planning.protection(relation), "VACUUM with DRY RUN")

    def act(ctx: Context) -> Sequence[Sequence[Any]]:
        gone = catalog.vacuum(ctx, relation, hours=tree.hours, dry_run=tree.dry_run)
        return [(path,) for path in gone] if tree.dry_run else [(relation.location,)]

    return Upkeep(relation.table_id, (("path", "string"),), act)


def plan_restore(planning: Planning) -> Plan:
    """RESTORE TABLE t TO VERSION | TIMESTAMP AS OF."""
    tree, catalog = planning.parsed.tree, planning.catalog
    assert isinstance(tree, Restore)
    relation = writable(planning, tree.this)
    timestamp = literal_moment(tree.timestamp)

    def act(ctx: Context) -> Sequence[Sequence[Any]]:
        if timestamp is not None:
            _within(catalog.history(ctx, relation, None), timestamp)
        metrics = catalog.restore(ctx, relation, version=tree.version, timestamp=timestamp)
        return [[_whole(metrics, key) for _, key in _RESTORED]]

    return Upkeep(relation.table_id, [(name, "long") for name, _ in _RESTORED], act)


def _partitions(relation: Relation, where: exp.Expr) -> Iterator[tuple[str, str, Any]]:
    """`a = 1 AND b = 'x'` as delta-rs takes it."""
    for part in where.flatten() if isinstance(where, exp.And) else [where]:
        plain = isinstance(part, exp.EQ) and isinstance(part.this, exp.Column)
        if not plain or not isinstance(part.args["expression"], exp.Literal):
            raise NotSupported("OPTIMIZE ... WHERE takes `partition = value`, joined by AND.")
        names = {name.lower(): name for name in relation.partitions}
        name = names.get(part.this.name.lower())
        if name is None:
            raise SqlError(
                "DELTA_NON_PARTITION_COLUMN_REFERENCE",
                f"Predicate references non-partition column '{part.this.name}'. Only the partition"
                f" columns may be referenced: [{', '.join(relation.partitions)}].",
                "42P10",
            )
        yield name, "=", part.args["expression"].name


def literal_moment(node: Any) -> int | None:
    """A literal of TIMESTAMP AS OF in epoch ms; None without one."""
    if node is None:
        return None
    literal = node.this if isinstance(node, exp.Cast) else node
    try:
        moment = datetime.fromisoformat(literal.name)
    except ValueError:
        raise NotSupported("This statement takes its timestamp as a literal.") from None
    return int(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() * 1000)


def _within(history: Sequence[Mapping[str, Any]], asked: int) -> None:
    """The time lies between the first commit and the last. delta-rs would take the nearest."""
    times = [int(entry["timestamp"]) for entry in history]
    if asked < min(times):
        raise SqlError(
            "DELTA_CANNOT_RESTORE_TIMESTAMP_EARLIER",
            "Cannot restore table to a time before its first version.",
            "22003",
        )
    if asked > max(times):
        raise SqlError(
            "DELTA_CANNOT_RESTORE_TIMESTAMP_GREATER",
            "Cannot restore table to a time after its latest version.",
            "22003",
        )


def _whole(metrics: Mapping[str, Any], name: str) -> int | None:
    value = metrics.get(name)
    if value is None or isinstance(value, int):
        return value
    return int(json.loads(value)) if isinstance(value, str) else int(value)

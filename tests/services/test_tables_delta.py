"""Tables' Delta logs: made by us, changed by us and by others, read by everybody."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from deltalake import DeltaTable

from boathouse.services.tables import commit
from boathouse.services.tables.change import Author, Reshaping, TableLog
from boathouse.services.tables.delta import DeltaLogs, NoDeltaLog, Snapshot
from boathouse.services.tables.layout import of
from boathouse.sql.definitions import (
    AddColumns,
    Alteration,
    AlterColumn,
    DropColumns,
    RenameColumn,
    SetProperties,
)
from boathouse.sql.errors import SqlError
from boathouse.sql.securables import Column, Relation
from tests.live import LiveServer
from tests.services.tables import CATALOG, Workbench, fresh, put, rows

STRUCT = {
    "type": "struct",
    "fields": [{"name": "x", "type": "short", "nullable": True, "metadata": {}}],
}
COLUMNS = (
    Column("id", "integer", nullable=False, comment="the key"),
    Column("Name", "varchar(20)", default="'x'"),
    Column("price", "decimal(10,2)"),
    Column("nested", STRUCT),
    Column("day", "date"),
)


def goods() -> dict[str, Any]:
    """Two rows."""
    return {
        "id": pa.array([1, 2], pa.int32()),
        "Name": ["a", None],
        "price": pa.array([Decimal("1.50"), None], pa.decimal128(10, 2)),
        "nested": pa.array([{"x": 1}, None], pa.struct([("x", pa.int16())])),
        "day": [datetime.date(2026, 1, 1), None],
    }


@pytest.fixture
def bench(server: LiveServer) -> Workbench:
    return Workbench(server)


@pytest.fixture
def made(bench: Workbench) -> Relation:
    made = bench.create(fresh(), *COLUMNS, partitions=("day",), comment="goods")
    put(made.location or "", goods())
    return bench.find(made.name)


def alter(bench: Workbench, relation: Relation, change: Alteration) -> Relation:
    CATALOG.alter_relation(bench.ctx(), relation.name, change)
    return bench.find(relation.name)


def test_what_is_made_is_what_was_asked_for(made: Relation) -> None:
    assert made.columns == COLUMNS
    assert (made.partitions, made.comment, made.version) == (("day",), "goods", 1)
    protocol = DeltaTable(made.location or "").protocol()
    assert (protocol.min_reader_version, protocol.min_writer_version) == (1, 2)


def test_columns_are_added_renamed_dropped_and_widened(bench: Workbench, made: Relation) -> None:
    added = AddColumns((Column("at", "timestamp_ntz", comment="when"),))
    assert alter(bench, made, added).columns[-1] == added.columns[0]
    renamed = alter(bench, made, RenameColumn("name", "the name"))
    assert renamed.columns[1] == Column("the name", "varchar(20)", default="'x'")
    assert [c.name for c in alter(bench, made, DropColumns(("PRICE",))).columns] == [
        "id", "the name", "nested", "day", "at",
    ]  # fmt: skip
    wide = alter(bench, made, AlterColumn("id", type="long"))
    assert wide.columns[0] == Column("id", "long", nullable=False, comment="the key")
    last = alter(bench, made, RenameColumn("day", "date"))
    assert last.partitions == ("date",)
    assert sorted(rows(last.location), key=lambda row: row["id"]) == [
        {"id": 1, "the name": "a", "nested": {"x": 1}, "date": datetime.date(2026, 1, 1),
         "at": None},
        {"id": 2, "the name": None, "nested": None, "date": None, "at": None},
    ]  # fmt: skip
    # One commit for each, and the versions before are as they were.
    assert last.version == 6
    assert len(rows(last.location, version=1)) == 2


def test_comments_nullability_and_defaults(bench: Workbench, made: Relation) -> None:
    assert alter(bench, made, AlterColumn("id", comment="new")).columns[0].comment == "new"
    assert alter(bench, made, AlterColumn("id", nullable=True)).columns[0].nullable
    assert not alter(bench, made, AlterColumn("id", nullable=False)).columns[0].nullable
    assert alter(bench, made, AlterColumn("price", default="1")).columns[2].default == "1"
    assert alter(bench, made, AlterColumn("price", drop_default=True)).columns[2].default is None


@pytest.mark.parametrize(
    ("change", "error_class"),
    [
        (AlterColumn("day", nullable=False), "DELTA_NOT_NULL_CONSTRAINT_VIOLATED"),
        (AlterColumn("id", type="short"), "DELTA_UNSUPPORTED_ALTER_TABLE_CHANGE_COL_OP"),
        (AlterColumn("nope", comment="x"), "UNRESOLVED_COLUMN.WITH_SUGGESTION"),
        (RenameColumn("id", "NAME"), "FIELD_ALREADY_EXISTS"),
        (DropColumns(("day",)), "UNSUPPORTED_FEATURE"),
        (AddColumns((Column("n", "long", nullable=False),)), "DELTA_ADD_COLUMN_NOT_NULL"),
        (SetProperties({"delta.enableChangeDataFeed": "true"}), "UNSUPPORTED_FEATURE"),
        (
            SetProperties({"delta.logRetentionDuration": "soon"}),
            "DELTA_VIOLATE_TABLE_PROPERTY_VALIDATION_FAILED",
        ),
        (SetProperties(unset=("nope",)), "UNSET_NONEXISTENT_PROPERTIES"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    bench: Workbench, made: Relation, change: Alteration, error_class: str
) -> None:
    with pytest.raises(SqlError) as refused:
        alter(bench, made, change)
    assert refused.value.error_class == error_class
    assert bench.find(made.name) == made


def test_a_schema_changed_by_another_engine_shows(bench: Workbench, made: Relation) -> None:
    from deltalake import Field
    from deltalake.schema import PrimitiveType

    added = Field("theirs", PrimitiveType("string"))
    DeltaTable(made.location or "").alter.add_columns([added])
    assert bench.find(made.name).columns[-1].name == "theirs"


def test_another_table_at_the_same_place_is_noticed(tmp_path: Path) -> None:
    logs, place = DeltaLogs(), tmp_path / "t"
    put(str(place), {"a": [1]})
    assert [c.name for c in logs.snapshot(str(place)).columns] == ["a"]
    import shutil

    shutil.rmtree(place)
    with pytest.raises(NoDeltaLog):
        logs.snapshot(str(place))
    put(str(place), {"b": [1]})
    assert [c.name for c in logs.snapshot(str(place)).columns] == ["b"]


def test_a_change_never_loses_rows_that_came_in_between(tmp_path: Path) -> None:
    """Somebody appends after the files were read and before the commit: it is done again."""
    place = str(tmp_path / "t")
    put(place, {"a": [1], "b": [1]})
    came = []

    def decide(before: Snapshot) -> Reshaping:
        wanted = Reshaping(of(before), "TEST", select=('"a"', '"b"'))
        if not came:
            came.append(before.version)
            put(place, {"a": [2], "b": [2]})
        return wanted

    TableLog(DeltaLogs(), place, Author("me", 1)).reshape(decide)
    assert sorted(row["a"] for row in rows(place)) == [1, 2]
    assert DeltaTable(place).version() == 2


def test_a_version_is_written_once(tmp_path: Path) -> None:
    place = str(tmp_path / "t")
    put(place, {"a": [1]})
    with pytest.raises(commit.LostRace):
        commit.write(place, commit.Commit(0, "TEST", "me", 1))
    assert [one.name for one in (tmp_path / "t" / "_delta_log").iterdir()] == [commit.name(0)]


def test_truncate_optimize_restore_vacuum_history(bench: Workbench, made: Relation) -> None:
    for _ in range(3):
        put(made.location or "", goods())
    found = bench.find(made.name)
    assert CATALOG.optimize(bench.ctx(), found)["numFilesRemoved"] == 8
    assert CATALOG.truncate(bench.ctx(), found) == 8
    assert rows(found.location) == []
    CATALOG.restore(bench.ctx(), found, version=1, timestamp=None)
    assert len(rows(found.location)) == 2
    with pytest.raises(SqlError, match="retention"):
        CATALOG.vacuum(bench.ctx(), found, hours=0)
    assert CATALOG.vacuum(bench.ctx(), found, dry_run=True) == []
    operations = [entry["operation"] for entry in CATALOG.history(bench.ctx(), found)]
    assert operations[:3] == ["RESTORE", "TRUNCATE", "OPTIMIZE"]
    assert operations[-1] == "CREATE TABLE"
    detail = CATALOG.detail(bench.ctx(), found)
    assert (detail["numFiles"], detail["partitionColumns"]) == (2, ["day"])
    version, metrics = CATALOG.last_commit(bench.ctx(), bench.find(made.name))
    assert (version, bool(metrics)) == (7, True)

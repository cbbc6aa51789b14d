"""The cache of columns: the same as delta-rs reads, with every writer's changes, and bounded."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable, Field, write_deltalake
from deltalake.schema import PrimitiveType

from boathouse.services.tables import known
from boathouse.services.tables.delta import DeltaLogs, NoDeltaLog


def made(folder: Path, columns: int = 2) -> str:
    table = pa.table({f"c{at}": pa.array([1], pa.int32()) for at in range(columns)})
    write_deltalake(folder, table)
    return str(folder)


def same(logs: DeltaLogs, location: str) -> bool:
    told, read = logs.known.of(location), DeltaLogs().snapshot(location)
    columns = tuple((one.name, one.type, one.nullable, one.comment) for one in read.columns)
    return (told.columns, told.version, told.partitions) == (
        columns,
        read.version,
        read.partitions,
    )


@pytest.mark.parametrize("checkpoint", [False, True])
def test_it_tells_what_delta_rs_reads(tmp_path: Path, checkpoint: bool) -> None:
    logs, location = DeltaLogs(), made(tmp_path / "t")
    assert same(logs, location)
    for name in ("x", "y"):
        table = DeltaTable(location)
        table.alter.add_columns(Field(name, PrimitiveType("string"), nullable=True))
        if checkpoint:
            table = DeltaTable(location)
            table.create_checkpoint()
        assert same(logs, location)
        assert same(DeltaLogs(), location)
    write_deltalake(location, DeltaTable(location).to_pyarrow_table(), mode="append")
    assert same(logs, location)


def test_another_table_at_the_same_place(tmp_path: Path) -> None:
    logs, location = DeltaLogs(), made(tmp_path / "t")
    assert len(logs.known.of(location).columns) == 2
    (tmp_path / "t").rename(tmp_path / "old")
    with pytest.raises(NoDeltaLog):
        logs.known.of(location)
    made(tmp_path / "t", 3)
    assert len(logs.known.of(location).columns) == 3


def test_a_log_that_is_broken_is_read_by_delta_rs(tmp_path: Path) -> None:
    location = made(tmp_path / "t")
    (tmp_path / "t/_delta_log/00000000000000000001.json").write_text('{"metaData"')
    with pytest.raises(Exception, match=r"(?i)json|parse|EOF"):
        DeltaLogs().known.of(location)


def test_it_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "MOST_COLUMNS", 12)
    logs = DeltaLogs()
    for number in range(10):
        assert len(logs.known.of(made(tmp_path / str(number), 3)).columns) == 3
    assert len(logs.known._kept) == 3

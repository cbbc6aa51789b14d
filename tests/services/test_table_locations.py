"""Where external tables may be: never where another table, a volume or a location is."""

from __future__ import annotations

from pathlib import Path

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue
from databricks.sdk.service.catalog import VolumeType

from boathouse.errors import LocationOverlap, PermissionDenied
from boathouse.sql.securables import Column, Name
from tests.live import LiveServer
from tests.services.tables import CATALOG, Workbench, fresh

A = Column("a", "integer")


@pytest.fixture
def bench(server: LiveServer) -> Workbench:
    return Workbench(server)


def place_of(bench: Workbench, name: Name) -> str | None:
    return bench.find(name).location


def test_tables_and_volumes_do_not_overlap(
    bench: Workbench, w: WorkspaceClient, tmp_path: Path
) -> None:
    (tmp_path / "alias").symlink_to(tmp_path / "real")
    inner = tmp_path / "real" / "table"
    inner.mkdir(parents=True)
    volume = tmp_path / "volume"
    (volume / "deep").mkdir(parents=True)
    w.volumes.create(
        "main", "default", "overlaps", VolumeType.EXTERNAL, storage_location=str(volume)
    )
    first = fresh()
    # A folder has one name, whatever links lead to it.
    bench.create(first, A, location=str(tmp_path / "alias" / "table"))
    assert place_of(bench, first) == str(inner)
    again = fresh()
    bench.create(again, A, location=f"FILE://{tmp_path}/upper%20case/")
    assert place_of(bench, again) == str(tmp_path / "upper case")
    CATALOG.drop_relation(bench.ctx(), again)
    try:
        for place in (
            inner,
            inner / "in",
            inner.parent,
            tmp_path / "alias" / "table",
            volume,
            volume / "deep",
            tmp_path,
        ):
            with pytest.raises(LocationOverlap):
                bench.create(fresh(), A, location=place.as_uri())
            if place.is_dir():
                with pytest.raises(InvalidParameterValue, match="overlaps"):
                    w.volumes.create(
                        "main",
                        "default",
                        "overlaps2",
                        VolumeType.EXTERNAL,
                        storage_location=str(place),
                    )
        with pytest.raises(InvalidParameterValue, match="overlaps"):
            w.external_locations.create("in_table", str(inner / "_delta_log"), "files")
    finally:
        w.volumes.delete("main.default.overlaps")
        CATALOG.drop_relation(bench.ctx(), first)


def test_a_table_that_is_being_made_has_its_place(bench: Workbench, tmp_path: Path) -> None:
    first = bench.new(fresh(), A, location=str(tmp_path / "t"))
    staging = CATALOG.stage_table(bench.ctx(), first)
    assert staging.startswith(str(tmp_path / "t"))
    for place in (tmp_path / "t", tmp_path / "t" / "in", tmp_path):
        with pytest.raises(LocationOverlap):
            CATALOG.stage_table(bench.ctx(), bench.new(fresh(), A, location=str(place)))
    CATALOG.discard_staged(bench.ctx(), first)
    second = bench.new(fresh(), A, location=str(tmp_path / "t"))
    CATALOG.stage_table(bench.ctx(), second)
    CATALOG.discard_staged(bench.ctx(), second)


def test_a_dropped_table_does_not_come_back_over_another(bench: Workbench, tmp_path: Path) -> None:
    first, second = fresh(), fresh()
    bench.create(first, A, location=str(tmp_path / "t" / "in"))
    CATALOG.drop_relation(bench.ctx(), first)
    bench.create(second, A, location=str(tmp_path / "t"))
    with pytest.raises(LocationOverlap):
        CATALOG.undrop_table(bench.ctx(), first)
    CATALOG.drop_relation(bench.ctx(), second)
    CATALOG.undrop_table(bench.ctx(), first)
    CATALOG.drop_relation(bench.ctx(), first)


def test_a_place_that_is_read_only_takes_what_is_there(
    bench: Workbench, w: WorkspaceClient, tmp_path: Path
) -> None:
    first, second = fresh(), fresh()
    bench.create(first, A, location=str(tmp_path / "t"))
    CATALOG.drop_relation(bench.ctx(), first)
    w.external_locations.create("read_only_place", str(tmp_path), "files", read_only=True)
    try:
        with pytest.raises(PermissionDenied, match="read only"):
            bench.create(fresh(), A, location=str(tmp_path / "new"))
        bench.create(second, A, location=str(tmp_path / "t"))
        CATALOG.drop_relation(bench.ctx(), second)
    finally:
        w.external_locations.delete("read_only_place")

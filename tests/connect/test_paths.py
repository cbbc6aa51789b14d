"""Paths in Spark code: the rights of what lies there, as in statements."""

from __future__ import annotations

from pathlib import Path

import pytest
from databricks.sdk import WorkspaceClient

from tests.conftest import Person
from tests.connect.client import PySpark

OVERLAP, DENIED = "LOCATION_OVERLAP", "INSUFFICIENT_PERMISSIONS"
NOWHERE = "NO_PARENT_EXTERNAL_LOCATION_FOR_PATH"
WAYS = (
    "spark.read.format('csv').load({path!r}).collect()",
    "spark.read.parquet({path!r} + '/*').collect()",
    "spark.sql('SELECT * FROM parquet.`' + {path!r} + '`').collect()",
    "spark.range(1).write.mode('append').parquet({path!r})",
    "spark.range(1).write.mode('overwrite').format('delta').save({path!r})",
)


@pytest.fixture(scope="module")
def folder(
    w: WorkspaceClient, pyspark: PySpark, other: Person, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A table of the admin's in it, and a folder that is a location of the other user's."""
    made = tmp_path_factory.mktemp("spark_paths")
    (made / "theirs").mkdir()
    w.external_locations.create("spark_theirs", str(made / "theirs"), "files")
    w.external_locations.update("spark_theirs", owner=other.user_name)
    pyspark.run("spark.sql('CREATE SCHEMA main.spark_paths')")
    make = f"CREATE TABLE main.spark_paths.t (a INT) LOCATION '{(made / 'table').as_uri()}'"
    pyspark.run(f"spark.sql({make!r})")
    return made


@pytest.mark.parametrize("way", WAYS)
def test_a_path_takes_the_rights_of_what_lies_there(
    pyspark: PySpark, folder: Path, way: str
) -> None:
    writes = "write" in way
    for place, condition in (
        (folder, OVERLAP),
        (folder / "table" / "_delta_log", OVERLAP),
        (folder / "theirs", DENIED),
        (folder / "theirs" / "new", DENIED),
        (Path("/usr/share/new"), NOWHERE),
        *(((folder / "table", OVERLAP),) if writes else ()),
    ):
        error = pyspark.fails(way.format(path=place.as_uri()))
        assert error.condition == condition, (way, place, str(error))

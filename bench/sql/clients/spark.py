"""Apache Spark in local mode, in this very process, over Parquet files as temporary views."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import drill
from pyspark.sql import SparkSession


def connect(target: dict[str, Any]) -> drill.Run:
    """A session with a view for each file."""
    builder = SparkSession.builder.master("local[2]")
    for key, value in target["conf"].items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    for path in sorted(Path(target["files"]).glob("*.parquet")):
        spark.read.parquet(str(path)).createOrReplaceTempView(path.stem)

    def run(statement: str, _: bool) -> int:
        return len(spark.sql(statement).collect())

    return run


if __name__ == "__main__":
    drill.main(connect)

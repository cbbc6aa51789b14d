"""Ask Apache Spark what each statement answers, and keep it beside the statement.

    .clients/spark/bin/python -m tests.corpus.generate [--all] [FILE.sql ...] 2>/dev/null

Only what has no answer yet is asked, unless --all. ANSI mode is on and the time zone UTC, as in a
Databricks SQL warehouse.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.corpus.entries import SETUP, Entry, answers, entries, sources, statements, write_answers
from tests.corpus.texts import text

CONDITION = re.compile(r"\[([A-Z][A-Z0-9_.]+)\].*?SQLSTATE: (\w{5})", re.DOTALL)
MONTHS = ("interval year", "interval month")


def session() -> Any:
    os.environ["TZ"] = "UTC"
    time.tzset()
    from pyspark.sql import SparkSession

    folder = tempfile.mkdtemp(prefix="corpus-")
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "true",
        "spark.sql.warehouse.dir": folder,
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.debug.maxToStringFields": "1000",
    }
    builder = SparkSession.builder.master("local[1]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    for _, sql in statements(SETUP):
        spark.sql(sql)
    return spark


def rows_of(frame: Any) -> list[list[str | None]]:
    kinds = [field.dataType for field in frame.schema.fields]
    if any(kind.simpleString().startswith(MONTHS) for kind in kinds):
        found = frame._jdf.collectAsList()
        return [[java_text(row.get(at), kind) for at, kind in enumerate(kinds)] for row in found]
    return [[text(v, k) for v, k in zip(row, kinds, strict=True)] for row in frame.collect()]


def java_text(value: Any, kind: Any) -> str | None:
    """Python has no months: java.time.Period counts them."""
    if value is not None and kind.simpleString().startswith(MONTHS):
        return text(value.toTotalMonths(), kind)
    if value is not None and kind.simpleString().startswith("interval"):
        micros = value.getSeconds() * 1_000_000 + value.getNano() // 1000
        return text(dt.timedelta(microseconds=micros), kind)
    return text(value, kind)


def ask(spark: Any, entry: Entry) -> dict[str, Any]:
    found: dict[str, Any] = {"name": entry.name.rpartition("/")[2], "sql": entry.sql}
    try:
        frame = spark.sql(entry.sql)
        columns = [[field.name, field.dataType.simpleString()] for field in frame.schema.fields]
        return {**found, "columns": columns, "rows": rows_of(frame)}
    except Exception as error:
        told = CONDITION.search(str(error))
        if told is None:
            raise RuntimeError(f"{entry.name}: {entry.sql}: {error!s:.300}") from error
        return {**found, "error": told[1], "state": told[2]}


def generate(spark: Any, path: Path, again: bool) -> None:
    known = {} if again else answers(path)
    found, failed = [], 0
    for entry in entries(path):
        name = entry.name.rpartition("/")[2]
        try:
            found.append({**(known.get(entry.sql) or ask(spark, entry)), "name": name})
        except RuntimeError as error:
            failed += 1
            print(error)
    write_answers(path, found)
    print(f"{path.parent.name}/{path.name}: {len(found)} answers, {failed} statements without")


def main() -> None:
    words = sys.argv[1:]
    wanted = [Path(word).resolve() for word in words if not word.startswith("--")] or sources()
    spark = session()
    for path in wanted:
        generate(spark, path, "--all" in words)


if __name__ == "__main__":
    main()

"""Every SQL line: starts what is measured and what it is measured against, in a folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench.client import Client
from bench.figures import Figure
from bench.server import workspace
from bench.sql import data, first, information, lines
from bench.sql.asker import Asker, asker, there
from bench.sql.contenders import SPARK_CONF, raw_sail, spark_thrift
from bench.sql.merging import merging

NEEDED = ["sql-connector-4.9", "flight-sql", "spark", "tpchgen"]


def measure(folder: Path) -> Iterator[Figure]:
    """In about six minutes; a line that says so where a client or Java is not there."""
    missing = [name for name in NEEDED if not there(name)]
    missing += [] if shutil.which("java") else ["java"]
    if missing:
        yield Figure(f"SQL: not measured without {', '.join(missing)} (`make clients`)", 0.0, "x")
        return
    folder.mkdir()
    yield from first.measure(folder / "first")
    yield from information.measure(folder / "information")
    with ExitStack() as stack:
        _, port, token = stack.enter_context(workspace(folder / "workspace"))
        sail = stack.enter_context(raw_sail(folder))

        def client(environment: str, script: str) -> Asker:
            return stack.enter_context(asker(environment, script, folder))

        ours, loader = (client("sql-connector-4.9", "connector") for _ in range(2))
        raw, bare = client("flight-sql", "flight"), client("flight-sql", "bare_flight")
        loader.connect(**first.target(port, token))
        data.load(loader, port, token)
        ours.connect(**first.target(port, token, "tpch"))
        raw.connect(address=sail)
        bare.connect(address=sail)
        _show_tables(raw, Client(port, token))
        yield from _beside_spark_thrift(ours, raw, bare, folder)
        yield from _beside_spark(ours, raw, folder)
        yield from lines.together(ours, raw)
        yield from merging(ours, raw, folder)


def _show_tables(raw: Asker, workspace_client: Client) -> None:
    """Raw Sail reads the very files of our managed tables."""
    for table in [*data.TABLES, data.MILLION]:
        path = f"/api/2.1/unity-catalog/tables/{data.SCHEMA}.{table}"
        location = workspace_client.get(path)["storage_location"]
        raw.run([f"CREATE TABLE {table} USING DELTA LOCATION '{location}'"], lines.SECONDS)
    workspace_client.close()


def _beside_spark_thrift(ours: Asker, raw: Asker, bare: Asker, folder: Path) -> Iterator[Figure]:
    million = data.files() / f"{data.MILLION}.parquet"
    with spark_thrift(folder) as port, asker("spark", "hive", folder) as hive:
        hive.connect(port=port)
        made = f"CREATE TABLE {data.MILLION} USING parquet LOCATION '{million}'"
        hive.run([made], lines.SECONDS)
        yield from lines.select_one(ours, raw, bare, hive)
        yield from lines.million_rows(ours, raw, hive)


def _beside_spark(ours: Asker, raw: Asker, folder: Path) -> Iterator[Figure]:
    with asker("spark", "spark", folder) as spark:
        spark.connect(conf=SPARK_CONF, files=str(data.files()))
        yield from lines.tpch(ours, raw, spark)

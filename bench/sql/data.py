"""TPC-H at scale factor 1: its queries, its Parquet files, and its tables in a workspace."""

from __future__ import annotations

import http.client
import re
import shutil
import subprocess
from pathlib import Path

from bench.server import BenchError
from bench.sql.asker import CLIENTS, Asker

GENERATOR = CLIENTS / "tpchgen/bin/tpchgen-cli"
CACHE = CLIENTS / "tpchgen/sf1"
TABLES = ["customer", "lineitem", "nation", "orders", "part", "partsupp", "region", "supplier"]
MILLION = "lineitem_1m"
"""The first million rows of lineitem, a table of its own."""
LOAD_SECONDS = 120
SCHEMA, VOLUME = "main.tpch", "/Volumes/main/tpch/raw"


def queries() -> list[str]:
    """The 22 queries, in their order."""
    text = Path(__file__).with_name("tpch.sql").read_text()
    _, *found = re.split(r"^-- \d+$", text, flags=re.MULTILINE)
    return [query.strip().rstrip(";") for query in found]


def files() -> Path:
    """The folder of `<table>.parquet`; made by the generator when it is first asked for."""
    if not CACHE.is_dir():
        making = CACHE.with_name("sf1.making")
        shutil.rmtree(making, ignore_errors=True)
        argv = [str(GENERATOR), "parquet", "-s", "1", "--output-dir", str(making)]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=LOAD_SECONDS)
        if done.returncode:
            raise BenchError(f"the generator failed: {done.stderr[-1000:]}")
        _first_million(making / "lineitem.parquet", making / f"{MILLION}.parquet")
        making.rename(CACHE)
    return CACHE


def _first_million(source: Path, target: Path) -> None:
    from pyarrow import parquet  # heavy, and needed once

    table = parquet.read_table(source)
    parquet.write_table(table.slice(0, 1_000_000), target)


def load(connector: Asker, port: int, token: str) -> None:
    """Upload every file to a volume, then CREATE TABLE AS, through the connector."""
    connector.run([f"CREATE SCHEMA {SCHEMA}", f"CREATE VOLUME {SCHEMA}.raw"], LOAD_SECONDS)
    for table in [*TABLES, MILLION]:
        _upload(files() / f"{table}.parquet", port, token)
        source = f"parquet.`{VOLUME}/{table}.parquet`"
        statement = f"CREATE TABLE {SCHEMA}.{table} AS SELECT * FROM {source}"
        connector.run([statement], LOAD_SECONDS)


def _upload(path: Path, port: int, token: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LOAD_SECONDS)
    headers = {"Authorization": f"Bearer {token}", "Content-Length": str(path.stat().st_size)}
    with path.open("rb") as body:
        connection.request("PUT", f"/api/2.0/fs/files{VOLUME}/{path.name}", body, headers)
        answer = connection.getresponse()
        said = answer.read()
    connection.close()
    if answer.status not in (200, 204):
        raise BenchError(f"the upload of {path.name} answered {answer.status}: {said[:500]!r}")

"""What a warehouse is measured against: Sail's own Flight SQL server, Spark Thrift Server."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from bench.server import START_SECONDS, BenchError, free_port, process
from bench.sql.asker import CLIENTS

SAIL = Path(sys.executable).with_name("sail")
SPARK_CONF = {
    "spark.ui.enabled": "false",
    "spark.driver.memory": "4g",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "8",
}
"""In Spark's favour: its default of 200 shuffle partitions is slower on so little data."""
THRIFT_SERVER = "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"


@contextmanager
def raw_sail(folder: Path) -> Iterator[str]:
    """A `sail flight server` with its default settings: its address."""
    port, log = free_port(), folder / "sail.log"
    with process([str(SAIL), "flight", "server", "--port", str(port)], log) as child:
        _await_port(child, port, log)
        yield f"grpc://127.0.0.1:{port}"


@contextmanager
def spark_thrift(folder: Path) -> Iterator[int]:
    """A Spark Thrift Server with a master of local[2]: its port."""
    port, work = free_port(), folder / "spark-thrift"
    work.mkdir()
    [submit] = (CLIENTS / "spark").glob("lib/python*/site-packages/pyspark/bin/spark-submit")
    argv = [str(submit), "--master", "local[2]", "--class", THRIFT_SERVER]
    for key, value in SPARK_CONF.items():
        argv += ["--conf", f"{key}={value}"]
    hive = {"port": str(port), "bind.host": "127.0.0.1"}
    for key, value in hive.items():
        argv += ["--hiveconf", f"hive.server2.thrift.{key}={value}"]
    log = work / "server.log"
    with process([*argv, "spark-internal"], log, SPARK_LOCAL_IP="127.0.0.1") as child:
        _await_port(child, port, log)
        yield port


def _await_port(child: psutil.Popen, port: int, log: Path) -> None:
    """Poll until somebody listens there; BenchError if never."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if child.poll() is not None:
            raise BenchError(f"{child.args[0]} ended as it started:\n{log.read_text()[-2000:]}")
        time.sleep(0.05)
    raise BenchError(f"{child.args[0]} did not listen within {START_SECONDS} s")

"""A query engine over Flight SQL: results, refusals, cancellation at any point, death, memory."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import psutil
import pyarrow as pa
import pytest

from boathouse.engine import flight_wire, process
from boathouse.engine.flight import FlightSql
from boathouse.engine.protocol import EngineSpec, RunningEngine
from boathouse.engine.sail import Sail
from boathouse.errors import EngineError, EngineGone

ENDLESS = "SELECT count(*) FROM range(200000000000) t WHERE id % 7 = 3"
END = b"\xff\xff\xff\xff\0\0\0\0"
WIDE = (
    "SELECT id a, id*2 b, cast(id as double) c, id+1 e, id+2 f, id+3 g, id+4 h, id+5 i FROM range"
)

Scenario = Callable[[FlightSql, RunningEngine], Awaitable[None]]


@contextlib.asynccontextmanager
async def started(folder: Path) -> AsyncIterator[tuple[FlightSql, RunningEngine]]:
    running = await Sail().start(EngineSpec("warehouse-1", folder, wire="flight_sql"))
    flight = FlightSql(running.address)
    try:
        yield flight, running
    finally:
        await flight.close()
        await Sail().clear(folder, 0.0)


def run(folder: Path, scenario: Scenario) -> None:
    async def main() -> None:
        async with started(folder) as (flight, running):
            await scenario(flight, running)

    asyncio.run(main())


async def table(flight: FlightSql, sql: str) -> pa.Table:
    """The whole result, and that the counted rows are those that are there."""
    async with flight.query(sql) as stream:
        batches = [batch async for batch in stream]
    whole = b"".join((stream.schema_message, *(batch.message for batch in batches), END))
    found = pa.ipc.open_stream(whole).read_all()
    found.validate(full=True)
    assert found.schema == stream.schema
    assert found.num_rows == sum(batch.rows for batch in batches)
    return found


async def at_rest(running: RunningEngine) -> None:
    """Return once the engine works on nothing."""
    engine = psutil.Process(running.process.pid)
    async with asyncio.timeout(20):
        while True:
            before = sum(engine.cpu_times()[:2])
            await asyncio.sleep(0.3)
            if sum(engine.cpu_times()[:2]) - before < 0.03:
                return


async def at_work(running: RunningEngine) -> None:
    """Return once the engine works on something for longer than planning takes."""
    engine = psutil.Process(running.process.pid)
    before = sum(engine.cpu_times()[:2])
    async with asyncio.timeout(20):
        while sum(engine.cpu_times()[:2]) - before < 0.5:
            await asyncio.sleep(0.02)


TYPES = """SELECT 1 a, cast(2 as bigint) b, 'x' c, cast(1.5 as decimal(10,2)) d, true e, null f,
 array(1,2) g, map('k',1) h, named_struct('x',1,'y','z') i, cast('2024-01-01' as date) j,
 timestamp'2024-01-01 00:00:00' k, X'00ff' l, interval '1' day m"""


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("SELECT 1 AS a", 1),
        (TYPES, 1),
        ("SELECT id, cast(id as string) s FROM range(30000)", 30000),
        ("SELECT * FROM range(3) WHERE id > 7", 0),
        ("SELECT * FROM range(30000) WHERE id % 1000 = 1", 30),
        ("SELECT '" + "é" * 200_000 + "' AS a", 1),
    ],
)
def test_results_come_whole(tmp_path: Path, sql: str, rows: int) -> None:
    async def scenario(flight: FlightSql, running: RunningEngine) -> None:
        assert (await table(flight, sql)).num_rows == rows

    run(tmp_path / "engine", scenario)


def test_tables_partitions_and_counts(tmp_path: Path) -> None:
    async def scenario(flight: FlightSql, running: RunningEngine) -> None:
        where = f"LOCATION '{tmp_path / 'table'}'"
        await table(
            flight, f"CREATE TABLE t (a int, p string) USING delta PARTITIONED BY (p) {where}"
        )
        counted = await table(flight, "INSERT INTO t VALUES (1, 'x'), (2, 'y'), (3, 'y')")
        assert counted.to_pylist() == [{"count": 3}]
        found = await table(flight, "SELECT a, p FROM t ORDER BY a")
        # A partition's column is text, not a dictionary: no batch needs another one to be read.
        assert found.schema.types == [pa.int32(), pa.string()]
        assert found.to_pydict() == {"a": [1, 2, 3], "p": ["x", "y", "y"]}

    run(tmp_path / "engine", scenario)


def test_refusals_are_the_engine_s_own_words(tmp_path: Path) -> None:
    async def scenario(flight: FlightSql, running: RunningEngine) -> None:
        for sql, words in (
            ("SELECT nope", "nope"),
            ("SELEC 1", "SQL parser"),
            ("SELECT raise_error('boom')", "boom"),
            ("SELECT raise_error('late') FROM range(5) WHERE id > 2", "late"),
        ):
            with pytest.raises(EngineError, match=words):
                await table(flight, sql)
        assert (await table(flight, "SELECT 1 AS a")).num_rows == 1

    run(tmp_path / "engine", scenario)


NESTED = {
    "parentheses": "SELECT " + "(" * 1600 + "1" + ")" * 1600 + " AS a",
    "or": "SELECT * FROM range(1) WHERE " + " OR ".join(f"id={n}" for n in range(1600)),
    "subqueries": "SELECT * FROM (" * 800 + "SELECT 1 AS a" + ")" * 800,
    "not": "SELECT " + "NOT " * 5000 + "true AS a",
    "columns": "SELECT " + ",".join(f"{n} AS c{n}" for n in range(10_000)),
}


@pytest.mark.parametrize("sql", NESTED.values(), ids=NESTED)
def test_deep_and_wide_statements_do_not_end_the_engine(tmp_path: Path, sql: str) -> None:
    async def scenario(flight: FlightSql, running: RunningEngine) -> None:
        assert (await table(flight, sql)).num_rows == 1
        assert (await table(flight, "SELECT 1 AS a")).num_rows == 1

    run(tmp_path / "engine", scenario)


def test_a_statement_that_is_too_long_is_refused(tmp_path: Path) -> None:
    async def scenario(flight: FlightSql, running: RunningEngine) -> None:
        with pytest.raises(EngineError, match="message length too large"):
            await table(flight, "SELECT '" + "x" * 5_000_000 + "' AS a")

    run(tmp_path / "engine", scenario)


@pytest.mark.parametrize("seconds", [0.0, 0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.1])
def test_cancelled_at_any_point_the_engine_rests(tmp_path: Path, seconds: float) -> None:
    async def scenario(flight: FlightSql, running: RunningEngine) -> None:
        await table(flight, "SELECT 1 AS a")
        query = asyncio.create_task(table(flight, ENDLESS))
        await asyncio.sleep(seconds)
        query.cancel()
        with pytest.raises(asyncio.CancelledError):
            await query
        await at_rest(running)
        assert (await table(flight, "SELECT 1 AS a")).num_rows == 1

    run(tmp_path / "engine", scenario)


def test_cancelled_while_it_works_the_engine_rests(tmp_path: Path) -> None:
    async def scenario(flight: FlightSql, running: RunningEngine) -> None:
        query = asyncio.create_task(table(flight, ENDLESS))
        await at_work(running)
        query.cancel()
        with pytest.raises(asyncio.CancelledError):
            await query
        await at_rest(running)

    run(tmp_path / "engine", scenario)


def test_a_cancelled_command_stops_and_writes_nothing(tmp_path: Path) -> None:
    async def scenario(flight: FlightSql, running: RunningEngine) -> None:
        where = f"LOCATION '{tmp_path / 'table'}'"
        await table(flight, f"CREATE TABLE t (id bigint) USING delta {where}")

        async def insert() -> None:
            sql = "INSERT INTO t SELECT id FROM range(200000000000) WHERE id % 1000000 = 3"
            async with flight.query(sql, command=True):
                raise AssertionError("it cannot have ended")

        query = asyncio.create_task(insert())
        await at_work(running)
        query.cancel()
        with pytest.raises(asyncio.CancelledError):
            await query
        await at_rest(running)
        assert (await table(flight, "SELECT * FROM t")).num_rows == 0

    run(tmp_path / "engine", scenario)


def test_leaving_in_the_middle_of_the_rows_stops_the_work(tmp_path: Path) -> None:
    async def scenario(flight: FlightSql, running: RunningEngine) -> None:
        async with flight.query(f"{WIDE}(20000000000)") as stream:
            async for batch in stream:
                assert batch.rows
                break
        await at_rest(running)

    run(tmp_path / "engine", scenario)


@pytest.mark.parametrize("sql", [ENDLESS, f"{WIDE}(20000000000)"])
def test_kill_9_under_a_query_says_that_the_engine_is_gone(tmp_path: Path, sql: str) -> None:
    async def scenario(flight: FlightSql, running: RunningEngine) -> None:
        query = asyncio.create_task(table(flight, sql))
        await at_work(running)
        os.kill(running.process.pid, signal.SIGKILL)
        with pytest.raises(EngineGone):
            await asyncio.wait_for(query, 20)
        await process.wait(running.process)
        with pytest.raises(EngineGone):
            await asyncio.wait_for(table(flight, "SELECT 1 AS a"), 20)

    run(tmp_path / "engine", scenario)


def test_a_reader_that_is_slow_slows_the_engine_down(tmp_path: Path) -> None:
    async def scenario(flight: FlightSql, running: RunningEngine) -> None:
        engine, ourselves = psutil.Process(running.process.pid), psutil.Process()
        await table(flight, f"{WIDE}(100000)")
        before = engine.memory_info().rss, ourselves.memory_info().rss
        size = 0
        async with flight.query(f"{WIDE}(17000000)") as stream:
            async for batch in stream:
                if not size:
                    await at_rest(running)
                size += len(batch.message)
        assert size > 1_000_000_000
        after = engine.memory_info().rss, ourselves.memory_info().rss
        grown = [(b - a) / 1e6 for a, b in zip(before, after, strict=True)]
        assert max(grown) < 200, grown

    run(tmp_path / "engine", scenario)


def test_many_queries_share_one_connection(tmp_path: Path) -> None:
    async def scenario(flight: FlightSql, running: RunningEngine) -> None:
        found = await asyncio.gather(
            *(table(flight, f"SELECT {n} AS n FROM range(1000)") for n in range(20))
        )
        assert [part.column("n")[0].as_py() for part in found] == list(range(20))
        sockets = [c for c in psutil.Process().net_connections("tcp") if c.raddr]
        port = int(running.address.rpartition(":")[2])
        assert len([c for c in sockets if c.raddr.port == port]) == 1

    run(tmp_path / "engine", scenario)


def test_an_adopted_engine_still_speaks_flight(tmp_path: Path) -> None:
    async def scenario(flight: FlightSql, running: RunningEngine) -> None:
        adopted = Sail().find(running.folder)
        assert adopted == running
        again = FlightSql(adopted.address)
        assert (await table(again, "SELECT 1 AS a")).num_rows == 1
        await again.close()

    run(tmp_path / "engine", scenario)


@pytest.mark.parametrize("size", [0, 1, 127, 128, 300, 20_000, 3_000_000])
def test_lengths_of_every_size_are_written_and_read(size: int) -> None:
    text = "a" * size
    message = flight_wire.descriptor(text)
    assert message.endswith(text.encode())
    endpoint = flight_wire._field(1, b"\x0a\x01t")
    info = flight_wire._field(1, text.encode()) + flight_wire._field(3, endpoint)
    assert flight_wire.ticket(info) == b"\x0a\x01t"


def test_what_is_no_record_batch_is_refused() -> None:
    with pytest.raises(EngineError, match="no record batch"):
        flight_wire.rows(memoryview(pa.schema([("a", pa.int8())]).serialize())[8:])

"""Writers of one table at the same time, ours and a foreign delta-rs: no row is lost, none fails
needlessly."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from databricks.sql.client import Connection
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import CommitFailedError

from tests.faults.statements import Running, connect, connected, rows
from tests.live import Api, LiveServer

EACH = 6


@pytest.fixture
def admin(api: Api) -> Api:
    return api


@pytest.fixture
def connection(admin: Api) -> Iterator[Connection]:
    with connected(admin) as opened:
        rows(opened, "CREATE SCHEMA IF NOT EXISTS main.writers")
        yield opened


def many(admin: Api, *texts: str) -> Running:
    """Statements one after the other, on a connection of their own."""

    def act() -> None:
        with connected(admin) as own:
            for text in texts:
                rows(own, text)

    return Running(act)


def foreign(location: Path, batches: list[list[int]]) -> Running:
    """Appends by another program, which knows the table by its path only."""

    def act() -> None:
        for ids in batches:
            table = pa.table({"id": pa.array(ids, pa.int64()), "n": pa.array([0] * len(ids))})
            for _ in range(50):
                try:
                    write_deltalake(str(location), table, mode="append")
                    break
                except CommitFailedError:
                    time.sleep(0.01)

    return Running(act)


def test_writers_of_every_kind_at_once(
    server: LiveServer, admin: Api, connection: Connection
) -> None:
    rows(connection, "CREATE OR REPLACE TABLE main.writers.t (id BIGINT, n BIGINT)")
    rows(connection, "INSERT INTO main.writers.t SELECT id, 0 FROM range(100)")
    location = Path(rows(connection, "DESCRIBE DETAIL main.writers.t")[0][4].removeprefix("file:"))
    merge = (
        "MERGE INTO main.writers.t AS t USING (SELECT id FROM range(90, {0})) AS s ON t.id = s.id"
        " WHEN MATCHED THEN UPDATE SET n = t.n + 1 WHEN NOT MATCHED THEN INSERT (id, n)"
        " VALUES (s.id, 1)"
    )
    writers = [
        many(admin, *(f"INSERT INTO main.writers.t VALUES ({1000 + i}, 0)" for i in range(EACH))),
        many(
            admin,
            *(
                f"INSERT INTO main.writers.t SELECT id + {2000 + i}, 0 FROM range(1)"
                for i in range(EACH)
            ),
        ),
        many(admin, *["UPDATE main.writers.t SET n = n + 1 WHERE id < 50"] * EACH),
        many(admin, *[merge.format(110)] * EACH),
        many(admin, *["DELETE FROM main.writers.t WHERE id >= 3000 AND id < 4000"] * EACH),
        many(admin, *["OPTIMIZE main.writers.t"] * 3),
        foreign(location, [[5000 + i] for i in range(EACH)]),
    ]
    assert [writer.told() for writer in writers] == [""] * len(writers)
    found = dict(rows(connection, "SELECT id, n FROM main.writers.t ORDER BY id"))
    expected = dict.fromkeys(range(100), 0)
    expected |= dict.fromkeys(range(50), EACH)
    expected |= dict.fromkeys(range(90, 110), EACH)
    expected |= {first + i: 0 for first in (1000, 2000, 5000) for i in range(EACH)}
    assert found == expected
    assert rows(connection, "SELECT count(*) FROM main.writers.t") == [(len(expected),)]
    assert DeltaTable(str(location)).to_pyarrow_table().num_rows == len(expected)


def test_more_writers_than_turns_do_not_wait_for_each_other(
    admin: Api, connection: Connection
) -> None:
    """Who waits for the table holds no turn of the engine that the table's writer needs."""
    rows(connection, "CREATE OR REPLACE TABLE main.writers.turns (id BIGINT)")
    texts = ["INSERT INTO main.writers.turns SELECT * FROM range(1)"] * 2
    texts += ["INSERT INTO main.writers.turns VALUES (1)"]
    writers = [many(admin, *texts) for _ in range(24)]
    assert {writer.told() for writer in writers} == {""}
    assert rows(connection, "SELECT count(*) FROM main.writers.turns") == [(24 * 3,)]


def test_a_table_that_is_replaced_while_others_insert(admin: Api, connection: Connection) -> None:
    """Each insert goes into the old table or the new one, whole."""
    replace = "CREATE OR REPLACE TABLE main.writers.replaced AS SELECT id FROM range(10)"
    rows(connection, replace)
    inserts = [f"INSERT INTO main.writers.replaced VALUES ({100 + i})" for i in range(EACH)]
    writers = [many(admin, *inserts), many(admin, *[replace] * 4)]
    assert [writer.told() for writer in writers] == ["", ""]
    found = [row[0] for row in rows(connection, "SELECT id FROM main.writers.replaced ORDER BY 1")]
    assert found[:10] == list(range(10))
    # Those after the last replacement, in their order.
    assert found[10:] == list(range(100 + EACH - len(found[10:]), 100 + EACH))


def test_two_make_the_same_table(admin: Api, connection: Connection) -> None:
    rows(connection, "DROP TABLE IF EXISTS main.writers.same")
    make = "CREATE TABLE main.writers.same AS SELECT {0} AS n FROM range(1000)"
    told = [many(admin, make.format(number)) for number in range(4)]
    errors = [one.told() for one in told]
    assert errors.count("") == 1
    assert all("ALREADY_EXISTS" in error for error in errors if error)
    winner = errors.index("")
    assert set(rows(connection, "SELECT n FROM main.writers.same")) == {(winner,)}


def test_the_table_of_one_statement_is_dropped_under_another(
    admin: Api, connection: Connection
) -> None:
    rows(connection, "CREATE OR REPLACE TABLE main.writers.gone AS SELECT id FROM range(10)")
    writers = [
        many(admin, *["INSERT INTO main.writers.gone VALUES (1)"] * 3),
        many(admin, "DROP TABLE main.writers.gone"),
    ]
    told = [writer.told() for writer in writers]
    assert told[1] == ""
    assert told[0] == "" or "TABLE_OR_VIEW_NOT_FOUND" in told[0] or "DOES_NOT_EXIST" in told[0]
    connect(admin).close()

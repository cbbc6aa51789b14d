"""Prepared queries: the same rows as SQLAlchemy's execution, inside the same snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import bindparam, insert, select, update

from boathouse.services.jobs.store import jobs
from boathouse.services.principals.store import principals
from boathouse.store.db import SqliteDatabase
from boathouse.store.migrate import migrate
from boathouse.store.prepared import Prepared

BY_ID = select(jobs).where(jobs.c.job_id == bindparam("id"))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SqliteDatabase]:
    opened = SqliteDatabase(f"sqlite:///{tmp_path / 'x.db'}")
    row = {"name": "a", "creator": "b", "created_at": 1, "settings": {"tasks": [1]}}
    with opened.write() as tx:
        migrate(tx)
        tx.execute(insert(jobs), [{**row, "job_id": number} for number in (1, 2, 3)])
    yield opened
    opened.close()


def test_rows_are_as_sqlalchemy_reads_them(database: SqliteDatabase) -> None:
    with database.read() as tx:
        usual, found = tx.execute(BY_ID, {"id": 2}).one(), Prepared(BY_ID).first(tx, id=2)
    assert found._asdict() == dict(usual._mapping)
    assert found.settings == {"tasks": [1]}


def test_values_of_the_statement_itself_count(database: SqliteDatabase) -> None:
    query = Prepared(
        select(jobs.c.job_id).where(jobs.c.name == "a", jobs.c.job_id > bindparam("id"))
    )
    with database.read() as tx:
        assert [row.job_id for row in query.all(tx, id=1)] == [2, 3]
        assert query.first(tx, id=3) is None


def test_booleans_are_booleans(database: SqliteDatabase) -> None:
    row = {
        "principal_id": 7,
        "kind": "user",
        "name": "u",
        "name_key": "u",
        "display_name": "u",
        "active": False,
        "document": {},
        "created_at": 1,
        "modified_at": 1,
    }
    with database.write() as tx:
        tx.execute(insert(principals).values(**row))
    with database.read() as tx:
        query = Prepared(select(principals.c.active).where(principals.c.principal_id == 7))
        assert query.first(tx).active is False


def test_a_parameter_that_is_not_given_is_an_error(database: SqliteDatabase) -> None:
    with database.read() as tx, pytest.raises(KeyError):
        Prepared(BY_ID).first(tx)


def test_it_reads_the_snapshot_that_it_began(database: SqliteDatabase) -> None:
    query = Prepared(BY_ID)
    with database.read() as tx:
        assert query.first(tx, id=1).name == "a"
        with database.write() as change:
            change.execute(update(jobs).values(name="new"))
            assert query.first(change, id=1).name == "new"
        assert query.first(tx, id=1).name == "a"
        assert tx.execute(BY_ID, {"id": 1}).one().name == "a"
    with database.read() as tx:
        assert query.first(tx, id=1).name == "new"


def test_a_reader_that_failed_is_used_again_without_its_snapshot(database: SqliteDatabase) -> None:
    query = Prepared(BY_ID)
    for _ in range(20):
        with pytest.raises(KeyError), database.read() as tx:  # noqa: PT012
            assert query.first(tx, id=1) is not None
            query.first(tx)
    with database.write() as change:
        change.execute(update(jobs).values(name="new"))
    with database.read() as tx:
        assert query.first(tx, id=1).name == "new"

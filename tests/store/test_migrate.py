"""Migrations: an empty database that is migrated equals one that is made from the code's tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

import boathouse.app  # noqa: F401 - declares every table
from boathouse.store.db import SqliteDatabase
from boathouse.store.migrate import SchemaTooNew, head, migrate, upgrade
from boathouse.store.tables import metadata


def _schema(connection: Connection) -> list[tuple[str, list[str]]]:
    """Every table and index; the order of a table's clauses means nothing."""
    rows = connection.execute(
        text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
    )
    return [(row.name, _clauses(row.sql)) for row in rows if row.name[0] != "a"]


def _clauses(sql: str) -> list[str]:
    return sorted(re.split(r"[(,)]", "".join(sql.split()).lower()))


def test_migrating_an_empty_database_equals_the_tables(tmp_path: Path) -> None:
    migrated = SqliteDatabase(f"sqlite:///{tmp_path}/migrated.db")
    created = SqliteDatabase(f"sqlite:///{tmp_path}/created.db")
    with migrated.write() as old, created.write() as new:
        upgrade(old, "head")
        migrate(new)
        assert compare_metadata(MigrationContext.configure(old), metadata) == []
        assert _schema(old) == _schema(new)
    migrated.close()
    created.close()


def test_a_second_start_changes_nothing(tmp_path: Path) -> None:
    database = SqliteDatabase(f"sqlite:///{tmp_path}/x.db")
    for _ in range(2):
        with database.write() as tx:
            migrate(tx)
            version = tx.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
            assert version == head()
    database.close()


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    database = SqliteDatabase(f"sqlite:///{tmp_path}/x.db")
    with database.write() as tx:
        migrate(tx)
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaTooNew), database.write() as tx:
        migrate(tx)
    database.close()

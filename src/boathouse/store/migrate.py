"""Bringing a database to the schema of this version. Alembic is imported only when it must act."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text

from boathouse.store.tables import metadata

MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaTooNew(Exception):
    """The data folder was written by a newer version of Boathouse."""


def head() -> str:
    """The revision of this version: the highest number among the migration files."""
    names = (re.match(r"(\d{4})_", path.name) for path in (MIGRATIONS / "versions").iterdir())
    return max(match.group(1) for match in names if match)


def migrate(connection: Connection) -> None:
    """Create an empty database at the head, or upgrade an older one to it.

    A test holds that both ways give the same schema. Raises SchemaTooNew for an unknown revision.
    """
    if not inspect(connection).has_table("alembic_version"):
        _create(connection)
        return
    current = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    if current > head():
        raise SchemaTooNew(f"the database is at revision {current}, this version knows {head()}")
    if current < head():
        upgrade(connection, "head")


def upgrade(connection: Connection, revision: str) -> None:
    """Run the migrations up to a revision inside the caller's transaction."""
    from alembic import command

    command.upgrade(_alembic(connection), revision)


def _create(connection: Connection) -> None:
    metadata.create_all(connection)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
    connection.execute(
        text("INSERT INTO alembic_version (version_num) VALUES (:head)"), {"head": head()}
    )


def _alembic(connection: Connection) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config

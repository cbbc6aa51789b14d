"""Writes a migration from the difference between the newest one and the tables in the code.

Usage: python scripts/new_migration.py "what changes"
"""

from __future__ import annotations

import re
import sys

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

import boathouse.app  # noqa: F401 - declares every table
from boathouse.store.migrate import MIGRATIONS


def main(argv: list[str]) -> int:
    if len(argv) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    numbers = [int(path.name[:4]) for path in (MIGRATIONS / "versions").glob("[0-9]*.py")]
    revision = f"{max(numbers, default=0) + 1:04d}"
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    slug = re.sub(r"\W+", "_", argv[0].lower()).strip("_")
    config.set_main_option("file_template", f"{revision}_{slug}")
    with create_engine("sqlite://").connect() as connection:
        config.attributes["connection"] = connection
        if numbers:
            command.upgrade(config, "head")
        command.revision(config, message=argv[0], rev_id=revision, autogenerate=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

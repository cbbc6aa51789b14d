"""Flight SQL through ADBC, the DB-API client that Sail's own documentation names."""

from __future__ import annotations

import warnings
from typing import Any

import drill
from adbc_driver_flightsql import dbapi

warnings.simplefilter("ignore")  # about autocommit, which Flight SQL here does not have


def connect(target: dict[str, Any]) -> drill.Run:
    """A connection, and one cursor that is used again and again."""
    cursor = dbapi.connect(target["address"]).cursor()

    def run(statement: str, arrow: bool) -> int:
        cursor.execute(statement)
        return cursor.fetch_arrow_table().num_rows if arrow else len(cursor.fetchall())

    return run


if __name__ == "__main__":
    drill.main(connect)

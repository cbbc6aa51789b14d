"""Spark Thrift Server through PyHive."""

from __future__ import annotations

from typing import Any

import drill
from pyhive import hive

PAGE = 10_000  # rows; with its default of 1,000 PyHive is slower


def connect(target: dict[str, Any]) -> drill.Run:
    """A connection, and one cursor that is used again and again."""
    connection = hive.connect("127.0.0.1", port=target["port"], username="bench")
    cursor = connection.cursor(arraysize=PAGE)

    def run(statement: str, _: bool) -> int:
        cursor.execute(statement)
        return len(cursor.fetchall()) if cursor.description else 0

    return run


if __name__ == "__main__":
    drill.main(connect)

"""databricks-sql-connector as its users call it, over plain http."""

from __future__ import annotations

from typing import Any

import drill
from databricks import sql


def connect(target: dict[str, Any]) -> drill.Run:
    """A connection, and one cursor that is used again and again."""
    connection = sql.connect(
        server_hostname=target["address"],
        http_path=target["http_path"],
        access_token=target["token"],
        _connection_uri=target["address"] + target["http_path"],
        catalog=target.get("catalog"),
        schema=target.get("schema"),
    )
    cursor = connection.cursor()

    def run(statement: str, arrow: bool) -> int:
        cursor.execute(statement)
        if cursor.description is None:
            return 0
        return cursor.fetchall_arrow().num_rows if arrow else len(cursor.fetchall())

    return run


if __name__ == "__main__":
    drill.main(connect)

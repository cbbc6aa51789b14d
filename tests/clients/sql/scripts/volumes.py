"""PUT, GET, LIST and REMOVE as users of databricks-sql-connector call them; prints one JSON
document.

Standard input is what `sql.connect` is given; the arguments are a volume's path and a folder.
"""

import io
import json
import os
import sys
from typing import Any

from databricks import sql

DATA = os.urandom(3_000_000)


def main(given: dict[str, Any], volume: str, folder: str) -> dict[str, Any]:
    """What was seen, part by part."""
    with open(f"{folder}/local.bin", "wb") as file:
        file.write(DATA)
    path = f"{volume}/a folder/#1 50%?.bin"
    put = f"PUT '{folder}/local.bin' INTO '{path}'"
    with sql.connect(**given) as connection, connection.cursor() as cursor:
        refused = _error(cursor, put)
    allowed = {**given, "staging_allowed_local_path": folder}
    with sql.connect(**allowed) as connection, connection.cursor() as cursor:
        cursor.execute(put)
        again = _error(cursor, put)
        cursor.execute(put + " OVERWRITE")
        cursor.execute(f"LIST '{volume}/a folder'")
        listed = [[row[0], row[1], row[2]] for row in cursor.fetchall()]
        cursor.execute(f"GET '{path}' TO '{folder}/back.bin'")
        with open(f"{folder}/back.bin", "rb") as file:
            same = file.read() == DATA
        elsewhere = _error(cursor, f"GET '{path}' TO '{folder}/../outside.bin'")
        streamed = _streamed(cursor, f"{volume}/streamed.txt")
        cursor.execute(f"REMOVE '{path}'")
        gone = _error(cursor, f"GET '{path}' TO '{folder}/back.bin'")
    return {
        "refused": refused,
        "again": again,
        "listed": listed,
        "same": same,
        "elsewhere": elsewhere,
        "streamed": streamed,
        "gone": gone,
    }


def _streamed(cursor: Any, path: str) -> Any:
    """A PUT from a stream, which only newer versions know."""
    statement = f"PUT '__input_stream__' INTO '{path}' OVERWRITE"
    try:
        cursor.execute(statement, input_stream=io.BytesIO(b"from a stream"))
    except TypeError:
        return "unknown"
    cursor.execute(f"LIST '{path}'")
    return cursor.fetchall()[0][2]


def _error(cursor: Any, statement: str) -> str:
    try:
        cursor.execute(statement)
    except sql.Error as error:
        return str(error).replace("\n", " ")
    return ""


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin), sys.argv[1], sys.argv[2])))

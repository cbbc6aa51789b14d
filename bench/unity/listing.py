"""A page of tables: as fast in a schema of 10,000 as in one of 100, whoever asks.

Pages of 50 tables with their ten columns each, over REST, from the middle of the schema. The owner
sees all of them; the reader has SELECT on ten tables of each schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.client import Client
from bench.figures import Figure, median
from bench.server import BenchError, workspace
from bench.sql.information import row_of, write_log

FEW, MANY = 100, 10_000
PAGE, READABLE = 50, 10
CALLS, WARM_CALLS = 150, 10
TARGET = 1.5
OWNER, READER = "owner@example.com", "reader@example.com"
PATH = "/api/2.1/unity-catalog/tables"


def measure(folder: Path) -> Iterator[Figure]:
    """The ratio of a page at 10,000 tables to a page at 100, for the owner and the reader."""
    folder.mkdir()
    data = folder / "workspace"
    with workspace(data) as (_, port, token):
        owner, reader = _fill(data / "data")
        admin = Client(port, token)
        _grant(admin)
        admin.close()
        for name, person, size in (("owner", owner, PAGE), ("reader of ten", reader, READABLE)):
            client = Client(port, person)
            few, many = (_page(client, schema, size) for schema in ("few", "many"))
            client.close()
            note = f"{few * 1000:.1f} ms at {FEW}, {many * 1000:.1f} ms at {MANY:,}"
            line = f"a page of tables, {MANY:,} to {FEW} in the schema, {name}"
            yield Figure(line, many / few, "x", TARGET, note=note)


def _page(client: Client, schema: str, size: int) -> float:
    """Seconds of the page behind the first ones: half of the schema is before it."""
    query: dict[str, Any] = {"catalog_name": "main", "schema_name": schema, "max_results": PAGE}
    middle = {**query}
    for _ in range((FEW if schema == "few" else MANY) // PAGE // 2):
        token = client.get(f"{PATH}?{urlencode(middle)}").get("next_page_token")
        if token is None:
            break  # the reader's ten are one page
        middle["page_token"] = token
    url = f"{PATH}?{urlencode(middle)}"
    found = len(client.get(url).get("tables", ()))
    if found != size:
        raise BenchError(f"a page of {schema} held {found} tables")
    return median([client.timed_get(url) for _ in range(WARM_CALLS + CALLS)][WARM_CALLS:])


def _grant(admin: Client) -> None:
    """The reader's rights: USE of the way down, SELECT on each tenth of a schema's tables."""
    rights = [("catalog", "main", "USE_CATALOG")]
    for schema, count in (("few", FEW), ("many", MANY)):
        rights.append(("schema", f"main.{schema}", "USE_SCHEMA"))
        step = count // READABLE
        rights += [
            ("table", f"main.{schema}.table_{number:05}", "SELECT")
            for number in range(0, count, step)
        ]
    for kind, name, privilege in rights:
        for person in (READER,) if kind == "table" else (OWNER, READER):
            path = f"/api/2.1/unity-catalog/permissions/{kind}/{name}"
            changes = [{"principal": person, "add": [privilege]}]
            admin.patch(path, changes=changes)


def _fill(data: Path) -> tuple[str, str]:
    """Both schemas, with logs, by the services' own functions; the tokens of both persons."""
    from boathouse.services.catalogs import store as catalogs
    from boathouse.services.principals import store as principals
    from boathouse.services.schemas import store as schemas
    from boathouse.services.tables import places, store
    from boathouse.services.tokens import store as tokens
    from boathouse.store.db import SqliteDatabase

    database = SqliteDatabase(f"sqlite:///{data / 'boathouse.db'}")
    values = [tokens.new_value(), tokens.new_value()]
    with database.write() as tx:
        for number, name in enumerate((OWNER, READER)):
            principals.insert_user(tx, 1_000_000 + number, name, now=1)
            tokens.insert_token(tx, values[number], 1_000_000 + number, now=1)
        main = catalogs.by_name(tx, "main")
        if main is None:
            raise BenchError("there is no catalog main")
        for name, count in (("few", FEW), ("many", MANY)):
            schema = schemas.new_row(main.catalog_id, name, OWNER, 0)
            schemas.insert_schema(tx, schema)
            for place in range(count):
                row = row_of(schema.schema_id, f"table_{place:05}", places, data, OWNER)
                write_log(Path(row["location"]))
                store.insert_table(tx, store.TableRow(**row))
    database.close()
    return values[0], values[1]

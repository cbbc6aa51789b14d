"""What resolving and authorizing five tables adds to a query, in a metastore that is full.

In this process, on a real workspace that is not served. A reader holds SELECT on each of 10,000
tables by grants of its own: for each of the five names the table, the way down to it and the
grants on that way are looked up anew, as the first query of a request does.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from bench.figures import Figure, median
from bench.sql.information import row_of, write_log

TABLES, JOINED = 10_000, 5
ROUNDS, WARM_ROUNDS = 300, 20
TARGET_MS = 2.0
READER_ID, READER = 1_000_000, "reader@example.com"


def measure(folder: Path) -> Iterator[Figure]:
    """The median time of five names, for the reader."""
    from boathouse.app import App, system_clock
    from boathouse.config import Config
    from boathouse.context import Context
    from boathouse.services.grants.authorizer import Grants
    from boathouse.services.principals import store as principals
    from boathouse.sql.securables import Name

    app = App(Config(data_dir=folder, port=0))
    with closing(app.parts.database):
        with app.parts.database.write() as tx:
            _fill(tx, folder)
        with app.parts.database.read() as tx:
            reader = principals.principal_of(tx, READER_ID)
        assert reader is not None
        grants, step = Grants(), TABLES // JOINED
        names = [Name("main", "many", f"table_{n:05}") for n in range(0, TABLES, step)]
        taken = []
        for _ in range(WARM_ROUNDS + ROUNDS):
            with closing(Context(app.parts, reader, system_clock())) as ctx:
                began = time.perf_counter()
                for name in names:
                    relation = app.catalog.relation(ctx, name)
                    grants.require(ctx, "SELECT", relation)
                    assert relation is not None
                    app.catalog.protection(ctx, relation)
                taken.append(time.perf_counter() - began)
    line = f"resolving and authorizing {JOINED} of {TABLES:,} tables, {TABLES:,} grants, p50"
    value = median(taken[WARM_ROUNDS:]) * 1000
    yield Figure(line, value, "ms", TARGET_MS, note="with their logs looked at")


def _fill(tx: Any, data: Path) -> None:
    """The reader, a schema of 10,000 tables with logs, and a grant on each."""
    from boathouse.services.catalogs import store as catalogs
    from boathouse.services.grants import changes
    from boathouse.services.grants.changes import Change
    from boathouse.services.principals import store as principals
    from boathouse.services.schemas import store as schemas
    from boathouse.services.tables import places, store

    principals.insert_user(tx, READER_ID, READER, now=1)
    main = catalogs.by_name(tx, "main")
    assert main is not None
    schema = schemas.new_row(main.catalog_id, "many", "admins", 0)
    schemas.insert_schema(tx, schema)
    given = [(main.catalog_id, "USE_CATALOG"), (schema.schema_id, "USE_SCHEMA")]
    for place in range(TABLES):
        row = row_of(schema.schema_id, f"table_{place:05}", places, data, "admins")
        write_log(Path(row["location"]))
        store.insert_table(tx, store.TableRow(**row))
        given.append((row["table_id"], "SELECT"))
    for securable_id, privilege in given:
        change = Change(READER_ID, add=frozenset({privilege}))
        changes.apply(tx, securable_id, [change], now=1, by="admins")

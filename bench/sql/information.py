"""`information_schema.columns` over 10,000 tables with 100,000 columns."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.figures import Figure, median
from bench.server import BenchError, workspace
from bench.sql import first
from bench.sql.asker import Asker, asker

SCHEMAS, TABLES, COLUMNS = 10, 10_000, 10
CALLS, SECONDS = 5, 120
TARGET_SECONDS = 2.0
KINDS = ("long", "string", "decimal(10,2)", "timestamp", "double")
ALL = "SELECT * FROM system.information_schema.columns"


def measure(folder: Path) -> Iterator[Figure]:
    """All rows, through the connector into Arrow: the first time, and once all schemas are known;
    then one table's."""
    folder.mkdir()
    data = folder / "workspace"
    with (
        workspace(data) as (_, port, token),
        asker(first.CONNECTOR, "connector", folder) as client,
    ):
        _fill(data / "data")
        client.connect(**first.target(port, token))
        client.run(["SELECT 1"], SECONDS)
        cold = _taken(client, ALL, TABLES * COLUMNS)
        warm = median([_taken(client, ALL, TABLES * COLUMNS) for _ in range(CALLS)])
        one = f"{ALL} WHERE table_schema = 'many_3' AND table_name = 'table_33'"
        named = median([_taken(client, one, COLUMNS) for _ in range(CALLS)])
    note = f"{cold:.2f} s the first time; {named * 1000:.0f} ms for one table's"
    line = "information_schema.columns of 10,000 tables, all 100,000 rows"
    yield Figure(line, warm, "s", TARGET_SECONDS, note=note)


def _taken(client: Asker, statement: str, least: int) -> float:
    found = client.run([statement], SECONDS, arrow=True)
    if found.rows[0] < least:
        raise BenchError(f"{statement} answered {found.rows[0]} rows")
    return found.taken[0]


def _fill(data: Path) -> None:
    """Rows and logs written by the services' own functions: statements would take minutes."""
    from boathouse.services.catalogs import store as catalogs
    from boathouse.services.schemas import store as schemas
    from boathouse.services.tables import places, store
    from boathouse.store.db import SqliteDatabase

    database = SqliteDatabase(f"sqlite:///{data / 'boathouse.db'}")
    with database.write() as tx:
        main = catalogs.by_name(tx, "main")
        if main is None:
            raise BenchError("there is no catalog main")
        for number in range(SCHEMAS):
            schema = schemas.new_row(main.catalog_id, f"many_{number}", main.owner, 0)
            schemas.insert_schema(tx, schema)
            for place in range(TABLES // SCHEMAS):
                row = row_of(schema.schema_id, f"table_{place}", places, data, main.owner)
                write_log(Path(row["location"]))
                store.insert_table(tx, store.TableRow(**row))
    database.close()


def row_of(schema_id: str, name: str, places: Any, data: Path, owner: str) -> dict[str, Any]:
    table_id = str(uuid.uuid4())
    return {
        **dict.fromkeys(("comment", "definition", "view_catalog", "view_schema")),
        **{key: {} for key in ("properties", "columns", "details")},
        **dict.fromkeys(("created_by", "updated_by", "owner"), owner),
        **dict.fromkeys(("created_at", "updated_at"), 0),
        "table_id": table_id,
        "schema_id": schema_id,
        "name": name,
        "kind": "MANAGED",
        "format": "DELTA",
        "location": places.managed(data, table_id),
    }


def write_log(folder: Path) -> None:
    """A table's first commit."""
    fields = [
        {"name": f"column_{at}", "type": KINDS[at % len(KINDS)], "nullable": True, "metadata": {}}
        for at in range(COLUMNS)
    ]
    actions = (
        {"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}},
        {
            "metaData": {
                "id": str(uuid.uuid4()),
                "format": {"provider": "parquet", "options": {}},
                "schemaString": json.dumps({"type": "struct", "fields": fields}),
                "partitionColumns": [],
                "configuration": {},
                "createdTime": 0,
            }
        },
    )
    log = folder / "_delta_log"
    log.mkdir(parents=True)
    (log / f"{0:020}.json").write_text("\n".join(map(json.dumps, actions)))

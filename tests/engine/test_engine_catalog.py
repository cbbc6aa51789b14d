"""What a warehouse's engine finds: the tables of running statements, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import requests
from deltalake import DeltaTable, Schema

from boathouse.engine.flight import FlightSql
from boathouse.engine.protocol import CatalogAddress, Engine, EngineSpec
from boathouse.errors import EngineError
from boathouse.protocols.engine_catalog import tokens
from boathouse.protocols.engine_catalog.app import BASE_PATH
from boathouse.sql.issued import IssuedNames, IssuedTable
from boathouse.sql.securables import Column
from tests.engine.conftest import SECRET, serve_facade

COLUMNS = (Column("id", "integer", nullable=False), Column("v", "string"), Column("p", "date"))
FIELDS = [
    {"name": "id", "type": "integer", "nullable": False, "metadata": {}},
    {"name": "v", "type": "string", "nullable": True, "metadata": {}},
    {"name": "p", "type": "date", "nullable": True, "metadata": {}},
]


@pytest.fixture(scope="module")
def names() -> IssuedNames:
    return IssuedNames()


@pytest.fixture(scope="module")
def origin(names: IssuedNames) -> Iterator[str]:
    with serve_facade(names) as origin:
        yield origin


@pytest.fixture(scope="module")
def address(origin: str) -> CatalogAddress:
    return CatalogAddress(origin + BASE_PATH, tokens.mint_warehouse(SECRET, "w1"))


def ask(address: CatalogAddress, path: str, token: str | None = None) -> requests.Response:
    headers = {"Authorization": f"Bearer {token or address.token}"}
    return requests.get(address.uri + path, headers=headers, timeout=10, allow_redirects=False)


@contextmanager
def issued(names: IssuedNames, table: IssuedTable, name: str = "t") -> Iterator[str]:
    schema = names.open_schema()
    names.issue(schema, name, table)
    try:
        yield f"main.{schema}.{name}"
    finally:
        names.release([schema])


def test_an_issued_name_is_answered_until_it_is_released(
    names: IssuedNames, address: CatalogAddress
) -> None:
    table = IssuedTable("main.s.t", "/somewhere", COLUMNS, ("p",), "PARQUET")
    with issued(names, table, "odd name.x") as name:
        info = ask(address, f"/tables/{name.replace('.', '%2E')}").json()
        assert ask(address, f"/schemas/{name.split('.odd')[0]}").status_code == 200
    assert (info["table_type"], info["storage_location"]) == ("EXTERNAL", "/somewhere")
    assert "table_id" not in info
    assert [c["type_text"] for c in info["columns"]] == ["int", "string", "date"]
    assert info["columns"][2]["partition_index"] == 0
    gone = ask(address, f"/tables/{name}")
    assert (gone.status_code, gone.json()["error_code"]) == (404, "TABLE_DOES_NOT_EXIST")
    assert ask(address, f"/schemas/{name.split('.odd')[0]}").status_code == 404


def test_only_a_warehouse_s_token_finds_them(names: IssuedNames, address: CatalogAddress) -> None:
    with issued(names, IssuedTable("main.s.t", "/somewhere", COLUMNS)) as name:
        assert ask(address, f"/tables/{name}").status_code == 200
        cluster = tokens.mint(SECRET, "w1")
        assert ask(address, f"/tables/{name}", cluster).status_code == 404
        forged = tokens.mint_warehouse(b"another secret", "w1")
        assert ask(address, f"/tables/{name}", forged).status_code == 401
    # A warehouse's engine makes nothing either.
    headers = {"Authorization": f"Bearer {address.token}"}
    made = requests.post(f"{address.uri}/tables", json={"name": "t"}, headers=headers, timeout=10)
    assert made.status_code == 501


async def rows(engine: FlightSql, sql: str) -> list[dict[str, Any]]:
    async with engine.query(sql) as stream:
        messages = [stream.schema_message, *[batch.message async for batch in stream]]
    found: list[dict[str, Any]] = (
        pa.ipc.open_stream(b"".join(bytes(one) for one in messages)).read_all().to_pylist()
    )
    return found


def test_queries_and_writes_through_issued_names(
    engine: Engine, names: IssuedNames, address: CatalogAddress, tmp_path: Path
) -> None:
    import json

    place = str(tmp_path / "table")
    schema = Schema.from_json(json.dumps({"type": "struct", "fields": FIELDS}))
    DeltaTable.create(place, schema, partition_by=["p"])
    table = IssuedTable("main.s.t", place, COLUMNS, ("p",))

    async def work() -> None:
        spec = EngineSpec("w1", tmp_path / "engine", catalog=address, wire="flight_sql")
        running = await engine.start(spec)
        flight = FlightSql(running.address)
        try:
            await statements(flight)
        finally:
            await flight.close()
            await engine.stop(running)

    async def statements(flight: FlightSql) -> None:
        async def run(sql: str) -> list[dict[str, Any]]:
            with issued(names, table) as name:
                return await rows(flight, sql.format(t=name))

        await run("INSERT INTO {t} VALUES (1, 'a', DATE'2026-01-01'), (2, 'b', NULL)")
        await run("UPDATE {t} SET v = 'z' WHERE id = 1")
        await run("DELETE FROM {t} WHERE id = 2")
        source = "(SELECT 1 AS id, 'm' AS v UNION ALL SELECT 3, 'n')"
        await run(
            f"MERGE INTO {{t}} AS t USING {source} AS s ON t.id = s.id"
            " WHEN MATCHED THEN UPDATE SET v = s.v"
            " WHEN NOT MATCHED THEN INSERT (id, v, p) VALUES (s.id, s.v, NULL)"
        )
        assert await run("SELECT id, v FROM {t} ORDER BY id") == [
            {"id": 1, "v": "m"}, {"id": 3, "v": "n"},
        ]  # fmt: skip
        assert await run("SELECT count(*) AS n FROM {t} VERSION AS OF 1") == [{"n": 2}]
        with pytest.raises(EngineError, match="NOT_NULL"):
            await run("INSERT INTO {t} VALUES (CAST(NULL AS INT), 'a', NULL)")
        with pytest.raises(EngineError, match="TABLE_OR_VIEW_NOT_FOUND"):
            await rows(flight, "SELECT * FROM main.s.t")

    asyncio.run(work())
    assert DeltaTable(place).version() == 4

"""The metadata calls, through the connector and as other drivers send them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from boathouse.sql.securables import Column
from tests.sql_wire.fake import Wire, relation
from tests.sql_wire.raw import Raw

Connect = Callable[..., Any]


@pytest.fixture(autouse=True)
def _tables(wire: Wire) -> Iterator[None]:
    before, wire.catalog.found = (
        wire.catalog.found,
        (
            relation(
                "main.sales.orders",
                Column("id", "long", nullable=False, comment="the key"),
                Column("total", "decimal(10,2)", default="0"),
                Column("tags", {"type": "array", "elementType": "string", "containsNull": True}),
                comment="all of them",
            ),
            relation("main.sales.order_lines", Column("id", "integer")),
            relation("main.sales.recent", Column("day", "date"), kind="VIEW"),
            relation("main.salesx.t", Column("name", "varchar(20)")),
            relation("other.sales.orders", Column("x", "double")),
        ),
    )
    yield
    wire.catalog.found = before


def rows(cursor: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in cursor.fetchall()]


def test_catalogs(connect: Connect) -> None:
    with connect().cursor() as cursor:
        cursor.catalogs()
        assert [column[0] for column in cursor.description] == ["TABLE_CAT"]
        assert rows(cursor) == [("main",), ("other",)]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, [("sales", "main"), ("salesx", "main"), ("sales", "other")]),
        ({"catalog_name": "MAIN"}, [("sales", "main"), ("salesx", "main")]),
        ({"catalog_name": "ma%", "schema_name": "sales_"}, [("salesx", "main")]),
        ({"schema_name": "sales\\_"}, []),
        ({"catalog_name": "main", "schema_name": "SALES"}, [("sales", "main")]),
        ({"catalog_name": "", "schema_name": ""}, None),
        ({"catalog_name": "nope"}, []),
    ],
)
def test_schemas(connect: Connect, asked: Any, found: Any) -> None:
    with connect().cursor() as cursor:
        cursor.schemas(**asked)
        assert [column[0] for column in cursor.description] == ["TABLE_SCHEM", "TABLE_CATALOG"]
        got = rows(cursor)
    assert got == found if found is not None else len(got) == 3


def test_tables(connect: Connect) -> None:
    with connect().cursor() as cursor:
        cursor.tables(catalog_name="main", schema_name="sales")
        assert len(cursor.description) == 10
        assert [row[:5] for row in rows(cursor)] == [
            ("main", "sales", "order_lines", "TABLE", ""),
            ("main", "sales", "orders", "TABLE", "all of them"),
            ("main", "sales", "recent", "VIEW", ""),
        ]
        cursor.tables(table_name="order%", table_types=["VIEW"])
        assert rows(cursor) == []
        cursor.tables(table_name="order\\_%", table_types=["table"])
        assert [row[2] for row in rows(cursor)] == ["order_lines"]


def test_columns(connect: Connect) -> None:
    with connect().cursor() as cursor:
        cursor.columns(catalog_name="main", schema_name="sales", table_name="orders")
        names = [column[0] for column in cursor.description]
        found = [dict(zip(names, row, strict=True)) for row in rows(cursor)]
    assert len(names) == 23
    shown = ("COLUMN_NAME", "DATA_TYPE", "TYPE_NAME", "COLUMN_SIZE", "DECIMAL_DIGITS")
    assert [tuple(row[name] for name in shown) for row in found] == [
        ("id", -5, "BIGINT", 19, 0),
        ("total", 3, "DECIMAL(10,2)", 10, 2),
        ("tags", 2003, "ARRAY<STRING>", None, None),
    ]
    first, second, _ = found
    assert (first["NULLABLE"], first["IS_NULLABLE"], first["REMARKS"]) == (0, "NO", "the key")
    assert (second["NULLABLE"], second["COLUMN_DEF"], second["ORDINAL_POSITION"]) == (1, "0", 2)


def test_what_is_the_same_for_everybody(wire: Wire) -> None:
    raw = Raw(wire, wire.token).opened()
    types = texts(raw.ask("GetTableTypes", getDirectResults=direct()))
    assert types == [["TABLE", "VIEW"]]
    info = raw.ask("GetTypeInfo", getDirectResults=direct()).directResults.resultSet.results
    numbers = info.columns[1].i32Val.values
    assert numbers == sorted(numbers)
    assert {"BIGINT", "DECIMAL", "STRING", "STRUCT"} <= set(info.columns[0].stringVal.values)
    assert len(info.columns) == 18


def test_what_there_is_none_of(wire: Wire) -> None:
    raw = Raw(wire, wire.token).opened()
    for method, fields in (
        ("GetFunctions", {"functionName": "%"}),
        ("GetPrimaryKeys", {"catalogName": "main", "schemaName": "sales", "tableName": "orders"}),
        ("GetCrossReference", {}),
    ):
        made = raw.ask(method, getDirectResults=direct(), **fields)
        assert made.status.statusCode == 0
        results = made.directResults.resultSet
        assert results.hasMoreRows is False
        assert all(
            column.stringVal is None or column.stringVal.values == []
            for column in results.results.columns
        )


def test_a_listing_is_an_operation_like_others(wire: Wire) -> None:
    """The Node.js driver asks asynchronously and fetches by the handle."""
    raw = Raw(wire, wire.token).opened()
    made = raw.ask("GetTables", catalogName="main", schemaName="%", runAsync=True)
    assert made.directResults is None
    assert made.operationHandle.operationType == 4
    page = raw.fetch(made.operationHandle, orientation=4, maxRows=2)
    assert page.hasMoreRows is True
    assert page.results.columns[2].stringVal.values == ["order_lines", "orders"]
    page = raw.fetch(made.operationHandle, maxRows=200)
    assert page.results.columns[2].stringVal.values == ["t", "recent"]
    assert page.hasMoreRows is False


def direct() -> Any:
    from databricks.sql.thrift_api.TCLIService import ttypes

    return ttypes.TSparkGetDirectResults(maxRows=1000)


def texts(made: Any) -> list[list[str]]:
    return [column.stringVal.values for column in made.directResults.resultSet.results.columns]

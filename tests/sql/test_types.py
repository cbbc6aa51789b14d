"""Data types: every spelling leads to the same canonical type and back."""

from __future__ import annotations

import pyarrow as pa
import pytest

from boathouse.sql import types
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.securables import SparkType
from tests.sql.flight import Sail

STRUCT: SparkType = {
    "type": "struct",
    "fields": [
        {"name": "a", "type": "integer", "nullable": False, "metadata": {"comment": "it's"}},
        {"name": "b c", "type": "string", "nullable": True, "metadata": {}},
    ],
}
ARRAY: SparkType = {"type": "array", "elementType": "integer", "containsNull": True}
MAP: SparkType = {
    "type": "map",
    "keyType": "string",
    "valueType": ARRAY,
    "valueContainsNull": True,
}
CASES: list[tuple[str, SparkType, str, str, str]] = [
    # SQL, canonical, catalog string, type_name, TTypeId
    ("BOOLEAN", "boolean", "boolean", "BOOLEAN", "BOOLEAN_TYPE"),
    ("TINYINT", "byte", "tinyint", "BYTE", "TINYINT_TYPE"),
    ("SMALLINT", "short", "smallint", "SHORT", "SMALLINT_TYPE"),
    ("INT", "integer", "int", "INT", "INT_TYPE"),
    ("BIGINT", "long", "bigint", "LONG", "BIGINT_TYPE"),
    ("FLOAT", "float", "float", "FLOAT", "FLOAT_TYPE"),
    ("DOUBLE", "double", "double", "DOUBLE", "DOUBLE_TYPE"),
    ("DECIMAL(10,2)", "decimal(10,2)", "decimal(10,2)", "DECIMAL", "DECIMAL_TYPE"),
    ("STRING", "string", "string", "STRING", "STRING_TYPE"),
    ("VARCHAR(10)", "varchar(10)", "varchar(10)", "STRING", "STRING_TYPE"),
    ("CHAR(3)", "char(3)", "char(3)", "STRING", "STRING_TYPE"),
    ("BINARY", "binary", "binary", "BINARY", "BINARY_TYPE"),
    ("DATE", "date", "date", "DATE", "DATE_TYPE"),
    ("TIMESTAMP", "timestamp", "timestamp", "TIMESTAMP", "TIMESTAMP_TYPE"),
    ("TIMESTAMP_NTZ", "timestamp_ntz", "timestamp_ntz", "TIMESTAMP_NTZ", "TIMESTAMP_TYPE"),
    ("VOID", "void", "void", "NULL", "NULL_TYPE"),
    ("VARIANT", "variant", "variant", "VARIANT", "STRING_TYPE"),
    (
        "INTERVAL DAY TO SECOND",
        "interval day to second",
        "interval day to second",
        "INTERVAL",
        "INTERVAL_DAY_TIME_TYPE",
    ),
    ("INTERVAL YEAR", "interval year", "interval year", "INTERVAL", "INTERVAL_YEAR_MONTH_TYPE"),
    ("ARRAY<INT>", ARRAY, "array<int>", "ARRAY", "ARRAY_TYPE"),
    ("MAP<STRING, ARRAY<INT>>", MAP, "map<string,array<int>>", "MAP", "MAP_TYPE"),
    (
        "STRUCT<a: INT NOT NULL COMMENT 'it\\'s', `b c`: STRING>",
        STRUCT,
        "struct<a:int,b c:string>",
        "STRUCT",
        "STRUCT_TYPE",
    ),
]


@pytest.mark.parametrize(("sql", "type", "lower", "name", "thrift"), CASES)
def test_spellings(sql: str, type: SparkType, lower: str, name: str, thrift: str) -> None:
    assert types.from_sql(sql) == type
    assert types.from_sql(sql.lower()) == type
    assert types.to_sql(type) == sql
    assert types.catalog_string(type) == lower
    assert types.type_name(type) == name
    assert types.thrift_name(type) == thrift
    assert types.thrift_id(type) == types.THRIFT_IDS[thrift]


@pytest.mark.parametrize(
    ("sql", "type"),
    [
        ("DEC", "decimal(10,0)"),
        ("NUMERIC(5)", "decimal(5,0)"),
        ("  integer ", "integer"),
        ("LONG", "long"),
        ("REAL", "float"),
        ("TIMESTAMP_LTZ", "timestamp"),
        ("interval hour to minute", "interval hour to minute"),
    ],
)
def test_synonyms(sql: str, type: SparkType) -> None:
    assert types.from_sql(sql) == type


@pytest.mark.parametrize(
    "sql",
    [
        "NOPE",
        "",
        "DATETIME",
        "JSON",
        "INT; DROP TABLE t",
        "INT, INT",
        "ARRAY",
        "MAP<INT>",
        "DECIMAL(39,2)",
        "DECIMAL(5,6)",
        "VARCHAR",
        "INTERVAL",
        "INTERVAL DAY TO FORTNIGHT",
        "ARRAY<" * 5000 + "INT" + ">" * 5000,
        "INT\0",
        "STRUCT<a>",
    ],
)
def test_refused(sql: str) -> None:
    with pytest.raises(SqlError):
        types.from_sql(sql)


def test_numbers_of_decimals_and_intervals() -> None:
    assert (types.type_precision("decimal(10,2)"), types.type_scale("decimal(10,2)")) == (10, 2)
    assert types.type_precision("integer") is None
    assert types.interval_type("interval day to second") == "DAY TO SECOND"
    assert types.interval_type("string") is None


def test_stored_types_have_no_char() -> None:
    inner: SparkType = {"type": "array", "elementType": "char(3)", "containsNull": True}
    assert types.stored_type(inner) == {**ARRAY, "elementType": "string"}
    assert types.stored_type("varchar(7)") == "string"


ARROW = [case[1] for case in CASES if not str(case[1]).startswith(("varchar", "char"))]


@pytest.mark.parametrize("type", ARROW, ids=str)
def test_arrow_and_back(type: SparkType) -> None:
    field = types.arrow_field("x", type)
    back = types.from_arrow(field)
    if isinstance(type, str) and type.startswith("interval"):
        assert types.thrift_id(back) == types.thrift_id(type)
    else:
        assert types.catalog_string(back) == types.catalog_string(type)


def test_arrow_types_that_no_engine_sends() -> None:
    assert types.from_arrow(pa.uint64()) == "decimal(20,0)"
    assert types.from_arrow(pa.dictionary(pa.int8(), pa.string())) == "string"
    assert types.from_arrow(pa.large_list(pa.int32())) == ARRAY
    with pytest.raises(NotSupported):
        types.from_arrow(pa.time64("us"))
    with pytest.raises(NotSupported):
        types.from_arrow(pa.decimal256(60, 2))


def test_metadata_of_a_field() -> None:
    assert types.field_metadata(ARRAY) == {
        "Spark:DataType:SqlName": "ARRAY<INT>",
        "Spark:DataType:JsonType": '{"type":"array","elementType":"integer","containsNull":true}',
    }
    assert types.field_metadata("integer")["Spark:DataType:JsonType"] == '"integer"'


LITERALS = {
    "true": "boolean",
    "1Y": "byte",
    "1S": "short",
    "1": "integer",
    "1L": "long",
    "1.5F": "float",
    "1.5D": "double",
    "1.50": "decimal(3,2)",
    "'x'": "string",
    "X'01'": "binary",
    "DATE'2020-01-01'": "date",
    "TIMESTAMP'2020-01-01 00:00:00'": "timestamp",
    "TIMESTAMP_NTZ'2020-01-01 00:00:00'": "timestamp_ntz",
    "INTERVAL '1' YEAR": "interval year",
    "INTERVAL '1-2' YEAR TO MONTH": "interval year to month",
    "INTERVAL '1' DAY": "interval day",
    "INTERVAL '1 2:3:4' DAY TO SECOND": "interval day to second",
    "parse_json('1')": "variant",
    "NULL": "void",
}


def test_what_the_engine_sends(sail: Sail) -> None:
    columns = ", ".join(f"{sql} AS c{i}" for i, sql in enumerate(LITERALS))
    schema = sail.table(f"SELECT {columns}").schema
    assert [types.from_arrow(field) for field in schema] == list(LITERALS.values())
    for field, type in zip(schema, LITERALS.values(), strict=True):
        assert types.to_arrow(type) == field.type


def test_month_intervals_can_be_read(sail: Sail) -> None:
    table = sail.table("SELECT INTERVAL '1-2' YEAR TO MONTH AS n, 7 AS i")
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    whole = sink.getvalue().to_pybytes()
    skip = len(table.schema.serialize())
    message = types.readable(table.schema).serialize().to_pybytes()
    read = pa.ipc.open_stream(message + whole[skip:]).read_all()
    assert read.to_pylist() == [{"n": 14, "i": 7}]

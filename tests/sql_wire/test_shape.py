"""Types as clients want them: what passes untouched, and what comes as which text."""

from __future__ import annotations

import contextlib
import datetime
import decimal
import json
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyspark.sql.variant_utils import VariantUtils

from boathouse.protocols.thrift.wellformed import Malformed, require_struct
from boathouse.sql.answer import batch_of, record_batch
from boathouse.sql.shape import NO_ARROW, Flags, shape_for, spark_type
from boathouse.sql.texts import double_text, micros_text, months_text, texts
from boathouse.sql.variant import variant_json

D = decimal.Decimal
NOON = datetime.datetime.fromisoformat("2024-02-29 12:00:00.5")


def shaped(flags: Flags, table: pa.Table) -> tuple[pa.Schema, pa.RecordBatch, bool]:
    """The client's schema and rows, and whether the bytes passed untouched."""
    schema, convert = shape_for(flags)(table.schema)
    [batch] = table.to_batches()
    sent = batch_of(batch)
    given = convert(sent) if convert is not None else sent
    return schema, record_batch(schema, given), given is sent


def test_what_the_engine_sends_passes_untouched() -> None:
    nested = pa.list_(pa.struct([("x", pa.timestamp("us", "UTC")), ("y", pa.decimal128(4, 1))]))
    table = pa.table(
        {
            "ts": pa.array([NOON], pa.timestamp("us", "UTC")),
            "n": pa.array([1], pa.int8()),
            "d": pa.array([D("1.5")], pa.decimal128(4, 1)),
            "nested": pa.array([[{"x": NOON, "y": D("1.5")}]], nested),
        }
    )
    schema, batch, untouched = shaped(Flags(), table)
    assert untouched
    assert schema.field("ts").type == pa.timestamp("us", "Etc/UTC")
    assert batch.column(3).to_pylist()[0][0]["y"] == D("1.5")
    names = [field.metadata[b"Spark:DataType:SqlName"].decode() for field in schema]
    assert names == [
        "TIMESTAMP",
        "TINYINT",
        "DECIMAL(4,1)",
        "ARRAY<STRUCT<x: TIMESTAMP, y: DECIMAL(4,1)>>",
    ]
    assert spark_type(schema.field("nested"))["type"] == "array"  # type: ignore[index]


def test_only_what_must_be_is_converted() -> None:
    table = pa.table(
        {
            "view": pa.array(["a"], pa.string_view()),
            "unsigned": pa.array([200], pa.uint8()),
            "nanos": pa.array([NOON], pa.timestamp("ns", "UTC")),
            "plain": pa.array([b"x"]),
        }
    )
    schema, batch, untouched = shaped(Flags(), table)
    assert not untouched
    assert schema.types == [
        pa.string(),
        pa.int16(),
        pa.timestamp("us", "Etc/UTC"),
        pa.binary(),
    ]
    row = batch.to_pylist()[0]
    assert (row["view"], row["unsigned"], row["plain"]) == ("a", 200, b"x")
    assert row["nanos"] == NOON.replace(tzinfo=datetime.UTC)


def test_a_client_without_arrow_gets_text() -> None:
    table = pa.table(
        {
            "ts": pa.array([NOON, None], pa.timestamp("us", "UTC")),
            "d": pa.array([D("0E-9"), D("-12.000000001")], pa.decimal128(12, 9)),
            "span": pa.array([datetime.timedelta(days=-1, hours=-2), None], pa.duration("us")),
            "none": pa.array([None, None]),
            "n": pa.array([1, None]),
        }
    )
    _, batch, _ = shaped(NO_ARROW, table)
    assert [tuple(row.values()) for row in batch.to_pylist()] == [
        ("2024-02-29 12:00:00.5", "0.000000000", "-1 02:00:00.000000000", None, 1),
        (None, "-12.000000001", None, None, None),
    ]


def test_intervals_and_voids_pass_where_they_are_wanted() -> None:
    """As the JDBC driver does."""
    spans = pa.array([datetime.timedelta(hours=1)], pa.duration("us"))
    table = pa.table({"span": spans, "none": pa.array([None])})
    schema, _, untouched = shaped(Flags(intervals=True, nulls=True), table)
    assert untouched
    assert schema.types == [pa.duration("us"), pa.null()]


def test_a_variant_is_json_text_wherever_it_stands() -> None:
    value, metadata = VariantUtils.parse_json('{"a":[1,"x"]}')
    parts = pa.struct(
        [pa.field("value", pa.binary(), False), pa.field("metadata", pa.binary(), False)]
    )
    marked = {b"variant": b"true"}
    inner = pa.struct([pa.field("v", parts, True, marked), ("n", pa.int32())])
    one = {"value": value, "metadata": metadata}
    arrays = [pa.array([one, None], parts), pa.array([{"v": one, "n": 1}, None], inner)]
    schema = pa.schema([pa.field("v", parts, True, marked), pa.field("s", inner)])
    made, batch, _ = shaped(Flags(), pa.Table.from_arrays(arrays, schema=schema))
    assert made.field("v").metadata[b"Spark:DataType:SqlName"] == b"VARIANT"
    assert batch.column(0).to_pylist() == ['{"a":[1,"x"]}', None]
    assert batch.column(1).to_pylist() == ['{"v":{"a":[1,"x"]},"n":1}', None]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1.0, "1.0"),
        (0.1, "0.1"),
        (-0.0, "-0.0"),
        (1e7, "1.0E7"),
        (12345678.9, "1.23456789E7"),
        (1e-3, "0.001"),
        (1e-4, "1.0E-4"),
        (-1.5e300, "-1.5E300"),
        (9999999.0, "9999999.0"),
        (float("nan"), "NaN"),
        (float("-inf"), "-Infinity"),
    ],
)
def test_doubles_are_written_as_java_does(number: float, text: str) -> None:
    assert double_text(number) == text


def test_intervals_are_written_as_hive_does() -> None:
    assert [months_text(months) for months in (14, -3, 0)] == ["1-2", "-0-3", "0-0"]
    assert micros_text(93_784_000_005) == "1 02:03:04.000005000"


def test_nested_values_are_json() -> None:
    kind: Any = {
        "type": "struct",
        "fields": [
            {"name": "d", "type": "decimal(38,2)"},
            {"name": "day", "type": "date"},
            {"name": "f", "type": "double"},
            {"name": 'q"', "type": {"type": "map", "keyType": "integer", "valueType": "binary"}},
        ],
    }
    arrow = pa.struct(
        [
            ("d", pa.decimal128(38, 2)),
            ("day", pa.date32()),
            ("f", pa.float64()),
            ('q"', pa.map_(pa.int32(), pa.binary())),
        ]
    )
    number = D("123456789012345678901234567890.12")
    value = {"d": number, "day": NOON.date(), "f": float("nan"), 'q"': [(1, b"\xff"), (2, None)]}
    [text, none] = texts(pa.array([value, None], arrow), kind).to_pylist()
    assert none is None
    assert text == (
        '{"d":123456789012345678901234567890.12,"day":"2024-02-29","f":"NaN",'
        '"q\\"":{"1":"/w==","2":null}}'
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(JSON)
def test_a_variant_reads_as_it_was_written(document: Any) -> None:
    text = json.dumps(document)
    value, metadata = VariantUtils.parse_json(text)
    assert json.loads(variant_json(value, metadata)) == document


@given(st.binary(max_size=60), st.binary(max_size=20))
def test_bytes_that_are_no_variant_are_an_error_or_a_text(value: bytes, metadata: bytes) -> None:
    with contextlib.suppress(ValueError):
        assert isinstance(variant_json(value, metadata), str)


@given(st.binary(max_size=200))
def test_no_bytes_lead_the_walk_astray(data: bytes) -> None:
    try:
        require_struct(data, 0)
    except Malformed:
        return
    assert data[-1:] == b"\x00"

"""`samples.tpch` and `samples.nyctaxi`: rows of the store from the first start, data on first use.

Making their files takes pyarrow and delta-rs, which a start must not wait for.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from pathlib import Path
from random import Random
from types import MappingProxyType

from sqlalchemy import Connection

from boathouse.context import Parts
from boathouse.services.catalogs.seed import ensure_schema
from boathouse.services.catalogs.store import SYSTEM_OWNER
from boathouse.services.tables import places, store
from boathouse.services.tables.store import TableRow
from boathouse.sql.securables import Column
from boathouse.store import settings

CATALOG = "samples"
SEED = 20160213
_DONE = "first_samples"
_MONEY, _LONG, _TEXT, _DAY = "decimal(18,2)", "long", "string", "date"
_KINDS = MappingProxyType({"m": _MONEY, "l": _LONG, "t": _TEXT, "d": _DAY, "i": "integer"})

# name -> what its columns are called, behind the kind of each
SHAPES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "tpch.region": ("ltt", "r_regionkey r_name r_comment"),
        "tpch.nation": ("ltlt", "n_nationkey n_name n_regionkey n_comment"),
        "tpch.customer": (
            "lttltmtt",
            "c_custkey c_name c_address c_nationkey c_phone c_acctbal c_mktsegment c_comment",
        ),
        "tpch.supplier": (
            "lttltmt",
            "s_suppkey s_name s_address s_nationkey s_phone s_acctbal s_comment",
        ),
        "tpch.part": (
            "lttttitmt",
            "p_partkey p_name p_mfgr p_brand p_type p_size p_container p_retailprice p_comment",
        ),
        "tpch.partsupp": ("llimt", "ps_partkey ps_suppkey ps_availqty ps_supplycost ps_comment"),
        "tpch.orders": (
            "lltmdttit",
            "o_orderkey o_custkey o_orderstatus o_totalprice o_orderdate o_orderpriority o_clerk"
            " o_shippriority o_comment",
        ),
        "tpch.lineitem": (
            "lllimmmmttdddttt",
            "l_orderkey l_partkey l_suppkey l_linenumber l_quantity l_extendedprice l_discount"
            " l_tax l_returnflag l_linestatus l_shipdate l_commitdate l_receiptdate"
            " l_shipinstruct l_shipmode l_comment",
        ),
    }
)
TRIPS = (
    Column("tpep_pickup_datetime", "timestamp"),
    Column("tpep_dropoff_datetime", "timestamp"),
    Column("trip_distance", "double"),
    Column("fare_amount", "double"),
    Column("pickup_zip", "integer"),
    Column("dropoff_zip", "integer"),
)


def columns_of(sample: str) -> tuple[Column, ...]:
    """The columns of a sample such as `tpch.nation`."""
    if sample == "nyctaxi.trips":
        return TRIPS
    kinds, names = SHAPES[sample]
    return tuple(
        Column(name, _KINDS[kind]) for kind, name in zip(kinds, names.split(), strict=True)
    )


def first_samples(tx: Connection, data_dir: Path, now: int) -> None:
    """The rows of the sample tables, once: what was dropped later stays so."""
    if settings.get(tx, _DONE) is not None:
        return
    for sample in (*SHAPES, "nyctaxi.trips"):
        schema, _, name = sample.partition(".")
        within = ensure_schema(tx, CATALOG, schema, now)
        store.insert_table(tx, _row(within.schema_id, name, sample, data_dir, now))
    settings.put_once(tx, _DONE, "made")


def is_sample(row: TableRow) -> bool:
    """Whether the row is one of a sample table."""
    return "sample" in row.columns


def make(parts: Parts, row: TableRow) -> None:
    """Write the sample's data, unless it is there."""
    from boathouse.services.tables import change, files, layout
    from boathouse.services.tables.fields import field_of

    assert row.location is not None
    sample = row.columns["sample"]
    # One at a time: two readers of a fresh sample would write its files twice.
    with parts.delta.making:
        if places.has_log(row.location):
            return
        places.remove(Path(row.location))  # what a kill left of the last try
        shape = layout.Layout(tuple(map(field_of, columns_of(sample))), description=row.comment)
        part = places.new_part(row.location)
        files.begin(part, shape, SYSTEM_OWNER, row.created_at)
        _write(part, sample)
        author = change.Author(SYSTEM_OWNER, row.created_at)
        log = change.TableLog(parts.delta, row.location, author)
        log.replace(shape, files.written(part, shape), {}, selected=True)
        files.sealed(part)


def _write(part: str, sample: str) -> None:
    import pyarrow as pa
    from deltalake import write_deltalake

    from boathouse.services.tables.sample_data import ROWS
    from boathouse.sql.types import to_arrow

    columns = columns_of(sample)
    rows = list(ROWS[sample](Random(f"{SEED} {sample}")))  # noqa: S311 (the same rows everywhere)
    schema = pa.schema([(column.name, to_arrow(column.type)) for column in columns])
    arrays = [
        pa.array(values, field.type)
        for values, field in zip(zip(*rows, strict=True), schema, strict=True)
    ]
    write_deltalake(part, pa.table(arrays, schema=schema), mode="append")


def _row(schema_id: str, name: str, sample: str, data_dir: Path, now: int) -> TableRow:
    table_id = str(uuid.uuid4())
    return TableRow(
        table_id=table_id,
        schema_id=schema_id,
        name=name,
        kind="MANAGED",
        format="DELTA",
        location=places.managed(data_dir, table_id),
        owner=SYSTEM_OWNER,
        comment="A small sample",
        properties={},
        columns={"sample": sample},
        details={},
        definition=None,
        view_catalog=None,
        view_schema=None,
        created_at=now,
        created_by=SYSTEM_OWNER,
        updated_at=now,
        updated_by=SYSTEM_OWNER,
    )

"""pl.Catalog: lists, reads, makes an external table and writes to it."""

import json
import os

import polars as pl

catalog = pl.Catalog(
    os.environ["LAKE_HOST"], bearer_token=os.environ["LAKE_TOKEN"], require_https=False
)
schema = os.environ["LAKE_SCHEMA"]
listed = sorted((one.name, one.table_type) for one in catalog.list_tables("main", schema))
read = catalog.scan_table("main", schema, "t").sort("id").collect()
kept = catalog.get_table_info("main", schema, "t").get_polars_schema()
catalog.create_table(
    "main",
    schema,
    "by_polars",
    schema={"id": pl.Int64, "name": pl.String},
    table_type="EXTERNAL",
    data_source_format="DELTA",
    storage_root=os.environ["LAKE_FOLDER"] + "/by_polars",
)
frame = pl.DataFrame({"id": [1, 2], "name": ["one", "two"]})
catalog.write_table(frame, "main", schema, "by_polars", delta_mode="append")
print(
    json.dumps(
        {
            "version": pl.__version__,
            "catalogs": [one.name for one in catalog.list_catalogs()],
            "schemas": [one.name for one in catalog.list_namespaces("main")],
            "tables": listed,
            "schema": {name: str(kind) for name, kind in (kept or {}).items()},
            "rows": read.select("id", "name", pl.col("price").cast(pl.String)).to_dicts(),
            "written": catalog.scan_table("main", schema, "by_polars").collect().height,
        }
    )
)

"""Daft: lists, reads, registers a table that it wrote, and appends to it."""

import json
import os
import warnings

import daft
from daft.catalog.__unity._client import UnityCatalog

warnings.filterwarnings("ignore")
schema = f"main.{os.environ['LAKE_SCHEMA']}"
catalog = UnityCatalog(endpoint=os.environ["LAKE_HOST"], token=os.environ["LAKE_TOKEN"])
read = daft.read_deltalake(catalog.load_table(f"{schema}.t")).select("id", "name").sort("id")
place = os.environ["LAKE_FOLDER"] + "/by_daft"
daft.from_pydict({"id": [1, 2, 3]}).write_deltalake(place)
made = catalog.load_table(f"{schema}.by_daft", new_table_storage_path=place)
daft.from_pydict({"id": [4]}).write_deltalake(
    made.table_uri, mode="append", io_config=daft.io.IOConfig()
)
print(
    json.dumps(
        {
            "version": daft.__version__,
            "catalogs": catalog.list_catalogs(),
            "schemas": catalog.list_schemas("main"),
            "tables": sorted(catalog.list_tables(schema)),
            "rows": read.to_pylist(),
        }
    )
)

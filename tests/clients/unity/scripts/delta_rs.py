"""delta-rs: asks for a credential, opens the folder that it names, reads, appends, and prepares a
managed table in a staging folder."""

import json
import os
import urllib.error
import urllib.request

import deltalake
import pyarrow as pa

ROOT = os.environ["LAKE_HOST"] + "/api/2.1/unity-catalog"
SCHEMA = os.environ["LAKE_SCHEMA"]


def ask(path, body=None):
    """The answer of the catalog, or its error_code."""
    request = urllib.request.Request(
        f"{ROOT}/{path}", headers={"Authorization": f"Bearer {os.environ['LAKE_TOKEN']}"}
    )
    if body is not None:
        request.data = json.dumps(body).encode()
    try:
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)["error_code"]


def credential(table, operation):
    table_id = ask(f"tables/main.{SCHEMA}.{table}")["table_id"]
    return ask("temporary-table-credentials", {"table_id": table_id, "operation": operation})


url = credential("t", "READ_WRITE")["url"]
before = deltalake.DeltaTable(url).to_pyarrow_table().num_rows
rows = pa.table({"id": [7], "name": ["by delta-rs"], "p": ["one"]})
deltalake.write_deltalake(url, rows, mode="append", schema_mode="merge")

place = {"catalog_name": "main", "schema_name": SCHEMA, "name": "staged"}
staged = ask("staging-tables", place)
given = {"table_id": staged["id"], "operation": "READ_WRITE"}
prepared = ask("temporary-table-credentials", given)["url"]
deltalake.write_deltalake(prepared, pa.table({"id": [1, 2, 3]}))
kind = {"table_type": "MANAGED", "data_source_format": "DELTA"}
made = ask("tables", {**place, **kind, "storage_location": prepared, "columns": []})
print(
    json.dumps(
        {
            "version": deltalake.__version__,
            "before": before,
            "after": deltalake.DeltaTable(url).to_pyarrow_table().num_rows,
            "staged": made["table_type"],
            "masked": credential("masked", "READ"),
        }
    )
)

"""/api/2.1/unity-catalog/staging-tables, as clients of the open source Unity Catalog know it."""

from __future__ import annotations

from typing import Any

from boathouse.context import Context
from boathouse.route import Access, route
from boathouse.services.staging_tables import prepare
from boathouse.services.tables import places
from boathouse.sql.securables import Name


@route("POST", "/api/2.1/unity-catalog/staging-tables", access=Access.USER)
def create(ctx: Context, catalog_name: str, schema_name: str, name: str) -> dict[str, Any]:
    """A folder in which the caller writes a Delta table; POST /tables with it makes it managed."""
    wanted = Name(catalog_name.lower(), schema_name.lower(), name.lower())
    row = prepare.begin(ctx, wanted)
    return {
        "id": row.table_id,
        "catalog_name": wanted.catalog,
        "schema_name": wanted.schema,
        "name": row.name,
        "staging_location": places.uri_of(row.location),
    }

"""/api/2.1/unity-catalog/temporary-table-credentials."""

from __future__ import annotations

from typing import Any

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue
from boathouse.route import Access, route
from boathouse.services.staging_tables import prepare
from boathouse.services.tables import find
from boathouse.services.vending import credential, rights
from boathouse.wire.catalog import TableOperation


@route("POST", "/api/2.0|2.1/unity-catalog/temporary-table-credentials", access=Access.USER)
def generate_temporary_table_credentials(
    ctx: Context, table_id: str, operation: TableOperation | None = None
) -> dict[str, Any]:
    """Where the table's files are, and what opens them for an hour. `operation` None: to read."""
    rights.require_open(ctx)
    staged = prepare.own(ctx, table_id)
    if staged is not None:
        return credential.for_location(ctx, staged.location)
    found = find.of_id(ctx, table_id)
    if found.row.location is None:
        raise InvalidParameterValue(f"'{found.name}' is a view: it has no files.")
    rights.require_table(ctx, found, write=operation == "READ_WRITE")
    return credential.for_location(ctx, found.row.location)

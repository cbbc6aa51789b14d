"""/api/2.1/unity-catalog/temporary-volume-credentials."""

from __future__ import annotations

from typing import Any

from boathouse.context import Context
from boathouse.route import Access, route
from boathouse.services.grants import decide
from boathouse.services.vending import credential, rights
from boathouse.services.volumes import find
from boathouse.wire.catalog import VolumeOperation


@route("POST", "/api/2.0|2.1/unity-catalog/temporary-volume-credentials", access=Access.USER)
def generate_temporary_volume_credentials(
    ctx: Context, volume_id: str, operation: VolumeOperation | None = None
) -> dict[str, Any]:
    """Where the volume's files are, and what opens them for an hour. Without `operation`: to
    read."""
    rights.require_open(ctx)
    catalog, schema, row = find.of_id(ctx, volume_id)
    rights.require_schema(ctx, catalog, schema)
    volume = row.entry(catalog.name, schema.name)
    decide.require(ctx, "READ_VOLUME", volume)
    if operation == "WRITE_VOLUME":
        decide.require(ctx, "WRITE_VOLUME", volume)
    return credential.for_location(ctx, row.folder)

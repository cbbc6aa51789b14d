"""/api/2.1/unity-catalog/temporary-path-credentials."""

from __future__ import annotations

from typing import Any

from boathouse.context import Context
from boathouse.route import Access, route
from boathouse.services.vending import credential, paths, rights
from boathouse.wire.catalog import PathOperation


@route("POST", "/api/2.0|2.1/unity-catalog/temporary-path-credentials", access=Access.USER)
def generate_temporary_path_credentials(
    ctx: Context, url: str, operation: PathOperation, dry_run: bool = False
) -> dict[str, Any]:
    """What opens an external path for an hour; with `dry_run` only whether it would be given."""
    rights.require_open(ctx)
    place = paths.require_path(ctx, url, operation)
    return credential.without_key(place) if dry_run else credential.for_location(ctx, place)

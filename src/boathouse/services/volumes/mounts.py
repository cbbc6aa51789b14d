"""The volumes that a task finds as folders, at /Volumes/<catalog>/<schema>/<volume>."""

from __future__ import annotations

from boathouse.context import Context, Parts
from boathouse.errors import ApiError
from boathouse.services.catalogs import find as catalogs
from boathouse.services.external_locations import access
from boathouse.services.grants import decide
from boathouse.services.principals import store as principals
from boathouse.services.schemas import find as schemas
from boathouse.services.volumes import store
from boathouse.services.volumes.store import EXTERNAL
from boathouse.sql.securables import Volume

MOST = 1000
"""Of one task: each is a mount, which takes the task's start some time."""

Mount = tuple[str, str, bool]
"""Where a volume is found, its folder on disk, and whether it may be written to."""


def of(parts: Parts, owner: str) -> list[Mount]:
    """What a principal may read now, the first by name; a revoked right is gone with the next
    task. Without READ_VOLUME there is no folder: it could not be written to without being read."""
    with parts.database.read() as tx:
        principal = principals.acting_as(tx, owner)
    if principal is None:
        return []
    ctx = Context(parts, principal, parts.clock())
    try:
        return _readable(ctx)[:MOST]
    finally:
        ctx.close()


def _readable(ctx: Context) -> list[Mount]:
    found: list[Mount] = []
    for catalog in catalogs.all_visible(ctx):
        if not decide.may(ctx, "USE_CATALOG", catalog.entry):
            continue
        for schema in schemas.all_visible(ctx, catalog.name)[1]:
            for row in store.of_schema(ctx.tx, schema.schema_id):
                volume = row.entry(catalog.name, schema.name)
                if decide.may(ctx, "READ_VOLUME", volume):
                    path = f"/Volumes/{catalog.name}/{schema.name}/{row.name}"
                    found.append((path, row.folder, _writable(ctx, volume)))
            if len(found) >= MOST:
                return found
    return found


def _writable(ctx: Context, volume: Volume) -> bool:
    if not decide.may(ctx, "WRITE_VOLUME", volume):
        return False
    try:
        if volume.kind == EXTERNAL:
            access.refuse_read_only(ctx, volume.location)
    except ApiError:
        return False
    return True

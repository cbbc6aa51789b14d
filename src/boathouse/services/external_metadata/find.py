"""External metadata by name."""

from __future__ import annotations

from boathouse.context import Context
from boathouse.errors import ResourceDoesNotExist
from boathouse.services.external_metadata import store
from boathouse.services.external_metadata.store import ExternalMetadataRow


def existing(ctx: Context, name: str) -> ExternalMetadataRow:
    """The object of a name, not authorized yet; ResourceDoesNotExist."""
    row = store.by_name(ctx.tx, name)
    if row is None:
        raise ResourceDoesNotExist(f"External metadata '{name}' does not exist.")
    return row


def of_id(ctx: Context, object_id: str) -> ExternalMetadataRow | None:
    """The object of an id, not authorized yet."""
    return store.by_id(ctx.tx, object_id)

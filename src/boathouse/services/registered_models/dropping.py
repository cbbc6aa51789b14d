"""Dropping the models of a schema, for when the schema goes."""

from __future__ import annotations

from boathouse.context import Context
from boathouse.services.grants import changes as grant_changes
from boathouse.services.model_versions import store as versions
from boathouse.services.registered_models import store


def drop_in(ctx: Context, schema_id: str) -> None:
    """Drop all models of a schema, in the open change; their files go later."""
    ids = store.ids_in(ctx.tx, schema_id)
    versions.delete_of(ctx.tx, ids)
    for model_id in ids:
        store.delete_model(ctx.tx, model_id, ctx.now)
    grant_changes.forget(ctx.tx, ids)

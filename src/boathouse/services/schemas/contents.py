"""What a schema holds, whichever service keeps it."""

from __future__ import annotations

from boathouse.context import Context
from boathouse.services.functions import store as functions
from boathouse.services.grants import changes as grants
from boathouse.services.registered_models import dropping as model_changes
from boathouse.services.registered_models import store as models
from boathouse.services.registered_models.sweep import ModelSweep
from boathouse.services.tables import store as tables
from boathouse.services.volumes import store as volumes
from boathouse.services.volumes.sweep import VolumeSweep


def counted(ctx: Context, schema_id: str) -> dict[str, int]:
    """How many objects of each kind there are, without the kinds that have none."""
    found = {
        "table(s)": tables.count_in(ctx.tx, schema_id),
        "volume(s)": len(volumes.of_schema(ctx.tx, schema_id)),
        "function(s)": functions.count_in(ctx.tx, schema_id),
        "registered model(s)": models.count_in(ctx.tx, schema_id),
    }
    return {kind: count for kind, count in found.items() if count}


def drop_all(ctx: Context, schema_id: str) -> None:
    """Drop everything in a schema, in the open change; their files go later."""
    views = [row.table_id for row in tables.of_schema(ctx.tx, schema_id) if row.kind == "VIEW"]
    called = [row.function_id for row in functions.of_schema(ctx.tx, schema_id)]
    held = volumes.of_schema(ctx.tx, schema_id)
    tables.drop_in(ctx.tx, schema_id, ctx.now)
    functions.delete_in(ctx.tx, schema_id)
    for volume in held:
        volumes.drop_volume(ctx.tx, volume, ctx.now)
    model_changes.drop_in(ctx, schema_id)
    grants.forget(ctx.tx, [*views, *called, *(volume.volume_id for volume in held)])


def clear_up(ctx: Context) -> None:
    """Let the files of what was dropped be removed; for after the commit."""
    ctx.wake(VolumeSweep.kind)
    ctx.wake(ModelSweep.kind)

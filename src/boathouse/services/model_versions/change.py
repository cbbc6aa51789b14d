"""Making, finishing, changing and dropping versions of registered models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from boathouse.context import Context
from boathouse.errors import InvalidState, ResourceDoesNotExist
from boathouse.services.catalogs.changes import stamped
from boathouse.services.grants import decide
from boathouse.services.model_versions import store
from boathouse.services.model_versions.find import Found, existing
from boathouse.services.model_versions.store import PENDING, READY, VersionRow
from boathouse.services.registered_models import find as models
from boathouse.services.registered_models import folders
from boathouse.services.registered_models import store as model_store
from boathouse.services.registered_models.sweep import ModelSweep
from boathouse.sql.securables import Name


def create(
    ctx: Context,
    name: Name,
    *,
    source: str | None = None,
    comment: str | None = None,
    document: Mapping[str, Any] | None = None,
) -> Found:
    """Make the next version of a model: a number that no version had, an empty folder, PENDING.

    Errors: those of `models.existing`, PermissionDenied.
    """
    parent = models.existing(ctx, name)
    decide.require(ctx, "CREATE_MODEL_VERSION", parent.entry)
    config, model_id = ctx.parts.config, parent.row.model_id
    version_id, user = store.new_id(), ctx.principal.user_name
    key = folders.version_key(model_id, version_id)
    folders.make(config, key)
    try:
        with ctx.write() as tx:
            present = models.existing(ctx, name)
            if present.row.model_id != model_id:
                raise ResourceDoesNotExist(f"Registered model '{name}' does not exist.")
            row = VersionRow(
                model_id=model_id,
                version=present.row.last_version + 1,
                version_id=version_id,
                status=PENDING,
                comment=comment or None,
                source=source,
                document=dict(document or {}),
                created_at=ctx.now,
                created_by=user,
                updated_at=ctx.now,
                updated_by=user,
            )
            store.insert_version(tx, row)
            model_store.update_model(tx, model_id, last_version=row.version)
    except BaseException:
        folders.remove(config, key)
        raise
    return Found(parent, row)


def finalize(ctx: Context, name: Name, version: int) -> Found:
    """The files are there: the version is READY; asked again it stays so.

    Errors: those of `existing`, PermissionDenied, InvalidState.
    """
    found = existing(ctx, name, version)
    decide.require(ctx, "CREATE_MODEL_VERSION", found.model)
    if found.row.status == READY:
        return found
    if found.row.status != PENDING:
        raise InvalidState(f"Model version {version} of '{name}' is {found.row.status}.")
    return _updated(ctx, found, {**stamped(ctx, {}, "FinalizeModelVersion"), "status": READY})


def alter(ctx: Context, name: Name, version: int, **changes: Any) -> Found:
    """Change the `comment`. Errors: those of `existing`, PermissionDenied."""
    found = existing(ctx, name, version)
    decide.require(ctx, "MANAGE", found.model)
    return _updated(ctx, found, stamped(ctx, changes, "UpdateModelVersion"))


def drop(ctx: Context, name: Name, version: int) -> None:
    """Drop a version with its aliases and files; its number is never given again.

    Errors: those of `existing`, PermissionDenied.
    """
    found = existing(ctx, name, version)
    decide.require(ctx, "MANAGE", found.model)
    with ctx.write() as tx:
        if not store.delete_version(tx, found.row, ctx.now):
            raise _gone(found)
    ctx.wake(ModelSweep.kind)


def _updated(ctx: Context, found: Found, values: Mapping[str, Any]) -> Found:
    with ctx.write() as tx:
        if not store.update_version(tx, found.row, **values):
            raise _gone(found)
    return replace(found, row=replace(found.row, **values))


def _gone(found: Found) -> ResourceDoesNotExist:
    return ResourceDoesNotExist(
        f"Model version '{found.parent.name}' version {found.row.version} does not exist."
    )

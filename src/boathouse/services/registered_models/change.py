"""Making, changing and dropping registered models and their aliases."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from boathouse.context import Context
from boathouse.errors import (
    InvalidParameterValue,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
    SchemaDoesNotExist,
)
from boathouse.services.catalogs.changes import stamped
from boathouse.services.catalogs.names import valid_name
from boathouse.services.grants import changes as grant_changes
from boathouse.services.grants import decide
from boathouse.services.model_versions import find as version_find
from boathouse.services.model_versions import store as versions
from boathouse.services.registered_models import store
from boathouse.services.registered_models.find import Found, existing
from boathouse.services.registered_models.store import AliasRow, ModelRow
from boathouse.services.registered_models.sweep import ModelSweep
from boathouse.services.schemas import find as schemas
from boathouse.services.schemas import store as schema_store
from boathouse.sql.securables import Name

_ALIAS = re.compile(r"[A-Za-z0-9_-]{1,255}")
_VERSION = re.compile(r"v\d+", re.IGNORECASE)


def create(ctx: Context, name: Name, *, comment: str | None = None) -> Found:
    """Make a model without versions; the caller owns it.

    Errors: CatalogDoesNotExist, SchemaDoesNotExist, PermissionDenied, InvalidParameterValue for
    the name, ResourceAlreadyExists.
    """
    catalog, schema = schemas.existing(ctx, name.catalog, name.schema)
    decide.require(ctx, "CREATE_MODEL", schema.entry(catalog.name))
    owner, now = ctx.principal.user_name, ctx.now
    row = ModelRow(
        model_id=store.new_id(),
        schema_id=schema.schema_id,
        name=valid_name("CreateRegisteredModel", name.name),
        owner=owner,
        comment=comment or None,
        last_version=0,
        created_at=now,
        created_by=owner,
        updated_at=now,
        updated_by=owner,
    )
    found = Found(catalog, schema, row)
    with ctx.write() as tx:
        _require_free(ctx, schema.schema_id, found.name)
        store.insert_model(tx, row)
    return found


def alter(ctx: Context, name: Name, **changes: Any) -> Found:
    """Change `comment` (None takes it away), `owner`, `new_name`.

    Errors: those of `existing`, PermissionDenied, PrincipalDoesNotExist, ResourceAlreadyExists.
    """
    found = existing(ctx, name)
    decide.require(ctx, "MANAGE", found.entry)
    values = stamped(ctx, changes, "UpdateRegisteredModel")
    changed = replace(found, row=replace(found.row, **values))
    renamed = changed.row.name != found.row.name
    if renamed:
        decide.require(ctx, "CREATE_MODEL", found.schema.entry(found.catalog.name))
    with ctx.write() as tx:
        if renamed:
            _require_free(ctx, found.row.schema_id, changed.name)
        if not store.update_model(tx, found.row.model_id, **values):
            raise _gone(name)
    return changed


def drop(ctx: Context, name: Name) -> None:
    """Drop a model with its versions, aliases and files. Errors: those of `existing`,
    PermissionDenied."""
    found = existing(ctx, name)
    decide.require(ctx, "MANAGE", found.entry)
    with ctx.write() as tx:
        versions.delete_of(tx, [found.row.model_id])
        if not store.delete_model(tx, found.row.model_id, ctx.now):
            raise _gone(name)
        grant_changes.forget(tx, [found.row.model_id])
    ctx.wake(ModelSweep.kind)


def set_alias(ctx: Context, name: Name, alias: str, version: int) -> tuple[Found, AliasRow]:
    """Let an alias name a version. Errors: those of `existing`, PermissionDenied,
    InvalidParameterValue for the alias, ResourceDoesNotExist for the version."""
    found = existing(ctx, name)
    decide.require(ctx, "MANAGE", found.entry)
    row = AliasRow(found.row.model_id, _valid_alias(alias), store.new_id(), version)
    with ctx.write() as tx:
        version_find.of(ctx, existing(ctx, name), version)
        kept = store.set_alias(tx, row)
        store.update_model(tx, found.row.model_id, **stamped(ctx, {}, "SetAlias"))
    return found, kept


def delete_alias(ctx: Context, name: Name, alias: str) -> None:
    """Take an alias away. Errors: those of `existing`, PermissionDenied, ResourceDoesNotExist."""
    found = existing(ctx, name)
    decide.require(ctx, "MANAGE", found.entry)
    with ctx.write() as tx:
        if not store.delete_alias(tx, found.row.model_id, alias.lower()):
            raise ResourceDoesNotExist(f"Alias '{alias}' of model '{found.name}' does not exist.")
        store.update_model(tx, found.row.model_id, **stamped(ctx, {}, "DeleteAlias"))


def _valid_alias(alias: str) -> str:
    """An alias as it is kept. `v1` would look like a version, `latest` like the newest one."""
    taken = _VERSION.fullmatch(alias) or alias.lower() == "latest" or alias.isdigit()
    if taken or not _ALIAS.fullmatch(alias):
        raise InvalidParameterValue(
            f"The alias '{alias}' is not valid: letters, digits, _ and -, and neither 'latest', a"
            " number, nor a number behind 'v'."
        )
    return alias.lower()


def _require_free(ctx: Context, schema_id: str, name: Name) -> None:
    if schema_store.by_id(ctx.tx, schema_id) is None:
        raise SchemaDoesNotExist(f"Schema '{name.catalog}.{name.schema}' does not exist.")
    if store.by_name(ctx.tx, schema_id, name.name) is not None:
        raise ResourceAlreadyExists(f"Registered model '{name}' already exists")


def _gone(name: Name) -> ResourceDoesNotExist:
    return ResourceDoesNotExist(f"Registered model '{str(name).lower()}' does not exist.")

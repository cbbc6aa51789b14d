"""Making, changing and dropping catalogs: what REST and SQL share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from boathouse.context import Context
from boathouse.errors import (
    CatalogAlreadyExists,
    CatalogDoesNotExist,
    CatalogNotEmpty,
    InvalidParameterValue,
)
from boathouse.services.catalogs import store, tags
from boathouse.services.catalogs.changes import described, stamped
from boathouse.services.catalogs.find import existing
from boathouse.services.catalogs.names import valid_name
from boathouse.services.catalogs.store import CatalogRow
from boathouse.services.grants import changes as grants
from boathouse.services.grants import decide
from boathouse.services.schemas import contents
from boathouse.services.schemas import store as schemas

FIRST_SCHEMA = "default"


def create(
    ctx: Context,
    name: str,
    *,
    comment: str | None = None,
    properties: Mapping[str, str] | None = None,
    document: Mapping[str, Any] | None = None,
) -> CatalogRow:
    """Make a catalog and its schema `default`; the caller owns both.

    Errors: PermissionDenied, InvalidParameterValue for the name, CatalogAlreadyExists.
    """
    decide.require(ctx, "CREATE_CATALOG", None)
    row = store.new_row(
        valid_name("CreateCatalog", name),
        ctx.principal.user_name,
        ctx.now,
        comment=comment or None,
        properties=dict(properties or {}),
        document=dict(document or {}),
    )
    with ctx.write() as tx:
        _require_free(ctx, row.name)
        store.insert_catalog(tx, row)
        first = schemas.new_row(
            row.catalog_id,
            FIRST_SCHEMA,
            row.owner,
            ctx.now,
            comment="Default schema (auto-created)",
        )
        schemas.insert_schema(tx, first)
    return row


def alter(ctx: Context, name: str, **changes: Any) -> CatalogRow:
    """Change `comment` (None takes it away), `properties` (merged), `unset` (names of
    properties), `set_properties` (all of them), `owner`, `new_name`, `document` (merged), `tags`
    (merged), `untag` (names of tags).

    Errors: CatalogDoesNotExist, PermissionDenied, PrincipalDoesNotExist, CatalogAlreadyExists.
    """
    row = existing(ctx, name)
    decide.require(ctx, tags.privilege_for(changes), row.entry)
    values = stamped(ctx, changes, "UpdateCatalog")
    if values.get("name", row.name) != row.name:
        _refuse_internal(row, "renamed")
        decide.require(ctx, "CREATE_CATALOG", None)
    with ctx.write() as tx:
        if values.get("name", row.name) != row.name:
            _require_free(ctx, values["name"])
        now = store.by_id(tx, row.catalog_id)
        if now is None:
            raise CatalogDoesNotExist(f"Catalog '{row.name}' does not exist.")
        # Merged with what is there now: two changes at a time leave both.
        merged = {**described(now, changes), **tags.changed(ctx, now, changes)}
        changed = replace(now, **values, **merged)
        store.update_catalog(tx, changed)
    return changed


def drop(ctx: Context, name: str, *, force: bool = False) -> None:
    """Drop a catalog; `force` with all that it holds.

    Errors: CatalogDoesNotExist, PermissionDenied, CatalogNotEmpty.
    """
    row = existing(ctx, name)
    decide.require(ctx, "MANAGE", row.entry)
    _refuse_internal(row, "dropped")
    with ctx.write() as tx:
        held = schemas.of_catalog(tx, row.catalog_id)
        if held and not force:
            raise CatalogNotEmpty(
                f"Catalog '{row.name}' is not empty. The catalog has {len(held)} schema(s)."
            )
        for schema in held:
            contents.drop_all(ctx, schema.schema_id)
            schemas.delete_schema(tx, schema.schema_id)
        store.delete_catalog(tx, row.catalog_id)
        gone = [row.catalog_id, *(schema.schema_id for schema in held)]
        grants.forget(tx, gone)
    contents.clear_up(ctx)


def _require_free(ctx: Context, name: str) -> None:
    if store.by_name(ctx.tx, name) is not None:
        raise CatalogAlreadyExists(f"Catalog '{name}' already exists")


def _refuse_internal(row: CatalogRow, done: str) -> None:
    if row.catalog_type == store.INTERNAL:
        raise InvalidParameterValue(f"Catalog '{row.name}' cannot be {done}.")

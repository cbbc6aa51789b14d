"""Making, changing and dropping schemas: what REST and SQL share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from boathouse.context import Context
from boathouse.errors import (
    CatalogDoesNotExist,
    SchemaAlreadyExists,
    SchemaDoesNotExist,
    SchemaNotEmpty,
)
from boathouse.services.catalogs import find as catalogs
from boathouse.services.catalogs import store as catalog_store
from boathouse.services.catalogs import tags
from boathouse.services.catalogs.changes import described, stamped
from boathouse.services.catalogs.names import valid_name
from boathouse.services.catalogs.store import CatalogRow
from boathouse.services.grants import changes as grants
from boathouse.services.grants import decide
from boathouse.services.schemas import contents, store
from boathouse.services.schemas.find import existing
from boathouse.services.schemas.store import SchemaRow


def create(
    ctx: Context,
    catalog: str,
    name: str,
    *,
    comment: str | None = None,
    properties: Mapping[str, str] | None = None,
    document: Mapping[str, Any] | None = None,
) -> tuple[CatalogRow, SchemaRow]:
    """Make a schema that the caller owns.

    Errors: CatalogDoesNotExist, PermissionDenied, InvalidParameterValue for the name,
    SchemaAlreadyExists.
    """
    above = catalogs.existing(ctx, catalog)
    decide.require(ctx, "CREATE_SCHEMA", above.entry)
    row = store.new_row(
        above.catalog_id,
        valid_name("CreateSchema", name),
        ctx.principal.user_name,
        ctx.now,
        comment=comment or None,
        properties=dict(properties or {}),
        document=dict(document or {}),
    )
    with ctx.write() as tx:
        _require_free(ctx, above.catalog_id, row.name)
        store.insert_schema(tx, row)
    return above, row


def alter(ctx: Context, catalog: str, name: str, **changes: Any) -> tuple[CatalogRow, SchemaRow]:
    """Change what `catalogs.change.alter` changes, of a schema.

    Errors: CatalogDoesNotExist, SchemaDoesNotExist, PermissionDenied, PrincipalDoesNotExist,
    SchemaAlreadyExists.
    """
    above, row = existing(ctx, catalog, name)
    decide.require(ctx, tags.privilege_for(changes), row.entry(above.name))
    values = stamped(ctx, changes, "UpdateSchema")
    renamed = values.get("name", row.name) != row.name
    if renamed:
        decide.require(ctx, "CREATE_SCHEMA", above.entry)
    with ctx.write() as tx:
        if renamed:
            _require_free(ctx, above.catalog_id, values["name"])
        now = store.by_id(tx, row.schema_id)
        if now is None:
            raise SchemaDoesNotExist(f"Schema '{above.name}.{row.name}' does not exist.")
        # Merged with what is there now: two changes at a time leave both.
        merged = {**described(now, changes), **tags.changed(ctx, now, changes)}
        changed = replace(now, **values, **merged)
        store.update_schema(tx, changed)
    return above, changed


def drop(ctx: Context, catalog: str, name: str, *, force: bool = False) -> None:
    """Drop a schema; `force` with all that it holds.

    Errors: CatalogDoesNotExist, SchemaDoesNotExist, PermissionDenied, SchemaNotEmpty.
    """
    above, row = existing(ctx, catalog, name)
    decide.require(ctx, "MANAGE", row.entry(above.name))
    with ctx.write() as tx:
        held = contents.counted(ctx, row.schema_id)
        if held and not force:
            shown = ", ".join(f"{count} {kind}" for kind, count in held.items())
            raise SchemaNotEmpty(
                f"Schema '{above.name}.{row.name}' is not empty. The schema has {shown}."
            )
        contents.drop_all(ctx, row.schema_id)
        store.delete_schema(tx, row.schema_id)
        grants.forget(tx, [row.schema_id])
    contents.clear_up(ctx)


def _require_free(ctx: Context, catalog_id: str, name: str) -> None:
    above = catalog_store.by_id(ctx.tx, catalog_id)
    if above is None:
        raise CatalogDoesNotExist()
    if store.by_name(ctx.tx, above, name) is not None:
        raise SchemaAlreadyExists(f"Schema '{above.name}.{name}' already exists")

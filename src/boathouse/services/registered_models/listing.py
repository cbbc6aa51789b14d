"""Pages of registered models: of one schema, or of all of them by full name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from boathouse.context import Context
from boathouse.services.catalogs import find as catalogs
from boathouse.services.catalogs import sight
from boathouse.services.catalogs.paging import Asked, asked, scanned
from boathouse.services.catalogs.store import CatalogRow
from boathouse.services.registered_models import store
from boathouse.services.registered_models.find import Found
from boathouse.services.schemas import find as schemas
from boathouse.services.schemas.store import SchemaRow

Page = tuple[list[sight.Seen[Found]], dict[str, Any]]


def of_schema(
    ctx: Context,
    catalog: str,
    schema: str,
    max_results: int | None,
    page_token: str | None,
    *,
    browse: bool = False,
) -> Page:
    """A page of a schema's models that the caller may see.

    Errors: CatalogDoesNotExist, SchemaDoesNotExist, PermissionDenied without USE_SCHEMA.
    """
    above, within = schemas.listable(ctx, catalog, schema, browse=browse)
    page = asked(ctx, f"models {within.schema_id}", max_results, page_token)

    def read(after: str, most: int) -> list[Found]:
        rows = store.after(ctx.tx, within.schema_id, after, most)
        return [Found(above, within, row) for row in rows]

    return scanned(page, read, _keeper(ctx, browse), lambda found: found.row.name)


def everywhere(ctx: Context, page: Asked, *, browse: bool = False) -> Page:
    """A page of all models that the caller may see, by catalog, schema and name."""

    def read(after: str, most: int) -> list[Found]:
        last = (*after.split("."), "", "", "")[:3]
        found: list[Found] = []
        for catalog, schema in _schemas_from(ctx, last[:2]):
            start = last[2] if [catalog.name, schema.name] == list(last[:2]) else ""
            rows = store.after(ctx.tx, schema.schema_id, start, most - len(found))
            found += [Found(catalog, schema, row) for row in rows]
            if len(found) == most:
                break
        return found

    return scanned(page, read, _keeper(ctx, browse), lambda found: str(found.name))


def _schemas_from(ctx: Context, last: Sequence[str]) -> Iterator[tuple[CatalogRow, SchemaRow]]:
    """Every schema from the last one on, in order."""
    for catalog in catalogs.everywhere(ctx):
        if catalog.name < last[0]:
            continue
        for schema in schemas.everywhere(ctx, catalog):
            if [catalog.name, schema.name] >= list(last):
                yield catalog, schema


def _keeper(ctx: Context, browse: bool) -> Any:
    return sight.keeper(ctx, lambda found: found.entry, browse=browse)

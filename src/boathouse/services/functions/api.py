"""/api/2.1/unity-catalog/functions: the functions of users, however they were made."""

from __future__ import annotations

import builtins
from typing import Any

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue
from boathouse.route import Access, Fields, route
from boathouse.services.catalogs import sight
from boathouse.services.catalogs.names import parts_of
from boathouse.services.catalogs.paging import asked, scanned
from boathouse.services.functions import change, find, store
from boathouse.services.functions.find import Found
from boathouse.services.functions.info import shown, wanted
from boathouse.services.schemas import find as schemas
from boathouse.sql.securables import Name
from boathouse.wire.catalog import CreateFunction

_PATH = "/api/2.1/unity-catalog/functions"
_ONE = f"{_PATH}/{{name}}"

_FORCE = {"force": "A function holds nothing that could make it not empty."}


@route("POST", _PATH, access=Access.USER)
def create(ctx: Context, function_info: CreateFunction) -> dict[str, Any]:
    """A new function. One in a language that no warehouse runs is kept, and refused in SQL."""
    function, document = wanted(function_info)
    made = change.create(ctx, function, document)
    if made is None:
        raise InvalidParameterValue("The function could not be made.")
    return shown(ctx, made)


@route("GET", _ONE, access=Access.USER)
def get(ctx: Context, name: str, include_browse: bool = False) -> dict[str, Any]:
    """One function that the caller may execute."""
    found = find.existing(ctx, _name(name))
    only = sight.require(ctx, "EXECUTE", found.entry, browse=include_browse)
    return shown(ctx, found, browse_only=only)


@route("GET", _PATH, access=Access.USER)
def list(
    ctx: Context,
    catalog_name: str,
    schema_name: str,
    max_results: int | None = None,
    page_token: str | None = None,
    include_browse: bool = False,
) -> dict[str, Any]:
    """The functions of a schema that the caller may execute, by name."""
    catalog, schema = schemas.listable(ctx, catalog_name, schema_name, browse=include_browse)
    page = asked(ctx, f"functions {schema.schema_id}", max_results, page_token)

    def read(after: str, most: int) -> builtins.list[Found]:
        rows = store.after(ctx.tx, schema.schema_id, after, most)
        return [Found(catalog, schema, row) for row in rows]

    keep = sight.keeper(ctx, lambda one: one.entry, browse=include_browse)
    few, more = scanned(page, read, keep, lambda one: one.row.name)
    listed = [shown(ctx, one, browse_only=only) for one, only in few]
    return {**({"functions": listed} if listed else {}), **more}


@route("PATCH", _ONE, access=Access.USER)
def update(ctx: Context, name: str, owner: str | None = None) -> dict[str, Any]:
    """Give it another owner."""
    changes = {"owner": owner} if owner else {}
    return shown(ctx, change.alter(ctx, _name(name), **changes))


@route("DELETE", _ONE, access=Access.USER, fields=Fields(inert=_FORCE))
def delete(ctx: Context, name: str, force: bool = False) -> None:
    """Drop it."""
    change.drop(ctx, _name(name))


def _name(full_name: str) -> Name:
    return Name(*parts_of(full_name, 3))

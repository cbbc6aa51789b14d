"""/api/2.1/unity-catalog/functions: the functions of users, however they were made."""

from __future__ import annotations

import builtins
from typing import Any

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue
from boathouse.route import Access, Fields, route
from boathouse.services.catalogs.names import parts_of
from boathouse.services.catalogs.paging import page
from boathouse.services.functions import change, find
from boathouse.services.functions.info import shown, wanted
from boathouse.services.grants import decide
from boathouse.sql.securables import Name
from boathouse.wire.catalog import CreateFunction

_PATH = "/api/2.1/unity-catalog/functions"
_ONE = f"{_PATH}/{{name}}"

_BROWSE = {"include_browse": "There is no BROWSE privilege yet: nothing is shown by it alone."}
_FORCE = {"force": "A function holds nothing that could make it not empty."}


@route("POST", _PATH, access=Access.USER)
def create(ctx: Context, function_info: CreateFunction) -> dict[str, Any]:
    """A new function. One in a language that no warehouse runs is kept, and refused in SQL."""
    function, document = wanted(function_info)
    made = change.create(ctx, function, document)
    if made is None:
        raise InvalidParameterValue("The function could not be made.")
    return shown(ctx, made)


@route("GET", _ONE, access=Access.USER, fields=Fields(inert=_BROWSE))
def get(ctx: Context, name: str, include_browse: bool = False) -> dict[str, Any]:
    """One function that the caller may execute."""
    found = find.existing(ctx, _name(name))
    decide.require(ctx, "EXECUTE", found.entry)
    return shown(ctx, found)


@route("GET", _PATH, access=Access.USER, fields=Fields(inert=_BROWSE))
def list(
    ctx: Context,
    catalog_name: str,
    schema_name: str,
    max_results: int | None = None,
    page_token: str | None = None,
    include_browse: bool = False,
) -> dict[str, Any]:
    """The functions of a schema that the caller may execute, by name."""
    found = find.all_visible(ctx, catalog_name, schema_name)
    few, more = page(found, lambda one: one.row.name, max_results, page_token)
    listed: builtins.list[dict[str, Any]] = [shown(ctx, one) for one in few]
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

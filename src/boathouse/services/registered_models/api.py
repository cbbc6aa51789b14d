"""/api/2.1/unity-catalog/models: registered models and their aliases."""

from __future__ import annotations

import builtins
from typing import Any

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue
from boathouse.route import Access, Fields, route
from boathouse.services.catalogs import sight
from boathouse.services.catalogs.names import parts_of
from boathouse.services.catalogs.paging import asked
from boathouse.services.registered_models import change, find, info, listing
from boathouse.sql.securables import Name

_PATH = "/api/2.1/unity-catalog/models"
_ONE = f"{_PATH}/{{full_name}}"
_ALIAS = f"{_ONE}/aliases/{{alias}}"

_OURS = "The server's own to say: what is sent is not taken."
_COMPUTED = dict.fromkeys(
    ("browse_only", "created_at", "created_by", "metastore_id", "updated_at", "updated_by"), _OURS
)
_REFUSED: dict[str, tuple[Any, ...]] = {"aliases": (), "storage_location": ()}


@route(
    "POST",
    _PATH,
    access=Access.USER,
    fields=Fields(inert={**_COMPUTED, "full_name": _OURS, "owner": _OURS}, refused=_REFUSED),
)
def create(
    ctx: Context,
    catalog_name: str,
    schema_name: str,
    name: str,
    comment: str | None = None,
) -> dict[str, Any]:
    """A new model, without versions."""
    made = change.create(ctx, Name(catalog_name, schema_name, name), comment=comment)
    return info.shown(ctx, made)


@route("GET", _ONE, access=Access.USER)
def get(
    ctx: Context, full_name: str, include_aliases: bool = False, include_browse: bool = False
) -> dict[str, Any]:
    """One model."""
    found = find.existing(ctx, _name(full_name))
    only = sight.require(ctx, "EXECUTE", found.entry, browse=include_browse)
    return info.shown(ctx, found, aliases=include_aliases, browse_only=only)


@route("GET", _PATH, access=Access.USER)
def list(
    ctx: Context,
    catalog_name: str | None = None,
    schema_name: str | None = None,
    max_results: int | None = None,
    page_token: str | None = None,
    include_browse: bool = False,
) -> dict[str, Any]:
    """The models of a schema, or of all schemas, that the caller may see."""
    if bool(catalog_name) != bool(schema_name):
        raise InvalidParameterValue("catalog_name and schema_name go together.")
    if catalog_name and schema_name:
        rows, more = listing.of_schema(
            ctx, catalog_name, schema_name, max_results, page_token, browse=include_browse
        )
    else:
        page = asked(ctx, "models everywhere", max_results, page_token, unpaged=False)
        rows, more = listing.everywhere(ctx, page, browse=include_browse)
    shown: builtins.list[dict[str, Any]] = [
        info.shown(ctx, row, browse_only=only) for row, only in rows
    ]
    return {**({"registered_models": shown} if shown else {}), **more}


@route(
    "PATCH",
    _ONE,
    access=Access.USER,
    fields=Fields(
        inert={
            **_COMPUTED,
            **dict.fromkeys(("catalog_name", "schema_name", "name"), "`full_name` says which."),
        },
        refused=_REFUSED,
    ),
)
def update(
    ctx: Context,
    full_name: str,
    comment: str | None = None,
    new_name: str | None = None,
    owner: str | None = None,
) -> dict[str, Any]:
    """Change what is given."""
    given = {"comment": comment, "new_name": new_name, "owner": owner}
    asked_for = {key: value for key, value in given.items() if value is not None}
    return info.shown(ctx, change.alter(ctx, _name(full_name), **asked_for))


@route("DELETE", _ONE, access=Access.USER)
def delete(ctx: Context, full_name: str) -> None:
    """Drop a model with its versions."""
    change.drop(ctx, _name(full_name))


@route("PUT", _ALIAS, access=Access.USER)
def set_alias(ctx: Context, full_name: str, alias: str, version_num: int) -> dict[str, Any]:
    """Let an alias name a version."""
    found, row = change.set_alias(ctx, _name(full_name), alias, version_num)
    return info.alias_shown(found.name, row)


@route("DELETE", _ALIAS, access=Access.USER)
def delete_alias(ctx: Context, full_name: str, alias: str) -> None:
    """Take an alias away."""
    change.delete_alias(ctx, _name(full_name), alias)


def _name(full_name: str) -> Name:
    return Name(*parts_of(full_name, 3))

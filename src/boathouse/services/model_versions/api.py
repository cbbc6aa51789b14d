"""/api/2.1/unity-catalog/models/{full_name}/versions.

The SDK has no create and no finalize: they are those of the open source Unity Catalog, as MLflow's
`uc:` registry calls them.
"""

from __future__ import annotations

import builtins
from typing import Any

from boathouse.context import Context, compact
from boathouse.route import Access, Fields, route
from boathouse.services.catalogs import sight
from boathouse.services.catalogs.names import parts_of
from boathouse.services.catalogs.paging import asked, scanned
from boathouse.services.metastores import store as metastores
from boathouse.services.model_versions import change, find, store
from boathouse.services.model_versions.find import Found
from boathouse.services.model_versions.store import VersionRow
from boathouse.services.registered_models import find as models
from boathouse.services.registered_models import store as model_store
from boathouse.services.registered_models.info import alias_shown
from boathouse.sql.securables import Name
from boathouse.wire.catalog import DependencyList

_MODELS = "/api/2.1/unity-catalog/models"
_PATH = f"{_MODELS}/{{full_name}}/versions"
_ONE = f"{_PATH}/{{version}}"

_HIDDEN = ("storage_location", "source", "run_id", "run_workspace_id", "model_version_dependencies")
"""What BROWSE does not show."""
_OURS = "The server's own to say, or the path's: what is sent is not taken."
_COMPUTED = dict.fromkeys(
    (
        *("catalog_name", "created_at", "created_by", "id", "metastore_id", "model_name"),
        *("schema_name", "status", "storage_location", "updated_at", "updated_by"),
        *("run_id", "run_workspace_id", "source"),
    ),
    _OURS,
)
_LAST = 2**31


@route("POST", f"{_MODELS}/versions", access=Access.USER)
def create(
    ctx: Context,
    catalog_name: str,
    schema_name: str,
    model_name: str,
    source: str,
    run_id: str | None = None,
    run_workspace_id: int | None = None,
    comment: str | None = None,
    model_version_dependencies: DependencyList | None = None,
) -> dict[str, Any]:
    """The next version of a model: its files are still to come."""
    document = {
        "run_id": run_id,
        "run_workspace_id": run_workspace_id,
        "model_version_dependencies": model_version_dependencies,
    }
    made = change.create(
        ctx,
        Name(catalog_name.lower(), schema_name.lower(), model_name.lower()),
        source=source,
        comment=comment,
        document=compact(document),
    )
    return _shown(ctx, made)


@route("PATCH", f"{_ONE}/finalize", access=Access.USER)
def finalize(ctx: Context, full_name: str, version: int) -> dict[str, Any]:
    """The files are there: READY."""
    return _shown(ctx, change.finalize(ctx, _name(full_name), version))


@route("GET", _ONE, access=Access.USER)
def get(
    ctx: Context,
    full_name: str,
    version: int,
    include_aliases: bool = False,
    include_browse: bool = False,
) -> dict[str, Any]:
    """One version."""
    parent = models.existing(ctx, _name(full_name))
    only = sight.require(ctx, "EXECUTE", parent.entry, browse=include_browse)
    found = find.of(ctx, parent, version)
    return _shown(ctx, found, aliases=include_aliases, browse_only=only)


@route("GET", f"{_MODELS}/{{full_name}}/aliases/{{alias}}", access=Access.USER)
def get_by_alias(
    ctx: Context, full_name: str, alias: str, include_aliases: bool = False
) -> dict[str, Any]:
    """The version that an alias names."""
    parent = models.existing(ctx, _name(full_name))
    sight.require(ctx, "EXECUTE", parent.entry)
    return _shown(ctx, find.aliased(ctx, parent, alias), aliases=include_aliases)


@route("GET", _PATH, access=Access.USER)
def list(
    ctx: Context,
    full_name: str,
    max_results: int | None = None,
    page_token: str | None = None,
    include_browse: bool = False,
) -> dict[str, Any]:
    """The versions of a model, the newest first."""
    parent = models.existing(ctx, _name(full_name))
    only = sight.require(ctx, "EXECUTE", parent.entry, browse=include_browse)
    model_id = parent.row.model_id
    page = asked(ctx, f"versions {model_id}", max_results, page_token, first=str(_LAST))

    def read(after: str, most: int) -> builtins.list[VersionRow]:
        return store.below(ctx.tx, model_id, int(after), most)

    rows, more = scanned(page, read, lambda rows: rows, lambda row: str(row.version))
    shown = [_shown(ctx, Found(parent, row), browse_only=only) for row in rows]
    return {**({"model_versions": shown} if shown else {}), **more}


@route(
    "PATCH",
    _ONE,
    access=Access.USER,
    fields=Fields(inert=_COMPUTED, refused={"aliases": (), "model_version_dependencies": ()}),
)
def update(
    ctx: Context, full_name: str, version: int, comment: str | None = None
) -> dict[str, Any]:
    """Another comment."""
    changes = {} if comment is None else {"comment": comment}
    return _shown(ctx, change.alter(ctx, _name(full_name), version, **changes))


@route("DELETE", _ONE, access=Access.USER)
def delete(ctx: Context, full_name: str, version: int) -> None:
    """Drop a version with its files."""
    change.drop(ctx, _name(full_name), version)


def _shown(
    ctx: Context, found: Found, *, aliases: bool = False, browse_only: bool = False
) -> dict[str, Any]:
    """The ModelVersionInfo."""
    row, name = found.row, found.model.name
    every = model_store.aliases_of(ctx.tx, row.model_id) if aliases else ()
    named = [alias_shown(name, one) for one in every if one.version == row.version]
    document = compact(
        {
            **row.document,
            "catalog_name": name.catalog,
            "schema_name": name.schema,
            "model_name": name.name,
            "version": row.version,
            "id": row.version_id,
            "status": row.status,
            "source": row.source,
            "comment": row.comment,
            "aliases": named or None,
            "storage_location": found.folder(ctx.parts.config).as_uri(),
            "metastore_id": metastores.id_of(ctx.tx),
            "created_at": row.created_at,
            "created_by": row.created_by,
            "updated_at": row.updated_at,
            "updated_by": row.updated_by,
        }
    )
    return {key: value for key, value in document.items() if not browse_only or key not in _HIDDEN}


def _name(full_name: str) -> Name:
    return Name(*parts_of(full_name, 3))

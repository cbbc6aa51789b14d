"""/api/2.1/unity-catalog/resource-quotas. Counts are those of now; no `quota_limit` is shown, as
nothing is limited."""

from __future__ import annotations

import builtins
from itertools import islice
from typing import Any

from boathouse.context import Context
from boathouse.errors import ResourceDoesNotExist
from boathouse.route import Access, route
from boathouse.services.catalogs import sight
from boathouse.services.catalogs.paging import asked, scanned
from boathouse.services.grants import decide
from boathouse.services.resource_quotas import count
from boathouse.services.resource_quotas.count import Parent

_PATH = "/api/2.1/unity-catalog/resource-quotas"

_NEEDED = {"METASTORE": "MANAGE", "CATALOG": "USE_CATALOG", "SCHEMA": "USE_SCHEMA"}
_KINDS = {"METASTORE": 0, "CATALOG": 1, "SCHEMA": 2}


@route("GET", f"{_PATH}/all-resource-quotas", access=Access.USER)
def list_quotas(
    ctx: Context, max_results: int | None = None, page_token: str | None = None
) -> dict[str, Any]:
    """What is counted of the metastore, the catalogs and schemas that the caller sees."""
    page = asked(ctx, "quotas", max_results, page_token, unpaged=False)
    rows = [(parent, name) for parent in count.parents(ctx) for name in sorted(parent.counts)]
    ordered = sorted(rows, key=_key)

    def read(after: str, most: int) -> builtins.list[tuple[Parent, str]]:
        return builtins.list(islice((row for row in ordered if _key(row) > after), most))

    def keep(rows: Any) -> builtins.list[tuple[Parent, str] | None]:
        return [row if _seen(ctx, row[0]) else None for row in rows]

    found, more = scanned(page, read, keep, _key)
    quotas = [_shown(ctx, parent, name) for parent, name in found]
    return {**({"quotas": quotas} if quotas else {}), **more}


@route(
    "GET",
    f"{_PATH}/{{parent_securable_type}}/{{parent_full_name}}/{{quota_name}}",
    access=Access.USER,
)
def get_quota(
    ctx: Context, parent_securable_type: str, parent_full_name: str, quota_name: str
) -> dict[str, Any]:
    """What is counted of one parent."""
    parent = count.parent(ctx, parent_securable_type, parent_full_name)
    if not _seen(ctx, parent):
        decide.require(ctx, _NEEDED[parent.type], parent.entry)
    if quota_name not in parent.counts:
        raise ResourceDoesNotExist(f"There is no quota '{quota_name}' of a {parent.type}.")
    return {"quota_info": _shown(ctx, parent, quota_name)}


def _seen(ctx: Context, parent: Parent) -> bool:
    if parent.entry is None:
        return decide.may(ctx, "MANAGE", None)
    return decide.sight(ctx, parent.entry) == sight.FULL


def _key(row: tuple[Parent, str]) -> str:
    return f"{_KINDS[row[0].type]} {row[0].name} {row[1]}"


def _shown(ctx: Context, parent: Parent, name: str) -> dict[str, Any]:
    """The QuotaInfo."""
    return {
        "parent_securable_type": parent.type,
        "parent_full_name": parent.name,
        "quota_name": name,
        "quota_count": parent.counts[name](),
        "last_refreshed_at": ctx.now,
    }

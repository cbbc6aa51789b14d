"""Lists of resources: filtered, sorted, cut to a page by startIndex and count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from boathouse.context import Context
from boathouse.services.principals import store
from boathouse.services.principals.store import PrincipalRow
from boathouse.services.scim import filters, resources
from boathouse.services.scim.errors import InvalidFilter, InvalidPath
from boathouse.services.scim.filters import Filter
from boathouse.services.scim.resources import ResourceType

SCHEMA = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
MAX_COUNT = 10_000


@dataclass(frozen=True)
class Query:
    """The parameters of a list, as they came."""

    attributes: str | None = None
    excluded: str | None = None
    filter: str | None = None
    sort_by: str | None = None
    sort_order: str | None = None
    start_index: int | None = None
    count: int | None = None

    @property
    def offset(self) -> int:
        """Resources before the page; an index below 1 means 1 (RFC 7644 3.4.2.4)."""
        return max(self.start_index or 1, 1) - 1

    @property
    def limit(self) -> int:
        """Resources on the page; a negative count means none."""
        return MAX_COUNT if self.count is None else min(max(self.count, 0), MAX_COUNT)


def page(ctx: Context, kind: ResourceType, query: Query) -> dict[str, Any]:
    """A ListResponse. A page beyond the end has no Resources: it tells clients to stop.

    Errors: InvalidFilter, InvalidPath (sortBy).
    """
    if query.filter or query.sort_by:
        found = _selected(ctx, kind, query)
        total, rows = len(found), found[query.offset : query.offset + query.limit]
    else:
        total = store.count(ctx.tx, kind.kind)
        rows = store.search(ctx.tx, kind.kind, offset=query.offset, limit=query.limit)
    shown = present(ctx, kind, rows, query)
    return {
        "schemas": [SCHEMA],
        "totalResults": total,
        "startIndex": query.offset + 1,
        "itemsPerPage": len(shown),
        "Resources": shown,
    }


def present(
    ctx: Context, kind: ResourceType, rows: Sequence[PrincipalRow], query: Query
) -> list[dict[str, Any]]:
    """The resources with the attributes that were asked for."""
    wanted, unwanted = _names(query.attributes), _names(query.excluded)
    heads = {name.partition(".")[0].lower() for name in wanted}
    derived = [
        name
        for name in ("groups", "members")
        if (not heads or name in heads) and name not in {name.lower() for name in unwanted}
    ]
    shown = resources.show(ctx.tx, ctx.principal, kind, rows, derived)
    return [resources.project(resource, wanted, unwanted) for resource in shown]


def _selected(ctx: Context, kind: ResourceType, query: Query) -> list[PrincipalRow]:
    """Every row that fulfils the filter, in the order asked for."""
    wanted = filters.parse(query.filter) if query.filter else None
    names = set(filters.names_in(wanted)) if wanted else set()
    for name in names:
        if not kind.knows(name):
            raise InvalidFilter(f"A {kind.label} has no attribute {name[:100]}.")
    path = _sort_path(kind, query)
    rows = _candidates(ctx, kind, wanted)
    # What the viewer may not see cannot be asked for either: filters look at what is shown.
    derived = [name for name in ("groups", "members") if name in names | {*path[:1]}]
    shown = resources.show(ctx.tx, ctx.principal, kind, rows, derived)
    pairs = [
        (resource, row)
        for resource, row in zip(shown, rows, strict=True)
        if wanted is None or filters.matches(wanted, resource)
    ]
    if path:
        descending = (query.sort_order or "").lower() == "descending"
        pairs.sort(key=lambda pair: _sort_key(pair[0], path), reverse=descending)
    return [row for _, row in pairs]


def _candidates(ctx: Context, kind: ResourceType, wanted: Filter | None) -> list[PrincipalRow]:
    """A part of the table that holds every row that the filter can find."""
    for name, value in filters.equalities(wanted) if wanted else ():
        if name == "id":
            found = store.by_id(ctx.tx, int(value)) if _is_id(value) else None
            return [found] if found and found.kind == kind.kind else []
        if name == kind.name_attribute.lower():
            found = store.by_name(ctx.tx, value, kind.kind)
            return [found] if found else []
        if name == "externalid":
            return store.search(ctx.tx, kind.kind, external_id=value)
    return store.search(ctx.tx, kind.kind)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _sort_path(kind: ResourceType, query: Query) -> tuple[str, ...]:
    if not query.sort_by:
        return ()
    target = filters.parse_target(query.sort_by)
    if target.filter is not None or not kind.knows(target.path[0]):
        raise InvalidPath(f"Resources cannot be sorted by {query.sort_by[:100]}.")
    return tuple(part.lower() for part in target.path)


def _sort_key(resource: dict[str, Any], path: tuple[str, ...]) -> tuple[bool, int, str]:
    """What has no value comes last; ids sort as the numbers that they are."""
    value = next(filters.texts(resource, path), "")
    number = int(value) if path == ("id",) else 0
    return (not value, number, value.casefold())


def _names(text: str | None) -> list[str]:
    return [name.strip() for name in (text or "").split(",") if name.strip()]

"""/api/2.1/unity-catalog/entity-tag-assignments."""

from __future__ import annotations

from typing import Any

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, ResourceAlreadyExists, ResourceDoesNotExist
from boathouse.route import Access, Fields, route
from boathouse.services.catalogs.paging import page
from boathouse.services.entity_tag_assignments import entities
from boathouse.services.entity_tag_assignments.entities import Entity

_ALL = "/api/2.1/unity-catalog/entity-tag-assignments"
_OF = f"{_ALL}/{{entity_type}}/{{entity_name}}/tags"
_ONE = f"{_OF}/{{tag_key}}"
_OURS = "what the server alone sets; ignored"
_BODY = Fields(
    inert={
        "tag_assignment": "the body is the assignment itself",
        "source_type": _OURS,
        "update_time": _OURS,
        "updated_by": _OURS,
    }
)


@route("POST", _ALL, access=Access.USER, fields=_BODY)
def create(
    ctx: Context, entity_type: str, entity_name: str, tag_key: str, tag_value: str | None = None
) -> dict[str, Any]:
    """Give an entity a tag that it does not have yet; without a value it is the key alone."""
    found = entities.taggable(ctx, entity_type, entity_name)
    if tag_key in found.tags:
        raise ResourceAlreadyExists(f"The tag '{tag_key}' is already assigned to {found.name}.")
    found.change({tag_key: tag_value or ""}, ())
    return _shown(found, tag_key, tag_value or "")


@route("GET", _ONE, access=Access.USER)
def get(ctx: Context, entity_type: str, entity_name: str, tag_key: str) -> dict[str, Any]:
    """One tag of an entity that the caller sees."""
    found = entities.visible(ctx, entity_type, entity_name)
    return _shown(found, tag_key, _value(found, tag_key))


@route("GET", _OF, access=Access.USER)
def list(
    ctx: Context,
    entity_type: str,
    entity_name: str,
    max_results: int | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """The tags of an entity that the caller sees, by key."""
    found = entities.visible(ctx, entity_type, entity_name)
    rows, more = page(sorted(found.tags.items()), lambda row: row[0], max_results, page_token)
    shown = [_shown(found, key, value) for key, value in rows]
    return {**({"tag_assignments": shown} if shown else {}), **more}


@route("PATCH", _ONE, access=Access.USER, fields=_BODY)
def update(
    ctx: Context,
    entity_type: str,
    entity_name: str,
    tag_key: str,
    update_mask: str,
    tag_value: str | None = None,
) -> dict[str, Any]:
    """Give a tag another value, which is all of it that can change."""
    if update_mask.strip() not in ("*", "tag_value"):
        raise InvalidParameterValue(f"update_mask: '{update_mask[:64]}' cannot be changed.")
    found = entities.taggable(ctx, entity_type, entity_name)
    _value(found, tag_key)
    found.change({tag_key: tag_value or ""}, ())
    return _shown(found, tag_key, tag_value or "")


@route("DELETE", _ONE, access=Access.USER)
def delete(ctx: Context, entity_type: str, entity_name: str, tag_key: str) -> None:
    """Take a tag away."""
    found = entities.taggable(ctx, entity_type, entity_name)
    _value(found, tag_key)
    found.change({}, (tag_key,))


def _value(found: Entity, tag_key: str) -> str:
    value = found.tags.get(tag_key)
    if value is None:
        raise ResourceDoesNotExist(f"The tag '{tag_key}' is not assigned to {found.name}.")
    return value


def _shown(found: Entity, key: str, value: str) -> dict[str, Any]:
    """An EntityTagAssignment; a key alone has no value."""
    return {
        "entity_type": found.entity_type,
        "entity_name": found.name,
        "tag_key": key,
        **({"tag_value": value} if value else {}),
    }

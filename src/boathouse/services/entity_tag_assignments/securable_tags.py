"""/api/2.1/unity-catalog/securable-tags and /subentity-tags: the tags of one object, all at once.

The older form, which MLflow speaks for models and their versions; tables' subentities are columns.
"""

from __future__ import annotations

from typing import Any, TypedDict

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, ResourceDoesNotExist
from boathouse.route import Access, route
from boathouse.services.entity_tag_assignments import entities
from boathouse.services.entity_tag_assignments.entities import Entity
from boathouse.wire.catalog import TagKeyValue

_BASE = "/api/2.0|2.1/unity-catalog"
_SECURABLE = f"{_BASE}/securable-tags/{{securable_type}}/{{full_name}}"
_SUBENTITY = f"{_BASE}/subentity-tags/{{securable_type}}/{{full_name}}/{{subentity_name}}"

_TYPES = {
    "catalog": ("catalogs",),
    "schema": ("schemas",),
    "table": ("tables",),
    "volume": ("volumes",),
    # Clients name models so, too.
    "function": ("functions", "registered_models"),
    "registered_model": ("registered_models",),
    "model": ("registered_models",),
}
_PARTS = {"table": "columns", "function": "model_versions"} | dict.fromkeys(
    ("registered_model", "model"), "model_versions"
)


class Changes(TypedDict, total=False):
    """Keys to take away, and tags to set."""

    remove: list[str] | None
    add_tags: list[TagKeyValue] | None


@route("GET", _SECURABLE, access=Access.USER)
def list_securable_tags(ctx: Context, securable_type: str, full_name: str) -> dict[str, Any]:
    """The tags of an object that the caller sees."""
    found = _found(ctx, securable_type, full_name)
    entities.require(ctx, "BROWSE", found)
    place = {"type": securable_type.upper(), "full_name": found.name}
    return _shown(found, {"securable": place})


@route("PATCH", _SECURABLE, access=Access.USER)
def update_securable_tags(
    ctx: Context, securable_type: str, full_name: str, changes: Changes
) -> dict[str, Any]:
    """Set and take away tags of an object."""
    return _changed(ctx, _found(ctx, securable_type, full_name), changes)


@route("GET", _SUBENTITY, access=Access.USER)
def list_subentity_tags(
    ctx: Context, securable_type: str, full_name: str, subentity_name: str
) -> dict[str, Any]:
    """The tags of a column, or of a model's version, that the caller sees."""
    found = _part(ctx, securable_type, full_name, subentity_name)
    entities.require(ctx, "BROWSE", found)
    place = {"type": securable_type.upper(), "full_name": full_name.lower()}
    return _shown(found, {"securable": place, "subentity": subentity_name})


@route("PATCH", _SUBENTITY, access=Access.USER)
def update_subentity_tags(
    ctx: Context, securable_type: str, full_name: str, subentity_name: str, changes: Changes
) -> dict[str, Any]:
    """Set and take away tags of a column, or of a model's version."""
    return _changed(ctx, _part(ctx, securable_type, full_name, subentity_name), changes)


def _found(ctx: Context, securable_type: str, full_name: str) -> Entity:
    kinds = _TYPES.get(securable_type.lower())
    if kinds is None:
        raise InvalidParameterValue(f"'{securable_type[:64]}' is no type of what has tags.")
    for kind in kinds[:-1]:
        try:
            return entities.entity(ctx, kind, full_name)
        except ResourceDoesNotExist:
            continue
    return entities.entity(ctx, kinds[-1], full_name)


def _part(ctx: Context, securable_type: str, full_name: str, part: str) -> Entity:
    kind = _PARTS.get(securable_type.lower())
    if kind is None:
        raise InvalidParameterValue(f"A '{securable_type[:64]}' has no parts with tags.")
    return entities.entity(ctx, kind, f"{full_name}.{part}")


def _changed(ctx: Context, found: Entity, changes: Changes) -> dict[str, Any]:
    entities.require(ctx, "APPLY_TAG", found)
    tags = {one.get("key") or "": one.get("value") or "" for one in changes.get("add_tags") or ()}
    gone = tuple(changes.get("remove") or ())
    if tags or gone:
        found.change(tags, gone)
    return {}


def _shown(found: Entity, place: dict[str, Any]) -> dict[str, Any]:
    pairs = [{"key": key, "value": value} for key, value in sorted(found.tags.items())]
    return {"tag_assignments": [{**place, "tag_key_value_pairs": pairs}]}

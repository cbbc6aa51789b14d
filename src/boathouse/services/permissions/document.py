"""The permissions of an object as the API shows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from boathouse.services.permissions import store
from boathouse.services.permissions.levels import DESCRIPTIONS, DIRECTORIES, Kind
from boathouse.services.permissions.target import Target
from boathouse.services.principals import store as principals
from boathouse.services.principals.store import ADMINS_ID, GROUP, USER, PrincipalRow

_FIELDS = {
    USER: "user_name",
    principals.SERVICE_PRINCIPAL: "service_principal_name",
    GROUP: "group_name",
}


def of(tx: Connection, target: Target) -> dict[str, Any]:
    """An ObjectPermissions: what was given on the object, and what it inherits from where."""
    shown: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for principal_id, level in store.of(tx, target.kind.name, target.object_id).items():
        shown[principal_id].append({"permission_level": level, "inherited": False})
    for (principal_id, level), sources in _inherited(tx, target).items():
        shown[principal_id].append(
            {"permission_level": level, "inherited": True, "inherited_from_object": sources}
        )
    rows = principals.by_ids(tx, shown)
    entries = [_entry(rows[who], levels) for who, levels in shown.items() if who in rows]
    return {
        "object_id": target.url,
        "object_type": target.kind.object_type,
        "access_control_list": sorted(entries, key=_order),
    }


def levels(kind: Kind) -> dict[str, Any]:
    """A GetPermissionLevelsResponse: the levels of a kind, the weakest first."""
    shown = [
        {"permission_level": level, "description": DESCRIPTIONS[level]} for level in kind.levels
    ]
    return {"permission_levels": shown}


def _inherited(tx: Connection, target: Target) -> dict[tuple[int, str], list[str]]:
    """Principal and level -> the objects that give it, the nearest first."""
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for principal_id, level, source in _from_above(tx, target):
        found[principal_id, level].append(source)
    return found


def _from_above(tx: Connection, target: Target) -> Iterator[tuple[int, str, str]]:
    for folder, grants in store.of_many(tx, DIRECTORIES.name, target.parents).items():
        for principal_id, level in grants.items():
            yield principal_id, level, f"/{DIRECTORIES.name}/{folder}"
    for standing in target.standing:
        yield standing.principal_id, standing.level, standing.source
    yield ADMINS_ID, target.managing, target.root


def _entry(row: PrincipalRow, levels: list[dict[str, Any]]) -> dict[str, Any]:
    named = {_FIELDS[row.kind]: row.name, "all_permissions": levels}
    return named if row.kind == GROUP else {**named, "display_name": row.display_name}


def _order(entry: dict[str, Any]) -> tuple[int, str]:
    for place, field in enumerate(_FIELDS.values()):
        if field in entry:
            return place, entry[field]
    return len(_FIELDS), ""

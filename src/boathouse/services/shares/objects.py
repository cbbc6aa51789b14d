"""What a share holds: objects that its owner may read, under the names that recipients see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from boathouse.context import Context
from boathouse.errors import (
    InvalidParameterValue,
    NotImplementedHere,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
)
from boathouse.services.catalogs.names import parts_of
from boathouse.services.grants import decide, securables

_NEEDED: Mapping[str, tuple[str, str, int]] = {
    "TABLE": ("table", "SELECT", 3),
    "VIEW": ("table", "SELECT", 3),
    "SCHEMA": ("schema", "USE_SCHEMA", 2),
    "VOLUME": ("volume", "READ_VOLUME", 3),
    "FUNCTION": ("function", "EXECUTE", 3),
    "MODEL": ("registered_model", "EXECUTE", 3),
}
"""The securable of each type of object, what whoever shares it needs, the parts of its name."""
_REFUSED = ("partitions", "content")
_GIVEN = (
    *("cdf_enabled", "comment", "history_data_sharing_status", "shared_as", "start_version"),
    "string_shared_as",
)

Objects = list[dict[str, Any]]


def updated(ctx: Context, objects: Sequence[Mapping[str, Any]], updates: Sequence[Any]) -> Objects:
    """The objects after the ADD, REMOVE and UPDATE of a request, in their order.

    Errors: InvalidParameterValue, NotImplementedHere, PermissionDenied, *DoesNotExist,
    ResourceAlreadyExists.
    """
    found = {_key(one): dict(one) for one in objects}
    for change in updates:
        given = _checked(change.get("data_object") or {})
        key = _key(given)
        match change.get("action"):
            case "ADD":
                if key in found:
                    raise ResourceAlreadyExists(f"'{key[1]}' is in the share already.")
                found[key] = _added(ctx, given)
            case "UPDATE":
                found[key] = {**_present(found, key), **_kept(given)}
            case "REMOVE":
                _present(found, key)
                del found[key]
            case action:
                raise InvalidParameterValue(f"'{action}' is not a valid action.")
    return list(found.values())


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    """An object of a request with its type and its full name as they are kept."""
    kind = str(given.get("data_object_type") or "TABLE")
    if kind not in _NEEDED:
        raise NotImplementedHere(f"Sharing a {kind} is not implemented.")
    for field in _REFUSED:
        if given.get(field):
            raise NotImplementedHere(
                f"The request field $.updates[].data_object.{field} is not implemented."
            )
    name = ".".join(parts_of(str(given.get("name") or ""), _NEEDED[kind][2]))
    return {**given, "name": name, "data_object_type": kind}


def _added(ctx: Context, given: Mapping[str, Any]) -> dict[str, Any]:
    kind, privilege, _ = _NEEDED[given["data_object_type"]]
    named = securables.named(ctx, kind, given["name"].split("."))
    decide.require(ctx, privilege, named.securable)
    shared_as = given["name"].partition(".")[2]
    return {
        "cdf_enabled": False,
        "history_data_sharing_status": "DISABLED",
        "shared_as": shared_as,
        **_kept(given),
        "name": given["name"],
        "data_object_type": given["data_object_type"],
        "added_at": ctx.now,
        "added_by": ctx.principal.user_name,
        "status": "ACTIVE",
    }


def _kept(given: Mapping[str, Any]) -> dict[str, Any]:
    return {key: given[key] for key in _GIVEN if given.get(key) is not None}


def _present(found: Mapping[tuple[str, str], dict[str, Any]], key: tuple[str, str]) -> Any:
    if key not in found:
        raise ResourceDoesNotExist(f"'{key[1]}' is not in the share.")
    return found[key]


def _key(one: Mapping[str, Any]) -> tuple[str, str]:
    return str(one["data_object_type"]), str(one["name"])

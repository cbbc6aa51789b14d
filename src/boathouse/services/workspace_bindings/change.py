"""Binding catalogs, external locations and credentials to the one workspace of the metastore.

One that is ISOLATED is for the workspaces that it is bound to; as there is no other, its binding
to this one stays.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, NotImplementedHere
from boathouse.services.catalogs import find as catalogs
from boathouse.services.credentials import find as credentials
from boathouse.services.external_locations import find as external_locations
from boathouse.services.grants import decide
from boathouse.services.storage_credentials import find as storage_credentials
from boathouse.services.workspace_bindings import store

READ_WRITE = "BINDING_TYPE_READ_WRITE"


@dataclass(frozen=True)
class Bindable:
    """A securable that can be bound. `entry`: as grants see it."""

    entry: Any
    id: str
    isolated: bool = False


def bindable(ctx: Context, securable_type: str, name: str) -> Bindable:
    """The securable of a type and a name, which the caller manages.

    Errors: InvalidParameterValue for another type, *DoesNotExist, PermissionDenied.
    """
    find = _FINDERS.get(securable_type.lower().replace("-", "_"))
    if find is None:
        raise InvalidParameterValue(f"A {securable_type} cannot be bound to workspaces.")
    found = find(ctx, name)
    decide.require(ctx, "MANAGE", found.entry)
    return found


def bound(ctx: Context, found: Bindable) -> bool:
    """Whether a securable is bound to this workspace by name."""
    return found.isolated or store.bound(ctx.tx, found.id)


def change(
    ctx: Context, found: Bindable, *, add: Mapping[int, str], remove: Collection[int]
) -> bool:
    """Bind and unbind by the ids of workspaces; whether the securable is bound then.

    `add`: the kind of each binding. Errors: InvalidParameterValue for another workspace,
    NotImplementedHere for what would leave nobody who may use or change what it holds.
    """
    own = ctx.parts.workspace_id
    for workspace_id in (*add, *remove):
        if workspace_id != own:
            raise InvalidParameterValue(f"Workspace {workspace_id} is not of this metastore.")
    if add.get(own, READ_WRITE) != READ_WRITE:
        raise NotImplementedHere("$.add[].binding_type: a binding for reading is not implemented.")
    if own in remove and found.isolated:
        raise NotImplementedHere(
            "Taking an ISOLATED securable from its only workspace is not implemented."
        )
    with ctx.write() as tx:
        if own in remove:
            store.unbind(tx, found.id)
        if own in add:
            store.bind(tx, found.id)
    return bound(ctx, found)


def _catalog(ctx: Context, name: str) -> Bindable:
    row = catalogs.existing(ctx, name)
    return Bindable(row.entry, row.catalog_id, row.document.get("isolation_mode") == "ISOLATED")


def _external_location(ctx: Context, name: str) -> Bindable:
    entry = external_locations.existing(ctx, name).entry
    return Bindable(entry, entry.object_id)


def _storage_credential(ctx: Context, name: str) -> Bindable:
    entry = storage_credentials.existing(ctx, name).entry
    return Bindable(entry, entry.object_id)


def _credential(ctx: Context, name: str) -> Bindable:
    entry = credentials.existing(ctx, name).entry
    return Bindable(entry, entry.object_id)


_FINDERS: Mapping[str, Callable[[Context, str], Bindable]] = MappingProxyType(
    {
        "catalog": _catalog,
        "external_location": _external_location,
        "storage_credential": _storage_credential,
        "credential": _credential,
    }
)

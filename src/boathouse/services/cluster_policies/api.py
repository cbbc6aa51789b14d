"""/api/2.0/policies/clusters: the rules that clusters keep to."""

from __future__ import annotations

import builtins
from typing import Any

from boathouse.context import Context, compact
from boathouse.errors import InvalidParameterValue, ResourceAlreadyExists
from boathouse.route import Access, Fields, route
from boathouse.services.cluster_policies import rules, store, use
from boathouse.services.cluster_policies.store import PolicyRow
from boathouse.services.libraries import use as cluster_libraries
from boathouse.services.permissions import decide
from boathouse.services.permissions.levels import CLUSTER_POLICIES
from boathouse.services.policy_families import families
from boathouse.store.ids import new_hex
from boathouse.wire.compute import Library, ListSortColumn, ListSortOrder

_BASE = "/api/2.0/policies/clusters"
_FIELDS = Fields(inert={"description": "kept and shown"})
MAX_NAME, MAX_DESCRIPTION = 100, 1000
_SORTED = {"POLICY_NAME": "name", "POLICY_CREATION_TIME": "created_at"}


@route("POST", f"{_BASE}/create", access=Access.ADMIN, fields=_FIELDS)
def create(
    ctx: Context,
    name: str,
    definition: str | None = None,
    description: str | None = None,
    libraries: builtins.list[Library] | None = None,
    max_clusters_per_user: int | None = None,
    policy_family_definition_overrides: str | None = None,
    policy_family_id: str | None = None,
) -> dict[str, Any]:
    """A new policy."""
    document = _checked(
        name=name,
        definition=definition,
        description=description,
        libraries=libraries,
        max_clusters_per_user=max_clusters_per_user,
        policy_family_definition_overrides=policy_family_definition_overrides,
        policy_family_id=policy_family_id,
    )
    new = PolicyRow(new_hex(16).upper(), name, ctx.principal.user_name, ctx.now, document)
    with ctx.write() as tx:
        if store.named(tx, name) is not None:
            raise _taken(name)
        store.put(tx, new)
    return {"policy_id": new.policy_id}


@route("POST", f"{_BASE}/edit", access=Access.ADMIN, fields=_FIELDS)
def edit(
    ctx: Context,
    policy_id: str,
    name: str | None = None,
    definition: str | None = None,
    description: str | None = None,
    libraries: builtins.list[Library] | None = None,
    max_clusters_per_user: int | None = None,
    policy_family_definition_overrides: str | None = None,
    policy_family_id: str | None = None,
) -> None:
    """Replace what a policy says. Clusters that break it now keep running (see compliance)."""
    found = use.existing(ctx.tx, policy_id)
    document = _checked(
        name=name or found.name,
        definition=definition,
        description=description,
        libraries=libraries,
        max_clusters_per_user=max_clusters_per_user,
        policy_family_definition_overrides=policy_family_definition_overrides,
        policy_family_id=policy_family_id,
    )
    with ctx.write() as tx:
        policy = use.existing(tx, policy_id)
        same = store.named(tx, document["name"])
        if same is not None and same.policy_id != policy_id:
            raise _taken(document["name"])
        store.edit(tx, policy, document)


@route("POST", f"{_BASE}/delete", access=Access.ADMIN)
def delete(ctx: Context, policy_id: str) -> None:
    """Remove a policy. Its clusters keep running and can be edited with another one."""
    with ctx.write() as tx:
        use.existing(tx, policy_id)
        store.remove(tx, policy_id)


@route("GET", f"{_BASE}/get", access=Access.USER)
def get(ctx: Context, policy_id: str) -> dict[str, Any]:
    """One policy, for those who may use it."""
    return _shown(use.usable(ctx.tx, ctx.principal, policy_id))


@route("GET", f"{_BASE}/list", access=Access.USER)
def list(
    ctx: Context,
    sort_column: ListSortColumn = "POLICY_CREATION_TIME",
    sort_order: ListSortOrder = "DESC",
) -> dict[str, Any]:
    """The policies that the caller may use."""
    seen = decide.visible(ctx.principal, CLUSTER_POLICIES)
    found = store.everything(ctx.tx)
    if seen is not None:
        mine = {str(one) for one in ctx.tx.execute(seen).scalars()}
        found = [policy for policy in found if policy.policy_id in mine]
    column = _SORTED[sort_column]
    found.sort(key=lambda policy: getattr(policy, column), reverse=sort_order == "DESC")
    return {"policies": [_shown(policy) for policy in found]}


def _checked(**fields: Any) -> dict[str, Any]:
    document = compact(fields)
    if not 1 <= len(document["name"]) <= MAX_NAME:
        raise InvalidParameterValue(f"A policy's name must have 1 to {MAX_NAME} characters.")
    if len(document.get("description", "")) > MAX_DESCRIPTION:
        raise InvalidParameterValue(f"A description has {MAX_DESCRIPTION} characters at most.")
    most = document.get("max_clusters_per_user")
    if most is not None and most < 1:
        raise InvalidParameterValue("max_clusters_per_user must be greater than zero.")
    family = document.get("policy_family_id")
    if family and document.get("definition"):
        raise InvalidParameterValue(
            "definition and policy_family_id exclude each other: override the family's definition"
            " with policy_family_definition_overrides."
        )
    if not family and document.get("policy_family_definition_overrides"):
        raise InvalidParameterValue("policy_family_definition_overrides needs a policy_family_id.")
    if not family and not document.get("definition"):
        raise InvalidParameterValue("Missing required field: definition")
    if family:
        families.definition(family)
    for key in ("definition", "policy_family_definition_overrides"):
        rules.parsed(document.get(key) or "{}")
    document["libraries"] = [
        cluster_libraries.checked(one, f"libraries[{index}]")
        for index, one in enumerate(document.get("libraries", []))
    ]
    return document


def _shown(policy: PolicyRow) -> dict[str, Any]:
    computed = {
        "policy_id": policy.policy_id,
        "creator_user_name": policy.creator,
        "created_at_timestamp": policy.created_at,
        "is_default": False,
        "definition": use.definition(policy),
    }
    return {**policy.document, **computed}


def _taken(name: str) -> ResourceAlreadyExists:
    return ResourceAlreadyExists(f"A policy with name {name} already exists.")

"""What other services may do with cluster policies. All take an open transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection

from boathouse.context import Principal
from boathouse.errors import PermissionDenied, ResourceDoesNotExist
from boathouse.services.cluster_policies import rules, store
from boathouse.services.cluster_policies.store import PolicyRow
from boathouse.services.permissions import decide
from boathouse.services.permissions import target as targets
from boathouse.services.permissions.levels import CLUSTER_POLICIES
from boathouse.services.policy_families import families

JOB, ALL_PURPOSE = "job", "all-purpose"


def existing(tx: Connection, policy_id: str) -> PolicyRow:
    """The policy of an id. Raises ResourceDoesNotExist."""
    found = store.find(tx, policy_id)
    if found is None:
        raise ResourceDoesNotExist(f"Policy {policy_id[:64]} does not exist.")
    return found


def usable(tx: Connection, principal: Principal, policy_id: str) -> PolicyRow:
    """The same; PermissionDenied unless the principal may use it."""
    found = existing(tx, policy_id)
    message = (
        f"{principal.user_name} does not have Use permissions on policy {policy_id}."
        " Please contact an administrator for access."
    )
    decide.require(tx, principal, targets.of(CLUSTER_POLICIES, policy_id), "CAN_USE", message)
    return found


def definition(policy: PolicyRow) -> str:
    """A policy's definition; of one that is made from a family: the family's with its changes."""
    family = policy.document.get("policy_family_id")
    if not family:
        return str(policy.document.get("definition") or "{}")
    overrides = policy.document.get("policy_family_definition_overrides") or "{}"
    own = rules.parsed(families.definition(family))
    return json.dumps(rules.overridden(own, rules.parsed(overrides)))


def applied(
    tx: Connection, principal: Principal, document: Mapping[str, Any], kind: str
) -> dict[str, Any]:
    """The settings of a cluster as its policy wants them; those without one as they are.

    `kind`: JOB or ALL_PURPOSE. Errors: ResourceDoesNotExist, PermissionDenied,
    InvalidParameterValue where a rule is broken.
    """
    policy_id = document.get("policy_id")
    if not policy_id:
        return dict(document)
    policy = usable(tx, principal, policy_id)
    defaults = bool(document.get("apply_policy_default_values"))
    return rules.applied(rules.parsed(definition(policy)), document, kind, defaults=defaults)


def require_room(
    tx: Connection, policy_id: str | None, user: str, count: Callable[[str, str], int]
) -> None:
    """PermissionDenied where a user has as many active clusters of a policy as it allows;
    `count` counts them."""
    if not policy_id:
        return
    most = existing(tx, policy_id).document.get("max_clusters_per_user")
    if most is not None and count(policy_id, user) >= most:
        raise PermissionDenied(
            f"The policy {policy_id} allows {most} active clusters for each user, and {user} has"
            " as many."
        )


def libraries(tx: Connection, policy_id: str | None) -> list[dict[str, Any]]:
    """The libraries that a policy puts on the clusters that are made with it."""
    policy = store.find(tx, policy_id) if policy_id else None
    return list(policy.document.get("libraries") or []) if policy is not None else []


def corrected(tx: Connection, document: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """The settings with what their policy fixes, whatever they said. Raises InvalidParameterValue
    where that is not enough."""
    policy = store.find(tx, document.get("policy_id") or "")
    if policy is None:
        return dict(document)
    found = rules.parsed(definition(policy))
    fixed = {path: rule for path, rule in found.items() if rule["type"] == "fixed"}
    return rules.applied(found, rules.forced(fixed, document), kind, defaults=True)


def violations(tx: Connection, document: Mapping[str, Any], kind: str) -> dict[str, str]:
    """What in a cluster's settings its policy does not allow (any more), by attribute."""
    policy = store.find(tx, document.get("policy_id") or "")
    if policy is None:
        return {}
    return rules.violations(rules.parsed(definition(policy)), document, kind)

"""What a principal is entitled to in the workspace, by itself or through a group at any depth."""

from __future__ import annotations

from sqlalchemy import Connection

from boathouse.context import Principal
from boathouse.errors import PermissionDenied
from boathouse.services.principals import store

CLUSTER_CREATE = "allow-cluster-create"


def holds(tx: Connection, principal: Principal, entitlement: str) -> bool:
    """Whether one of the principal's identities carries the entitlement; admins hold all."""
    if principal.admin:
        return True
    rows = store.by_ids(tx, principal.identities).values()
    return any(entitlement == item.get("value") for row in rows for item in _listed(row))


def require_cluster_creation(tx: Connection, principal: Principal) -> None:
    """PermissionDenied for who may not make clusters, for themselves or for a run."""
    if not holds(tx, principal, CLUSTER_CREATE):
        raise PermissionDenied(
            "You are not authorized to create clusters. Please contact your administrator."
        )


def _listed(row: store.PrincipalRow) -> list[dict[str, str]]:
    listed: list[dict[str, str]] = row.document.get("entitlements") or []
    return listed

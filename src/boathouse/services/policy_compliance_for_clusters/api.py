"""/api/2.0/policies/clusters/*-compliance: clusters that break their policy."""

from __future__ import annotations

from typing import Any

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, ResourceDoesNotExist
from boathouse.route import Access, Fields, route
from boathouse.services.cluster_policies import use as policies
from boathouse.services.clusters import use as clusters

_BASE = "/api/2.0/policies/clusters"
_ENFORCE = Fields(inert={"enforce_mode": "what is enforced is enforced at once"})


@route("GET", f"{_BASE}/get-compliance", access=Access.USER)
def get_compliance(ctx: Context, cluster_id: str) -> dict[str, Any]:
    """Whether a cluster keeps to its policy, and what it violates."""
    document = clusters.settings_of(ctx.tx, ctx.principal, cluster_id)
    return _told(ctx, document)


@route("GET", f"{_BASE}/list-compliance", access=Access.USER)
def list_compliance(
    ctx: Context, policy_id: str, page_size: int | None = None, page_token: str | None = None
) -> dict[str, Any]:
    """The same for the clusters of a policy that the caller may see."""
    policies.usable(ctx.tx, ctx.principal, policy_id)
    found = clusters.of_policy(ctx.tx, ctx.principal, policy_id)
    if page_token and not (page_token.isascii() and page_token.isdecimal()):
        raise InvalidParameterValue("page_token is not one of an answer.")
    begin = int((page_token or "0")[:9])
    end = begin + (page_size if page_size and page_size > 0 else max(1, len(found)))
    shown = [{"cluster_id": one, **_told(ctx, document)} for one, document in found[begin:end]]
    answer: dict[str, Any] = {"clusters": shown}
    if end < len(found):
        answer["next_page_token"] = str(end)
    return answer


@route("POST", f"{_BASE}/enforce-compliance", access=Access.USER, fields=_ENFORCE)
def enforce_compliance(
    ctx: Context,
    cluster_id: str,
    enforce_mode: str | None = None,
    validate_only: bool | None = None,
) -> dict[str, Any]:
    """Give a cluster the values that its policy fixes; a running one restarts with them."""
    with ctx.write() as tx:
        before, after = clusters.enforced(
            tx, ctx.principal, cluster_id, ctx.now, keep=not validate_only
        )
        ctx.wake("clusters")
    changes = [
        {
            "field": name,
            "previous_value": _text(before.get(name)),
            "new_value": _text(after.get(name)),
        }
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]
    return {"has_changes": bool(changes), "changes": changes}


@route("POST", f"{_BASE}:cancelPendingClusterEnforcement", access=Access.USER)
def cancel_pending_cluster_enforcement(
    ctx: Context, cluster_id: str, allow_missing: bool | None = None
) -> dict[str, Any]:
    """Nothing is ever pending here: what is enforced is enforced at once."""
    clusters.manage(ctx.tx, ctx.principal, cluster_id)
    if not allow_missing:
        raise ResourceDoesNotExist(f"Cluster {cluster_id} has no pending enforcement.")
    return {}


def _told(ctx: Context, document: dict[str, Any]) -> dict[str, Any]:
    broken = policies.violations(ctx.tx, document, policies.ALL_PURPOSE)
    return {"is_compliant": not broken, "violations": broken}


def _text(value: Any) -> str:
    import json

    return "" if value is None else json.dumps(value)

"""/api/2.0/policy-families: the templates of cluster policies."""

from __future__ import annotations

import builtins
from typing import Any

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, ResourceDoesNotExist
from boathouse.route import Access, route
from boathouse.services.policy_families import families

_BASE = "/api/2.0/policy-families"


@route("GET", f"{_BASE}/{{policy_family_id}}", access=Access.USER)
def get(ctx: Context, policy_family_id: str, version: int | None = None) -> dict[str, Any]:
    """One family; each has one version."""
    if version is not None and version != 1:
        raise ResourceDoesNotExist(f"Policy family {policy_family_id} has no version {version}.")
    return families.shown(policy_family_id)


@route("GET", _BASE, access=Access.USER)
def list(
    ctx: Context, max_results: int | None = None, page_token: str | None = None
) -> dict[str, Any]:
    """All families, a page of them at a time."""
    asked = page_token or "0"
    start = int(asked) if asked.isdecimal() and len(asked) < 5 else -1
    names = families.ids()
    if not 0 <= start <= len(names):
        raise InvalidParameterValue("page_token is not one of an answer.")
    end = start + (max_results if max_results and max_results > 0 else len(names))
    found: builtins.list[dict[str, Any]] = [families.shown(one) for one in names[start:end]]
    answer: dict[str, Any] = {"policy_families": found}
    if end < len(names):
        answer["next_page_token"] = str(end)
    return answer

"""/api/2.0/preview/accounts/access-control: who may assign and manage governed tags."""

from __future__ import annotations

from typing import Any

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue
from boathouse.route import Access, route
from boathouse.services.account_access_control_proxy import rule_sets
from boathouse.wire.iam import RuleSetUpdateRequest

_PATH = "/api/2.0/preview/accounts/access-control"


@route("GET", f"{_PATH}/assignable-roles", access=Access.USER)
def get_assignable_roles_for_resource(ctx: Context, resource: str) -> dict[str, Any]:
    """The roles that can be given on a resource, for who manages it."""
    found = rule_sets.find(ctx, resource, resource=True)
    return {"roles": [{"name": f"roles/tagPolicy.{role}"} for role in found.roles]}


@route("GET", f"{_PATH}/rule-sets", access=Access.USER)
def get_rule_set(ctx: Context, name: str, etag: str = "") -> dict[str, Any]:
    """A rule set as it is now, whatever the etag, for who manages what it is of."""
    return rule_sets.shown(ctx, rule_sets.find(ctx, name))


@route("PUT", f"{_PATH}/rule-sets", access=Access.USER)
def update_rule_set(ctx: Context, name: str, rule_set: RuleSetUpdateRequest) -> dict[str, Any]:
    """Replace all rules of a rule set, unless it was changed since the etag."""
    if rule_set.get("name") not in (None, name):
        raise InvalidParameterValue("rule_set.name must be the name of the rule set.")
    found = rule_sets.find(ctx, name)
    rules = rule_set.get("grant_rules") or ()
    rule_sets.replace(ctx, found, rule_set.get("etag") or "", rules)
    return rule_sets.shown(ctx, found)

"""The rule set of a governed tag, or of all of them: its roles as GrantRules, and back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from boathouse.context import Context
from boathouse.errors import (
    InvalidParameterValue,
    NotImplementedHere,
    PrincipalDoesNotExist,
    ResourceConflict,
    ResourceDoesNotExist,
)
from boathouse.services.principals import store as principals
from boathouse.services.principals.store import GROUP, SERVICE_PRINCIPAL, USER, USERS_ID
from boathouse.services.tag_policies import rights, store
from boathouse.services.tag_policies.store import ACCOUNT, ASSIGNER, CREATOR, MANAGER

_NAME = re.compile(
    r"accounts/[^/]+(?:/tagPolicies/(?P<policy>[^/]+))?(?P<default>/ruleSets/default)?"
)
_ROLE = "roles/tagPolicy."
_KINDS: Mapping[str, str] = {
    "users": USER,
    "groups": GROUP,
    "servicePrincipals": SERVICE_PRINCIPAL,
}
EVERYBODY = "account users"


@dataclass(frozen=True)
class RuleSet:
    """What roles are on: `policy_id` is a governed tag's or ACCOUNT."""

    name: str
    policy_id: str

    @property
    def roles(self) -> Sequence[str]:
        """The roles that can be had on it."""
        return (CREATOR, MANAGER, ASSIGNER) if self.policy_id == ACCOUNT else (MANAGER, ASSIGNER)


def find(ctx: Context, name: str, *, resource: bool = False) -> RuleSet:
    """The rule set of a name, or with `resource` of a resource, for who manages what it is of.

    Errors: NotImplementedHere, ResourceDoesNotExist, PermissionDenied.
    """
    match = _NAME.fullmatch(name)
    if match is None or bool(match["default"]) is resource:
        raise NotImplementedHere(f"'{name[:200]}' is no rule set that is implemented.")
    wanted = match["policy"]
    if wanted is None:
        rights.require_manage_all(ctx)
        return RuleSet(name, ACCOUNT)
    row = next((one for one in store.all_rows(ctx.tx) if one.policy_id == wanted), None)
    if row is None:
        raise ResourceDoesNotExist(f"There is no rule set '{name[:200]}'.")
    rights.require_manage(ctx, row)
    return RuleSet(name, row.policy_id)


def shown(ctx: Context, found: RuleSet) -> dict[str, Any]:
    """A RuleSetResponse. The etag tells whether anything was changed since."""
    rows = store.roles_on(ctx.tx, found.policy_id)
    known = principals.by_ids(ctx.tx, {principal_id for _, principal_id in rows})
    named: dict[str, list[str]] = {}
    for role, principal_id in rows:
        if principal_id in known:
            named.setdefault(role, []).append(_shown(known[principal_id]))
    rules = [{"role": f"{_ROLE}{role}", "principals": who} for role, who in sorted(named.items())]
    return {"name": found.name, "etag": _etag(rows), **({"grant_rules": rules} if rules else {})}


def replace(ctx: Context, found: RuleSet, etag: str, rules: Iterable[Mapping[str, Any]]) -> None:
    """Put other rules in the place of the present ones.

    Errors: ResourceConflict where they were changed since `etag`, InvalidParameterValue,
    PrincipalDoesNotExist.
    """
    wanted = [
        (_role(found, rule), _principal_id(ctx, who))
        for rule in rules
        for who in rule.get("principals") or ()
    ]
    with ctx.write() as tx:
        if etag and etag != _etag(store.roles_on(tx, found.policy_id)):
            raise ResourceConflict("The rule set was changed meanwhile: its etag is another one.")
        store.set_roles(tx, found.policy_id, wanted)


def _etag(rows: Iterable[tuple[str, int]]) -> str:
    return hashlib.sha256(repr(sorted(rows)).encode()).hexdigest()[:32]


def _role(found: RuleSet, rule: Mapping[str, Any]) -> str:
    role = str(rule.get("role") or "")
    name = role.removeprefix(_ROLE)
    if not role.startswith(_ROLE) or name not in found.roles:
        raise InvalidParameterValue(f"The role '{role[:200]}' is not one of {found.name}.")
    return name


def _principal_id(ctx: Context, text: str) -> int:
    """`users/<user name>`, `groups/<name>` or `servicePrincipals/<application id>`."""
    kind, _, name = text.partition("/")
    if kind not in _KINDS or not name:
        raise InvalidParameterValue(f"'{text[:200]}' is not the name of a principal in a rule set.")
    if kind == "groups" and name.casefold() == EVERYBODY:
        return USERS_ID
    row = principals.by_name(ctx.tx, name, _KINDS[kind])
    if row is None:
        raise PrincipalDoesNotExist(f"Could not find principal with name {name}")
    return row.principal_id


def _shown(row: principals.PrincipalRow) -> str:
    kind = next(word for word, one in _KINDS.items() if one == row.kind)
    return f"{kind}/{EVERYBODY if row.principal_id == USERS_ID else row.name}"

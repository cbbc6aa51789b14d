"""What both kinds of federation policy do alike: create, get, list, update, delete."""

from __future__ import annotations

from typing import Any

from boathouse.context import Context
from boathouse.errors import (
    InvalidParameterValue,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
    ResourceLimitExceeded,
)
from boathouse.services.federation_policy import store
from boathouse.services.federation_policy.document import changed, new_policy, shown
from boathouse.services.oauth.account import account_id_of
from boathouse.wire.oauth2 import FederationPolicy

MAX_POLICIES = 20
"""Policies of one owner, as on the real platform: each is tried at a token exchange."""

PAGE_SIZE = 100


def add(
    ctx: Context, owner: int, policy: FederationPolicy | None, policy_id: str | None
) -> dict[str, Any]:
    """A new policy."""
    made = new_policy(policy, owner, policy_id, ctx.now)
    with ctx.write() as tx:
        if store.find(tx, owner, made.policy_id):
            raise ResourceAlreadyExists(f"Federation policy {made.policy_id} already exists.")
        if len(store.of_owner(tx, owner)) >= MAX_POLICIES:
            raise ResourceLimitExceeded(f"There may be {MAX_POLICIES} federation policies.")
        store.insert_policy(tx, made)
    return shown(made, account_id_of(ctx))


def one(ctx: Context, owner: int, policy_id: str) -> dict[str, Any]:
    """A policy."""
    return shown(_find(ctx, owner, policy_id), account_id_of(ctx))


def page(ctx: Context, owner: int, page_size: int | None, page_token: str | None) -> dict[str, Any]:
    """A page of policies by id; the page token is the last id of the page before."""
    if page_size is not None and page_size < 0:
        raise InvalidParameterValue("page_size must not be negative.")
    size = min(page_size or PAGE_SIZE, PAGE_SIZE)
    found = store.of_owner(ctx.tx, owner, after=page_token or "", limit=size + 1)
    account_id = account_id_of(ctx)
    answer: dict[str, Any] = {"policies": [shown(policy, account_id) for policy in found[:size]]}
    if len(found) > size:
        answer["next_page_token"] = found[size - 1].policy_id
    return answer if found else {}


def change(
    ctx: Context, owner: int, policy_id: str, policy: FederationPolicy | None, mask: str | None
) -> dict[str, Any]:
    """A policy with some fields replaced."""
    with ctx.write() as tx:
        made = changed(_find(ctx, owner, policy_id), policy, mask, ctx.now)
        store.update_policy(tx, made)
    return shown(made, account_id_of(ctx))


def remove(ctx: Context, owner: int, policy_id: str) -> None:
    """Remove a policy; the access tokens that were given by it end at once."""
    with ctx.write() as tx:
        store.delete_policy(tx, _find(ctx, owner, policy_id).uid)


def _find(ctx: Context, owner: int, policy_id: str) -> store.Policy:
    found = store.find(ctx.tx, owner, policy_id)
    if found is None:
        raise ResourceDoesNotExist(f"Federation policy {policy_id} does not exist.")
    return found

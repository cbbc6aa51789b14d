"""Who may make, manage and assign governed tags.

Workspace admins may all of it: this workspace is alone in its account, so they are the account's
admins too. Others by roles, which `w.account_access_control_proxy` gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, PermissionDenied
from boathouse.services.tag_policies import store
from boathouse.services.tag_policies.store import ACCOUNT, ASSIGNER, CREATOR, MANAGER, TagPolicyRow


def require_create(ctx: Context) -> None:
    """Raise PermissionDenied for who may not govern new keys."""
    if not _has(ctx, (), (CREATOR, MANAGER)):
        raise PermissionDenied("User does not have CREATE on governed tags.")


def require_manage(ctx: Context, row: TagPolicyRow) -> None:
    """Raise PermissionDenied for who may not change a governed tag, nor the roles on it."""
    if not _has(ctx, (row.policy_id,), (MANAGER,)):
        raise PermissionDenied(f"User does not have MANAGE on governed tag '{row.tag_key}'.")


def require_manage_all(ctx: Context) -> None:
    """The same for all governed tags together."""
    if not _has(ctx, (), (MANAGER,)):
        raise PermissionDenied("User does not have MANAGE on governed tags.")


def require_assign(ctx: Context, tags: Mapping[str, str], unset: Iterable[str] = ()) -> None:
    """Pass where every governed tag among these may be set, or taken away, by the caller.

    Errors: PermissionDenied, InvalidParameterValue for a value that a policy does not allow.
    """
    governed = store.known(ctx)
    for key in (*tags, *unset):
        row = governed.get(key)
        if row is not None and not _has(ctx, (row.policy_id,), (ASSIGNER, MANAGER)):
            raise PermissionDenied(f"User does not have ASSIGN on governed tag '{key}'.")
    for key, value in tags.items():
        row = governed.get(key)
        if row is not None and not allows(row, value):
            raise InvalidParameterValue(
                f"Tag value {value} is not an allowed value for tag policy key {key}."
                f" Allowed values: [{', '.join(row.allowed)}]"
            )


def allows(row: TagPolicyRow, value: str) -> bool:
    """Whether a governed tag takes a value; one without values is a key alone."""
    return value in row.allowed if row.allowed else not value


def _has(ctx: Context, policies: Iterable[str], roles: Iterable[str]) -> bool:
    who = {ctx.principal.user_id, *ctx.principal.identities}
    return ctx.principal.admin or store.holds(ctx.tx, (ACCOUNT, *policies), roles, who)

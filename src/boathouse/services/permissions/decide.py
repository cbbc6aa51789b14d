"""What a principal may do with an object: its own grants, those of its groups, those from above.

Deny is the default. Admins hold everything; nothing takes away what another grant gives.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Connection, Select

from boathouse.context import Principal
from boathouse.errors import PermissionDenied
from boathouse.services.permissions import store
from boathouse.services.permissions.levels import DIRECTORIES, OWNER, PASSWORDS, TOKENS, Kind
from boathouse.services.permissions.target import Target
from boathouse.services.principals.store import USERS_ID

TOKEN_USE = Target(TOKENS, "tokens")
PASSWORD_USE = Target(PASSWORDS, "passwords")


def strongest(kind: Kind, principal: Principal, levels: Mapping[int, str]) -> str | None:
    """The strongest level that grants (principal id -> level) give a principal."""
    mine = principal.identities
    return kind.strongest(level for principal_id, level in levels.items() if principal_id in mine)


def held(tx: Connection, principal: Principal, target: Target) -> str | None:
    """The level that a principal holds on an object; None is none."""
    kind = target.kind
    if principal.admin:
        return kind.levels[-1]
    found = strongest(kind, principal, store.of(tx, kind.name, target.object_id))
    if not target.parents and not target.standing:
        return found
    standing = [s.level for s in target.standing if s.principal_id in principal.identities]
    above = store.of_many(tx, DIRECTORIES.name, target.parents).values()
    inherited = [strongest(kind, principal, levels) for levels in above]
    return kind.strongest(level for level in (found, *standing, *inherited) if level is not None)


def holds(tx: Connection, principal: Principal, target: Target, level: str) -> bool:
    """Whether a principal holds a level, or one that includes it, on an object."""
    rank = target.kind.rank
    return principal.admin or rank(held(tx, principal, target)) >= rank(level)


def require(tx: Connection, principal: Principal, target: Target, level: str, message: str) -> None:
    """PermissionDenied with `message` unless the principal holds the level on the object."""
    if not holds(tx, principal, target, level):
        raise PermissionDenied(message)


def visible(
    principal: Principal, kind: Kind, level: str | None = None
) -> Select[tuple[str]] | None:
    """A query for the ids that a principal holds a level (any level) on; None for admins: all.

    It reads the principal's own grants only, however many objects there are.
    """
    if principal.admin:
        return None
    wanted = kind.at_least(level or kind.levels[0])
    return store.ids_held(kind.name, principal.identities, wanted)


def owner_id(tx: Connection, target: Target) -> int | None:
    """The principal that owns an object; None when it was deleted since."""
    levels = store.of(tx, target.kind.name, target.object_id)
    return next((who for who, level in levels.items() if level == OWNER), None)


def may_use_tokens(tx: Connection, principal: Principal) -> bool:
    """Whether the principal may sign in with personal access tokens."""
    return holds(tx, principal, TOKEN_USE, "CAN_USE")


def everybody_uses_tokens() -> ColumnElement[bool]:
    """A condition for queries: whether all users may, so that nobody need be asked about."""
    return store.granted(TOKENS.name, TOKEN_USE.object_id, USERS_ID)


def may_use_passwords(tx: Connection, principal: Principal) -> bool:
    """Whether the principal may sign in with a password."""
    return holds(tx, principal, PASSWORD_USE, "CAN_USE")


def first_grants(tx: Connection) -> None:
    """What a new workspace grants: all users may sign in with tokens and passwords."""
    for target in (TOKEN_USE, PASSWORD_USE):
        store.put(tx, target.kind.name, target.object_id, {USERS_ID: "CAN_USE"})

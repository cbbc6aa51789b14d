"""Making, changing and ending principals, with the rules that hold whoever asks for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from sqlalchemy import Connection

from boathouse.errors import InvalidParameterValue, ResourceAlreadyExists
from boathouse.services.grants import changes as privileges
from boathouse.services.oauth import sessions
from boathouse.services.permissions import store as grants
from boathouse.services.principals import members, store
from boathouse.services.principals.store import GROUP, SERVICE_PRINCIPAL, USER, PrincipalRow
from boathouse.services.secrets import store as secret_acls
from boathouse.services.tag_policies import store as tag_policies
from boathouse.services.tokens import store as tokens
from boathouse.services.workspace import places

ENDINGS: tuple[Callable[[Connection, int], None], ...] = (
    tokens.delete_of_principal,
    sessions.end_of_principal,
    places.keep_home,
)
"""What ends at once with a principal that is deleted or no longer active, by its id."""

MAX_NAME_BYTES = 255

_LABEL = {USER: "User", GROUP: "Group", SERVICE_PRINCIPAL: "Service principal"}
_UUID = re.compile(r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")


class Immutable(InvalidParameterValue):
    """This attribute cannot be changed."""


def create(tx: Connection, row: PrincipalRow, member_ids: Collection[int] = ()) -> None:
    """Add a principal and what a group holds.

    Errors: ResourceAlreadyExists, InvalidParameterValue (name, members).
    """
    check_name(row)
    _require_free(tx, row)
    store.insert_principal(tx, row)
    if member_ids:
        members.set_members(tx, row, member_ids)


def save(
    tx: Connection,
    old: PrincipalRow,
    new: PrincipalRow,
    member_ids: Collection[int] | None = None,
) -> None:
    """Change a principal, and with `member_ids` what a group holds.

    Errors: as `create`; Immutable (names of users, service principals, system groups);
    InvalidState when no admin would be left.
    """
    if old.name != new.name:
        if old.kind != GROUP or old.system:
            raise Immutable(f"The name of {old.name} cannot be changed.")
        check_name(new)
        if store.key_of(old.name) != store.key_of(new.name):
            _require_free(tx, new)
        store.rename_owner(tx, old.name, new.name)
    store.update_principal(tx, new)
    if member_ids is not None:
        members.set_members(tx, new, member_ids)
    if old.active and not new.active:
        _end(tx, new.principal_id)
        members.require_an_admin(tx)


def remove(tx: Connection, row: PrincipalRow) -> None:
    """Remove a principal; what it owns stays. Errors: InvalidParameterValue, InvalidState."""
    if row.system:
        raise InvalidParameterValue(f"The group {row.name} cannot be deleted.")
    _end(tx, row.principal_id)
    grants.forget_principal(tx, row.principal_id)
    privileges.forget_principal(tx, row.principal_id)
    tag_policies.forget_principal(tx, row.principal_id)
    secret_acls.forget_principal(tx, row.principal_id)
    store.delete_principal(tx, row.principal_id)
    members.require_an_admin(tx)


def check_name(row: PrincipalRow) -> None:
    """InvalidParameterValue for a name that cannot stand in a path, a grant or a log."""
    name = row.name
    if row.kind == SERVICE_PRINCIPAL and not _UUID.match(name):
        raise InvalidParameterValue("applicationId must be a UUID.")
    if not name or name != name.strip() or len(name.encode()) > MAX_NAME_BYTES:
        raise InvalidParameterValue(
            f"A name of 1 to {MAX_NAME_BYTES} bytes without spaces around it is needed."
        )
    if not name.isprintable():
        raise InvalidParameterValue("A name must not hold control characters.")
    if row.kind == USER and ("/" in name or name in (".", "..")):
        raise InvalidParameterValue("A userName must not hold '/': it names the home folder.")


def _require_free(tx: Connection, row: PrincipalRow) -> None:
    taken = store.by_name(tx, row.name)
    if taken is not None:
        raise ResourceAlreadyExists(f"{_LABEL[taken.kind]} with name {taken.name} already exists.")


def _end(tx: Connection, principal_id: int) -> None:
    for ending in ENDINGS:
        ending(tx, principal_id)

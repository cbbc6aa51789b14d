"""The operations that users, groups and service principals have in common."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, PermissionDenied, ResourceDoesNotExist
from boathouse.route import Raw
from boathouse.services.principals import changes, store
from boathouse.services.principals.store import GROUP, SERVICE_PRINCIPAL, PrincipalRow
from boathouse.services.scim import listing, resources
from boathouse.services.scim import patch as patching
from boathouse.services.scim.errors import InvalidSyntax, told_in_scim
from boathouse.services.scim.listing import Query
from boathouse.services.scim.resources import ResourceType
from boathouse.store import settings
from boathouse.store.ids import new_id

Operations = Sequence[dict[str, Any]] | None
"""The operations of a PATCH, in any case of their names."""

NO_CONTENT = Raw(b"", status=204)
STATEMENTS = "statement sweep"
"""The kind of work that ends the statements of a principal who is gone."""

OWN_ATTRIBUTES = frozenset(("displayName",))
"""What principals without rights of an admin may change of themselves."""


def paths(endpoint: str, *rest: str) -> tuple[str, ...]:
    """The workspace's and the account's paths of an endpoint: `Users`, `{id}`."""
    tail = "/".join((endpoint, *rest))
    return (
        f"/api/2.0/preview/scim/v2/{tail}",
        f"/api/2.0|2.1/accounts/{{account_id}}/scim/v2/{tail}",
        f"/api/2.0/account/scim/v2/{tail}",
    )


def create(
    ctx: Context, kind: ResourceType, account_id: str | None, sent: Mapping[str, Any]
) -> Raw:
    """Make a resource; 201 with it. Errors: ScimError 400, 409."""
    with told_in_scim():
        _check_account(ctx, account_id)
        resource = resources.read(kind, sent)
        if kind.kind == SERVICE_PRINCIPAL:
            resource.setdefault(kind.name_attribute, str(uuid.uuid4()))
        empty = PrincipalRow(new_id(ctx.now), kind.kind, "", "", True, ctx.now, ctx.now)
        row = resources.row_of(kind, resource, empty, ctx.now)
        if not row.name:
            raise InvalidParameterValue(f"{kind.name_attribute} is missing.")
        with ctx.write() as tx:
            changes.create(tx, row, resources.member_ids(resource))
            shown = resources.show(tx, ctx.principal, kind, [row])[0]
    return Raw(msgspec.json.encode(shown), "application/scim+json", status=201)


def get(
    ctx: Context, kind: ResourceType, account_id: str | None, id: str, query: Query
) -> dict[str, Any]:
    """One resource. Errors: ScimError 404."""
    with told_in_scim():
        _check_account(ctx, account_id)
        row = _find(ctx.tx, kind, id)
        return listing.present(ctx, kind, [row], query)[0]


def list(ctx: Context, kind: ResourceType, account_id: str | None, query: Query) -> dict[str, Any]:
    """A page of resources. Errors: ScimError 400."""
    with told_in_scim():
        _check_account(ctx, account_id)
        return listing.page(ctx, kind, query)


def update(
    ctx: Context, kind: ResourceType, account_id: str | None, id: str, sent: Mapping[str, Any]
) -> dict[str, Any]:
    """Replace a resource. `active` and names that are not sent stay. Errors: ScimError."""
    with told_in_scim():
        _check_account(ctx, account_id)
        return _change(ctx, kind, id, lambda present: dict(sent))


def patch(
    ctx: Context,
    kind: ResourceType,
    account_id: str | None,
    id: str,
    operations: Operations,
) -> dict[str, Any]:
    """Change parts of a resource; answers it whole. Errors: ScimError."""
    with told_in_scim():
        _check_account(ctx, account_id)
        if not operations:
            raise InvalidSyntax("Operations is missing.")
        return _change(ctx, kind, id, lambda present: patching.apply(kind, present, operations))


def delete(ctx: Context, kind: ResourceType, account_id: str | None, id: str) -> Raw:
    """Remove a resource; its tokens end with it. Errors: ScimError 400, 404."""
    with told_in_scim():
        _check_account(ctx, account_id)
        with ctx.write() as tx:
            changes.remove(tx, _find(tx, kind, id))
            ctx.wake(STATEMENTS)
    return NO_CONTENT


def _change(
    ctx: Context,
    kind: ResourceType,
    id: str,
    change: Callable[[dict[str, Any]], dict[str, Any]],
) -> dict[str, Any]:
    if not (ctx.principal.admin or str(ctx.principal.user_id) == id):
        raise PermissionDenied(f"Only workspace admins can change a {kind.label}.")
    with ctx.write() as tx:
        old = _find(tx, kind, id)
        present = resources.show(tx, ctx.principal, kind, [old])[0]
        wanted = resources.read(kind, change(present))
        new = resources.row_of(kind, wanted, old, ctx.now)
        if not ctx.principal.admin:
            _check_own(kind, resources.row_of(kind, present, old, ctx.now), new)
        changes.save(tx, old, new, _members(kind, old, present, wanted))
        if old.active and not new.active:
            ctx.wake(STATEMENTS)
        return resources.show(tx, ctx.principal, kind, [new])[0]


def _members(
    kind: ResourceType, old: PrincipalRow, present: Mapping[str, Any], wanted: Mapping[str, Any]
) -> set[int] | None:
    """Whom the group is to hold; None when that does not change."""
    if kind.kind != GROUP:
        return None
    members = resources.member_ids(wanted)
    if members == resources.member_ids(present) or (
        old.principal_id == store.USERS_ID and "members" not in wanted
    ):
        return None
    return members


def _check_own(kind: ResourceType, old: PrincipalRow, new: PrincipalRow) -> None:
    """PermissionDenied where a principal changes more of itself than it may."""
    parts = [(row.name, row.active, row.external_id, row.document) for row in (old, new)]
    if parts[0] != parts[1]:
        raise PermissionDenied(
            f"Only workspace admins can change more of a {kind.label} than "
            f"{', '.join(sorted(OWN_ATTRIBUTES))}."
        )


def _find(tx: Connection, kind: ResourceType, id: str) -> PrincipalRow:
    known = id.isascii() and id.isdigit() and len(id) < 19
    row = store.by_id(tx, int(id)) if known else None
    if row is None or row.kind != kind.kind:
        raise ResourceDoesNotExist(f"{kind.label} with id {id[:50]} not found.")
    return row


def _check_account(ctx: Context, account_id: str | None) -> None:
    if account_id is not None and account_id != settings.get(ctx.tx, "account_id"):
        raise ResourceDoesNotExist(f"Account {account_id[:50]} not found.")

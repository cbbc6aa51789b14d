"""Who says what others may do with a securable."""

from __future__ import annotations

from collections.abc import Collection

from boathouse.context import Context
from boathouse.errors import PermissionDenied
from boathouse.services.grants import decide
from boathouse.services.grants.privileges import spaced
from boathouse.services.grants.rights import rights_of
from boathouse.services.grants.securables import Named

OWNERS_ONLY = frozenset({"EXTERNAL_USE_LOCATION", "EXTERNAL_USE_SCHEMA"})
"""What only the owner of the catalog, or of the location, gives to others."""


def require_managed(ctx: Context, named: Named) -> None:
    """PermissionDenied unless the caller changes the grants on a securable: its owner, that of a
    parent, who holds MANAGE, metastore admins. What everybody reads stays so."""
    everybodys = any(link.open for link in named.chain)
    if everybodys or not decide.may_grant(ctx, named.securable):
        decide.require(ctx, "MANAGE", named.securable)


def require_giving(ctx: Context, named: Named, privileges: Collection[str]) -> None:
    """PermissionDenied where some of the privileges are not the caller's to give."""
    top, owners = named.chain[0], OWNERS_ONLY.intersection(privileges)
    if owners and not rights_of(ctx, ctx.principal).owns(top):
        shown = ", ".join(sorted(map(spaced, owners)))
        raise PermissionDenied(f"Only the owner of {top.kind} '{top.name}' can grant {shown}.")

"""The grants on a securable as the caller may see them: all, or those to itself and its groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from boathouse.context import Context
from boathouse.services.grants import decide, grantees, store
from boathouse.services.grants.chain import Link
from boathouse.services.grants.privileges import concerning
from boathouse.services.grants.securables import Named


@dataclass(frozen=True)
class Assignment:
    """One privilege of one principal. `on`: the securable that it was given on, which is the one
    asked about or one above it (`inherited`)."""

    principal: str
    privilege: str
    on: Link
    inherited: bool
    granted_by: str
    granted_at: int


def direct(ctx: Context, named: Named, principal: str | None = None) -> list[Assignment]:
    """The grants on the securable itself, by principal and privilege.

    `principal`: only those to this one. Errors: PrincipalDoesNotExist, for who manages it.
    """
    return [one for one in effective(ctx, named, principal) if not one.inherited]


def effective(ctx: Context, named: Named, principal: str | None = None) -> list[Assignment]:
    """The same with what is inherited from the catalog and the schema that it lies in."""
    [(_, found)] = of_many(ctx, [named])
    if principal is None:
        return found
    if decide.may_grant(ctx, named.securable):
        # Others do not learn who exists.
        grantees.named(ctx.tx, principal)
    wanted = grantees.key_of(principal)
    return [one for one in found if grantees.key_of(one.principal) == wanted]


def of_many(ctx: Context, several: Sequence[Named]) -> list[tuple[Named, list[Assignment]]]:
    """The effective ones of several securables, each with its own; grants are read together."""
    ids = {link.id for named in several for link in named.chain}
    rows = store.listed_many(ctx.tx, ids)
    names = grantees.shown(ctx.tx, (row.principal_id for found in rows.values() for row in found))
    return [(named, list(_seen(ctx, named, rows, names))) for named in several]


def _seen(
    ctx: Context,
    named: Named,
    rows: Mapping[str, Iterable[Any]],
    names: Mapping[int, str],
) -> Iterator[Assignment]:
    """By principal, then by privilege, then from the top down."""
    mine = None if decide.may_grant(ctx, named.securable) else ctx.principal.identities
    reaching = concerning(named.type)
    found = [
        Assignment(
            names[row.principal_id],
            row.privilege,
            link,
            link is not named.link,
            row.granted_by,
            row.granted_at,
        )
        for link in named.chain
        for row in rows.get(link.id, ())
        if (mine is None or row.principal_id in mine)
        and row.principal_id in names
        and (link is named.link or row.privilege in reaching)
    ]
    yield from sorted(found, key=lambda one: (one.principal, one.privilege))

"""Who may do what with a securable: the one place that decides, for SQL and for REST alike.

The rules (unity_catalog.md A3.3):
- a grant on a catalog or schema holds for all that is in it; one on the metastore for nothing else;
- an owner has every privilege on the object itself, not on what is below it;
- who owns an object or a parent of it, holds MANAGE or is a metastore admin manages it: grants,
  drops, renames, hands it on. None of that reads or writes data;
- whatever is done with an object needs USE of its parents, except for metastore admins;
- EXTERNAL_USE_SCHEMA and EXTERNAL_USE_LOCATION come from their own grant and from nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, TypeVar

from boathouse.context import Context, Principal
from boathouse.errors import PermissionDenied
from boathouse.services.grants.chain import Chain, Link, Securable, chain_to
from boathouse.services.grants.rights import Rights, rights_of

Sight = Literal["FULL", "BROWSE"] | None
"""How much of a securable one sees: all, what BROWSE shows, or nothing."""

Seen = TypeVar("Seen", bound=Securable)

_READING = frozenset({"USE_CATALOG", "USE_SCHEMA", "SELECT", "READ_VOLUME", "EXECUTE", "BROWSE"})
"""What everybody may do with what is open."""

_NEVER_BY_OWNING = frozenset({"EXTERNAL_USE_SCHEMA", "EXTERNAL_USE_LOCATION"})

_FIRST: Mapping[str, str] = {
    "Catalog": "USE_CATALOG",
    "Schema": "USE_SCHEMA",
    "Table": "SELECT",
    "Volume": "READ_VOLUME",
    "Function": "EXECUTE",
    "Model": "EXECUTE",
}
"""What one is told to lack who does not see an object at all, by its kind."""

_SHOWS: Mapping[str, frozenset[str]] = {
    "Metastore": frozenset({"BROWSE"}),
    "Catalog": frozenset({"USE_CATALOG"}),
    "Schema": frozenset({"USE_SCHEMA"}),
    "Table": frozenset({"SELECT", "MODIFY", "APPLY_TAG"}),
    "Volume": frozenset({"READ_VOLUME", "WRITE_VOLUME", "APPLY_TAG"}),
    "Function": frozenset({"EXECUTE"}),
    "Model": frozenset({"EXECUTE", "APPLY_TAG", "CREATE_MODEL_VERSION"}),
}
"""Privileges that show an object, by its kind; one of them is enough. Others: any grant on it."""


def require(ctx: Context, privilege: str, securable: Securable) -> None:
    """Pass, or raise PermissionDenied in the words of unity_catalog.md A3.4.

    `privilege`: SELECT, MODIFY, USE_CATALOG, CREATE_TABLE, READ_VOLUME, MANAGE, ...; BROWSE asks
    whether one sees the securable at all. USE of the parents is checked along.
    """
    require_for(ctx, ctx.principal, privilege, securable)


def require_for(ctx: Context, principal: Principal, privilege: str, securable: Securable) -> None:
    """The same for somebody else than the caller, such as the owner of a view."""
    missing = _missing(rights_of(ctx, principal), privilege, chain_to(ctx, securable))
    if missing is not None:
        lacking, link = missing
        raise denial(lacking, link.kind, link.name)


def may(ctx: Context, privilege: str, securable: Securable) -> bool:
    """Whether `require` would pass."""
    rights = rights_of(ctx, ctx.principal)
    return _missing(rights, privilege, chain_to(ctx, securable)) is None


def may_grant(ctx: Context, securable: Securable) -> bool:
    """Whether the caller may change the grants on a securable: who manages it, and admins on what
    is the platform's own too."""
    return ctx.principal.admin or may(ctx, "MANAGE", securable)


def sight(ctx: Context, securable: Securable) -> Sight:
    """How much of a securable the caller sees."""
    return _sight(rights_of(ctx, ctx.principal), chain_to(ctx, securable))


def sights(ctx: Context, securables: Sequence[Securable]) -> list[Sight]:
    """The same for each of a list; grants are read together."""
    rights = rights_of(ctx, ctx.principal)
    chains = [chain_to(ctx, one) for one in securables]
    if not rights.principal.admin:
        rights.learn({chain[-1].id for chain in chains})
    return [_sight(rights, chain) for chain in chains]


def visible(ctx: Context, securables: Sequence[Seen]) -> list[Seen]:
    """Those of a list that the caller sees, if only by BROWSE."""
    shown = sights(ctx, securables)
    return [one for one, seen in zip(securables, shown, strict=True) if seen is not None]


def denial(privilege: str, kind: str, name: str) -> PermissionDenied:
    """The error for a privilege that is missing; privileges are shown with spaces."""
    shown = privilege.replace("_", " ")
    return PermissionDenied(f"User does not have {shown} on {kind} '{name}'.")


def _missing(rights: Rights, privilege: str, chain: Chain) -> tuple[str, Link] | None:
    """The first privilege that is missing and where; None when the principal may."""
    if _open(rights, privilege, chain):
        return None
    if privilege == "BROWSE":
        if _sight(rights, chain) is not None:
            return None
        return _not_used(rights, chain) or (_FIRST.get(chain[-1].kind, "BROWSE"), chain[-1])
    if privilege == "MANAGE" and rights.principal.admin and not _fixed(chain):
        return None
    making = privilege.startswith("CREATE_") and chain[-1].kind in ("Catalog", "Schema")
    unused = _not_used(rights, chain, making=making)
    changing = privilege not in _READING
    if unused is not None or (
        _holds(rights, privilege, chain) and not (changing and _fixed(chain))
    ):
        return unused
    return privilege, chain[-1]


def _fixed(chain: Chain) -> bool:
    """Whether nobody changes what is there: the platform's own, information schemas."""
    return chain[0].platform or any(link.open for link in chain)


def _not_used(rights: Rights, chain: Chain, *, making: bool = False) -> tuple[str, Link] | None:
    """The first parent that the principal may not use. `making`: of something that is to be made in
    the last of the chain."""
    deep = len(chain) - 1 + making
    for depth, privilege in enumerate(("USE_CATALOG", "USE_SCHEMA")[:deep], start=1):
        above = chain[:depth]
        if not (_open(rights, privilege, above) or _holds(rights, privilege, above)):
            return privilege, above[-1]
    return None


def _holds(rights: Rights, privilege: str, chain: Chain) -> bool:
    """Whether ownership or a grant gives the privilege on the last of the chain."""
    if privilege == "MANAGE":
        return any(map(rights.owns, chain)) or rights.granted(privilege, chain)
    if privilege not in _NEVER_BY_OWNING and rights.owns(chain[-1]):
        return True
    return rights.granted(privilege, chain)


def _open(rights: Rights, privilege: str, chain: Chain) -> bool:
    """Whether it is a right without a grant: everybody reads the samples and uses `system`, admins
    read all of it; an information schema is read by who may use its catalog."""
    if privilege not in _READING:
        return False
    top = chain[0]
    if top.platform:
        return top.open or len(chain) == 1 or chain[1].open or rights.principal.admin
    return len(chain) > 1 and chain[1].open and _holds(rights, "USE_CATALOG", chain[:1])


def _sight(rights: Rights, chain: Chain) -> Sight:
    if _open(rights, "BROWSE", chain) or rights.principal.admin or any(map(rights.owns, chain)):
        return "FULL"
    if _not_used(rights, chain) is None and any(_showing(rights, chain)):
        return "FULL"
    return "BROWSE" if rights.granted("BROWSE", chain) else None


def _showing(rights: Rights, chain: Chain) -> Iterator[bool]:
    """Whether each of the grants that could show the last of the chain is there."""
    yield rights.granted("MANAGE", chain)
    shows = _SHOWS.get(chain[-1].kind)
    if shows is None:
        yield bool(rights.held(chain[-1]) - {"BROWSE"})
        return
    yield from (rights.granted(privilege, chain) for privilege in shows)

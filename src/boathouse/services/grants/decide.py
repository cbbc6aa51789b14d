"""Who may do what with a securable: the one place that decides, for SQL and for REST alike.

Today admins and the owners of an object or of a parent of it may everything, everybody may read
the platform's own catalogs (which nobody changes), and nobody else may anything. Callers name the
privilege that they need, so that grants need no other place than `_holds`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from boathouse.context import Context, Principal
from boathouse.errors import PermissionDenied
from boathouse.services.catalogs import store as catalogs
from boathouse.services.metastores import store as metastores
from boathouse.services.schemas import store as schemas
from boathouse.sql.securables import CatalogEntry, Function, Relation, SchemaEntry, Volume

Securable = CatalogEntry | SchemaEntry | Relation | Volume | Function | None
"""None stands for the metastore."""

Seen = TypeVar("Seen", bound=CatalogEntry | SchemaEntry | Relation | Volume | Function)

READING = frozenset({"USE_CATALOG", "USE_SCHEMA", "SELECT", "READ_VOLUME", "EXECUTE", "BROWSE"})
"""What everybody may do in the platform's own catalogs."""


@dataclass(frozen=True)
class Link:
    """One step of the way down to a securable."""

    kind: str
    name: str
    owner: str
    system: bool = False


def require(ctx: Context, privilege: str, securable: Securable) -> None:
    """Pass, or raise PermissionDenied in the words of unity_catalog.md A3.4.

    `privilege`: SELECT, MODIFY, USE_CATALOG, CREATE_TABLE, READ_VOLUME, MANAGE, ... The USE
    privileges of the parents are checked along.
    """
    _check(ctx, ctx.principal, privilege, securable, {})


def require_for(ctx: Context, principal: Principal, privilege: str, securable: Securable) -> None:
    """The same for somebody else than the caller, such as the owner of a view."""
    _check(ctx, principal, privilege, securable, {})


def may(ctx: Context, privilege: str, securable: Securable) -> bool:
    """Whether `require` would pass."""
    return _missing(ctx, ctx.principal, privilege, securable, {}) is None


def visible(ctx: Context, privilege: str, securables: Sequence[Seen]) -> list[Seen]:
    """Those of a list on which the caller has the privilege; parents are read once."""
    parents: Parents = {}
    return [
        one for one in securables if _missing(ctx, ctx.principal, privilege, one, parents) is None
    ]


def denial(privilege: str, kind: str, name: str) -> PermissionDenied:
    """The error for a privilege that is missing; privileges are shown with spaces."""
    shown = privilege.replace("_", " ")
    return PermissionDenied(f"User does not have {shown} on {kind} '{name}'.")


Parents = dict[tuple[str, ...], Link]


def _check(
    ctx: Context, principal: Principal, privilege: str, securable: Securable, parents: Parents
) -> None:
    missing = _missing(ctx, principal, privilege, securable, parents)
    if missing is not None:
        lacking, link = missing
        raise denial(lacking, link.kind, link.name)


def _missing(
    ctx: Context, principal: Principal, privilege: str, securable: Securable, parents: Parents
) -> tuple[str, Link] | None:
    """The first privilege that the principal lacks and where; None when it may."""
    chain = _chain(ctx, securable, parents)
    if _holds(principal, privilege, chain):
        return None
    uses = [("USE_CATALOG", 1), ("USE_SCHEMA", 2)]
    for use, depth in uses[: len(chain) - 1]:
        if not _holds(principal, use, chain[:depth]):
            return use, chain[depth - 1]
    return privilege, chain[-1]


def _holds(principal: Principal, privilege: str, chain: Sequence[Link]) -> bool:
    if chain[0].system:
        return privilege in READING
    if any(link.system for link in chain):
        # What the platform keeps inside a catalog is read by those who use the catalog.
        return privilege in READING and _holds(principal, "USE_CATALOG", chain[:1])
    return principal.admin or any(_owns(principal, link.owner) for link in chain)


def _owns(principal: Principal, owner: str) -> bool:
    named = owner == principal.user_name or owner in principal.groups
    return named and owner != catalogs.SYSTEM_OWNER


def _chain(ctx: Context, securable: Securable, parents: Parents) -> list[Link]:
    """The way from the catalog down to the securable; the metastore alone for None."""
    match securable:
        case None:
            return [Link("Metastore", metastores.name_of(ctx.tx), metastores.OWNER)]
        case CatalogEntry():
            return [_catalog_link(securable)]
        case SchemaEntry():
            return [
                _catalog(ctx, securable.catalog, parents),
                _schema_link(securable.catalog, securable.name, securable.owner),
            ]
        case Relation() | Volume() | Function():
            kind = _KINDS[type(securable)]
            name = securable.name
            return [
                _catalog(ctx, name.catalog, parents),
                _schema(ctx, name.catalog, name.schema, parents),
                Link(kind, str(name), securable.owner),
            ]


_KINDS: Mapping[type, str] = {Relation: "Table", Volume: "Volume", Function: "Function"}


def _catalog_link(entry: CatalogEntry) -> Link:
    return Link("Catalog", entry.name, entry.owner, entry.catalog_type == catalogs.SYSTEM)


def _schema_link(catalog: str, name: str, owner: str) -> Link:
    return Link("Schema", f"{catalog}.{name}", owner, name == schemas.INFORMATION_SCHEMA)


def _catalog(ctx: Context, name: str, parents: Parents) -> Link:
    link = parents.get((name,))
    if link is None:
        row = catalogs.named(ctx, name)
        # One that was dropped meanwhile belongs to nobody.
        link = _catalog_link(row.entry) if row else Link("Catalog", name, catalogs.SYSTEM_OWNER)
        parents[(name,)] = link
    return link


def _schema(ctx: Context, catalog: str, name: str, parents: Parents) -> Link:
    link = parents.get((catalog, name))
    if link is None:
        row = _schema_row(ctx, catalog, name)
        owner = row.owner if row else catalogs.SYSTEM_OWNER
        link = parents[(catalog, name)] = _schema_link(catalog, name, owner)
    return link


def _schema_row(ctx: Context, catalog: str, name: str) -> schemas.SchemaRow | None:
    above = catalogs.named(ctx, catalog)
    return schemas.named(ctx, above, name) if above is not None else None

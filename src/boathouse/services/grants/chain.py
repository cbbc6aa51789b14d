"""The way down to a securable: the metastore alone, or catalog, schema and what is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from boathouse.context import Context
from boathouse.services.catalogs import store as catalogs
from boathouse.services.metastores import store as metastores
from boathouse.services.schemas import store as schemas
from boathouse.sql.information import SPANNING
from boathouse.sql.securables import (
    CatalogEntry,
    Function,
    MetastoreObject,
    Model,
    Relation,
    SchemaEntry,
    Volume,
)

Securable = (
    CatalogEntry | SchemaEntry | Relation | Volume | Function | Model | MetastoreObject | None
)
"""None stands for the metastore."""


@dataclass(frozen=True)
class Link:
    """One step of the way. `kind`: as denials say it. `open`: everybody reads what is there.
    `platform`: a catalog of the platform itself, which nobody changes."""

    kind: str
    name: str
    id: str
    owner: str
    open: bool = False
    platform: bool = False


Chain = tuple[Link, ...]


def chain_to(ctx: Context, securable: Securable) -> Chain:
    """The way from the catalog (or the metastore's own objects) down to the securable."""
    match securable:
        case None:
            return (metastore(ctx),)
        case MetastoreObject():
            return (Link(securable.kind, securable.name, securable.object_id, securable.owner),)
        case CatalogEntry():
            return (_catalog_link(securable),)
        case SchemaEntry():
            return (_catalog(ctx, securable.catalog), _schema_link(securable))
    name = securable.name
    above = (_catalog(ctx, name.catalog), _schema(ctx, name.catalog, name.schema))
    return (*above, Link(_KINDS[type(securable)], str(name), _id(securable), securable.owner))


def metastore(ctx: Context) -> Link:
    """The one metastore."""
    return ctx.once(
        "metastore",
        lambda tx: Link(
            "Metastore", metastores.name_of(tx), metastores.id_of(tx), metastores.OWNER
        ),
    )


_KINDS: Mapping[type, str] = {
    Relation: "Table",
    Volume: "Volume",
    Function: "Function",
    Model: "Model",
}


def _id(securable: Relation | Volume | Function | Model) -> str:
    match securable:
        case Relation():
            return securable.table_id
        case Volume():
            return securable.volume_id
        case Function():
            return securable.function_id
        case Model():
            return securable.model_id


def _catalog_link(entry: CatalogEntry) -> Link:
    ours = entry.catalog_type == catalogs.SYSTEM
    opened = ours and entry.name != SPANNING
    return Link("Catalog", entry.name, entry.catalog_id, entry.owner, opened, ours)


def _schema_link(entry: SchemaEntry) -> Link:
    information = entry.name == schemas.INFORMATION_SCHEMA
    shown = f"{entry.catalog}.{entry.name}"
    return Link("Schema", shown, entry.schema_id, entry.owner, open=information)


def _catalog(ctx: Context, name: str) -> Link:
    row = catalogs.named(ctx, name)
    # One that was dropped meanwhile belongs to nobody.
    return _catalog_link(row.entry) if row else Link("Catalog", name, "", catalogs.SYSTEM_OWNER)


def _schema(ctx: Context, catalog: str, name: str) -> Link:
    above = catalogs.named(ctx, catalog)
    row = schemas.named(ctx, above, name) if above is not None else None
    if row is None:
        return Link("Schema", f"{catalog}.{name}", "", catalogs.SYSTEM_OWNER)
    return _schema_link(row.entry(catalog))

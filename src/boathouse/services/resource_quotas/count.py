"""Counting what lies directly in the metastore, a catalog, a schema or a model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from boathouse.context import Context
from boathouse.errors import MetastoreDoesNotExist, ResourceDoesNotExist
from boathouse.services.catalogs import find as catalogs
from boathouse.services.catalogs.names import parts_of
from boathouse.services.connections import store as connections
from boathouse.services.functions import store as functions
from boathouse.services.metastores import store as metastores
from boathouse.services.recipients import store as recipients
from boathouse.services.registered_models import store as models
from boathouse.services.schemas import find as schemas
from boathouse.services.shares import store as shares
from boathouse.services.tables import store as tables
from boathouse.services.volumes import store as volumes

Counts = Mapping[str, Callable[[], int]]
"""The name of each quota of a parent, and how it is counted."""


@dataclass(frozen=True)
class Parent:
    """What quotas are counted for. `entry`: as grants see it, None for the metastore."""

    type: str
    name: str
    entry: Any
    counts: Counts


def parent(ctx: Context, securable_type: str, full_name: str) -> Parent:
    """The parent of a type and a name, not authorized yet; ResourceDoesNotExist and below it."""
    match securable_type.lower():
        case "metastore":
            if full_name != metastores.id_of(ctx.tx):
                raise MetastoreDoesNotExist(f"Metastore '{full_name}' does not exist.")
            return _metastore(ctx)
        case "catalog":
            row = catalogs.existing(ctx, full_name)
            return Parent("CATALOG", row.name, row.entry, _of_catalog(ctx, row))
        case "schema":
            above, schema = schemas.existing(ctx, *parts_of(full_name, 2))
            return _schema(ctx, above, schema)
        case _:
            raise ResourceDoesNotExist(f"There are no quotas of a {securable_type}.")


def parents(ctx: Context) -> Iterator[Parent]:
    """The metastore, each catalog and each schema, by name."""
    yield _metastore(ctx)
    for catalog in catalogs.everywhere(ctx):
        yield Parent("CATALOG", catalog.name, catalog.entry, _of_catalog(ctx, catalog))
        for schema in schemas.everywhere(ctx, catalog):
            yield _schema(ctx, catalog, schema)


def _metastore(ctx: Context) -> Parent:
    counts: Counts = MappingProxyType(
        {
            "catalog-quota": lambda: len(catalogs.everywhere(ctx)),
            "connection-quota": lambda: connections.count(ctx.tx),
            "recipient-quota": lambda: recipients.count(ctx.tx),
            "share-quota": lambda: shares.count(ctx.tx),
        }
    )
    return Parent("METASTORE", metastores.id_of(ctx.tx), None, counts)


def _of_catalog(ctx: Context, catalog: Any) -> Counts:
    return {"schema-quota": lambda: len(schemas.everywhere(ctx, catalog))}


def _schema(ctx: Context, catalog: Any, schema: Any) -> Parent:
    schema_id = schema.schema_id
    counts: Counts = MappingProxyType(
        {
            "function-quota": lambda: functions.count_in(ctx.tx, schema_id),
            "registered-model-quota": lambda: models.count_in(ctx.tx, schema_id),
            "table-quota": lambda: tables.count_in(ctx.tx, schema_id),
            "volume-quota": lambda: len(volumes.of_schema(ctx.tx, schema_id)),
        }
    )
    return Parent("SCHEMA", f"{catalog.name}.{schema.name}", schema.entry(catalog.name), counts)

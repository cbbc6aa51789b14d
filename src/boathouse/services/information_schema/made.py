"""A view of an information schema as an Arrow table, for the caller and what is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from boathouse.context import Context
from boathouse.services.information_schema import (
    columns,
    governed,
    listed,
    privileges,
    sharing,
    storage,
)
from boathouse.services.information_schema.listed import Rows
from boathouse.services.information_schema.seen import Only, Seen, levels
from boathouse.sql.information import VIEWS
from boathouse.sql.securables import Name
from boathouse.sql.types import arrow_field

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS: Mapping[str, Callable[[Seen], Rows]] = MappingProxyType(
    {
        "catalogs": listed.catalogs,
        "schemata": listed.schemata,
        "tables": listed.tables,
        "views": listed.views,
        "volumes": listed.volumes,
        "routines": listed.routines,
        "parameters": listed.parameters,
        "routine_columns": listed.routine_columns,
        "metastores": listed.metastore,
        "information_schema_catalog_name": listed.catalog_name,
        "catalog_tags": governed.catalog_tags,
        "schema_tags": governed.schema_tags,
        "volume_tags": governed.volume_tags,
        "table_tags": governed.table_tags,
        "column_tags": governed.column_tags,
        "column_masks": governed.column_masks,
        "row_filters": governed.row_filters,
        "table_constraints": governed.table_constraints,
        "check_constraints": governed.check_constraints,
        "key_column_usage": governed.key_column_usage,
        "referential_constraints": governed.referential_constraints,
        "constraint_table_usage": governed.constraint_table_usage,
        "constraint_column_usage": governed.constraint_column_usage,
        "catalog_privileges": privileges.catalog_privileges,
        "schema_privileges": privileges.schema_privileges,
        "table_privileges": privileges.table_privileges,
        "volume_privileges": privileges.volume_privileges,
        "routine_privileges": privileges.routine_privileges,
        "metastore_privileges": privileges.metastore_privileges,
        "connection_privileges": privileges.connection_privileges,
        "external_location_privileges": privileges.external_location_privileges,
        "credential_privileges": privileges.credential_privileges,
        "storage_credential_privileges": privileges.storage_credential_privileges,
        "external_locations": storage.external_locations,
        "credentials": storage.credentials,
        "storage_credentials": storage.storage_credentials,
        "connections": sharing.connections,
        "shares": sharing.shares,
        "recipients": sharing.recipients,
    }
)
"""The other views tell of what there is none of yet: providers, ..."""


def table(ctx: Context, view: Name, only: Only) -> pa.Table:
    """The rows of `view` that the caller may see, at least those that `only` asks for."""
    seen = Seen(ctx, view.catalog, levels(view.name, only))
    if view.name == "columns":
        cells, count = columns.cells(seen)
        return _arrow(view.name, cells, count)
    make = _ROWS.get(view.name)
    rows = list(make(seen)) if make is not None else []
    names = [column.name for column in VIEWS[view.name]]
    return _arrow(view.name, {name: [row.get(name) for row in rows] for name in names}, len(rows))


def _arrow(view: str, cells: Mapping[str, Sequence[Any]], count: int) -> pa.Table:
    import pyarrow as pa

    schema = pa.schema([arrow_field(one.name, one.type) for one in VIEWS[view]])
    return pa.table([_array(cells.get(field.name), field.type, count) for field in schema], schema)


def _array(values: Sequence[Any] | None, kind: pa.DataType, count: int) -> pa.Array:
    import pyarrow as pa

    if values is None:
        return pa.nulls(count, kind)
    if pa.types.is_timestamp(kind):
        values = [None if value is None else value * 1000 for value in values]
    return pa.array(values, kind)

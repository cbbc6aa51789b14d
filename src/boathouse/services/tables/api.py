"""/api/2.1/unity-catalog/tables and table-summaries."""

from __future__ import annotations

import builtins
import json
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, NotImplementedHere, TableDoesNotExist
from boathouse.route import Access, route
from boathouse.services.catalogs import find as catalogs
from boathouse.services.catalogs import sight
from boathouse.services.catalogs.names import parts_of
from boathouse.services.catalogs.paging import asked
from boathouse.services.grants import decide
from boathouse.services.schemas import find as schemas
from boathouse.services.staging_tables import prepare
from boathouse.services.tables import edit, find, info, listing, make
from boathouse.sql.definitions import NewTable, SetOwner
from boathouse.sql.errors import SqlError
from boathouse.sql.securables import Column, Name, SparkType
from boathouse.sql.types import from_sql
from boathouse.wire.catalog import ColumnInfo, DataSourceFormat, TableType

_PATH = "/api/2.1/unity-catalog/tables"
_ONE = f"{_PATH}/{{full_name}}"


@route("POST", _PATH, access=Access.USER)
def create(
    ctx: Context,
    catalog_name: str,
    schema_name: str,
    name: str,
    table_type: TableType,
    data_source_format: DataSourceFormat,
    storage_location: str,
    columns: builtins.list[ColumnInfo] | None = None,
    properties: dict[str, str] | None = None,
) -> dict[str, Any]:
    """An external table: what stands at the location, or a new one with the columns given. A
    managed one is what stands in a staging folder."""
    if table_type not in ("EXTERNAL", "MANAGED") or not storage_location:
        raise InvalidParameterValue("Only tables with a storage_location can be created.")
    managed = table_type == "MANAGED"
    wanted = NewTable(
        name=Name(catalog_name.lower(), schema_name.lower(), name.lower()),
        columns=tuple(map(_column, columns or ())),
        statement_id=uuid.uuid4().hex,
        partitions=_partitions(columns or ()),
        location=None if managed else storage_location,
        format=data_source_format,
        properties=properties or {},
    )
    try:
        if managed:
            prepare.finish(ctx, wanted, storage_location)
        else:
            make.create(ctx, wanted)
    except SqlError as error:
        raise InvalidParameterValue(str(error)) from error
    return info.shown(ctx, find.existing(ctx, wanted.name))


@route("GET", _ONE, access=Access.USER)
def get(
    ctx: Context,
    full_name: str,
    include_delta_metadata: bool = False,
    include_manifest_capabilities: bool = False,
    include_browse: bool = False,
) -> dict[str, Any]:
    """One table that the caller may read, its columns as its log has them now."""
    found = find.existing(ctx, _name(full_name))
    only = sight.require(ctx, "SELECT", find.plain(found), browse=include_browse)
    return info.shown(
        ctx,
        found,
        delta=include_delta_metadata,
        manifest=include_manifest_capabilities,
        browse_only=only,
    )


@route("GET", _PATH, access=Access.USER)
def list(
    ctx: Context,
    catalog_name: str,
    schema_name: str,
    max_results: int | None = None,
    page_token: str | None = None,
    omit_columns: bool = False,
    omit_properties: bool = False,
    omit_username: bool = False,
    include_manifest_capabilities: bool = False,
    include_browse: bool = False,
) -> dict[str, Any]:
    """The tables of a schema that the caller may read, by name."""
    few, more = listing.of_schema(
        ctx, catalog_name, schema_name, max_results, page_token, browse=include_browse
    )
    shown = [
        info.listed(
            ctx,
            one,
            columns=not omit_columns,
            properties=not omit_properties,
            usernames=not omit_username,
            manifest=include_manifest_capabilities,
            browse_only=only,
        )
        for one, only in few
    ]
    return {**({"tables": shown} if shown else {}), **more}


@route("GET", "/api/2.1/unity-catalog/table-summaries", access=Access.USER)
def list_summaries(
    ctx: Context,
    catalog_name: str,
    schema_name_pattern: str | None = None,
    table_name_pattern: str | None = None,
    max_results: int | None = None,
    page_token: str | None = None,
    include_manifest_capabilities: bool = False,
) -> dict[str, Any]:
    """Names and kinds of a catalog's tables. Patterns are SQL's: `%` and `_`."""
    catalog_id = catalogs.existing(ctx, catalog_name).catalog_id
    patterns = (schema_name_pattern or "", table_name_pattern or "")
    listed = f"summaries {catalog_id} {json.dumps(patterns)}"
    page = asked(ctx, listed, max_results, page_token, unpaged=False)
    few, more = listing.summaries(ctx, catalog_name, *patterns, page)
    shown = [info.summary(one, manifest=include_manifest_capabilities) for one, _ in few]
    return {**({"tables": shown} if shown else {}), **more}


@route("GET", f"{_ONE}/exists", access=Access.USER)
def exists(ctx: Context, full_name: str) -> dict[str, Any]:
    """Whether there is a table of the name, in a schema that there is."""
    name = _name(full_name)
    try:
        found = find.existing(ctx, name)
    except TableDoesNotExist:
        schemas.listable(ctx, name.catalog, name.schema, browse=True)
        return {"table_exists": False}
    sight.require(ctx, "SELECT", find.plain(found), browse=True)
    return {"table_exists": True}


@route("PATCH", _ONE, access=Access.USER)
def update(ctx: Context, full_name: str, owner: str | None = None) -> None:
    """Another owner."""
    name = _name(full_name)
    if owner:
        edit.alter(ctx, name, SetOwner(owner))
    else:
        decide.require(ctx, "MANAGE", find.plain(find.existing(ctx, name)))


@route("DELETE", _ONE, access=Access.USER)
def delete(ctx: Context, full_name: str) -> None:
    """Drop a table or view; a managed table with its files."""
    edit.drop(ctx, _name(full_name))


def _name(full_name: str) -> Name:
    return Name(*parts_of(full_name, 3))


def _column(given: ColumnInfo) -> Column:
    name = given.get("name")
    if not name:
        raise InvalidParameterValue("Missing required field: columns[].name")
    if given.get("mask"):
        raise NotImplementedHere(
            "$.columns[].mask is not implemented: ALTER TABLE ... ALTER COLUMN ... SET MASK is."
        )
    return Column(
        name=name,
        type=_type(given),
        nullable=given.get("nullable") is not False,
        comment=given.get("comment"),
    )


def _type(given: ColumnInfo) -> SparkType:
    """From `type_json` (a field's or a type's), else from the SQL in `type_text`."""
    text = given.get("type_json")
    try:
        document: Any = json.loads(text) if text else None
    except ValueError:
        document = None
    if isinstance(document, dict) and "name" in document:
        document = document.get("type")
    if isinstance(document, str | dict):
        return document
    shown = given.get("type_text") or given.get("type_name") or ""
    try:
        return from_sql(str(shown))
    except SqlError as error:
        raise InvalidParameterValue(f"columns[].type_text: {error.message}") from error


def _partitions(columns: Iterable[ColumnInfo]) -> tuple[str, ...]:
    placed: Sequence[tuple[int, str]] = [
        (int(index), str(column.get("name")))
        for column in columns
        if (index := column.get("partition_index")) is not None
    ]
    return tuple(name for _, name in sorted(placed))

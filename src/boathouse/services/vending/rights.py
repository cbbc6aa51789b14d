"""Who may have a credential: what must hold beside the rights that reading and writing need.

Nobody gets at files by being an owner or an admin: the EXTERNAL_USE privileges are held by a
grant of their own or not at all [unity_catalog.md A3.3].
"""

from __future__ import annotations

from boathouse.context import Context
from boathouse.errors import PermissionDenied
from boathouse.services.catalogs.store import CatalogRow
from boathouse.services.grants import decide
from boathouse.services.metastores import store as metastores
from boathouse.services.policies.effective import protected
from boathouse.services.schemas.store import SchemaRow
from boathouse.services.tables import external, find
from boathouse.services.tables.find import Found
from boathouse.sql.securables import Relation


def require_open(ctx: Context) -> None:
    """PermissionDenied unless the metastore lets other engines at files at all."""
    if not metastores.external_access(ctx.tx):
        name = metastores.name_of(ctx.tx)
        raise PermissionDenied(
            f"External data access is not enabled on Metastore '{name}':"
            " an admin may set external_access_enabled."
        )


def require_schema(ctx: Context, catalog: CatalogRow, schema: SchemaRow) -> None:
    """PermissionDenied without EXTERNAL_USE_SCHEMA."""
    decide.require(ctx, "EXTERNAL_USE_SCHEMA", schema.entry(catalog.name))


def require_table(ctx: Context, found: Found, *, write: bool) -> None:
    """PermissionDenied unless the caller may open the files of this table.

    A file gives every row and column, and takes any: a table that only this workspace can show
    in parts is given to nobody, one whose rules only it enforces is given to read.
    """
    require_open(ctx)
    relation = find.plain(found)
    require_schema(ctx, found.catalog, found.schema)
    decide.require(ctx, "SELECT", relation)
    if write:
        external.writable(ctx, relation)
    whole = find.read(ctx, found)
    if protected(ctx, whole):
        raise PermissionDenied(
            f"Table '{found.name}' has row filters or column masks: it is read through a SQL"
            " warehouse, and no credential is given for its files."
        )
    if write and _has_rules(whole):
        raise PermissionDenied(
            f"Table '{found.name}' has columns or constraints that only this workspace fills in"
            " or enforces: it is written through SQL. A READ credential is given."
        )


def _has_rules(table: Relation) -> bool:
    """CHECK constraints, generated and identity columns: the Delta log does not know them."""
    return any(one.kind == "CHECK" for one in table.constraints) or any(
        column.generated is not None or column.identity is not None for column in table.columns
    )

"""Unity Catalog as statements see it: `sql.protocols.Catalog`, made of the services' functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from boathouse.context import Context
from boathouse.errors import CatalogDoesNotExist, SchemaDoesNotExist, VolumeDoesNotExist
from boathouse.services.catalogs import change as catalog_change
from boathouse.services.catalogs import find as catalog_find
from boathouse.services.catalogs import store as catalog_store
from boathouse.services.grants import decide
from boathouse.services.schemas import change as schema_change
from boathouse.services.schemas import find as schema_find
from boathouse.services.tables import change, edit, find, make, upkeep, views
from boathouse.services.tables.commits import last_commit
from boathouse.services.volumes import change as volume_change
from boathouse.services.volumes import find as volume_find
from boathouse.sql.definitions import Alteration, NewTable, NewView
from boathouse.sql.errors import NotSupported
from boathouse.sql.securables import CatalogEntry, Name, Relation, SchemaEntry, Volume


class UnityCatalog:
    """`sql.protocols.Catalog`."""

    def catalog(self, ctx: Context, name: str) -> CatalogEntry | None:
        """The catalog of a name; not authorized."""
        row = catalog_store.by_name(ctx.tx, name)
        return row.entry if row else None

    def schema(self, ctx: Context, catalog: str, name: str) -> SchemaEntry | None:
        """The schema of a name; not authorized."""
        try:
            above, row = schema_find.existing(ctx, catalog, name)
        except (CatalogDoesNotExist, SchemaDoesNotExist):
            return None
        return row.entry(above.name)

    def relation(self, ctx: Context, name: Name) -> Relation | None:
        """The table or view of a name, its columns as its log has them now; not authorized."""
        return find.relation(ctx, name)

    def volume(self, ctx: Context, name: Name) -> Volume | None:
        """The volume of a name; not authorized."""
        try:
            catalog, schema, row = volume_find.existing(ctx, name)
        except (CatalogDoesNotExist, SchemaDoesNotExist, VolumeDoesNotExist):
            return None
        return row.entry(catalog.name, schema.name)

    def catalogs(self, ctx: Context) -> Sequence[CatalogEntry]:
        """Those that the caller may use, by name."""
        return [row.entry for row in catalog_find.all_visible(ctx)]

    def schemas(self, ctx: Context, catalog: str) -> Sequence[SchemaEntry]:
        """Those that the caller may use, by name."""
        above, rows = schema_find.all_visible(ctx, catalog)
        return [row.entry(above.name) for row in rows]

    def relations(self, ctx: Context, catalog: str, schema: str) -> Sequence[Relation]:
        """Those that the caller may read, by name."""
        return [find.read(ctx, found) for found in find.all_visible(ctx, catalog, schema)]

    def volumes(self, ctx: Context, catalog: str, schema: str) -> Sequence[Volume]:
        """Those that the caller may read, by name."""
        above, within, rows = volume_find.all_visible(ctx, catalog, schema)
        return [row.entry(above.name, within.name) for row in rows]

    def create_catalog(
        self, ctx: Context, name: str, *, comment: str | None, properties: Mapping[str, str]
    ) -> None:
        catalog_change.create(ctx, name, comment=comment, properties=properties)

    def create_schema(
        self,
        ctx: Context,
        catalog: str,
        name: str,
        *,
        comment: str | None,
        properties: Mapping[str, str],
    ) -> None:
        schema_change.create(ctx, catalog, name, comment=comment, properties=properties)

    def create_volume(
        self, ctx: Context, name: Name, *, location: str | None, comment: str | None
    ) -> None:
        volume_change.create(ctx, name, location=location, comment=comment)

    def drop_catalog(self, ctx: Context, name: str, *, cascade: bool) -> None:
        catalog_change.drop(ctx, name, force=cascade)

    def drop_schema(self, ctx: Context, catalog: str, name: str, *, cascade: bool) -> None:
        schema_change.drop(ctx, catalog, name, force=cascade)

    def drop_relation(self, ctx: Context, name: Name) -> None:
        edit.drop(ctx, name)

    def drop_volume(self, ctx: Context, name: Name) -> None:
        volume_change.drop(ctx, name)

    def create_table(self, ctx: Context, table: NewTable) -> Relation:
        """Make an empty table; OR REPLACE is one commit."""
        return make.create(ctx, table)

    def stage_table(self, ctx: Context, table: NewTable) -> str:
        """A folder that is an empty Delta table of the new one's shape: insert into it, or put
        Parquet files in it."""
        return make.stage(ctx, table)

    def commit_staged(self, ctx: Context, table: NewTable, staging: str) -> tuple[Relation, int]:
        """The staged files are the table, in one commit; how many rows they hold."""
        return make.commit_staged(ctx, table)

    def discard_staged(self, ctx: Context, table: NewTable) -> None:
        """The statement failed or was canceled: nothing of it stays."""
        make.discard_staged(ctx, table.statement_id)

    def last_commit(self, ctx: Context, relation: Relation) -> tuple[int, Mapping[str, Any]]:
        """The newest version in a table's log, and that commit's operationMetrics."""
        return last_commit(ctx.parts.delta.snapshot(_location(relation)))

    def create_view(self, ctx: Context, view: NewView) -> None:
        views.create(ctx, view)

    def alter_relation(self, ctx: Context, name: Name, change: Alteration) -> None:
        edit.alter(ctx, name, change)

    def alter_catalog(self, ctx: Context, name: str, **changes: Any) -> None:
        """`comment`, `properties` (merged), `unset`, `new_name`, `owner`."""
        catalog_change.alter(ctx, name, **changes)

    def alter_schema(self, ctx: Context, catalog: str, name: str, **changes: Any) -> None:
        """`comment`, `properties` (merged), `unset`, `new_name`, `owner`."""
        schema_change.alter(ctx, catalog, name, **changes)

    def alter_volume(self, ctx: Context, name: Name, **changes: Any) -> None:
        """`comment`, `new_name`, `owner`."""
        volume_change.alter(ctx, name, **changes)

    def history(
        self, ctx: Context, relation: Relation, limit: int | None = None
    ) -> Sequence[Mapping[str, Any]]:
        """A table's commits, newest first, as `upkeep.history` gives them."""
        decide.require(ctx, "SELECT", relation)
        return upkeep.history(_location(relation), limit)

    def detail(self, ctx: Context, relation: Relation) -> Mapping[str, Any]:
        """What DESCRIBE DETAIL shows of a table's log, as `upkeep.detail` gives it."""
        decide.require(ctx, "SELECT", relation)
        return upkeep.detail(ctx.parts.delta, _location(relation))

    def optimize(
        self,
        ctx: Context,
        relation: Relation,
        *,
        zorder: Sequence[str] = (),
        partitions: Sequence[tuple[str, str, Any]] = (),
    ) -> Mapping[str, Any]:
        """Write small files together; delta-rs's metrics. `partitions`: (column, "=", value)."""
        decide.require(ctx, "MODIFY", relation)
        user = ctx.principal.user_name
        return upkeep.optimize(_location(relation), user, zorder=zorder, partitions=partitions)

    def vacuum(
        self,
        ctx: Context,
        relation: Relation,
        *,
        hours: float | None = None,
        dry_run: bool = False,
    ) -> Sequence[str]:
        """Remove files that no kept version holds; their URIs."""
        decide.require(ctx, "MODIFY", relation)
        user = ctx.principal.user_name
        return upkeep.vacuum(_location(relation), user, hours=hours, dry_run=dry_run)

    def restore(
        self, ctx: Context, relation: Relation, *, version: int | None, timestamp: int | None
    ) -> Mapping[str, Any]:
        """The table as it was at a version, or at a time (epoch ms); delta-rs's metrics."""
        decide.require(ctx, "MODIFY", relation)
        target = upkeep.at(timestamp) if timestamp is not None else version or 0
        return upkeep.restore(_location(relation), ctx.principal.user_name, target)

    def truncate(self, ctx: Context, relation: Relation) -> int:
        """Take every row away, in one commit; how many there were."""
        decide.require(ctx, "MODIFY", relation)
        log = change.TableLog(ctx.parts.delta, _location(relation), edit.author(ctx))
        return log.truncate()


def _location(relation: Relation) -> str:
    """Where the relation's log is. Raises NotSupported for what has none."""
    if relation.location is None or relation.format != "DELTA":
        raise NotSupported(f"'{relation.name}' is not a Delta table.")
    return relation.location

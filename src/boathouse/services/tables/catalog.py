"""Unity Catalog as statements see it: `sql.protocols.Catalog`, made of the services' functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from boathouse.context import Context
from boathouse.errors import CatalogDoesNotExist, SchemaDoesNotExist, VolumeDoesNotExist
from boathouse.services.catalogs import change as catalog_change
from boathouse.services.catalogs import find as catalog_find
from boathouse.services.catalogs import store as catalog_store
from boathouse.services.functions import change as function_change
from boathouse.services.functions import find as function_find
from boathouse.services.grants import decide
from boathouse.services.information_schema import made
from boathouse.services.metastores import store as metastores
from boathouse.services.principals import store as principals
from boathouse.services.schemas import change as schema_change
from boathouse.services.schemas import find as schema_find
from boathouse.services.tables import (
    change,
    clone,
    edit,
    find,
    identities,
    loads,
    make,
    undrop,
    upkeep,
    views,
)
from boathouse.services.tables.commits import last_commit
from boathouse.services.volumes import change as volume_change
from boathouse.services.volumes import find as volume_find
from boathouse.sql.definitions import Alteration, CopiedFile, NewFunction, NewTable, NewView
from boathouse.sql.errors import NotSupported
from boathouse.sql.securables import (
    CatalogEntry,
    Function,
    Identity,
    Name,
    Relation,
    SchemaEntry,
    Volume,
)

if TYPE_CHECKING:
    import pyarrow as pa


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
        return [find.listed(ctx, found) for found in find.all_visible(ctx, catalog, schema)]

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

    def clone_table(
        self,
        ctx: Context,
        table: NewTable,
        source: Relation,
        *,
        version: int | None = None,
        timestamp: int | None = None,
    ) -> Mapping[str, Any]:
        """A copy of a table, as it is or was; how many files and bytes."""
        return clone.clone(ctx, table, source, version=version, timestamp=timestamp)

    def copied_files(self, ctx: Context, relation: Relation) -> set[str]:
        """The paths of the files that COPY INTO has loaded into a table."""
        return loads.loaded(ctx, relation)

    def stage_copy(
        self, ctx: Context, relation: Relation, statement_id: str, files: Sequence[CopiedFile]
    ) -> str:
        """A folder for the rows of these files, on their way into a table."""
        return loads.stage(ctx, relation, statement_id, files)

    def commit_copy(
        self,
        ctx: Context,
        before: Relation,
        relation: Relation,
        statement_id: str,
        parameters: Mapping[str, Any],
    ) -> int:
        """The staged rows are the table's; how many there are."""
        return loads.commit(ctx, before, relation, statement_id, parameters)

    def discard_copy(self, ctx: Context, statement_id: str) -> None:
        """The statement failed or was canceled: nothing of it stays."""
        loads.discard(ctx, statement_id)

    def undrop_table(self, ctx: Context, name: Name | None, table_id: str | None = None) -> None:
        """Bring a dropped table back, by its name or its id."""
        if name is not None:
            undrop.by_name(ctx, name)
        else:
            undrop.by_id(ctx, table_id or "")

    def dropped_tables(
        self, ctx: Context, catalog: str, schema: str
    ) -> Sequence[Mapping[str, Any]]:
        """What could be brought back to a schema, as `undrop.listed` gives it."""
        return undrop.listed(ctx, catalog, schema)

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

    def function(self, ctx: Context, name: Name) -> Function | None:
        """The user's function of a name; not authorized."""
        return function_find.function(ctx, name)

    def functions(self, ctx: Context, catalog: str, schema: str) -> Sequence[Function]:
        """Those that the caller may execute, by name."""
        return [found.entry for found in function_find.all_visible(ctx, catalog, schema)]

    def create_function(self, ctx: Context, function: NewFunction) -> None:
        function_change.create(ctx, function)

    def drop_function(self, ctx: Context, name: Name) -> None:
        function_change.drop(ctx, name)

    def alter_function(self, ctx: Context, name: Name, **changes: Any) -> None:
        """`comment`, `owner`."""
        function_change.alter(ctx, name, **changes)

    def principals(self, ctx: Context, kind: str) -> Sequence[str]:
        """The names of all USERS or GROUPS, in order."""
        wanted = principals.USER if kind == "USERS" else principals.GROUP
        return sorted(row.name for row in principals.all_active(ctx.tx, wanted))

    def metastore(self, ctx: Context) -> tuple[str, str]:
        """The metastore's name and owner."""
        return metastores.name_of(ctx.tx), metastores.OWNER

    def information(self, ctx: Context, view: Name, only: Mapping[str, frozenset[str]]) -> pa.Table:
        """The rows of a view of information_schema that the caller may see."""
        return made.table(ctx, view, only)

    def history(
        self, ctx: Context, relation: Relation, limit: int | None = None
    ) -> Sequence[Mapping[str, Any]]:
        """A table's commits, newest first, as `upkeep.history` gives them."""
        decide.require(ctx, "SELECT", relation)
        return upkeep.history(_location(relation), limit)

    def detail(self, ctx: Context, relation: Relation) -> Mapping[str, Any]:
        """What DESCRIBE DETAIL shows of a table's log, as `upkeep.detail` gives it."""
        decide.require(ctx, "SELECT", relation)
        known = upkeep.detail(ctx.parts.delta, _location(relation))
        return {**known, "clusteringColumns": list(relation.clustering)}

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
        user, order = ctx.principal.user_name, zorder or relation.clustering
        return upkeep.optimize(_location(relation), user, zorder=order, partitions=partitions)

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

    def take_identities(
        self, ctx: Context, identity: Identity, count: int, *, at_most: bool = False
    ) -> tuple[int, int]:
        """Values of an identity column, as `identities.take` says."""
        return identities.take(ctx, identity, count, at_most=at_most)

    def give_identities_back(self, ctx: Context, identity: Identity, end: int, used: int) -> None:
        """As `identities.give_back` says."""
        identities.give_back(ctx, identity, end, used)

    def pass_identities(self, ctx: Context, identity: Identity, value: int) -> None:
        """As `identities.pass_over` says."""
        identities.pass_over(ctx, identity, value)

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

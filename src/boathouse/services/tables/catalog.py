"""Unity Catalog as statements see it: `sql.protocols.Catalog`, made of the services' functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from boathouse.context import Context
from boathouse.services.catalogs import change as catalog_change
from boathouse.services.catalogs import find as catalog_find
from boathouse.services.catalogs import store as catalog_store
from boathouse.services.external_locations.statements import StorageObjects
from boathouse.services.files import statements as volume_files
from boathouse.services.functions import change as function_change
from boathouse.services.functions import find as function_find
from boathouse.services.grants import asked, assignments, decide, securables
from boathouse.services.grants.privileges import spaced
from boathouse.services.information_schema import made
from boathouse.services.metastores import store as metastores
from boathouse.services.policies import effective as policies
from boathouse.services.policies import keeping
from boathouse.services.policies.statements import Rules
from boathouse.services.principals import store as principals
from boathouse.services.schemas import change as schema_change
from boathouse.services.schemas import find as schema_find
from boathouse.services.shares import statements as sharing
from boathouse.services.system_tables import made as system_tables
from boathouse.services.tables import (
    change,
    clone,
    edit,
    external,
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
from boathouse.sql.system_tables import TABLES

if TYPE_CHECKING:
    import pyarrow as pa


class UnityCatalog(StorageObjects, Rules):
    """`sql.protocols.Catalog`."""

    def catalog(self, ctx: Context, name: str) -> CatalogEntry | None:
        """The catalog of a name; not authorized."""
        row = catalog_store.by_name(ctx.tx, name)
        return row.entry if row else None

    def schema(self, ctx: Context, catalog: str, name: str) -> SchemaEntry | None:
        """The schema of a name; not authorized."""
        found = schema_find.named(ctx, catalog, name)
        return found[1].entry(found[0].name) if found is not None else None

    def relation(self, ctx: Context, name: Name) -> Relation | None:
        """The table or view of a name, its columns as its log has them now; not authorized."""
        return find.relation(ctx, name)

    def protection(self, ctx: Context, relation: Relation) -> Relation:
        """The relation with the filter and the masks that hold for the caller."""
        return policies.protection(ctx, relation)

    def volume(self, ctx: Context, name: Name) -> Volume | None:
        """The volume of a name; not authorized."""
        return volume_find.volume(ctx, name)

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

    def listed_files(
        self, ctx: Context, path: str, limit: int | None
    ) -> Sequence[tuple[str, str, int, int]]:
        """What LIST tells of a path in a volume."""
        return volume_files.listed(ctx, path, limit)

    def file_url(self, ctx: Context, operation: str, path: str, *, overwrite: bool) -> str:
        """A signed URL for one PUT, GET or REMOVE of a path in a volume."""
        return volume_files.signed(ctx, operation, path, overwrite=overwrite)

    def all_shared(self, ctx: Context, kind: str) -> Sequence[Mapping[str, Any]]:
        """As `shares.statements.listed` says."""
        return sharing.listed(ctx, kind)

    def shared(self, ctx: Context, kind: str, name: str) -> Mapping[str, Any]:
        """As `shares.statements.one` says."""
        return sharing.one(ctx, kind, name)

    def create_shared(
        self, ctx: Context, kind: str, name: str, exists: bool, settings: Mapping[str, Any]
    ) -> None:
        sharing.create(ctx, kind, name, exists, settings)

    def alter_shared(self, ctx: Context, kind: str, name: str, changes: Mapping[str, Any]) -> None:
        sharing.alter(ctx, kind, name, changes)

    def drop_shared(self, ctx: Context, kind: str, name: str, exists: bool) -> None:
        sharing.drop(ctx, kind, name, exists)

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

    def change_grants(
        self,
        ctx: Context,
        kind: str,
        names: Sequence[str],
        principal: str,
        add: Sequence[str],
        remove: Sequence[str],
    ) -> None:
        """GRANT and REVOKE, as `grants.asked.change` does them."""
        asked.change(ctx, securables.type_of(kind), names, [asked.Asked(principal, add, remove)])

    def grants(
        self, ctx: Context, kind: str, names: Sequence[str], principal: str | None
    ) -> Sequence[tuple[str, str, str, str]]:
        """The rows of SHOW GRANTS, as `grants.assignments.effective` finds them."""
        named = securables.named(ctx, securables.type_of(kind), names)
        return [
            (one.principal, spaced(one.privilege), named.type_of_link(one.on), one.on.name)
            for one in assignments.effective(ctx, named, principal)
        ]

    def metastore(self, ctx: Context) -> tuple[str, str]:
        """The metastore's name and owner."""
        return metastores.name_of(ctx.tx), metastores.OWNER

    def information(
        self,
        ctx: Context,
        view: Name,
        only: Mapping[str, frozenset[str]],
        within: Mapping[str, tuple[int | None, int | None]],
        needed: frozenset[str] | None = None,
    ) -> pa.Table:
        """The rows of a view of information_schema or of a system table for the caller."""
        if view.schema in TABLES:
            return system_tables.table(ctx, view, only, within, needed)
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
        external.writable(ctx, relation)
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
        external.writable(ctx, relation)
        user = ctx.principal.user_name
        return upkeep.vacuum(_location(relation), user, hours=hours, dry_run=dry_run)

    def restore(
        self, ctx: Context, relation: Relation, *, version: int | None, timestamp: int | None
    ) -> Mapping[str, Any]:
        """The table as it was at a version, or at a time (epoch ms); delta-rs's metrics."""
        external.writable(ctx, relation)
        target = upkeep.at(timestamp) if timestamp is not None else version or 0
        keeping.refuse_restore(ctx, relation, target)
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
        external.writable(ctx, relation)
        log = change.TableLog(ctx.parts.delta, _location(relation), edit.author(ctx))
        return log.truncate()


def _location(relation: Relation) -> str:
    """Where the relation's log is. Raises NotSupported for what has none."""
    if relation.location is None or relation.format != "DELTA":
        raise NotSupported(f"'{relation.name}' is not a Delta table.")
    return relation.location

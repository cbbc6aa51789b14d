"""What the road of a statement needs from above, declared here and passed in by app.py.

Every method takes the Context of the statement: who asks, when, and a snapshot to read from. All
are synchronous and are called in a worker thread, never on the event loop. They authorize (what
the caller may not do raises `errors.PermissionDenied`) and raise the errors of their services
(`ResourceDoesNotExist`, ...), which the road turns into SqlErrors.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from boathouse.context import Context, Principal
from boathouse.sql.definitions import Alteration, CopiedFile, NewFunction, NewTable, NewView
from boathouse.sql.securables import (
    CatalogEntry,
    Function,
    Identity,
    Name,
    Relation,
    SchemaEntry,
    Volume,
)


class Catalog(Protocol):
    """Unity Catalog as statements see it. Names come in any case; lists hold what one may see."""

    def catalog(self, ctx: Context, name: str) -> CatalogEntry | None: ...

    def schema(self, ctx: Context, catalog: str, name: str) -> SchemaEntry | None: ...

    def relation(self, ctx: Context, name: Name) -> Relation | None:
        """A table or view, its columns as its Delta log has them now. Not authorized yet."""

    def protection(self, ctx: Context, relation: Relation) -> Relation:
        """The relation with the row filter and the masks that hold for the caller, its own and
        those of policies. Raises SqlError where policies contradict."""

    def volume(self, ctx: Context, name: Name) -> Volume | None: ...

    def catalogs(self, ctx: Context) -> Sequence[CatalogEntry]: ...

    def schemas(self, ctx: Context, catalog: str) -> Sequence[SchemaEntry]: ...

    def relations(self, ctx: Context, catalog: str, schema: str) -> Sequence[Relation]: ...

    def volumes(self, ctx: Context, catalog: str, schema: str) -> Sequence[Volume]: ...

    def create_catalog(
        self, ctx: Context, name: str, *, comment: str | None, properties: Mapping[str, str]
    ) -> None: ...

    def create_schema(
        self,
        ctx: Context,
        catalog: str,
        name: str,
        *,
        comment: str | None,
        properties: Mapping[str, str],
    ) -> None: ...

    def create_volume(
        self, ctx: Context, name: Name, *, location: str | None, comment: str | None
    ) -> None: ...

    def drop_catalog(self, ctx: Context, name: str, *, cascade: bool) -> None: ...

    def drop_schema(self, ctx: Context, catalog: str, name: str, *, cascade: bool) -> None: ...

    def drop_relation(self, ctx: Context, name: Name) -> None: ...

    def drop_volume(self, ctx: Context, name: Name) -> None: ...

    def create_table(self, ctx: Context, table: NewTable) -> Relation:
        """Make an empty table: its Delta log first, its row after; OR REPLACE is one commit."""

    def stage_table(self, ctx: Context, table: NewTable) -> str:
        """An intent row, and a folder (its path) that holds an empty Delta table of this layout:
        CREATE TABLE AS inserts into it."""

    def commit_staged(self, ctx: Context, table: NewTable, staging: str) -> tuple[Relation, int]:
        """Make the staged files the table in one commit that carries the statement's id; how many
        rows it holds. Done twice it is done once. A sweeper removes what was never committed."""

    def discard_staged(self, ctx: Context, table: NewTable) -> None:
        """The statement failed or was canceled: nothing of it stays."""

    def last_commit(self, ctx: Context, relation: Relation) -> tuple[int, Mapping[str, Any]]:
        """The newest version in a table's Delta log, and that commit's operationMetrics."""

    def history(
        self, ctx: Context, relation: Relation, limit: int | None
    ) -> Sequence[Mapping[str, Any]]:
        """The commits of a table, newest first, in the terms of DESCRIBE HISTORY."""

    def detail(self, ctx: Context, relation: Relation) -> Mapping[str, Any]:
        """What DESCRIBE DETAIL tells of a table, by its column names."""

    def truncate(self, ctx: Context, relation: Relation) -> int:
        """Remove all rows in one commit; how many there were."""

    def optimize(
        self,
        ctx: Context,
        relation: Relation,
        *,
        zorder: Sequence[str] = (),
        partitions: Sequence[tuple[str, str, Any]] = (),
    ) -> Mapping[str, Any]:
        """Write small files together; delta-rs's metrics. `partitions`: (column, "=", value)."""

    def vacuum(
        self, ctx: Context, relation: Relation, *, hours: float | None, dry_run: bool
    ) -> Sequence[str]:
        """Delete what no version needs any more; the files' paths."""

    def restore(
        self, ctx: Context, relation: Relation, *, version: int | None, timestamp: int | None
    ) -> Mapping[str, Any]:
        """The table as it was at a version, or at a time (epoch ms); delta-rs's metrics."""

    def clone_table(
        self,
        ctx: Context,
        table: NewTable,
        source: Relation,
        *,
        version: int | None = None,
        timestamp: int | None = None,
    ) -> Mapping[str, Any]:
        """Make a table a copy of another, as it is or was (`timestamp` in epoch ms); the counts
        that CLONE answers with."""

    def copied_files(self, ctx: Context, relation: Relation) -> set[str]:
        """The paths on disk of the files that COPY INTO has loaded. Holds the table's turn."""

    def stage_copy(
        self, ctx: Context, relation: Relation, statement_id: str, files: Sequence[CopiedFile]
    ) -> str:
        """An intent row, and a folder (its path) that holds an empty Delta table of the relation's
        columns, for the rows of these files."""

    def commit_copy(
        self,
        ctx: Context,
        before: Relation,
        relation: Relation,
        statement_id: str,
        parameters: Mapping[str, Any],
    ) -> int:
        """Add the staged rows and remember their files, at once or not at all; how many rows.
        `relation` may have more columns than `before` has."""

    def discard_copy(self, ctx: Context, statement_id: str) -> None:
        """The statement failed or was canceled: nothing of it stays."""

    def undrop_table(self, ctx: Context, name: Name | None, table_id: str | None = None) -> None:
        """Bring back the table of a name that was dropped last, or the one of an id."""

    def dropped_tables(
        self, ctx: Context, catalog: str, schema: str
    ) -> Sequence[Mapping[str, Any]]:
        """What UNDROP could bring back to a schema: the columns of SHOW TABLES DROPPED, times in
        epoch ms."""

    def create_view(self, ctx: Context, view: NewView) -> None: ...

    def alter_relation(self, ctx: Context, name: Name, change: Alteration) -> None: ...

    def alter_catalog(self, ctx: Context, name: str, **changes: Any) -> None:
        """`comment`, `properties` (merged), `new_name`, `owner`."""

    def alter_schema(self, ctx: Context, catalog: str, name: str, **changes: Any) -> None: ...

    def alter_volume(self, ctx: Context, name: Name, **changes: Any) -> None: ...

    def listed_files(
        self, ctx: Context, path: str, limit: int | None
    ) -> Sequence[tuple[str, str, int, int]]:
        """What LIST tells of a path in a volume: path, name, bytes, change time in epoch ms."""

    def file_url(self, ctx: Context, operation: str, path: str, *, overwrite: bool) -> str:
        """A signed URL on the host that the client reached, for one PUT, GET or REMOVE of a path
        in a volume. Raises SqlError for a PUT that would replace a file without `overwrite`."""

    def storages(self, ctx: Context, kind: str) -> Sequence[Mapping[str, Any]]:
        """The EXTERNAL LOCATIONs, or STORAGE, SERVICE or all CREDENTIALs, that the caller may see,
        by name: the columns of DESCRIBE, times in epoch ms."""

    def storage(self, ctx: Context, kind: str, name: str) -> Mapping[str, Any]:
        """One of these; authorized."""

    def create_location(
        self,
        ctx: Context,
        name: str,
        *,
        url: str,
        credential_name: str,
        comment: str | None = None,
        exists: bool = False,
    ) -> None:
        """CREATE EXTERNAL LOCATION; `exists`: IF NOT EXISTS."""

    def alter_storage(self, ctx: Context, kind: str, name: str, **changes: Any) -> None:
        """`new_name`, `owner`; of locations `url` and `force`, `credential_name`."""

    def drop_storage(
        self, ctx: Context, kind: str, name: str, *, exists: bool = False, force: bool = False
    ) -> None:
        """`exists`: IF EXISTS."""

    def principals(self, ctx: Context, kind: str) -> Sequence[str]:
        """The names of all USERS or GROUPS."""

    def all_shared(self, ctx: Context, kind: str) -> Sequence[Mapping[str, Any]]:
        """The CONNECTIONs, SHAREs or RECIPIENTs that the caller may see, by name: `name`,
        `comment`, `owner`, `created_by`, `created_at` in epoch ms; of connections
        `connection_type`, `credential_type` and those `options` that are no secret; of recipients
        `global_metastore_id`."""

    def shared(self, ctx: Context, kind: str, name: str) -> Mapping[str, Any]:
        """One of these; authorized."""

    def create_shared(
        self, ctx: Context, kind: str, name: str, exists: bool, settings: Mapping[str, Any]
    ) -> None:
        """`exists`: IF NOT EXISTS; `settings` as in `grammar.sharing.SharingStatement`."""

    def alter_shared(self, ctx: Context, kind: str, name: str, changes: Mapping[str, Any]) -> None:
        """`comment`, `new_name`, `owner`; of connections `options`."""

    def drop_shared(self, ctx: Context, kind: str, name: str, exists: bool) -> None:
        """`exists`: IF EXISTS."""

    def change_grants(
        self,
        ctx: Context,
        kind: str,
        names: Sequence[str],
        principal: str,
        add: Sequence[str],
        remove: Sequence[str],
    ) -> None:
        """GRANT and REVOKE. `kind`: of the securable, as grammar.grants.KINDS has them; `names`:
        the parts of its full name, none for the metastore; privileges as they were written."""

    def grants(
        self, ctx: Context, kind: str, names: Sequence[str], principal: str | None
    ) -> Sequence[tuple[str, str, str, str]]:
        """The rows of SHOW GRANTS: principal, privilege, and type and full name of what it was
        given on, which is the securable or what it lies in."""

    def metastore(self, ctx: Context) -> tuple[str, str]:
        """The metastore's name and owner."""

    def information(
        self,
        ctx: Context,
        view: Name,
        only: Mapping[str, frozenset[str]],
        within: Mapping[str, tuple[int | None, int | None]],
        needed: frozenset[str] | None = None,
    ) -> Any:
        """A pyarrow Table: the rows of a view of information_schema, or of a system table, that the
        caller may see: at least those with the (lower-case) values that `only` asks for in some
        columns, at times `within` bounds (epoch ms, both included). Of system tables the values of
        columns that are not `needed` (None: all are) may be NULL."""

    def take_identities(
        self, ctx: Context, identity: Identity, count: int, *, at_most: bool = False
    ) -> tuple[int, int]:
        """`count` values of an identity column: the number of the first, from 0, and how many.
        Committed before it answers."""

    def give_identities_back(self, ctx: Context, identity: Identity, end: int, used: int) -> None:
        """The numbers from `used` to `end` were not used after all."""

    def pass_identities(self, ctx: Context, identity: Identity, value: int) -> None:
        """The next value comes behind `value` (SYNC IDENTITY)."""

    def function(self, ctx: Context, name: Name) -> Function | None:
        """A user's function. Not authorized yet (EXECUTE)."""

    def functions(self, ctx: Context, catalog: str, schema: str) -> Sequence[Function]: ...

    def create_function(self, ctx: Context, function: NewFunction) -> None: ...

    def drop_function(self, ctx: Context, name: Name) -> None: ...

    def alter_function(self, ctx: Context, name: Name, **changes: Any) -> None:
        """`comment`, `owner`."""

    def tag_function(
        self, ctx: Context, name: Name, tags: Mapping[str, str], unset: tuple[str, ...]
    ) -> None: ...

    def create_policy(self, ctx: Context, info: Mapping[str, Any], *, replace: bool) -> None:
        """A policy from the fields of a PolicyInfo; `replace`: in the place of one of its name."""

    def drop_policy(self, ctx: Context, kind: str, full_name: str, name: str) -> None:
        """`kind`: CATALOG, SCHEMA or TABLE, what the policy is on."""

    def policies(
        self, ctx: Context, kind: str, full_name: str, *, inherited: bool
    ) -> Sequence[Mapping[str, Any]]:
        """The PolicyInfos on a securable, with `inherited` those on what it lies in first."""

    def policy(self, ctx: Context, kind: str, full_name: str, name: str) -> Mapping[str, Any]:
        """One PolicyInfo."""

    def governed_tags(self, ctx: Context) -> Sequence[Mapping[str, Any]]:
        """Every governed tag, as a TagPolicy."""

    def put_governed_tag(
        self, ctx: Context, tag_key: str, fields: Mapping[str, Any], *, new: bool
    ) -> None:
        """Make (`new`) or change one: `description`, `values` (all of them)."""

    def drop_governed_tag(self, ctx: Context, tag_key: str) -> None: ...

    def grant_governed_tag(
        self, ctx: Context, tag_key: str, roles: Sequence[str], principal: str, *, revoke: bool
    ) -> None:
        """Give or take roles on a governed tag: manager, assigner."""


class Authorizer(Protocol):
    """Who may do what. Today owners and admins; grants come here."""

    def require(self, ctx: Context, privilege: str, securable: Any) -> None:
        """Pass, or raise PermissionDenied in the words of unity_catalog.md A3.4.

        `privilege`: SELECT, MODIFY, USE_CATALOG, CREATE_TABLE, READ_VOLUME, MANAGE, ... on a
        CatalogEntry, SchemaEntry, Relation, Volume, or None for the metastore. The USE privileges
        of the parents are checked along.
        """

    def require_as(self, ctx: Context, owner: str, privilege: str, securable: Any) -> None:
        """The same for the owner of a view, by name: a user, a group or a service principal."""

    def require_path(self, ctx: Context, path: str, *, write: bool) -> str:
        """The folder or file on disk that a path in a statement (`/Volumes/...`) stands for."""


class PythonFunctions(Protocol):
    """What runs Python functions of users, apart from everything else."""

    def admit(self, ctx: Context, owner: str) -> Any:
        """What `run` takes for functions of this owner. Raises NotSupported."""

    async def run(self, admitted: Any, request: bytes) -> bytes:
        """The answer to a request, both as boathouse.runtime.functions says."""


class RowStream(Protocol):
    """Rows from an engine: a pyarrow Schema and batches (`message`, `rows`) as they come."""

    @property
    def schema(self) -> Any: ...

    def __aiter__(self) -> AsyncIterator[Any]: ...


class QueryEngine(Protocol):
    """What runs queries. Leaving the context stops the engine's work.

    `command`: a text that is run for what it does. Raises EngineError (it cannot run the text) and
    EngineGone (it ended), also while iterating.
    """

    def query(
        self, sql: str, *, command: bool = False
    ) -> AbstractAsyncContextManager[RowStream]: ...


class Compute(Protocol):
    """Warehouses, as far as statements need them."""

    def admit(self, ctx: Context, warehouse_id: str) -> Any:
        """Raise unless the caller may use the warehouse; what it tells goes to `engine`."""

    def engine(
        self, principal: Principal, warehouse_id: str, admitted: Any = None
    ) -> AbstractAsyncContextManager[QueryEngine]:
        """The warehouse's engine for as long as one statement runs on it; starts it, waits for its
        turn. Raises SqlError where it cannot start."""

"""What the road of a statement needs from above, declared here and passed in by app.py.

Every method takes the Context of the statement: who asks, when, and a snapshot to read from. All
are synchronous and are called in a worker thread, never on the event loop. They authorize (what
the caller may not do raises `errors.PermissionDenied`) and raise the errors of their services
(`ResourceDoesNotExist`, ...), which the road turns into SqlErrors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from boathouse.context import Context, Principal
from boathouse.sql.definitions import Alteration, NewTable, NewView
from boathouse.sql.securables import CatalogEntry, Name, Relation, SchemaEntry, Volume


class Catalog(Protocol):
    """Unity Catalog as statements see it. Names come in any case; lists hold what one may see."""

    def catalog(self, ctx: Context, name: str) -> CatalogEntry | None: ...

    def schema(self, ctx: Context, catalog: str, name: str) -> SchemaEntry | None: ...

    def relation(self, ctx: Context, name: Name) -> Relation | None:
        """A table or view, its columns as its Delta log has them now. Not authorized yet."""

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
        """An intent row and an empty folder (its path) for CREATE TABLE AS to write Parquet in."""

    def commit_staged(self, ctx: Context, table: NewTable, staging: str) -> tuple[Relation, int]:
        """Make the staged files the table in one commit that carries the statement's id; how many
        rows it holds. Done twice it is done once. A sweeper removes what was never committed."""

    def create_view(self, ctx: Context, view: NewView) -> None: ...

    def alter_relation(self, ctx: Context, name: Name, change: Alteration) -> None: ...

    def alter_catalog(self, ctx: Context, name: str, **changes: Any) -> None:
        """`comment`, `properties` (merged), `new_name`, `owner`."""

    def alter_schema(self, ctx: Context, catalog: str, name: str, **changes: Any) -> None: ...

    def alter_volume(self, ctx: Context, name: Name, **changes: Any) -> None: ...


class Authorizer(Protocol):
    """Who may do what. Today owners and admins; grants come here."""

    def require(self, ctx: Context, privilege: str, securable: Any) -> None:
        """Pass, or raise PermissionDenied in the words of unity_catalog.md A3.4.

        `privilege`: SELECT, MODIFY, USE_CATALOG, CREATE_TABLE, READ_VOLUME, MANAGE, ... on a
        CatalogEntry, SchemaEntry, Relation, Volume, or None for the metastore. The USE privileges
        of the parents are checked along.
        """

    def require_path(self, ctx: Context, path: str, *, write: bool) -> str:
        """The folder or file on disk that a path in a statement (`/Volumes/...`) stands for."""


class Compute(Protocol):
    """Warehouses, as far as statements need them."""

    def engine(self, principal: Principal, warehouse_id: str) -> AbstractAsyncContextManager[Any]:
        """A `FlightSql` of the warehouse for as long as one statement runs on it; starts it, waits
        for its turn. Raises SqlError where it cannot start."""

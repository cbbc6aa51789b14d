"""What the tests of tables share: contexts, names, and rows in and out of Delta tables."""

from __future__ import annotations

import uuid
from typing import Any

import pyarrow as pa
from deltalake import DeltaTable, write_deltalake

from boathouse.context import Context
from boathouse.services.principals import store as principals
from boathouse.services.tables.catalog import UnityCatalog
from boathouse.sql.definitions import NewTable
from boathouse.sql.securables import Column, Name, Relation
from tests.live import LiveServer

CATALOG = UnityCatalog()


class Workbench:
    """Statements' own way to tables, as the admin or as somebody else."""

    def __init__(self, server: LiveServer) -> None:
        self.server, self.parts = server, server.app.parts

    def ctx(self, user: str | None = None) -> Context:
        with self.parts.database.read() as tx:
            name = user or self.server.app.config.admin_user
            principal = principals.acting_as(tx, name)
        assert principal is not None
        return Context(self.parts, principal, self.parts.clock())

    def new(self, name: Name, *columns: Column, **more: Any) -> NewTable:
        return NewTable(name, columns, uuid.uuid4().hex, **more)

    def create(self, name: Name, *columns: Column, **more: Any) -> Relation:
        return CATALOG.create_table(self.ctx(), self.new(name, *columns, **more))

    def find(self, name: Name) -> Relation:
        found = CATALOG.relation(self.ctx(), name)
        assert found is not None
        return found


def fresh(prefix: str = "t") -> Name:
    return Name("main", "default", f"{prefix}_{uuid.uuid4().hex[:8]}")


def put(location: str, values: dict[str, Any]) -> None:
    write_deltalake(location, pa.table(values), mode="append")


def rows(location: str | None, version: int | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = DeltaTable(location or "", version).to_pyarrow_table().to_pylist()
    return found

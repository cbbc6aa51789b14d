"""The table of functions. What a function is made of is one document, as `present` writes it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from boathouse.store.prepared import Prepared
from boathouse.store.tables import Document, Millis, metadata

functions = Table(
    "functions",
    metadata,
    Column("function_id", String(36), primary_key=True),
    Column("schema_id", String(36), ForeignKey("schemas.schema_id"), nullable=False),
    Column("name", String(255), nullable=False),
    Column("owner", String(256), nullable=False, index=True),
    Column("comment", Text, nullable=True),
    Column("definition", Document, nullable=False),
    Column("document", Document, nullable=False),  # the other fields of REST, as they were sent
    Column("created_at", Millis, nullable=False),
    Column("created_by", String(256), nullable=False),
    Column("updated_at", Millis, nullable=False),
    Column("updated_by", String(256), nullable=False),
    UniqueConstraint("schema_id", "name"),
)


@dataclass(frozen=True)
class FunctionRow:
    """A row of functions."""

    function_id: str
    schema_id: str
    name: str
    owner: str
    definition: dict[str, Any]
    created_at: int
    created_by: str
    updated_at: int
    updated_by: str
    comment: str | None = None
    document: dict[str, Any] = field(default_factory=dict)


_COLUMNS = [functions.c[name] for name in FunctionRow.__dataclass_fields__]
_IN_SCHEMA = select(*_COLUMNS).where(functions.c.schema_id == bindparam("schema_id"))
# Built once: it runs with every statement that calls a function.
_BY_NAME = Prepared(_IN_SCHEMA.where(functions.c.name == bindparam("name")))
_OF_SCHEMA = Prepared(_IN_SCHEMA.order_by(functions.c.name))
_AFTER = _IN_SCHEMA.where(functions.c.name > bindparam("after")).order_by(functions.c.name)
_PAGE = Prepared(_AFTER.limit(bindparam("most")))


def new_id() -> str:
    """An id for a function that is not made yet."""
    return str(uuid.uuid4())


def insert_function(tx: Connection, row: FunctionRow) -> None:
    """Add a function; its name must be free in its schema."""
    tx.execute(insert(functions).values(**vars(row)))


def update_function(tx: Connection, row: FunctionRow) -> bool:
    """Write a function's row anew; False when it is gone."""
    values = {key: value for key, value in vars(row).items() if key != "function_id"}
    changed = update(functions).where(functions.c.function_id == row.function_id)
    return tx.execute(changed.values(**values)).rowcount > 0


def delete_function(tx: Connection, function_id: str) -> bool:
    """Remove a function's row; False when it is gone."""
    found = tx.execute(delete(functions).where(functions.c.function_id == function_id))
    return found.rowcount > 0


def delete_in(tx: Connection, schema_id: str) -> None:
    """Remove all functions of a schema."""
    tx.execute(delete(functions).where(functions.c.schema_id == schema_id))


def count_in(tx: Connection, schema_id: str) -> int:
    """How many functions a schema holds."""
    found = select(func.count()).where(functions.c.schema_id == schema_id)
    return int(tx.execute(found).scalar_one())


def by_name(tx: Connection, schema_id: str, name: str) -> FunctionRow | None:
    """A schema's function of a name in any case."""
    row = _BY_NAME.first(tx, schema_id=schema_id, name=name.lower())
    return FunctionRow(*row) if row else None


def after(tx: Connection, schema_id: str, name: str, most: int) -> list[FunctionRow]:
    """The next functions of a schema behind a name, in order."""
    rows = _PAGE.all(tx, schema_id=schema_id, after=name, most=most)
    return [FunctionRow(*row) for row in rows]


def of_schema(tx: Connection, schema_id: str) -> list[FunctionRow]:
    """The functions of a schema, by name."""
    return [FunctionRow(*row) for row in _OF_SCHEMA.all(tx, schema_id=schema_id)]

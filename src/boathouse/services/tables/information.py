"""The views of `information_schema` and the system tables as rows among tables and views: no row
of the store stands for them."""

from __future__ import annotations

import uuid
from functools import cache

from boathouse.services.catalogs.store import SYSTEM_OWNER
from boathouse.services.schemas.store import SchemaRow, is_without_row
from boathouse.services.tables.present import whole
from boathouse.services.tables.store import TableRow
from boathouse.sql.information import SPANNING, made_in


def holds(schema: SchemaRow) -> bool:
    """Whether a schema is a catalog's information schema, or one of system tables."""
    return is_without_row(schema)


def view(schema: SchemaRow, name: str) -> TableRow | None:
    """The view of a name in any case."""
    if name.lower() not in made_in(SPANNING, schema.name):
        return None
    return _row(schema.schema_id, schema.name, name.lower(), schema.created_at)


def views(schema: SchemaRow) -> list[TableRow]:
    """All of them, by name."""
    names = sorted(made_in(SPANNING, schema.name))
    return [_row(schema.schema_id, schema.name, name, schema.created_at) for name in names]


@cache
def _kept(schema: str, name: str) -> dict[str, object]:
    return whole(made_in(SPANNING, schema)[name])


def _row(schema_id: str, schema: str, name: str, made_at: int) -> TableRow:
    return TableRow(
        table_id=str(uuid.uuid5(uuid.UUID(schema_id), name)),
        schema_id=schema_id,
        name=name,
        kind="VIEW",
        format=None,
        location=None,
        owner=SYSTEM_OWNER,
        comment=None,
        properties={},
        columns=_kept(schema, name),
        details={},
        definition=None,
        view_catalog=None,
        view_schema=None,
        created_at=made_at,
        created_by=SYSTEM_OWNER,
        updated_at=made_at,
        updated_by=SYSTEM_OWNER,
    )

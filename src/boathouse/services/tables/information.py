"""The views of `information_schema` as rows among tables and views: every catalog has them, and no
row of the store stands for them."""

from __future__ import annotations

import uuid
from functools import cache

from boathouse.services.catalogs.store import SYSTEM_OWNER
from boathouse.services.schemas.store import INFORMATION_SCHEMA, SchemaRow
from boathouse.services.tables.present import whole
from boathouse.services.tables.store import TableRow
from boathouse.sql.information import VIEWS


def holds(schema: SchemaRow) -> bool:
    """Whether a schema is a catalog's information schema."""
    return schema.name == INFORMATION_SCHEMA and schema.owner == SYSTEM_OWNER


def view(schema: SchemaRow, name: str) -> TableRow | None:
    """The view of a name in any case."""
    return (
        _row(schema.schema_id, name.lower(), schema.created_at) if name.lower() in VIEWS else None
    )


def views(schema: SchemaRow) -> list[TableRow]:
    """All of them, by name."""
    return [_row(schema.schema_id, name, schema.created_at) for name in sorted(VIEWS)]


@cache
def _kept(name: str) -> dict[str, object]:
    return whole(VIEWS[name])


def _row(schema_id: str, name: str, made_at: int) -> TableRow:
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
        columns=_kept(name),
        details={},
        definition=None,
        view_catalog=None,
        view_schema=None,
        created_at=made_at,
        created_by=SYSTEM_OWNER,
        updated_at=made_at,
        updated_by=SYSTEM_OWNER,
    )

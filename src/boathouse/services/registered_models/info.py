"""RegisteredModelInfo and RegisteredModelAlias: a model as REST shows it."""

from __future__ import annotations

from typing import Any

from boathouse.context import Context, compact
from boathouse.services.catalogs import sight
from boathouse.services.metastores import store as metastores
from boathouse.services.registered_models import folders, store
from boathouse.services.registered_models.find import Found
from boathouse.services.registered_models.store import AliasRow
from boathouse.sql.securables import Name

_HIDDEN = ("storage_location", "aliases")
"""What BROWSE does not show."""


def shown(
    ctx: Context, found: Found, *, aliases: bool = False, browse_only: bool = False
) -> dict[str, Any]:
    """The RegisteredModelInfo."""
    row, name = found.row, found.name
    named = store.aliases_of(ctx.tx, row.model_id) if aliases else ()
    location = folders.root(ctx.parts.config) / row.model_id
    document = compact(
        {
            "name": row.name,
            "catalog_name": name.catalog,
            "schema_name": name.schema,
            "full_name": str(name),
            "storage_location": location.as_uri(),
            "owner": row.owner,
            "comment": row.comment,
            "aliases": [alias_shown(name, one) for one in named] or None,
            "metastore_id": metastores.id_of(ctx.tx),
            "created_at": row.created_at,
            "created_by": row.created_by,
            "updated_at": row.updated_at,
            "updated_by": row.updated_by,
        }
    )
    return sight.browsed(document, _HIDDEN, only=browse_only)


def alias_shown(name: Name, row: AliasRow) -> dict[str, Any]:
    """The RegisteredModelAlias."""
    return {
        "alias_name": row.alias,
        "version_num": row.version,
        "id": row.alias_id,
        "catalog_name": name.catalog,
        "schema_name": name.schema,
        "model_name": name.name,
    }

"""Credentials as their APIs answer them."""

from __future__ import annotations

from typing import Any

from boathouse.context import Context, compact
from boathouse.services.credentials.store import CredentialRow
from boathouse.services.metastores import store as metastores


def shown(ctx: Context, row: CredentialRow) -> dict[str, Any]:
    """All fields of a CredentialInfo or a StorageCredentialInfo but `purpose`; no secret."""
    return compact(
        {
            "isolation_mode": "ISOLATION_MODE_OPEN",
            **row.document,
            "name": row.name,
            "full_name": row.name,
            "id": row.credential_id,
            "owner": row.owner,
            "comment": row.comment,
            "read_only": row.read_only,
            "used_for_managed_storage": row.built_in,
            "metastore_id": metastores.id_of(ctx.tx),
            "created_at": row.created_at,
            "created_by": row.created_by,
            "updated_at": row.updated_at,
            "updated_by": row.updated_by,
        }
    )

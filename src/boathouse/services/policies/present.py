"""Policies as PolicyInfos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from boathouse.context import Context, compact
from boathouse.services.policies import document, principals
from boathouse.services.policies.store import PolicyRow
from boathouse.services.policies.targets import Target


def shown(ctx: Context, on: Target, row: PolicyRow) -> dict[str, Any]:
    """One policy."""
    return _info(principals.shown(ctx, [row]), on, row)


def all_shown(ctx: Context, found: Sequence[tuple[Target, PolicyRow]]) -> list[dict[str, Any]]:
    """Several policies; names of principals are looked up together."""
    names = principals.shown(ctx, [row for _, row in found])
    return [_info(names, on, row) for on, row in found]


def _info(names: Mapping[int, str], on: Target, row: PolicyRow) -> dict[str, Any]:
    kept = row.document
    exempt = kept.get("except_principals") or ()
    return compact(
        {
            **kept,
            "id": row.policy_id,
            "name": row.name,
            "on_securable_type": on.kind,
            "on_securable_fullname": on.full_name,
            "to_principals": principals.named(names, row.subjects, kept["to_principals"]),
            "except_principals": principals.named(names, row.exempt, exempt) or None,
            "governed_tags": document.governed_tags(kept) or None,
            "created_at": row.created_at,
            "created_by": row.created_by,
            "updated_at": row.updated_at,
            "updated_by": row.updated_by,
        }
    )

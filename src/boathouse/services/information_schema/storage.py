"""The views of external locations and credentials: one row for each that the caller may see."""

from __future__ import annotations

from typing import Any

from boathouse.services.credentials import find as credentials_find
from boathouse.services.credentials.identity import kind_of, spelled
from boathouse.services.credentials.store import STORAGE, CredentialRow
from boathouse.services.external_locations import find as locations_find
from boathouse.services.external_locations.store import LocationRow
from boathouse.services.information_schema.listed import Row, Rows
from boathouse.services.information_schema.seen import Seen


def external_locations(seen: Seen) -> Rows:
    for row in locations_find.all_visible(seen.ctx):
        yield {
            "external_location_name": row.name,
            "external_location_owner": row.owner,
            "url": row.url,
            "storage_credential_id": row.credential_id,
            "storage_credential_name": row.credential_name,
            "read_only": _word(row.read_only),
            "comment": row.comment,
            **_made(row),
        }


def credentials(seen: Seen) -> Rows:
    for row in credentials_find.all_visible(seen.ctx):
        yield from _credential(row, "credential")


def storage_credentials(seen: Seen) -> Rows:
    for row in credentials_find.all_visible(seen.ctx, STORAGE):
        yield from _credential(row, "storage_credential")


def _credential(row: CredentialRow, kind: str) -> Rows:
    yield {
        f"{kind}_id": row.credential_id,
        f"{kind}_name": row.name,
        f"{kind}_owner": row.owner,
        "credential_type": kind_of(row),
        "credential": spelled(row),
        "used_for_managed_storage": _word(row.built_in),
        "comment": row.comment,
        **_made(row),
    }


def _word(value: bool) -> str:
    return "YES" if value else "NO"


def _made(row: LocationRow | CredentialRow) -> Row:
    made: dict[str, Any] = {
        "created": row.created_at,
        "created_by": row.created_by,
        "last_altered": row.updated_at,
        "last_altered_by": row.updated_by,
    }
    return made

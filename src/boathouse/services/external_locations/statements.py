"""External locations and credentials as statements see them: a part of `sql.protocols.Catalog`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from boathouse.context import Context
from boathouse.errors import (
    CredentialDoesNotExist,
    ExternalLocationAlreadyExists,
    ExternalLocationDoesNotExist,
    StorageCredentialDoesNotExist,
)
from boathouse.services.credentials import change as credential_change
from boathouse.services.credentials import find as credentials
from boathouse.services.credentials.identity import spelled
from boathouse.services.credentials.store import SERVICE, STORAGE, CredentialRow
from boathouse.services.external_locations import change, find
from boathouse.services.external_locations.store import LocationRow
from boathouse.services.grants import decide

LOCATION = "EXTERNAL LOCATION"
PURPOSES: Mapping[str, str | None] = {
    "STORAGE CREDENTIAL": STORAGE,
    "SERVICE CREDENTIAL": SERVICE,
    "CREDENTIAL": None,
}


class StorageObjects:
    """`kind`: EXTERNAL LOCATION, STORAGE CREDENTIAL, SERVICE CREDENTIAL, CREDENTIAL (any)."""

    def storages(self, ctx: Context, kind: str) -> Sequence[Mapping[str, Any]]:
        """What the caller may see of a kind, by name."""
        if kind == LOCATION:
            return [_location(row) for row in find.all_visible(ctx)]
        return [_credential(row) for row in credentials.all_visible(ctx, PURPOSES[kind])]

    def storage(self, ctx: Context, kind: str, name: str) -> Mapping[str, Any]:
        """One that the caller may see."""
        if kind == LOCATION:
            location = find.existing(ctx, name)
            if decide.sight(ctx, location.entry) != "FULL":
                decide.require(ctx, "READ_FILES", location.entry)
            return _location(location)
        row = credentials.existing(ctx, name, PURPOSES[kind])
        decide.require(ctx, "BROWSE", row.entry)
        return _credential(row)

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
        """`exists`: IF NOT EXISTS."""
        try:
            change.create(ctx, name, url, credential_name, {"comment": comment})
        except ExternalLocationAlreadyExists:
            if not exists:
                raise

    def alter_storage(self, ctx: Context, kind: str, name: str, **changes: Any) -> None:
        """`url`, `credential_name`, `new_name`, `owner`, `force`."""
        if kind == LOCATION:
            change.alter(ctx, name, changes)
        else:
            credential_change.alter(ctx, name, changes, PURPOSES[kind])

    def drop_storage(
        self, ctx: Context, kind: str, name: str, *, exists: bool = False, force: bool = False
    ) -> None:
        """`exists`: IF EXISTS."""
        try:
            if kind == LOCATION:
                change.drop(ctx, name, force=force)
            else:
                credential_change.drop(ctx, name, force=force, purpose=PURPOSES[kind])
        except (
            ExternalLocationDoesNotExist,
            StorageCredentialDoesNotExist,
            CredentialDoesNotExist,
        ):
            if not exists:
                raise


def _location(row: LocationRow) -> dict[str, Any]:
    names = ("name", "url", "credential_name", "owner", "created_by", "created_at", "comment")
    return {name: getattr(row, name) for name in names}


def _credential(row: CredentialRow) -> dict[str, Any]:
    names = ("name", "owner", "created_at", "created_by", "comment")
    return {**{name: getattr(row, name) for name in names}, "credential": spelled(row)}

"""Making, changing and dropping credentials of either purpose: what their APIs and SQL share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from boathouse.context import Context, compact
from boathouse.errors import (
    CredentialAlreadyExists,
    CredentialDoesNotExist,
    InvalidParameterValue,
    InvalidState,
    StorageCredentialAlreadyExists,
    StorageCredentialDoesNotExist,
)
from boathouse.services.catalogs.changes import stamped
from boathouse.services.catalogs.names import valid_name
from boathouse.services.credentials import identity, store
from boathouse.services.credentials.find import existing
from boathouse.services.credentials.store import SERVICE, STORAGE, CredentialRow
from boathouse.services.external_locations import store as locations
from boathouse.services.grants import changes as grants
from boathouse.services.grants import decide

_RPC: Mapping[str, str] = {STORAGE: "StorageCredential", SERVICE: "Credential"}
_CREATE: Mapping[str, str] = {
    STORAGE: "CREATE_STORAGE_CREDENTIAL",
    SERVICE: "CREATE_SERVICE_CREDENTIAL",
}


def create(ctx: Context, purpose: str, name: str, settings: Mapping[str, Any]) -> CredentialRow:
    """Make a credential that the caller owns. `settings`: comment, read_only, one cloud identity.

    Errors: PermissionDenied, InvalidParameterValue, StorageCredentialAlreadyExists,
    CredentialAlreadyExists.
    """
    decide.require(ctx, _CREATE[purpose], None)
    kept = valid_name(f"Create{_RPC[purpose]}", name)
    given = identity.checked(settings)
    if not given:
        raise InvalidParameterValue(
            f"A credential needs a cloud identity: one of {', '.join(identity.IDENTITIES)}."
        )
    row = store.new_row(
        kept,
        purpose,
        ctx.principal.user_name,
        ctx.now,
        comment=settings.get("comment") or None,
        read_only=bool(settings.get("read_only")),
    )
    shown, sealed = identity.split(ctx.parts.vault, row.credential_id, given)
    row = replace(row, document=shown, sealed=sealed)
    with ctx.write() as tx:
        _require_free(ctx, row)
        store.insert_credential(tx, row)
    return row


def alter(
    ctx: Context, name: str, changes: Mapping[str, Any], purpose: str | None = None
) -> CredentialRow:
    """Change what is given: `comment`, `owner`, `new_name`, `read_only`, `isolation_mode`, the
    cloud identity (another kind takes the old one's place); `force` where locations use it.

    Errors: those of `existing`, PermissionDenied, PrincipalDoesNotExist, InvalidParameterValue,
    InvalidState where it is in use, *AlreadyExists.
    """
    row = existing(ctx, name, purpose)
    decide.require(ctx, "MANAGE", row.entry)
    asked = compact(dict(changes))
    given = identity.checked(asked)
    _refuse_built_in(row, asked)
    values = stamped(ctx, asked, f"Update{_RPC[row.purpose]}")
    if "read_only" in asked:
        values["read_only"] = asked["read_only"]
    with ctx.write() as tx:
        # As it is now: the whole row is written, and another's change must not be undone.
        present = _still(ctx, row)
        values |= _identity(ctx, present, given)
        if asked.get("isolation_mode"):
            document = values.get("document", present.document)
            values["document"] = {**document, "isolation_mode": asked["isolation_mode"]}
        changed = replace(present, **values)
        if given and not asked.get("force"):
            _refuse_used(ctx, row, "changed")
        if changed.name != row.name:
            _require_free(ctx, changed)
        store.update_credential(tx, changed)
        if changed.name != row.name:
            locations.rename_credential(tx, row.credential_id, changed.name)
    return changed


def drop(ctx: Context, name: str, *, force: bool = False, purpose: str | None = None) -> None:
    """Drop a credential; `force` leaves the locations that use it without one.

    Errors: those of `existing`, PermissionDenied, InvalidState where it is in use.
    """
    row = existing(ctx, name, purpose)
    decide.require(ctx, "MANAGE", row.entry)
    if row.built_in:
        raise InvalidState(f"Storage Credential '{row.name}' is the server's own: it stays.")
    with ctx.write() as tx:
        if not force:
            _refuse_used(ctx, row, "dropped")
        if not store.delete_credential(tx, row.credential_id):
            existing(ctx, name, purpose)
        grants.forget(tx, [row.credential_id])


def _still(ctx: Context, row: CredentialRow) -> CredentialRow:
    """A credential as it is now; the errors of `existing` where it went, if only for a namesake."""
    present = existing(ctx, row.name, row.purpose)
    if present.credential_id != row.credential_id:
        error = StorageCredentialDoesNotExist if row.purpose == STORAGE else CredentialDoesNotExist
        raise error(f"{row.entry.kind} '{row.name}' does not exist.")
    return present


def _identity(ctx: Context, row: CredentialRow, given: Mapping[str, Any]) -> dict[str, Any]:
    if not given:
        return {}
    shown, sealed = identity.split(ctx.parts.vault, row.credential_id, given)
    rest = {key: value for key, value in row.document.items() if key not in identity.IDENTITIES}
    return {"document": {**rest, **shown}, "sealed": sealed}


def _refuse_built_in(row: CredentialRow, asked: Mapping[str, Any]) -> None:
    """The server's own credential is described and handed on, and nothing else."""
    refused = asked.keys() - {"comment", "owner", "isolation_mode", "force", "skip_validation"}
    if row.built_in and refused:
        raise InvalidState(
            f"Storage Credential '{row.name}' is the server's own: only its comment and its owner"
            " can be changed."
        )


def _refuse_used(ctx: Context, row: CredentialRow, done: str) -> None:
    used = locations.count_using(ctx.tx, row.credential_id)
    if used:
        kind = row.entry.kind
        raise InvalidState(
            f"{kind} '{row.name}' cannot be {done}: {used} external location(s) use it. Use force"
            " to do it nevertheless."
        )


def _require_free(ctx: Context, row: CredentialRow) -> None:
    if store.by_name(ctx.tx, row.name) is not None:
        error = (
            StorageCredentialAlreadyExists if row.purpose == STORAGE else CredentialAlreadyExists
        )
        raise error(f"{row.entry.kind} '{row.name}' already exists")

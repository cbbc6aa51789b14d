"""Credentials by their names."""

from __future__ import annotations

from boathouse.context import Context
from boathouse.errors import CredentialDoesNotExist, StorageCredentialDoesNotExist
from boathouse.services.credentials import store
from boathouse.services.credentials.store import STORAGE, CredentialRow
from boathouse.services.grants import decide


def existing(ctx: Context, name: str, purpose: str | None = None) -> CredentialRow:
    """The credential of a name in any case, of one purpose or of any; not authorized yet.

    Errors: StorageCredentialDoesNotExist where a storage credential is asked for, else
    CredentialDoesNotExist.
    """
    row = store.by_name(ctx.tx, name)
    if row is None or purpose not in (None, row.purpose):
        if purpose == STORAGE:
            raise StorageCredentialDoesNotExist(
                f"Storage Credential '{name.lower()}' does not exist."
            )
        raise CredentialDoesNotExist(f"Credential '{name.lower()}' does not exist.")
    return row


def all_visible(ctx: Context, purpose: str | None = None) -> list[CredentialRow]:
    """The credentials that the caller may see, by name."""
    found: list[CredentialRow] = []
    name, most = "", 1000
    while True:
        rows = store.after(ctx.tx, name, most, purpose)
        seen = decide.sights(ctx, [row.entry for row in rows])
        found += [row for row, sight in zip(rows, seen, strict=True) if sight is not None]
        if len(rows) < most:
            return found
        name = rows[-1].name

"""Storage credentials by their names."""

from __future__ import annotations

from boathouse.context import Context
from boathouse.services.credentials import find
from boathouse.services.credentials.store import STORAGE, CredentialRow


def existing(ctx: Context, name: str) -> CredentialRow:
    """The storage credential of a name in any case, not authorized yet.

    Errors: StorageCredentialDoesNotExist.
    """
    return find.existing(ctx, name, STORAGE)

"""Authentication: who carries this Authorization header. Happens once, here."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import Connection

from boathouse.context import Principal
from boathouse.errors import Unauthenticated

NO_CREDENTIAL = "Credential was not sent or was of an unsupported type for this API."


class TokenReader(Protocol):
    """Finds the principal of a token; None when it is unknown, expired or its user inactive."""

    def __call__(self, tx: Connection, token: str, now: int) -> Principal | None: ...


def authenticate(
    tx: Connection, header: str | None, now: int, read_token: TokenReader
) -> Principal:
    """The principal behind `Authorization: Bearer ...`; Unauthenticated otherwise."""
    scheme, _, credential = (header or "").strip().partition(" ")
    if scheme.lower() != "bearer" or not credential.strip():
        raise Unauthenticated(NO_CREDENTIAL)
    principal = read_token(tx, credential.strip(), now)
    if principal is None:
        raise Unauthenticated("Invalid access token.")
    return principal

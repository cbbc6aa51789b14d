"""Authentication: who carries this Authorization header. Happens once, here."""

from __future__ import annotations

import base64
import binascii
from typing import Protocol

from sqlalchemy import Connection

from boathouse.context import Context, Principal
from boathouse.errors import PermissionDenied, Unauthenticated

NO_CREDENTIAL = "Credential was not sent or was of an unsupported type for this API."
INVALID_TOKEN = "Invalid access token."  # noqa: S105

SCOPE_PATHS = {
    "sql": (
        "/sql/",
        "/api/2.0/sql/",
        "/api/2.0/preview/scim/v2/Me",
        "/api/2.0/connector-service/",
        "/telemetry-ext",
    )
}
"""Where a token of a narrow scope leads; `all-apis` is not narrowed."""


class TokenReader(Protocol):
    """Finds the principal of a token; None when it is unknown, expired or its user inactive."""

    def __call__(self, tx: Connection, token: str, now: int) -> Principal | None: ...


class PasswordReader(Protocol):
    """Finds the principal of a user's name and password; None when they do not fit.

    Raises RequestLimitExceeded after too many failures.
    """

    def __call__(self, ctx: Context, user_name: str, password: str) -> Principal | None: ...


class Gate(Protocol):
    """Looks at each request once it is known who asks; raises an ApiError to turn it away."""

    def __call__(self, ctx: Context) -> None: ...


def authenticate(
    ctx: Context, read_token: TokenReader, read_password: PasswordReader | None = None
) -> Principal:
    """The principal behind the Authorization header; Unauthenticated otherwise.

    Basic credentials count only where a `read_password` is given.
    """
    header = ctx.headers.get("authorization", "")
    scheme, _, credential = header.strip().partition(" ")
    credential = credential.strip()
    if scheme.lower() == "basic" and credential and read_password is not None:
        principal = _basic(ctx, credential, read_token, read_password)
    elif scheme.lower() == "bearer" and credential:
        principal = read_token(ctx.tx, credential, ctx.now)
    else:
        raise Unauthenticated(NO_CREDENTIAL)
    if principal is None:
        raise Unauthenticated(INVALID_TOKEN)
    _require_scope(principal, ctx.path)
    return principal


def decode_basic(credential: str) -> tuple[str, str] | None:
    """User and password of a Basic credential; None when it is not one."""
    try:
        text = base64.b64decode(credential, validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    name, colon, password = text.partition(":")
    return (name, password) if colon else None


def _basic(
    ctx: Context, credential: str, read_token: TokenReader, read_password: PasswordReader
) -> Principal | None:
    pair = decode_basic(credential)
    if pair is None:
        raise Unauthenticated(NO_CREDENTIAL)
    # The platform's own form for a token where only Basic can be sent.
    if pair[0] == "token":
        return read_token(ctx.tx, pair[1], ctx.now)
    return read_password(ctx, *pair)


def _require_scope(principal: Principal, path: str) -> None:
    if not principal.scopes:
        return
    places = [place for scope in principal.scopes for place in SCOPE_PATHS.get(scope, ())]
    if not any(path.startswith(place) for place in places):
        raise PermissionDenied("Provided OAuth token does not have required scopes: all-apis")

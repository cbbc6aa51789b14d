"""Tickets: what a signed URL allows, sealed by the server's vault, so that nobody else makes one.

A ticket names one act on one path for one principal until a time. Whoever redeems it acts as that
principal, whose rights are looked at again then.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from datetime import UTC, datetime
from urllib.parse import urlencode

import msgspec

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, PermissionDenied
from boathouse.services.files.places import Spot
from boathouse.services.principals import store as principals

SIGNED = "/api/2.0/fs/signed"
"""The path of all signed URLs; the ticket is in the query, which no log shows."""

SESSION_MILLIS = 24 * 3600 * 1000
"""An upload in parts may take this long from its beginning."""

DEFAULT_MILLIS = 15 * 60 * 1000
LONGEST_MILLIS = 24 * 3600 * 1000

_BOUND = "files ticket"


class Expired(PermissionDenied):
    """The ticket's time is over."""


class Ticket(msgspec.Struct, frozen=True):
    """One act: GET, PUT, PART, ABORT, DELETE, or SESSION (an upload in parts as a whole).

    `expires` is epoch ms. `session` and `part` name the upload and its part (from 1 on);
    `overwrite` belongs to SESSION and PUT.
    """

    act: str
    path: str
    user_id: int
    expires: int
    session: str = ""
    part: int = 0
    overwrite: bool = True


def sealed(ctx: Context, ticket: Ticket) -> str:
    """The ticket as text that fits into a query."""
    content = ctx.parts.vault.seal(msgspec.json.encode(ticket), _BOUND)
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def opened(ctx: Context, text: str, *acts: str) -> Ticket:
    """A ticket for one of `acts`, still good. Errors: PermissionDenied, Expired."""
    from cryptography.exceptions import InvalidTag

    try:
        content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        ticket = msgspec.json.decode(ctx.parts.vault.open(content, _BOUND), type=Ticket)
    except (binascii.Error, ValueError, InvalidTag):
        raise PermissionDenied("The signature of the URL or session is not valid.") from None
    if ticket.act not in acts:
        raise PermissionDenied("The signature of the URL is for another operation.")
    if ticket.expires <= ctx.now:
        raise Expired("The URL or session has expired.")
    return ticket


def redeem(ctx: Context, ticket: Ticket) -> None:
    """Let the request act as the ticket's principal. Errors: PermissionDenied."""
    principal = principals.principal_of(ctx.tx, ticket.user_id)
    if principal is None:
        raise PermissionDenied("Whoever the URL was made for is not active any more.")
    ctx.principal = principal


def session(ctx: Context, spot: Spot, overwrite: bool) -> Ticket:
    """The ticket of a new upload in parts."""
    return Ticket(
        "SESSION",
        spot.shown,
        ctx.principal.user_id,
        ctx.now + SESSION_MILLIS,
        secrets.token_hex(16),
        overwrite=overwrite,
    )


def require_same(ctx: Context, ticket: Ticket, spot: Spot) -> None:
    """PermissionDenied when a session is another's, or for another path."""
    if ticket.user_id != ctx.principal.user_id or ticket.path != spot.shown:
        raise PermissionDenied("The session_token belongs to another upload.")


def url(ctx: Context, ticket: Ticket) -> str:
    """The signed URL on the host that the client asked."""
    return f"{ctx.host}{SIGNED}?{urlencode({'ticket': sealed(ctx, ticket)})}"


def until(ctx: Context, expire_time: str | None) -> int:
    """The epoch ms of an RFC 3339 time, a day from now at most; InvalidParameterValue."""
    if expire_time is None:
        return ctx.now + DEFAULT_MILLIS
    try:
        asked = datetime.fromisoformat(expire_time)
    except ValueError:
        raise InvalidParameterValue(f"expire_time is not a time: {expire_time}") from None
    if asked.tzinfo is None:
        asked = asked.replace(tzinfo=UTC)
    return min(int(asked.timestamp() * 1000), ctx.now + LONGEST_MILLIS)


def of_session(session: Ticket, act: str, expires: int, part: int = 0) -> Ticket:
    """A ticket for one step of an upload in parts."""
    expires = min(expires, session.expires)
    return msgspec.structs.replace(session, act=act, expires=expires, part=part)

"""What a token endpoint is sent: a form, each parameter once, and the client's credentials."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from boathouse.context import Context
from boathouse.services.oauth.errors import OAuthError

Form = Mapping[str, str]
FORM = "application/x-www-form-urlencoded"
MAX_FIELDS = 50
REFUSED = ("assume_group", "authorization_details", "resource")
"""What we know and do not act on: answering as if we had would give away more than was asked."""


@dataclass(frozen=True)
class Credentials:
    """Who the client says that it is. `secret` is None for a public client."""

    client_id: str
    secret: str | None
    basic: bool = False


def read_form(ctx: Context, body: bytes) -> dict[str, str]:
    """The parameters; empty ones count as absent [RFC 6749, 3.2]."""
    kind = ctx.headers.get("content-type", FORM).partition(";")[0].strip().lower()
    if kind != FORM:
        raise OAuthError("invalid_request", f"The body must be {FORM}.")
    try:
        text = body.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict")
    except ValueError:
        raise OAuthError("invalid_request", "The body is not a valid form.") from None
    form = dict(pairs)
    if len(form) != len(pairs):
        raise OAuthError("invalid_request", "A parameter was sent more than once.")
    if any("\0" in value for value in form.values()):
        raise OAuthError("invalid_request", "The body is not a valid form.")
    form = {name: value for name, value in form.items() if value}
    for name in REFUSED:
        if name in form:
            raise OAuthError("invalid_request", f"The parameter {name} is not implemented.")
    return form


def required(form: Form, name: str) -> str:
    """A parameter that must be there."""
    if name not in form:
        raise OAuthError("invalid_request", f"The parameter {name} is missing.")
    return form[name]


def credentials(ctx: Context, form: Form) -> Credentials:
    """The client's id and secret from the Authorization header or the body, not from both."""
    header = ctx.headers.get("authorization")
    if header is None:
        return Credentials(form.get("client_id", ""), form.get("client_secret"))
    pair = _basic(header)
    if pair is None or "client_secret" in form or form.get("client_id", pair[0]) != pair[0]:
        raise invalid_client(basic=True)
    return Credentials(pair[0], pair[1], basic=True)


def invalid_client(*, basic: bool) -> OAuthError:
    """The client is not who it says, or not known: one answer for both."""
    headers = {"www-authenticate": 'Basic realm="oidc"'} if basic else {}
    return OAuthError("invalid_client", "Client authentication failed.", 401, headers)


def _basic(header: str) -> tuple[str, str] | None:
    scheme, _, text = header.strip().partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        decoded = base64.b64decode(text.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    name, colon, secret = decoded.partition(":")
    return (name, secret) if colon and name and "\0" not in decoded else None

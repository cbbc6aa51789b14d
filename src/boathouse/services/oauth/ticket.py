"""What an application asked for, sealed into the login form, and the cookie that goes with it.

The form's answer counts only together with the cookie of the browser that was shown the form: no
other site can make a browser sign in, nor change what was asked.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from dataclasses import asdict, dataclass

import msgspec

from boathouse.context import Context

COOKIE = "boathouse_signin"
LASTS_MS = 10 * 60_000
_BOUND = "oauth/ticket"
_BROWSER = re.compile(r"[A-Za-z0-9_-]{32}")


@dataclass(frozen=True)
class Asked:
    """A checked request for authorization."""

    client_id: str
    redirect_uri: str
    scope: str
    state: str
    challenge: str


def seal(ctx: Context, asked: Asked, browser: str) -> str:
    """The form's ticket for a browser (the cookie's value)."""
    document = {**asdict(asked), "browser": _hash(browser), "ends": ctx.now + LASTS_MS}
    sealed = ctx.parts.vault.seal(msgspec.json.encode(document), _BOUND)
    return base64.urlsafe_b64encode(sealed).decode()


def unseal(ctx: Context, ticket: str, browser: str) -> Asked | None:
    """What a ticket was made for; None when it is not ours, too old, or another browser's."""
    from cryptography.exceptions import InvalidTag

    try:
        sealed = base64.urlsafe_b64decode(ticket.encode("ascii"))
        document = msgspec.json.decode(ctx.parts.vault.open(sealed, _BOUND))
    except (InvalidTag, ValueError, binascii.Error):
        return None
    if document.pop("ends") <= ctx.now:
        return None
    if not hmac.compare_digest(document.pop("browser"), _hash(browser)):
        return None
    return Asked(**document)


def new_browser() -> str:
    """A fresh cookie's value."""
    return secrets.token_urlsafe(24)


def browser_of(ctx: Context) -> str:
    """The cookie's value that the browser sent, or nothing."""
    for pair in ctx.headers.get("cookie", "").split(";"):
        name, _, value = pair.strip().partition("=")
        if name == COOKIE and _BROWSER.fullmatch(value):
            return value
    return ""


def cookie(ctx: Context, browser: str) -> str:
    """The Set-Cookie header; Secure where we are reached over TLS."""
    secure = "; Secure" if ctx.host.startswith("https://") else ""
    lasts = LASTS_MS // 1000 if browser else 0
    return f"{COOKIE}={browser}; Path=/oidc; Max-Age={lasts}; HttpOnly; SameSite=Strict{secure}"


def _hash(browser: str) -> str:
    return hashlib.sha256(browser.encode()).hexdigest()

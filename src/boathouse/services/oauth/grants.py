"""What the token endpoint exchanges for an access token, one function for each grant type."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import Any

from boathouse.context import Context, Principal
from boathouse.route import Raw
from boathouse.services.oauth import access, clients, sessions
from boathouse.services.oauth.errors import OAuthError
from boathouse.services.oauth.form import Form, credentials, invalid_client, required
from boathouse.services.oauth.keys import ACCESS_TOKEN_SECONDS
from boathouse.services.oauth.scopes import OFFLINE, granted
from boathouse.services.principals import store as principals
from boathouse.services.service_principal_secrets_proxy import store as secrets_store

VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def client_credentials(ctx: Context, form: Form) -> Raw:
    """A service principal with one of its secrets."""
    sent = credentials(ctx, form)
    found = principals.by_name(ctx.tx, sent.client_id, principals.SERVICE_PRINCIPAL)
    principal_id = found.principal_id if found else None
    secret = secrets_store.matching(ctx.tx, principal_id, sent.secret or "", ctx.now)
    principal = principals.principal_of(ctx.tx, secret.principal_id) if secret else None
    if secret is None or principal is None:
        raise invalid_client(basic=sent.basic)
    # There is nothing to refresh: the secret itself gives the next token.
    scopes = granted(form.get("scope", ""), secret.scopes) - {OFFLINE}
    lasts = min(ACCESS_TOKEN_SECONDS, (secret.expires_at - ctx.now) // 1000)
    token = access.issue(ctx, principal, scopes, f"secret:{secret.secret_id}", seconds=lasts)
    return access.token_answer(token, scopes, lasts)


def authorization_code(ctx: Context, form: Form) -> Raw:
    """A user's client with the code from the login page and the verifier that it alone knows."""
    client = _client(ctx, form)
    code = required(form, "code")
    grant = sessions.find(ctx.tx, code, "code")
    if grant is None or grant.session.client_id != client.client_id:
        raise _invalid_grant()
    if grant.used:
        _end(ctx, grant.session)
    verifier = required(form, "code_verifier")
    fits = VERIFIER.fullmatch(verifier) is not None and hmac.compare_digest(
        challenge_of(verifier), grant.challenge
    )
    same = form.get("redirect_uri", "") == grant.redirect_uri
    if grant.expires_at <= ctx.now or not fits or not same:
        raise _invalid_grant()
    return _carry_on(ctx, grant.session, code)


def refresh_token(ctx: Context, form: Form) -> Raw:
    """A session's next hour; the refresh token is replaced by another."""
    client = _client(ctx, form)
    token = required(form, "refresh_token")
    grant = sessions.find(ctx.tx, token, "refresh")
    if grant is None or grant.session.client_id != client.client_id:
        raise _invalid_grant()
    if grant.used:
        _end(ctx, grant.session)
    if grant.expires_at <= ctx.now:
        raise _invalid_grant()
    had = grant.session.scope
    asked = granted(form.get("scope", had))
    if not asked <= set(had.split()):
        raise OAuthError("invalid_scope", "The requested scope exceeds that of the session.")
    return _carry_on(ctx, grant.session, token, asked | {OFFLINE})


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a PKCE verifier [RFC 7636, 4.2]."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _carry_on(
    ctx: Context, session: sessions.Session, value: str, narrower: frozenset[str] | None = None
) -> Raw:
    principal = _user(ctx, session)
    scopes = narrower or frozenset(session.scope.split())
    more: dict[str, Any] = {}
    with ctx.write() as tx:
        raced = not sessions.use(tx, value)
        if raced:
            sessions.end(tx, session.session_id)
        elif OFFLINE in scopes:
            more["refresh_token"] = sessions.add_refresh(tx, session)
    if raced:
        raise _invalid_grant()
    seconds = min(ACCESS_TOKEN_SECONDS, (session.expires_at - ctx.now) // 1000)
    token = access.issue(
        ctx,
        principal,
        scopes - {OFFLINE},
        f"session:{session.session_id}",
        client_id=session.client_id,
        seconds=seconds,
    )
    return access.token_answer(token, scopes, seconds, **more)


def _user(ctx: Context, session: sessions.Session) -> Principal:
    principal = principals.principal_of(ctx.tx, session.principal_id)
    if principal is None:
        raise _invalid_grant()
    return principal


def _client(ctx: Context, form: Form) -> clients.Client:
    sent = credentials(ctx, form)
    client = clients.find(ctx.tx, sent.client_id)
    if client is None:
        raise invalid_client(basic=sent.basic)
    # The SDK sends an empty secret for a public client.
    if client.sha256 is not None and not client.knows(sent.secret or ""):
        raise invalid_client(basic=sent.basic)
    return client


def _end(ctx: Context, session: sessions.Session) -> None:
    """A code or token came twice: one of the two who had it is a thief."""
    with ctx.write() as tx:
        sessions.end(tx, session.session_id)
    raise _invalid_grant()


def _invalid_grant() -> OAuthError:
    return OAuthError("invalid_grant", "The code or token is not valid, was used or has expired.")

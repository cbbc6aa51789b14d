"""Access tokens: JWTs of an hour, tied to what they were made with.

A token names its origin (a client's secret, a user's session, a federation policy, an exchanged
token) and ends with it. Who acts is read from the store at each request, never from the token.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from boathouse.context import Context, Principal
from boathouse.route import Raw
from boathouse.services.federation_policy import store as policies
from boathouse.services.oauth import keys, sessions
from boathouse.services.oauth.errors import json_answer
from boathouse.services.oauth.scopes import narrowed
from boathouse.services.principals.reader import PrincipalOf
from boathouse.services.service_principal_secrets_proxy import store as client_secrets
from boathouse.services.tokens import store as tokens

MAX_TOKEN_CHARS = 8192
MAX_VERIFIED = 10_000
SKEW_SECONDS = 30
_CLAIMS = {"iss": str, "aud": str, "sub": str, "exp": int, "iat": int, "scope": str, "origin": str}


def issue(
    ctx: Context,
    principal: Principal,
    scopes: Iterable[str],
    origin: str,
    *,
    client_id: str = "",
    seconds: int = keys.ACCESS_TOKEN_SECONDS,
) -> str:
    """A signed access token. `origin`: `secret:<id>`, or one of a session, policy or token."""
    ctx.principal = principal  # for the audit row and the access log
    issued = ctx.now // 1000
    claims = {
        "iss": issuer(ctx.parts.address),
        "aud": str(ctx.parts.workspace_id),
        "sub": principal.user_name,
        "client_id": client_id or principal.user_name,
        "principal_id": principal.user_id,
        "scope": " ".join(sorted(scopes)),
        "origin": origin,
        "iat": issued,
        "exp": issued + seconds,
        "jti": secrets.token_hex(16),
    }
    return keys.sign(ctx, claims)


def issuer(address: str) -> str:
    """Who signs, whatever the name under which a client reached us."""
    return f"{address}/oidc"


def token_answer(
    token: str, scopes: Iterable[str], seconds: int = keys.ACCESS_TOKEN_SECONDS, **more: Any
) -> Raw:
    """What the token endpoint answers [RFC 6749, 5.1]."""
    document = {"access_token": token, "token_type": "Bearer", "expires_in": seconds}
    return json_answer({**document, "scope": " ".join(sorted(scopes)), **more})


class CredentialReader:
    """Reads every kind of Bearer token: personal access tokens, and our own JWTs."""

    def __init__(self, address: str, workspace_id: int, principal_of: PrincipalOf) -> None:
        self._issuer, self._audience = issuer(address), str(workspace_id)
        self._principal_of = principal_of
        self._keys: dict[str, Any] = {}
        self._verified: dict[bytes, dict[str, Any]] = {}

    def __call__(self, tx: Connection, token: str, now: int) -> Principal | None:
        """Who may act with the token; None when it is not valid or its principal not active."""
        if token.count(".") != 2:
            return tokens.principal_of(tx, token, now, self._principal_of)
        claims = self._verify_once(tx, token)
        if claims is None or not _current(claims, now // 1000):
            return None
        principal = self._standing(tx, claims, now)
        if principal is None:
            return None
        scopes = narrowed(claims["scope"].split())
        return replace(principal, scopes=scopes) if scopes else principal

    def _verify_once(self, tx: Connection, token: str) -> dict[str, Any] | None:
        """The claims of a well-signed token. A signature costs more than all else together and
        never changes; what can change (time, origin, principal) is looked at each time."""
        digest = hashlib.sha256(token.encode()).digest()
        claims = self._verified.get(digest)
        if claims is None and (claims := self._claims(tx, token)) is not None:
            if len(self._verified) >= MAX_VERIFIED:
                self._verified.clear()
            self._verified[digest] = claims
        return claims

    def _claims(self, tx: Connection, token: str) -> dict[str, Any] | None:
        import jwt

        if len(token) > MAX_TOKEN_CHARS:
            return None
        try:
            key = self._key(tx, jwt.get_unverified_header(token))
            if key is None:
                return None
            # Times are compared with our own clock below.
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[keys.ALGORITHM],
                audience=self._audience,
                issuer=self._issuer,
                options={"verify_exp": False, "verify_iat": False, "verify_nbf": False},
            )
        except (jwt.PyJWTError, ValueError, RecursionError):
            return None
        well_formed = all(type(claims.get(name)) is kind for name, kind in _CLAIMS.items())
        return claims if well_formed and type(claims.get("principal_id")) is int else None

    def _key(self, tx: Connection, header: dict[str, Any]) -> Any:
        kid = header.get("kid")
        if header.get("typ") != "at+jwt" or not isinstance(kid, str) or len(kid) > 64:
            return None
        key = self._keys.get(kid)
        if key is None:
            key = keys.public_key(tx, kid)
            if key is not None:
                self._keys[kid] = key
        return key

    def _standing(self, tx: Connection, claims: dict[str, Any], now: int) -> Principal | None:
        kind, _, origin_id = claims["origin"].partition(":")
        if kind == "token":
            return tokens.principal_of_id(tx, origin_id, now, self._principal_of)
        stands = {
            "secret": client_secrets.stands,
            "session": sessions.stands,
            "policy": policies.stands,
        }.get(kind)
        if stands is None or not stands(tx, origin_id, now):
            return None
        return self._principal_of(tx, claims["principal_id"])


def _current(claims: dict[str, Any], now: int) -> bool:
    return bool(claims["exp"] > now and claims["iat"] <= now + SKEW_SECONDS)

"""What a token may be used for. `all-apis` is everything that its principal may do."""

from __future__ import annotations

from collections.abc import Iterable

from boathouse.services.oauth.errors import OAuthError

ALL_APIS = "all-apis"
GRANTABLE = frozenset({ALL_APIS, "sql"})
OFFLINE = "offline_access"
# Asked for by OpenID libraries; they grant nothing here, as no id token is made.
_SILENT = frozenset({"openid", "profile", "email"})


def granted(asked: str, limit: Iterable[str] = ()) -> frozenset[str]:
    """The scopes that a request gets: those asked for (all-apis when none), within `limit`.

    Raises OAuthError invalid_scope for an unknown scope or one beyond a secret's own.
    """
    wanted = frozenset(asked.split())
    if wanted - GRANTABLE - _SILENT - {OFFLINE}:
        raise OAuthError("invalid_scope", "The requested scope is not known.")
    bounds = frozenset(limit)
    real = wanted & GRANTABLE if wanted else bounds or frozenset({ALL_APIS})
    if not real:
        raise OAuthError("invalid_scope", "The requested scopes grant nothing.")
    if bounds and ALL_APIS not in bounds and not real <= bounds:
        raise OAuthError("invalid_scope", "The requested scope exceeds the secret's own.")
    return real | (wanted & {OFFLINE})


def narrowed(scopes: Iterable[str]) -> frozenset[str]:
    """What a token's scopes narrow its principal to; empty: not narrowed at all."""
    found = frozenset(scopes)
    # A scope that leads nowhere is not the same as no scope.
    return frozenset() if ALL_APIS in found else found & GRANTABLE or frozenset({"none"})

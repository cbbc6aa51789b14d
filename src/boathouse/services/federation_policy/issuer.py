"""The keys of an outside issuer: from the policy itself, or fetched, cached and renewed.

A kid that we do not know makes us fetch again, but never more often than once in half a minute:
whoever invents kids cannot make us ask the issuer for each.
"""

from __future__ import annotations

from typing import Any

import msgspec

from boathouse.context import Context
from boathouse.services.federation_policy import store
from boathouse.services.federation_policy.fetch import FetchFailed, acceptable, fetch_json
from boathouse.services.oauth.errors import OAuthError

FRESH_MS = 3_600_000
PAUSE_MS = 30_000
MAX_KEYS = 100


def find_key(ctx: Context, policy: store.Policy, kid: str | None) -> dict[str, Any] | None:
    """The issuer's key of that kid (its only key where the token names none), or None."""
    written = policy.oidc.get("jwks_json")
    if written:
        return choose(msgspec.json.decode(written), kid)
    place = policy.oidc.get("jwks_uri") or f"{policy.issuer.rstrip('/')}/"
    known = store.keys_of(ctx.tx, place)
    found = choose(known.jwks, kid) if known and known.jwks else None
    if known and found and ctx.now - known.fetched_at < FRESH_MS:
        return found
    if known and ctx.now - known.tried_at < PAUSE_MS:
        return found
    fetched = _fetch(ctx, place, policy)
    # An issuer that cannot be reached now signed with the keys that it had an hour ago.
    return choose(fetched, kid) if fetched is not None else found


def choose(jwks: Any, kid: str | None) -> dict[str, Any] | None:
    """The key of a kid among those that may sign."""
    keys = jwks.get("keys") if isinstance(jwks, dict) else None
    if not isinstance(keys, list):
        return None
    usable = [k for k in keys[:MAX_KEYS] if isinstance(k, dict) and k.get("use", "sig") == "sig"]
    if kid is None:
        return usable[0] if len(usable) == 1 else None
    return next((key for key in usable if key.get("kid") == kid), None)


def _fetch(ctx: Context, place: str, policy: store.Policy) -> dict[str, Any] | None:
    with ctx.write() as tx:
        store.note_try(tx, place, ctx.now)
    try:
        jwks = fetch_json(_jwks_uri(policy))
    except FetchFailed as error:
        if (kept := store.keys_of(ctx.tx, place)) and kept.jwks:
            return None
        raise OAuthError("invalid_grant", f"The issuer's keys cannot be had: {error}.") from None
    with ctx.write() as tx:
        store.keep_keys(tx, place, jwks, ctx.now)
    return jwks


def _jwks_uri(policy: store.Policy) -> str:
    """Where the keys are, as the policy or the issuer's own discovery document says."""
    given: str | None = policy.oidc.get("jwks_uri")
    if given:
        return given
    discovery = fetch_json(f"{policy.issuer.rstrip('/')}/.well-known/openid-configuration")
    if discovery.get("issuer") != policy.issuer:
        raise FetchFailed("its discovery document names another issuer")
    found = discovery.get("jwks_uri")
    if not isinstance(found, str) or not acceptable(found):
        raise FetchFailed("its discovery document names no usable jwks_uri")
    if found.startswith("http://") and not policy.issuer.startswith("http://"):
        raise FetchFailed("its keys are not served over https")
    return found

"""An outside issuer's JWT against a policy: signature, issuer, audience, subject, times."""

from __future__ import annotations

from typing import Any

from boathouse.context import Context
from boathouse.services.federation_policy import store
from boathouse.services.federation_policy.issuer import find_key
from boathouse.services.oauth.account import account_id_of
from boathouse.services.oauth.errors import OAuthError

# Asymmetric ones alone: with a symmetric one the public key would serve to forge.
FAMILIES = {
    "RSA": ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    "EC": ("ES256", "ES384", "ES512"),
    "OKP": ("EdDSA",),
}
MIN_RSA_BITS = 2048
MAX_TOKEN_CHARS = 16_384
SKEW_SECONDS = 60


def invalid() -> OAuthError:
    """One answer for every reason: whoever tries tokens learns nothing from it."""
    text = "The subject token is not valid for any federation policy."
    return OAuthError("invalid_grant", text)


def unverified_issuer(token: str) -> str:
    """What the token says of its issuer: only good for finding the policies to check it against."""
    import jwt

    if len(token) > MAX_TOKEN_CHARS:
        raise invalid()
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise invalid() from None
    issuer = claims.get("iss")
    if not isinstance(issuer, str):
        raise invalid()
    return issuer


def subject_of(ctx: Context, policy: store.Policy, token: str) -> str | None:
    """The subject that a valid token names; None when it does not fulfil the policy."""
    import jwt

    try:
        header = jwt.get_unverified_header(token)
        key = _key(ctx, policy, header)
        if key is None:
            return None
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[header["alg"]],
            audience=policy.oidc.get("audiences") or [account_id_of(ctx)],
            issuer=policy.issuer,
            options={
                "require": ["exp", "iss", "aud"],
                # Compared with our own clock below.
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
    except (jwt.PyJWTError, ValueError, RecursionError):
        return None
    if not _current(claims, ctx.now // 1000):
        return None
    subject = claims.get(policy.oidc.get("subject_claim") or "sub")
    return subject if isinstance(subject, str) and subject else None


def _key(ctx: Context, policy: store.Policy, header: dict[str, Any]) -> Any:
    """The issuer's key object, when the token's algorithm is one of the key's own family."""
    from jwt import PyJWK

    algorithm, kid = header.get("alg"), header.get("kid")
    if not any(algorithm in names for names in FAMILIES.values()):
        return None
    jwk = find_key(ctx, policy, kid if isinstance(kid, str) else None)
    if jwk is None or algorithm not in FAMILIES.get(str(jwk.get("kty")), ()):
        return None
    if jwk.get("alg") not in (None, algorithm):
        return None
    key = PyJWK(jwk, algorithm=algorithm).key
    return None if getattr(key, "key_size", MIN_RSA_BITS) < _least(jwk) else key


def _least(jwk: dict[str, Any]) -> int:
    return MIN_RSA_BITS if jwk.get("kty") == "RSA" else 0


def _current(claims: dict[str, Any], now: int) -> bool:
    expires, begins = claims["exp"], claims.get("nbf", 0)
    issued = claims.get("iat", 0)
    if not all(type(moment) in (int, float) for moment in (expires, begins, issued)):
        return False
    return bool(expires > now - SKEW_SECONDS and max(begins, issued) <= now + SKEW_SECONDS)

"""The workspace's signing keys: made when first needed, renewed monthly, sealed by the vault.

A key that signs no more stays in the JWKS until the last token that it signed has expired.
"""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, String, Table, delete, insert, select

from boathouse.context import Context, Vault
from boathouse.store.tables import Document, Millis, metadata

ALGORITHM = "ES256"
SIGNS_FOR_MS = 30 * 86_400_000
ACCESS_TOKEN_SECONDS = 3600
_KEPT_FOR_MS = SIGNS_FOR_MS + ACCESS_TOKEN_SECONDS * 1000 + 3_600_000

oauth_keys = Table(
    "oauth_keys",
    metadata,
    Column("kid", String(64), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("public_jwk", Document, nullable=False),
    Column("created_at", Millis, nullable=False),
)


def sign(ctx: Context, claims: dict[str, Any], kind: str = "at+jwt") -> str:
    """A JWT under the present key; makes a new key when there is none or it is too old."""
    import jwt

    kid, pem = _present(ctx)
    headers = {"kid": kid, "typ": kind}
    return jwt.encode(claims, pem, algorithm=ALGORITHM, headers=headers)


def jwks(tx: Connection, now: int) -> dict[str, Any]:
    """The public keys under which unexpired tokens may be signed."""
    rows = tx.execute(
        select(oauth_keys.c.public_jwk)
        .where(oauth_keys.c.created_at > now - _KEPT_FOR_MS)
        .order_by(oauth_keys.c.created_at.desc())
    )
    return {"keys": [row.public_jwk for row in rows]}


def public_key(tx: Connection, kid: str) -> Any:
    """The key object of a kid, or None."""
    from jwt import PyJWK

    found = tx.execute(
        select(oauth_keys.c.public_jwk).where(oauth_keys.c.kid == kid)
    ).scalar_one_or_none()
    return None if found is None else PyJWK(found, algorithm=ALGORITHM).key


def _present(ctx: Context) -> tuple[str, bytes]:
    found = _newest(ctx.tx, ctx.now)
    if found is None:
        fresh = _make(ctx.parts.vault)
        with ctx.write() as tx:
            # Another thread may have been faster; then its key is the one.
            found = _newest(tx, ctx.now) or _keep(tx, fresh, ctx.now)
    kid, sealed = found
    return kid, ctx.parts.vault.open(sealed, _bound(kid))


def _newest(tx: Connection, now: int) -> tuple[str, bytes] | None:
    row = tx.execute(
        select(oauth_keys.c.kid, oauth_keys.c.sealed)
        .where(oauth_keys.c.created_at > now - SIGNS_FOR_MS)
        .order_by(oauth_keys.c.created_at.desc())
        .limit(1)
    ).first()
    return (row.kid, row.sealed) if row else None


def _keep(tx: Connection, fresh: dict[str, Any], now: int) -> tuple[str, bytes]:
    tx.execute(delete(oauth_keys).where(oauth_keys.c.created_at <= now - _KEPT_FOR_MS))
    tx.execute(insert(oauth_keys).values(**fresh, created_at=now))
    return fresh["kid"], fresh["sealed"]


def _make(vault: Vault) -> dict[str, Any]:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )
    from jwt.algorithms import ECAlgorithm

    key = ec.generate_private_key(ec.SECP256R1())
    kid = secrets.token_hex(16)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    jwk = ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
    public = {**jwk, "kid": kid, "use": "sig", "alg": ALGORITHM}
    return {"kid": kid, "sealed": vault.seal(pem, _bound(kid)), "public_jwk": public}


def _bound(kid: str) -> str:
    return f"oauth_keys/{kid}"

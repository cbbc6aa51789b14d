"""A connection's options: sealed as a whole; shown is only what is known to be no secret."""

from __future__ import annotations

import json
from collections.abc import Mapping

from boathouse.context import Context

SHOWN = frozenset(
    {
        *("host", "port", "database", "httpPath", "http_path", "base_path", "warehouse"),
        *("sfWarehouse", "sfRole", "role", "projectId", "project_id", "trustServerCertificate"),
        *("authorization_endpoint", "token_endpoint", "oauth_scope", "is_mcp_connection"),
        *("service_name", "encryption_protocol", "aws_region", "region", "version"),
    }
)
"""Any other may hold a password or what leads to one."""

_CREDENTIALS: Mapping[str, str] = {
    "password": "USERNAME_PASSWORD",
    "bearer_token": "BEARER_TOKEN",
    "client_secret": "OAUTH_M2M",
    "pem_private_key": "PEM_PRIVATE_KEY",
    "personalAccessToken": "ANY_STATIC_CREDENTIAL",
}


def sealed(ctx: Context, connection_id: str, options: Mapping[str, str]) -> bytes:
    """The options as they are kept."""
    return ctx.parts.vault.seal(json.dumps(dict(options)).encode(), _bound(connection_id))


def opened(ctx: Context, connection_id: str, kept: bytes) -> dict[str, str]:
    """All options of a connection: for who uses it, never for an answer."""
    found: dict[str, str] = json.loads(ctx.parts.vault.open(kept, _bound(connection_id)))
    return found


def shown(options: Mapping[str, str]) -> dict[str, str]:
    """What may be told. A value with an @ may be a URL that holds a password."""
    return {key: value for key, value in options.items() if key in SHOWN and "@" not in value}


def credential_type(options: Mapping[str, str]) -> str:
    """How the other system is told who asks."""
    found = (kind for key, kind in _CREDENTIALS.items() if options.get(key))
    return next(found, "UNKNOWN_CREDENTIAL_TYPE")


def _bound(connection_id: str) -> str:
    return f"connection {connection_id}"

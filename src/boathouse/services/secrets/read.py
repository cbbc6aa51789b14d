"""Reading a secret's value, for the API and for other services."""

from __future__ import annotations

from sqlalchemy import Connection

from boathouse.context import Principal, Vault
from boathouse.errors import ResourceDoesNotExist
from boathouse.services.secrets import permissions, store


def value(tx: Connection, vault: Vault, principal: Principal, scope: str, key: str) -> bytes:
    """A secret's value. Errors: ResourceDoesNotExist, PermissionDenied."""
    return opened(vault, secret(tx, principal, scope, key))


def secret(tx: Connection, principal: Principal, scope: str, key: str) -> store.Secret:
    """A secret that the principal may read, sealed. Errors: as `value`."""
    held = permissions.require(tx, principal, scope, "READ")
    found = store.secret_of(tx, held.scope_key, key)
    if found is None:
        raise missing(scope, key)
    return found


def opened(vault: Vault, found: store.Secret) -> bytes:
    """A secret's value in the clear."""
    return vault.open(found.sealed, store.bound_to(found.scope_key, found.secret_key))


def missing(scope: str, key: str) -> ResourceDoesNotExist:
    """There is no such secret."""
    return ResourceDoesNotExist(f"Secret does not exist with scope: {scope} and key: {key}")

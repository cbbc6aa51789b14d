"""/api/2.0/secrets: scopes, their secrets and permissions."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from boathouse.context import Context
from boathouse.errors import (
    InvalidParameterValue,
    MalformedRequest,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
    ResourceLimitExceeded,
)
from boathouse.route import Access, Fields, route
from boathouse.services.principals import store as principals
from boathouse.services.principals.store import USERS_ID
from boathouse.services.secrets import permissions, read, redact, store
from boathouse.services.secrets.permissions import EVERYBODY, require
from boathouse.wire.workspace import AclPermission, ScopeBackendType

MAX_VALUE = 128 * 1024
MAX_SECRETS = 1000
"""Secrets per scope."""

MAX_SCOPES = 1000
BACKEND = "DATABRICKS"

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,128}")
_CREATE = Fields(refused={"scope_backend_type": (BACKEND,), "backend_azure_keyvault": ()})


@route("POST", "/api/2.0/secrets/scopes/create", access=Access.USER, fields=_CREATE)
def create_scope(
    ctx: Context,
    scope: str,
    initial_manage_principal: str | None = None,
    scope_backend_type: ScopeBackendType = "DATABRICKS",
) -> None:
    """Make a scope, which the caller, or else the group `users`, may manage."""
    _check_name("Scope", scope)
    if initial_manage_principal not in (None, "", EVERYBODY):
        raise InvalidParameterValue(
            f"initial_manage_principal must be {EVERYBODY} or absent, "
            f"not {initial_manage_principal}."
        )
    with ctx.write() as tx:
        if store.scope_of(tx, scope) is not None:
            raise ResourceAlreadyExists(f"Scope {scope} already exists!")
        if store.count_scopes(tx) >= MAX_SCOPES:
            raise ResourceLimitExceeded(f"The limit of {MAX_SCOPES} scopes is reached.")
        key = store.insert_scope(tx, scope, ctx.now)
        manager = USERS_ID if initial_manage_principal else ctx.principal.user_id
        store.put_acl(tx, key, manager, "MANAGE")


@route("GET", "/api/2.0/secrets/scopes/list", access=Access.USER)
def list_scopes(ctx: Context) -> dict[str, Any]:
    """The scopes on which the caller has any permission."""
    shown = [
        {"name": scope.name, "backend_type": BACKEND}
        for scope in permissions.visible(ctx.tx, ctx.principal)
    ]
    return {"scopes": shown} if shown else {}


@route("POST", "/api/2.0/secrets/scopes/delete", access=Access.USER)
def delete_scope(ctx: Context, scope: str) -> None:
    """Delete a scope and all in it; needs MANAGE."""
    with ctx.write() as tx:
        found = require(tx, ctx.principal, scope, "MANAGE")
        store.delete_scope(tx, found.scope_key)


@route("POST", "/api/2.0/secrets/put", access=Access.USER)
def put_secret(
    ctx: Context,
    scope: str,
    key: str,
    string_value: str | None = None,
    bytes_value: str | None = None,
) -> None:
    """Set a secret from text or from base64; needs WRITE."""
    _check_name("Secret", key)
    value = _value(string_value, bytes_value)
    with ctx.write() as tx:
        found = require(tx, ctx.principal, scope, "WRITE")
        if store.secret_of(tx, found.scope_key, key) is None:
            _check_room(store.count_secrets(tx, found.scope_key))
        bound = store.bound_to(found.scope_key, key.lower())
        sealed = ctx.parts.vault.seal(value, bound)
        store.put_secret(tx, found.scope_key, key, sealed, ctx.now)


@route("GET", "/api/2.0/secrets/get", access=Access.USER)
def get_secret(ctx: Context, scope: str, key: str) -> dict[str, Any]:
    """A secret's value as base64; needs READ."""
    found = read.secret(ctx.tx, ctx.principal, scope, key)
    value = read.opened(ctx.parts.vault, found)
    task_run_id = ctx.principal.task_run_id
    if task_run_id is not None:
        # Before the task gets to know it: its output is hidden from then on.
        with ctx.write() as tx:
            redact.note(tx, ctx.parts.vault, task_run_id, found.version, value)
    return {"key": found.name, "value": base64.b64encode(value).decode()}


@route("GET", "/api/2.0/secrets/list", access=Access.USER)
def list_secrets(ctx: Context, scope: str) -> dict[str, Any]:
    """The names of a scope's secrets; needs READ."""
    found = require(ctx.tx, ctx.principal, scope, "READ")
    shown = [
        {"key": secret.name, "last_updated_timestamp": secret.updated_at}
        for secret in store.secrets_of(ctx.tx, found.scope_key)
    ]
    return {"secrets": shown} if shown else {}


@route("POST", "/api/2.0/secrets/delete", access=Access.USER)
def delete_secret(ctx: Context, scope: str, key: str) -> None:
    """Delete a secret; needs WRITE."""
    with ctx.write() as tx:
        found = require(tx, ctx.principal, scope, "WRITE")
        if not store.delete_secret(tx, found.scope_key, key):
            raise read.missing(scope, key)


@route("POST", "/api/2.0/secrets/acls/put", access=Access.USER)
def put_acl(ctx: Context, scope: str, principal: str, permission: AclPermission) -> None:
    """Set what a user or group may do with a scope; needs MANAGE."""
    with ctx.write() as tx:
        found = require(tx, ctx.principal, scope, "MANAGE")
        store.put_acl(tx, found.scope_key, permissions.principal_of(tx, principal), permission)


@route("GET", "/api/2.0/secrets/acls/get", access=Access.USER)
def get_acl(ctx: Context, scope: str, principal: str) -> dict[str, Any]:
    """What a user or group may do with a scope; needs MANAGE."""
    found = require(ctx.tx, ctx.principal, scope, "MANAGE")
    who = principals.by_name(ctx.tx, principal)
    permission = store.acls_of(ctx.tx, found.scope_key).get(who.principal_id) if who else None
    if who is None or permission is None:
        raise _no_acl(scope, principal)
    return {"principal": who.name, "permission": permission}


@route("GET", "/api/2.0/secrets/acls/list", access=Access.USER)
def list_acls(ctx: Context, scope: str) -> dict[str, Any]:
    """Everybody's permissions on a scope; needs MANAGE."""
    found = require(ctx.tx, ctx.principal, scope, "MANAGE")
    held = permissions.named(ctx.tx, found.scope_key)
    shown = [{"principal": name, "permission": held[name]} for name in held]
    return {"items": shown} if shown else {}


@route("POST", "/api/2.0/secrets/acls/delete", access=Access.USER)
def delete_acl(ctx: Context, scope: str, principal: str) -> None:
    """Take a user's or group's permission on a scope away; needs MANAGE."""
    with ctx.write() as tx:
        found = require(tx, ctx.principal, scope, "MANAGE")
        who = principals.by_name(tx, principal)
        if who is None or not store.delete_acl(tx, found.scope_key, who.principal_id):
            raise _no_acl(scope, principal)


def _check_name(what: str, name: str) -> None:
    if not _NAME.fullmatch(name):
        raise InvalidParameterValue(
            f"{what} names hold 1 to 128 letters, digits, dashes, underscores and periods."
        )


def _check_room(count: int) -> None:
    if count >= MAX_SECRETS:
        raise ResourceLimitExceeded(f"The limit of {MAX_SECRETS} secrets in a scope is reached.")


def _value(string_value: str | None, bytes_value: str | None) -> bytes:
    if string_value is not None and bytes_value is not None:
        raise MalformedRequest("Only one of string_value and bytes_value may be given.")
    if string_value is not None:
        value = string_value.encode()
    elif bytes_value is not None:
        value = _decoded(bytes_value)
    else:
        raise InvalidParameterValue("One of string_value and bytes_value must be given.")
    if len(value) > MAX_VALUE:
        raise InvalidParameterValue(f"The value is larger than {MAX_VALUE} bytes.")
    return value


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise InvalidParameterValue("bytes_value is not valid base64.") from None


def _no_acl(scope: str, principal: str) -> ResourceDoesNotExist:
    return ResourceDoesNotExist(f"No permission of {principal} exists on scope {scope}.")

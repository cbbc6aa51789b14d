"""/api/2.0/global-init-scripts: scripts that run on every cluster; for admins alone."""

from __future__ import annotations

import base64
import binascii
import builtins
from typing import Any

from sqlalchemy import Connection

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, ResourceAlreadyExists, ResourceDoesNotExist
from boathouse.route import Access, route
from boathouse.services.global_init_scripts import store
from boathouse.services.global_init_scripts.store import ScriptRow
from boathouse.store.ids import new_hex

_BASE = "/api/2.0/global-init-scripts"
MAX_BYTES = 64 * 1024
MAX_SCRIPTS = 20
MAX_NAME = 100


@route("POST", _BASE, access=Access.ADMIN)
def create(
    ctx: Context, name: str, script: str, enabled: bool = False, position: int | None = None
) -> dict[str, Any]:
    """A new script, at the end unless `position` says where. It runs with later starts."""
    content, who = _content(script), ctx.principal.user_name
    _check(name, position)
    with ctx.write() as tx:
        known = store.everything(tx)
        if len(known) >= MAX_SCRIPTS:
            raise InvalidParameterValue(f"At most {MAX_SCRIPTS} global init scripts are allowed.")
        _refuse_taken(known, name, "")
        at = min(len(known), position if position is not None else len(known))
        new = ScriptRow(new_hex(16).upper(), name, at, enabled, content, ctx.now, who, ctx.now, who)
        store.put(tx, new)
    return {"script_id": new.script_id}


@route("PATCH", f"{_BASE}/{{script_id}}", access=Access.ADMIN)
def update(
    ctx: Context,
    script_id: str,
    name: str,
    script: str,
    enabled: bool | None = None,
    position: int | None = None,
) -> None:
    """Change a script."""
    values: dict[str, Any] = {"name": name, "content": _content(script)}
    _check(name, position)
    if enabled is not None:
        values["enabled"] = enabled
    if position is not None:
        values["position"] = position
    with ctx.write() as tx:
        found = _existing(tx, script_id)
        _refuse_taken(store.everything(tx), name, script_id)
        who = ctx.principal.user_name
        store.change(tx, found, updated_at=ctx.now, updated_by=who, **values)


@route("DELETE", f"{_BASE}/{{script_id}}", access=Access.ADMIN)
def delete(ctx: Context, script_id: str) -> None:
    """Remove a script."""
    with ctx.write() as tx:
        _existing(tx, script_id)
        store.remove(tx, script_id)


@route("GET", f"{_BASE}/{{script_id}}", access=Access.ADMIN)
def get(ctx: Context, script_id: str) -> dict[str, Any]:
    """One script with its text, in base64."""
    found = _existing(ctx.tx, script_id)
    return {**_shown(found), "script": base64.b64encode(found.content).decode()}


@route("GET", _BASE, access=Access.ADMIN)
def list(ctx: Context) -> dict[str, Any]:
    """All scripts without their texts, in the order in which they run."""
    return {"scripts": [_shown(script) for script in store.everything(ctx.tx)]}


def _existing(tx: Connection, script_id: str) -> ScriptRow:
    found = store.find(tx, script_id)
    if found is None:
        raise ResourceDoesNotExist(f"The global init script {script_id[:64]} does not exist.")
    return found


def _content(script: str) -> bytes:
    try:
        content = base64.b64decode(script, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidParameterValue("script must be base64.") from None
    if not content or len(content) > MAX_BYTES:
        raise InvalidParameterValue(f"script must hold 1 to {MAX_BYTES} bytes.")
    return content


def _check(name: str, position: int | None) -> None:
    if not 1 <= len(name) <= MAX_NAME:
        raise InvalidParameterValue(f"name must have 1 to {MAX_NAME} characters.")
    if position is not None and position < 0:
        raise InvalidParameterValue("position must not be negative.")


def _refuse_taken(known: builtins.list[ScriptRow], name: str, script_id: str) -> None:
    if any(one.name == name and one.script_id != script_id for one in known):
        raise ResourceAlreadyExists(f"A global init script with name {name} already exists.")


def _shown(script: ScriptRow) -> dict[str, Any]:
    return {
        "script_id": script.script_id,
        "name": script.name,
        "position": script.position,
        "enabled": script.enabled,
        "created_at": script.created_at,
        "created_by": script.created_by,
        "updated_at": script.updated_at,
        "updated_by": script.updated_by,
    }

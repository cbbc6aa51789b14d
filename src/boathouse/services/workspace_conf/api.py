"""/api/2.0/workspace-conf: the switches of the workspace, for its admins."""

from __future__ import annotations

from typing import Any, Unpack

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, NotImplementedHere
from boathouse.route import Access, route
from boathouse.services.ip_access_lists.gate import require_admitted
from boathouse.services.workspace_conf.keys import BOOLEAN, PREFIX, REFUSED, known
from boathouse.store import settings
from boathouse.wire.settings import WorkspaceConfSetStatus

MAX_VALUE = 4096


@route("GET", "/api/2.0/workspace-conf", access=Access.ADMIN)
def get_status(ctx: Context, keys: str) -> dict[str, Any]:
    """The values of some switches, by name; null where nobody has set one."""
    wanted = [key for key in keys.split(",") if key]
    _check_known(wanted)
    return {key: settings.get(ctx.tx, PREFIX + key) for key in wanted}


@route("PATCH", "/api/2.0/workspace-conf", access=Access.ADMIN)
def set_status(ctx: Context, **contents: Unpack[WorkspaceConfSetStatus]) -> None:
    """Set some switches; each is checked before any is set."""
    document: dict[str, Any] = {**contents}
    _check_known([*document])
    values = {key: _value(key, value) for key, value in document.items()}
    with ctx.write() as tx:
        if values.get("enableIpAccessLists", "").lower() == "true":
            require_admitted(ctx)
        for key, value in values.items():
            settings.put(tx, PREFIX + key, value)


def _check_known(keys: list[str]) -> None:
    unknown = sorted(key for key in keys if not known(key))
    if unknown or not keys:
        raise InvalidParameterValue(f"Invalid keys: {unknown}")


def _value(key: str, value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else value
    if not isinstance(text, str) or len(text) > MAX_VALUE:
        raise InvalidParameterValue(f"$.{key}: a text is needed.")
    if key in BOOLEAN and text.lower() not in ("true", "false"):
        raise InvalidParameterValue(f"$.{key}: true or false is needed.")
    if key == "maxTokenLifetimeDays" and text and not (text.isascii() and text.isdecimal()):
        raise InvalidParameterValue(f"$.{key}: a number of days is needed.")
    if key in REFUSED and text.lower() not in REFUSED[key]:
        raise NotImplementedHere(f"The request field $.{key} is not implemented for {text!r}.")
    return text

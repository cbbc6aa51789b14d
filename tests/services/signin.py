"""What the tests of signing in share: a service principal, a form, an access token taken apart."""

from __future__ import annotations

import base64
import json
import uuid
from dataclasses import dataclass
from typing import Any

import requests

from boathouse.services.principals import store as principals
from boathouse.store.ids import new_id
from tests.live import LiveServer

TOKEN = "/oidc/v1/token"


@dataclass(frozen=True)
class Robot:
    """A service principal."""

    principal_id: int
    application_id: str


def add_robot(server: LiveServer, application_id: str | None = None) -> Robot:
    """An active service principal without any rights of an admin."""
    robot = Robot(new_id(), application_id or str(uuid.uuid4()))
    now = server.app.parts.clock()
    row = principals.PrincipalRow(
        robot.principal_id,
        principals.SERVICE_PRINCIPAL,
        robot.application_id,
        "robot",
        True,
        now,
        now,
    )
    with server.app.parts.database.write() as tx:
        principals.insert_principal(tx, row)
    return robot


def set_active(server: LiveServer, principal_id: int, active: bool) -> None:
    """Deactivate a principal, or the other way round."""
    import dataclasses

    with server.app.parts.database.write() as tx:
        row = principals.by_id(tx, principal_id)
        assert row is not None
        principals.update_principal(tx, dataclasses.replace(row, active=active))


def exchange(address: str, auth: Any = None, **form: str) -> requests.Response:
    """The token endpoint's answer to a form."""
    return requests.post(address + TOKEN, data=form, auth=auth, timeout=30)


def parts_of(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a JWT."""
    header, claims, _ = token.split(".")
    return _decode(header), _decode(claims)


def _decode(part: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(part + "=="))

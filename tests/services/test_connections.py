"""Connections: kept, sealed, shown without what may be secret, and who may do what with them."""

from __future__ import annotations

from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    BadRequest,
    InvalidParameterValue,
    NotFound,
    NotImplemented,
    PermissionDenied,
)
from databricks.sdk.service.catalog import ConnectionInfo, ConnectionType, CredentialType
from sqlalchemy import select

from boathouse.services.connections import store
from tests.conftest import Person
from tests.live import Api, LiveServer

PATH = "/api/2.1/unity-catalog/connections"
OPTIONS = {"host": "db.example.com", "port": "5432", "user": "reader", "password": "hunter2"}


def made(w: WorkspaceClient, name: str, **more: Any) -> ConnectionInfo:
    return w.connections.create(name, ConnectionType.POSTGRESQL, OPTIONS, **more)


def test_a_connection_is_kept_without_telling_its_secrets(
    w: WorkspaceClient, api: Api, server: LiveServer
) -> None:
    info = made(w, "First", comment="c", properties={"team": "a"})
    assert (info.name, info.full_name, info.comment) == ("first", "first", "c")
    assert info.options == {"host": "db.example.com", "port": "5432"}
    assert info.credential_type == CredentialType.USERNAME_PASSWORD
    assert w.connections.get("FIRST") == info
    assert info in list(w.connections.list())
    for text in (api.get(f"{PATH}/first").text, api.get(PATH).text):
        assert "hunter2" not in text
        assert "reader" not in text
    with server.app.parts.database.read() as tx:
        kept = [bytes(one) for one in tx.execute(select(store.connections.c.options)).scalars()]
    assert not any(b"hunter2" in one for one in kept)


def test_a_value_that_may_hold_a_password_is_not_shown(w: WorkspaceClient) -> None:
    options = {"host": "https://u:secret@x", "port": "1"}
    info = w.connections.create("urls", ConnectionType.HTTP, options)
    assert info.options == {"port": "1"}


def test_changes(w: WorkspaceClient) -> None:
    made(w, "changing")
    changed = w.connections.update("changing", {"host": "other"}, owner="users")
    assert (changed.options, changed.owner) == ({"host": "other"}, "users")
    renamed = w.connections.update("changing", {"host": "other"}, new_name="Changed")
    assert (renamed.name, renamed.connection_id) == ("changed", changed.connection_id)
    w.connections.delete("changed")
    with pytest.raises(NotFound, match="Connection 'changed' does not exist"):
        w.connections.get("changed")


def test_names(w: WorkspaceClient, api: Api) -> None:
    made(w, "twice")
    with pytest.raises(BadRequest, match="Connection 'twice' already exists"):
        made(w, "TWICE")
    with pytest.raises(InvalidParameterValue, match="RPC CreateConnection Field"):
        made(w, "a b")
    made(w, "other_name")
    with pytest.raises(BadRequest, match="already exists"):
        w.connections.update("other_name", OPTIONS, new_name="twice")
    assert api.get(f"{PATH}/none").json()["error_code"] == "CONNECTION_DOES_NOT_EXIST"
    for refused in ({"parent": "schemas/main.default"}, {"secrets": {"password": "a.b.c"}}):
        with pytest.raises(NotImplemented):
            made(w, "refused", **refused)


def test_pages(w: WorkspaceClient) -> None:
    names = [f"page_{number}" for number in range(3)]
    for name in names:
        made(w, name)
    found = [one.name or "" for one in w.connections.list(max_results=1)]
    assert [name for name in found if name.startswith("page_")] == names


def test_others_are_denied_and_let_in_by_grants(
    w: WorkspaceClient, api: Api, other: Person
) -> None:
    made(w, "closed")
    calls: list[Any] = [
        lambda: made(other.w, "mine"),
        lambda: other.w.connections.get("closed"),
        lambda: other.w.connections.update("closed", {"host": "evil"}),
        lambda: other.w.connections.delete("closed"),
    ]
    for call in calls:
        with pytest.raises(PermissionDenied, match="User does not have"):
            call()
    assert "closed" not in [one.name for one in other.w.connections.list()]
    change = {"principal": other.user_name, "add": ["USE_CONNECTION"]}
    path = "/api/2.1/unity-catalog/permissions/connection/closed"
    assert api.request("PATCH", path, json={"changes": [change]}).status_code == 200
    assert other.w.connections.get("closed").options == {"host": "db.example.com", "port": "5432"}
    assert "closed" in [one.name for one in other.w.connections.list()]
    with pytest.raises(PermissionDenied, match="MANAGE on Connection 'closed'"):
        other.w.connections.delete("closed")

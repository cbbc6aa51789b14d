"""Secrets: scopes, values sealed at rest, permissions, limits."""

from __future__ import annotations

import base64
import uuid
from pathlib import Path
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    InvalidParameterValue,
    PermissionDenied,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
)
from databricks.sdk.service.workspace import AclPermission

from boathouse.services.secrets import store
from tests.conftest import Person
from tests.live import Api, LiveServer

ADMIN = "admin@boathouse.local"
KILOBYTE = 1024


@pytest.fixture
def scope(w: WorkspaceClient) -> str:
    name = f"scope-{uuid.uuid4().hex}"
    w.secrets.create_scope(name)
    return name


def value(w: WorkspaceClient, scope: str, key: str) -> bytes:
    return base64.b64decode(str(w.secrets.get_secret(scope, key).value))


def error_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error_code"]


def test_text_and_bytes_come_back_as_they_were(w: WorkspaceClient, scope: str) -> None:
    w.secrets.put_secret(scope, "text", string_value="pässword\n")
    w.secrets.put_secret(scope, "bytes", bytes_value=base64.b64encode(b"\x00\xff").decode())
    w.secrets.put_secret(scope, "text", string_value="newer")
    w.secrets.put_secret(scope, "empty", string_value="")
    assert value(w, scope, "text") == b"newer"
    assert value(w, scope, "bytes") == b"\x00\xff"
    assert value(w, scope, "empty") == b""
    assert w.dbutils.secrets.get(scope, "text") == "newer"
    listed = list(w.secrets.list_secrets(scope))
    assert [secret.key for secret in listed] == ["bytes", "empty", "text"]
    assert all(int(secret.last_updated_timestamp or 0) > 10**12 for secret in listed)
    w.secrets.delete_secret(scope, "text")
    with pytest.raises(ResourceDoesNotExist):
        w.secrets.get_secret(scope, "text")
    with pytest.raises(ResourceDoesNotExist):
        w.secrets.delete_secret(scope, "text")


def test_a_value_is_sealed_and_tied_to_its_place(
    w: WorkspaceClient, scope: str, server: LiveServer
) -> None:
    w.secrets.put_secret(scope, "a", string_value="open sesame")
    stored = b"".join(path.read_bytes() for path in server.data_dir.rglob("*") if path.is_file())
    assert b"open sesame" not in stored
    with server.app.parts.database.write() as tx:
        secret = store.secret_of(tx, scope, "a")
        assert secret is not None
        store.put_secret(tx, scope, "moved", secret.sealed, 1)
    with pytest.raises(Exception, match="server failed"):
        w.secrets.get_secret(scope, "moved")


def test_scopes(api: Api, w: WorkspaceClient, scope: str) -> None:
    with pytest.raises(ResourceAlreadyExists) as caught:
        w.secrets.create_scope(scope)
    assert str(caught.value) == f"Scope {scope} already exists!"
    found = [one for one in w.secrets.list_scopes() if one.name == scope]
    assert [one.backend_type and one.backend_type.value for one in found] == ["DATABRICKS"]
    w.secrets.put_secret(scope, "k", string_value="v")
    w.secrets.delete_scope(scope)
    assert scope not in [one.name for one in w.secrets.list_scopes()]
    w.secrets.create_scope(scope)
    assert list(w.secrets.list_secrets(scope)) == []
    answer = api.get("/api/2.0/secrets/list", params={"scope": scope})
    assert answer.json() == {}


def test_names_are_found_in_any_case(w: WorkspaceClient) -> None:
    name = f"My.Scope_{uuid.uuid4().hex}"
    w.secrets.create_scope(name)
    with pytest.raises(ResourceAlreadyExists):
        w.secrets.create_scope(name.lower())
    w.secrets.put_secret(name.upper(), "Key", string_value="1")
    w.secrets.put_secret(name, "KEY", string_value="2")
    assert value(w, name.lower(), "key") == b"2"
    assert [secret.key for secret in w.secrets.list_secrets(name)] == ["KEY"]
    assert name in [one.name for one in w.secrets.list_scopes()]


@pytest.mark.parametrize("name", ["", "with space", "a/b", "ü", "n" * 129, "a\n"])
def test_a_name_that_is_none(api: Api, scope: str, name: str) -> None:
    for path, body in (
        ("scopes/create", {"scope": name}),
        ("put", {"scope": scope, "key": name, "string_value": "x"}),
    ):
        answer = api.post(f"/api/2.0/secrets/{path}", json=body)
        assert error_of(answer) == (400, "INVALID_PARAMETER_VALUE")


def test_names_of_128_signs_are_fine(w: WorkspaceClient, scope: str) -> None:
    w.secrets.put_secret(scope, "n" * 128, string_value="x")
    assert value(w, scope, "n" * 128) == b"x"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "INVALID_PARAMETER_VALUE"),
        ({"string_value": "a", "bytes_value": "YQ=="}, 400, "MALFORMED_REQUEST"),
        ({"bytes_value": "%"}, 400, "INVALID_PARAMETER_VALUE"),
        ({"string_value": 7}, 400, "INVALID_PARAMETER_VALUE"),
        ({"string_value": "x" * (128 * KILOBYTE + 1)}, 400, "INVALID_PARAMETER_VALUE"),
        ({"string_value": "a", "scope": "missing"}, 404, "RESOURCE_DOES_NOT_EXIST"),
    ],
)
def test_a_wrong_put(api: Api, scope: str, body: dict[str, Any], status: int, code: str) -> None:
    sent = {"scope": scope, "key": "k", **body}
    assert error_of(api.post("/api/2.0/secrets/put", json=sent)) == (status, code)


def test_128_kilobytes_are_allowed(w: WorkspaceClient, scope: str) -> None:
    w.secrets.put_secret(scope, "large", string_value="x" * 128 * KILOBYTE)
    assert len(value(w, scope, "large")) == 128 * KILOBYTE


@pytest.mark.parametrize(
    "body",
    [
        {"scope_backend_type": "AZURE_KEYVAULT"},
        {"backend_azure_keyvault": {"dns_name": "https://x.vault"}},
    ],
)
def test_a_key_vault_is_refused_by_name(api: Api, body: dict[str, Any]) -> None:
    answer = api.post("/api/2.0/secrets/scopes/create", json={"scope": "vault", **body})
    assert error_of(answer) == (501, "NOT_IMPLEMENTED")
    assert f"$.{next(iter(body))}" in answer.json()["message"]


def test_the_limits_of_scopes_and_of_secrets_in_one(tmp_path: Path) -> None:
    live = LiveServer(tmp_path)
    api = Api(live.address, live.token)
    with live.app.parts.database.write() as tx:
        for number in range(1000):
            store.insert_scope(tx, f"scope-{number}", 1)
            store.put_secret(tx, "scope-0", f"key-{number}", b"", 1)
    answer = api.post("/api/2.0/secrets/scopes/create", json={"scope": "one-more"})
    assert error_of(answer) == (400, "RESOURCE_LIMIT_EXCEEDED")
    body = {"scope": "scope-0", "key": "one-more", "string_value": "x"}
    answer = api.post("/api/2.0/secrets/put", json=body)
    assert error_of(answer) == (400, "RESOURCE_LIMIT_EXCEEDED")
    answer = api.post("/api/2.0/secrets/put", json={**body, "key": "key-7"})
    assert answer.status_code == 200
    live.stop()


# Who may what


def test_acls(w: WorkspaceClient, other: Person, scope: str) -> None:
    def held() -> dict[str | None, AclPermission | None]:
        return {item.principal: item.permission for item in w.secrets.list_acls(scope)}

    assert held() == {ADMIN: AclPermission.MANAGE}
    w.secrets.put_acl(scope, other.user_name, AclPermission.READ)
    w.secrets.put_acl(scope, other.user_name, AclPermission.WRITE)
    assert held()[other.user_name] == AclPermission.WRITE
    assert w.secrets.get_acl(scope, other.user_name).permission == AclPermission.WRITE
    w.secrets.delete_acl(scope, other.user_name)
    for act in (w.secrets.get_acl, w.secrets.delete_acl):
        with pytest.raises(ResourceDoesNotExist):
            act(scope, other.user_name)
    with pytest.raises(InvalidParameterValue):
        w.secrets.put_acl(scope, "nobody@example.com", AclPermission.READ)


READS = [
    ("GET", "get", {"key": "k"}),
    ("GET", "list", {}),
]
WRITES = [
    ("POST", "put", {"key": "new", "string_value": "x"}),
    ("POST", "delete", {"key": "new"}),
]
MANAGES = [
    ("POST", "acls/put", {"principal": "users", "permission": "READ"}),
    ("GET", "acls/get", {"principal": "users"}),
    ("GET", "acls/list", {}),
    ("POST", "acls/delete", {"principal": "users"}),
    ("POST", "scopes/delete", {}),
]


def statuses(api: Api, scope: str, calls: list[tuple[str, str, dict[str, str]]]) -> set[int]:
    found = set()
    for verb, path, fields in calls:
        place = "params" if verb == "GET" else "json"
        sent = {place: {"scope": scope, **fields}}
        found.add(api.request(verb, f"/api/2.0/secrets/{path}", **sent).status_code)
    return found


@pytest.mark.parametrize("granted", ["", "READ", "WRITE", "MANAGE"])
def test_each_permission_opens_its_operations(
    w: WorkspaceClient, other: Person, scope: str, granted: str
) -> None:
    w.secrets.put_secret(scope, "k", string_value="v")
    if granted:
        w.secrets.put_acl(scope, other.user_name, AclPermission(granted))
    rank = ["", "READ", "WRITE", "MANAGE"].index(granted)
    assert statuses(other.api, scope, READS) == ({200} if rank >= 1 else {403})
    assert statuses(other.api, scope, WRITES) == ({200} if rank >= 2 else {403})
    assert (scope in [one.name for one in other.w.secrets.list_scopes()]) == (rank >= 1)
    assert statuses(other.api, scope, MANAGES) == ({200} if rank >= 3 else {403})


def test_a_user_s_own_scope_is_closed_to_others(server: LiveServer, other: Person) -> None:
    scope = f"own-{uuid.uuid4().hex}"
    other.w.secrets.create_scope(scope)
    other.w.secrets.put_secret(scope, "k", string_value="v")
    name = f"third-{uuid.uuid4().hex}@example.com"
    third = Api(server.address, server.add_user(name))
    assert statuses(third, scope, READS + WRITES + MANAGES) == {403}
    other.w.secrets.put_acl(scope, "users", AclPermission.READ)
    assert statuses(third, scope, READS) == {200}
    assert statuses(third, scope, WRITES + MANAGES) == {403}


def test_a_scope_managed_by_everybody(w: WorkspaceClient, other: Person) -> None:
    scope = f"all-{uuid.uuid4().hex}"
    w.secrets.create_scope(scope, initial_manage_principal="users")
    other.w.secrets.put_secret(scope, "k", string_value="v")
    assert [item.principal for item in other.w.secrets.list_acls(scope)] == ["users"]
    with pytest.raises(InvalidParameterValue):
        w.secrets.create_scope(f"{scope}-2", initial_manage_principal=other.user_name)


def test_a_scope_that_does_not_exist(api: Api) -> None:
    assert statuses(api, "missing", READS + WRITES + MANAGES) == {404}


def test_nobody_without_a_token_reads(api: Api, scope: str) -> None:
    assert statuses(api.as_(None), scope, READS + WRITES + MANAGES) == {401}


def test_denied_is_told_as_such(other: Person, scope: str) -> None:
    with pytest.raises(PermissionDenied, match="READ"):
        other.w.secrets.get_secret(scope, "k")

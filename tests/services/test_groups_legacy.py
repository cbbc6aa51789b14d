"""The Groups API 2.0 as the legacy CLI calls it."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.conftest import Person
from tests.live import Api
from tests.services import scim

BASE = "/api/2.0/groups"


def call(api: Api, name: str, **document: Any) -> requests.Response:
    """The CLI sends GETs with a query and POSTs with JSON under text/json."""
    if name.startswith("list"):
        return api.get(f"{BASE}/{name}", params=document)
    return api.post(f"{BASE}/{name}", json=document, headers={"Content-Type": "text/json"})


def test_groups_and_members(api: Api) -> None:
    outer, inner, person = scim.unique("outer"), scim.unique("inner"), scim.user(api)["userName"]
    for name in (outer, inner):
        assert call(api, "create", group_name=name).json() == {"group_name": name}
    assert call(api, "add-member", parent_name=inner, user_name=person).json() == {}
    assert call(api, "add-member", parent_name=outer, group_name=inner).json() == {}
    assert {outer, inner, "admins", "users"} <= set(call(api, "list").json()["group_names"])
    held = call(api, "list-members", group_name=inner).json()
    assert held == {"members": [{"user_name": person}]}
    assert call(api, "list-members", group_name=outer).json() == {
        "members": [{"group_name": inner}]
    }
    parents = call(api, "list-parents", user_name=person).json()
    assert parents == {"group_names": sorted([inner, "users"])}
    assert call(api, "list-parents", group_name=inner).json() == {"group_names": [outer]}
    assert call(api, "remove-member", parent_name=inner, user_name=person).json() == {}
    assert call(api, "list-members", group_name=inner).json() == {}
    assert call(api, "delete", group_name=inner).json() == {}
    assert call(api, "list-members", group_name=outer).json() == {}


@pytest.mark.parametrize(
    ("name", "document", "code"),
    [
        ("create", {"group_name": "admins"}, "RESOURCE_ALREADY_EXISTS"),
        ("create", {"group_name": ""}, "INVALID_PARAMETER_VALUE"),
        ("create", {}, "INVALID_PARAMETER_VALUE"),
        ("delete", {"group_name": "admins"}, "INVALID_PARAMETER_VALUE"),
        ("delete", {"group_name": "no such"}, "RESOURCE_DOES_NOT_EXIST"),
        ("list-members", {"group_name": "no such"}, "RESOURCE_DOES_NOT_EXIST"),
        ("list-parents", {}, "INVALID_PARAMETER_VALUE"),
        ("list-parents", {"user_name": "no such"}, "RESOURCE_DOES_NOT_EXIST"),
        ("add-member", {"parent_name": "admins"}, "INVALID_PARAMETER_VALUE"),
        (
            "add-member",
            {"parent_name": "admins", "user_name": "a", "group_name": "b"},
            "INVALID_PARAMETER_VALUE",
        ),
        ("add-member", {"parent_name": "admins", "group_name": "users"}, "INVALID_PARAMETER_VALUE"),
        (
            "add-member",
            {"parent_name": "admins", "user_name": "admin@boathouse.local"},
            "RESOURCE_ALREADY_EXISTS",
        ),
        (
            "remove-member",
            {"parent_name": "admins", "user_name": "admin@boathouse.local"},
            "INVALID_STATE",
        ),
        (
            "remove-member",
            {"parent_name": "users", "user_name": "admin@boathouse.local"},
            "RESOURCE_DOES_NOT_EXIST",
        ),
    ],
)
def test_refusals(api: Api, name: str, document: dict[str, Any], code: str) -> None:
    assert call(api, name, **document).json()["error_code"] == code


@pytest.mark.parametrize(
    "name",
    [
        "create",
        "delete",
        "list",
        "list-members",
        "list-parents",
        "add-member",
        "remove-member",
    ],
)
def test_only_admins_may(other: Person, name: str) -> None:
    document = {"group_name": "admins", "parent_name": "admins", "user_name": other.user_name}
    answer = call(other.api, name, **document)
    assert (answer.status_code, answer.json()["error_code"]) == (403, "PERMISSION_DENIED")

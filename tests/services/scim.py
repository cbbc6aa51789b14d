"""What the tests of SCIM share: paths, people with names of their own, PATCH messages."""

from __future__ import annotations

import uuid
from typing import Any

import requests

from tests.live import Api

BASE = "/api/2.0/preview/scim/v2"
PATCH_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


def unique(prefix: str) -> str:
    """A name that no other test uses."""
    return f"{prefix}-{uuid.uuid4().hex[:12]}"


def make(api: Api, endpoint: str, **document: Any) -> dict[str, Any]:
    """A new resource."""
    answer = api.post(f"{BASE}/{endpoint}", json=document)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def user(api: Api, **document: Any) -> dict[str, Any]:
    """A new user."""
    return make(api, "Users", **{"userName": f"{unique('user')}@example.com", **document})


def group(api: Api, *members: dict[str, Any], **document: Any) -> dict[str, Any]:
    """A new group that holds some principals."""
    listed = [{"value": member["id"]} for member in members]
    return make(api, "Groups", **{"displayName": unique("group"), "members": listed, **document})


def patch(
    api: Api, endpoint: str, resource: dict[str, Any], *operations: dict[str, Any]
) -> requests.Response:
    """PATCH a resource."""
    message = {"schemas": [PATCH_SCHEMA], "Operations": list(operations)}
    headers = {"Content-Type": "application/scim+json"}
    path = f"{BASE}/{endpoint}/{resource['id']}"
    return api.request("PATCH", path, json=message, headers=headers)


def get(api: Api, endpoint: str, resource: dict[str, Any]) -> dict[str, Any]:
    """A resource as it is now."""
    answer = api.get(f"{BASE}/{endpoint}/{resource['id']}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def values(items: list[dict[str, Any]] | None) -> list[str]:
    """The values of a list's elements, sorted."""
    return sorted(item["value"] for item in items or [])

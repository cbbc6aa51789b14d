"""PATCH: each operation, path and value as a row of a table."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boathouse.errors import ApiError
from boathouse.services.groups.resource import GROUP_RESOURCE
from boathouse.services.scim import patch, resources
from boathouse.services.users.resource import USER_RESOURCE
from tests.live import Api
from tests.services import scim

USER: dict[str, Any] = {
    "id": "1",
    "userName": "ann@example.com",
    "displayName": "Ann",
    "active": True,
    "name": {"givenName": "Ann"},
    "emails": [{"type": "work", "value": "a@x"}, {"type": "home", "value": "a@h"}],
    "entitlements": [{"value": "e1"}, {"value": "e2"}],
}

EXTENSION = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
W, H = USER["emails"]

CHANGES: list[tuple[str, str | None, Any, dict[str, Any]]] = [
    ("replace", "displayName", "B", {"displayName": "B"}),
    ("REPLACE", "displayname", "B", {"displayName": "B"}),
    ("Add", "displayName", "B", {"displayName": "B"}),
    ("replace", None, {"displayName": "B", "active": False}, {"displayName": "B", "active": False}),
    ("add", None, {"name.familyName": "L"}, {"name": {"givenName": "Ann", "familyName": "L"}}),
    ("remove", "displayName", None, {"displayName": None}),
    ("replace", "name.givenName", "B", {"name": {"givenName": "B"}}),
    ("add", "name", {"familyName": "L"}, {"name": {"givenName": "Ann", "familyName": "L"}}),
    ("replace", "name", {"familyName": "L"}, {"name": {"familyName": "L"}}),
    ("remove", "name.givenName", None, {"name": {}}),
    ("add", "entitlements", [{"value": "e3"}], {"entitlements": ["e1", "e2", "e3"]}),
    ("add", "entitlements", [{"value": "e1"}], {"entitlements": ["e1", "e2"]}),
    ("add", "entitlements", {"value": "e3"}, {"entitlements": ["e1", "e2", "e3"]}),
    ("add", None, {"entitlements": [{"value": "e3"}]}, {"entitlements": ["e1", "e2", "e3"]}),
    ("replace", "entitlements", [{"value": "e3"}], {"entitlements": ["e3"]}),
    ("replace", None, {"entitlements": [{"value": "e3"}]}, {"entitlements": ["e3"]}),
    ("remove", "entitlements", None, {"entitlements": []}),
    ("remove", "entitlements", [{"value": "e1"}], {"entitlements": ["e2"]}),
    ("remove", 'entitlements[value eq "e1"]', None, {"entitlements": ["e2"]}),
    ("remove", 'entitlements[value sw "e"]', None, {"entitlements": []}),
    ("remove", 'entitlements[value eq "none"]', None, {"entitlements": ["e1", "e2"]}),
    ("replace", 'emails[type eq "work"].value', "b@x", {"emails": [{**W, "value": "b@x"}, H]}),
    ("replace", 'emails[type eq "home"]', {"display": "h"}, {"emails": [W, {**H, "display": "h"}]}),
    ("add", 'emails[type eq "o"].value', "o@x", {"emails": [W, H, {"type": "o", "value": "o@x"}]}),
    ("remove", 'emails[type eq "home"].value', None, {"emails": [W, {"type": "home"}]}),
    (
        "replace",
        "emails.primary",
        False,
        {"emails": [{**W, "primary": False}, {**H, "primary": False}]},
    ),
    ("add", f"{EXTENSION}:department", "R", {EXTENSION: {"department": "R"}}),
    ("add", None, {EXTENSION: {"department": "R"}}, {EXTENSION: {"department": "R"}}),
    ("add", None, {"id": "1", "displayName": "B"}, {"displayName": "B"}),
]


@pytest.mark.parametrize(("op", "path", "value", "changed"), CHANGES)
def test_a_change(op: str, path: str | None, value: Any, changed: dict[str, Any]) -> None:
    operation = {"op": op, "path": path, "value": value}
    found = patch.apply(USER_RESOURCE, USER, [operation])
    expected = {**USER, **changed}
    for name, value in expected.items():
        if name == "entitlements":
            wanted = [item if isinstance(item, str) else item["value"] for item in value]
            assert scim.values(found.get(name)) == wanted
        else:
            assert found.get(name) == value


REFUSED: list[tuple[str, str | None, Any, str]] = [
    ("move", "displayName", "x", "invalidSyntax"),
    ("", "displayName", "x", "invalidSyntax"),
    ("remove", None, None, "noTarget"),
    ("replace", 'emails[type eq "none"].value', "x", "noTarget"),
    ("replace", "noSuch", "x", "invalidPath"),
    ("replace", "emails[", "x", "invalidPath"),
    ("replace", 'emails[type eq "work"].value more', "x", "invalidPath"),
    ("replace", 'name[x eq "y"]', "x", "invalidPath"),
    ("replace", "displayName.part", "x", "invalidPath"),
    ("replace", "id", "2", "mutability"),
    ("replace", "groups", [], "mutability"),
    ("add", "groups", [{"value": "1"}], "mutability"),
    ("replace", "userName", "another@example.com", "mutability"),
    ("replace", "active", "perhaps", "invalidValue"),
    ("replace", "active", {}, "invalidValue"),
    ("replace", "displayName", ["x"], "invalidValue"),
    ("replace", "name", "x", "invalidValue"),
    ("replace", "emails", "x", "invalidValue"),
    ("add", "entitlements", ["x"], "invalidValue"),
    ("add", "entitlements", [{"value": 7}], "invalidValue"),
    ("add", "displayName", None, "invalidValue"),
    ("replace", None, "x", "invalidValue"),
]


@pytest.mark.parametrize(("op", "path", "value", "kind"), REFUSED)
def test_a_change_that_is_refused(
    api: Api, op: str, path: str | None, value: Any, kind: str
) -> None:
    made = scim.user(api)
    answer = scim.patch(api, "Users", made, {"op": op, "path": path, "value": value})
    assert (answer.status_code, answer.json()["scimType"]) == (400, kind)
    assert scim.get(api, "Users", made) == made


def test_operations_are_all_done_or_none(api: Api) -> None:
    made = scim.user(api)
    good = {"op": "replace", "path": "displayName", "value": "changed"}
    answer = scim.patch(api, "Users", made, good, {"op": "remove"})
    assert answer.status_code == 400
    assert scim.get(api, "Users", made)["displayName"] == made["displayName"]
    assert scim.patch(api, "Users", made).status_code == 400


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["value", "type", "id", "name", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)
PATHS = st.sampled_from(
    [
        None,
        "members",
        "emails",
        'emails[type eq "work"]',
        'members[value eq "1"].value',
        "name.x",
        "displayName",
        "active",
        "meta",
        EXTENSION,
        f"{EXTENSION}:a",
        "displayName[x pr]",
    ]
)
OPERATION = st.fixed_dictionaries(
    {"op": st.sampled_from(["add", "remove", "Replace", "x"]), "path": PATHS, "value": JSON}
)


@given(st.lists(OPERATION, max_size=4), st.sampled_from([USER_RESOURCE, GROUP_RESOURCE]))
def test_any_operations_end_in_a_resource_or_a_refusal(
    operations: list[dict[str, Any]], kind: resources.ResourceType
) -> None:
    start = USER if kind is USER_RESOURCE else {"id": "1", "displayName": "g", "members": []}
    try:
        resource = resources.read(kind, patch.apply(kind, start, operations))
        resources.member_ids(resource)
    except ApiError as error:
        refused = error.status
    else:
        refused = 400
    assert refused == 400

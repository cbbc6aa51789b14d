"""Lists: pages to the end, order, the attributes that are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service import iam

from boathouse.services.principals import store
from boathouse.store.ids import new_id
from tests.live import Api, LiveServer
from tests.services import scim

USERS = f"{scim.BASE}/Users"
MANY = 250


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A workspace of its own with 250 users besides the admin."""
    live = LiveServer(tmp_path_factory.mktemp("crowd"))
    with live.app.parts.database.write() as tx:
        for number in range(MANY):
            name = f"user{number:03}@example.com"
            shown = f"Person {MANY - number:03}"
            store.insert_user(tx, new_id(number), name, now=number, display_name=shown)
    yield live
    live.stop()


@pytest.fixture
def crowd_api(crowd: LiveServer) -> Api:
    return Api(crowd.address, crowd.token)


@pytest.mark.parametrize("count", [None, 1000, 100, 7])
def test_the_sdk_reads_every_page(crowd: LiveServer, count: int | None) -> None:
    client = WorkspaceClient(host=crowd.address, token=crowd.token)
    found = [user.user_name for user in client.users.list(count=count)]
    assert (len(found), len(set(found))) == (MANY + 1, MANY + 1)


def test_a_page_beyond_the_end_is_empty_and_whole(crowd_api: Api) -> None:
    answer = crowd_api.get(USERS, params={"startIndex": 1000, "count": 10}).json()
    assert answer == {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": MANY + 1,
        "startIndex": 1000,
        "itemsPerPage": 0,
        "Resources": [],
    }


@pytest.mark.parametrize(
    ("start", "count", "index", "length"),
    [(1, 10, 1, 10), (245, 100, 245, 7), (0, 5, 1, 5), (-3, 5, 1, 5), (1, 0, 1, 0), (1, -1, 1, 0)],
)
def test_pages(crowd_api: Api, start: int, count: int, index: int, length: int) -> None:
    answer = crowd_api.get(USERS, params={"startIndex": start, "count": count}).json()
    assert (answer["startIndex"], answer["itemsPerPage"]) == (index, length)
    assert answer["totalResults"] == MANY + 1
    assert len(answer["Resources"]) == length


@pytest.mark.parametrize("name", ["startIndex", "count"])
def test_a_page_that_is_no_number_is_refused(crowd_api: Api, name: str) -> None:
    assert crowd_api.get(USERS, params={name: "x"}).status_code == 400


def test_filtered_pages(crowd_api: Api) -> None:
    wanted = {"filter": 'userName sw "user1"', "count": 30, "startIndex": 91}
    answer = crowd_api.get(USERS, params=wanted).json()
    assert (answer["totalResults"], answer["itemsPerPage"]) == (100, 10)


@pytest.mark.parametrize(
    ("by", "order", "first"),
    [
        ("displayName", "ascending", "admin@boathouse.local"),
        ("displayName", "descending", "user000@example.com"),
        ("userName", "descending", "user249@example.com"),
        ("emails.value", None, "admin@boathouse.local"),
        ("id", "ascending", "user000@example.com"),
    ],
)
def test_order(crowd_api: Api, by: str, order: str | None, first: str) -> None:
    asked = {"sortBy": by, "sortOrder": order, "count": 1}
    assert crowd_api.get(USERS, params=asked).json()["Resources"][0]["userName"] == first


@pytest.mark.parametrize("by", ["noSuch", "emails[", 'emails[type eq "x"]'])
def test_an_order_by_nothing_is_refused(crowd_api: Api, by: str) -> None:
    answer = crowd_api.get(USERS, params={"sortBy": by})
    assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidPath")


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ({"attributes": "userName"}, {"userName"}),
        ({"attributes": "USERNAME, active"}, {"userName", "active"}),
        ({"attributes": "emails.value"}, {"emails"}),
        ({"attributes": "noSuch"}, set()),
        ({"excludedAttributes": "emails,groups,id"}, {"userName", "displayName", "active"}),
    ],
)
def test_attributes(crowd_api: Api, asked: dict[str, Any], keys: set[str]) -> None:
    shown = crowd_api.get(USERS, params={**asked, "count": 1}).json()["Resources"][0]
    assert shown.keys() == {"schemas", "id"} | keys
    if "emails.value" in asked.values():
        assert [item.keys() for item in shown["emails"]] == [{"value"}]


def test_groups_by_their_members(w: WorkspaceClient, api: Api) -> None:
    person = scim.user(api)
    made = scim.group(api, person)
    scim.group(api)
    found = w.groups.list(filter=f'members.value eq "{person["id"]}"', attributes="displayName")
    assert [(group.id, group.display_name, group.members) for group in found] == [
        ("2", "users", []),
        (made["id"], made["displayName"], []),
    ]
    members = {"filter": f'groups.value eq "{made["id"]}"'}
    assert api.get(USERS, params=members).json()["Resources"][0]["id"] == person["id"]


@pytest.mark.parametrize("order", [iam.ListSortOrder.ASCENDING, iam.ListSortOrder.DESCENDING])
def test_the_sdk_s_order(w: WorkspaceClient, order: iam.ListSortOrder) -> None:
    names = [str(g.display_name) for g in w.groups.list(sort_by="displayName", sort_order=order)]
    assert names == sorted(names, reverse=order is iam.ListSortOrder.DESCENDING)


def test_a_crowd_survives_a_restart(crowd: LiveServer, tmp_path: Path) -> None:
    with crowd.app.parts.database.read() as tx:
        assert store.count(tx, store.USER) == MANY + 1
        assert set(store.SYSTEM_GROUPS) <= {row.principal_id for row in store.search(tx, "group")}

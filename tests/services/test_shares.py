"""Shares with their objects and recipients: kept, permitted, and who may do what with them."""

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
    ResourceAlreadyExists,
)
from databricks.sdk.service.catalog import VolumeType
from databricks.sdk.service.sharing import (
    AuthenticationType,
    IpAccessList,
    PermissionsChange,
    Privilege,
    RecipientInfo,
    SharedDataObject,
    SharedDataObjectDataObjectType,
    SharedDataObjectUpdate,
    SharedDataObjectUpdateAction,
)

from tests.conftest import Person
from tests.live import Api

FAR = "aws:us-west-2:7b9f1b5e-0f4c-4f3e-8f0a-000000000001"
ADD, REMOVE, UPDATE = (
    SharedDataObjectUpdateAction.ADD,
    SharedDataObjectUpdateAction.REMOVE,
    SharedDataObjectUpdateAction.UPDATE,
)
VOLUME = SharedDataObjectDataObjectType.VOLUME


@pytest.fixture(scope="module")
def volume(w: WorkspaceClient) -> str:
    w.catalogs.create("shared")
    w.schemas.create("s", "shared")
    return w.volumes.create("shared", "s", "files", VolumeType.MANAGED).full_name or ""


def recipient(w: WorkspaceClient, name: str, **more: Any) -> RecipientInfo:
    return w.recipients.create(
        name, AuthenticationType.DATABRICKS, data_recipient_global_metastore_id=FAR, **more
    )


def change(action: SharedDataObjectUpdateAction, name: str, **more: Any) -> SharedDataObjectUpdate:
    item = SharedDataObject(name=name, data_object_type=VOLUME, **more)
    return SharedDataObjectUpdate(action=action, data_object=item)


def test_a_share_is_made_and_changed(w: WorkspaceClient) -> None:
    made = w.shares.create("First", comment="c")
    assert (made.name, made.comment) == ("first", "c")
    assert made.owner == w.current_user.me().user_name
    assert w.shares.get("FIRST") == made
    changed = w.shares.update("first", comment="d", owner="admins", new_name="second")
    assert (changed.name, changed.comment, changed.owner) == ("second", "d", "admins")
    with pytest.raises(NotFound, match="Share 'first' does not exist"):
        w.shares.get("first")
    w.shares.create("taken")
    with pytest.raises(BadRequest, match="already exists"):
        w.shares.create("TAKEN")
    with pytest.raises(BadRequest, match="already exists"):
        w.shares.update("second", new_name="taken")
    with pytest.raises(InvalidParameterValue, match="RPC CreateShare Field"):
        w.shares.create("a/b")
    with pytest.raises(NotImplemented, match="storage_root"):
        w.shares.create("rooted", storage_root="s3://x")
    found = [one.name for one in w.shares.list_shares(max_results=1)]
    assert {"second", "taken"} <= set(found)
    w.shares.delete("second")
    with pytest.raises(NotFound):
        w.shares.delete("second")


def test_what_a_share_holds(w: WorkspaceClient, volume: str) -> None:
    w.shares.create("holding")
    held = w.shares.update("holding", updates=[change(ADD, "SHARED.s.files", comment="f")])
    (one,) = held.objects or ()
    assert (one.name, one.comment, one.shared_as) == ("shared.s.files", "f", "s.files")
    assert not w.shares.get("holding").objects
    (same,) = w.shares.get("holding", include_shared_data=True).objects or ()
    assert same == one
    with pytest.raises(ResourceAlreadyExists, match="in the share already"):
        w.shares.update("holding", updates=[change(ADD, volume)])
    changed = w.shares.update("holding", updates=[change(UPDATE, volume, shared_as="a.b")])
    assert [item.shared_as for item in changed.objects or ()] == ["a.b"]
    with pytest.raises(NotFound, match="does not exist"):
        w.shares.update("holding", updates=[change(ADD, "shared.s.none")])
    assert not w.shares.update("holding", updates=[change(REMOVE, volume)]).objects
    with pytest.raises(NotFound, match="is not in the share"):
        w.shares.update("holding", updates=[change(REMOVE, volume)])
    notebook = SharedDataObject(
        name="n", data_object_type=SharedDataObjectDataObjectType.NOTEBOOK_FILE
    )
    with pytest.raises(NotImplemented, match="NOTEBOOK_FILE"):
        w.shares.update(
            "holding", updates=[SharedDataObjectUpdate(action=ADD, data_object=notebook)]
        )


def test_recipients(w: WorkspaceClient) -> None:
    made = recipient(w, "Far", comment="away")
    assert (made.name, made.cloud, made.region) == ("far", "aws", "us-west-2")
    assert w.recipients.get("far") == made
    assert made in list(w.recipients.list(data_recipient_global_metastore_id=FAR, max_results=1))
    assert not list(w.recipients.list(data_recipient_global_metastore_id="other"))
    w.recipients.update("far", comment="gone", new_name="farther")
    assert w.recipients.get("farther").comment == "gone"
    with pytest.raises(BadRequest, match="already exists"):
        recipient(w, "farther")
    with pytest.raises(NotImplemented, match="TOKEN"):
        w.recipients.create("open", AuthenticationType.TOKEN)
    with pytest.raises(NotImplemented, match="ip_access_list"):
        recipient(w, "listed", ip_access_list=IpAccessList(allowed_ip_addresses=["1.2.3.4"]))
    w.recipients.delete("farther")
    with pytest.raises(NotFound, match="Recipient 'farther' does not exist"):
        w.recipients.get("farther")


def test_recipients_are_let_at_a_share(w: WorkspaceClient, api: Api) -> None:
    w.shares.create("permitted")
    recipient(w, "reader_1")
    recipient(w, "reader_2")
    add = [PermissionsChange(principal=f"reader_{number}", add=["SELECT"]) for number in (1, 2)]
    given = w.shares.update_permissions("permitted", changes=add)
    assert [one.principal for one in given.privilege_assignments or ()] == ["reader_1", "reader_2"]
    again = w.shares.share_permissions("permitted")
    assert [one.privileges for one in again.privilege_assignments or ()] == [[Privilege.SELECT]] * 2
    shared = w.recipients.share_permissions("reader_1").permissions_out or ()
    assert [one.share_name for one in shared] == ["permitted"]
    first = w.shares.share_permissions("permitted", max_results=1)
    assert first.next_page_token
    gone = [PermissionsChange(principal="reader_1", remove=["SELECT"])]
    left = w.shares.update_permissions("permitted", changes=gone)
    assert [one.principal for one in left.privilege_assignments or ()] == ["reader_2"]
    wrong = [PermissionsChange(principal="reader_1", add=["MODIFY"])]
    with pytest.raises(InvalidParameterValue, match="MODIFY is not applicable"):
        w.shares.update_permissions("permitted", changes=wrong)
    nobody = [PermissionsChange(principal="nobody", add=["SELECT"])]
    with pytest.raises(NotFound, match="Recipient 'nobody'"):
        w.shares.update_permissions("permitted", changes=nobody)
    w.recipients.delete("reader_2")
    assert not w.shares.share_permissions("permitted").privilege_assignments
    w.shares.delete("permitted")


def test_others_are_denied(w: WorkspaceClient, api: Api, other: Person, volume: str) -> None:
    w.shares.create("closed")
    recipient(w, "closed_one")
    give = [PermissionsChange(principal="closed_one", add=["SELECT"])]
    calls: list[Any] = [
        lambda: other.w.shares.create("mine"),
        lambda: other.w.shares.get("closed"),
        lambda: other.w.shares.update("closed", comment="x"),
        lambda: other.w.shares.delete("closed"),
        lambda: other.w.shares.share_permissions("closed"),
        lambda: other.w.shares.update_permissions("closed", changes=give),
        lambda: recipient(other.w, "mine"),
        lambda: other.w.recipients.get("closed_one"),
        lambda: other.w.recipients.update("closed_one", comment="x"),
        lambda: other.w.recipients.delete("closed_one"),
        lambda: other.w.recipients.share_permissions("closed_one"),
    ]
    for call in calls:
        with pytest.raises(PermissionDenied, match="User does not have"):
            call()
    assert not list(other.w.shares.list_shares())
    assert not list(other.w.recipients.list())
    path = "/api/2.1/unity-catalog/permissions/metastore/"
    metastore = w.metastores.summary().metastore_id
    rights = {"principal": other.user_name, "add": ["CREATE_SHARE", "USE_SHARE"]}
    assert api.request("PATCH", f"{path}{metastore}", json={"changes": [rights]}).status_code == 200
    try:
        other.w.shares.create("theirs")
        assert other.w.shares.get("closed").name == "closed"
        with pytest.raises(PermissionDenied, match="User does not have"):
            other.w.shares.update("theirs", updates=[change(ADD, volume)])
        with pytest.raises(PermissionDenied, match="MANAGE on Share 'closed'"):
            other.w.shares.delete("closed")
    finally:
        taken = {"principal": other.user_name, "remove": ["CREATE_SHARE", "USE_SHARE"]}
        api.request("PATCH", f"{path}{metastore}", json={"changes": [taken]})

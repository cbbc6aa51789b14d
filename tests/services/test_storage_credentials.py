"""Storage credentials through the SDK: kept in every shape, their secrets never shown again."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    BadRequest,
    InvalidParameterValue,
    NotFound,
    NotImplemented,
    PermissionDenied,
)
from databricks.sdk.service.catalog import (
    AwsIamRoleRequest,
    AzureManagedIdentityRequest,
    AzureServicePrincipal,
    CloudflareApiToken,
    DatabricksGcpServiceAccountRequest,
    IsolationMode,
)

from boathouse.context import Context
from boathouse.services.credentials.identity import secrets_of
from boathouse.services.principals import store as principals
from boathouse.services.storage_credentials.find import existing
from tests.conftest import Person
from tests.live import Api, LiveServer
from tests.services.grants_by_hand import give

ROLE = AwsIamRoleRequest("arn:aws:iam::123456789012:role/files")
SECRET = "s3cr3t-of-the-cloud"
CLOUDFLARE = CloudflareApiToken(access_key_id="key", account_id="account", secret_access_key=SECRET)
PATH = "/api/2.1/unity-catalog/storage-credentials"


def test_the_server_s_own_credential(w: WorkspaceClient) -> None:
    found = w.storage_credentials.get("files")
    summary = w.metastores.summary()
    assert (found.id, found.owner) == (summary.storage_root_credential_id, "admins")
    assert (found.used_for_managed_storage, found.full_name) == (True, "files")
    assert "files" in {one.name for one in w.storage_credentials.list()}
    assert w.storage_credentials.update("files", comment="ours").comment == "ours"
    with pytest.raises(BadRequest, match="it stays"):
        w.storage_credentials.delete("files", force=True)
    for change in ({"new_name": "mine"}, {"read_only": True}, {"aws_iam_role": ROLE}):
        with pytest.raises(BadRequest, match="the server's own"):
            w.storage_credentials.update("files", **change)  # type: ignore[arg-type]


def test_every_shape_is_kept(w: WorkspaceClient) -> None:
    make = w.storage_credentials.create
    made = make("shape_aws", aws_iam_role=ROLE, comment="c", read_only=True)
    assert made.aws_iam_role is not None
    assert made.aws_iam_role.role_arn == ROLE.role_arn
    assert (made.comment, made.read_only, made.used_for_managed_storage) == ("c", True, False)
    assert made.isolation_mode is IsolationMode.ISOLATION_MODE_OPEN
    assert made.owner == w.current_user.me().user_name
    identity = AzureManagedIdentityRequest("/subscriptions/1/connector", "/managed")
    azure = make("shape_azure", azure_managed_identity=identity).azure_managed_identity
    assert azure is not None
    assert azure.access_connector_id == "/subscriptions/1/connector"
    assert azure.managed_identity_id == "/managed"
    make("shape_gcp", databricks_gcp_service_account=DatabricksGcpServiceAccountRequest())
    for name in ("shape_aws", "shape_azure", "shape_gcp"):
        assert w.storage_credentials.get(name).name == name
        w.storage_credentials.delete(name)


def test_secrets_never_come_out_again(w: WorkspaceClient, api: Api, server: LiveServer) -> None:
    w.storage_credentials.create(
        "azure_sp", azure_service_principal=AzureServicePrincipal("dir", "app", SECRET)
    )
    w.storage_credentials.create("r2", cloudflare_api_token=CLOUDFLARE)
    answers = [
        api.get(f"{PATH}/azure_sp"),
        api.get(f"{PATH}/r2"),
        api.get(PATH),
        api.get("/api/2.1/unity-catalog/credentials"),
        api.request("PATCH", f"{PATH}/r2", json={"comment": "c"}),
    ]
    assert [answer.status_code for answer in answers] == [200] * len(answers)
    assert not [answer.text for answer in answers if SECRET in answer.text]
    assert answers[0].json()["azure_service_principal"] == {
        "directory_id": "dir",
        "application_id": "app",
    }
    assert answers[1].json()["cloudflare_api_token"] == {
        "access_key_id": "key",
        "account_id": "account",
    }
    assert _opened(server, "azure_sp") == {"client_secret": SECRET}
    assert _opened(server, "r2") == {"secret_access_key": SECRET}
    with sqlite3.connect(server.data_dir / "boathouse.db") as database:
        rows = database.execute("SELECT * FROM credentials").fetchall()
        trail = database.execute("SELECT * FROM audit").fetchall()
    database.close()
    assert SECRET not in repr(rows)
    assert SECRET not in repr(trail)
    for name in ("azure_sp", "r2"):
        w.storage_credentials.delete(name)


def _opened(server: LiveServer, name: str) -> dict[str, str]:
    parts = server.app.parts
    with parts.database.read() as tx:
        admin = principals.acting_as(tx, parts.config.admin_user)
    assert admin is not None
    ctx = Context(parts, admin, parts.clock())
    try:
        return secrets_of(ctx, existing(ctx, name))
    finally:
        ctx.close()


def test_it_is_changed_field_by_field(w: WorkspaceClient, other: Person) -> None:
    w.storage_credentials.create("first", cloudflare_api_token=CLOUDFLARE)
    changed = w.storage_credentials.update(
        "FIRST",
        new_name="second",
        comment="c",
        read_only=True,
        isolation_mode=IsolationMode.ISOLATION_MODE_ISOLATED,
        aws_iam_role=ROLE,
        owner=other.user_name,
    )
    assert (changed.name, changed.comment, changed.read_only) == ("second", "c", True)
    assert (changed.owner, changed.cloudflare_api_token) == (other.user_name, None)
    assert changed.isolation_mode is IsolationMode.ISOLATION_MODE_ISOLATED
    assert changed.aws_iam_role is not None
    with pytest.raises(NotFound, match="Storage Credential 'first' does not exist"):
        w.storage_credentials.get("first")
    with pytest.raises(NotFound, match="principal with name nobody"):
        w.storage_credentials.update("second", owner="nobody")
    other.w.storage_credentials.delete("second")


def test_what_is_not_one_credential_is_refused(w: WorkspaceClient) -> None:
    make = w.storage_credentials.create
    with pytest.raises(InvalidParameterValue, match="needs a cloud identity"):
        make("none")
    with pytest.raises(InvalidParameterValue, match="one cloud identity"):
        make("two", aws_iam_role=ROLE, cloudflare_api_token=CLOUDFLARE)
    with pytest.raises(InvalidParameterValue, match=r"\$.azure_service_principal.client_secret"):
        make("part", azure_service_principal=AzureServicePrincipal("dir", "app", ""))
    with pytest.raises(InvalidParameterValue, match="StorageCredentialInfo"):
        make("a b", aws_iam_role=ROLE)
    make("taken", aws_iam_role=ROLE)
    with pytest.raises(BadRequest, match="'taken' already exists") as caught:
        make("TAKEN", aws_iam_role=ROLE)
    assert caught.value.error_code == "STORAGE_CREDENTIAL_ALREADY_EXISTS"
    w.storage_credentials.delete("taken")


def test_one_in_use_goes_only_by_force(w: WorkspaceClient) -> None:
    w.storage_credentials.create("used", aws_iam_role=ROLE)
    w.external_locations.create("uses", "s3://used/x", "used")
    with pytest.raises(BadRequest, match=r"1 external location\(s\) use it"):
        w.storage_credentials.update("used", aws_iam_role=AwsIamRoleRequest("arn:other"))
    w.storage_credentials.update("used", aws_iam_role=AwsIamRoleRequest("arn:other"), force=True)
    with pytest.raises(BadRequest, match=r"1 external location\(s\) use it"):
        w.storage_credentials.delete("used")
    w.storage_credentials.update("used", new_name="used2")
    assert w.external_locations.get("uses").credential_name == "used2"
    w.storage_credentials.delete("used2", force=True)
    assert w.external_locations.get("uses").credential_name == "used2"
    w.external_locations.delete("uses")


def test_a_place_is_really_tried(w: WorkspaceClient, tmp_path: Path) -> None:
    tried = w.storage_credentials.validate(storage_credential_name="files", url=str(tmp_path))
    assert tried.is_dir
    results = {one.operation.value: one.result.value for one in tried.results or []}  # type: ignore[union-attr]
    assert results == dict.fromkeys(("PATH_EXISTS", "LIST", "READ", "WRITE", "DELETE"), "PASS")
    assert list(tmp_path.iterdir()) == []
    none = w.storage_credentials.validate(
        storage_credential_name="files", url=str(tmp_path / "none"), read_only=True
    )
    assert [one.result.value for one in none.results or []] == ["FAIL"]  # type: ignore[union-attr]
    outside = w.storage_credentials.validate(storage_credential_name="files", url="/usr/share")
    assert [one.result.value for one in outside.results or []] == ["FAIL"]  # type: ignore[union-attr]
    with pytest.raises(NotImplemented):
        w.storage_credentials.validate(aws_iam_role=ROLE, url="s3://bucket")
    with pytest.raises(InvalidParameterValue):
        w.storage_credentials.validate(storage_credential_name="files")


def test_others_see_and_change_what_they_were_given(
    w: WorkspaceClient, server: LiveServer, other: Person
) -> None:
    made = w.storage_credentials.create("guarded", aws_iam_role=ROLE)
    theirs = other.w.storage_credentials
    with pytest.raises(PermissionDenied, match="on Storage Credential 'guarded'"):
        theirs.get("guarded")
    assert "guarded" not in {one.name for one in theirs.list(max_results=1)}
    for act in (
        lambda: theirs.update("guarded", comment="x"),
        lambda: theirs.delete("guarded"),
    ):
        with pytest.raises(PermissionDenied, match="MANAGE on Storage Credential 'guarded'"):
            act()
    with pytest.raises(PermissionDenied, match="LOCATION on Storage Credential 'guarded'"):
        theirs.validate(storage_credential_name="guarded", url="s3://x")
    give(server, other.user_name, made.id, "CREATE_EXTERNAL_LOCATION")
    assert theirs.get("guarded").name == "guarded"
    assert "guarded" in {one.name for one in theirs.list()}
    with pytest.raises(PermissionDenied, match="CREATE STORAGE CREDENTIAL on Metastore"):
        theirs.create("mine", aws_iam_role=ROLE)
    metastore = w.metastores.summary().metastore_id
    give(server, other.user_name, metastore, "CREATE_STORAGE_CREDENTIAL")
    assert theirs.create("mine", aws_iam_role=ROLE).owner == other.user_name
    theirs.delete("mine")
    give(server, other.user_name, metastore)
    w.storage_credentials.delete("guarded")

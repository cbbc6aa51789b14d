"""Service credentials through the SDK; a cloud is behind none of them, and nothing pretends it."""

from __future__ import annotations

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
    AwsIamRole,
    AzureManagedIdentity,
    CredentialPurpose,
    GenerateTemporaryServiceCredentialAzureOptions,
    IsolationMode,
)

from tests.conftest import Person
from tests.live import LiveServer
from tests.services.grants_by_hand import give

ROLE = AwsIamRole(role_arn="arn:aws:iam::123456789012:role/service")
SERVICE, STORAGE = CredentialPurpose.SERVICE, CredentialPurpose.STORAGE


def test_a_credential_is_made_read_changed_and_dropped(w: WorkspaceClient, other: Person) -> None:
    made = w.credentials.create_credential("svc", purpose=SERVICE, aws_iam_role=ROLE, comment="c")
    assert made.aws_iam_role is not None
    assert (made.name, made.purpose, made.comment) == ("svc", SERVICE, "c")
    assert made.aws_iam_role.role_arn == ROLE.role_arn
    assert w.credentials.get_credential("SVC").as_dict() == made.as_dict()
    changed = w.credentials.update_credential(
        "svc",
        new_name="svc2",
        comment="d",
        owner=other.user_name,
        read_only=True,
        isolation_mode=IsolationMode.ISOLATION_MODE_ISOLATED,
        azure_managed_identity=AzureManagedIdentity("/connector"),
        force=True,
    )
    assert (changed.name, changed.comment, changed.read_only) == ("svc2", "d", True)
    assert (changed.owner, changed.aws_iam_role) == (other.user_name, None)
    with pytest.raises(NotFound, match="Credential 'svc' does not exist") as caught:
        w.credentials.get_credential("svc")
    assert caught.value.error_code == "CREDENTIAL_DOES_NOT_EXIST"
    with pytest.raises(NotFound, match="Storage Credential 'svc2' does not exist"):
        w.storage_credentials.get("svc2")
    other.w.credentials.delete_credential("svc2")


def test_both_purposes_are_listed(w: WorkspaceClient) -> None:
    w.credentials.create_credential("list_svc", purpose=SERVICE, aws_iam_role=ROLE)
    w.credentials.create_credential("list_sto", purpose=STORAGE, aws_iam_role=ROLE)
    listed = w.credentials.list_credentials
    assert {"list_svc", "list_sto", "files"} <= {one.name for one in listed(max_results=1)}
    assert "list_sto" not in {one.name for one in listed(purpose=SERVICE)}
    assert "list_svc" not in {one.name for one in listed(purpose=STORAGE)}
    assert w.storage_credentials.get("list_sto").name == "list_sto"
    with pytest.raises(BadRequest, match="'list_svc' already exists") as caught:
        w.credentials.create_credential("list_svc", purpose=SERVICE, aws_iam_role=ROLE)
    assert caught.value.error_code == "CREDENTIAL_ALREADY_EXISTS"
    for name in ("list_svc", "list_sto"):
        w.credentials.delete_credential(name)


def test_nothing_pretends_to_know_a_cloud(w: WorkspaceClient, tmp_path: Path) -> None:
    w.credentials.create_credential("cloudy", purpose=SERVICE, aws_iam_role=ROLE)
    with pytest.raises(NotImplemented, match="No cloud stands behind the credential 'cloudy'"):
        w.credentials.generate_temporary_service_credential("cloudy")
    options = GenerateTemporaryServiceCredentialAzureOptions(["https://x"])
    with pytest.raises(NotImplemented, match="azure_options"):
        w.credentials.generate_temporary_service_credential("cloudy", azure_options=options)
    with pytest.raises(NotImplemented):
        w.credentials.validate_credential(credential_name="cloudy")
    with pytest.raises(NotImplemented):
        w.credentials.validate_credential(aws_iam_role=ROLE, purpose=SERVICE)
    with pytest.raises(NotFound):
        w.credentials.generate_temporary_service_credential("files")
    tried = w.credentials.validate_credential(credential_name="files", url=str(tmp_path))
    assert tried.is_dir
    assert {one.result.value for one in tried.results or []} == {"PASS"}  # type: ignore[union-attr]
    with pytest.raises(InvalidParameterValue, match="purpose"):
        w.credentials.create_credential("none", aws_iam_role=ROLE)
    w.credentials.delete_credential("cloudy")


def test_others_see_and_use_what_they_were_given(
    w: WorkspaceClient, server: LiveServer, other: Person
) -> None:
    made = w.credentials.create_credential("shut", purpose=SERVICE, aws_iam_role=ROLE)
    theirs = other.w.credentials
    with pytest.raises(PermissionDenied, match="on Credential 'shut'"):
        theirs.get_credential("shut")
    with pytest.raises(PermissionDenied, match="ACCESS on Credential 'shut'"):
        theirs.generate_temporary_service_credential("shut")
    with pytest.raises(PermissionDenied, match="on Credential 'shut'"):
        theirs.validate_credential(credential_name="shut")
    for act in (
        lambda: theirs.update_credential("shut", comment="x"),
        lambda: theirs.delete_credential("shut"),
    ):
        with pytest.raises(PermissionDenied, match="MANAGE on Credential 'shut'"):
            act()
    assert "shut" not in {one.name for one in theirs.list_credentials()}
    give(server, other.user_name, made.id, "ACCESS")
    assert theirs.get_credential("shut").name == "shut"
    with pytest.raises(NotImplemented):
        theirs.generate_temporary_service_credential("shut")
    with pytest.raises(PermissionDenied, match="CREATE SERVICE CREDENTIAL on Metastore"):
        theirs.create_credential("mine", purpose=SERVICE, aws_iam_role=ROLE)
    metastore = w.metastores.summary().metastore_id
    give(server, other.user_name, metastore, "CREATE_SERVICE_CREDENTIAL")
    theirs.create_credential("mine", purpose=SERVICE, aws_iam_role=ROLE)
    theirs.delete_credential("mine")
    give(server, other.user_name, metastore)
    w.credentials.delete_credential("shut")

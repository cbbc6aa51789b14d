"""/api/2.1/unity-catalog/credentials: credentials of both purposes, for cloud services mostly."""

from __future__ import annotations

from typing import Any

from boathouse.context import Context, compact
from boathouse.errors import InvalidParameterValue, NotImplementedHere
from boathouse.route import Access, Fields, route
from boathouse.services.catalogs import sight
from boathouse.services.catalogs.paging import asked, scanned
from boathouse.services.credentials import change, probe, store
from boathouse.services.credentials.fields import INERT, UNBOUND
from boathouse.services.credentials.find import existing
from boathouse.services.credentials.present import shown
from boathouse.services.credentials.store import SERVICE, CredentialRow
from boathouse.services.grants import decide
from boathouse.wire.catalog import (
    AwsIamRole,
    AzureManagedIdentity,
    AzureServicePrincipal,
    CredentialPurpose,
    DatabricksGcpServiceAccount,
    GenerateTemporaryServiceCredentialAzureOptions,
    GenerateTemporaryServiceCredentialGcpOptions,
    IsolationMode,
)

_ROOT = "/api/2.1/unity-catalog"
_PATH = f"{_ROOT}/credentials"
_ONE = f"{_PATH}/{{name_arg}}"


@route(
    "POST",
    _PATH,
    access=Access.USER,
    fields=Fields(inert={"skip_validation": INERT["skip_validation"]}),
)
def create_credential(
    ctx: Context,
    name: str,
    purpose: CredentialPurpose | None = None,
    comment: str | None = None,
    read_only: bool = False,
    aws_iam_role: AwsIamRole | None = None,
    azure_managed_identity: AzureManagedIdentity | None = None,
    azure_service_principal: AzureServicePrincipal | None = None,
    databricks_gcp_service_account: DatabricksGcpServiceAccount | None = None,
) -> dict[str, Any]:
    """A new credential, which the caller owns."""
    if purpose is None:
        raise InvalidParameterValue("The field $.purpose is required: SERVICE or STORAGE.")
    settings = {
        "comment": comment,
        "read_only": read_only,
        "aws_iam_role": aws_iam_role,
        "azure_managed_identity": azure_managed_identity,
        "azure_service_principal": azure_service_principal,
        "databricks_gcp_service_account": databricks_gcp_service_account,
    }
    return _shown(ctx, change.create(ctx, purpose, name, settings))


@route("GET", _ONE, access=Access.USER)
def get_credential(ctx: Context, name_arg: str) -> dict[str, Any]:
    """One credential that the caller may see."""
    row = existing(ctx, name_arg)
    decide.require(ctx, "BROWSE", row.entry)
    return _shown(ctx, row)


@route("GET", _PATH, access=Access.USER, fields=Fields(inert=UNBOUND))
def list_credentials(
    ctx: Context,
    purpose: CredentialPurpose | None = None,
    max_results: int | None = None,
    page_token: str | None = None,
    include_unbound: bool = False,
) -> dict[str, Any]:
    """The credentials that the caller may see, by name."""
    rows, more = scanned(
        asked(ctx, f"credentials {purpose}", max_results, page_token),
        lambda after, most: store.after(ctx.tx, after, most, purpose),
        sight.keeper(ctx, lambda row: row.entry),
        lambda row: row.name,
    )
    answer = {"credentials": [_shown(ctx, row) for row, _ in rows]} if rows else {}
    return {**answer, **more}


@route("PATCH", _ONE, access=Access.USER, fields=Fields(inert=INERT))
def update_credential(
    ctx: Context,
    name_arg: str,
    comment: str | None = None,
    new_name: str | None = None,
    owner: str | None = None,
    read_only: bool | None = None,
    isolation_mode: IsolationMode | None = None,
    force: bool = False,
    aws_iam_role: AwsIamRole | None = None,
    azure_managed_identity: AzureManagedIdentity | None = None,
    azure_service_principal: AzureServicePrincipal | None = None,
    databricks_gcp_service_account: DatabricksGcpServiceAccount | None = None,
) -> dict[str, Any]:
    """Change what is given."""
    changes = {
        "comment": comment,
        "new_name": new_name,
        "owner": owner,
        "read_only": read_only,
        "isolation_mode": isolation_mode,
        "force": force or None,
        "aws_iam_role": aws_iam_role,
        "azure_managed_identity": azure_managed_identity,
        "azure_service_principal": azure_service_principal,
        "databricks_gcp_service_account": databricks_gcp_service_account,
    }
    return _shown(ctx, change.alter(ctx, name_arg, changes))


@route("DELETE", _ONE, access=Access.USER)
def delete_credential(ctx: Context, name_arg: str, force: bool = False) -> None:
    """Drop a credential; one that is in use only by force."""
    change.drop(ctx, name_arg, force=force)


@route("POST", f"{_ROOT}/validate-credentials", access=Access.USER)
def validate_credential(
    ctx: Context,
    credential_name: str | None = None,
    purpose: CredentialPurpose | None = None,
    external_location_name: str | None = None,
    url: str | None = None,
    read_only: bool = False,
    aws_iam_role: AwsIamRole | None = None,
    azure_managed_identity: AzureManagedIdentity | None = None,
    databricks_gcp_service_account: DatabricksGcpServiceAccount | None = None,
) -> dict[str, Any]:
    """Whether a credential lets one at a place: tried out, where that place is on this machine."""
    given = compact(
        {
            "aws_iam_role": aws_iam_role,
            "azure_managed_identity": azure_managed_identity,
            "databricks_gcp_service_account": databricks_gcp_service_account,
        }
    )
    row = probe.named(ctx, credential_name, given)
    if row.purpose == SERVICE or purpose == SERVICE:
        raise NotImplementedHere("No cloud is asked about service credentials here.")
    tried = probe.tried(ctx, row, external_location_name, url, read_only=read_only)
    results = [{"result": one["result"], "message": one["message"]} for one in tried["results"]]
    return {"isDir": tried["isDir"], "results": results}


@route("POST", f"{_ROOT}/temporary-service-credentials", access=Access.USER)
def generate_temporary_service_credential(
    ctx: Context,
    credential_name: str,
    azure_options: GenerateTemporaryServiceCredentialAzureOptions | None = None,
    gcp_options: GenerateTemporaryServiceCredentialGcpOptions | None = None,
) -> dict[str, Any]:
    """Access in a cloud for a while: for who has ACCESS, and then 501, for there is no cloud."""
    row = existing(ctx, credential_name, SERVICE)
    decide.require(ctx, "ACCESS", row.entry)
    asked_for = "azure_options" if azure_options else "gcp_options" if gcp_options else ""
    raise NotImplementedHere(
        f"No cloud stands behind the credential '{row.name}' here, which could issue temporary"
        f" credentials{f' ($.{asked_for})' if asked_for else ''}."
    )


def _shown(ctx: Context, row: CredentialRow) -> dict[str, Any]:
    document = {**shown(ctx, row), "purpose": row.purpose}
    # A CredentialInfo has no such field; storage_credentials shows it.
    document.pop("cloudflare_api_token", None)
    return document

"""/api/2.1/unity-catalog/storage-credentials."""

from __future__ import annotations

from typing import Any

from boathouse.context import Context, compact
from boathouse.route import Access, Fields, route
from boathouse.services.catalogs import sight
from boathouse.services.catalogs.paging import asked, scanned
from boathouse.services.credentials import change, probe
from boathouse.services.credentials import store as credentials
from boathouse.services.credentials.fields import INERT, UNBOUND
from boathouse.services.credentials.present import shown
from boathouse.services.credentials.store import STORAGE
from boathouse.services.grants import decide
from boathouse.services.storage_credentials.find import existing
from boathouse.wire.catalog import (
    AwsIamRoleRequest,
    AzureManagedIdentityRequest,
    AzureManagedIdentityResponse,
    AzureServicePrincipal,
    CloudflareApiToken,
    DatabricksGcpServiceAccountRequest,
    IsolationMode,
)

_ROOT = "/api/2.1/unity-catalog"
_PATH = f"{_ROOT}/storage-credentials"
_ONE = f"{_PATH}/{{name}}"


@route(
    "POST",
    _PATH,
    access=Access.USER,
    fields=Fields(inert={"skip_validation": INERT["skip_validation"]}),
)
def create(
    ctx: Context,
    name: str,
    comment: str | None = None,
    read_only: bool = False,
    aws_iam_role: AwsIamRoleRequest | None = None,
    azure_managed_identity: AzureManagedIdentityRequest | None = None,
    azure_service_principal: AzureServicePrincipal | None = None,
    cloudflare_api_token: CloudflareApiToken | None = None,
    databricks_gcp_service_account: DatabricksGcpServiceAccountRequest | None = None,
) -> dict[str, Any]:
    """A new storage credential, which the caller owns."""
    settings = {
        "comment": comment,
        "read_only": read_only,
        "aws_iam_role": aws_iam_role,
        "azure_managed_identity": azure_managed_identity,
        "azure_service_principal": azure_service_principal,
        "cloudflare_api_token": cloudflare_api_token,
        "databricks_gcp_service_account": databricks_gcp_service_account,
    }
    return shown(ctx, change.create(ctx, STORAGE, name, settings))


@route("GET", _ONE, access=Access.USER)
def get(ctx: Context, name: str) -> dict[str, Any]:
    """One storage credential that the caller may see."""
    row = existing(ctx, name)
    decide.require(ctx, "BROWSE", row.entry)
    return shown(ctx, row)


@route("GET", _PATH, access=Access.USER, fields=Fields(inert=UNBOUND))
def list(
    ctx: Context,
    max_results: int | None = None,
    page_token: str | None = None,
    include_unbound: bool = False,
) -> dict[str, Any]:
    """The storage credentials that the caller may see, by name."""
    rows, more = scanned(
        asked(ctx, "storage credentials", max_results, page_token),
        lambda after, most: credentials.after(ctx.tx, after, most, STORAGE),
        sight.keeper(ctx, lambda row: row.entry),
        lambda row: row.name,
    )
    answer = {"storage_credentials": [shown(ctx, row) for row, _ in rows]} if rows else {}
    return {**answer, **more}


@route("PATCH", _ONE, access=Access.USER, fields=Fields(inert=INERT))
def update(
    ctx: Context,
    name: str,
    comment: str | None = None,
    new_name: str | None = None,
    owner: str | None = None,
    read_only: bool | None = None,
    isolation_mode: IsolationMode | None = None,
    force: bool = False,
    aws_iam_role: AwsIamRoleRequest | None = None,
    azure_managed_identity: AzureManagedIdentityResponse | None = None,
    azure_service_principal: AzureServicePrincipal | None = None,
    cloudflare_api_token: CloudflareApiToken | None = None,
    databricks_gcp_service_account: DatabricksGcpServiceAccountRequest | None = None,
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
        "cloudflare_api_token": cloudflare_api_token,
        "databricks_gcp_service_account": databricks_gcp_service_account,
    }
    return shown(ctx, change.alter(ctx, name, changes, STORAGE))


@route("DELETE", _ONE, access=Access.USER)
def delete(ctx: Context, name: str, force: bool = False) -> None:
    """Drop a storage credential; one that is in use only by force."""
    change.drop(ctx, name, force=force, purpose=STORAGE)


@route("POST", f"{_ROOT}/validate-storage-credentials", access=Access.USER)
def validate(
    ctx: Context,
    storage_credential_name: str | None = None,
    external_location_name: str | None = None,
    url: str | None = None,
    read_only: bool = False,
    aws_iam_role: AwsIamRoleRequest | None = None,
    azure_managed_identity: AzureManagedIdentityRequest | None = None,
    azure_service_principal: AzureServicePrincipal | None = None,
    cloudflare_api_token: CloudflareApiToken | None = None,
    databricks_gcp_service_account: DatabricksGcpServiceAccountRequest | None = None,
) -> dict[str, Any]:
    """Whether a storage credential lets one at a place: tried out, where that is on this disk."""
    given = compact(
        {
            "aws_iam_role": aws_iam_role,
            "azure_managed_identity": azure_managed_identity,
            "azure_service_principal": azure_service_principal,
            "cloudflare_api_token": cloudflare_api_token,
            "databricks_gcp_service_account": databricks_gcp_service_account,
        }
    )
    row = probe.named(ctx, storage_credential_name, given, STORAGE)
    return probe.tried(ctx, row, external_location_name, url, read_only=read_only)

"""The cloud identities that a credential may stand for: what is shown of them, what is sealed.

Secrets never come out again over the API; who hands out access in their name asks `secrets_of`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from boathouse.context import Context, Vault
from boathouse.errors import InvalidParameterValue
from boathouse.services.credentials.store import CredentialRow

IDENTITIES = (
    "aws_iam_role",
    "azure_managed_identity",
    "azure_service_principal",
    "cloudflare_api_token",
    "databricks_gcp_service_account",
)
"""A credential has one of these."""

_SECRET: Mapping[str, str] = {
    "azure_service_principal": "client_secret",
    "cloudflare_api_token": "secret_access_key",
}
_REQUIRED: Mapping[str, tuple[str, ...]] = {
    "aws_iam_role": ("role_arn",),
    "azure_managed_identity": ("access_connector_id",),
    "azure_service_principal": ("directory_id", "application_id", "client_secret"),
    "cloudflare_api_token": ("access_key_id", "account_id", "secret_access_key"),
}
_SPELLED: Mapping[str, tuple[str, str]] = {
    "aws_iam_role": ("AwsIamRole", "role_arn"),
    "azure_managed_identity": ("AzureManagedIdentity", "access_connector_id"),
    "azure_service_principal": ("AzureServicePrincipal", "application_id"),
    "cloudflare_api_token": ("CloudflareApiToken", "access_key_id"),
    "databricks_gcp_service_account": ("DatabricksGcpServiceAccount", "email"),
}


def checked(given: Mapping[str, Any]) -> dict[str, Any]:
    """The one identity among the fields of a request; `{}` where there is none.

    Errors: InvalidParameterValue for more than one, or for one that lacks a field.
    """
    named = {key: given[key] for key in IDENTITIES if given.get(key) is not None}
    if len(named) > 1:
        raise InvalidParameterValue(
            f"A credential stands for one cloud identity, not for {' and '.join(named)}."
        )
    for key, identity in named.items():
        for name in _REQUIRED.get(key, ()):
            if not identity.get(name):
                raise InvalidParameterValue(f"The field $.{key}.{name} is required.")
    return named


def split(
    vault: Vault, credential_id: str, identity: Mapping[str, Any]
) -> tuple[dict[str, Any], bytes | None]:
    """What is kept of an identity in the open, and what is sealed."""
    shown, secret = dict(identity), dict[str, str]()
    for key, name in _SECRET.items():
        if key in shown:
            shown[key] = {part: value for part, value in shown[key].items() if part != name}
            secret[name] = identity[key][name]
    sealed = vault.seal(msgspec.json.encode(secret), _bound(credential_id)) if secret else None
    return shown, sealed


def secrets_of(ctx: Context, row: CredentialRow) -> dict[str, str]:
    """The secret parts of a credential's identity by their field names; not authorized."""
    if row.sealed is None:
        return {}
    opened = ctx.parts.vault.open(row.sealed, _bound(row.credential_id))
    return msgspec.json.decode(opened, type=dict[str, str])


def spelled(row: CredentialRow) -> str:
    """The identity in one line, as DESCRIBE CREDENTIAL shows it: `AwsIamRole:arn:...`."""
    for key, (kind, name) in _SPELLED.items():
        if key in row.document:
            return f"{kind}:{row.document[key].get(name) or ''}"
    return "ServerFiles" if row.built_in else ""


def kind_of(row: CredentialRow) -> str:
    """The kind of the identity, as information_schema names it: AWS_IAM_ROLE, ..."""
    return next((key.upper() for key in IDENTITIES if key in row.document), "SERVER_FILES")


def _bound(credential_id: str) -> str:
    return f"credential {credential_id}"

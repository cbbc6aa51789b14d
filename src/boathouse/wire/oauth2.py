"""The oauth2 service on the wire: documents, then one request type per operation.

Generated from databricks-sdk 0.156.0 (Apache-2.0) by scripts/generate_wire.py: do not edit.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, TypedDict

from boathouse.wire import Int64





class CreateCustomAppIntegrationOutput(TypedDict, total=False):
    client_id: str | None
    client_secret: str | None
    integration_id: str | None


class CreatePublishedAppIntegrationOutput(TypedDict, total=False):
    integration_id: str | None


class CreateServicePrincipalSecretResponse(TypedDict, total=False):
    create_time: str | None
    expire_time: str | None
    id: str | None
    scopes: list[str] | None
    secret: str | None
    secret_hash: str | None
    status: str | None
    update_time: str | None


class DeleteCustomAppIntegrationOutput(TypedDict, total=False):
    pass


class DeletePublishedAppIntegrationOutput(TypedDict, total=False):
    pass


class FederationPolicy(TypedDict, total=False):
    create_time: str | None
    description: str | None
    name: str | None
    oidc_policy: OidcFederationPolicy | None
    policy_id: str | None
    service_principal_id: Int64 | None
    uid: str | None
    update_time: str | None


class GetCustomAppIntegrationOutput(TypedDict, total=False):
    client_id: str | None
    confidential: bool | None
    create_time: str | None
    created_by: Int64 | None
    creator_username: str | None
    integration_id: str | None
    name: str | None
    redirect_urls: list[str] | None
    scopes: list[str] | None
    token_access_policy: TokenAccessPolicy | None
    user_authorized_scopes: list[str] | None


class GetCustomAppIntegrationsOutput(TypedDict, total=False):
    apps: list[GetCustomAppIntegrationOutput] | None
    next_page_token: str | None


class GetPublishedAppIntegrationOutput(TypedDict, total=False):
    app_id: str | None
    create_time: str | None
    created_by: Int64 | None
    integration_id: str | None
    name: str | None
    token_access_policy: TokenAccessPolicy | None


class GetPublishedAppIntegrationsOutput(TypedDict, total=False):
    apps: list[GetPublishedAppIntegrationOutput] | None
    next_page_token: str | None


class GetPublishedAppsOutput(TypedDict, total=False):
    apps: list[PublishedAppOutput] | None
    next_page_token: str | None


class ListFederationPoliciesResponse(TypedDict, total=False):
    next_page_token: str | None
    policies: list[FederationPolicy] | None


class ListServicePrincipalSecretsResponse(TypedDict, total=False):
    next_page_token: str | None
    secrets: list[SecretInfo] | None


class OidcFederationPolicy(TypedDict, total=False):
    audiences: list[str] | None
    issuer: str | None
    jwks_json: str | None
    jwks_uri: str | None
    subject: str | None
    subject_claim: str | None


class PublishedAppOutput(TypedDict, total=False):
    app_id: str | None
    client_id: str | None
    description: str | None
    is_confidential_client: bool | None
    name: str | None
    redirect_urls: list[str] | None
    scopes: list[str] | None


class SecretInfo(TypedDict, total=False):
    create_time: str | None
    expire_time: str | None
    id: str | None
    scopes: list[str] | None
    secret_hash: str | None
    status: str | None
    update_time: str | None


class TokenAccessPolicy(TypedDict, total=False):
    absolute_session_lifetime_in_minutes: Int64 | None
    access_token_ttl_in_minutes: Int64 | None
    enable_single_use_refresh_tokens: bool | None
    refresh_token_ttl_in_minutes: Int64 | None


class UpdateCustomAppIntegrationOutput(TypedDict, total=False):
    pass


class UpdatePublishedAppIntegrationOutput(TypedDict, total=False):
    pass


class AccountFederationPolicyCreate(TypedDict, total=False):
    account_id: str | None
    policy_id: str | None
    policy: FederationPolicy | None


class AccountFederationPolicyDelete(TypedDict, total=False):
    account_id: str | None
    policy_id: str | None


class AccountFederationPolicyGet(TypedDict, total=False):
    account_id: str | None
    policy_id: str | None


class AccountFederationPolicyList(TypedDict, total=False):
    account_id: str | None
    page_size: Int64 | None
    page_token: str | None


class AccountFederationPolicyUpdate(TypedDict, total=False):
    account_id: str | None
    policy_id: str | None
    update_mask: str | None
    policy: FederationPolicy | None


class CustomAppIntegrationCreate(TypedDict, total=False):
    account_id: str | None
    confidential: bool | None
    name: str | None
    redirect_urls: list[str] | None
    scopes: list[str] | None
    token_access_policy: TokenAccessPolicy | None
    user_authorized_scopes: list[str] | None


class CustomAppIntegrationDelete(TypedDict, total=False):
    account_id: str | None
    integration_id: str | None


class CustomAppIntegrationGet(TypedDict, total=False):
    account_id: str | None
    integration_id: str | None


class CustomAppIntegrationList(TypedDict, total=False):
    account_id: str | None
    include_creator_username: bool | None
    page_size: Int64 | None
    page_token: str | None


class CustomAppIntegrationUpdate(TypedDict, total=False):
    account_id: str | None
    integration_id: str | None
    redirect_urls: list[str] | None
    scopes: list[str] | None
    token_access_policy: TokenAccessPolicy | None
    user_authorized_scopes: list[str] | None


class OAuthPublishedAppsList(TypedDict, total=False):
    account_id: str | None
    page_size: Int64 | None
    page_token: str | None


class PublishedAppIntegrationCreate(TypedDict, total=False):
    account_id: str | None
    app_id: str | None
    token_access_policy: TokenAccessPolicy | None


class PublishedAppIntegrationDelete(TypedDict, total=False):
    account_id: str | None
    integration_id: str | None


class PublishedAppIntegrationGet(TypedDict, total=False):
    account_id: str | None
    integration_id: str | None


class PublishedAppIntegrationList(TypedDict, total=False):
    account_id: str | None
    page_size: Int64 | None
    page_token: str | None


class PublishedAppIntegrationUpdate(TypedDict, total=False):
    account_id: str | None
    integration_id: str | None
    token_access_policy: TokenAccessPolicy | None


class ServicePrincipalFederationPolicyCreate(TypedDict, total=False):
    account_id: str | None
    service_principal_id: Int64 | None
    policy_id: str | None
    policy: FederationPolicy | None


class ServicePrincipalFederationPolicyDelete(TypedDict, total=False):
    account_id: str | None
    service_principal_id: Int64 | None
    policy_id: str | None


class ServicePrincipalFederationPolicyGet(TypedDict, total=False):
    account_id: str | None
    service_principal_id: Int64 | None
    policy_id: str | None


class ServicePrincipalFederationPolicyList(TypedDict, total=False):
    account_id: str | None
    service_principal_id: Int64 | None
    page_size: Int64 | None
    page_token: str | None


class ServicePrincipalFederationPolicyUpdate(TypedDict, total=False):
    account_id: str | None
    service_principal_id: Int64 | None
    policy_id: str | None
    update_mask: str | None
    policy: FederationPolicy | None


class ServicePrincipalSecretsCreate(TypedDict, total=False):
    account_id: str | None
    service_principal_id: str | None
    lifetime: str | None
    scopes: list[str] | None


class ServicePrincipalSecretsDelete(TypedDict, total=False):
    account_id: str | None
    service_principal_id: str | None
    secret_id: str | None


class ServicePrincipalSecretsList(TypedDict, total=False):
    account_id: str | None
    service_principal_id: str | None
    page_size: Int64 | None
    page_token: str | None


class ServicePrincipalSecretsProxyCreate(TypedDict, total=False):
    service_principal_id: str | None
    lifetime: str | None
    scopes: list[str] | None


class ServicePrincipalSecretsProxyDelete(TypedDict, total=False):
    service_principal_id: str | None
    secret_id: str | None


class ServicePrincipalSecretsProxyList(TypedDict, total=False):
    service_principal_id: str | None
    page_size: Int64 | None
    page_token: str | None

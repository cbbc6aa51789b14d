"""The settings service on the wire: documents, then one request type per operation.

Generated from databricks-sdk 0.156.0 (Apache-2.0) by scripts/generate_wire.py: do not edit.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, TypedDict

from boathouse.wire import Int64
from boathouse.wire import iam


AibiDashboardEmbeddingAccessPolicyAccessPolicyType: TypeAlias = Literal[
    "ALLOW_ALL_DOMAINS",
    "ALLOW_APPROVED_DOMAINS",
    "DENY_ALL_DOMAINS",
]
ClusterAutoRestartMessageMaintenanceWindowDayOfWeek: TypeAlias = Literal[
    "FRIDAY",
    "MONDAY",
    "SATURDAY",
    "SUNDAY",
    "THURSDAY",
    "TUESDAY",
    "WEDNESDAY",
]
ClusterAutoRestartMessageMaintenanceWindowWeekDayFrequency: TypeAlias = Literal[
    "EVERY_WEEK",
    "FIRST_AND_THIRD_OF_MONTH",
    "FIRST_OF_MONTH",
    "FOURTH_OF_MONTH",
    "SECOND_AND_FOURTH_OF_MONTH",
    "SECOND_OF_MONTH",
    "THIRD_OF_MONTH",
]
ComplianceStandard: TypeAlias = Literal[
    "CANADA_PROTECTED_B",
    "CYBER_ESSENTIAL_PLUS",
    "FEDRAMP_HIGH",
    "FEDRAMP_IL5",
    "FEDRAMP_MODERATE",
    "GERMANY_C5",
    "GERMANY_TISAX",
    "HIPAA",
    "HITRUST",
    "IRAP_PROTECTED",
    "ISMAP",
    "ITAR_EAR",
    "KSA_ECC_CCC_DCC",
    "K_FSI",
    "NONE",
    "PCI_DSS",
]
CustomerFacingIngressNetworkPolicyApiScopeQualifier: TypeAlias = Literal[
    "API_SCOPE_QUALIFIER_ALL",
    "API_SCOPE_QUALIFIER_READ",
]
CustomerFacingIngressNetworkPolicyAuthenticationIdentityPrincipalType: TypeAlias = Literal[
    "PRINCIPAL_TYPE_SERVICE_PRINCIPAL",
    "PRINCIPAL_TYPE_USER",
]
CustomerFacingIngressNetworkPolicyAuthenticationIdentityType: TypeAlias = Literal[
    "IDENTITY_TYPE_ALL_SERVICE_PRINCIPALS",
    "IDENTITY_TYPE_ALL_USERS",
    "IDENTITY_TYPE_SELECTED_IDENTITIES",
]
CustomerFacingIngressNetworkPolicyCrossWorkspaceAccessRestrictionMode: TypeAlias = Literal[
    "FULL_ACCESS",
    "LEGACY_MODE",
    "RESTRICTED_ACCESS",
]
CustomerFacingIngressNetworkPolicyPrivateAccessRestrictionMode: TypeAlias = Literal[
    "ALLOW_ALL_REGISTERED_ENDPOINTS",
    "RESTRICTED_ACCESS",
]
CustomerFacingIngressNetworkPolicyPublicAccessRestrictionMode: TypeAlias = Literal[
    "FULL_ACCESS",
    "RESTRICTED_ACCESS",
]
CustomerFacingNetworkConnectivityConfigAwsPrivateEndpointRulePrivateLinkConnectionState: TypeAlias = Literal[
    "CREATE_FAILED",
    "CREATING",
    "DISCONNECTED",
    "ESTABLISHED",
    "EXPIRED",
    "PENDING",
    "REJECTED",
]
DestinationType: TypeAlias = Literal[
    "DATABRICKS_APP_SLACK",
    "DATABRICKS_APP_TEAMS",
    "EMAIL",
    "MICROSOFT_TEAMS",
    "PAGERDUTY",
    "SLACK",
    "WEBHOOK",
]
EgressNetworkPolicyInternetAccessPolicyInternetDestinationInternetDestinationFilteringProtocol: TypeAlias = Literal[
    "TCP",
]
EgressNetworkPolicyInternetAccessPolicyInternetDestinationInternetDestinationType: TypeAlias = Literal[
    "FQDN",
]
EgressNetworkPolicyInternetAccessPolicyLogOnlyModeLogOnlyModeType: TypeAlias = Literal[
    "ALL_SERVICES",
    "SELECTED_SERVICES",
]
EgressNetworkPolicyInternetAccessPolicyLogOnlyModeWorkloadType: TypeAlias = Literal[
    "DBSQL",
    "ML_SERVING",
]
EgressNetworkPolicyInternetAccessPolicyRestrictionMode: TypeAlias = Literal[
    "FULL_ACCESS",
    "PRIVATE_ACCESS_ONLY",
    "RESTRICTED_ACCESS",
]
EgressNetworkPolicyInternetAccessPolicyStorageDestinationStorageDestinationType: TypeAlias = Literal[
    "AWS_S3",
    "AZURE_STORAGE",
    "CLOUDFLARE_R2",
    "GOOGLE_CLOUD_STORAGE",
]
EgressNetworkPolicyNetworkAccessPolicyInternetDestinationInternetDestinationType: TypeAlias = Literal[
    "DNS_NAME",
]
EgressNetworkPolicyNetworkAccessPolicyPolicyEnforcementDryRunModeProductFilter: TypeAlias = Literal[
    "DBSQL",
    "ML_SERVING",
]
EgressNetworkPolicyNetworkAccessPolicyPolicyEnforcementEnforcementMode: TypeAlias = Literal[
    "DRY_RUN",
    "ENFORCED",
]
EgressNetworkPolicyNetworkAccessPolicyRestrictionMode: TypeAlias = Literal[
    "FULL_ACCESS",
    "RESTRICTED_ACCESS",
]
EgressNetworkPolicyNetworkAccessPolicyStorageDestinationStorageDestinationType: TypeAlias = Literal[
    "AWS_S3",
    "AZURE_STORAGE",
    "GOOGLE_CLOUD_STORAGE",
]
EgressResourceType: TypeAlias = Literal["AZURE_BLOB_STORAGE"]
ListType: TypeAlias = Literal["ALLOW", "BLOCK"]
NccAzurePrivateEndpointRuleConnectionState: TypeAlias = Literal[
    "CREATE_FAILED",
    "CREATING",
    "DISCONNECTED",
    "ESTABLISHED",
    "EXPIRED",
    "INIT",
    "PENDING",
    "REJECTED",
]
NccPrivateEndpointRulePrivateLinkConnectionState: TypeAlias = Literal[
    "CREATE_FAILED",
    "CREATING",
    "DISCONNECTED",
    "ESTABLISHED",
    "EXPIRED",
    "PENDING",
    "REJECTED",
]
PersonalComputeMessageEnum: TypeAlias = Literal["DELEGATE", "ON"]
RestrictWorkspaceAdminsMessageStatus: TypeAlias = Literal[
    "ALLOW_ALL",
    "RESTRICT_TOKENS_AND_JOB_RUN_AS",
]
TokenPermissionLevel: TypeAlias = Literal["CAN_USE"]
TokenType: TypeAlias = Literal[
    "ARCLIGHT_AZURE_EXCHANGE_TOKEN",
    "ARCLIGHT_AZURE_EXCHANGE_TOKEN_WITH_USER_DELEGATION_KEY",
    "ARCLIGHT_MULTI_TENANT_AZURE_EXCHANGE_TOKEN",
    "ARCLIGHT_MULTI_TENANT_AZURE_EXCHANGE_TOKEN_WITH_USER_DELEGATION_KEY",
    "AZURE_ACTIVE_DIRECTORY_TOKEN",
]


class AccountIpAccessEnable(TypedDict, total=False):
    acct_ip_acl_enable: BooleanMessage | None
    etag: str | None
    setting_name: str | None


class AccountNetworkPolicy(TypedDict, total=False):
    account_id: str | None
    egress: NetworkPolicyEgress | None
    ingress: CustomerFacingIngressNetworkPolicy | None
    ingress_dry_run: CustomerFacingIngressNetworkPolicy | None
    network_policy_id: str | None


class AibiDashboardEmbeddingAccessPolicy(TypedDict, total=False):
    access_policy_type: AibiDashboardEmbeddingAccessPolicyAccessPolicyType | None


class AibiDashboardEmbeddingAccessPolicySetting(TypedDict, total=False):
    aibi_dashboard_embedding_access_policy: AibiDashboardEmbeddingAccessPolicy | None
    etag: str | None
    setting_name: str | None


class AibiDashboardEmbeddingApprovedDomains(TypedDict, total=False):
    approved_domains: list[str] | None


class AibiDashboardEmbeddingApprovedDomainsSetting(TypedDict, total=False):
    aibi_dashboard_embedding_approved_domains: AibiDashboardEmbeddingApprovedDomains | None
    etag: str | None
    setting_name: str | None


class AutomaticClusterUpdateSetting(TypedDict, total=False):
    automatic_cluster_update_workspace: ClusterAutoRestartMessage | None
    etag: str | None
    setting_name: str | None


class BooleanMessage(TypedDict, total=False):
    value: bool | None


class ClusterAutoRestartMessage(TypedDict, total=False):
    can_toggle: bool | None
    enabled: bool | None
    enablement_details: ClusterAutoRestartMessageEnablementDetails | None
    maintenance_window: ClusterAutoRestartMessageMaintenanceWindow | None
    restart_even_if_no_updates_available: bool | None


class ClusterAutoRestartMessageEnablementDetails(TypedDict, total=False):
    forced_for_compliance_mode: bool | None
    unavailable_for_disabled_entitlement: bool | None
    unavailable_for_non_enterprise_tier: bool | None


class ClusterAutoRestartMessageMaintenanceWindow(TypedDict, total=False):
    week_day_based_schedule: ClusterAutoRestartMessageMaintenanceWindowWeekDayBasedSchedule | None


class ClusterAutoRestartMessageMaintenanceWindowWeekDayBasedSchedule(TypedDict, total=False):
    day_of_week: ClusterAutoRestartMessageMaintenanceWindowDayOfWeek | None
    frequency: ClusterAutoRestartMessageMaintenanceWindowWeekDayFrequency | None
    window_start_time: ClusterAutoRestartMessageMaintenanceWindowWindowStartTime | None


class ClusterAutoRestartMessageMaintenanceWindowWindowStartTime(TypedDict, total=False):
    hours: Int64 | None
    minutes: Int64 | None


class ComplianceSecurityProfile(TypedDict, total=False):
    compliance_standards: list[ComplianceStandard] | None
    is_enabled: bool | None


class ComplianceSecurityProfileSetting(TypedDict, total=False):
    compliance_security_profile_workspace: ComplianceSecurityProfile | None
    etag: str | None
    setting_name: str | None


class Config(TypedDict, total=False):
    databricks_app_slack: DatabricksAppSlackConfig | None
    databricks_app_teams: DatabricksAppTeamsConfig | None
    email: EmailConfig | None
    generic_webhook: GenericWebhookConfig | None
    microsoft_teams: MicrosoftTeamsConfig | None
    pagerduty: PagerdutyConfig | None
    slack: SlackConfig | None


class CreateIpAccessListResponse(TypedDict, total=False):
    ip_access_list: IpAccessListInfo | None


class CreateNetworkConnectivityConfiguration(TypedDict, total=False):
    name: str | None
    region: str | None


class CreateOboTokenResponse(TypedDict, total=False):
    token_info: TokenInfo | None
    token_value: str | None


class CreatePrivateEndpointRule(TypedDict, total=False):
    domain_names: list[str] | None
    endpoint_service: str | None
    error_message: str | None
    gcp_endpoint: GcpEndpoint | None
    group_id: str | None
    resource_id: str | None
    resource_names: list[str] | None


class CreateTokenResponse(TypedDict, total=False):
    token_info: PublicTokenInfo | None
    token_value: str | None


class CspEnablementAccount(TypedDict, total=False):
    compliance_standards: list[ComplianceStandard] | None
    is_enforced: bool | None


class CspEnablementAccountSetting(TypedDict, total=False):
    csp_enablement_account: CspEnablementAccount | None
    etag: str | None
    setting_name: str | None


class CustomerFacingIngressNetworkPolicy(TypedDict, total=False):
    cross_workspace_access: CustomerFacingIngressNetworkPolicyCrossWorkspaceAccess | None
    private_access: CustomerFacingIngressNetworkPolicyPrivateAccess | None
    public_access: CustomerFacingIngressNetworkPolicyPublicAccess | None


class CustomerFacingIngressNetworkPolicyAccountApiDestination(TypedDict, total=False):
    scope_qualifier: CustomerFacingIngressNetworkPolicyApiScopeQualifier | None
    scopes: list[str] | None


class CustomerFacingIngressNetworkPolicyAccountDatabricksOneDestination(TypedDict, total=False):
    all_destinations: bool | None


class CustomerFacingIngressNetworkPolicyAccountUiDestination(TypedDict, total=False):
    all_destinations: bool | None


class CustomerFacingIngressNetworkPolicyAppsRuntimeDestination(TypedDict, total=False):
    all_destinations: bool | None


class CustomerFacingIngressNetworkPolicyAuthentication(TypedDict, total=False):
    identities: list[CustomerFacingIngressNetworkPolicyAuthenticationIdentity] | None
    identity_type: CustomerFacingIngressNetworkPolicyAuthenticationIdentityType | None


class CustomerFacingIngressNetworkPolicyAuthenticationIdentity(TypedDict, total=False):
    principal_id: Int64 | None
    principal_type: CustomerFacingIngressNetworkPolicyAuthenticationIdentityPrincipalType | None


class CustomerFacingIngressNetworkPolicyCrossWorkspaceAccess(TypedDict, total=False):
    allow_rules: list[CustomerFacingIngressNetworkPolicyCrossWorkspaceIngressRule] | None
    deny_rules: list[CustomerFacingIngressNetworkPolicyCrossWorkspaceIngressRule] | None
    restriction_mode: CustomerFacingIngressNetworkPolicyCrossWorkspaceAccessRestrictionMode | None


class CustomerFacingIngressNetworkPolicyCrossWorkspaceIngressRule(TypedDict, total=False):
    authentication: CustomerFacingIngressNetworkPolicyAuthentication | None
    destination: CustomerFacingIngressNetworkPolicyRequestDestination | None
    label: str | None
    origin: CustomerFacingIngressNetworkPolicyCrossWorkspaceRequestOrigin | None


class CustomerFacingIngressNetworkPolicyCrossWorkspaceRequestOrigin(TypedDict, total=False):
    all_source_workspaces: bool | None
    selected_workspaces: CustomerFacingIngressNetworkPolicyWorkspaceIdList | None


class CustomerFacingIngressNetworkPolicyEndpoints(TypedDict, total=False):
    endpoint_ids: list[str] | None


class CustomerFacingIngressNetworkPolicyIpRanges(TypedDict, total=False):
    ip_ranges: list[str] | None


class CustomerFacingIngressNetworkPolicyLakebaseRuntimeDestination(TypedDict, total=False):
    all_destinations: bool | None


class CustomerFacingIngressNetworkPolicyPrivateAccess(TypedDict, total=False):
    allow_rules: list[CustomerFacingIngressNetworkPolicyPrivateIngressRule] | None
    deny_rules: list[CustomerFacingIngressNetworkPolicyPrivateIngressRule] | None
    restriction_mode: CustomerFacingIngressNetworkPolicyPrivateAccessRestrictionMode | None


class CustomerFacingIngressNetworkPolicyPrivateIngressRule(TypedDict, total=False):
    authentication: CustomerFacingIngressNetworkPolicyAuthentication | None
    destination: CustomerFacingIngressNetworkPolicyRequestDestination | None
    label: str | None
    origin: CustomerFacingIngressNetworkPolicyPrivateRequestOrigin | None


class CustomerFacingIngressNetworkPolicyPrivateRequestOrigin(TypedDict, total=False):
    all_private_access: bool | None
    all_registered_endpoints: bool | None
    azure_workspace_private_link: bool | None
    endpoints: CustomerFacingIngressNetworkPolicyEndpoints | None


class CustomerFacingIngressNetworkPolicyPublicAccess(TypedDict, total=False):
    allow_rules: list[CustomerFacingIngressNetworkPolicyPublicIngressRule] | None
    deny_rules: list[CustomerFacingIngressNetworkPolicyPublicIngressRule] | None
    restriction_mode: CustomerFacingIngressNetworkPolicyPublicAccessRestrictionMode | None


class CustomerFacingIngressNetworkPolicyPublicIngressRule(TypedDict, total=False):
    authentication: CustomerFacingIngressNetworkPolicyAuthentication | None
    destination: CustomerFacingIngressNetworkPolicyRequestDestination | None
    label: str | None
    origin: CustomerFacingIngressNetworkPolicyPublicRequestOrigin | None


class CustomerFacingIngressNetworkPolicyPublicRequestOrigin(TypedDict, total=False):
    all_ip_ranges: bool | None
    excluded_ip_ranges: CustomerFacingIngressNetworkPolicyIpRanges | None
    included_ip_ranges: CustomerFacingIngressNetworkPolicyIpRanges | None


class CustomerFacingIngressNetworkPolicyRequestDestination(TypedDict, total=False):
    account_api: CustomerFacingIngressNetworkPolicyAccountApiDestination | None
    account_databricks_one: CustomerFacingIngressNetworkPolicyAccountDatabricksOneDestination | None
    account_ui: CustomerFacingIngressNetworkPolicyAccountUiDestination | None
    all_destinations: bool | None
    apps_runtime: CustomerFacingIngressNetworkPolicyAppsRuntimeDestination | None
    lakebase_runtime: CustomerFacingIngressNetworkPolicyLakebaseRuntimeDestination | None
    workspace_api: CustomerFacingIngressNetworkPolicyWorkspaceApiDestination | None
    workspace_ui: CustomerFacingIngressNetworkPolicyWorkspaceUiDestination | None


class CustomerFacingIngressNetworkPolicyWorkspaceApiDestination(TypedDict, total=False):
    excluded_scopes: list[str] | None
    scope_qualifier: CustomerFacingIngressNetworkPolicyApiScopeQualifier | None
    scopes: list[str] | None


class CustomerFacingIngressNetworkPolicyWorkspaceIdList(TypedDict, total=False):
    workspace_ids: list[Int64] | None


class CustomerFacingIngressNetworkPolicyWorkspaceUiDestination(TypedDict, total=False):
    all_destinations: bool | None


class CustomerFacingNetworkConnectivityConfigAwsPrivateEndpointRule(TypedDict, total=False):
    account_id: str | None
    connection_state: CustomerFacingNetworkConnectivityConfigAwsPrivateEndpointRulePrivateLinkConnectionState | None
    creation_time: Int64 | None
    deactivated: bool | None
    deactivated_at: Int64 | None
    domain_names: list[str] | None
    enabled: bool | None
    endpoint_service: str | None
    error_message: str | None
    network_connectivity_config_id: str | None
    resource_names: list[str] | None
    rule_id: str | None
    updated_time: Int64 | None
    vpc_endpoint_id: str | None


class DashboardEmailSubscriptions(TypedDict, total=False):
    boolean_val: BooleanMessage | None
    etag: str | None
    setting_name: str | None


class DatabricksAppSlackConfig(TypedDict, total=False):
    channel_id: str | None
    channel_id_set: bool | None
    team_id: str | None
    team_id_set: bool | None


class DatabricksAppTeamsConfig(TypedDict, total=False):
    channel_id: str | None
    channel_id_set: bool | None
    team_id: str | None
    team_id_set: bool | None
    tenant_id: str | None
    tenant_id_set: bool | None


class DefaultNamespaceSetting(TypedDict, total=False):
    etag: str | None
    namespace: StringMessage | None
    setting_name: str | None


class DefaultWarehouseId(TypedDict, total=False):
    etag: str | None
    setting_name: str | None
    string_val: StringMessage | None


class DeleteAccountIpAccessEnableResponse(TypedDict, total=False):
    etag: str | None


class DeleteAibiDashboardEmbeddingAccessPolicySettingResponse(TypedDict, total=False):
    etag: str | None


class DeleteAibiDashboardEmbeddingApprovedDomainsSettingResponse(TypedDict, total=False):
    etag: str | None


class DeleteDashboardEmailSubscriptionsResponse(TypedDict, total=False):
    etag: str | None


class DeleteDefaultNamespaceSettingResponse(TypedDict, total=False):
    etag: str | None


class DeleteDefaultWarehouseIdResponse(TypedDict, total=False):
    etag: str | None


class DeleteDisableLegacyAccessResponse(TypedDict, total=False):
    etag: str | None


class DeleteDisableLegacyDbfsResponse(TypedDict, total=False):
    etag: str | None


class DeleteDisableLegacyFeaturesResponse(TypedDict, total=False):
    etag: str | None


class DeleteLlmProxyPartnerPoweredWorkspaceResponse(TypedDict, total=False):
    etag: str | None


class DeletePersonalComputeSettingResponse(TypedDict, total=False):
    etag: str | None


class DeleteRestrictWorkspaceAdminsSettingResponse(TypedDict, total=False):
    etag: str | None


class DeleteSqlResultsDownloadResponse(TypedDict, total=False):
    etag: str | None


class DisableLegacyAccess(TypedDict, total=False):
    disable_legacy_access: BooleanMessage | None
    etag: str | None
    setting_name: str | None


class DisableLegacyDbfs(TypedDict, total=False):
    disable_legacy_dbfs: BooleanMessage | None
    etag: str | None
    setting_name: str | None


class DisableLegacyFeatures(TypedDict, total=False):
    disable_legacy_features: BooleanMessage | None
    etag: str | None
    setting_name: str | None


class EgressNetworkPolicy(TypedDict, total=False):
    internet_access: EgressNetworkPolicyInternetAccessPolicy | None


class EgressNetworkPolicyInternetAccessPolicy(TypedDict, total=False):
    allowed_internet_destinations: list[EgressNetworkPolicyInternetAccessPolicyInternetDestination] | None
    allowed_storage_destinations: list[EgressNetworkPolicyInternetAccessPolicyStorageDestination] | None
    log_only_mode: EgressNetworkPolicyInternetAccessPolicyLogOnlyMode | None
    restriction_mode: EgressNetworkPolicyInternetAccessPolicyRestrictionMode | None


class EgressNetworkPolicyInternetAccessPolicyInternetDestination(TypedDict, total=False):
    destination: str | None
    protocol: EgressNetworkPolicyInternetAccessPolicyInternetDestinationInternetDestinationFilteringProtocol | None
    type: EgressNetworkPolicyInternetAccessPolicyInternetDestinationInternetDestinationType | None


class EgressNetworkPolicyInternetAccessPolicyLogOnlyMode(TypedDict, total=False):
    log_only_mode_type: EgressNetworkPolicyInternetAccessPolicyLogOnlyModeLogOnlyModeType | None
    workloads: list[EgressNetworkPolicyInternetAccessPolicyLogOnlyModeWorkloadType] | None


class EgressNetworkPolicyInternetAccessPolicyStorageDestination(TypedDict, total=False):
    allowed_paths: list[str] | None
    azure_container: str | None
    azure_dns_zone: str | None
    azure_storage_account: str | None
    azure_storage_service: str | None
    bucket_name: str | None
    region: str | None
    type: EgressNetworkPolicyInternetAccessPolicyStorageDestinationStorageDestinationType | None


class EgressNetworkPolicyNetworkAccessPolicy(TypedDict, total=False):
    allowed_databricks_destinations: list[EgressNetworkPolicyNetworkAccessPolicyDatabricksDestination] | None
    allowed_internet_destinations: list[EgressNetworkPolicyNetworkAccessPolicyInternetDestination] | None
    allowed_storage_destinations: list[EgressNetworkPolicyNetworkAccessPolicyStorageDestination] | None
    blocked_internet_destinations: list[EgressNetworkPolicyNetworkAccessPolicyInternetDestination] | None
    policy_enforcement: EgressNetworkPolicyNetworkAccessPolicyPolicyEnforcement | None
    restriction_mode: EgressNetworkPolicyNetworkAccessPolicyRestrictionMode | None


class EgressNetworkPolicyNetworkAccessPolicyDatabricksDestination(TypedDict, total=False):
    workspace_ids: list[Int64] | None


class EgressNetworkPolicyNetworkAccessPolicyInternetDestination(TypedDict, total=False):
    destination: str | None
    internet_destination_type: EgressNetworkPolicyNetworkAccessPolicyInternetDestinationInternetDestinationType | None


class EgressNetworkPolicyNetworkAccessPolicyPolicyEnforcement(TypedDict, total=False):
    dry_run_mode_product_filter: list[EgressNetworkPolicyNetworkAccessPolicyPolicyEnforcementDryRunModeProductFilter] | None
    enforcement_mode: EgressNetworkPolicyNetworkAccessPolicyPolicyEnforcementEnforcementMode | None


class EgressNetworkPolicyNetworkAccessPolicyStorageDestination(TypedDict, total=False):
    azure_storage_account: str | None
    azure_storage_service: str | None
    bucket_name: str | None
    region: str | None
    storage_destination_type: EgressNetworkPolicyNetworkAccessPolicyStorageDestinationStorageDestinationType | None


class EmailConfig(TypedDict, total=False):
    addresses: list[str] | None


class Empty(TypedDict, total=False):
    pass


class EnableExportNotebook(TypedDict, total=False):
    boolean_val: BooleanMessage | None
    setting_name: str | None


class EnableNotebookTableClipboard(TypedDict, total=False):
    boolean_val: BooleanMessage | None
    setting_name: str | None


class EnableResultsDownloading(TypedDict, total=False):
    boolean_val: BooleanMessage | None
    setting_name: str | None


class EnhancedSecurityMonitoring(TypedDict, total=False):
    is_enabled: bool | None


class EnhancedSecurityMonitoringSetting(TypedDict, total=False):
    enhanced_security_monitoring_workspace: EnhancedSecurityMonitoring | None
    etag: str | None
    setting_name: str | None


class EsmEnablementAccount(TypedDict, total=False):
    is_enforced: bool | None


class EsmEnablementAccountSetting(TypedDict, total=False):
    esm_enablement_account: EsmEnablementAccount | None
    etag: str | None
    setting_name: str | None


class ExchangeToken(TypedDict, total=False):
    credential: str | None
    credentialEolTime: Int64 | None
    ownerId: Int64 | None
    scopes: list[str] | None
    tokenType: TokenType | None


class ExchangeTokenResponse(TypedDict, total=False):
    values: list[ExchangeToken] | None


class FetchIpAccessListResponse(TypedDict, total=False):
    ip_access_list: IpAccessListInfo | None


class GcpEndpoint(TypedDict, total=False):
    all_vpc_sc_services: bool | None
    google_api_endpoints: GoogleApiEndpoints | None
    psc_endpoint_uri: str | None
    service_attachment: str | None


class GenericWebhookConfig(TypedDict, total=False):
    password: str | None
    password_set: bool | None
    url: str | None
    url_set: bool | None
    username: str | None
    username_set: bool | None


class GetIpAccessListResponse(TypedDict, total=False):
    ip_access_list: IpAccessListInfo | None


class GetIpAccessListsResponse(TypedDict, total=False):
    ip_access_lists: list[IpAccessListInfo] | None


class GetTokenPermissionLevelsResponse(TypedDict, total=False):
    permission_levels: list[TokenPermissionsDescription] | None


class GetTokenResponse(TypedDict, total=False):
    token_info: TokenInfo | None


class GoogleApiEndpoints(TypedDict, total=False):
    endpoints: list[str] | None


class IpAccessListInfo(TypedDict, total=False):
    address_count: Int64 | None
    created_at: Int64 | None
    created_by: Int64 | None
    enabled: bool | None
    ip_addresses: list[str] | None
    label: str | None
    list_id: str | None
    list_type: ListType | None
    updated_at: Int64 | None
    updated_by: Int64 | None


class ListIpAccessListResponse(TypedDict, total=False):
    ip_access_lists: list[IpAccessListInfo] | None


class ListNetworkConnectivityConfigurationsResponse(TypedDict, total=False):
    items: list[NetworkConnectivityConfiguration] | None
    next_page_token: str | None


class ListNetworkPoliciesResponse(TypedDict, total=False):
    items: list[AccountNetworkPolicy] | None
    next_page_token: str | None


class ListNotificationDestinationsResponse(TypedDict, total=False):
    next_page_token: str | None
    results: list[ListNotificationDestinationsResult] | None


class ListNotificationDestinationsResult(TypedDict, total=False):
    destination_type: DestinationType | None
    display_name: str | None
    id: str | None


class ListPrivateEndpointRulesResponse(TypedDict, total=False):
    items: list[NccPrivateEndpointRule] | None
    next_page_token: str | None


class ListPublicTokensResponse(TypedDict, total=False):
    token_infos: list[PublicTokenInfo] | None


class ListTokensResponse(TypedDict, total=False):
    token_infos: list[TokenInfo] | None


class LlmProxyPartnerPoweredAccount(TypedDict, total=False):
    boolean_val: BooleanMessage | None
    etag: str | None
    setting_name: str | None


class LlmProxyPartnerPoweredEnforce(TypedDict, total=False):
    boolean_val: BooleanMessage | None
    etag: str | None
    setting_name: str | None


class LlmProxyPartnerPoweredWorkspace(TypedDict, total=False):
    boolean_val: BooleanMessage | None
    etag: str | None
    setting_name: str | None


class MicrosoftTeamsConfig(TypedDict, total=False):
    app_id: str | None
    app_id_set: bool | None
    auth_secret: str | None
    auth_secret_set: bool | None
    channel_url: str | None
    channel_url_set: bool | None
    tenant_id: str | None
    tenant_id_set: bool | None
    url: str | None
    url_set: bool | None


class NccAwsStableIpRule(TypedDict, total=False):
    cidr_blocks: list[str] | None


class NccAzurePrivateEndpointRule(TypedDict, total=False):
    connection_state: NccAzurePrivateEndpointRuleConnectionState | None
    creation_time: Int64 | None
    deactivated: bool | None
    deactivated_at: Int64 | None
    domain_names: list[str] | None
    endpoint_name: str | None
    error_message: str | None
    group_id: str | None
    network_connectivity_config_id: str | None
    resource_id: str | None
    rule_id: str | None
    updated_time: Int64 | None


class NccAzureServiceEndpointRule(TypedDict, total=False):
    subnets: list[str] | None
    target_region: str | None
    target_services: list[EgressResourceType] | None


class NccEgressConfig(TypedDict, total=False):
    default_rules: NccEgressDefaultRules | None
    target_rules: NccEgressTargetRules | None


class NccEgressDefaultRules(TypedDict, total=False):
    aws_stable_ip_rule: NccAwsStableIpRule | None
    azure_service_endpoint_rule: NccAzureServiceEndpointRule | None


class NccEgressTargetRules(TypedDict, total=False):
    aws_private_endpoint_rules: list[CustomerFacingNetworkConnectivityConfigAwsPrivateEndpointRule] | None
    azure_private_endpoint_rules: list[NccAzurePrivateEndpointRule] | None


class NccPrivateEndpointRule(TypedDict, total=False):
    account_id: str | None
    connection_state: NccPrivateEndpointRulePrivateLinkConnectionState | None
    creation_time: Int64 | None
    deactivated: bool | None
    deactivated_at: Int64 | None
    domain_names: list[str] | None
    enabled: bool | None
    endpoint_name: str | None
    endpoint_service: str | None
    error_message: str | None
    gcp_endpoint: GcpEndpoint | None
    group_id: str | None
    network_connectivity_config_id: str | None
    resource_id: str | None
    resource_names: list[str] | None
    rule_id: str | None
    updated_time: Int64 | None
    vpc_endpoint_id: str | None


class NetworkConnectivityConfiguration(TypedDict, total=False):
    account_id: str | None
    creation_time: Int64 | None
    egress_config: NccEgressConfig | None
    name: str | None
    network_connectivity_config_id: str | None
    region: str | None
    updated_time: Int64 | None


class NetworkPolicyEgress(TypedDict, total=False):
    network_access: EgressNetworkPolicyNetworkAccessPolicy | None


class NotificationDestination(TypedDict, total=False):
    config: Config | None
    destination_type: DestinationType | None
    display_name: str | None
    id: str | None


class PagerdutyConfig(TypedDict, total=False):
    integration_key: str | None
    integration_key_set: bool | None


class PartitionId(TypedDict, total=False):
    workspaceId: Int64 | None


class PersonalComputeMessage(TypedDict, total=False):
    value: PersonalComputeMessageEnum | None


class PersonalComputeSetting(TypedDict, total=False):
    etag: str | None
    personal_compute: PersonalComputeMessage | None
    setting_name: str | None


class PublicTokenInfo(TypedDict, total=False):
    autoscope_state: iam.AutoscopeState | None
    backfill_scopes: list[str] | None
    comment: str | None
    creation_time: Int64 | None
    expiry_time: Int64 | None
    inferred_scopes: list[str] | None
    scopes: list[str] | None
    token_id: str | None


class RestrictWorkspaceAdminsMessage(TypedDict, total=False):
    disable_gov_tag_creation: bool | None
    status: RestrictWorkspaceAdminsMessageStatus | None


class RestrictWorkspaceAdminsSetting(TypedDict, total=False):
    etag: str | None
    restrict_workspace_admins: RestrictWorkspaceAdminsMessage | None
    setting_name: str | None


class RevokeTokenResponse(TypedDict, total=False):
    pass


class SlackConfig(TypedDict, total=False):
    channel_id: str | None
    channel_id_set: bool | None
    oauth_token: str | None
    oauth_token_set: bool | None
    url: str | None
    url_set: bool | None


class SqlResultsDownload(TypedDict, total=False):
    boolean_val: BooleanMessage | None
    etag: str | None
    setting_name: str | None


class StringMessage(TypedDict, total=False):
    value: str | None


class TokenAccessControlRequest(TypedDict, total=False):
    group_name: str | None
    permission_level: TokenPermissionLevel | None
    service_principal_name: str | None
    user_name: str | None


class TokenAccessControlResponse(TypedDict, total=False):
    all_permissions: list[TokenPermission] | None
    display_name: str | None
    group_name: str | None
    service_principal_name: str | None
    user_name: str | None


class TokenInfo(TypedDict, total=False):
    autoscope_state: iam.AutoscopeState | None
    backfill_scopes: list[str] | None
    comment: str | None
    created_by_id: Int64 | None
    created_by_username: str | None
    creation_time: Int64 | None
    expiry_time: Int64 | None
    inferred_scopes: list[str] | None
    last_used_day: Int64 | None
    owner_id: Int64 | None
    scopes: list[str] | None
    token_id: str | None
    workspace_id: Int64 | None


class TokenPermission(TypedDict, total=False):
    inherited: bool | None
    inherited_from_object: list[str] | None
    permission_level: TokenPermissionLevel | None


class TokenPermissions(TypedDict, total=False):
    access_control_list: list[TokenAccessControlResponse] | None
    object_id: str | None
    object_type: str | None


class TokenPermissionsDescription(TypedDict, total=False):
    description: str | None
    permission_level: TokenPermissionLevel | None


class UpdatePrivateEndpointRule(TypedDict, total=False):
    domain_names: list[str] | None
    enabled: bool | None
    error_message: str | None
    gcp_endpoint: GcpEndpoint | None
    resource_names: list[str] | None


class UpdateTokenResponse(TypedDict, total=False):
    pass


class WorkspaceNetworkOption(TypedDict, total=False):
    network_policy_id: str | None
    workspace_id: Int64 | None


class AccountIpAccessListsCreate(TypedDict, total=False):
    account_id: str | None
    ip_addresses: list[str] | None
    label: str | None
    list_type: ListType | None


class AccountIpAccessListsDelete(TypedDict, total=False):
    account_id: str | None
    ip_access_list_id: str | None


class AccountIpAccessListsGet(TypedDict, total=False):
    account_id: str | None
    ip_access_list_id: str | None


class AccountIpAccessListsList(TypedDict, total=False):
    account_id: str | None


class AccountIpAccessListsReplace(TypedDict, total=False):
    account_id: str | None
    ip_access_list_id: str | None
    enabled: bool | None
    ip_addresses: list[str] | None
    label: str | None
    list_type: ListType | None


class AccountIpAccessListsUpdate(TypedDict, total=False):
    account_id: str | None
    ip_access_list_id: str | None
    enabled: bool | None
    ip_addresses: list[str] | None
    label: str | None
    list_type: ListType | None


class AibiDashboardEmbeddingAccessPolicyDelete(TypedDict, total=False):
    etag: str | None


class AibiDashboardEmbeddingAccessPolicyGet(TypedDict, total=False):
    etag: str | None


class AibiDashboardEmbeddingAccessPolicyUpdate(TypedDict, total=False):
    allow_missing: bool | None
    field_mask: str | None
    setting: AibiDashboardEmbeddingAccessPolicySetting | None


class AibiDashboardEmbeddingApprovedDomainsDelete(TypedDict, total=False):
    etag: str | None


class AibiDashboardEmbeddingApprovedDomainsGet(TypedDict, total=False):
    etag: str | None


class AibiDashboardEmbeddingApprovedDomainsUpdate(TypedDict, total=False):
    allow_missing: bool | None
    field_mask: str | None
    setting: AibiDashboardEmbeddingApprovedDomainsSetting | None


class AutomaticClusterUpdateGet(TypedDict, total=False):
    etag: str | None


class AutomaticClusterUpdateUpdate(TypedDict, total=False):
    allow_missing: bool | None
    field_mask: str | None
    setting: AutomaticClusterUpdateSetting | None


class ComplianceSecurityProfileGet(TypedDict, total=False):
    etag: str | None


class ComplianceSecurityProfileUpdate(TypedDict, total=False):
    allow_missing: bool | None
    field_mask: str | None
    setting: ComplianceSecurityProfileSetting | None


class CredentialsManagerExchangeToken(TypedDict, total=False):
    partitionId: PartitionId | None
    scopes: list[str] | None
    tokenType: list[TokenType] | None


class CspEnablementAccountGet(TypedDict, total=False):
    account_id: str | None
    etag: str | None


class CspEnablementAccountUpdate(TypedDict, total=False):
    account_id: str | None
    allow_missing: bool | None
    field_mask: str | None
    setting: CspEnablementAccountSetting | None


class DashboardEmailSubscriptionsDelete(TypedDict, total=False):
    etag: str | None


class DashboardEmailSubscriptionsGet(TypedDict, total=False):
    etag: str | None


class DashboardEmailSubscriptionsUpdate(TypedDict, total=False):
    allow_missing: bool | None
    field_mask: str | None
    setting: DashboardEmailSubscriptions | None


class DefaultNamespaceDelete(TypedDict, total=False):
    etag: str | None


class DefaultNamespaceGet(TypedDict, total=False):
    etag: str | None


class DefaultNamespaceUpdate(TypedDict, total=False):
    allow_missing: bool | None
    field_mask: str | None
    setting: DefaultNamespaceSetting | None


class DefaultWarehouseIdDelete(TypedDict, total=False):
    etag: str | None


class DefaultWarehouseIdGet(TypedDict, total=False):
    etag: str | None


class DefaultWarehouseIdUpdate(TypedDict, total=False):
    allow_missing: bool | None
    field_mask: str | None
    setting: DefaultWarehouseId | None


class DisableLegacyAccessDelete(TypedDict, total=False):
    etag: str | None


class DisableLegacyAccessGet(TypedDict, total=False):
    etag: str | None


class DisableLegacyAccessUpdate(TypedDict, total=False):
    allow_missing: bool | None
    field_mask: str | None
    setting: DisableLegacyAccess | None


class DisableLegacyDbfsDelete(TypedDict, total=False):
    etag: str | None


class DisableLegacyDbfsGet(TypedDict, total=False):
    etag: str | None


class DisableLegacyDbfsUpdate(TypedDict, total=False):
    allow_missing: bool | None
    field_mask: str | None
    setting: DisableLegacyDbfs | None


class DisableLegacyFeaturesDelete(TypedDict, total=False):
    account_id: str | None
    etag: str | None


class DisableLegacyFeaturesGet(TypedDict, total=False):
    account_id: str | None
    etag: str | None


class DisableLegacyFeaturesUpdate(TypedDict, total=False):
    account_id: str | None
    allow_missing: bool | None
    field_mask: str | None
    setting: DisableLegacyFeatures | None


class EnableExportNotebookGetEnableExportNotebook(TypedDict, total=False):
    pass


class EnableExportNotebookPatchEnableExportNotebook(TypedDict, total=False):
    allow_missing: bool | None
    field_mask: str | None
    setting: EnableExportNotebook | None


class EnableIpAccessListsDelete(TypedDict, total=False):
    account_id: str | None
    etag: str | None


class EnableIpAccessListsGet(TypedDict, total=False):
    account_id: str | None
    etag: str | None


class EnableIpAccessListsUpdate(TypedDict, total=False):
    account_id: str | None
    allow_missing: bool | None
    field_mask: str | None
    setting: AccountIpAccessEnable | None


class EnableNotebookTableClipboardGetEnableNotebookTableClipboard(TypedDict, total=False):
    pass


class EnableNotebookTableClipboardPatchEnableNotebookTableClipboard(TypedDict, total=False):
    allow_missing: bool | None
    field_mask: str | None
    setting: EnableNotebookTableClipboard | None


class EnableResultsDownloadingGetEnableResultsDownloading(TypedDict, total=False):
    pass


class EnableResultsDownloadingPatchEnableResultsDownloading(TypedDict, total=False):
    allow_missing: bool | None
    field_mask: str | None
    setting: EnableResultsDownloading | None


class EnhancedSecurityMonitoringGet(TypedDict, total=False):
    etag: str | None


class EnhancedSecurityMonitoringUpdate(TypedDict, total=False):
    allow_missing: bool | None
    field_mask: str | None
    setting: EnhancedSecurityMonitoringSetting | None


class EsmEnablementAccountGet(TypedDict, total=False):
    account_id: str | None
    etag: str | None


class EsmEnablementAccountUpdate(TypedDict, total=False):
    account_id: str | None
    allow_missing: bool | None
    field_mask: str | None
    setting: EsmEnablementAccountSetting | None


class IpAccessListsCreate(TypedDict, total=False):
    ip_addresses: list[str] | None
    label: str | None
    list_type: ListType | None


class IpAccessListsDelete(TypedDict, total=False):
    ip_access_list_id: str | None


class IpAccessListsGet(TypedDict, total=False):
    ip_access_list_id: str | None


class IpAccessListsList(TypedDict, total=False):
    pass


class IpAccessListsReplace(TypedDict, total=False):
    ip_access_list_id: str | None
    enabled: bool | None
    ip_addresses: list[str] | None
    label: str | None
    list_type: ListType | None


class IpAccessListsUpdate(TypedDict, total=False):
    ip_access_list_id: str | None
    enabled: bool | None
    ip_addresses: list[str] | None
    label: str | None
    list_type: ListType | None


class LlmProxyPartnerPoweredAccountGet(TypedDict, total=False):
    account_id: str | None
    etag: str | None


class LlmProxyPartnerPoweredAccountUpdate(TypedDict, total=False):
    account_id: str | None
    allow_missing: bool | None
    field_mask: str | None
    setting: LlmProxyPartnerPoweredAccount | None


class LlmProxyPartnerPoweredEnforceGet(TypedDict, total=False):
    account_id: str | None
    etag: str | None


class LlmProxyPartnerPoweredEnforceUpdate(TypedDict, total=False):
    account_id: str | None
    allow_missing: bool | None
    field_mask: str | None
    setting: LlmProxyPartnerPoweredEnforce | None


class LlmProxyPartnerPoweredWorkspaceDelete(TypedDict, total=False):
    etag: str | None


class LlmProxyPartnerPoweredWorkspaceGet(TypedDict, total=False):
    etag: str | None


class LlmProxyPartnerPoweredWorkspaceUpdate(TypedDict, total=False):
    allow_missing: bool | None
    field_mask: str | None
    setting: LlmProxyPartnerPoweredWorkspace | None


class NetworkConnectivityCreateNetworkConnectivityConfiguration(TypedDict, total=False):
    account_id: str | None
    network_connectivity_config: CreateNetworkConnectivityConfiguration | None


class NetworkConnectivityCreatePrivateEndpointRule(TypedDict, total=False):
    account_id: str | None
    network_connectivity_config_id: str | None
    private_endpoint_rule: CreatePrivateEndpointRule | None


class NetworkConnectivityDeleteNetworkConnectivityConfiguration(TypedDict, total=False):
    account_id: str | None
    network_connectivity_config_id: str | None


class NetworkConnectivityDeletePrivateEndpointRule(TypedDict, total=False):
    account_id: str | None
    network_connectivity_config_id: str | None
    private_endpoint_rule_id: str | None


class NetworkConnectivityGetNetworkConnectivityConfiguration(TypedDict, total=False):
    account_id: str | None
    network_connectivity_config_id: str | None


class NetworkConnectivityGetPrivateEndpointRule(TypedDict, total=False):
    account_id: str | None
    network_connectivity_config_id: str | None
    private_endpoint_rule_id: str | None


class NetworkConnectivityListNetworkConnectivityConfigurations(TypedDict, total=False):
    account_id: str | None
    page_token: str | None


class NetworkConnectivityListPrivateEndpointRules(TypedDict, total=False):
    account_id: str | None
    network_connectivity_config_id: str | None
    page_token: str | None


class NetworkConnectivityUpdatePrivateEndpointRule(TypedDict, total=False):
    account_id: str | None
    network_connectivity_config_id: str | None
    private_endpoint_rule_id: str | None
    update_mask: str | None
    private_endpoint_rule: UpdatePrivateEndpointRule | None


class NetworkPoliciesCreateNetworkPolicyRpc(TypedDict, total=False):
    account_id: str | None
    network_policy: AccountNetworkPolicy | None


class NetworkPoliciesDeleteNetworkPolicyRpc(TypedDict, total=False):
    account_id: str | None
    network_policy_id: str | None


class NetworkPoliciesGetNetworkPolicyRpc(TypedDict, total=False):
    account_id: str | None
    network_policy_id: str | None


class NetworkPoliciesListNetworkPoliciesRpc(TypedDict, total=False):
    account_id: str | None
    page_token: str | None


class NetworkPoliciesUpdateNetworkPolicyRpc(TypedDict, total=False):
    account_id: str | None
    network_policy_id: str | None
    network_policy: AccountNetworkPolicy | None


class NotificationDestinationsCreate(TypedDict, total=False):
    config: Config | None
    display_name: str | None


class NotificationDestinationsDelete(TypedDict, total=False):
    id: str | None


class NotificationDestinationsGet(TypedDict, total=False):
    id: str | None


class NotificationDestinationsList(TypedDict, total=False):
    page_size: Int64 | None
    page_token: str | None


class NotificationDestinationsUpdate(TypedDict, total=False):
    id: str | None
    config: Config | None
    display_name: str | None


class PersonalComputeDelete(TypedDict, total=False):
    account_id: str | None
    etag: str | None


class PersonalComputeGet(TypedDict, total=False):
    account_id: str | None
    etag: str | None


class PersonalComputeUpdate(TypedDict, total=False):
    account_id: str | None
    allow_missing: bool | None
    field_mask: str | None
    setting: PersonalComputeSetting | None


class RestrictWorkspaceAdminsDelete(TypedDict, total=False):
    etag: str | None


class RestrictWorkspaceAdminsGet(TypedDict, total=False):
    etag: str | None


class RestrictWorkspaceAdminsUpdate(TypedDict, total=False):
    allow_missing: bool | None
    field_mask: str | None
    setting: RestrictWorkspaceAdminsSetting | None


class SqlResultsDownloadDelete(TypedDict, total=False):
    etag: str | None


class SqlResultsDownloadGet(TypedDict, total=False):
    etag: str | None


class SqlResultsDownloadUpdate(TypedDict, total=False):
    allow_missing: bool | None
    field_mask: str | None
    setting: SqlResultsDownload | None


class TokenManagementCreateOboToken(TypedDict, total=False):
    application_id: str | None
    autoscope_enabled: bool | None
    comment: str | None
    lifetime_seconds: Int64 | None
    scopes: list[str] | None


class TokenManagementDelete(TypedDict, total=False):
    token_id: str | None


class TokenManagementGet(TypedDict, total=False):
    token_id: str | None


class TokenManagementGetPermissionLevels(TypedDict, total=False):
    pass


class TokenManagementGetPermissions(TypedDict, total=False):
    pass


class TokenManagementList(TypedDict, total=False):
    created_by_id: Int64 | None
    created_by_username: str | None


class TokenManagementSetPermissions(TypedDict, total=False):
    access_control_list: list[TokenAccessControlRequest] | None


class TokenManagementUpdatePermissions(TypedDict, total=False):
    access_control_list: list[TokenAccessControlRequest] | None


class TokenManagementUpdateTokenManagement(TypedDict, total=False):
    token_id: str | None
    token: TokenInfo | None
    update_mask: str | None


class TokensCreate(TypedDict, total=False):
    autoscope_enabled: bool | None
    comment: str | None
    lifetime_seconds: Int64 | None
    scopes: list[str] | None


class TokensDelete(TypedDict, total=False):
    token_id: str | None


class TokensList(TypedDict, total=False):
    pass


class TokensUpdate(TypedDict, total=False):
    token_id: str | None
    token: PublicTokenInfo | None
    update_mask: str | None


class WorkspaceConfGetStatus(TypedDict, total=False):
    keys: str | None


class WorkspaceConfSetStatus(TypedDict, total=False):
    pass


class WorkspaceNetworkConfigurationGetWorkspaceNetworkOptionRpc(TypedDict, total=False):
    account_id: str | None
    workspace_id: Int64 | None


class WorkspaceNetworkConfigurationUpdateWorkspaceNetworkOptionRpc(TypedDict, total=False):
    account_id: str | None
    workspace_id: Int64 | None
    workspace_network_option: WorkspaceNetworkOption | None

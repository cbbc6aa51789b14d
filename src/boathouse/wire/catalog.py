"""The catalog service on the wire: documents, then one request type per operation.

Generated from databricks-sdk 0.156.0 (Apache-2.0) by scripts/generate_wire.py: do not edit.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, TypedDict

from boathouse.wire import Int64


ArtifactType: TypeAlias = Literal["INIT_SCRIPT", "LIBRARY_JAR", "LIBRARY_MAVEN"]
CatalogIsolationMode: TypeAlias = Literal["ISOLATED", "OPEN"]
CatalogType: TypeAlias = Literal[
    "DELTASHARING_CATALOG",
    "FOREIGN_CATALOG",
    "INTERNAL_CATALOG",
    "MANAGED_CATALOG",
    "MANAGED_ONLINE_CATALOG",
    "SYSTEM_CATALOG",
]
ColumnTypeName: TypeAlias = Literal[
    "ARRAY",
    "BINARY",
    "BOOLEAN",
    "BYTE",
    "CHAR",
    "DATE",
    "DECIMAL",
    "DOUBLE",
    "FLOAT",
    "GEOGRAPHY",
    "GEOMETRY",
    "INT",
    "INTERVAL",
    "LONG",
    "MAP",
    "NULL",
    "SHORT",
    "STRING",
    "STRUCT",
    "TABLE_TYPE",
    "TIMESTAMP",
    "TIMESTAMP_NTZ",
    "USER_DEFINED_TYPE",
    "VARIANT",
]
ConnectionType: TypeAlias = Literal[
    "AWS_SECRETS_MANAGER",
    "AZURE_KEY_VAULT",
    "BIGQUERY",
    "CONFLUENCE",
    "DATABRICKS",
    "DYNAMICS365",
    "GA4_RAW_DATA",
    "GITHUB",
    "GLUE",
    "HIVE_METASTORE",
    "HTTP",
    "HUBSPOT",
    "JDBC",
    "META_MARKETING",
    "MYSQL",
    "NETSUITE",
    "ORACLE",
    "OUTLOOK",
    "POSTGRESQL",
    "POWER_BI",
    "REDSHIFT",
    "SALESFORCE",
    "SALESFORCE_DATA_CLOUD",
    "SERVICENOW",
    "SMARTSHEET",
    "SNOWFLAKE",
    "SQLDW",
    "SQLSERVER",
    "TERADATA",
    "TIKTOK_ADS",
    "UNKNOWN_CONNECTION_TYPE",
    "WORKDAY_RAAS",
    "ZENDESK",
]
CreateFunctionParameterStyle: TypeAlias = Literal["S"]
CreateFunctionRoutineBody: TypeAlias = Literal["EXTERNAL", "SQL"]
CreateFunctionSecurityType: TypeAlias = Literal["DEFINER"]
CreateFunctionSqlDataAccess: TypeAlias = Literal["CONTAINS_SQL", "NO_SQL", "READS_SQL_DATA"]
CredentialPurpose: TypeAlias = Literal["SERVICE", "STORAGE"]
CredentialType: TypeAlias = Literal[
    "ANY_STATIC_CREDENTIAL",
    "BEARER_TOKEN",
    "EDGEGRID_AKAMAI",
    "OAUTH_ACCESS_TOKEN",
    "OAUTH_M2M",
    "OAUTH_MTLS",
    "OAUTH_REFRESH_TOKEN",
    "OAUTH_RESOURCE_OWNER_PASSWORD",
    "OAUTH_U2M",
    "OAUTH_U2M_MAPPING",
    "OIDC_TOKEN",
    "PEM_PRIVATE_KEY",
    "SERVICE_CREDENTIAL",
    "SSWS_TOKEN",
    "UNKNOWN_CREDENTIAL_TYPE",
    "USERNAME_PASSWORD",
]
DataSourceFormat: TypeAlias = Literal[
    "AVRO",
    "BIGQUERY_FORMAT",
    "CSV",
    "DATABRICKS_FORMAT",
    "DATABRICKS_ROW_STORE_FORMAT",
    "DELTA",
    "DELTASHARING",
    "DELTA_UNIFORM_HUDI",
    "DELTA_UNIFORM_ICEBERG",
    "HIVE",
    "ICEBERG",
    "JSON",
    "MONGODB_FORMAT",
    "MYSQL_FORMAT",
    "NETSUITE_FORMAT",
    "ORACLE_FORMAT",
    "ORC",
    "PARQUET",
    "POSTGRESQL_FORMAT",
    "REDSHIFT_FORMAT",
    "SALESFORCE_DATA_CLOUD_FORMAT",
    "SALESFORCE_FORMAT",
    "SNOWFLAKE_FORMAT",
    "SQLDW_FORMAT",
    "SQLSERVER_FORMAT",
    "TERADATA_FORMAT",
    "TEXT",
    "UNITY_CATALOG",
    "VECTOR_INDEX_FORMAT",
    "WORKDAY_RAAS_FORMAT",
]
DeltaSharingScopeEnum: TypeAlias = Literal["INTERNAL", "INTERNAL_AND_EXTERNAL"]
DestinationType: TypeAlias = Literal["EMAIL", "GENERIC_WEBHOOK", "MICROSOFT_TEAMS", "SLACK", "URL"]
EffectivePredictiveOptimizationFlagInheritedFromType: TypeAlias = Literal["CATALOG", "SCHEMA"]
EnablePredictiveOptimization: TypeAlias = Literal["DISABLE", "ENABLE", "INHERIT"]
FunctionInfoParameterStyle: TypeAlias = Literal["S"]
FunctionInfoRoutineBody: TypeAlias = Literal["EXTERNAL", "SQL"]
FunctionInfoSecurityType: TypeAlias = Literal["DEFINER"]
FunctionInfoSqlDataAccess: TypeAlias = Literal["CONTAINS_SQL", "NO_SQL", "READS_SQL_DATA"]
FunctionParameterMode: TypeAlias = Literal["IN"]
FunctionParameterType: TypeAlias = Literal["COLUMN", "PARAM"]
IsolationMode: TypeAlias = Literal["ISOLATION_MODE_ISOLATED", "ISOLATION_MODE_OPEN"]
LineageDirection: TypeAlias = Literal["DOWNSTREAM", "UPSTREAM"]
ListMcpServicesRequestView: TypeAlias = Literal["BASIC", "FULL"]
ListModelProviderServicesRequestView: TypeAlias = Literal["BASIC", "FULL"]
ListModelServicesRequestView: TypeAlias = Literal["BASIC", "FULL"]
MatchType: TypeAlias = Literal["PREFIX_MATCH"]
ModelProviderServiceConfigExternalModelProviderType: TypeAlias = Literal[
    "EXTERNAL_MODEL_PROVIDER_TYPE_AMAZON_BEDROCK",
    "EXTERNAL_MODEL_PROVIDER_TYPE_ANTHROPIC",
    "EXTERNAL_MODEL_PROVIDER_TYPE_AZURE_OPENAI",
    "EXTERNAL_MODEL_PROVIDER_TYPE_BEDROCK_MANTLE",
    "EXTERNAL_MODEL_PROVIDER_TYPE_CUSTOM",
    "EXTERNAL_MODEL_PROVIDER_TYPE_GEMINI_ENTERPRISE",
    "EXTERNAL_MODEL_PROVIDER_TYPE_MICROSOFT_FOUNDRY",
    "EXTERNAL_MODEL_PROVIDER_TYPE_OPENAI",
]
ModelServiceConfigDestinationConfigDestinationType: TypeAlias = Literal[
    "DESTINATION_TYPE_EXTERNAL_FOUNDATION_MODEL",
    "DESTINATION_TYPE_PAY_PER_TOKEN_FOUNDATION_MODEL",
    "DESTINATION_TYPE_PROVISIONED_THROUGHPUT_FOUNDATION_MODEL",
]
ModelVersionInfoStatus: TypeAlias = Literal[
    "FAILED_REGISTRATION",
    "MODEL_VERSION_STATUS_UNKNOWN",
    "PENDING_REGISTRATION",
    "READY",
]
MonitorCronSchedulePauseStatus: TypeAlias = Literal["PAUSED", "UNPAUSED", "UNSPECIFIED"]
MonitorInferenceLogProblemType: TypeAlias = Literal[
    "PROBLEM_TYPE_CLASSIFICATION",
    "PROBLEM_TYPE_REGRESSION",
]
MonitorInfoStatus: TypeAlias = Literal[
    "MONITOR_STATUS_ACTIVE",
    "MONITOR_STATUS_DELETE_PENDING",
    "MONITOR_STATUS_ERROR",
    "MONITOR_STATUS_FAILED",
    "MONITOR_STATUS_PENDING",
]
MonitorMetricType: TypeAlias = Literal[
    "CUSTOM_METRIC_TYPE_AGGREGATE",
    "CUSTOM_METRIC_TYPE_DERIVED",
    "CUSTOM_METRIC_TYPE_DRIFT",
]
MonitorRefreshInfoState: TypeAlias = Literal[
    "CANCELED",
    "FAILED",
    "PENDING",
    "RUNNING",
    "SUCCESS",
    "UNKNOWN",
]
MonitorRefreshInfoTrigger: TypeAlias = Literal["MANUAL", "SCHEDULE", "UNKNOWN_TRIGGER"]
OnlineTableState: TypeAlias = Literal[
    "OFFLINE",
    "OFFLINE_FAILED",
    "ONLINE",
    "ONLINE_CONTINUOUS_UPDATE",
    "ONLINE_NO_PENDING_UPDATE",
    "ONLINE_PIPELINE_FAILED",
    "ONLINE_TRIGGERED_UPDATE",
    "ONLINE_UPDATING_PIPELINE_RESOURCES",
    "PROVISIONING",
    "PROVISIONING_INITIAL_SNAPSHOT",
    "PROVISIONING_PIPELINE_RESOURCES",
]
OptionSpecOauthStage: TypeAlias = Literal["BEFORE_ACCESS_TOKEN", "BEFORE_AUTHORIZATION_CODE"]
OptionSpecOptionType: TypeAlias = Literal[
    "OPTION_BIGINT",
    "OPTION_BOOLEAN",
    "OPTION_ENUM",
    "OPTION_MULTILINE_STRING",
    "OPTION_NUMBER",
    "OPTION_SERVICE_CREDENTIAL",
    "OPTION_STRING",
]
PathOperation: TypeAlias = Literal["PATH_CREATE_TABLE", "PATH_READ", "PATH_READ_WRITE"]
PolicyType: TypeAlias = Literal[
    "POLICY_TYPE_COLUMN_MASK",
    "POLICY_TYPE_DENY",
    "POLICY_TYPE_GRANT",
    "POLICY_TYPE_ROW_FILTER",
]
PrincipalType: TypeAlias = Literal["GROUP_PRINCIPAL", "SERVICE_PRINCIPAL", "USER_PRINCIPAL"]
Privilege: TypeAlias = Literal[
    "ACCESS",
    "ALL_PRIVILEGES",
    "APPLY_TAG",
    "BROWSE",
    "CREATE",
    "CREATE_CATALOG",
    "CREATE_CLEAN_ROOM",
    "CREATE_CONNECTION",
    "CREATE_EXTERNAL_LOCATION",
    "CREATE_EXTERNAL_TABLE",
    "CREATE_EXTERNAL_VOLUME",
    "CREATE_FOREIGN_CATALOG",
    "CREATE_FOREIGN_SECURABLE",
    "CREATE_FUNCTION",
    "CREATE_MANAGED_STORAGE",
    "CREATE_MATERIALIZED_VIEW",
    "CREATE_MODEL",
    "CREATE_PROVIDER",
    "CREATE_RECIPIENT",
    "CREATE_SCHEMA",
    "CREATE_SERVICE_CREDENTIAL",
    "CREATE_SHARE",
    "CREATE_STORAGE_CREDENTIAL",
    "CREATE_TABLE",
    "CREATE_VIEW",
    "CREATE_VOLUME",
    "EXECUTE",
    "EXECUTE_CLEAN_ROOM_TASK",
    "EXTERNAL_USE_LOCATION",
    "EXTERNAL_USE_SCHEMA",
    "MANAGE",
    "MANAGE_ALLOWLIST",
    "MODIFY",
    "MODIFY_CLEAN_ROOM",
    "READ_FILES",
    "READ_METADATA",
    "READ_PRIVATE_FILES",
    "READ_VOLUME",
    "REFRESH",
    "SELECT",
    "SET_SHARE_PERMISSION",
    "USAGE",
    "USE_CATALOG",
    "USE_CONNECTION",
    "USE_MARKETPLACE_ASSETS",
    "USE_PROVIDER",
    "USE_RECIPIENT",
    "USE_SCHEMA",
    "USE_SHARE",
    "WRITE_FILES",
    "WRITE_PRIVATE_FILES",
    "WRITE_VOLUME",
]
ProvisioningInfoState: TypeAlias = Literal[
    "ACTIVE",
    "DEGRADED",
    "DELETING",
    "FAILED",
    "PROVISIONING",
    "UPDATING",
]
RateLimitRateLimitKey: TypeAlias = Literal[
    "RATE_LIMIT_KEY_SERVICE",
    "RATE_LIMIT_KEY_SERVICE_PRINCIPAL",
    "RATE_LIMIT_KEY_USER",
    "RATE_LIMIT_KEY_USER_DEFAULT",
    "RATE_LIMIT_KEY_USER_GROUP",
]
RateLimitRateLimitRenewalPeriod: TypeAlias = Literal[
    "RATE_LIMIT_RENEWAL_PERIOD_HOUR",
    "RATE_LIMIT_RENEWAL_PERIOD_MINUTE",
]
SecurableKind: TypeAlias = Literal[
    "TABLE_DB_STORAGE",
    "TABLE_DELTA",
    "TABLE_DELTASHARING",
    "TABLE_DELTASHARING_MUTABLE",
    "TABLE_DELTASHARING_OPEN_DIR_BASED",
    "TABLE_DELTA_EXTERNAL",
    "TABLE_DELTA_ICEBERG_DELTASHARING",
    "TABLE_DELTA_ICEBERG_MANAGED",
    "TABLE_DELTA_UNIFORM_HUDI_EXTERNAL",
    "TABLE_DELTA_UNIFORM_ICEBERG_EXTERNAL",
    "TABLE_DELTA_UNIFORM_ICEBERG_EXTERNAL_DELTASHARING",
    "TABLE_DELTA_UNIFORM_ICEBERG_FOREIGN_DELTASHARING",
    "TABLE_DELTA_UNIFORM_ICEBERG_FOREIGN_HIVE_METASTORE_EXTERNAL",
    "TABLE_DELTA_UNIFORM_ICEBERG_FOREIGN_HIVE_METASTORE_MANAGED",
    "TABLE_DELTA_UNIFORM_ICEBERG_FOREIGN_SNOWFLAKE",
    "TABLE_EXTERNAL",
    "TABLE_FEATURE_STORE",
    "TABLE_FEATURE_STORE_EXTERNAL",
    "TABLE_FOREIGN_BIGQUERY",
    "TABLE_FOREIGN_DATABRICKS",
    "TABLE_FOREIGN_DELTASHARING",
    "TABLE_FOREIGN_DELTA_DELTASHARING",
    "TABLE_FOREIGN_HIVE_METASTORE",
    "TABLE_FOREIGN_HIVE_METASTORE_DBFS_EXTERNAL",
    "TABLE_FOREIGN_HIVE_METASTORE_DBFS_MANAGED",
    "TABLE_FOREIGN_HIVE_METASTORE_DBFS_SHALLOW_CLONE_EXTERNAL",
    "TABLE_FOREIGN_HIVE_METASTORE_DBFS_SHALLOW_CLONE_MANAGED",
    "TABLE_FOREIGN_HIVE_METASTORE_DBFS_VIEW",
    "TABLE_FOREIGN_HIVE_METASTORE_EXTERNAL",
    "TABLE_FOREIGN_HIVE_METASTORE_MANAGED",
    "TABLE_FOREIGN_HIVE_METASTORE_SHALLOW_CLONE_EXTERNAL",
    "TABLE_FOREIGN_HIVE_METASTORE_SHALLOW_CLONE_MANAGED",
    "TABLE_FOREIGN_HIVE_METASTORE_VIEW",
    "TABLE_FOREIGN_MONGODB",
    "TABLE_FOREIGN_MYSQL",
    "TABLE_FOREIGN_NETSUITE",
    "TABLE_FOREIGN_ORACLE",
    "TABLE_FOREIGN_POSTGRESQL",
    "TABLE_FOREIGN_REDSHIFT",
    "TABLE_FOREIGN_SALESFORCE",
    "TABLE_FOREIGN_SALESFORCE_DATA_CLOUD",
    "TABLE_FOREIGN_SALESFORCE_DATA_CLOUD_FILE_SHARING",
    "TABLE_FOREIGN_SALESFORCE_DATA_CLOUD_FILE_SHARING_VIEW",
    "TABLE_FOREIGN_SNOWFLAKE",
    "TABLE_FOREIGN_SQLDW",
    "TABLE_FOREIGN_SQLSERVER",
    "TABLE_FOREIGN_TERADATA",
    "TABLE_FOREIGN_WORKDAY_RAAS",
    "TABLE_ICEBERG_UNIFORM_MANAGED",
    "TABLE_INTERNAL",
    "TABLE_MANAGED_POSTGRESQL",
    "TABLE_MATERIALIZED_VIEW",
    "TABLE_MATERIALIZED_VIEW_DELTASHARING",
    "TABLE_METRIC_VIEW",
    "TABLE_METRIC_VIEW_DELTASHARING",
    "TABLE_ONLINE_VECTOR_INDEX_DIRECT",
    "TABLE_ONLINE_VECTOR_INDEX_REPLICA",
    "TABLE_ONLINE_VIEW",
    "TABLE_STANDARD",
    "TABLE_STREAMING_LIVE_TABLE",
    "TABLE_STREAMING_LIVE_TABLE_DELTASHARING",
    "TABLE_SYSTEM",
    "TABLE_SYSTEM_DELTASHARING",
    "TABLE_VIEW",
    "TABLE_VIEW_DELTASHARING",
]
SecurableType: TypeAlias = Literal[
    "AGENT_SERVICE",
    "CATALOG",
    "CLEAN_ROOM",
    "CONNECTION",
    "CREDENTIAL",
    "EXTERNAL_LOCATION",
    "EXTERNAL_METADATA",
    "FUNCTION",
    "MCP_SERVICE",
    "METASTORE",
    "MODEL",
    "MODEL_PROVIDER_SERVICE",
    "MODEL_SERVICE",
    "PIPELINE",
    "PROVIDER",
    "RECIPIENT",
    "SCHEMA",
    "SHARE",
    "SKILL",
    "STAGING_TABLE",
    "STORAGE_CREDENTIAL",
    "TABLE",
    "VOLUME",
]
SpecialDestination: TypeAlias = Literal[
    "SPECIAL_DESTINATION_CATALOG_OWNER",
    "SPECIAL_DESTINATION_CONNECTION_OWNER",
    "SPECIAL_DESTINATION_CREDENTIAL_OWNER",
    "SPECIAL_DESTINATION_EXTERNAL_LOCATION_OWNER",
    "SPECIAL_DESTINATION_FUNCTION_OWNER",
    "SPECIAL_DESTINATION_METASTORE_OWNER",
    "SPECIAL_DESTINATION_REGISTERED_MODEL_OWNER",
    "SPECIAL_DESTINATION_SCHEMA_OWNER",
    "SPECIAL_DESTINATION_TABLE_OWNER",
    "SPECIAL_DESTINATION_VOLUME_OWNER",
]
SseEncryptionDetailsAlgorithm: TypeAlias = Literal["AWS_SSE_KMS", "AWS_SSE_S3"]
SystemType: TypeAlias = Literal[
    "AMAZON_REDSHIFT",
    "AZURE_SYNAPSE",
    "CONFLUENT",
    "DATABRICKS",
    "GOOGLE_BIGQUERY",
    "KAFKA",
    "LOOKER",
    "MICROSOFT_FABRIC",
    "MICROSOFT_SQL_SERVER",
    "MONGODB",
    "MYSQL",
    "ORACLE",
    "OTHER",
    "POSTGRESQL",
    "POWER_BI",
    "SALESFORCE",
    "SAP",
    "SERVICENOW",
    "SNOWFLAKE",
    "STREAM_NATIVE",
    "TABLEAU",
    "TERADATA",
    "WORKDAY",
]
TableOperation: TypeAlias = Literal["READ", "READ_WRITE"]
TableType: TypeAlias = Literal[
    "EXTERNAL",
    "EXTERNAL_SHALLOW_CLONE",
    "FOREIGN",
    "MANAGED",
    "MANAGED_SHALLOW_CLONE",
    "MATERIALIZED_VIEW",
    "METRIC_VIEW",
    "STREAMING_TABLE",
    "VIEW",
]
TagAssignmentSourceType: TypeAlias = Literal[
    "TAG_ASSIGNMENT_SOURCE_TYPE_SYSTEM_DATA_CLASSIFICATION",
]
ValidateCredentialResult: TypeAlias = Literal["FAIL", "PASS", "SKIP"]
ValidationResultOperation: TypeAlias = Literal["DELETE", "LIST", "PATH_EXISTS", "READ", "WRITE"]
ValidationResultResult: TypeAlias = Literal["FAIL", "PASS", "SKIP"]
VolumeOperation: TypeAlias = Literal["READ_VOLUME", "WRITE_VOLUME"]
VolumeType: TypeAlias = Literal["EXTERNAL", "MANAGED"]
WorkspaceBindingBindingType: TypeAlias = Literal[
    "BINDING_TYPE_READ_ONLY",
    "BINDING_TYPE_READ_WRITE",
]


class AccessRequestDestinations(TypedDict, total=False):
    are_any_destinations_hidden: bool | None
    destination_source_securable: Securable | None
    destinations: list[NotificationDestination] | None
    full_name: str | None
    securable: Securable | None
    securable_type: str | None


class AccountsCreateMetastoreAssignmentResponse(TypedDict, total=False):
    pass


class AccountsCreateMetastoreResponse(TypedDict, total=False):
    metastore_info: MetastoreInfo | None


class AccountsCreateStorageCredentialInfo(TypedDict, total=False):
    credential_info: StorageCredentialInfo | None


class AccountsDeleteMetastoreAssignmentResponse(TypedDict, total=False):
    pass


class AccountsDeleteMetastoreResponse(TypedDict, total=False):
    pass


class AccountsDeleteStorageCredentialResponse(TypedDict, total=False):
    pass


class AccountsGetMetastoreResponse(TypedDict, total=False):
    metastore_info: MetastoreInfo | None


class AccountsListMetastoresResponse(TypedDict, total=False):
    metastores: list[MetastoreInfo] | None


class AccountsMetastoreAssignment(TypedDict, total=False):
    metastore_assignment: MetastoreAssignment | None


class AccountsStorageCredentialInfo(TypedDict, total=False):
    credential_info: StorageCredentialInfo | None


class AccountsUpdateMetastoreAssignmentResponse(TypedDict, total=False):
    pass


class AccountsUpdateMetastoreResponse(TypedDict, total=False):
    metastore_info: MetastoreInfo | None


class AccountsUpdateStorageCredentialResponse(TypedDict, total=False):
    credential_info: StorageCredentialInfo | None


class ArtifactAllowlistInfo(TypedDict, total=False):
    artifact_matchers: list[ArtifactMatcher] | None
    created_at: Int64 | None
    created_by: str | None
    metastore_id: str | None


class ArtifactMatcher(TypedDict, total=False):
    artifact: str | None
    match_type: MatchType | None


class AssignResponse(TypedDict, total=False):
    pass


class AwsCredentials(TypedDict, total=False):
    access_key_id: str | None
    access_point: str | None
    secret_access_key: str | None
    session_token: str | None


class AwsIamRole(TypedDict, total=False):
    external_id: str | None
    role_arn: str | None
    unity_catalog_iam_arn: str | None


class AwsIamRoleRequest(TypedDict, total=False):
    role_arn: str | None


class AwsIamRoleResponse(TypedDict, total=False):
    external_id: str | None
    role_arn: str | None
    unity_catalog_iam_arn: str | None


class AwsSqsQueue(TypedDict, total=False):
    managed_resource_id: str | None
    queue_url: str | None


class AzureActiveDirectoryToken(TypedDict, total=False):
    aad_token: str | None


class AzureEncryptionSettings(TypedDict, total=False):
    azure_cmk_access_connector_id: str | None
    azure_cmk_managed_identity_id: str | None
    azure_tenant_id: str | None


class AzureManagedIdentity(TypedDict, total=False):
    access_connector_id: str | None
    credential_id: str | None
    managed_identity_id: str | None


class AzureManagedIdentityRequest(TypedDict, total=False):
    access_connector_id: str | None
    managed_identity_id: str | None


class AzureManagedIdentityResponse(TypedDict, total=False):
    access_connector_id: str | None
    credential_id: str | None
    managed_identity_id: str | None


class AzureQueueStorage(TypedDict, total=False):
    managed_resource_id: str | None
    queue_url: str | None
    resource_group: str | None
    subscription_id: str | None


class AzureServicePrincipal(TypedDict, total=False):
    application_id: str | None
    client_secret: str | None
    directory_id: str | None


class AzureUserDelegationSas(TypedDict, total=False):
    sas_token: str | None


class BatchCreateAccessRequestsResponse(TypedDict, total=False):
    responses: list[CreateAccessRequestResponse] | None


class CancelRefreshResponse(TypedDict, total=False):
    pass


class CatalogInfo(TypedDict, total=False):
    browse_only: bool | None
    catalog_type: CatalogType | None
    comment: str | None
    connection_name: str | None
    created_at: Int64 | None
    created_by: str | None
    custom_max_retention_hours: Int64 | None
    effective_predictive_optimization_flag: EffectivePredictiveOptimizationFlag | None
    enable_predictive_optimization: EnablePredictiveOptimization | None
    full_name: str | None
    isolation_mode: CatalogIsolationMode | None
    managed_encryption_settings: EncryptionSettings | None
    metastore_id: str | None
    name: str | None
    options: dict[str, str] | None
    owner: str | None
    properties: dict[str, str] | None
    provider_name: str | None
    provisioning_info: ProvisioningInfo | None
    securable_type: SecurableType | None
    share_name: str | None
    storage_location: str | None
    storage_root: str | None
    updated_at: Int64 | None
    updated_by: str | None


class CloudflareApiToken(TypedDict, total=False):
    access_key_id: str | None
    account_id: str | None
    secret_access_key: str | None


class ColumnInfo(TypedDict, total=False):
    comment: str | None
    mask: ColumnMask | None
    name: str | None
    nullable: bool | None
    partition_index: Int64 | None
    position: Int64 | None
    type_interval_type: str | None
    type_json: str | None
    type_name: ColumnTypeName
    type_precision: Int64 | None
    type_scale: Int64 | None
    type_text: str | None


class ColumnMask(TypedDict, total=False):
    function_name: str | None
    using_arguments: list[PolicyFunctionArgument] | None
    using_column_names: list[str] | None


class ColumnMaskOptions(TypedDict, total=False):
    function_name: str | None
    on_column: str | None
    using: list[FunctionArgument] | None


class ColumnRelationship(TypedDict, total=False):
    source: str | None
    target: str | None


class ColumnTagValueExtraction(TypedDict, total=False):
    column_alias: str | None
    tag_key: str | None


class ConnectionDependency(TypedDict, total=False):
    connection_name: str | None


class ConnectionInfo(TypedDict, total=False):
    comment: str | None
    connection_id: str | None
    connection_type: ConnectionType | None
    created_at: Int64 | None
    created_by: str | None
    credential_type: CredentialType | None
    environment_settings: EnvironmentSettings | None
    full_name: str | None
    metastore_id: str | None
    name: str | None
    options: dict[str, str] | None
    owner: str | None
    properties: dict[str, str] | None
    provisioning_info: ProvisioningInfo | None
    read_only: bool | None
    secrets: dict[str, str] | None
    securable_type: SecurableType | None
    updated_at: Int64 | None
    updated_by: str | None
    url: str | None


class ContinuousUpdateStatus(TypedDict, total=False):
    initial_pipeline_sync_progress: PipelineProgress | None
    last_processed_commit_version: Int64 | None
    timestamp: str | None


class CreateAccessRequest(TypedDict, total=False):
    behalf_of: Principal | None
    comment: str | None
    securable_permissions: list[SecurablePermissions] | None


class CreateAccessRequestResponse(TypedDict, total=False):
    behalf_of: Principal | None
    request_destinations: list[AccessRequestDestinations] | None


class CreateAccountsMetastore(TypedDict, total=False):
    external_access_enabled: bool | None
    name: str | None
    region: str | None
    storage_root: str | None


class CreateAccountsStorageCredential(TypedDict, total=False):
    aws_iam_role: AwsIamRoleRequest | None
    azure_managed_identity: AzureManagedIdentityRequest | None
    azure_service_principal: AzureServicePrincipal | None
    cloudflare_api_token: CloudflareApiToken | None
    comment: str | None
    databricks_gcp_service_account: DatabricksGcpServiceAccountRequest | None
    name: str | None
    read_only: bool | None


class CreateFunction(TypedDict, total=False):
    catalog_name: str | None
    comment: str | None
    data_type: ColumnTypeName
    external_language: str | None
    external_name: str | None
    full_data_type: str | None
    input_params: FunctionParameterInfos | None
    is_deterministic: bool | None
    is_null_call: bool | None
    name: str | None
    parameter_style: CreateFunctionParameterStyle | None
    properties: str | None
    return_params: FunctionParameterInfos | None
    routine_body: CreateFunctionRoutineBody | None
    routine_definition: str | None
    routine_dependencies: DependencyList | None
    schema_name: str | None
    security_type: CreateFunctionSecurityType | None
    specific_name: str | None
    sql_data_access: CreateFunctionSqlDataAccess | None
    sql_path: str | None


class CreateMetastoreAssignment(TypedDict, total=False):
    default_catalog_name: str | None
    metastore_id: str | None
    workspace_id: Int64 | None


class CreateRequestExternalLineage(TypedDict, total=False):
    columns: list[ColumnRelationship] | None
    id: str | None
    properties: dict[str, str] | None
    source: ExternalLineageObject | None
    target: ExternalLineageObject | None


class CredentialDependency(TypedDict, total=False):
    credential_name: str | None


class CredentialInfo(TypedDict, total=False):
    aws_iam_role: AwsIamRole | None
    azure_managed_identity: AzureManagedIdentity | None
    azure_service_principal: AzureServicePrincipal | None
    comment: str | None
    created_at: Int64 | None
    created_by: str | None
    databricks_gcp_service_account: DatabricksGcpServiceAccount | None
    full_name: str | None
    id: str | None
    isolation_mode: IsolationMode | None
    metastore_id: str | None
    name: str | None
    owner: str | None
    purpose: CredentialPurpose | None
    read_only: bool | None
    updated_at: Int64 | None
    updated_by: str | None
    used_for_managed_storage: bool | None


class CredentialValidationResult(TypedDict, total=False):
    message: str | None
    result: ValidateCredentialResult | None


class DatabricksGcpServiceAccount(TypedDict, total=False):
    credential_id: str | None
    email: str | None
    private_key_id: str | None


class DatabricksGcpServiceAccountRequest(TypedDict, total=False):
    pass


class DatabricksGcpServiceAccountResponse(TypedDict, total=False):
    credential_id: str | None
    email: str | None


class DeleteCredentialResponse(TypedDict, total=False):
    pass


class DeleteMcpServiceUserMappedCredentialResponse(TypedDict, total=False):
    pass


class DeleteMonitorResponse(TypedDict, total=False):
    pass


class DeletePolicyResponse(TypedDict, total=False):
    pass


class DeleteRequestExternalLineage(TypedDict, total=False):
    id: str | None
    source: ExternalLineageObject | None
    target: ExternalLineageObject | None


class DeleteResponse(TypedDict, total=False):
    pass


class DeleteTableConstraintResponse(TypedDict, total=False):
    pass


class DeltaRuntimePropertiesKvPairs(TypedDict, total=False):
    delta_runtime_properties: dict[str, str] | None


class DenyOptions(TypedDict, total=False):
    privileges: list[str] | None


class Dependency(TypedDict, total=False):
    connection: ConnectionDependency | None
    credential: CredentialDependency | None
    function: FunctionDependency | None
    table: TableDependency | None


class DependencyList(TypedDict, total=False):
    dependencies: list[Dependency] | None


class DisableResponse(TypedDict, total=False):
    pass


class EffectivePermissionsList(TypedDict, total=False):
    next_page_token: str | None
    privilege_assignments: list[EffectivePrivilegeAssignment] | None


class EffectivePredictiveOptimizationFlag(TypedDict, total=False):
    inherited_from_name: str | None
    inherited_from_type: EffectivePredictiveOptimizationFlagInheritedFromType | None
    value: EnablePredictiveOptimization | None


class EffectivePrivilege(TypedDict, total=False):
    inherited_from_name: str | None
    inherited_from_type: SecurableType | None
    privilege: Privilege | None


class EffectivePrivilegeAssignment(TypedDict, total=False):
    principal: str | None
    privileges: list[EffectivePrivilege] | None


class EnableResponse(TypedDict, total=False):
    pass


class EncryptionDetails(TypedDict, total=False):
    sse_encryption_details: SseEncryptionDetails | None


class EncryptionSettings(TypedDict, total=False):
    azure_encryption_settings: AzureEncryptionSettings | None
    azure_key_vault_key_id: str | None
    customer_managed_key_id: str | None


class EntityTagAssignment(TypedDict, total=False):
    entity_name: str | None
    entity_type: str | None
    source_type: TagAssignmentSourceType | None
    tag_key: str | None
    tag_value: str | None
    update_time: str | None
    updated_by: str | None


class EnvironmentSettings(TypedDict, total=False):
    environment_version: str | None
    java_dependencies: list[str] | None


class ExternalLineageExternalMetadata(TypedDict, total=False):
    name: str | None


class ExternalLineageExternalMetadataInfo(TypedDict, total=False):
    entity_type: str | None
    event_time: str | None
    name: str | None
    system_type: SystemType | None


class ExternalLineageFileInfo(TypedDict, total=False):
    event_time: str | None
    path: str | None
    securable_name: str | None
    securable_type: str | None
    storage_location: str | None


class ExternalLineageInfo(TypedDict, total=False):
    external_lineage_info: ExternalLineageRelationshipInfo | None
    external_metadata_info: ExternalLineageExternalMetadataInfo | None
    file_info: ExternalLineageFileInfo | None
    model_info: ExternalLineageModelVersionInfo | None
    table_info: ExternalLineageTableInfo | None


class ExternalLineageModelVersion(TypedDict, total=False):
    name: str | None
    version: str | None


class ExternalLineageModelVersionInfo(TypedDict, total=False):
    event_time: str | None
    model_name: str | None
    version: Int64 | None


class ExternalLineageObject(TypedDict, total=False):
    external_metadata: ExternalLineageExternalMetadata | None
    model_version: ExternalLineageModelVersion | None
    path: ExternalLineagePath | None
    table: ExternalLineageTable | None


class ExternalLineagePath(TypedDict, total=False):
    url: str | None


class ExternalLineageRelationship(TypedDict, total=False):
    columns: list[ColumnRelationship] | None
    id: str | None
    properties: dict[str, str] | None
    source: ExternalLineageObject | None
    target: ExternalLineageObject | None


class ExternalLineageRelationshipInfo(TypedDict, total=False):
    columns: list[ColumnRelationship] | None
    id: str | None
    properties: dict[str, str] | None
    source: ExternalLineageObject | None
    target: ExternalLineageObject | None


class ExternalLineageTable(TypedDict, total=False):
    name: str | None


class ExternalLineageTableInfo(TypedDict, total=False):
    catalog_name: str | None
    event_time: str | None
    name: str | None
    schema_name: str | None


class ExternalLocationInfo(TypedDict, total=False):
    browse_only: bool | None
    comment: str | None
    created_at: Int64 | None
    created_by: str | None
    credential_id: str | None
    credential_name: str | None
    effective_enable_file_events: bool | None
    effective_file_event_queue: FileEventQueue | None
    enable_file_events: bool | None
    encryption_details: EncryptionDetails | None
    fallback: bool | None
    file_event_queue: FileEventQueue | None
    isolation_mode: IsolationMode | None
    metastore_id: str | None
    name: str | None
    owner: str | None
    read_only: bool | None
    updated_at: Int64 | None
    updated_by: str | None
    url: str | None


class ExternalMetadata(TypedDict, total=False):
    columns: list[str] | None
    create_time: str | None
    created_by: str | None
    description: str | None
    entity_type: str | None
    id: str | None
    metastore_id: str | None
    name: str | None
    owner: str | None
    properties: dict[str, str] | None
    system_type: SystemType | None
    update_time: str | None
    updated_by: str | None
    url: str | None


class FailedStatus(TypedDict, total=False):
    last_processed_commit_version: Int64 | None
    timestamp: str | None


class FileEventQueue(TypedDict, total=False):
    managed_aqs: AzureQueueStorage | None
    managed_pubsub: GcpPubsub | None
    managed_sqs: AwsSqsQueue | None
    provided_aqs: AzureQueueStorage | None
    provided_pubsub: GcpPubsub | None
    provided_sqs: AwsSqsQueue | None


class ForeignKeyConstraint(TypedDict, total=False):
    child_columns: list[str] | None
    name: str | None
    parent_columns: list[str] | None
    parent_table: str | None
    rely: bool | None


class FunctionArgExpression(TypedDict, total=False):
    tag_introspection: TagIntrospectionExpression | None


class FunctionArgument(TypedDict, total=False):
    alias: str | None
    constant: str | None
    function_arg_expression: FunctionArgExpression | None


class FunctionDependency(TypedDict, total=False):
    function_full_name: str | None


class FunctionInfo(TypedDict, total=False):
    browse_only: bool | None
    catalog_name: str | None
    comment: str | None
    created_at: Int64 | None
    created_by: str | None
    data_type: ColumnTypeName
    external_language: str | None
    external_name: str | None
    full_data_type: str | None
    full_name: str | None
    function_id: str | None
    input_params: FunctionParameterInfos | None
    is_deterministic: bool | None
    is_null_call: bool | None
    metastore_id: str | None
    name: str | None
    owner: str | None
    parameter_style: FunctionInfoParameterStyle | None
    properties: str | None
    return_params: FunctionParameterInfos | None
    routine_body: FunctionInfoRoutineBody | None
    routine_definition: str | None
    routine_dependencies: DependencyList | None
    schema_name: str | None
    security_type: FunctionInfoSecurityType | None
    specific_name: str | None
    sql_data_access: FunctionInfoSqlDataAccess | None
    sql_path: str | None
    updated_at: Int64 | None
    updated_by: str | None


class FunctionParameterInfo(TypedDict, total=False):
    comment: str | None
    name: str | None
    parameter_default: str | None
    parameter_mode: FunctionParameterMode | None
    parameter_type: FunctionParameterType | None
    position: Int64 | None
    type_interval_type: str | None
    type_json: str | None
    type_name: ColumnTypeName
    type_precision: Int64 | None
    type_scale: Int64 | None
    type_text: str | None


class FunctionParameterInfos(TypedDict, total=False):
    parameters: list[FunctionParameterInfo] | None


class GcpOauthToken(TypedDict, total=False):
    oauth_token: str | None


class GcpPubsub(TypedDict, total=False):
    managed_resource_id: str | None
    subscription_name: str | None


class GenerateTemporaryPathCredentialResponse(TypedDict, total=False):
    aws_temp_credentials: AwsCredentials | None
    azure_aad: AzureActiveDirectoryToken | None
    azure_user_delegation_sas: AzureUserDelegationSas | None
    expiration_time: Int64 | None
    gcp_oauth_token: GcpOauthToken | None
    r2_temp_credentials: R2Credentials | None
    url: str | None


class GenerateTemporaryServiceCredentialAzureOptions(TypedDict, total=False):
    resources: list[str] | None


class GenerateTemporaryServiceCredentialGcpOptions(TypedDict, total=False):
    scopes: list[str] | None


class GenerateTemporaryTableCredentialResponse(TypedDict, total=False):
    aws_temp_credentials: AwsCredentials | None
    azure_aad: AzureActiveDirectoryToken | None
    azure_user_delegation_sas: AzureUserDelegationSas | None
    expiration_time: Int64 | None
    gcp_oauth_token: GcpOauthToken | None
    r2_temp_credentials: R2Credentials | None
    url: str | None


class GenerateTemporaryVolumeCredentialResponse(TypedDict, total=False):
    aws_temp_credentials: AwsCredentials | None
    azure_aad: AzureActiveDirectoryToken | None
    azure_user_delegation_sas: AzureUserDelegationSas | None
    expiration_time: Int64 | None
    gcp_oauth_token: GcpOauthToken | None
    r2_temp_credentials: R2Credentials | None
    url: str | None


class GetCatalogWorkspaceBindingsResponse(TypedDict, total=False):
    workspaces: list[Int64] | None


class GetMetastoreSummaryResponse(TypedDict, total=False):
    cloud: str | None
    created_at: Int64 | None
    created_by: str | None
    default_data_access_config_id: str | None
    delta_sharing_organization_name: str | None
    delta_sharing_recipient_token_lifetime_in_seconds: Int64 | None
    delta_sharing_scope: DeltaSharingScopeEnum | None
    external_access_enabled: bool | None
    global_metastore_id: str | None
    metastore_id: str | None
    name: str | None
    owner: str | None
    privilege_model_version: str | None
    region: str | None
    storage_root: str | None
    storage_root_credential_id: str | None
    storage_root_credential_name: str | None
    updated_at: Int64 | None
    updated_by: str | None


class GetPermissionsResponse(TypedDict, total=False):
    next_page_token: str | None
    privilege_assignments: list[PrivilegeAssignment] | None


class GetQuotaResponse(TypedDict, total=False):
    quota_info: QuotaInfo | None


class GetWorkspaceBindingsResponse(TypedDict, total=False):
    bindings: list[WorkspaceBinding] | None
    next_page_token: str | None


class GovernedTagReference(TypedDict, total=False):
    tag_key: str | None
    tag_value: str | None


class GrantOptions(TypedDict, total=False):
    privileges: list[str] | None


class InferenceTableConfig(TypedDict, total=False):
    is_deleted: bool | None
    parent: str | None
    table: str | None
    table_name_prefix: str | None


class ListAccountMetastoreAssignmentsResponse(TypedDict, total=False):
    workspace_ids: list[Int64] | None


class ListAccountStorageCredentialsResponse(TypedDict, total=False):
    storage_credentials: list[StorageCredentialInfo] | None


class ListCatalogsResponse(TypedDict, total=False):
    catalogs: list[CatalogInfo] | None
    next_page_token: str | None


class ListConnectionsResponse(TypedDict, total=False):
    connections: list[ConnectionInfo] | None
    next_page_token: str | None


class ListCredentialsResponse(TypedDict, total=False):
    credentials: list[CredentialInfo] | None
    next_page_token: str | None


class ListEffectivePrivilegeAssignmentsResponse(TypedDict, total=False):
    effective_privilege_assignments: list[EffectivePrivilegeAssignment] | None
    next_page_token: str | None


class ListEntityTagAssignmentsResponse(TypedDict, total=False):
    next_page_token: str | None
    tag_assignments: list[EntityTagAssignment] | None


class ListExternalLineageRelationshipsResponse(TypedDict, total=False):
    external_lineage_relationships: list[ExternalLineageInfo] | None
    next_page_token: str | None


class ListExternalLocationsResponse(TypedDict, total=False):
    external_locations: list[ExternalLocationInfo] | None
    next_page_token: str | None


class ListExternalMetadataResponse(TypedDict, total=False):
    external_metadata: list[ExternalMetadata] | None
    next_page_token: str | None


class ListFunctionsResponse(TypedDict, total=False):
    functions: list[FunctionInfo] | None
    next_page_token: str | None


class ListMcpServicesResponse(TypedDict, total=False):
    mcp_services: list[McpService] | None
    next_page_token: str | None


class ListMetastoresResponse(TypedDict, total=False):
    metastores: list[MetastoreInfo] | None
    next_page_token: str | None


class ListModelProviderServicesResponse(TypedDict, total=False):
    model_provider_services: list[ModelProviderService] | None
    next_page_token: str | None


class ListModelServicesResponse(TypedDict, total=False):
    model_services: list[ModelService] | None
    next_page_token: str | None


class ListModelVersionsResponse(TypedDict, total=False):
    model_versions: list[ModelVersionInfo] | None
    next_page_token: str | None


class ListPoliciesResponse(TypedDict, total=False):
    next_page_token: str | None
    policies: list[PolicyInfo] | None


class ListPrivilegeAssignmentsResponse(TypedDict, total=False):
    next_page_token: str | None
    privilege_assignments: list[PrivilegeAssignment] | None


class ListQuotasResponse(TypedDict, total=False):
    next_page_token: str | None
    quotas: list[QuotaInfo] | None


class ListRegisteredModelsResponse(TypedDict, total=False):
    next_page_token: str | None
    registered_models: list[RegisteredModelInfo] | None


class ListSchemasResponse(TypedDict, total=False):
    next_page_token: str | None
    schemas: list[SchemaInfo] | None


class ListSecretsResponse(TypedDict, total=False):
    next_page_token: str | None
    secrets: list[Secret] | None


class ListSkillsResponse(TypedDict, total=False):
    next_page_token: str | None
    skills: list[Skill] | None


class ListStorageCredentialsResponse(TypedDict, total=False):
    next_page_token: str | None
    storage_credentials: list[StorageCredentialInfo] | None


class ListSystemSchemasResponse(TypedDict, total=False):
    next_page_token: str | None
    schemas: list[SystemSchemaInfo] | None


class ListTableSummariesResponse(TypedDict, total=False):
    next_page_token: str | None
    tables: list[TableSummary] | None


class ListTablesResponse(TypedDict, total=False):
    next_page_token: str | None
    tables: list[TableInfo] | None


class ListVolumesResponseContent(TypedDict, total=False):
    next_page_token: str | None
    volumes: list[VolumeInfo] | None


class MatchColumn(TypedDict, total=False):
    alias: str | None
    condition: str | None


class McpService(TypedDict, total=False):
    comment: str | None
    config: McpServiceConfig | None
    create_time: str | None
    created_by: str | None
    effective_owner: str | None
    etag: str | None
    metastore_id: str | None
    name: str | None
    update_time: str | None
    updated_by: str | None


class McpServiceConfig(TypedDict, total=False):
    include_tool_selectors: list[str] | None
    rate_limits: list[RateLimit] | None
    source_connection: McpServiceConfigSourceConnection | None


class McpServiceConfigSourceConnection(TypedDict, total=False):
    is_deleted: bool | None
    name: str | None
    options: dict[str, str] | None


class McpServiceUserMappedCredential(TypedDict, total=False):
    options: dict[str, str] | None
    provisioning_info: ProvisioningInfo | None


class McpServiceUserMappedCredentialLogin(TypedDict, total=False):
    options: dict[str, str] | None


class MetastoreAssignment(TypedDict, total=False):
    default_catalog_name: str | None
    metastore_id: str | None
    workspace_id: Int64 | None


class MetastoreInfo(TypedDict, total=False):
    cloud: str | None
    created_at: Int64 | None
    created_by: str | None
    default_data_access_config_id: str | None
    delta_sharing_organization_name: str | None
    delta_sharing_recipient_token_lifetime_in_seconds: Int64 | None
    delta_sharing_scope: DeltaSharingScopeEnum | None
    external_access_enabled: bool | None
    global_metastore_id: str | None
    metastore_id: str | None
    name: str | None
    owner: str | None
    privilege_model_version: str | None
    region: str | None
    storage_root: str | None
    storage_root_credential_id: str | None
    storage_root_credential_name: str | None
    updated_at: Int64 | None
    updated_by: str | None


class ModelProviderService(TypedDict, total=False):
    comment: str | None
    config: ModelProviderServiceConfig | None
    create_time: str | None
    created_by: str | None
    effective_owner: str | None
    etag: str | None
    metastore_id: str | None
    name: str | None
    update_time: str | None
    updated_by: str | None


class ModelProviderServiceConfig(TypedDict, total=False):
    allow_all_targets: bool | None
    amazon_bedrock: ModelProviderServiceConfigAmazonBedrockProviderConfig | None
    anthropic: ModelProviderServiceConfigAnthropicProviderConfig | None
    azure_openai: ModelProviderServiceConfigAzureOpenAiProviderConfig | None
    bedrock_mantle: ModelProviderServiceConfigAmazonBedrockProviderConfig | None
    custom: ModelProviderServiceConfigCustomProviderConfig | None
    forward_headers: bool | None
    forward_query_parameters: bool | None
    forward_unmanaged_paths: bool | None
    gemini_enterprise: ModelProviderServiceConfigGeminiEnterpriseProviderConfig | None
    inference_table: InferenceTableConfig | None
    microsoft_foundry: ModelProviderServiceConfigMicrosoftFoundryProviderConfig | None
    openai: ModelProviderServiceConfigOpenAiProviderConfig | None
    pricing: ModelProviderServiceConfigProviderPricingConfig | None
    provider_type: ModelProviderServiceConfigExternalModelProviderType | None
    rate_limits: list[RateLimit] | None
    targets: list[ModelProviderServiceConfigModelTargetConfig] | None


class ModelProviderServiceConfigAmazonBedrockProviderConfig(TypedDict, total=False):
    direct: ModelProviderServiceConfigAmazonBedrockProviderDirectConfig | None


class ModelProviderServiceConfigAmazonBedrockProviderDirectConfig(TypedDict, total=False):
    aws_access_key: ModelProviderServiceConfigAwsAccessKey | None
    region: str | None
    service_credential: ModelProviderServiceConfigServiceCredential | None


class ModelProviderServiceConfigAnthropicProviderConfig(TypedDict, total=False):
    direct: ModelProviderServiceConfigAnthropicProviderDirectConfig | None
    relayed: ModelProviderServiceConfigAnthropicProviderRelayedConfig | None


class ModelProviderServiceConfigAnthropicProviderDirectConfig(TypedDict, total=False):
    api_key: ModelProviderServiceConfigProviderSecret | None


class ModelProviderServiceConfigAnthropicProviderRelayedConfig(TypedDict, total=False):
    pass


class ModelProviderServiceConfigAwsAccessKey(TypedDict, total=False):
    access_key_id: str | None
    secret_access_key: ModelProviderServiceConfigProviderSecret | None


class ModelProviderServiceConfigAzureOpenAiProviderConfig(TypedDict, total=False):
    direct: ModelProviderServiceConfigAzureOpenAiProviderDirectConfig | None


class ModelProviderServiceConfigAzureOpenAiProviderDirectConfig(TypedDict, total=False):
    api_key: ModelProviderServiceConfigProviderSecret | None
    base_url: str | None
    entra_service_principal: ModelProviderServiceConfigEntraServicePrincipal | None
    service_credential: ModelProviderServiceConfigServiceCredential | None


class ModelProviderServiceConfigCustomProviderApiKeyHeaderAuth(TypedDict, total=False):
    api_key_name: str | None
    api_key_value: ModelProviderServiceConfigProviderSecret | None


class ModelProviderServiceConfigCustomProviderConfig(TypedDict, total=False):
    direct: ModelProviderServiceConfigCustomProviderDirectConfig | None


class ModelProviderServiceConfigCustomProviderDirectConfig(TypedDict, total=False):
    api_key: ModelProviderServiceConfigProviderSecret | None
    base_url: str | None
    header_auth: ModelProviderServiceConfigCustomProviderApiKeyHeaderAuth | None


class ModelProviderServiceConfigEntraServicePrincipal(TypedDict, total=False):
    client_id: str | None
    client_secret: ModelProviderServiceConfigProviderSecret | None
    tenant_id: str | None


class ModelProviderServiceConfigGeminiEnterpriseProviderConfig(TypedDict, total=False):
    direct: ModelProviderServiceConfigGeminiEnterpriseProviderDirectConfig | None


class ModelProviderServiceConfigGeminiEnterpriseProviderDirectConfig(TypedDict, total=False):
    api_key: ModelProviderServiceConfigProviderSecret | None
    project_id: str | None
    region: str | None
    service_credential: ModelProviderServiceConfigServiceCredential | None


class ModelProviderServiceConfigMicrosoftFoundryProviderConfig(TypedDict, total=False):
    direct: ModelProviderServiceConfigMicrosoftFoundryProviderDirectConfig | None


class ModelProviderServiceConfigMicrosoftFoundryProviderDirectConfig(TypedDict, total=False):
    api_key: ModelProviderServiceConfigProviderSecret | None
    base_url: str | None
    entra_service_principal: ModelProviderServiceConfigEntraServicePrincipal | None
    service_credential: ModelProviderServiceConfigServiceCredential | None


class ModelProviderServiceConfigModelTargetConfig(TypedDict, total=False):
    endpoint_route: str | None
    model: str | None
    native_api_types: list[str] | None


class ModelProviderServiceConfigOpenAiProviderConfig(TypedDict, total=False):
    direct: ModelProviderServiceConfigOpenAiProviderDirectConfig | None


class ModelProviderServiceConfigOpenAiProviderDirectConfig(TypedDict, total=False):
    api_key: ModelProviderServiceConfigProviderSecret | None
    base_url: str | None
    organization: str | None


class ModelProviderServiceConfigProviderPricingConfig(TypedDict, total=False):
    default_discount_basis_points: Int64 | None


class ModelProviderServiceConfigProviderSecret(TypedDict, total=False):
    plaintext: str | None
    secret_reference: ModelProviderServiceConfigSecretReference | None


class ModelProviderServiceConfigSecretReference(TypedDict, total=False):
    name: str | None


class ModelProviderServiceConfigServiceCredential(TypedDict, total=False):
    name: str | None


class ModelService(TypedDict, total=False):
    comment: str | None
    config: ModelServiceConfig | None
    create_time: str | None
    created_by: str | None
    effective_owner: str | None
    etag: str | None
    metastore_id: str | None
    name: str | None
    supported_api_types: list[str] | None
    update_time: str | None
    updated_by: str | None


class ModelServiceConfig(TypedDict, total=False):
    inference_table: InferenceTableConfig | None
    rate_limits: list[RateLimit] | None
    routing: ModelServiceConfigRoutingConfig | None


class ModelServiceConfigDestinationConfig(TypedDict, total=False):
    destination_type: ModelServiceConfigDestinationConfigDestinationType | None
    external_model_config: ModelServiceConfigExternalModelConfig | None
    is_deleted: bool | None
    name: str | None
    pay_per_token_config: ModelServiceConfigPayPerTokenConfig | None
    provisioned_throughput_config: ModelServiceConfigProvisionedThroughputConfig | None
    traffic_percentage: Int64 | None


class ModelServiceConfigExternalModelConfig(TypedDict, total=False):
    model_provider_service: str | None
    target: ModelProviderServiceConfigModelTargetConfig | None


class ModelServiceConfigFallbackConfig(TypedDict, total=False):
    destinations: list[ModelServiceConfigDestinationConfig] | None


class ModelServiceConfigPayPerTokenConfig(TypedDict, total=False):
    model: str | None


class ModelServiceConfigProvisionedThroughputConfig(TypedDict, total=False):
    model: str | None
    model_serving_endpoint: str | None


class ModelServiceConfigRoutingConfig(TypedDict, total=False):
    destinations: list[ModelServiceConfigDestinationConfig] | None
    fallback: ModelServiceConfigFallbackConfig | None


class ModelVersionInfo(TypedDict, total=False):
    aliases: list[RegisteredModelAlias] | None
    catalog_name: str | None
    comment: str | None
    created_at: Int64 | None
    created_by: str | None
    id: str | None
    metastore_id: str | None
    model_name: str | None
    model_version_dependencies: DependencyList | None
    run_id: str | None
    run_workspace_id: Int64 | None
    schema_name: str | None
    source: str | None
    status: ModelVersionInfoStatus | None
    storage_location: str | None
    updated_at: Int64 | None
    updated_by: str | None
    version: Int64 | None


class MonitorCronSchedule(TypedDict, total=False):
    pause_status: MonitorCronSchedulePauseStatus | None
    quartz_cron_expression: str | None
    timezone_id: str | None


class MonitorDataClassificationConfig(TypedDict, total=False):
    enabled: bool | None


class MonitorDestination(TypedDict, total=False):
    email_addresses: list[str] | None


class MonitorInferenceLog(TypedDict, total=False):
    granularities: list[str] | None
    label_col: str | None
    model_id_col: str | None
    prediction_col: str | None
    prediction_proba_col: str | None
    problem_type: MonitorInferenceLogProblemType | None
    timestamp_col: str | None


class MonitorInfo(TypedDict, total=False):
    assets_dir: str | None
    baseline_table_name: str | None
    custom_metrics: list[MonitorMetric] | None
    dashboard_id: str | None
    data_classification_config: MonitorDataClassificationConfig | None
    drift_metrics_table_name: str | None
    inference_log: MonitorInferenceLog | None
    latest_monitor_failure_msg: str | None
    monitor_version: Int64 | None
    notifications: MonitorNotifications | None
    output_schema_name: str | None
    profile_metrics_table_name: str | None
    schedule: MonitorCronSchedule | None
    slicing_exprs: list[str] | None
    snapshot: MonitorSnapshot | None
    status: MonitorInfoStatus | None
    table_name: str | None
    time_series: MonitorTimeSeries | None


class MonitorMetric(TypedDict, total=False):
    definition: str | None
    input_columns: list[str] | None
    name: str | None
    output_data_type: str | None
    type: MonitorMetricType | None


class MonitorNotifications(TypedDict, total=False):
    on_failure: MonitorDestination | None
    on_new_classification_tag_detected: MonitorDestination | None


class MonitorRefreshInfo(TypedDict, total=False):
    end_time_ms: Int64 | None
    message: str | None
    refresh_id: Int64 | None
    start_time_ms: Int64 | None
    state: MonitorRefreshInfoState | None
    trigger: MonitorRefreshInfoTrigger | None


class MonitorRefreshListResponse(TypedDict, total=False):
    refreshes: list[MonitorRefreshInfo] | None


class MonitorSnapshot(TypedDict, total=False):
    pass


class MonitorTimeSeries(TypedDict, total=False):
    granularities: list[str] | None
    timestamp_col: str | None


class NamedTableConstraint(TypedDict, total=False):
    name: str | None


class NotificationDestination(TypedDict, total=False):
    destination_id: str | None
    destination_type: DestinationType | None
    special_destination: SpecialDestination | None


class OnlineTable(TypedDict, total=False):
    name: str | None
    spec: OnlineTableSpec | None
    status: OnlineTableStatus | None
    table_serving_url: str | None
    unity_catalog_provisioning_state: ProvisioningInfoState | None


class OnlineTableSpec(TypedDict, total=False):
    perform_full_copy: bool | None
    pipeline_id: str | None
    primary_key_columns: list[str] | None
    run_continuously: OnlineTableSpecContinuousSchedulingPolicy | None
    run_triggered: OnlineTableSpecTriggeredSchedulingPolicy | None
    source_table_full_name: str | None
    timeseries_key: str | None


class OnlineTableSpecContinuousSchedulingPolicy(TypedDict, total=False):
    pass


class OnlineTableSpecTriggeredSchedulingPolicy(TypedDict, total=False):
    pass


class OnlineTableStatus(TypedDict, total=False):
    continuous_update_status: ContinuousUpdateStatus | None
    detailed_state: OnlineTableState | None
    failed_status: FailedStatus | None
    message: str | None
    provisioning_status: ProvisioningStatus | None
    triggered_update_status: TriggeredUpdateStatus | None


class OptionSpec(TypedDict, total=False):
    allowed_values: list[str] | None
    default_value: str | None
    description: str | None
    hint: str | None
    is_copiable: bool | None
    is_creatable: bool | None
    is_hidden: bool | None
    is_loggable: bool | None
    is_required: bool | None
    is_secret: bool | None
    is_updatable: bool | None
    name: str | None
    oauth_stage: OptionSpecOauthStage | None
    type: OptionSpecOptionType | None


class PermissionsChange(TypedDict, total=False):
    add: list[Privilege] | None
    principal: str | None
    remove: list[Privilege] | None


class PipelineProgress(TypedDict, total=False):
    estimated_completion_time_seconds: float | None
    latest_version_currently_processing: Int64 | None
    sync_progress_completion: float | None
    synced_row_count: Int64 | None
    total_row_count: Int64 | None


class PolicyFunctionArgument(TypedDict, total=False):
    column: str | None
    constant: str | None


class PolicyInfo(TypedDict, total=False):
    column_mask: ColumnMaskOptions | None
    comment: str | None
    created_at: Int64 | None
    created_by: str | None
    deny: DenyOptions | None
    except_principals: list[str] | None
    for_securable_type: SecurableType | None
    governed_tags: list[GovernedTagReference] | None
    grant: GrantOptions | None
    id: str | None
    match_columns: list[MatchColumn] | None
    name: str | None
    on_securable_fullname: str | None
    on_securable_type: SecurableType | None
    policy_type: PolicyType | None
    row_filter: RowFilterOptions | None
    to_principals: list[str] | None
    updated_at: Int64 | None
    updated_by: str | None
    when_condition: str | None


class PrimaryKeyConstraint(TypedDict, total=False):
    child_columns: list[str] | None
    name: str | None
    rely: bool | None
    timeseries_columns: list[str] | None


class Principal(TypedDict, total=False):
    id: str | None
    principal_type: PrincipalType | None


class PrivilegeAssignment(TypedDict, total=False):
    principal: str | None
    privileges: list[Privilege] | None


class ProvisioningInfo(TypedDict, total=False):
    state: ProvisioningInfoState | None


class ProvisioningStatus(TypedDict, total=False):
    initial_pipeline_sync_progress: PipelineProgress | None


class QuotaInfo(TypedDict, total=False):
    last_refreshed_at: Int64 | None
    parent_full_name: str | None
    parent_securable_type: SecurableType | None
    quota_count: Int64 | None
    quota_limit: Int64 | None
    quota_name: str | None


class R2Credentials(TypedDict, total=False):
    access_key_id: str | None
    secret_access_key: str | None
    session_token: str | None


class RateLimit(TypedDict, total=False):
    key: RateLimitRateLimitKey | None
    principal: str | None
    renewal_period: RateLimitRateLimitRenewalPeriod | None
    requests: Int64 | None
    tokens: Int64 | None


class RegenerateDashboardResponse(TypedDict, total=False):
    dashboard_id: str | None
    parent_folder: str | None


class RegisteredModelAlias(TypedDict, total=False):
    alias_name: str | None
    catalog_name: str | None
    id: str | None
    model_name: str | None
    schema_name: str | None
    version_num: Int64 | None


class RegisteredModelInfo(TypedDict, total=False):
    aliases: list[RegisteredModelAlias] | None
    browse_only: bool | None
    catalog_name: str | None
    comment: str | None
    created_at: Int64 | None
    created_by: str | None
    full_name: str | None
    metastore_id: str | None
    name: str | None
    owner: str | None
    schema_name: str | None
    storage_location: str | None
    updated_at: Int64 | None
    updated_by: str | None


class RowFilterOptions(TypedDict, total=False):
    function_name: str | None
    using: list[FunctionArgument] | None


class SchemaInfo(TypedDict, total=False):
    browse_only: bool | None
    catalog_name: str | None
    catalog_type: CatalogType | None
    comment: str | None
    created_at: Int64 | None
    created_by: str | None
    custom_max_retention_hours: Int64 | None
    effective_predictive_optimization_flag: EffectivePredictiveOptimizationFlag | None
    enable_predictive_optimization: EnablePredictiveOptimization | None
    full_name: str | None
    metastore_id: str | None
    name: str | None
    owner: str | None
    properties: dict[str, str] | None
    schema_id: str | None
    storage_location: str | None
    storage_root: str | None
    updated_at: Int64 | None
    updated_by: str | None


class Secret(TypedDict, total=False):
    catalog_name: str | None
    comment: str | None
    create_time: str | None
    created_by: str | None
    effective_owner: str | None
    effective_value: str | None
    expire_time: str | None
    full_name: str | None
    metastore_id: str | None
    name: str | None
    owner: str | None
    schema_name: str | None
    update_time: str | None
    updated_by: str | None
    value: str | None


class Securable(TypedDict, total=False):
    full_name: str | None
    provider_share: str | None
    type: SecurableType | None


class SecurableKindManifest(TypedDict, total=False):
    assignable_privileges: list[str] | None
    capabilities: list[str] | None
    options: list[OptionSpec] | None
    securable_kind: SecurableKind | None
    securable_type: SecurableType | None


class SecurablePermissions(TypedDict, total=False):
    permissions: list[str] | None
    securable: Securable | None


class Skill(TypedDict, total=False):
    bundle_name: str | None
    comment: str | None
    create_time: str | None
    created_by: str | None
    description: str | None
    effective_owner: str | None
    etag: str | None
    finalize_time: str | None
    metastore_id: str | None
    name: str | None
    update_time: str | None
    updated_by: str | None


class SseEncryptionDetails(TypedDict, total=False):
    algorithm: SseEncryptionDetailsAlgorithm | None
    aws_kms_key_arn: str | None


class StorageCredentialInfo(TypedDict, total=False):
    aws_iam_role: AwsIamRoleResponse | None
    azure_managed_identity: AzureManagedIdentityResponse | None
    azure_service_principal: AzureServicePrincipal | None
    cloudflare_api_token: CloudflareApiToken | None
    comment: str | None
    created_at: Int64 | None
    created_by: str | None
    databricks_gcp_service_account: DatabricksGcpServiceAccountResponse | None
    full_name: str | None
    id: str | None
    isolation_mode: IsolationMode | None
    metastore_id: str | None
    name: str | None
    owner: str | None
    read_only: bool | None
    updated_at: Int64 | None
    updated_by: str | None
    used_for_managed_storage: bool | None


class SystemSchemaInfo(TypedDict, total=False):
    schema: str | None
    state: str | None


class TableConstraint(TypedDict, total=False):
    foreign_key_constraint: ForeignKeyConstraint | None
    named_table_constraint: NamedTableConstraint | None
    primary_key_constraint: PrimaryKeyConstraint | None


class TableDependency(TypedDict, total=False):
    table_full_name: str | None


class TableExistsResponse(TypedDict, total=False):
    table_exists: bool | None


class TableInfo(TypedDict, total=False):
    access_point: str | None
    browse_only: bool | None
    catalog_name: str | None
    columns: list[ColumnInfo] | None
    comment: str | None
    created_at: Int64 | None
    created_by: str | None
    data_access_configuration_id: str | None
    data_source_format: DataSourceFormat | None
    deleted_at: Int64 | None
    delta_runtime_properties_kvpairs: DeltaRuntimePropertiesKvPairs | None
    effective_predictive_optimization_flag: EffectivePredictiveOptimizationFlag | None
    enable_predictive_optimization: EnablePredictiveOptimization | None
    encryption_details: EncryptionDetails | None
    full_name: str | None
    metastore_id: str | None
    name: str | None
    owner: str | None
    pipeline_id: str | None
    properties: dict[str, str] | None
    row_filter: TableRowFilter | None
    schema_name: str | None
    securable_kind_manifest: SecurableKindManifest | None
    sql_path: str | None
    storage_credential_name: str | None
    storage_location: str | None
    table_constraints: list[TableConstraint] | None
    table_id: str | None
    table_type: TableType | None
    updated_at: Int64 | None
    updated_by: str | None
    view_definition: str | None
    view_dependencies: DependencyList | None


class TableRowFilter(TypedDict, total=False):
    function_name: str | None
    input_arguments: list[PolicyFunctionArgument] | None
    input_column_names: list[str] | None


class TableSummary(TypedDict, total=False):
    full_name: str | None
    securable_kind_manifest: SecurableKindManifest | None
    table_type: TableType | None


class TagIntrospectionExpression(TypedDict, total=False):
    column_tag_value: ColumnTagValueExtraction | None
    tag_value: TagValueExtraction | None


class TagKeyValue(TypedDict, total=False):
    key: str | None
    value: str | None


class TagValueExtraction(TypedDict, total=False):
    tag_key: str | None


class TemporaryCredentials(TypedDict, total=False):
    aws_temp_credentials: AwsCredentials | None
    azure_aad: AzureActiveDirectoryToken | None
    expiration_time: Int64 | None
    gcp_oauth_token: GcpOauthToken | None
    r2_temp_credentials: R2Credentials | None


class TriggeredUpdateStatus(TypedDict, total=False):
    last_processed_commit_version: Int64 | None
    timestamp: str | None
    triggered_update_progress: PipelineProgress | None


class UnassignResponse(TypedDict, total=False):
    pass


class UpdateAccountsMetastore(TypedDict, total=False):
    delta_sharing_organization_name: str | None
    delta_sharing_recipient_token_lifetime_in_seconds: Int64 | None
    delta_sharing_scope: DeltaSharingScopeEnum | None
    external_access_enabled: bool | None
    owner: str | None
    privilege_model_version: str | None
    storage_root_credential_id: str | None


class UpdateAccountsStorageCredential(TypedDict, total=False):
    aws_iam_role: AwsIamRoleRequest | None
    azure_managed_identity: AzureManagedIdentityResponse | None
    azure_service_principal: AzureServicePrincipal | None
    cloudflare_api_token: CloudflareApiToken | None
    comment: str | None
    databricks_gcp_service_account: DatabricksGcpServiceAccountRequest | None
    isolation_mode: IsolationMode | None
    owner: str | None
    read_only: bool | None


class UpdateAssignmentResponse(TypedDict, total=False):
    pass


class UpdateCatalogWorkspaceBindingsResponse(TypedDict, total=False):
    workspaces: list[Int64] | None


class UpdateMetastoreAssignment(TypedDict, total=False):
    default_catalog_name: str | None
    metastore_id: str | None
    workspace_id: Int64 | None


class UpdatePermissionsResponse(TypedDict, total=False):
    privilege_assignments: list[PrivilegeAssignment] | None


class UpdateRequestExternalLineage(TypedDict, total=False):
    columns: list[ColumnRelationship] | None
    id: str | None
    properties: dict[str, str] | None
    source: ExternalLineageObject | None
    target: ExternalLineageObject | None


class UpdateResponse(TypedDict, total=False):
    pass


class UpdateWorkspaceBindingsResponse(TypedDict, total=False):
    bindings: list[WorkspaceBinding] | None


class ValidateCredentialResponse(TypedDict, total=False):
    isDir: bool | None
    results: list[CredentialValidationResult] | None


class ValidateStorageCredentialResponse(TypedDict, total=False):
    isDir: bool | None
    results: list[ValidationResult] | None


class ValidationResult(TypedDict, total=False):
    message: str | None
    operation: ValidationResultOperation | None
    result: ValidationResultResult | None


class VolumeInfo(TypedDict, total=False):
    access_point: str | None
    browse_only: bool | None
    catalog_name: str | None
    comment: str | None
    created_at: Int64 | None
    created_by: str | None
    encryption_details: EncryptionDetails | None
    full_name: str | None
    metastore_id: str | None
    name: str | None
    owner: str | None
    schema_name: str | None
    storage_location: str | None
    updated_at: Int64 | None
    updated_by: str | None
    volume_id: str | None
    volume_type: VolumeType | None


class WorkspaceBinding(TypedDict, total=False):
    binding_type: WorkspaceBindingBindingType | None
    workspace_id: Int64 | None


class AccountMetastoreAssignmentsCreate(TypedDict, total=False):
    account_id: str | None
    workspace_id: Int64 | None
    metastore_id: str | None
    metastore_assignment: CreateMetastoreAssignment | None


class AccountMetastoreAssignmentsDelete(TypedDict, total=False):
    account_id: str | None
    workspace_id: Int64 | None
    metastore_id: str | None


class AccountMetastoreAssignmentsGet(TypedDict, total=False):
    account_id: str | None
    workspace_id: Int64 | None


class AccountMetastoreAssignmentsList(TypedDict, total=False):
    account_id: str | None
    metastore_id: str | None


class AccountMetastoreAssignmentsUpdate(TypedDict, total=False):
    account_id: str | None
    workspace_id: Int64 | None
    metastore_id: str | None
    metastore_assignment: UpdateMetastoreAssignment | None


class AccountMetastoresCreate(TypedDict, total=False):
    account_id: str | None
    metastore_info: CreateAccountsMetastore | None


class AccountMetastoresDelete(TypedDict, total=False):
    account_id: str | None
    metastore_id: str | None
    force: bool | None


class AccountMetastoresGet(TypedDict, total=False):
    account_id: str | None
    metastore_id: str | None


class AccountMetastoresList(TypedDict, total=False):
    account_id: str | None


class AccountMetastoresUpdate(TypedDict, total=False):
    account_id: str | None
    metastore_id: str | None
    metastore_info: UpdateAccountsMetastore | None


class AccountStorageCredentialsCreate(TypedDict, total=False):
    account_id: str | None
    metastore_id: str | None
    credential_info: CreateAccountsStorageCredential | None
    skip_validation: bool | None


class AccountStorageCredentialsDelete(TypedDict, total=False):
    account_id: str | None
    metastore_id: str | None
    storage_credential_name: str | None
    force: bool | None


class AccountStorageCredentialsGet(TypedDict, total=False):
    account_id: str | None
    metastore_id: str | None
    storage_credential_name: str | None


class AccountStorageCredentialsList(TypedDict, total=False):
    account_id: str | None
    metastore_id: str | None


class AccountStorageCredentialsUpdate(TypedDict, total=False):
    account_id: str | None
    metastore_id: str | None
    storage_credential_name: str | None
    credential_info: UpdateAccountsStorageCredential | None
    skip_validation: bool | None


class AiGatewayCreateMcpService(TypedDict, total=False):
    mcp_service_id: str | None
    parent: str | None
    mcp_service: McpService | None


class AiGatewayCreateMcpServiceUserMappedCredential(TypedDict, total=False):
    name: str | None
    login: McpServiceUserMappedCredentialLogin | None


class AiGatewayCreateModelProviderService(TypedDict, total=False):
    model_provider_service_id: str | None
    parent: str | None
    model_provider_service: ModelProviderService | None


class AiGatewayCreateModelService(TypedDict, total=False):
    model_service_id: str | None
    parent: str | None
    model_service: ModelService | None


class AiGatewayCreateSkill(TypedDict, total=False):
    parent: str | None
    skill_id: str | None
    skill: Skill | None


class AiGatewayDeleteMcpService(TypedDict, total=False):
    name: str | None
    etag: str | None


class AiGatewayDeleteMcpServiceUserMappedCredential(TypedDict, total=False):
    name: str | None


class AiGatewayDeleteModelProviderService(TypedDict, total=False):
    name: str | None
    etag: str | None


class AiGatewayDeleteModelService(TypedDict, total=False):
    name: str | None
    etag: str | None


class AiGatewayDeleteSkill(TypedDict, total=False):
    name: str | None
    etag: str | None


class AiGatewayFinalizeSkill(TypedDict, total=False):
    name: str | None


class AiGatewayGetMcpService(TypedDict, total=False):
    name: str | None


class AiGatewayGetMcpServiceUserMappedCredential(TypedDict, total=False):
    name: str | None


class AiGatewayGetModelProviderService(TypedDict, total=False):
    name: str | None


class AiGatewayGetModelService(TypedDict, total=False):
    name: str | None


class AiGatewayGetSkill(TypedDict, total=False):
    name: str | None


class AiGatewayListMcpServices(TypedDict, total=False):
    page_size: Int64 | None
    page_token: str | None
    parent: str | None
    view: ListMcpServicesRequestView | None


class AiGatewayListModelProviderServices(TypedDict, total=False):
    page_size: Int64 | None
    page_token: str | None
    parent: str | None
    view: ListModelProviderServicesRequestView | None


class AiGatewayListModelServices(TypedDict, total=False):
    page_size: Int64 | None
    page_token: str | None
    parent: str | None
    view: ListModelServicesRequestView | None


class AiGatewayListSkills(TypedDict, total=False):
    page_size: Int64 | None
    page_token: str | None
    parent: str | None


class AiGatewayUpdateMcpService(TypedDict, total=False):
    name: str | None
    etag: str | None
    update_mask: str | None
    mcp_service: McpService | None


class AiGatewayUpdateModelProviderService(TypedDict, total=False):
    name: str | None
    etag: str | None
    update_mask: str | None
    model_provider_service: ModelProviderService | None


class AiGatewayUpdateModelService(TypedDict, total=False):
    name: str | None
    etag: str | None
    update_mask: str | None
    model_service: ModelService | None


class AiGatewayUpdateSkill(TypedDict, total=False):
    name: str | None
    etag: str | None
    update_mask: str | None
    skill: Skill | None


class ArtifactAllowlistsGet(TypedDict, total=False):
    artifact_type: ArtifactType | None


class ArtifactAllowlistsUpdate(TypedDict, total=False):
    artifact_type: ArtifactType | None
    artifact_matchers: list[ArtifactMatcher] | None
    created_at: Int64 | None
    created_by: str | None
    metastore_id: str | None


class CatalogsCreate(TypedDict, total=False):
    comment: str | None
    connection_name: str | None
    custom_max_retention_hours: Int64 | None
    managed_encryption_settings: EncryptionSettings | None
    name: str | None
    options: dict[str, str] | None
    properties: dict[str, str] | None
    provider_name: str | None
    share_name: str | None
    storage_root: str | None


class CatalogsDelete(TypedDict, total=False):
    name: str | None
    force: bool | None


class CatalogsGet(TypedDict, total=False):
    name: str | None
    include_browse: bool | None


class CatalogsList(TypedDict, total=False):
    include_browse: bool | None
    include_unbound: bool | None
    max_results: Int64 | None
    page_token: str | None


class CatalogsUpdate(TypedDict, total=False):
    name: str | None
    comment: str | None
    custom_max_retention_hours: Int64 | None
    enable_predictive_optimization: EnablePredictiveOptimization | None
    isolation_mode: CatalogIsolationMode | None
    managed_encryption_settings: EncryptionSettings | None
    new_name: str | None
    options: dict[str, str] | None
    owner: str | None
    properties: dict[str, str] | None


class ConnectionsCreate(TypedDict, total=False):
    comment: str | None
    connection_type: ConnectionType | None
    environment_settings: EnvironmentSettings | None
    name: str | None
    options: dict[str, str] | None
    parent: str | None
    properties: dict[str, str] | None
    read_only: bool | None
    secrets: dict[str, str] | None


class ConnectionsDelete(TypedDict, total=False):
    name: str | None


class ConnectionsGet(TypedDict, total=False):
    name: str | None


class ConnectionsList(TypedDict, total=False):
    max_results: Int64 | None
    page_token: str | None
    parent: str | None


class ConnectionsUpdate(TypedDict, total=False):
    name: str | None
    environment_settings: EnvironmentSettings | None
    new_name: str | None
    options: dict[str, str] | None
    owner: str | None
    secrets: dict[str, str] | None


class CredentialsCreateCredential(TypedDict, total=False):
    aws_iam_role: AwsIamRole | None
    azure_managed_identity: AzureManagedIdentity | None
    azure_service_principal: AzureServicePrincipal | None
    comment: str | None
    databricks_gcp_service_account: DatabricksGcpServiceAccount | None
    name: str | None
    purpose: CredentialPurpose | None
    read_only: bool | None
    skip_validation: bool | None


class CredentialsDeleteCredential(TypedDict, total=False):
    name_arg: str | None
    force: bool | None


class CredentialsGenerateTemporaryServiceCredential(TypedDict, total=False):
    azure_options: GenerateTemporaryServiceCredentialAzureOptions | None
    credential_name: str | None
    gcp_options: GenerateTemporaryServiceCredentialGcpOptions | None


class CredentialsGetCredential(TypedDict, total=False):
    name_arg: str | None


class CredentialsListCredentials(TypedDict, total=False):
    include_unbound: bool | None
    max_results: Int64 | None
    page_token: str | None
    purpose: CredentialPurpose | None


class CredentialsUpdateCredential(TypedDict, total=False):
    name_arg: str | None
    aws_iam_role: AwsIamRole | None
    azure_managed_identity: AzureManagedIdentity | None
    azure_service_principal: AzureServicePrincipal | None
    comment: str | None
    databricks_gcp_service_account: DatabricksGcpServiceAccount | None
    force: bool | None
    isolation_mode: IsolationMode | None
    new_name: str | None
    owner: str | None
    read_only: bool | None
    skip_validation: bool | None


class CredentialsValidateCredential(TypedDict, total=False):
    aws_iam_role: AwsIamRole | None
    azure_managed_identity: AzureManagedIdentity | None
    credential_name: str | None
    databricks_gcp_service_account: DatabricksGcpServiceAccount | None
    external_location_name: str | None
    purpose: CredentialPurpose | None
    read_only: bool | None
    url: str | None


class EntityTagAssignmentsCreate(TypedDict, total=False):
    tag_assignment: EntityTagAssignment | None


class EntityTagAssignmentsDelete(TypedDict, total=False):
    entity_type: str | None
    entity_name: str | None
    tag_key: str | None


class EntityTagAssignmentsGet(TypedDict, total=False):
    entity_type: str | None
    entity_name: str | None
    tag_key: str | None


class EntityTagAssignmentsList(TypedDict, total=False):
    entity_type: str | None
    entity_name: str | None
    max_results: Int64 | None
    page_token: str | None


class EntityTagAssignmentsUpdate(TypedDict, total=False):
    entity_type: str | None
    entity_name: str | None
    tag_key: str | None
    update_mask: str | None
    tag_assignment: EntityTagAssignment | None


class ExternalLineageCreateExternalLineageRelationship(TypedDict, total=False):
    external_lineage_relationship: CreateRequestExternalLineage | None


class ExternalLineageDeleteExternalLineageRelationship(TypedDict, total=False):
    external_lineage_relationship: DeleteRequestExternalLineage | None


class ExternalLineageListExternalLineageRelationships(TypedDict, total=False):
    lineage_direction: LineageDirection | None
    object_info: ExternalLineageObject | None
    page_size: Int64 | None
    page_token: str | None


class ExternalLineageUpdateExternalLineageRelationship(TypedDict, total=False):
    update_mask: str | None
    external_lineage_relationship: UpdateRequestExternalLineage | None


class ExternalLocationsCreate(TypedDict, total=False):
    comment: str | None
    credential_name: str | None
    effective_enable_file_events: bool | None
    effective_file_event_queue: FileEventQueue | None
    enable_file_events: bool | None
    encryption_details: EncryptionDetails | None
    fallback: bool | None
    file_event_queue: FileEventQueue | None
    name: str | None
    read_only: bool | None
    skip_validation: bool | None
    url: str | None


class ExternalLocationsDelete(TypedDict, total=False):
    name: str | None
    force: bool | None


class ExternalLocationsGet(TypedDict, total=False):
    name: str | None
    include_browse: bool | None


class ExternalLocationsList(TypedDict, total=False):
    include_browse: bool | None
    include_unbound: bool | None
    max_results: Int64 | None
    page_token: str | None


class ExternalLocationsUpdate(TypedDict, total=False):
    name: str | None
    comment: str | None
    credential_name: str | None
    effective_enable_file_events: bool | None
    effective_file_event_queue: FileEventQueue | None
    enable_file_events: bool | None
    encryption_details: EncryptionDetails | None
    fallback: bool | None
    file_event_queue: FileEventQueue | None
    force: bool | None
    isolation_mode: IsolationMode | None
    new_name: str | None
    owner: str | None
    read_only: bool | None
    skip_validation: bool | None
    url: str | None


class ExternalMetadataCreateExternalMetadata(TypedDict, total=False):
    external_metadata: ExternalMetadata | None


class ExternalMetadataDeleteExternalMetadata(TypedDict, total=False):
    name: str | None


class ExternalMetadataGetExternalMetadata(TypedDict, total=False):
    name: str | None


class ExternalMetadataListExternalMetadata(TypedDict, total=False):
    page_size: Int64 | None
    page_token: str | None


class ExternalMetadataUpdateExternalMetadata(TypedDict, total=False):
    name: str | None
    update_mask: str | None
    external_metadata: ExternalMetadata | None


class FunctionsCreate(TypedDict, total=False):
    function_info: CreateFunction | None


class FunctionsDelete(TypedDict, total=False):
    name: str | None
    force: bool | None


class FunctionsGet(TypedDict, total=False):
    name: str | None
    include_browse: bool | None


class FunctionsList(TypedDict, total=False):
    catalog_name: str | None
    include_browse: bool | None
    max_results: Int64 | None
    page_token: str | None
    schema_name: str | None


class FunctionsUpdate(TypedDict, total=False):
    name: str | None
    owner: str | None


class GrantsGet(TypedDict, total=False):
    securable_type: str | None
    full_name: str | None
    max_results: Int64 | None
    page_token: str | None
    principal: str | None


class GrantsGetEffective(TypedDict, total=False):
    securable_type: str | None
    full_name: str | None
    max_results: Int64 | None
    page_token: str | None
    principal: str | None


class GrantsList(TypedDict, total=False):
    securable_type: str | None
    full_name: str | None
    page_size: Int64 | None
    page_token: str | None
    principal: str | None


class GrantsListEffective(TypedDict, total=False):
    securable_type: str | None
    full_name: str | None
    page_size: Int64 | None
    page_token: str | None
    principal: str | None


class GrantsUpdate(TypedDict, total=False):
    securable_type: str | None
    full_name: str | None
    changes: list[PermissionsChange] | None
    omit_permissions_in_response: bool | None


class MetastoresAssign(TypedDict, total=False):
    workspace_id: Int64 | None
    default_catalog_name: str | None
    metastore_id: str | None


class MetastoresCreate(TypedDict, total=False):
    external_access_enabled: bool | None
    name: str | None
    region: str | None
    storage_root: str | None


class MetastoresCurrent(TypedDict, total=False):
    pass


class MetastoresDelete(TypedDict, total=False):
    id: str | None
    force: bool | None


class MetastoresGet(TypedDict, total=False):
    id: str | None


class MetastoresList(TypedDict, total=False):
    max_results: Int64 | None
    page_token: str | None


class MetastoresSummary(TypedDict, total=False):
    pass


class MetastoresUnassign(TypedDict, total=False):
    workspace_id: Int64 | None
    metastore_id: str | None


class MetastoresUpdate(TypedDict, total=False):
    id: str | None
    delta_sharing_organization_name: str | None
    delta_sharing_recipient_token_lifetime_in_seconds: Int64 | None
    delta_sharing_scope: DeltaSharingScopeEnum | None
    external_access_enabled: bool | None
    new_name: str | None
    owner: str | None
    privilege_model_version: str | None
    storage_root_credential_id: str | None


class MetastoresUpdateAssignment(TypedDict, total=False):
    workspace_id: Int64 | None
    default_catalog_name: str | None
    metastore_id: str | None


class ModelVersionsDelete(TypedDict, total=False):
    full_name: str | None
    version: Int64 | None


class ModelVersionsGet(TypedDict, total=False):
    full_name: str | None
    version: Int64 | None
    include_aliases: bool | None
    include_browse: bool | None


class ModelVersionsGetByAlias(TypedDict, total=False):
    full_name: str | None
    alias: str | None
    include_aliases: bool | None


class ModelVersionsList(TypedDict, total=False):
    full_name: str | None
    include_browse: bool | None
    max_results: Int64 | None
    page_token: str | None


class ModelVersionsUpdate(TypedDict, total=False):
    full_name: str | None
    version: Int64 | None
    aliases: list[RegisteredModelAlias] | None
    catalog_name: str | None
    comment: str | None
    created_at: Int64 | None
    created_by: str | None
    id: str | None
    metastore_id: str | None
    model_name: str | None
    model_version_dependencies: DependencyList | None
    run_id: str | None
    run_workspace_id: Int64 | None
    schema_name: str | None
    source: str | None
    status: ModelVersionInfoStatus | None
    storage_location: str | None
    updated_at: Int64 | None
    updated_by: str | None


class OnlineTablesCreate(TypedDict, total=False):
    table: OnlineTable | None


class OnlineTablesDelete(TypedDict, total=False):
    name: str | None


class OnlineTablesGet(TypedDict, total=False):
    name: str | None


class PoliciesCreatePolicy(TypedDict, total=False):
    policy_info: PolicyInfo | None


class PoliciesDeletePolicy(TypedDict, total=False):
    on_securable_type: str | None
    on_securable_fullname: str | None
    name: str | None


class PoliciesGetPolicy(TypedDict, total=False):
    on_securable_type: str | None
    on_securable_fullname: str | None
    name: str | None


class PoliciesListPolicies(TypedDict, total=False):
    on_securable_type: str | None
    on_securable_fullname: str | None
    include_inherited: bool | None
    max_results: Int64 | None
    page_token: str | None


class PoliciesUpdatePolicy(TypedDict, total=False):
    on_securable_type: str | None
    on_securable_fullname: str | None
    name: str | None
    update_mask: str | None
    policy_info: PolicyInfo | None


class QualityMonitorsCancelRefresh(TypedDict, total=False):
    table_name: str | None
    refresh_id: Int64 | None


class QualityMonitorsCreate(TypedDict, total=False):
    table_name: str | None
    assets_dir: str | None
    baseline_table_name: str | None
    custom_metrics: list[MonitorMetric] | None
    data_classification_config: MonitorDataClassificationConfig | None
    inference_log: MonitorInferenceLog | None
    latest_monitor_failure_msg: str | None
    notifications: MonitorNotifications | None
    output_schema_name: str | None
    schedule: MonitorCronSchedule | None
    skip_builtin_dashboard: bool | None
    slicing_exprs: list[str] | None
    snapshot: MonitorSnapshot | None
    time_series: MonitorTimeSeries | None
    warehouse_id: str | None


class QualityMonitorsDelete(TypedDict, total=False):
    table_name: str | None


class QualityMonitorsGet(TypedDict, total=False):
    table_name: str | None


class QualityMonitorsGetRefresh(TypedDict, total=False):
    table_name: str | None
    refresh_id: Int64 | None


class QualityMonitorsListRefreshes(TypedDict, total=False):
    table_name: str | None


class QualityMonitorsRegenerateDashboard(TypedDict, total=False):
    table_name: str | None
    warehouse_id: str | None


class QualityMonitorsRunRefresh(TypedDict, total=False):
    table_name: str | None


class QualityMonitorsUpdate(TypedDict, total=False):
    table_name: str | None
    baseline_table_name: str | None
    custom_metrics: list[MonitorMetric] | None
    dashboard_id: str | None
    data_classification_config: MonitorDataClassificationConfig | None
    inference_log: MonitorInferenceLog | None
    latest_monitor_failure_msg: str | None
    notifications: MonitorNotifications | None
    output_schema_name: str | None
    schedule: MonitorCronSchedule | None
    slicing_exprs: list[str] | None
    snapshot: MonitorSnapshot | None
    time_series: MonitorTimeSeries | None


class RegisteredModelsCreate(TypedDict, total=False):
    aliases: list[RegisteredModelAlias] | None
    browse_only: bool | None
    catalog_name: str | None
    comment: str | None
    created_at: Int64 | None
    created_by: str | None
    full_name: str | None
    metastore_id: str | None
    name: str | None
    owner: str | None
    schema_name: str | None
    storage_location: str | None
    updated_at: Int64 | None
    updated_by: str | None


class RegisteredModelsDelete(TypedDict, total=False):
    full_name: str | None


class RegisteredModelsDeleteAlias(TypedDict, total=False):
    full_name: str | None
    alias: str | None


class RegisteredModelsGet(TypedDict, total=False):
    full_name: str | None
    include_aliases: bool | None
    include_browse: bool | None


class RegisteredModelsList(TypedDict, total=False):
    catalog_name: str | None
    include_browse: bool | None
    max_results: Int64 | None
    page_token: str | None
    schema_name: str | None


class RegisteredModelsSetAlias(TypedDict, total=False):
    full_name: str | None
    alias: str | None
    version_num: Int64 | None


class RegisteredModelsUpdate(TypedDict, total=False):
    full_name: str | None
    aliases: list[RegisteredModelAlias] | None
    browse_only: bool | None
    catalog_name: str | None
    comment: str | None
    created_at: Int64 | None
    created_by: str | None
    metastore_id: str | None
    name: str | None
    new_name: str | None
    owner: str | None
    schema_name: str | None
    storage_location: str | None
    updated_at: Int64 | None
    updated_by: str | None


class ResourceQuotasGetQuota(TypedDict, total=False):
    parent_securable_type: str | None
    parent_full_name: str | None
    quota_name: str | None


class ResourceQuotasListQuotas(TypedDict, total=False):
    max_results: Int64 | None
    page_token: str | None


class RfaBatchCreateAccessRequests(TypedDict, total=False):
    requests: list[CreateAccessRequest] | None


class RfaGetAccessRequestDestinations(TypedDict, total=False):
    securable_type: str | None
    full_name: str | None


class RfaUpdateAccessRequestDestinations(TypedDict, total=False):
    update_mask: str | None
    access_request_destinations: AccessRequestDestinations | None


class SchemasCreate(TypedDict, total=False):
    catalog_name: str | None
    comment: str | None
    custom_max_retention_hours: Int64 | None
    name: str | None
    properties: dict[str, str] | None
    storage_root: str | None


class SchemasDelete(TypedDict, total=False):
    full_name: str | None
    force: bool | None


class SchemasGet(TypedDict, total=False):
    full_name: str | None
    include_browse: bool | None


class SchemasList(TypedDict, total=False):
    catalog_name: str | None
    include_browse: bool | None
    max_results: Int64 | None
    page_token: str | None


class SchemasUpdate(TypedDict, total=False):
    full_name: str | None
    comment: str | None
    custom_max_retention_hours: Int64 | None
    enable_predictive_optimization: EnablePredictiveOptimization | None
    new_name: str | None
    owner: str | None
    properties: dict[str, str] | None


class SecretsUcCreateSecret(TypedDict, total=False):
    secret: Secret | None


class SecretsUcDeleteSecret(TypedDict, total=False):
    full_name: str | None


class SecretsUcGetSecret(TypedDict, total=False):
    full_name: str | None
    include_value: bool | None


class SecretsUcListSecrets(TypedDict, total=False):
    catalog_name: str | None
    page_size: Int64 | None
    page_token: str | None
    schema_name: str | None


class SecretsUcUpdateSecret(TypedDict, total=False):
    full_name: str | None
    update_mask: str | None
    secret: Secret | None


class StorageCredentialsCreate(TypedDict, total=False):
    aws_iam_role: AwsIamRoleRequest | None
    azure_managed_identity: AzureManagedIdentityRequest | None
    azure_service_principal: AzureServicePrincipal | None
    cloudflare_api_token: CloudflareApiToken | None
    comment: str | None
    databricks_gcp_service_account: DatabricksGcpServiceAccountRequest | None
    name: str | None
    read_only: bool | None
    skip_validation: bool | None


class StorageCredentialsDelete(TypedDict, total=False):
    name: str | None
    force: bool | None


class StorageCredentialsGet(TypedDict, total=False):
    name: str | None


class StorageCredentialsList(TypedDict, total=False):
    include_unbound: bool | None
    max_results: Int64 | None
    page_token: str | None


class StorageCredentialsUpdate(TypedDict, total=False):
    name: str | None
    aws_iam_role: AwsIamRoleRequest | None
    azure_managed_identity: AzureManagedIdentityResponse | None
    azure_service_principal: AzureServicePrincipal | None
    cloudflare_api_token: CloudflareApiToken | None
    comment: str | None
    databricks_gcp_service_account: DatabricksGcpServiceAccountRequest | None
    force: bool | None
    isolation_mode: IsolationMode | None
    new_name: str | None
    owner: str | None
    read_only: bool | None
    skip_validation: bool | None


class StorageCredentialsValidate(TypedDict, total=False):
    aws_iam_role: AwsIamRoleRequest | None
    azure_managed_identity: AzureManagedIdentityRequest | None
    azure_service_principal: AzureServicePrincipal | None
    cloudflare_api_token: CloudflareApiToken | None
    databricks_gcp_service_account: DatabricksGcpServiceAccountRequest | None
    external_location_name: str | None
    read_only: bool | None
    storage_credential_name: str | None
    url: str | None


class SystemSchemasDisable(TypedDict, total=False):
    metastore_id: str | None
    schema_name: str | None


class SystemSchemasEnable(TypedDict, total=False):
    metastore_id: str | None
    schema_name: str | None
    catalog_name: str | None


class SystemSchemasList(TypedDict, total=False):
    metastore_id: str | None
    max_results: Int64 | None
    page_token: str | None


class TableConstraintsCreate(TypedDict, total=False):
    constraint: TableConstraint | None
    full_name_arg: str | None


class TableConstraintsDelete(TypedDict, total=False):
    full_name: str | None
    cascade: bool | None
    constraint_name: str | None


class TablesCreate(TypedDict, total=False):
    catalog_name: str | None
    columns: list[ColumnInfo] | None
    data_source_format: DataSourceFormat | None
    name: str | None
    properties: dict[str, str] | None
    schema_name: str | None
    storage_location: str | None
    table_type: TableType | None


class TablesDelete(TypedDict, total=False):
    full_name: str | None


class TablesExists(TypedDict, total=False):
    full_name: str | None


class TablesGet(TypedDict, total=False):
    full_name: str | None
    include_browse: bool | None
    include_delta_metadata: bool | None
    include_manifest_capabilities: bool | None


class TablesList(TypedDict, total=False):
    catalog_name: str | None
    include_browse: bool | None
    include_manifest_capabilities: bool | None
    max_results: Int64 | None
    omit_columns: bool | None
    omit_properties: bool | None
    omit_username: bool | None
    page_token: str | None
    schema_name: str | None


class TablesListSummaries(TypedDict, total=False):
    catalog_name: str | None
    include_manifest_capabilities: bool | None
    max_results: Int64 | None
    page_token: str | None
    schema_name_pattern: str | None
    table_name_pattern: str | None


class TablesUpdate(TypedDict, total=False):
    full_name: str | None
    owner: str | None


class TemporaryPathCredentialsGenerateTemporaryPathCredentials(TypedDict, total=False):
    dry_run: bool | None
    operation: PathOperation | None
    url: str | None


class TemporaryTableCredentialsGenerateTemporaryTableCredentials(TypedDict, total=False):
    operation: TableOperation | None
    table_id: str | None


class TemporaryVolumeCredentialsGenerateTemporaryVolumeCredentials(TypedDict, total=False):
    operation: VolumeOperation | None
    volume_id: str | None


class VolumesCreate(TypedDict, total=False):
    catalog_name: str | None
    comment: str | None
    name: str | None
    schema_name: str | None
    storage_location: str | None
    volume_type: VolumeType | None


class VolumesDelete(TypedDict, total=False):
    name: str | None


class VolumesList(TypedDict, total=False):
    catalog_name: str | None
    include_browse: bool | None
    max_results: Int64 | None
    page_token: str | None
    schema_name: str | None


class VolumesRead(TypedDict, total=False):
    name: str | None
    include_browse: bool | None


class VolumesUpdate(TypedDict, total=False):
    name: str | None
    comment: str | None
    new_name: str | None
    owner: str | None


class WorkspaceBindingsGet(TypedDict, total=False):
    name: str | None


class WorkspaceBindingsGetBindings(TypedDict, total=False):
    securable_type: str | None
    securable_name: str | None
    max_results: Int64 | None
    page_token: str | None


class WorkspaceBindingsUpdate(TypedDict, total=False):
    name: str | None
    assign_workspaces: list[Int64] | None
    unassign_workspaces: list[Int64] | None


class WorkspaceBindingsUpdateBindings(TypedDict, total=False):
    securable_type: str | None
    securable_name: str | None
    add: list[WorkspaceBinding] | None
    remove: list[WorkspaceBinding] | None

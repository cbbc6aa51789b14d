"""The sharing service on the wire: documents, then one request type per operation.

Generated from databricks-sdk 0.156.0 (Apache-2.0) by scripts/generate_wire.py: do not edit.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, TypedDict

from boathouse.wire import Int64
from boathouse.wire import catalog


AuthenticationType: TypeAlias = Literal[
    "DATABRICKS",
    "OAUTH_CLIENT_CREDENTIALS",
    "OIDC_FEDERATION",
    "TOKEN",
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
FunctionParameterMode: TypeAlias = Literal["IN", "INOUT", "OUT"]
FunctionParameterType: TypeAlias = Literal["COLUMN", "PARAM"]
PartitionValueOp: TypeAlias = Literal["EQUAL", "LIKE"]
Privilege: TypeAlias = Literal[
    "ACCESS",
    "ALL_PRIVILEGES",
    "APPLY_TAG",
    "CREATE",
    "CREATE_CATALOG",
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
    "MANAGE",
    "MANAGE_ALLOWLIST",
    "MODIFY",
    "READ_FILES",
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
SharedDataObjectDataObjectType: TypeAlias = Literal[
    "FEATURE_SPEC",
    "FOREIGN_TABLE",
    "FUNCTION",
    "MATERIALIZED_VIEW",
    "MODEL",
    "NOTEBOOK_FILE",
    "SCHEMA",
    "STREAMING_TABLE",
    "TABLE",
    "VIEW",
    "VOLUME",
]
SharedDataObjectHistoryDataSharingStatus: TypeAlias = Literal["DISABLED", "ENABLED"]
SharedDataObjectStatus: TypeAlias = Literal["ACTIVE", "PERMISSION_DENIED"]
SharedDataObjectUpdateAction: TypeAlias = Literal["ADD", "REMOVE", "UPDATE"]
SharedSecurableKind: TypeAlias = Literal[
    "FUNCTION_FEATURE_SPEC",
    "FUNCTION_REGISTERED_MODEL",
    "FUNCTION_STANDARD",
]


class DeltaSharingDependency(TypedDict, total=False):
    function: DeltaSharingFunctionDependency | None
    table: DeltaSharingTableDependency | None


class DeltaSharingDependencyList(TypedDict, total=False):
    dependencies: list[DeltaSharingDependency] | None


class DeltaSharingFunction(TypedDict, total=False):
    aliases: list[RegisteredModelAlias] | None
    comment: str | None
    data_type: ColumnTypeName
    dependency_list: DeltaSharingDependencyList | None
    full_data_type: str | None
    id: str | None
    input_params: FunctionParameterInfos | None
    name: str | None
    properties: str | None
    routine_definition: str | None
    schema: str | None
    securable_kind: SharedSecurableKind | None
    share: str | None
    share_id: str | None
    storage_location: str | None
    tags: list[catalog.TagKeyValue] | None


class DeltaSharingFunctionDependency(TypedDict, total=False):
    function_name: str | None
    schema_name: str | None


class DeltaSharingTableDependency(TypedDict, total=False):
    schema_name: str | None
    table_name: str | None


class FederationPolicy(TypedDict, total=False):
    comment: str | None
    create_time: str | None
    id: str | None
    name: str | None
    oidc_policy: OidcFederationPolicy | None
    update_time: str | None


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


class GetActivationUrlInfoResponse(TypedDict, total=False):
    pass


class GetRecipientSharePermissionsResponse(TypedDict, total=False):
    next_page_token: str | None
    permissions_out: list[ShareToPrivilegeAssignment] | None


class GetSharePermissionsResponse(TypedDict, total=False):
    next_page_token: str | None
    privilege_assignments: list[PrivilegeAssignment] | None


class IpAccessList(TypedDict, total=False):
    allowed_ip_addresses: list[str] | None


class ListFederationPoliciesResponse(TypedDict, total=False):
    next_page_token: str | None
    policies: list[FederationPolicy] | None


class ListProviderShareAssetsResponse(TypedDict, total=False):
    functions: list[DeltaSharingFunction] | None
    notebooks: list[NotebookFile] | None
    share: Share | None
    tables: list[Table] | None
    volumes: list[Volume] | None


class ListProviderSharesResponse(TypedDict, total=False):
    next_page_token: str | None
    shares: list[ProviderShare] | None


class ListProvidersResponse(TypedDict, total=False):
    next_page_token: str | None
    providers: list[ProviderInfo] | None


class ListRecipientsResponse(TypedDict, total=False):
    next_page_token: str | None
    recipients: list[RecipientInfo] | None


class ListSharesResponse(TypedDict, total=False):
    next_page_token: str | None
    shares: list[ShareInfo] | None


class NotebookFile(TypedDict, total=False):
    comment: str | None
    id: str | None
    name: str | None
    share: str | None
    share_id: str | None
    tags: list[catalog.TagKeyValue] | None


class OidcFederationPolicy(TypedDict, total=False):
    audiences: list[str] | None
    issuer: str | None
    subject: str | None
    subject_claim: str | None


class Partition(TypedDict, total=False):
    values: list[PartitionValue] | None


class PartitionValue(TypedDict, total=False):
    name: str | None
    op: PartitionValueOp | None
    recipient_property_key: str | None
    value: str | None


class PermissionsChange(TypedDict, total=False):
    add: list[str] | None
    principal: str | None
    remove: list[str] | None


class PrivilegeAssignment(TypedDict, total=False):
    principal: str | None
    privileges: list[Privilege] | None


class ProviderInfo(TypedDict, total=False):
    authentication_type: AuthenticationType | None
    cloud: str | None
    comment: str | None
    created_at: Int64 | None
    created_by: str | None
    data_provider_global_metastore_id: str | None
    metastore_id: str | None
    name: str | None
    owner: str | None
    recipient_profile: RecipientProfile | None
    recipient_profile_str: str | None
    region: str | None
    updated_at: Int64 | None
    updated_by: str | None


class ProviderShare(TypedDict, total=False):
    name: str | None


class RecipientInfo(TypedDict, total=False):
    activated: bool | None
    activation_url: str | None
    authentication_type: AuthenticationType | None
    cloud: str | None
    comment: str | None
    created_at: Int64 | None
    created_by: str | None
    data_recipient_global_metastore_id: str | None
    expiration_time: Int64 | None
    id: str | None
    ip_access_list: IpAccessList | None
    metastore_id: str | None
    name: str | None
    owner: str | None
    properties_kvpairs: SecurablePropertiesKvPairs | None
    region: str | None
    sharing_code: str | None
    tokens: list[RecipientTokenInfo] | None
    updated_at: Int64 | None
    updated_by: str | None


class RecipientProfile(TypedDict, total=False):
    bearer_token: str | None
    endpoint: str | None
    share_credentials_version: Int64 | None


class RecipientTokenInfo(TypedDict, total=False):
    activation_url: str | None
    created_at: Int64 | None
    created_by: str | None
    expiration_time: Int64 | None
    id: str | None
    updated_at: Int64 | None
    updated_by: str | None


class RegisteredModelAlias(TypedDict, total=False):
    alias_name: str | None
    version_num: Int64 | None


class RetrieveTokenResponse(TypedDict, total=False):
    bearerToken: str | None
    endpoint: str | None
    expirationTime: str | None
    shareCredentialsVersion: Int64 | None


class SecurablePropertiesKvPairs(TypedDict, total=False):
    properties: dict[str, str] | None


class Share(TypedDict, total=False):
    id: str | None
    name: str | None


class ShareInfo(TypedDict, total=False):
    comment: str | None
    created_at: Int64 | None
    created_by: str | None
    name: str | None
    objects: list[SharedDataObject] | None
    owner: str | None
    storage_location: str | None
    storage_root: str | None
    updated_at: Int64 | None
    updated_by: str | None


class ShareToPrivilegeAssignment(TypedDict, total=False):
    privilege_assignments: list[PrivilegeAssignment] | None
    share_name: str | None


class SharedDataObject(TypedDict, total=False):
    added_at: Int64 | None
    added_by: str | None
    cdf_enabled: bool | None
    comment: str | None
    content: str | None
    data_object_type: SharedDataObjectDataObjectType | None
    history_data_sharing_status: SharedDataObjectHistoryDataSharingStatus | None
    name: str | None
    partitions: list[Partition] | None
    shared_as: str | None
    start_version: Int64 | None
    status: SharedDataObjectStatus | None
    string_shared_as: str | None


class SharedDataObjectUpdate(TypedDict, total=False):
    action: SharedDataObjectUpdateAction | None
    data_object: SharedDataObject | None


class Table(TypedDict, total=False):
    comment: str | None
    id: str | None
    materialization_namespace: str | None
    materialized_table_name: str | None
    name: str | None
    schema: str | None
    share: str | None
    share_id: str | None
    tags: list[catalog.TagKeyValue] | None


class UpdateSharePermissionsResponse(TypedDict, total=False):
    privilege_assignments: list[PrivilegeAssignment] | None


class Volume(TypedDict, total=False):
    comment: str | None
    id: str | None
    name: str | None
    schema: str | None
    share: str | None
    share_id: str | None
    tags: list[catalog.TagKeyValue] | None


class ProvidersCreate(TypedDict, total=False):
    authentication_type: AuthenticationType | None
    comment: str | None
    name: str | None
    recipient_profile_str: str | None


class ProvidersDelete(TypedDict, total=False):
    name: str | None


class ProvidersGet(TypedDict, total=False):
    name: str | None


class ProvidersList(TypedDict, total=False):
    data_provider_global_metastore_id: str | None
    max_results: Int64 | None
    page_token: str | None


class ProvidersListProviderShareAssets(TypedDict, total=False):
    provider_name: str | None
    share_name: str | None
    function_max_results: Int64 | None
    notebook_max_results: Int64 | None
    table_max_results: Int64 | None
    volume_max_results: Int64 | None


class ProvidersListShares(TypedDict, total=False):
    name: str | None
    max_results: Int64 | None
    page_token: str | None


class ProvidersUpdate(TypedDict, total=False):
    name: str | None
    comment: str | None
    new_name: str | None
    owner: str | None
    recipient_profile_str: str | None


class RecipientActivationGetActivationUrlInfo(TypedDict, total=False):
    activation_url: str | None


class RecipientActivationRetrieveToken(TypedDict, total=False):
    activation_url: str | None


class RecipientFederationPoliciesCreate(TypedDict, total=False):
    recipient_name: str | None
    policy: FederationPolicy | None


class RecipientFederationPoliciesDelete(TypedDict, total=False):
    recipient_name: str | None
    name: str | None


class RecipientFederationPoliciesGetFederationPolicy(TypedDict, total=False):
    recipient_name: str | None
    name: str | None


class RecipientFederationPoliciesList(TypedDict, total=False):
    recipient_name: str | None
    max_results: Int64 | None
    page_token: str | None


class RecipientsCreate(TypedDict, total=False):
    authentication_type: AuthenticationType | None
    comment: str | None
    data_recipient_global_metastore_id: str | None
    expiration_time: Int64 | None
    id: str | None
    ip_access_list: IpAccessList | None
    name: str | None
    owner: str | None
    properties_kvpairs: SecurablePropertiesKvPairs | None
    sharing_code: str | None


class RecipientsDelete(TypedDict, total=False):
    name: str | None


class RecipientsGet(TypedDict, total=False):
    name: str | None


class RecipientsList(TypedDict, total=False):
    data_recipient_global_metastore_id: str | None
    max_results: Int64 | None
    page_token: str | None


class RecipientsRotateToken(TypedDict, total=False):
    name: str | None
    existing_token_expire_in_seconds: Int64 | None


class RecipientsSharePermissions(TypedDict, total=False):
    name: str | None
    max_results: Int64 | None
    page_token: str | None


class RecipientsUpdate(TypedDict, total=False):
    name: str | None
    comment: str | None
    expiration_time: Int64 | None
    id: str | None
    ip_access_list: IpAccessList | None
    new_name: str | None
    owner: str | None
    properties_kvpairs: SecurablePropertiesKvPairs | None


class SharesCreate(TypedDict, total=False):
    comment: str | None
    name: str | None
    storage_root: str | None


class SharesDelete(TypedDict, total=False):
    name: str | None


class SharesGet(TypedDict, total=False):
    name: str | None
    include_shared_data: bool | None


class SharesListShares(TypedDict, total=False):
    max_results: Int64 | None
    page_token: str | None


class SharesSharePermissions(TypedDict, total=False):
    name: str | None
    max_results: Int64 | None
    page_token: str | None


class SharesUpdate(TypedDict, total=False):
    name: str | None
    comment: str | None
    new_name: str | None
    owner: str | None
    storage_root: str | None
    updates: list[SharedDataObjectUpdate] | None


class SharesUpdatePermissions(TypedDict, total=False):
    name: str | None
    changes: list[PermissionsChange] | None
    omit_permissions_list: bool | None

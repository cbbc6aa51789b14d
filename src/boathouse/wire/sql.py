"""The sql service on the wire: documents, then one request type per operation.

Generated from databricks-sdk 0.156.0 (Apache-2.0) by scripts/generate_wire.py: do not edit.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, TypedDict

from boathouse.wire import Int64


Aggregation: TypeAlias = Literal[
    "AVG",
    "COUNT",
    "COUNT_DISTINCT",
    "MAX",
    "MEDIAN",
    "MIN",
    "STDDEV",
    "SUM",
]
AlertEvaluationState: TypeAlias = Literal["ERROR", "OK", "TRIGGERED", "UNKNOWN"]
AlertLifecycleState: TypeAlias = Literal["ACTIVE", "DELETED"]
AlertOperator: TypeAlias = Literal[
    "EQUAL",
    "GREATER_THAN",
    "GREATER_THAN_OR_EQUAL",
    "IS_NULL",
    "LESS_THAN",
    "LESS_THAN_OR_EQUAL",
    "NOT_EQUAL",
]
AlertOptionsEmptyResultState: TypeAlias = Literal["ok", "triggered", "unknown"]
AlertState: TypeAlias = Literal["OK", "TRIGGERED", "UNKNOWN"]
ChannelName: TypeAlias = Literal[
    "CHANNEL_NAME_CURRENT",
    "CHANNEL_NAME_CUSTOM",
    "CHANNEL_NAME_PREVIEW",
    "CHANNEL_NAME_PREVIOUS",
]
ColumnInfoTypeName: TypeAlias = Literal[
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
    "TIMESTAMP",
    "USER_DEFINED_TYPE",
]
ComparisonOperator: TypeAlias = Literal[
    "EQUAL",
    "GREATER_THAN",
    "GREATER_THAN_OR_EQUAL",
    "IS_NOT_NULL",
    "IS_NULL",
    "LESS_THAN",
    "LESS_THAN_OR_EQUAL",
    "NOT_EQUAL",
]
CreateWarehouseRequestWarehouseType: TypeAlias = Literal[
    "CLASSIC",
    "PRO",
    "REALTIME",
    "TYPE_UNSPECIFIED",
]
CustomTemplateFormat: TypeAlias = Literal["HTML", "MARKDOWN"]
DatePrecision: TypeAlias = Literal["DAY_PRECISION", "MINUTE_PRECISION", "SECOND_PRECISION"]
DateRangeValueDynamicDateRange: TypeAlias = Literal[
    "LAST_12_MONTHS",
    "LAST_14_DAYS",
    "LAST_24_HOURS",
    "LAST_30_DAYS",
    "LAST_60_DAYS",
    "LAST_7_DAYS",
    "LAST_8_HOURS",
    "LAST_90_DAYS",
    "LAST_HOUR",
    "LAST_MONTH",
    "LAST_WEEK",
    "LAST_YEAR",
    "THIS_MONTH",
    "THIS_WEEK",
    "THIS_YEAR",
    "TODAY",
    "YESTERDAY",
]
DateValueDynamicDate: TypeAlias = Literal["NOW", "YESTERDAY"]
DefaultWarehouseOverrideType: TypeAlias = Literal["CUSTOM", "LAST_SELECTED"]
Disposition: TypeAlias = Literal["EXTERNAL_LINKS", "INLINE"]
EditWarehouseRequestWarehouseType: TypeAlias = Literal[
    "CLASSIC",
    "PRO",
    "REALTIME",
    "TYPE_UNSPECIFIED",
]
EndpointInfoWarehouseType: TypeAlias = Literal["CLASSIC", "PRO", "REALTIME", "TYPE_UNSPECIFIED"]
ExecuteStatementRequestOnWaitTimeout: TypeAlias = Literal["CANCEL", "CONTINUE"]
Format: TypeAlias = Literal["ARROW_STREAM", "CSV", "JSON_ARRAY"]
GetWarehouseResponseWarehouseType: TypeAlias = Literal[
    "CLASSIC",
    "PRO",
    "REALTIME",
    "TYPE_UNSPECIFIED",
]
GetWorkspaceWarehouseConfigResponseSecurityPolicy: TypeAlias = Literal[
    "DATA_ACCESS_CONTROL",
    "NONE",
    "PASSTHROUGH",
]
LegacyAlertState: TypeAlias = Literal["ok", "triggered", "unknown"]
LifecycleState: TypeAlias = Literal["ACTIVE", "TRASHED"]
ListOrder: TypeAlias = Literal["created_at", "name"]
ObjectType: TypeAlias = Literal["alert", "dashboard", "data_source", "query"]
ObjectTypePlural: TypeAlias = Literal["alerts", "dashboards", "data_sources", "queries"]
OwnableObjectType: TypeAlias = Literal["alert", "dashboard", "query"]
ParameterType: TypeAlias = Literal["datetime", "enum", "number", "query", "text"]
PermissionLevel: TypeAlias = Literal["CAN_EDIT", "CAN_MANAGE", "CAN_RUN", "CAN_VIEW"]
PlansState: TypeAlias = Literal[
    "EMPTY",
    "EXISTS",
    "IGNORED_LARGE_PLANS_SIZE",
    "IGNORED_SMALL_DURATION",
    "IGNORED_SPARK_PLAN_TYPE",
    "UNKNOWN",
]
QueryStatementType: TypeAlias = Literal[
    "ALTER",
    "ANALYZE",
    "COPY",
    "CREATE",
    "DELETE",
    "DESCRIBE",
    "DROP",
    "EXPLAIN",
    "GRANT",
    "INSERT",
    "MERGE",
    "OPTIMIZE",
    "OTHER",
    "REFRESH",
    "REPLACE",
    "REVOKE",
    "SELECT",
    "SET",
    "SHOW",
    "TRUNCATE",
    "UPDATE",
    "USE",
]
QueryStatus: TypeAlias = Literal[
    "CANCELED",
    "COMPILED",
    "COMPILING",
    "FAILED",
    "FINISHED",
    "QUEUED",
    "RUNNING",
    "STARTED",
]
RunAsMode: TypeAlias = Literal["OWNER", "VIEWER"]
RunAsRole: TypeAlias = Literal["owner", "viewer"]
SchedulePauseStatus: TypeAlias = Literal["PAUSED", "UNPAUSED"]
ServiceErrorCode: TypeAlias = Literal[
    "ABORTED",
    "ALREADY_EXISTS",
    "BAD_REQUEST",
    "CANCELLED",
    "DEADLINE_EXCEEDED",
    "INTERNAL_ERROR",
    "IO_ERROR",
    "NOT_FOUND",
    "RESOURCE_EXHAUSTED",
    "SERVICE_UNDER_MAINTENANCE",
    "TEMPORARILY_UNAVAILABLE",
    "UNAUTHENTICATED",
    "UNKNOWN",
    "WORKSPACE_TEMPORARILY_UNAVAILABLE",
]
SetWorkspaceWarehouseConfigRequestSecurityPolicy: TypeAlias = Literal[
    "DATA_ACCESS_CONTROL",
    "NONE",
    "PASSTHROUGH",
]
SpotInstancePolicy: TypeAlias = Literal[
    "COST_OPTIMIZED",
    "POLICY_UNSPECIFIED",
    "RELIABILITY_OPTIMIZED",
]
State: TypeAlias = Literal["DELETED", "DELETING", "RUNNING", "STARTING", "STOPPED", "STOPPING"]
StatementState: TypeAlias = Literal[
    "CANCELED",
    "CLOSED",
    "FAILED",
    "PENDING",
    "RUNNING",
    "SUCCEEDED",
]
Status: TypeAlias = Literal["DEGRADED", "FAILED", "HEALTHY"]
SuccessMessage: TypeAlias = Literal["Success"]
TerminationReasonCode: TypeAlias = Literal[
    "ABUSE_DETECTED",
    "ACCESS_TOKEN_FAILURE",
    "ALLOCATION_TIMEOUT",
    "ALLOCATION_TIMEOUT_NODE_DAEMON_NOT_READY",
    "ALLOCATION_TIMEOUT_NO_HEALTHY_AND_WARMED_UP_CLUSTERS",
    "ALLOCATION_TIMEOUT_NO_HEALTHY_CLUSTERS",
    "ALLOCATION_TIMEOUT_NO_MATCHED_CLUSTERS",
    "ALLOCATION_TIMEOUT_NO_READY_CLUSTERS",
    "ALLOCATION_TIMEOUT_NO_UNALLOCATED_CLUSTERS",
    "ALLOCATION_TIMEOUT_NO_WARMED_UP_CLUSTERS",
    "ATTACH_PROJECT_FAILURE",
    "AWS_AUTHORIZATION_FAILURE",
    "AWS_INACCESSIBLE_KMS_KEY_FAILURE",
    "AWS_INSTANCE_PROFILE_UPDATE_FAILURE",
    "AWS_INSUFFICIENT_FREE_ADDRESSES_IN_SUBNET_FAILURE",
    "AWS_INSUFFICIENT_INSTANCE_CAPACITY_FAILURE",
    "AWS_INVALID_KEY_PAIR",
    "AWS_INVALID_KMS_KEY_STATE",
    "AWS_MAX_SPOT_INSTANCE_COUNT_EXCEEDED_FAILURE",
    "AWS_REQUEST_LIMIT_EXCEEDED",
    "AWS_RESOURCE_QUOTA_EXCEEDED",
    "AWS_UNSUPPORTED_FAILURE",
    "AZURE_BYOK_KEY_PERMISSION_FAILURE",
    "AZURE_EPHEMERAL_DISK_FAILURE",
    "AZURE_INVALID_DEPLOYMENT_TEMPLATE",
    "AZURE_OPERATION_NOT_ALLOWED_EXCEPTION",
    "AZURE_PACKED_DEPLOYMENT_PARTIAL_FAILURE",
    "AZURE_QUOTA_EXCEEDED_EXCEPTION",
    "AZURE_RESOURCE_MANAGER_THROTTLING",
    "AZURE_RESOURCE_PROVIDER_THROTTLING",
    "AZURE_UNEXPECTED_DEPLOYMENT_TEMPLATE_FAILURE",
    "AZURE_VM_EXTENSION_FAILURE",
    "AZURE_VNET_CONFIGURATION_FAILURE",
    "BOOTSTRAP_TIMEOUT",
    "BOOTSTRAP_TIMEOUT_CLOUD_PROVIDER_EXCEPTION",
    "BOOTSTRAP_TIMEOUT_DUE_TO_MISCONFIG",
    "BUDGET_POLICY_LIMIT_ENFORCEMENT_ACTIVATED",
    "BUDGET_POLICY_RESOLUTION_FAILURE",
    "CLOUD_ACCOUNT_POD_QUOTA_EXCEEDED",
    "CLOUD_ACCOUNT_SETUP_FAILURE",
    "CLOUD_OPERATION_CANCELLED",
    "CLOUD_PROVIDER_DISK_SETUP_FAILURE",
    "CLOUD_PROVIDER_INSTANCE_NOT_LAUNCHED",
    "CLOUD_PROVIDER_LAUNCH_FAILURE",
    "CLOUD_PROVIDER_LAUNCH_FAILURE_DUE_TO_MISCONFIG",
    "CLOUD_PROVIDER_RESOURCE_STOCKOUT",
    "CLOUD_PROVIDER_RESOURCE_STOCKOUT_DUE_TO_MISCONFIG",
    "CLOUD_PROVIDER_SHUTDOWN",
    "CLUSTER_OPERATION_THROTTLED",
    "CLUSTER_OPERATION_TIMEOUT",
    "COMMUNICATION_LOST",
    "CONTAINER_LAUNCH_FAILURE",
    "CONTROL_PLANE_CONNECTION_FAILURE",
    "CONTROL_PLANE_CONNECTION_FAILURE_DUE_TO_MISCONFIG",
    "CONTROL_PLANE_REQUEST_FAILURE",
    "CONTROL_PLANE_REQUEST_FAILURE_DUE_TO_MISCONFIG",
    "DATABASE_CONNECTION_FAILURE",
    "DATA_ACCESS_CONFIG_CHANGED",
    "DBFS_COMPONENT_UNHEALTHY",
    "DBR_IMAGE_RESOLUTION_FAILURE",
    "DISASTER_RECOVERY_REPLICATION",
    "DNS_RESOLUTION_ERROR",
    "DOCKER_CONTAINER_CREATION_EXCEPTION",
    "DOCKER_IMAGE_PULL_FAILURE",
    "DOCKER_IMAGE_TOO_LARGE_FOR_INSTANCE_EXCEPTION",
    "DOCKER_INVALID_OS_EXCEPTION",
    "DRIVER_EVICTION",
    "DRIVER_LAUNCH_TIMEOUT",
    "DRIVER_NODE_UNREACHABLE",
    "DRIVER_OUT_OF_DISK",
    "DRIVER_OUT_OF_MEMORY",
    "DRIVER_POD_CREATION_FAILURE",
    "DRIVER_UNEXPECTED_FAILURE",
    "DRIVER_UNHEALTHY",
    "DRIVER_UNREACHABLE",
    "DRIVER_UNRESPONSIVE",
    "DYNAMIC_SPARK_CONF_SIZE_EXCEEDED",
    "EOS_SPARK_IMAGE",
    "EXECUTION_COMPONENT_UNHEALTHY",
    "EXECUTOR_POD_UNSCHEDULED",
    "GCP_API_RATE_QUOTA_EXCEEDED",
    "GCP_DENIED_BY_ORG_POLICY",
    "GCP_FORBIDDEN",
    "GCP_IAM_TIMEOUT",
    "GCP_INACCESSIBLE_KMS_KEY_FAILURE",
    "GCP_INSUFFICIENT_CAPACITY",
    "GCP_IP_SPACE_EXHAUSTED",
    "GCP_KMS_KEY_PERMISSION_DENIED",
    "GCP_NOT_FOUND",
    "GCP_QUOTA_EXCEEDED",
    "GCP_RESOURCE_QUOTA_EXCEEDED",
    "GCP_SERVICE_ACCOUNT_ACCESS_DENIED",
    "GCP_SERVICE_ACCOUNT_DELETED",
    "GCP_SERVICE_ACCOUNT_NOT_FOUND",
    "GCP_SUBNET_NOT_READY",
    "GCP_TRUSTED_IMAGE_PROJECTS_VIOLATED",
    "GKE_BASED_CLUSTER_TERMINATION",
    "GLOBAL_INIT_SCRIPT_FAILURE",
    "HIVEMETASTORE_CONNECTIVITY_FAILURE",
    "HIVE_METASTORE_PROVISIONING_FAILURE",
    "IMAGE_PULL_PERMISSION_DENIED",
    "INACTIVITY",
    "INIT_CONTAINER_NOT_FINISHED",
    "INIT_SCRIPT_FAILURE",
    "INSTANCE_POOL_CLUSTER_FAILURE",
    "INSTANCE_POOL_MAX_CAPACITY_REACHED",
    "INSTANCE_POOL_NOT_FOUND",
    "INSTANCE_UNREACHABLE",
    "INSTANCE_UNREACHABLE_DUE_TO_MISCONFIG",
    "INTERNAL_CAPACITY_FAILURE",
    "INTERNAL_ERROR",
    "INVALID_ARGUMENT",
    "INVALID_AWS_PARAMETER",
    "INVALID_INSTANCE_PLACEMENT_PROTOCOL",
    "INVALID_SPARK_IMAGE",
    "INVALID_WORKER_IMAGE_FAILURE",
    "IN_PENALTY_BOX",
    "IP_EXHAUSTION_FAILURE",
    "JOB_FINISHED",
    "K8S_ACTIVE_POD_QUOTA_EXCEEDED",
    "K8S_AUTOSCALING_FAILURE",
    "K8S_DBR_CLUSTER_LAUNCH_TIMEOUT",
    "LAZY_ALLOCATION_TIMEOUT",
    "MAINTENANCE_MODE",
    "METASTORE_COMPONENT_UNHEALTHY",
    "MTLS_PORT_CONNECTIVITY_FAILURE",
    "NEPHOS_RESOURCE_MANAGEMENT",
    "NETVISOR_SETUP_TIMEOUT",
    "NETWORK_CHECK_CONTROL_PLANE_FAILURE",
    "NETWORK_CHECK_CONTROL_PLANE_FAILURE_DUE_TO_MISCONFIG",
    "NETWORK_CHECK_DNS_SERVER_FAILURE",
    "NETWORK_CHECK_DNS_SERVER_FAILURE_DUE_TO_MISCONFIG",
    "NETWORK_CHECK_METADATA_ENDPOINT_FAILURE",
    "NETWORK_CHECK_METADATA_ENDPOINT_FAILURE_DUE_TO_MISCONFIG",
    "NETWORK_CHECK_MULTIPLE_COMPONENTS_FAILURE",
    "NETWORK_CHECK_MULTIPLE_COMPONENTS_FAILURE_DUE_TO_MISCONFIG",
    "NETWORK_CHECK_NIC_FAILURE",
    "NETWORK_CHECK_NIC_FAILURE_DUE_TO_MISCONFIG",
    "NETWORK_CHECK_STORAGE_FAILURE",
    "NETWORK_CHECK_STORAGE_FAILURE_DUE_TO_MISCONFIG",
    "NETWORK_CONFIGURATION_FAILURE",
    "NFS_MOUNT_FAILURE",
    "NO_MATCHED_K8S",
    "NO_MATCHED_K8S_TESTING_TAG",
    "NPIP_TUNNEL_SETUP_FAILURE",
    "NPIP_TUNNEL_TOKEN_FAILURE",
    "POD_ASSIGNMENT_FAILURE",
    "POD_SCHEDULING_FAILURE",
    "RATE_LIMITED",
    "REQUEST_REJECTED",
    "REQUEST_THROTTLED",
    "RESOURCE_USAGE_BLOCKED",
    "SECRET_CREATION_FAILURE",
    "SECRET_PERMISSION_DENIED",
    "SECRET_RESOLUTION_ERROR",
    "SECURITY_DAEMON_REGISTRATION_EXCEPTION",
    "SELF_BOOTSTRAP_FAILURE",
    "SERVERLESS_LONG_RUNNING_TERMINATED",
    "SKIPPED_SLOW_NODES",
    "SLOW_IMAGE_DOWNLOAD",
    "SPARK_ERROR",
    "SPARK_IMAGE_DOWNLOAD_FAILURE",
    "SPARK_IMAGE_DOWNLOAD_THROTTLED",
    "SPARK_IMAGE_NOT_FOUND",
    "SPARK_STARTUP_FAILURE",
    "SPOT_INSTANCE_TERMINATION",
    "SSH_BOOTSTRAP_FAILURE",
    "STORAGE_DOWNLOAD_FAILURE",
    "STORAGE_DOWNLOAD_FAILURE_DUE_TO_MISCONFIG",
    "STORAGE_DOWNLOAD_FAILURE_SLOW",
    "STORAGE_DOWNLOAD_FAILURE_THROTTLED",
    "STS_CLIENT_SETUP_FAILURE",
    "SUBNET_EXHAUSTED_FAILURE",
    "TEMPORARILY_UNAVAILABLE",
    "TRIAL_EXPIRED",
    "UNEXPECTED_LAUNCH_FAILURE",
    "UNEXPECTED_POD_RECREATION",
    "UNKNOWN",
    "UNSUPPORTED_INSTANCE_TYPE",
    "UPDATE_INSTANCE_PROFILE_FAILURE",
    "USAGE_POLICY_ENTITLEMENT_DENIED",
    "USER_INITIATED_VM_TERMINATION",
    "USER_REQUEST",
    "WORKER_SETUP_FAILURE",
    "WORKSPACE_CANCELLED_ERROR",
    "WORKSPACE_CONFIGURATION_ERROR",
    "WORKSPACE_UPDATE",
]
TerminationReasonType: TypeAlias = Literal[
    "CLIENT_ERROR",
    "CLOUD_FAILURE",
    "SERVICE_FAULT",
    "SUCCESS",
]
WarehousePermissionLevel: TypeAlias = Literal[
    "CAN_MANAGE",
    "CAN_MONITOR",
    "CAN_USE",
    "CAN_VIEW",
    "IS_OWNER",
]
WarehouseTypePairWarehouseType: TypeAlias = Literal[
    "CLASSIC",
    "PRO",
    "REALTIME",
    "TYPE_UNSPECIFIED",
]


class AccessControl(TypedDict, total=False):
    group_name: str | None
    permission_level: PermissionLevel | None
    user_name: str | None


class Alert(TypedDict, total=False):
    condition: AlertCondition | None
    create_time: str | None
    custom_body: str | None
    custom_subject: str | None
    display_name: str | None
    id: str | None
    lifecycle_state: LifecycleState | None
    notify_on_ok: bool | None
    owner_user_name: str | None
    parent_path: str | None
    query_id: str | None
    seconds_to_retrigger: Int64 | None
    state: AlertState | None
    trigger_time: str | None
    update_time: str | None


class AlertCondition(TypedDict, total=False):
    empty_result_state: AlertState | None
    op: AlertOperator | None
    operand: AlertConditionOperand | None
    threshold: AlertConditionThreshold | None


class AlertConditionOperand(TypedDict, total=False):
    column: AlertOperandColumn | None


class AlertConditionThreshold(TypedDict, total=False):
    value: AlertOperandValue | None


class AlertOperandColumn(TypedDict, total=False):
    name: str | None


class AlertOperandValue(TypedDict, total=False):
    bool_value: bool | None
    double_value: float | None
    string_value: str | None


class AlertOptions(TypedDict, total=False):
    column: str | None
    custom_body: str | None
    custom_subject: str | None
    empty_result_state: AlertOptionsEmptyResultState | None
    muted: bool | None
    op: str | None
    value: Any | None


class AlertQuery(TypedDict, total=False):
    created_at: str | None
    data_source_id: str | None
    description: str | None
    id: str | None
    is_archived: bool | None
    is_draft: bool | None
    is_safe: bool | None
    name: str | None
    options: QueryOptions | None
    query: str | None
    tags: list[str] | None
    updated_at: str | None
    user_id: Int64 | None


class AlertStatementParameter(TypedDict, total=False):
    name: str | None
    type: str | None
    value: str | None


class AlertV2(TypedDict, total=False):
    create_time: str | None
    custom_description: str | None
    custom_summary: str | None
    custom_template_format: CustomTemplateFormat | None
    display_name: str | None
    effective_run_as: AlertV2RunAs | None
    evaluation: AlertV2Evaluation | None
    id: str | None
    lifecycle_state: AlertLifecycleState | None
    owner_user_name: str | None
    parameters: list[AlertStatementParameter] | None
    parent_path: str | None
    query_text: str | None
    run_as: AlertV2RunAs | None
    run_as_user_name: str | None
    schedule: CronSchedule | None
    update_time: str | None
    warehouse_id: str | None


class AlertV2Evaluation(TypedDict, total=False):
    comparison_operator: ComparisonOperator | None
    empty_result_state: AlertEvaluationState | None
    last_evaluated_at: str | None
    notification: AlertV2Notification | None
    source: AlertV2OperandColumn | None
    state: AlertEvaluationState | None
    threshold: AlertV2Operand | None


class AlertV2Notification(TypedDict, total=False):
    notify_on_ok: bool | None
    retrigger_seconds: Int64 | None
    subscriptions: list[AlertV2Subscription] | None


class AlertV2Operand(TypedDict, total=False):
    column: AlertV2OperandColumn | None
    value: AlertV2OperandValue | None


class AlertV2OperandColumn(TypedDict, total=False):
    aggregation: Aggregation | None
    display: str | None
    name: str | None


class AlertV2OperandValue(TypedDict, total=False):
    bool_value: bool | None
    double_value: float | None
    string_value: str | None


class AlertV2RunAs(TypedDict, total=False):
    service_principal_name: str | None
    user_name: str | None


class AlertV2Subscription(TypedDict, total=False):
    destination_id: str | None
    user_email: str | None


class BaseChunkInfo(TypedDict, total=False):
    byte_count: Int64 | None
    chunk_index: Int64 | None
    row_count: Int64 | None
    row_offset: Int64 | None


class Channel(TypedDict, total=False):
    dbsql_version: str | None
    name: ChannelName | None


class ChannelInfo(TypedDict, total=False):
    dbsql_version: str | None
    name: ChannelName | None


class ClientConfig(TypedDict, total=False):
    allow_custom_js_visualizations: bool | None
    allow_downloads: bool | None
    allow_external_shares: bool | None
    allow_subscriptions: bool | None
    date_format: str | None
    date_time_format: str | None
    disable_publish: bool | None
    enable_legacy_autodetect_types: bool | None
    feature_show_permissions_control: bool | None
    hide_plotly_mode_bar: bool | None


class ColumnInfo(TypedDict, total=False):
    name: str | None
    position: Int64 | None
    type_interval_type: str | None
    type_name: ColumnInfoTypeName
    type_precision: Int64 | None
    type_scale: Int64 | None
    type_text: str | None


class CreateAlertRequestAlert(TypedDict, total=False):
    condition: AlertCondition | None
    custom_body: str | None
    custom_subject: str | None
    display_name: str | None
    notify_on_ok: bool | None
    parent_path: str | None
    query_id: str | None
    seconds_to_retrigger: Int64 | None


CreateQueryRequestQuery = TypedDict(
    "CreateQueryRequestQuery",
    {
        "apply_auto_limit": "bool | None",
        "catalog": "str | None",
        "description": "str | None",
        "display_name": "str | None",
        "parameters": "list[QueryParameter] | None",
        "parent_path": "str | None",
        "query_text": "str | None",
        "run_as_mode": "RunAsMode | None",
        "schema": "str | None",
        "tags": "list[str] | None",
        "warehouse_id": "str | None",
    },
    total=False,
)


class CreateVisualizationRequestVisualization(TypedDict, total=False):
    display_name: str | None
    query_id: str | None
    serialized_options: str | None
    serialized_query_plan: str | None
    type: str | None


class CreateWarehouseResponse(TypedDict, total=False):
    id: str | None


class CronSchedule(TypedDict, total=False):
    pause_status: SchedulePauseStatus | None
    quartz_cron_schedule: str | None
    timezone_id: str | None


class Dashboard(TypedDict, total=False):
    can_edit: bool | None
    created_at: str | None
    dashboard_filters_enabled: bool | None
    id: str | None
    is_archived: bool | None
    is_draft: bool | None
    is_favorite: bool | None
    name: str | None
    options: DashboardOptions | None
    parent: str | None
    permission_tier: PermissionLevel | None
    slug: str | None
    tags: list[str] | None
    updated_at: str | None
    user: User | None
    user_id: Int64 | None
    widgets: list[Widget] | None


class DashboardOptions(TypedDict, total=False):
    moved_to_trash_at: str | None


class DataSource(TypedDict, total=False):
    id: str | None
    name: str | None
    pause_reason: str | None
    paused: Int64 | None
    supports_auto_limit: bool | None
    syntax: str | None
    type: str | None
    view_only: bool | None
    warehouse_id: str | None


class DateRange(TypedDict, total=False):
    end: str | None
    start: str | None


class DateRangeValue(TypedDict, total=False):
    date_range_value: DateRange | None
    dynamic_date_range_value: DateRangeValueDynamicDateRange | None
    precision: DatePrecision | None
    start_day_of_week: Int64 | None


class DateValue(TypedDict, total=False):
    date_value: str | None
    dynamic_date_value: DateValueDynamicDate | None
    precision: DatePrecision | None


class DefaultWarehouseOverride(TypedDict, total=False):
    default_warehouse_override_id: str | None
    name: str | None
    type: DefaultWarehouseOverrideType | None
    warehouse_id: str | None


class DeleteResponse(TypedDict, total=False):
    pass


class DeleteWarehouseResponse(TypedDict, total=False):
    pass


class EditWarehouseResponse(TypedDict, total=False):
    pass


class Empty(TypedDict, total=False):
    pass


class EndpointConfPair(TypedDict, total=False):
    key: str | None
    value: str | None


class EndpointHealth(TypedDict, total=False):
    details: str | None
    failure_reason: TerminationReason | None
    message: str | None
    status: Status | None
    summary: str | None


class EndpointInfo(TypedDict, total=False):
    auto_stop_mins: Int64 | None
    channel: Channel | None
    cluster_size: str | None
    creator_name: str | None
    customer_version_label: str | None
    enable_photon: bool | None
    enable_serverless_compute: bool | None
    health: EndpointHealth | None
    id: str | None
    instance_profile_arn: str | None
    jdbc_url: str | None
    max_dbu: Int64 | None
    max_num_clusters: Int64 | None
    min_num_clusters: Int64 | None
    name: str | None
    num_active_sessions: Int64 | None
    num_clusters: Int64 | None
    odbc_params: OdbcParams | None
    reyden_cluster_size_multiplier: float | None
    spot_instance_policy: SpotInstancePolicy | None
    state: State | None
    statement_timeout: Int64 | None
    tags: EndpointTags | None
    warehouse_type: EndpointInfoWarehouseType | None


class EndpointTagPair(TypedDict, total=False):
    key: str | None
    value: str | None


class EndpointTags(TypedDict, total=False):
    custom_tags: list[EndpointTagPair] | None


class EnumValue(TypedDict, total=False):
    enum_options: str | None
    multi_values_options: MultiValuesOptions | None
    values: list[str] | None


class ExternalLink(TypedDict, total=False):
    byte_count: Int64 | None
    chunk_index: Int64 | None
    expiration: str | None
    external_link: str | None
    http_headers: dict[str, str] | None
    next_chunk_index: Int64 | None
    next_chunk_internal_link: str | None
    row_count: Int64 | None
    row_offset: Int64 | None


class ExternalQuerySource(TypedDict, total=False):
    alert_id: str | None
    dashboard_id: str | None
    genie_space_id: str | None
    job_info: ExternalQuerySourceJobInfo | None
    legacy_dashboard_id: str | None
    notebook_id: str | None
    sql_query_id: str | None


class ExternalQuerySourceJobInfo(TypedDict, total=False):
    job_id: str | None
    job_run_id: str | None
    job_task_run_id: str | None


class GetResponse(TypedDict, total=False):
    access_control_list: list[AccessControl] | None
    object_id: str | None
    object_type: ObjectType | None


class GetWarehousePermissionLevelsResponse(TypedDict, total=False):
    permission_levels: list[WarehousePermissionsDescription] | None


class GetWarehouseResponse(TypedDict, total=False):
    auto_stop_mins: Int64 | None
    channel: Channel | None
    cluster_size: str | None
    creator_name: str | None
    customer_version_label: str | None
    enable_photon: bool | None
    enable_serverless_compute: bool | None
    health: EndpointHealth | None
    id: str | None
    instance_profile_arn: str | None
    jdbc_url: str | None
    max_dbu: Int64 | None
    max_num_clusters: Int64 | None
    min_num_clusters: Int64 | None
    name: str | None
    num_active_sessions: Int64 | None
    num_clusters: Int64 | None
    odbc_params: OdbcParams | None
    reyden_cluster_size_multiplier: float | None
    spot_instance_policy: SpotInstancePolicy | None
    state: State | None
    statement_timeout: Int64 | None
    tags: EndpointTags | None
    warehouse_type: GetWarehouseResponseWarehouseType | None


class GetWorkspaceWarehouseConfigResponse(TypedDict, total=False):
    channel: Channel | None
    config_param: RepeatedEndpointConfPairs | None
    data_access_config: list[EndpointConfPair] | None
    enable_serverless_compute: bool | None
    enabled_warehouse_types: list[WarehouseTypePair] | None
    global_param: RepeatedEndpointConfPairs | None
    google_service_account: str | None
    instance_profile_arn: str | None
    security_policy: GetWorkspaceWarehouseConfigResponseSecurityPolicy | None
    sql_configuration_parameters: RepeatedEndpointConfPairs | None


class LegacyAlert(TypedDict, total=False):
    created_at: str | None
    id: str | None
    last_triggered_at: str | None
    name: str | None
    options: AlertOptions | None
    parent: str | None
    query: AlertQuery | None
    rearm: Int64 | None
    state: LegacyAlertState | None
    updated_at: str | None
    user: User | None


class LegacyQuery(TypedDict, total=False):
    can_edit: bool | None
    created_at: str | None
    data_source_id: str | None
    description: str | None
    id: str | None
    is_archived: bool | None
    is_draft: bool | None
    is_favorite: bool | None
    is_safe: bool | None
    last_modified_by: User | None
    last_modified_by_id: Int64 | None
    latest_query_data_id: str | None
    name: str | None
    options: QueryOptions | None
    parent: str | None
    permission_tier: PermissionLevel | None
    query: str | None
    query_hash: str | None
    run_as_role: RunAsRole | None
    tags: list[str] | None
    updated_at: str | None
    user: User | None
    user_id: Int64 | None
    visualizations: list[LegacyVisualization] | None


class LegacyVisualization(TypedDict, total=False):
    created_at: str | None
    description: str | None
    id: str | None
    name: str | None
    options: Any | None
    query: LegacyQuery | None
    type: str | None
    updated_at: str | None


class ListAlertsResponse(TypedDict, total=False):
    next_page_token: str | None
    results: list[ListAlertsResponseAlert] | None


class ListAlertsResponseAlert(TypedDict, total=False):
    condition: AlertCondition | None
    create_time: str | None
    custom_body: str | None
    custom_subject: str | None
    display_name: str | None
    id: str | None
    lifecycle_state: LifecycleState | None
    notify_on_ok: bool | None
    owner_user_name: str | None
    query_id: str | None
    seconds_to_retrigger: Int64 | None
    state: AlertState | None
    trigger_time: str | None
    update_time: str | None


class ListAlertsV2Response(TypedDict, total=False):
    alerts: list[AlertV2] | None
    next_page_token: str | None


class ListDefaultWarehouseOverridesResponse(TypedDict, total=False):
    default_warehouse_overrides: list[DefaultWarehouseOverride] | None
    next_page_token: str | None


class ListQueriesResponse(TypedDict, total=False):
    has_next_page: bool | None
    next_page_token: str | None
    res: list[QueryInfo] | None


class ListQueryObjectsResponse(TypedDict, total=False):
    next_page_token: str | None
    results: list[ListQueryObjectsResponseQuery] | None


ListQueryObjectsResponseQuery = TypedDict(
    "ListQueryObjectsResponseQuery",
    {
        "apply_auto_limit": "bool | None",
        "catalog": "str | None",
        "create_time": "str | None",
        "description": "str | None",
        "display_name": "str | None",
        "id": "str | None",
        "last_modifier_user_name": "str | None",
        "lifecycle_state": "LifecycleState | None",
        "owner_user_name": "str | None",
        "parameters": "list[QueryParameter] | None",
        "query_text": "str | None",
        "run_as_mode": "RunAsMode | None",
        "schema": "str | None",
        "tags": "list[str] | None",
        "update_time": "str | None",
        "warehouse_id": "str | None",
    },
    total=False,
)


class ListResponse(TypedDict, total=False):
    count: Int64 | None
    page: Int64 | None
    page_size: Int64 | None
    results: list[Dashboard] | None


class ListVisualizationsForQueryResponse(TypedDict, total=False):
    next_page_token: str | None
    results: list[Visualization] | None


class ListWarehousesResponse(TypedDict, total=False):
    next_page_token: str | None
    warehouses: list[EndpointInfo] | None


class MultiValuesOptions(TypedDict, total=False):
    prefix: str | None
    separator: str | None
    suffix: str | None


class NumericValue(TypedDict, total=False):
    value: float | None


class OdbcParams(TypedDict, total=False):
    hostname: str | None
    path: str | None
    port: Int64 | None
    protocol: str | None


class Parameter(TypedDict, total=False):
    enumOptions: str | None
    multiValuesOptions: MultiValuesOptions | None
    name: str | None
    queryId: str | None
    title: str | None
    type: ParameterType | None
    value: Any | None


Query = TypedDict(
    "Query",
    {
        "apply_auto_limit": "bool | None",
        "catalog": "str | None",
        "create_time": "str | None",
        "description": "str | None",
        "display_name": "str | None",
        "id": "str | None",
        "last_modifier_user_name": "str | None",
        "lifecycle_state": "LifecycleState | None",
        "owner_user_name": "str | None",
        "parameters": "list[QueryParameter] | None",
        "parent_path": "str | None",
        "query_text": "str | None",
        "run_as_mode": "RunAsMode | None",
        "schema": "str | None",
        "tags": "list[str] | None",
        "update_time": "str | None",
        "warehouse_id": "str | None",
    },
    total=False,
)


class QueryBackedValue(TypedDict, total=False):
    multi_values_options: MultiValuesOptions | None
    query_id: str | None
    values: list[str] | None


class QueryFilter(TypedDict, total=False):
    query_start_time_range: TimeRange | None
    statement_ids: list[str] | None
    statuses: list[QueryStatus] | None
    user_ids: list[Int64] | None
    warehouse_ids: list[str] | None


class QueryInfo(TypedDict, total=False):
    cache_query_id: str | None
    channel_used: ChannelInfo | None
    client_application: str | None
    duration: Int64 | None
    endpoint_id: str | None
    error_message: str | None
    executed_as_user_id: Int64 | None
    executed_as_user_name: str | None
    execution_end_time_ms: Int64 | None
    is_final: bool | None
    lookup_key: str | None
    metrics: QueryMetrics | None
    plans_state: PlansState | None
    query_end_time_ms: Int64 | None
    query_id: str | None
    query_source: ExternalQuerySource | None
    query_start_time_ms: Int64 | None
    query_tags: list[QueryTag] | None
    query_text: str | None
    rows_produced: Int64 | None
    session_id: str | None
    spark_ui_url: str | None
    statement_type: QueryStatementType | None
    status: QueryStatus | None
    user_id: Int64 | None
    user_name: str | None
    warehouse_id: str | None


class QueryList(TypedDict, total=False):
    count: Int64 | None
    page: Int64 | None
    page_size: Int64 | None
    results: list[LegacyQuery] | None


class QueryMetrics(TypedDict, total=False):
    compilation_time_ms: Int64 | None
    execution_time_ms: Int64 | None
    network_sent_bytes: Int64 | None
    overloading_queue_start_timestamp: Int64 | None
    photon_total_time_ms: Int64 | None
    projected_remaining_task_total_time_ms: Int64 | None
    projected_remaining_wallclock_time_ms: Int64 | None
    provisioning_queue_start_timestamp: Int64 | None
    pruned_bytes: Int64 | None
    pruned_files_count: Int64 | None
    query_compilation_start_timestamp: Int64 | None
    read_bytes: Int64 | None
    read_cache_bytes: Int64 | None
    read_files_bytes: Int64 | None
    read_files_count: Int64 | None
    read_partitions_count: Int64 | None
    read_remote_bytes: Int64 | None
    remaining_task_count: Int64 | None
    result_fetch_time_ms: Int64 | None
    result_from_cache: bool | None
    rows_produced_count: Int64 | None
    rows_read_count: Int64 | None
    runnable_tasks: Int64 | None
    spill_to_disk_bytes: Int64 | None
    task_time_over_time_range: TaskTimeOverRange | None
    task_total_time_ms: Int64 | None
    total_time_ms: Int64 | None
    work_to_be_done: Int64 | None
    write_remote_bytes: Int64 | None


QueryOptions = TypedDict(
    "QueryOptions",
    {
        "catalog": "str | None",
        "moved_to_trash_at": "str | None",
        "parameters": "list[Parameter] | None",
        "schema": "str | None",
    },
    total=False,
)


class QueryParameter(TypedDict, total=False):
    date_range_value: DateRangeValue | None
    date_value: DateValue | None
    enum_value: EnumValue | None
    name: str | None
    numeric_value: NumericValue | None
    query_backed_value: QueryBackedValue | None
    text_value: TextValue | None
    title: str | None


class QueryTag(TypedDict, total=False):
    key: str | None
    value: str | None


class RepeatedEndpointConfPairs(TypedDict, total=False):
    config_pair: list[EndpointConfPair] | None
    configuration_pairs: list[EndpointConfPair] | None


class RestoreResponse(TypedDict, total=False):
    pass


class ResultData(TypedDict, total=False):
    byte_count: Int64 | None
    chunk_index: Int64 | None
    data_array: list[list[str]] | None
    external_links: list[ExternalLink] | None
    next_chunk_index: Int64 | None
    next_chunk_internal_link: str | None
    row_count: Int64 | None
    row_offset: Int64 | None


class ResultManifest(TypedDict, total=False):
    chunks: list[BaseChunkInfo] | None
    format: Format | None
    schema: ResultSchema | None
    total_byte_count: Int64 | None
    total_chunk_count: Int64 | None
    total_row_count: Int64 | None
    truncated: bool | None


class ResultSchema(TypedDict, total=False):
    column_count: Int64 | None
    columns: list[ColumnInfo] | None


class ServiceError(TypedDict, total=False):
    error_code: ServiceErrorCode | None
    message: str | None


class SetResponse(TypedDict, total=False):
    access_control_list: list[AccessControl] | None
    object_id: str | None
    object_type: ObjectType | None


class SetWorkspaceWarehouseConfigResponse(TypedDict, total=False):
    pass


class StartWarehouseResponse(TypedDict, total=False):
    pass


class StatementParameterListItem(TypedDict, total=False):
    name: str | None
    type: str | None
    value: str | None


class StatementResponse(TypedDict, total=False):
    manifest: ResultManifest | None
    result: ResultData | None
    statement_id: str | None
    status: StatementStatus | None


class StatementStatus(TypedDict, total=False):
    error: ServiceError | None
    sql_state: str | None
    state: StatementState | None


class StopWarehouseResponse(TypedDict, total=False):
    pass


class Success(TypedDict, total=False):
    message: SuccessMessage | None


class TaskTimeOverRange(TypedDict, total=False):
    entries: list[TaskTimeOverRangeEntry] | None
    interval: Int64 | None


class TaskTimeOverRangeEntry(TypedDict, total=False):
    task_completed_time_ms: Int64 | None


class TerminationReason(TypedDict, total=False):
    code: TerminationReasonCode | None
    parameters: dict[str, str] | None
    type: TerminationReasonType | None


class TextValue(TypedDict, total=False):
    value: str | None


class TimeRange(TypedDict, total=False):
    end_time_ms: Int64 | None
    start_time_ms: Int64 | None


class TransferOwnershipObjectId(TypedDict, total=False):
    new_owner: str | None


class UpdateAlertRequestAlert(TypedDict, total=False):
    condition: AlertCondition | None
    custom_body: str | None
    custom_subject: str | None
    display_name: str | None
    notify_on_ok: bool | None
    owner_user_name: str | None
    query_id: str | None
    seconds_to_retrigger: Int64 | None


UpdateQueryRequestQuery = TypedDict(
    "UpdateQueryRequestQuery",
    {
        "apply_auto_limit": "bool | None",
        "catalog": "str | None",
        "description": "str | None",
        "display_name": "str | None",
        "owner_user_name": "str | None",
        "parameters": "list[QueryParameter] | None",
        "query_text": "str | None",
        "run_as_mode": "RunAsMode | None",
        "schema": "str | None",
        "tags": "list[str] | None",
        "warehouse_id": "str | None",
    },
    total=False,
)


class UpdateResponse(TypedDict, total=False):
    pass


class UpdateVisualizationRequestVisualization(TypedDict, total=False):
    display_name: str | None
    serialized_options: str | None
    serialized_query_plan: str | None
    type: str | None


class User(TypedDict, total=False):
    email: str | None
    id: Int64 | None
    name: str | None


class Visualization(TypedDict, total=False):
    create_time: str | None
    display_name: str | None
    id: str | None
    query_id: str | None
    serialized_options: str | None
    serialized_query_plan: str | None
    type: str | None
    update_time: str | None


class WarehouseAccessControlRequest(TypedDict, total=False):
    group_name: str | None
    permission_level: WarehousePermissionLevel | None
    service_principal_name: str | None
    user_name: str | None


class WarehouseAccessControlResponse(TypedDict, total=False):
    all_permissions: list[WarehousePermission] | None
    display_name: str | None
    group_name: str | None
    service_principal_name: str | None
    user_name: str | None


class WarehousePermission(TypedDict, total=False):
    inherited: bool | None
    inherited_from_object: list[str] | None
    permission_level: WarehousePermissionLevel | None


class WarehousePermissions(TypedDict, total=False):
    access_control_list: list[WarehouseAccessControlResponse] | None
    object_id: str | None
    object_type: str | None


class WarehousePermissionsDescription(TypedDict, total=False):
    description: str | None
    permission_level: WarehousePermissionLevel | None


class WarehouseTypePair(TypedDict, total=False):
    enabled: bool | None
    warehouse_type: WarehouseTypePairWarehouseType | None


class Widget(TypedDict, total=False):
    id: str | None
    options: WidgetOptions | None
    visualization: LegacyVisualization | None
    width: Int64 | None


class WidgetOptions(TypedDict, total=False):
    created_at: str | None
    description: str | None
    isHidden: bool | None
    parameterMappings: Any | None
    position: WidgetPosition | None
    title: str | None
    updated_at: str | None


class WidgetPosition(TypedDict, total=False):
    autoHeight: bool | None
    col: Int64 | None
    row: Int64 | None
    sizeX: Int64 | None
    sizeY: Int64 | None


class AlertsCreate(TypedDict, total=False):
    alert: CreateAlertRequestAlert | None
    auto_resolve_display_name: bool | None


class AlertsDelete(TypedDict, total=False):
    id: str | None


class AlertsGet(TypedDict, total=False):
    id: str | None


class AlertsLegacyCreate(TypedDict, total=False):
    name: str | None
    options: AlertOptions | None
    parent: str | None
    query_id: str | None
    rearm: Int64 | None


class AlertsLegacyDelete(TypedDict, total=False):
    alert_id: str | None


class AlertsLegacyGet(TypedDict, total=False):
    alert_id: str | None


class AlertsLegacyList(TypedDict, total=False):
    pass


class AlertsLegacyUpdate(TypedDict, total=False):
    alert_id: str | None
    name: str | None
    options: AlertOptions | None
    query_id: str | None
    rearm: Int64 | None


class AlertsList(TypedDict, total=False):
    page_size: Int64 | None
    page_token: str | None


class AlertsUpdate(TypedDict, total=False):
    id: str | None
    alert: UpdateAlertRequestAlert | None
    auto_resolve_display_name: bool | None
    update_mask: str | None


class AlertsV2CreateAlert(TypedDict, total=False):
    alert: AlertV2 | None


class AlertsV2GetAlert(TypedDict, total=False):
    id: str | None


class AlertsV2ListAlerts(TypedDict, total=False):
    page_size: Int64 | None
    page_token: str | None


class AlertsV2TrashAlert(TypedDict, total=False):
    id: str | None
    purge: bool | None


class AlertsV2UpdateAlert(TypedDict, total=False):
    id: str | None
    update_mask: str | None
    alert: AlertV2 | None


class DashboardWidgetsCreate(TypedDict, total=False):
    dashboard_id: str | None
    options: WidgetOptions | None
    text: str | None
    visualization_id: str | None
    width: Int64 | None


class DashboardWidgetsDelete(TypedDict, total=False):
    id: str | None


class DashboardWidgetsUpdate(TypedDict, total=False):
    id: str | None
    dashboard_id: str | None
    options: WidgetOptions | None
    text: str | None
    visualization_id: str | None
    width: Int64 | None


class DashboardsDelete(TypedDict, total=False):
    dashboard_id: str | None


class DashboardsGet(TypedDict, total=False):
    dashboard_id: str | None


class DashboardsList(TypedDict, total=False):
    order: ListOrder | None
    page: Int64 | None
    page_size: Int64 | None
    q: str | None


class DashboardsRestore(TypedDict, total=False):
    dashboard_id: str | None


class DashboardsUpdate(TypedDict, total=False):
    dashboard_id: str | None
    name: str | None
    run_as_role: RunAsRole | None
    tags: list[str] | None


class DataSourcesList(TypedDict, total=False):
    pass


class DbsqlPermissionsGet(TypedDict, total=False):
    object_type: ObjectTypePlural | None
    object_id: str | None


class DbsqlPermissionsSet(TypedDict, total=False):
    object_type: ObjectTypePlural | None
    object_id: str | None
    access_control_list: list[AccessControl] | None


class DbsqlPermissionsTransferOwnership(TypedDict, total=False):
    object_type: OwnableObjectType | None
    object_id: TransferOwnershipObjectId | None
    new_owner: str | None


class QueriesCreate(TypedDict, total=False):
    auto_resolve_display_name: bool | None
    query: CreateQueryRequestQuery | None


class QueriesDelete(TypedDict, total=False):
    id: str | None


class QueriesGet(TypedDict, total=False):
    id: str | None


class QueriesLegacyCreate(TypedDict, total=False):
    data_source_id: str | None
    description: str | None
    name: str | None
    options: Any | None
    parent: str | None
    query: str | None
    run_as_role: RunAsRole | None
    tags: list[str] | None


class QueriesLegacyDelete(TypedDict, total=False):
    query_id: str | None


class QueriesLegacyGet(TypedDict, total=False):
    query_id: str | None


class QueriesLegacyList(TypedDict, total=False):
    order: str | None
    page: Int64 | None
    page_size: Int64 | None
    q: str | None


class QueriesLegacyRestore(TypedDict, total=False):
    query_id: str | None


class QueriesLegacyUpdate(TypedDict, total=False):
    query_id: str | None
    data_source_id: str | None
    description: str | None
    name: str | None
    options: Any | None
    query: str | None
    run_as_role: RunAsRole | None
    tags: list[str] | None


class QueriesList(TypedDict, total=False):
    page_size: Int64 | None
    page_token: str | None


class QueriesListVisualizations(TypedDict, total=False):
    id: str | None
    page_size: Int64 | None
    page_token: str | None


class QueriesUpdate(TypedDict, total=False):
    id: str | None
    auto_resolve_display_name: bool | None
    query: UpdateQueryRequestQuery | None
    update_mask: str | None


class QueryHistoryList(TypedDict, total=False):
    filter_by: QueryFilter | None
    include_metrics: bool | None
    max_results: Int64 | None
    page_token: str | None


class QueryVisualizationsCreate(TypedDict, total=False):
    visualization: CreateVisualizationRequestVisualization | None


class QueryVisualizationsDelete(TypedDict, total=False):
    id: str | None


class QueryVisualizationsLegacyCreate(TypedDict, total=False):
    description: str | None
    name: str | None
    options: Any | None
    query_id: str | None
    type: str | None


class QueryVisualizationsLegacyDelete(TypedDict, total=False):
    id: str | None


class QueryVisualizationsLegacyUpdate(TypedDict, total=False):
    created_at: str | None
    description: str | None
    id: str | None
    name: str | None
    options: Any | None
    query: LegacyQuery | None
    type: str | None
    updated_at: str | None


class QueryVisualizationsUpdate(TypedDict, total=False):
    id: str | None
    update_mask: str | None
    visualization: UpdateVisualizationRequestVisualization | None


class RedashConfigGetConfig(TypedDict, total=False):
    pass


class StatementExecutionCancelExecution(TypedDict, total=False):
    statement_id: str | None


StatementExecutionExecuteStatement = TypedDict(
    "StatementExecutionExecuteStatement",
    {
        "byte_limit": "Int64 | None",
        "catalog": "str | None",
        "disposition": "Disposition | None",
        "format": "Format | None",
        "on_wait_timeout": "ExecuteStatementRequestOnWaitTimeout | None",
        "parameters": "list[StatementParameterListItem] | None",
        "query_tags": "list[QueryTag] | None",
        "row_limit": "Int64 | None",
        "schema": "str | None",
        "statement": "str | None",
        "wait_timeout": "str | None",
        "warehouse_id": "str | None",
    },
    total=False,
)


class StatementExecutionGetStatement(TypedDict, total=False):
    statement_id: str | None


class StatementExecutionGetStatementResultChunkN(TypedDict, total=False):
    statement_id: str | None
    chunk_index: Int64 | None


class WarehousesCreate(TypedDict, total=False):
    auto_stop_mins: Int64 | None
    channel: Channel | None
    cluster_size: str | None
    creator_name: str | None
    customer_version_label: str | None
    enable_photon: bool | None
    enable_serverless_compute: bool | None
    instance_profile_arn: str | None
    max_dbu: Int64 | None
    max_num_clusters: Int64 | None
    min_num_clusters: Int64 | None
    name: str | None
    reyden_cluster_size_multiplier: float | None
    spot_instance_policy: SpotInstancePolicy | None
    statement_timeout: Int64 | None
    tags: EndpointTags | None
    warehouse_type: CreateWarehouseRequestWarehouseType | None


class WarehousesCreateDefaultWarehouseOverride(TypedDict, total=False):
    default_warehouse_override_id: str | None
    default_warehouse_override: DefaultWarehouseOverride | None


class WarehousesDelete(TypedDict, total=False):
    id: str | None


class WarehousesDeleteDefaultWarehouseOverride(TypedDict, total=False):
    name: str | None


class WarehousesEdit(TypedDict, total=False):
    id: str | None
    auto_stop_mins: Int64 | None
    channel: Channel | None
    cluster_size: str | None
    creator_name: str | None
    customer_version_label: str | None
    enable_photon: bool | None
    enable_serverless_compute: bool | None
    instance_profile_arn: str | None
    max_dbu: Int64 | None
    max_num_clusters: Int64 | None
    min_num_clusters: Int64 | None
    name: str | None
    reyden_cluster_size_multiplier: float | None
    spot_instance_policy: SpotInstancePolicy | None
    statement_timeout: Int64 | None
    tags: EndpointTags | None
    warehouse_type: EditWarehouseRequestWarehouseType | None


class WarehousesGet(TypedDict, total=False):
    id: str | None


class WarehousesGetDefaultWarehouseOverride(TypedDict, total=False):
    name: str | None


class WarehousesGetPermissionLevels(TypedDict, total=False):
    warehouse_id: str | None


class WarehousesGetPermissions(TypedDict, total=False):
    warehouse_id: str | None


class WarehousesGetWorkspaceWarehouseConfig(TypedDict, total=False):
    pass


class WarehousesList(TypedDict, total=False):
    page_size: Int64 | None
    page_token: str | None
    run_as_user_id: Int64 | None


class WarehousesListDefaultWarehouseOverrides(TypedDict, total=False):
    page_size: Int64 | None
    page_token: str | None


class WarehousesSetPermissions(TypedDict, total=False):
    warehouse_id: str | None
    access_control_list: list[WarehouseAccessControlRequest] | None


class WarehousesSetWorkspaceWarehouseConfig(TypedDict, total=False):
    channel: Channel | None
    config_param: RepeatedEndpointConfPairs | None
    data_access_config: list[EndpointConfPair] | None
    enable_serverless_compute: bool | None
    enabled_warehouse_types: list[WarehouseTypePair] | None
    global_param: RepeatedEndpointConfPairs | None
    google_service_account: str | None
    instance_profile_arn: str | None
    security_policy: SetWorkspaceWarehouseConfigRequestSecurityPolicy | None
    sql_configuration_parameters: RepeatedEndpointConfPairs | None


class WarehousesStart(TypedDict, total=False):
    id: str | None


class WarehousesStop(TypedDict, total=False):
    id: str | None


class WarehousesUpdateDefaultWarehouseOverride(TypedDict, total=False):
    name: str | None
    allow_missing: bool | None
    update_mask: str | None
    default_warehouse_override: DefaultWarehouseOverride | None


class WarehousesUpdatePermissions(TypedDict, total=False):
    warehouse_id: str | None
    access_control_list: list[WarehouseAccessControlRequest] | None

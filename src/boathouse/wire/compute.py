"""The compute service on the wire: documents, then one request type per operation.

Generated from databricks-sdk 0.156.0 (Apache-2.0) by scripts/generate_wire.py: do not edit.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, TypedDict

from boathouse.wire import Int64


AwsAvailability: TypeAlias = Literal["ON_DEMAND", "SPOT", "SPOT_WITH_FALLBACK"]
AzureAvailability: TypeAlias = Literal["ON_DEMAND_AZURE", "SPOT_AZURE", "SPOT_WITH_FALLBACK_AZURE"]
CloudProviderNodeStatus: TypeAlias = Literal["NotAvailableInRegion", "NotEnabledOnSubscription"]
ClusterPermissionLevel: TypeAlias = Literal["CAN_ATTACH_TO", "CAN_MANAGE", "CAN_RESTART"]
ClusterPolicyPermissionLevel: TypeAlias = Literal["CAN_USE"]
ClusterSource: TypeAlias = Literal[
    "API",
    "JOB",
    "MODELS",
    "PIPELINE",
    "PIPELINE_MAINTENANCE",
    "SQL",
    "UI",
]
CommandStatus: TypeAlias = Literal[
    "Cancelled",
    "Cancelling",
    "Error",
    "Finished",
    "Queued",
    "Running",
]
ConfidentialComputeType: TypeAlias = Literal["CONFIDENTIAL_COMPUTE_TYPE_NONE", "SEV_SNP"]
ContextStatus: TypeAlias = Literal["Error", "Pending", "Running"]
DataPlaneEventDetailsEventType: TypeAlias = Literal[
    "NODE_BLACKLISTED",
    "NODE_EXCLUDED_DECOMMISSIONED",
]
DataSecurityMode: TypeAlias = Literal[
    "DATA_SECURITY_MODE_AUTO",
    "DATA_SECURITY_MODE_DEDICATED",
    "DATA_SECURITY_MODE_STANDARD",
    "LEGACY_PASSTHROUGH",
    "LEGACY_SINGLE_USER",
    "LEGACY_SINGLE_USER_STANDARD",
    "LEGACY_TABLE_ACL",
    "NONE",
    "SINGLE_USER",
    "USER_ISOLATION",
]
DependencyMode: TypeAlias = Literal[
    "DEPENDENCY_MODE_AUTO",
    "DEPENDENCY_MODE_CLUSTER_LIBRARIES",
    "DEPENDENCY_MODE_ENVIRONMENTS",
]
DiskTypeAzureDiskVolumeType: TypeAlias = Literal["PREMIUM_LRS", "STANDARD_LRS"]
DiskTypeEbsVolumeType: TypeAlias = Literal["GENERAL_PURPOSE_SSD", "THROUGHPUT_OPTIMIZED_HDD"]
EbsVolumeType: TypeAlias = Literal["GENERAL_PURPOSE_SSD", "THROUGHPUT_OPTIMIZED_HDD"]
EnforcePolicyComplianceForClusterEnforceMode: TypeAlias = Literal[
    "ENFORCE_IMMEDIATELY",
    "WAIT_FOR_TERMINATION",
]
EnforcePolicyComplianceForClusterResponseEnforceResult: TypeAlias = Literal[
    "APPLIED",
    "DEFERRED",
    "NO_CHANGES",
]
EventDetailsCause: TypeAlias = Literal[
    "AUTORECOVERY",
    "AUTOSCALE",
    "AUTOSCALE_V2",
    "DBR_AUTOSCALE",
    "REPLACE_BAD_NODES",
    "USER_REQUEST",
]
EventType: TypeAlias = Literal[
    "ADD_NODES_FAILED",
    "AUTOMATIC_CLUSTER_UPDATE",
    "AUTOSCALING_BACKOFF",
    "AUTOSCALING_FAILED",
    "AUTOSCALING_STATS_REPORT",
    "CLUSTER_MIGRATED",
    "CREATING",
    "DBFS_DOWN",
    "DECOMMISSION_ENDED",
    "DECOMMISSION_STARTED",
    "DEFERRED_POLICY_ENFORCEMENT_FAILED",
    "DEFERRED_POLICY_ENFORCEMENT_SCHEDULED",
    "DID_NOT_EXPAND_DISK",
    "DRIVER_HEALTHY",
    "DRIVER_NOT_RESPONDING",
    "DRIVER_UNAVAILABLE",
    "EDITED",
    "EXPANDED_DISK",
    "FAILED_TO_EXPAND_DISK",
    "INIT_SCRIPTS_FINISHED",
    "INIT_SCRIPTS_STARTED",
    "METASTORE_DOWN",
    "NODES_LOST",
    "NODE_BLACKLISTED",
    "NODE_EXCLUDED_DECOMMISSIONED",
    "PINNED",
    "RESIZING",
    "RESTARTING",
    "RUNNING",
    "SPARK_EXCEPTION",
    "STARTING",
    "TERMINATING",
    "UC_VOLUME_MISCONFIGURED",
    "UNPINNED",
    "UPSIZE_COMPLETED",
]
GcpAvailability: TypeAlias = Literal[
    "ON_DEMAND_GCP",
    "PREEMPTIBLE_GCP",
    "PREEMPTIBLE_WITH_FALLBACK_GCP",
]
GetEventsOrder: TypeAlias = Literal["ASC", "DESC"]
HardwareAcceleratorType: TypeAlias = Literal["GPU_1xA10", "GPU_1xH100", "GPU_8xB300", "GPU_8xH100"]
InitScriptExecutionDetailsInitScriptExecutionStatus: TypeAlias = Literal[
    "FAILED_EXECUTION",
    "FAILED_FETCH",
    "FUSE_MOUNT_FAILED",
    "NOT_EXECUTED",
    "SKIPPED",
    "SUCCEEDED",
    "UNKNOWN",
]
InstancePoolAwsAttributesAvailability: TypeAlias = Literal["ON_DEMAND", "SPOT"]
InstancePoolAzureAttributesAvailability: TypeAlias = Literal["ON_DEMAND_AZURE", "SPOT_AZURE"]
InstancePoolPermissionLevel: TypeAlias = Literal["CAN_ATTACH_TO", "CAN_MANAGE"]
InstancePoolState: TypeAlias = Literal["ACTIVE", "DELETED", "STOPPED"]
Kind: TypeAlias = Literal["CLASSIC_PREVIEW"]
Language: TypeAlias = Literal["python", "r", "scala", "sql"]
LibraryInstallStatus: TypeAlias = Literal[
    "FAILED",
    "INSTALLED",
    "INSTALLING",
    "PENDING",
    "RESOLVING",
    "RESTORED",
    "SKIPPED",
    "UNINSTALL_ON_RESTART",
]
ListClustersSortByDirection: TypeAlias = Literal["ASC", "DESC"]
ListClustersSortByField: TypeAlias = Literal["CLUSTER_NAME", "DEFAULT"]
ListSortColumn: TypeAlias = Literal["POLICY_CREATION_TIME", "POLICY_NAME"]
ListSortOrder: TypeAlias = Literal["ASC", "DESC"]
PendingEnforcementEnforcementStatus: TypeAlias = Literal["ACTIVE", "INACTIVE"]
ResultType: TypeAlias = Literal["error", "image", "images", "table", "text"]
RuntimeEngine: TypeAlias = Literal["NULL", "PHOTON", "STANDARD"]
State: TypeAlias = Literal[
    "ERROR",
    "PENDING",
    "RESIZING",
    "RESTARTING",
    "RUNNING",
    "TERMINATED",
    "TERMINATING",
    "UNKNOWN",
]
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


class AddResponse(TypedDict, total=False):
    pass


class Adlsgen2Info(TypedDict, total=False):
    destination: str | None


class AutoScale(TypedDict, total=False):
    max_workers: Int64 | None
    min_workers: Int64 | None


class AwsAttributes(TypedDict, total=False):
    availability: AwsAvailability | None
    ebs_volume_count: Int64 | None
    ebs_volume_iops: Int64 | None
    ebs_volume_size: Int64 | None
    ebs_volume_throughput: Int64 | None
    ebs_volume_type: EbsVolumeType | None
    first_on_demand: Int64 | None
    instance_profile_arn: str | None
    spot_bid_price_percent: Int64 | None
    zone_id: str | None


class AzureAttributes(TypedDict, total=False):
    availability: AzureAvailability | None
    capacity_reservation_group: str | None
    first_on_demand: Int64 | None
    log_analytics_info: LogAnalyticsInfo | None
    spot_bid_max_price: float | None


class CancelPendingClusterEnforcementResponse(TypedDict, total=False):
    pass


class CancelResponse(TypedDict, total=False):
    pass


class ChangeClusterOwnerResponse(TypedDict, total=False):
    pass


ClientsTypes = TypedDict(
    "ClientsTypes",
    {
        "jobs": "bool | None",
        "notebooks": "bool | None",
    },
    total=False,
)


class CloneCluster(TypedDict, total=False):
    source_cluster_id: str | None


class CloudProviderNodeInfo(TypedDict, total=False):
    status: list[CloudProviderNodeStatus] | None


class ClusterAccessControlRequest(TypedDict, total=False):
    group_name: str | None
    permission_level: ClusterPermissionLevel | None
    service_principal_name: str | None
    user_name: str | None


class ClusterAccessControlResponse(TypedDict, total=False):
    all_permissions: list[ClusterPermission] | None
    display_name: str | None
    group_name: str | None
    service_principal_name: str | None
    user_name: str | None


class ClusterAttributes(TypedDict, total=False):
    autotermination_minutes: Int64 | None
    aws_attributes: AwsAttributes | None
    azure_attributes: AzureAttributes | None
    cluster_log_conf: ClusterLogConf | None
    cluster_name: str | None
    custom_tags: dict[str, str] | None
    data_security_mode: DataSecurityMode | None
    dependency_mode: DependencyMode | None
    docker_image: DockerImage | None
    driver_instance_pool_id: str | None
    driver_node_type_flexibility: NodeTypeFlexibility | None
    driver_node_type_id: str | None
    enable_elastic_disk: bool | None
    enable_local_disk_encryption: bool | None
    gcp_attributes: GcpAttributes | None
    init_scripts: list[InitScriptInfo] | None
    instance_pool_id: str | None
    is_single_node: bool | None
    kind: Kind | None
    node_type_id: str | None
    policy_id: str | None
    remote_disk_throughput: Int64 | None
    runtime_engine: RuntimeEngine
    single_user_name: str | None
    spark_conf: dict[str, str] | None
    spark_env_vars: dict[str, str] | None
    spark_version: str | None
    ssh_public_keys: list[str] | None
    total_initial_remote_disk_size: Int64 | None
    use_ml_runtime: bool | None
    worker_node_type_flexibility: NodeTypeFlexibility | None
    workload_type: WorkloadType | None


class ClusterCompliance(TypedDict, total=False):
    cluster_id: str | None
    is_compliant: bool | None
    pending_enforcement: PendingEnforcement | None
    violations: dict[str, str] | None


class ClusterDetails(TypedDict, total=False):
    autoscale: AutoScale | None
    autotermination_minutes: Int64 | None
    aws_attributes: AwsAttributes | None
    azure_attributes: AzureAttributes | None
    cluster_cores: float | None
    cluster_id: str | None
    cluster_log_conf: ClusterLogConf | None
    cluster_log_status: LogSyncStatus | None
    cluster_memory_mb: Int64 | None
    cluster_name: str | None
    cluster_source: ClusterSource | None
    creator_user_name: str | None
    custom_tags: dict[str, str] | None
    data_security_mode: DataSecurityMode | None
    default_tags: dict[str, str] | None
    dependency_mode: DependencyMode | None
    docker_image: DockerImage | None
    driver: SparkNode | None
    driver_instance_pool_id: str | None
    driver_node_type_flexibility: NodeTypeFlexibility | None
    driver_node_type_id: str | None
    enable_elastic_disk: bool | None
    enable_local_disk_encryption: bool | None
    executors: list[SparkNode] | None
    gcp_attributes: GcpAttributes | None
    init_scripts: list[InitScriptInfo] | None
    instance_pool_id: str | None
    is_single_node: bool | None
    jdbc_port: Int64 | None
    kind: Kind | None
    last_restarted_time: Int64 | None
    last_state_loss_time: Int64 | None
    node_type_id: str | None
    num_workers: Int64 | None
    policy_id: str | None
    remote_disk_throughput: Int64 | None
    runtime_engine: RuntimeEngine
    single_user_name: str | None
    spark_conf: dict[str, str] | None
    spark_context_id: Int64 | None
    spark_env_vars: dict[str, str] | None
    spark_version: str | None
    spec: ClusterSpec | None
    ssh_public_keys: list[str] | None
    start_time: Int64 | None
    state: State | None
    state_message: str | None
    terminated_time: Int64 | None
    termination_reason: TerminationReason | None
    total_initial_remote_disk_size: Int64 | None
    use_ml_runtime: bool | None
    worker_node_type_flexibility: NodeTypeFlexibility | None
    workload_type: WorkloadType | None


class ClusterEvent(TypedDict, total=False):
    cluster_id: str | None
    data_plane_event_details: DataPlaneEventDetails | None
    details: EventDetails | None
    timestamp: Int64 | None
    type: EventType | None


class ClusterLibraryStatuses(TypedDict, total=False):
    cluster_id: str | None
    library_statuses: list[LibraryFullStatus] | None


class ClusterLogConf(TypedDict, total=False):
    dbfs: DbfsStorageInfo | None
    s3: S3StorageInfo | None
    volumes: VolumesStorageInfo | None


class ClusterPermission(TypedDict, total=False):
    inherited: bool | None
    inherited_from_object: list[str] | None
    permission_level: ClusterPermissionLevel | None


class ClusterPermissions(TypedDict, total=False):
    access_control_list: list[ClusterAccessControlResponse] | None
    object_id: str | None
    object_type: str | None


class ClusterPermissionsDescription(TypedDict, total=False):
    description: str | None
    permission_level: ClusterPermissionLevel | None


class ClusterPolicyAccessControlRequest(TypedDict, total=False):
    group_name: str | None
    permission_level: ClusterPolicyPermissionLevel | None
    service_principal_name: str | None
    user_name: str | None


class ClusterPolicyAccessControlResponse(TypedDict, total=False):
    all_permissions: list[ClusterPolicyPermission] | None
    display_name: str | None
    group_name: str | None
    service_principal_name: str | None
    user_name: str | None


class ClusterPolicyPermission(TypedDict, total=False):
    inherited: bool | None
    inherited_from_object: list[str] | None
    permission_level: ClusterPolicyPermissionLevel | None


class ClusterPolicyPermissions(TypedDict, total=False):
    access_control_list: list[ClusterPolicyAccessControlResponse] | None
    object_id: str | None
    object_type: str | None


class ClusterPolicyPermissionsDescription(TypedDict, total=False):
    description: str | None
    permission_level: ClusterPolicyPermissionLevel | None


class ClusterSettingsChange(TypedDict, total=False):
    field: str | None
    new_value: str | None
    previous_value: str | None


class ClusterSize(TypedDict, total=False):
    autoscale: AutoScale | None
    num_workers: Int64 | None


class ClusterSpec(TypedDict, total=False):
    apply_policy_default_values: bool | None
    autoscale: AutoScale | None
    autotermination_minutes: Int64 | None
    aws_attributes: AwsAttributes | None
    azure_attributes: AzureAttributes | None
    cluster_log_conf: ClusterLogConf | None
    cluster_name: str | None
    custom_tags: dict[str, str] | None
    data_security_mode: DataSecurityMode | None
    dependency_mode: DependencyMode | None
    docker_image: DockerImage | None
    driver_instance_pool_id: str | None
    driver_node_type_flexibility: NodeTypeFlexibility | None
    driver_node_type_id: str | None
    enable_elastic_disk: bool | None
    enable_local_disk_encryption: bool | None
    gcp_attributes: GcpAttributes | None
    init_scripts: list[InitScriptInfo] | None
    instance_pool_id: str | None
    is_single_node: bool | None
    kind: Kind | None
    node_type_id: str | None
    num_workers: Int64 | None
    policy_id: str | None
    remote_disk_throughput: Int64 | None
    runtime_engine: RuntimeEngine
    single_user_name: str | None
    spark_conf: dict[str, str] | None
    spark_env_vars: dict[str, str] | None
    spark_version: str | None
    ssh_public_keys: list[str] | None
    total_initial_remote_disk_size: Int64 | None
    use_ml_runtime: bool | None
    worker_node_type_flexibility: NodeTypeFlexibility | None
    workload_type: WorkloadType | None


class CommandStatusResponse(TypedDict, total=False):
    id: str | None
    results: Results | None
    status: CommandStatus | None


class ContextStatusResponse(TypedDict, total=False):
    id: str | None
    status: ContextStatus | None


class CreateClusterResponse(TypedDict, total=False):
    cluster_id: str | None


class CreateInstancePoolResponse(TypedDict, total=False):
    instance_pool_id: str | None


class CreatePolicyResponse(TypedDict, total=False):
    policy_id: str | None


class CreateResponse(TypedDict, total=False):
    script_id: str | None


class Created(TypedDict, total=False):
    id: str | None


class CustomPolicyTag(TypedDict, total=False):
    key: str | None
    value: str | None


class DataPlaneEventDetails(TypedDict, total=False):
    event_type: DataPlaneEventDetailsEventType | None
    executor_failures: Int64 | None
    host_id: str | None
    timestamp: Int64 | None


class DbfsStorageInfo(TypedDict, total=False):
    destination: str | None


class DeleteClusterResponse(TypedDict, total=False):
    pass


class DeleteInstancePoolResponse(TypedDict, total=False):
    pass


class DeletePolicyResponse(TypedDict, total=False):
    pass


class DeleteResponse(TypedDict, total=False):
    pass


class DestroyResponse(TypedDict, total=False):
    pass


class DiskSpec(TypedDict, total=False):
    disk_count: Int64 | None
    disk_iops: Int64 | None
    disk_size: Int64 | None
    disk_throughput: Int64 | None
    disk_type: DiskType | None


class DiskType(TypedDict, total=False):
    azure_disk_volume_type: DiskTypeAzureDiskVolumeType | None
    ebs_volume_type: DiskTypeEbsVolumeType | None


class DockerBasicAuth(TypedDict, total=False):
    password: str | None
    username: str | None


class DockerImage(TypedDict, total=False):
    basic_auth: DockerBasicAuth | None
    url: str | None


class EditClusterResponse(TypedDict, total=False):
    pass


class EditInstancePoolResponse(TypedDict, total=False):
    pass


class EditPolicyResponse(TypedDict, total=False):
    pass


class EditResponse(TypedDict, total=False):
    pass


class EnforceClusterComplianceResponse(TypedDict, total=False):
    changes: list[ClusterSettingsChange] | None
    enforce_result: EnforcePolicyComplianceForClusterResponseEnforceResult | None
    has_changes: bool | None


class EnforcePolicyComplianceForClusterResponseClusterSettings(TypedDict, total=False):
    autoscale: AutoScale | None
    autotermination_minutes: Int64 | None
    aws_attributes: AwsAttributes | None
    azure_attributes: AzureAttributes | None
    cluster_log_conf: ClusterLogConf | None
    cluster_name: str | None
    custom_tags: dict[str, str] | None
    data_security_mode: DataSecurityMode | None
    dependency_mode: DependencyMode | None
    docker_image: DockerImage | None
    driver_instance_pool_id: str | None
    driver_node_type_flexibility: NodeTypeFlexibility | None
    driver_node_type_id: str | None
    enable_elastic_disk: bool | None
    enable_local_disk_encryption: bool | None
    gcp_attributes: GcpAttributes | None
    init_scripts: list[InitScriptInfo] | None
    instance_pool_id: str | None
    is_single_node: bool | None
    kind: Kind | None
    node_type_id: str | None
    num_workers: Int64 | None
    policy_id: str | None
    remote_disk_throughput: Int64 | None
    runtime_engine: RuntimeEngine
    single_user_name: str | None
    spark_conf: dict[str, str] | None
    spark_env_vars: dict[str, str] | None
    spark_version: str | None
    ssh_public_keys: list[str] | None
    total_initial_remote_disk_size: Int64 | None
    use_ml_runtime: bool | None
    worker_node_type_flexibility: NodeTypeFlexibility | None
    workload_type: WorkloadType | None


class Environment(TypedDict, total=False):
    base_environment: str | None
    client: str | None
    dependencies: list[str] | None
    environment_version: str | None
    java_dependencies: list[str] | None
    project_environment: str | None


class EventDetails(TypedDict, total=False):
    attributes: ClusterAttributes | None
    cause: EventDetailsCause | None
    cluster_size: ClusterSize | None
    current_num_vcpus: Int64 | None
    current_num_workers: Int64 | None
    did_not_expand_reason: str | None
    disk_size: Int64 | None
    driver_state_message: str | None
    enable_termination_for_node_blocklisted: bool | None
    free_space: Int64 | None
    init_scripts: InitScriptEventDetails | None
    instance_id: str | None
    job_run_name: str | None
    previous_attributes: ClusterAttributes | None
    previous_cluster_size: ClusterSize | None
    previous_disk_size: Int64 | None
    reason: TerminationReason | None
    target_num_vcpus: Int64 | None
    target_num_workers: Int64 | None
    user: str | None


class GcpAttributes(TypedDict, total=False):
    availability: GcpAvailability | None
    boot_disk_size: Int64 | None
    confidential_compute_type: ConfidentialComputeType | None
    first_on_demand: Int64 | None
    google_service_account: str | None
    local_ssd_count: Int64 | None
    use_preemptible_executors: bool | None
    zone_id: str | None


class GcsStorageInfo(TypedDict, total=False):
    destination: str | None


class GetClusterComplianceResponse(TypedDict, total=False):
    is_compliant: bool | None
    pending_enforcement: PendingEnforcement | None
    violations: dict[str, str] | None


class GetClusterPermissionLevelsResponse(TypedDict, total=False):
    permission_levels: list[ClusterPermissionsDescription] | None


class GetClusterPolicyPermissionLevelsResponse(TypedDict, total=False):
    permission_levels: list[ClusterPolicyPermissionsDescription] | None


class GetEvents(TypedDict, total=False):
    cluster_id: str | None
    end_time: Int64 | None
    event_types: list[EventType] | None
    limit: Int64 | None
    offset: Int64 | None
    order: GetEventsOrder | None
    page_size: Int64 | None
    page_token: str | None
    start_time: Int64 | None


class GetEventsResponse(TypedDict, total=False):
    events: list[ClusterEvent] | None
    next_page: GetEvents | None
    next_page_token: str | None
    prev_page_token: str | None
    total_count: Int64 | None


class GetInstancePool(TypedDict, total=False):
    aws_attributes: InstancePoolAwsAttributes | None
    azure_attributes: InstancePoolAzureAttributes | None
    custom_tags: dict[str, str] | None
    default_tags: dict[str, str] | None
    disk_spec: DiskSpec | None
    enable_elastic_disk: bool | None
    gcp_attributes: InstancePoolGcpAttributes | None
    idle_instance_autotermination_minutes: Int64 | None
    instance_pool_id: str | None
    instance_pool_name: str | None
    max_capacity: Int64 | None
    min_idle_instances: Int64 | None
    node_type_flexibility: NodeTypeFlexibility | None
    node_type_id: str | None
    preloaded_docker_images: list[DockerImage] | None
    preloaded_spark_versions: list[str] | None
    remote_disk_throughput: Int64 | None
    state: InstancePoolState | None
    stats: InstancePoolStats | None
    status: InstancePoolStatus | None
    total_initial_remote_disk_size: Int64 | None


class GetInstancePoolPermissionLevelsResponse(TypedDict, total=False):
    permission_levels: list[InstancePoolPermissionsDescription] | None


class GetSparkVersionsResponse(TypedDict, total=False):
    versions: list[SparkVersion] | None


class GlobalInitScriptDetails(TypedDict, total=False):
    created_at: Int64 | None
    created_by: str | None
    enabled: bool | None
    name: str | None
    position: Int64 | None
    script_id: str | None
    updated_at: Int64 | None
    updated_by: str | None


class GlobalInitScriptDetailsWithContent(TypedDict, total=False):
    created_at: Int64 | None
    created_by: str | None
    enabled: bool | None
    name: str | None
    position: Int64 | None
    script: str | None
    script_id: str | None
    updated_at: Int64 | None
    updated_by: str | None


InitScriptEventDetails = TypedDict(
    "InitScriptEventDetails",
    {
        "cluster": "list[InitScriptInfoAndExecutionDetails] | None",
        "global": "list[InitScriptInfoAndExecutionDetails] | None",
        "reported_for_node": "str | None",
    },
    total=False,
)


InitScriptInfo = TypedDict(
    "InitScriptInfo",
    {
        "abfss": "Adlsgen2Info | None",
        "dbfs": "DbfsStorageInfo | None",
        "file": "LocalFileInfo | None",
        "gcs": "GcsStorageInfo | None",
        "s3": "S3StorageInfo | None",
        "volumes": "VolumesStorageInfo | None",
        "workspace": "WorkspaceStorageInfo | None",
    },
    total=False,
)


InitScriptInfoAndExecutionDetails = TypedDict(
    "InitScriptInfoAndExecutionDetails",
    {
        "abfss": "Adlsgen2Info | None",
        "dbfs": "DbfsStorageInfo | None",
        "error_message": "str | None",
        "execution_duration_seconds": "Int64 | None",
        "file": "LocalFileInfo | None",
        "gcs": "GcsStorageInfo | None",
        "s3": "S3StorageInfo | None",
        "status": "InitScriptExecutionDetailsInitScriptExecutionStatus | None",
        "stderr": "str | None",
        "volumes": "VolumesStorageInfo | None",
        "workspace": "WorkspaceStorageInfo | None",
    },
    total=False,
)


class InstallLibrariesResponse(TypedDict, total=False):
    pass


class InstancePoolAccessControlRequest(TypedDict, total=False):
    group_name: str | None
    permission_level: InstancePoolPermissionLevel | None
    service_principal_name: str | None
    user_name: str | None


class InstancePoolAccessControlResponse(TypedDict, total=False):
    all_permissions: list[InstancePoolPermission] | None
    display_name: str | None
    group_name: str | None
    service_principal_name: str | None
    user_name: str | None


class InstancePoolAndStats(TypedDict, total=False):
    aws_attributes: InstancePoolAwsAttributes | None
    azure_attributes: InstancePoolAzureAttributes | None
    custom_tags: dict[str, str] | None
    default_tags: dict[str, str] | None
    disk_spec: DiskSpec | None
    enable_elastic_disk: bool | None
    gcp_attributes: InstancePoolGcpAttributes | None
    idle_instance_autotermination_minutes: Int64 | None
    instance_pool_id: str | None
    instance_pool_name: str | None
    max_capacity: Int64 | None
    min_idle_instances: Int64 | None
    node_type_flexibility: NodeTypeFlexibility | None
    node_type_id: str | None
    preloaded_docker_images: list[DockerImage] | None
    preloaded_spark_versions: list[str] | None
    remote_disk_throughput: Int64 | None
    state: InstancePoolState | None
    stats: InstancePoolStats | None
    status: InstancePoolStatus | None
    total_initial_remote_disk_size: Int64 | None


class InstancePoolAwsAttributes(TypedDict, total=False):
    availability: InstancePoolAwsAttributesAvailability | None
    instance_profile_arn: str | None
    spot_bid_price_percent: Int64 | None
    zone_id: str | None


class InstancePoolAzureAttributes(TypedDict, total=False):
    availability: InstancePoolAzureAttributesAvailability | None
    capacity_reservation_group: str | None
    spot_bid_max_price: float | None


class InstancePoolGcpAttributes(TypedDict, total=False):
    gcp_availability: GcpAvailability | None
    local_ssd_count: Int64 | None
    zone_id: str | None


class InstancePoolPermission(TypedDict, total=False):
    inherited: bool | None
    inherited_from_object: list[str] | None
    permission_level: InstancePoolPermissionLevel | None


class InstancePoolPermissions(TypedDict, total=False):
    access_control_list: list[InstancePoolAccessControlResponse] | None
    object_id: str | None
    object_type: str | None


class InstancePoolPermissionsDescription(TypedDict, total=False):
    description: str | None
    permission_level: InstancePoolPermissionLevel | None


class InstancePoolStats(TypedDict, total=False):
    idle_count: Int64 | None
    pending_idle_count: Int64 | None
    pending_used_count: Int64 | None
    used_count: Int64 | None


class InstancePoolStatus(TypedDict, total=False):
    pending_instance_errors: list[PendingInstanceError] | None


class InstanceProfile(TypedDict, total=False):
    iam_role_arn: str | None
    instance_profile_arn: str | None
    is_meta_instance_profile: bool | None


class Library(TypedDict, total=False):
    cran: RCranLibrary | None
    egg: str | None
    jar: str | None
    maven: MavenLibrary | None
    pypi: PythonPyPiLibrary | None
    requirements: str | None
    whl: str | None


class LibraryFullStatus(TypedDict, total=False):
    is_library_for_all_clusters: bool | None
    library: Library | None
    messages: list[str] | None
    status: LibraryInstallStatus | None


class ListAllClusterLibraryStatusesResponse(TypedDict, total=False):
    statuses: list[ClusterLibraryStatuses] | None


class ListAvailableZonesResponse(TypedDict, total=False):
    default_zone: str | None
    zones: list[str] | None


class ListClusterCompliancesResponse(TypedDict, total=False):
    clusters: list[ClusterCompliance] | None
    next_page_token: str | None
    prev_page_token: str | None


class ListClustersFilterBy(TypedDict, total=False):
    cluster_sources: list[ClusterSource] | None
    cluster_states: list[State] | None
    is_pinned: bool | None
    policy_id: str | None


class ListClustersResponse(TypedDict, total=False):
    clusters: list[ClusterDetails] | None
    next_page_token: str | None
    prev_page_token: str | None


class ListClustersSortBy(TypedDict, total=False):
    direction: ListClustersSortByDirection | None
    field: ListClustersSortByField | None


class ListGlobalInitScriptsResponse(TypedDict, total=False):
    scripts: list[GlobalInitScriptDetails] | None


class ListInstancePools(TypedDict, total=False):
    instance_pools: list[InstancePoolAndStats] | None


class ListInstanceProfilesResponse(TypedDict, total=False):
    instance_profiles: list[InstanceProfile] | None


class ListNodeTypesResponse(TypedDict, total=False):
    node_types: list[NodeType] | None


class ListPoliciesResponse(TypedDict, total=False):
    policies: list[Policy] | None


class ListPolicyFamiliesResponse(TypedDict, total=False):
    next_page_token: str | None
    policy_families: list[PolicyFamily] | None


class LocalFileInfo(TypedDict, total=False):
    destination: str | None


class LogAnalyticsInfo(TypedDict, total=False):
    log_analytics_primary_key: str | None
    log_analytics_workspace_id: str | None


class LogSyncStatus(TypedDict, total=False):
    last_attempted: Int64 | None
    last_exception: str | None


class MavenLibrary(TypedDict, total=False):
    coordinates: str | None
    exclusions: list[str] | None
    repo: str | None


class NodeInstanceType(TypedDict, total=False):
    instance_type_id: str | None
    local_disk_size_gb: Int64 | None
    local_disks: Int64 | None
    local_nvme_disk_size_gb: Int64 | None
    local_nvme_disks: Int64 | None


class NodeType(TypedDict, total=False):
    category: str | None
    description: str | None
    display_order: Int64 | None
    instance_type_id: str | None
    is_deprecated: bool | None
    is_encrypted_in_transit: bool | None
    is_graviton: bool | None
    is_hidden: bool | None
    is_io_cache_enabled: bool | None
    memory_mb: Int64 | None
    node_info: CloudProviderNodeInfo | None
    node_instance_type: NodeInstanceType | None
    node_type_id: str | None
    num_cores: float | None
    num_gpus: Int64 | None
    photon_driver_capable: bool | None
    photon_worker_capable: bool | None
    support_cluster_tags: bool | None
    support_ebs_volumes: bool | None
    support_port_forwarding: bool | None


class NodeTypeFlexibility(TypedDict, total=False):
    alternate_node_type_ids: list[str] | None
    aws_context_id: str | None


class PendingEnforcement(TypedDict, total=False):
    enforcement_status: PendingEnforcementEnforcementStatus | None
    initiate_time: str | None
    initiator_user: str | None
    target_changes: list[ClusterSettingsChange] | None
    target_spec: EnforcePolicyComplianceForClusterResponseClusterSettings | None


class PendingInstanceError(TypedDict, total=False):
    instance_id: str | None
    message: str | None


class PermanentDeleteClusterResponse(TypedDict, total=False):
    pass


class PinClusterResponse(TypedDict, total=False):
    pass


class Policy(TypedDict, total=False):
    created_at_timestamp: Int64 | None
    creator_user_name: str | None
    definition: str | None
    description: str | None
    is_default: bool | None
    libraries: list[Library] | None
    max_clusters_per_user: Int64 | None
    name: str | None
    policy_family_definition_overrides: str | None
    policy_family_id: str | None
    policy_id: str | None


class PolicyFamily(TypedDict, total=False):
    definition: str | None
    description: str | None
    name: str | None
    policy_family_id: str | None


class PythonPyPiLibrary(TypedDict, total=False):
    package: str | None
    repo: str | None


class RCranLibrary(TypedDict, total=False):
    package: str | None
    repo: str | None


class RemoveResponse(TypedDict, total=False):
    pass


class ResizeClusterResponse(TypedDict, total=False):
    pass


class RestartClusterResponse(TypedDict, total=False):
    pass


class Results(TypedDict, total=False):
    cause: str | None
    data: Any | None
    fileName: str | None
    fileNames: list[str] | None
    isJsonSchema: bool | None
    pos: Int64 | None
    resultType: ResultType | None
    schema: list[dict[str, Any]] | None
    summary: str | None
    truncated: bool | None


class S3StorageInfo(TypedDict, total=False):
    canned_acl: str | None
    destination: str | None
    enable_encryption: bool | None
    encryption_type: str | None
    endpoint: str | None
    kms_key: str | None
    region: str | None


class SparkNode(TypedDict, total=False):
    host_private_ip: str | None
    instance_id: str | None
    node_aws_attributes: SparkNodeAwsAttributes | None
    node_id: str | None
    private_ip: str | None
    public_dns: str | None
    start_timestamp: Int64 | None


class SparkNodeAwsAttributes(TypedDict, total=False):
    is_spot: bool | None


class SparkVersion(TypedDict, total=False):
    key: str | None
    name: str | None


class StartClusterResponse(TypedDict, total=False):
    pass


class TerminationReason(TypedDict, total=False):
    code: TerminationReasonCode | None
    parameters: dict[str, str] | None
    type: TerminationReasonType | None


class UninstallLibrariesResponse(TypedDict, total=False):
    pass


class UnpinClusterResponse(TypedDict, total=False):
    pass


class UpdateClusterResource(TypedDict, total=False):
    autoscale: AutoScale | None
    autotermination_minutes: Int64 | None
    aws_attributes: AwsAttributes | None
    azure_attributes: AzureAttributes | None
    cluster_log_conf: ClusterLogConf | None
    cluster_name: str | None
    custom_tags: dict[str, str] | None
    data_security_mode: DataSecurityMode | None
    dependency_mode: DependencyMode | None
    docker_image: DockerImage | None
    driver_instance_pool_id: str | None
    driver_node_type_flexibility: NodeTypeFlexibility | None
    driver_node_type_id: str | None
    enable_elastic_disk: bool | None
    enable_local_disk_encryption: bool | None
    gcp_attributes: GcpAttributes | None
    init_scripts: list[InitScriptInfo] | None
    instance_pool_id: str | None
    is_single_node: bool | None
    kind: Kind | None
    node_type_id: str | None
    num_workers: Int64 | None
    policy_id: str | None
    remote_disk_throughput: Int64 | None
    runtime_engine: RuntimeEngine
    single_user_name: str | None
    spark_conf: dict[str, str] | None
    spark_env_vars: dict[str, str] | None
    spark_version: str | None
    ssh_public_keys: list[str] | None
    total_initial_remote_disk_size: Int64 | None
    use_ml_runtime: bool | None
    worker_node_type_flexibility: NodeTypeFlexibility | None
    workload_type: WorkloadType | None


class UpdateClusterResponse(TypedDict, total=False):
    pass


class UpdateResponse(TypedDict, total=False):
    pass


class VolumesStorageInfo(TypedDict, total=False):
    destination: str | None


class WorkloadType(TypedDict, total=False):
    clients: ClientsTypes | None


class WorkspaceStorageInfo(TypedDict, total=False):
    destination: str | None


class ClusterPoliciesCreate(TypedDict, total=False):
    definition: str | None
    description: str | None
    libraries: list[Library] | None
    max_clusters_per_user: Int64 | None
    name: str | None
    policy_family_definition_overrides: str | None
    policy_family_id: str | None


class ClusterPoliciesDelete(TypedDict, total=False):
    policy_id: str | None


class ClusterPoliciesEdit(TypedDict, total=False):
    definition: str | None
    description: str | None
    libraries: list[Library] | None
    max_clusters_per_user: Int64 | None
    name: str | None
    policy_family_definition_overrides: str | None
    policy_family_id: str | None
    policy_id: str | None


class ClusterPoliciesGet(TypedDict, total=False):
    policy_id: str | None


class ClusterPoliciesGetPermissionLevels(TypedDict, total=False):
    cluster_policy_id: str | None


class ClusterPoliciesGetPermissions(TypedDict, total=False):
    cluster_policy_id: str | None


class ClusterPoliciesList(TypedDict, total=False):
    sort_column: ListSortColumn | None
    sort_order: ListSortOrder | None


class ClusterPoliciesSetPermissions(TypedDict, total=False):
    cluster_policy_id: str | None
    access_control_list: list[ClusterPolicyAccessControlRequest] | None


class ClusterPoliciesUpdatePermissions(TypedDict, total=False):
    cluster_policy_id: str | None
    access_control_list: list[ClusterPolicyAccessControlRequest] | None


class ClustersChangeOwner(TypedDict, total=False):
    cluster_id: str | None
    owner_username: str | None


class ClustersCreate(TypedDict, total=False):
    apply_policy_default_values: bool | None
    autoscale: AutoScale | None
    autotermination_minutes: Int64 | None
    aws_attributes: AwsAttributes | None
    azure_attributes: AzureAttributes | None
    clone_from: CloneCluster | None
    cluster_log_conf: ClusterLogConf | None
    cluster_name: str | None
    custom_tags: dict[str, str] | None
    data_security_mode: DataSecurityMode | None
    dependency_mode: DependencyMode | None
    docker_image: DockerImage | None
    driver_instance_pool_id: str | None
    driver_node_type_flexibility: NodeTypeFlexibility | None
    driver_node_type_id: str | None
    enable_elastic_disk: bool | None
    enable_local_disk_encryption: bool | None
    gcp_attributes: GcpAttributes | None
    init_scripts: list[InitScriptInfo] | None
    instance_pool_id: str | None
    is_single_node: bool | None
    kind: Kind | None
    node_type_id: str | None
    num_workers: Int64 | None
    policy_id: str | None
    remote_disk_throughput: Int64 | None
    runtime_engine: RuntimeEngine
    single_user_name: str | None
    spark_conf: dict[str, str] | None
    spark_env_vars: dict[str, str] | None
    spark_version: str | None
    ssh_public_keys: list[str] | None
    total_initial_remote_disk_size: Int64 | None
    use_ml_runtime: bool | None
    worker_node_type_flexibility: NodeTypeFlexibility | None
    workload_type: WorkloadType | None


class ClustersDelete(TypedDict, total=False):
    cluster_id: str | None


class ClustersEdit(TypedDict, total=False):
    apply_policy_default_values: bool | None
    autoscale: AutoScale | None
    autotermination_minutes: Int64 | None
    aws_attributes: AwsAttributes | None
    azure_attributes: AzureAttributes | None
    cluster_id: str | None
    cluster_log_conf: ClusterLogConf | None
    cluster_name: str | None
    custom_tags: dict[str, str] | None
    data_security_mode: DataSecurityMode | None
    dependency_mode: DependencyMode | None
    docker_image: DockerImage | None
    driver_instance_pool_id: str | None
    driver_node_type_flexibility: NodeTypeFlexibility | None
    driver_node_type_id: str | None
    enable_elastic_disk: bool | None
    enable_local_disk_encryption: bool | None
    gcp_attributes: GcpAttributes | None
    init_scripts: list[InitScriptInfo] | None
    instance_pool_id: str | None
    is_single_node: bool | None
    kind: Kind | None
    node_type_id: str | None
    num_workers: Int64 | None
    policy_id: str | None
    remote_disk_throughput: Int64 | None
    runtime_engine: RuntimeEngine
    single_user_name: str | None
    spark_conf: dict[str, str] | None
    spark_env_vars: dict[str, str] | None
    spark_version: str | None
    ssh_public_keys: list[str] | None
    total_initial_remote_disk_size: Int64 | None
    use_ml_runtime: bool | None
    worker_node_type_flexibility: NodeTypeFlexibility | None
    workload_type: WorkloadType | None


class ClustersEvents(TypedDict, total=False):
    cluster_id: str | None
    end_time: Int64 | None
    event_types: list[EventType] | None
    limit: Int64 | None
    offset: Int64 | None
    order: GetEventsOrder | None
    page_size: Int64 | None
    page_token: str | None
    start_time: Int64 | None


class ClustersGet(TypedDict, total=False):
    cluster_id: str | None


class ClustersGetPermissionLevels(TypedDict, total=False):
    cluster_id: str | None


class ClustersGetPermissions(TypedDict, total=False):
    cluster_id: str | None


class ClustersList(TypedDict, total=False):
    filter_by: ListClustersFilterBy | None
    page_size: Int64 | None
    page_token: str | None
    sort_by: ListClustersSortBy | None


class ClustersListNodeTypes(TypedDict, total=False):
    pass


class ClustersListZones(TypedDict, total=False):
    pass


class ClustersPermanentDelete(TypedDict, total=False):
    cluster_id: str | None


class ClustersPin(TypedDict, total=False):
    cluster_id: str | None


class ClustersResize(TypedDict, total=False):
    autoscale: AutoScale | None
    cluster_id: str | None
    num_workers: Int64 | None


class ClustersRestart(TypedDict, total=False):
    cluster_id: str | None
    restart_user: str | None


class ClustersSetPermissions(TypedDict, total=False):
    cluster_id: str | None
    access_control_list: list[ClusterAccessControlRequest] | None


class ClustersSparkVersions(TypedDict, total=False):
    pass


class ClustersStart(TypedDict, total=False):
    cluster_id: str | None


class ClustersUnpin(TypedDict, total=False):
    cluster_id: str | None


class ClustersUpdate(TypedDict, total=False):
    cluster: UpdateClusterResource | None
    cluster_id: str | None
    update_mask: str | None


class ClustersUpdatePermissions(TypedDict, total=False):
    cluster_id: str | None
    access_control_list: list[ClusterAccessControlRequest] | None


class CommandExecutionCancel(TypedDict, total=False):
    clusterId: str | None
    commandId: str | None
    contextId: str | None


class CommandExecutionCommandStatus(TypedDict, total=False):
    clusterId: str | None
    commandId: str | None
    contextId: str | None


class CommandExecutionContextStatus(TypedDict, total=False):
    clusterId: str | None
    contextId: str | None


class CommandExecutionCreate(TypedDict, total=False):
    clusterId: str | None
    language: Language | None


class CommandExecutionDestroy(TypedDict, total=False):
    clusterId: str | None
    contextId: str | None


class CommandExecutionExecute(TypedDict, total=False):
    clusterId: str | None
    command: str | None
    contextId: str | None
    language: Language | None


class GlobalInitScriptsCreate(TypedDict, total=False):
    enabled: bool | None
    name: str | None
    position: Int64 | None
    script: str | None


class GlobalInitScriptsDelete(TypedDict, total=False):
    script_id: str | None


class GlobalInitScriptsGet(TypedDict, total=False):
    script_id: str | None


class GlobalInitScriptsList(TypedDict, total=False):
    pass


class GlobalInitScriptsUpdate(TypedDict, total=False):
    script_id: str | None
    enabled: bool | None
    name: str | None
    position: Int64 | None
    script: str | None


class InstancePoolsCreate(TypedDict, total=False):
    aws_attributes: InstancePoolAwsAttributes | None
    azure_attributes: InstancePoolAzureAttributes | None
    custom_tags: dict[str, str] | None
    disk_spec: DiskSpec | None
    enable_elastic_disk: bool | None
    gcp_attributes: InstancePoolGcpAttributes | None
    idle_instance_autotermination_minutes: Int64 | None
    instance_pool_name: str | None
    max_capacity: Int64 | None
    min_idle_instances: Int64 | None
    node_type_flexibility: NodeTypeFlexibility | None
    node_type_id: str | None
    preloaded_docker_images: list[DockerImage] | None
    preloaded_spark_versions: list[str] | None
    remote_disk_throughput: Int64 | None
    total_initial_remote_disk_size: Int64 | None


class InstancePoolsDelete(TypedDict, total=False):
    instance_pool_id: str | None


class InstancePoolsEdit(TypedDict, total=False):
    custom_tags: dict[str, str] | None
    idle_instance_autotermination_minutes: Int64 | None
    instance_pool_id: str | None
    instance_pool_name: str | None
    max_capacity: Int64 | None
    min_idle_instances: Int64 | None
    node_type_id: str | None
    remote_disk_throughput: Int64 | None
    total_initial_remote_disk_size: Int64 | None


class InstancePoolsGet(TypedDict, total=False):
    instance_pool_id: str | None


class InstancePoolsGetPermissionLevels(TypedDict, total=False):
    instance_pool_id: str | None


class InstancePoolsGetPermissions(TypedDict, total=False):
    instance_pool_id: str | None


class InstancePoolsList(TypedDict, total=False):
    pass


class InstancePoolsSetPermissions(TypedDict, total=False):
    instance_pool_id: str | None
    access_control_list: list[InstancePoolAccessControlRequest] | None


class InstancePoolsUpdatePermissions(TypedDict, total=False):
    instance_pool_id: str | None
    access_control_list: list[InstancePoolAccessControlRequest] | None


class InstanceProfilesAdd(TypedDict, total=False):
    iam_role_arn: str | None
    instance_profile_arn: str | None
    is_meta_instance_profile: bool | None
    skip_validation: bool | None


class InstanceProfilesEdit(TypedDict, total=False):
    iam_role_arn: str | None
    instance_profile_arn: str | None
    is_meta_instance_profile: bool | None


class InstanceProfilesList(TypedDict, total=False):
    pass


class InstanceProfilesRemove(TypedDict, total=False):
    instance_profile_arn: str | None


class LibrariesAllClusterStatuses(TypedDict, total=False):
    pass


class LibrariesClusterStatus(TypedDict, total=False):
    cluster_id: str | None


class LibrariesInstall(TypedDict, total=False):
    cluster_id: str | None
    libraries: list[Library] | None


class LibrariesUninstall(TypedDict, total=False):
    cluster_id: str | None
    libraries: list[Library] | None


class PolicyComplianceForClustersCancelPendingClusterEnforcement(TypedDict, total=False):
    allow_missing: bool | None
    cluster_id: str | None


class PolicyComplianceForClustersEnforceCompliance(TypedDict, total=False):
    cluster_id: str | None
    enforce_mode: EnforcePolicyComplianceForClusterEnforceMode | None
    validate_only: bool | None


class PolicyComplianceForClustersGetCompliance(TypedDict, total=False):
    cluster_id: str | None


class PolicyComplianceForClustersListCompliance(TypedDict, total=False):
    page_size: Int64 | None
    page_token: str | None
    policy_id: str | None


class PolicyFamiliesGet(TypedDict, total=False):
    policy_family_id: str | None
    version: Int64 | None


class PolicyFamiliesList(TypedDict, total=False):
    max_results: Int64 | None
    page_token: str | None

"""The jobs service on the wire: documents, then one request type per operation.

Generated from databricks-sdk 0.156.0 (Apache-2.0) by scripts/generate_wire.py: do not edit.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, TypedDict

from boathouse.wire import Int64
from boathouse.wire import compute


AiRuntimeTaskPriorityClass: TypeAlias = Literal["BEST_EFFORT", "CRITICAL", "NORMAL"]
AlertEvaluationState: TypeAlias = Literal["ERROR", "OK", "TRIGGERED", "UNKNOWN"]
AuthenticationMethod: TypeAlias = Literal["OAUTH", "PAT"]
CleanRoomTaskRunLifeCycleState: TypeAlias = Literal[
    "BLOCKED",
    "INTERNAL_ERROR",
    "PENDING",
    "QUEUED",
    "RUNNING",
    "RUN_LIFE_CYCLE_STATE_UNSPECIFIED",
    "SKIPPED",
    "TERMINATED",
    "TERMINATING",
    "WAITING_FOR_RETRY",
]
CleanRoomTaskRunResultState: TypeAlias = Literal[
    "CANCELED",
    "DISABLED",
    "EVICTED",
    "EXCLUDED",
    "FAILED",
    "MAXIMUM_CONCURRENT_RUNS_REACHED",
    "RUN_RESULT_STATE_UNSPECIFIED",
    "SUCCESS",
    "SUCCESS_WITH_FAILURES",
    "TIMEDOUT",
    "UPSTREAM_CANCELED",
    "UPSTREAM_EVICTED",
    "UPSTREAM_FAILED",
]
ComputeSpecAcceleratorType: TypeAlias = Literal[
    "GPU_1xA10",
    "GPU_1xH100",
    "GPU_8xB300",
    "GPU_8xH100",
]
Condition: TypeAlias = Literal["ALL_UPDATED", "ANY_UPDATED"]
ConditionTaskOp: TypeAlias = Literal[
    "EQUAL_TO",
    "GREATER_THAN",
    "GREATER_THAN_OR_EQUAL",
    "LESS_THAN",
    "LESS_THAN_OR_EQUAL",
    "NOT_EQUAL",
]
DayOfWeek: TypeAlias = Literal[
    "FRIDAY",
    "MONDAY",
    "SATURDAY",
    "SUNDAY",
    "THURSDAY",
    "TUESDAY",
    "WEDNESDAY",
]
DbtPlatformRunStatus: TypeAlias = Literal[
    "CANCELLED",
    "ERROR",
    "QUEUED",
    "RUNNING",
    "STARTING",
    "SUCCESS",
]
Format: TypeAlias = Literal["MULTI_TASK", "SINGLE_TASK"]
GitProvider: TypeAlias = Literal[
    "awsCodeCommit",
    "azureDevOpsServices",
    "bitbucketCloud",
    "bitbucketServer",
    "gitHub",
    "gitHubEnterprise",
    "gitLab",
    "gitLabEnterpriseEdition",
]
JobDeploymentKind: TypeAlias = Literal["BUNDLE", "SYSTEM_MANAGED"]
JobEditMode: TypeAlias = Literal["EDITABLE", "UI_LOCKED"]
JobPermissionLevel: TypeAlias = Literal["CAN_MANAGE", "CAN_MANAGE_RUN", "CAN_VIEW", "IS_OWNER"]
JobSourceDirtyState: TypeAlias = Literal["DISCONNECTED", "NOT_SYNCED"]
JobsHealthMetric: TypeAlias = Literal[
    "RUN_DURATION_SECONDS",
    "STREAMING_BACKLOG_BYTES",
    "STREAMING_BACKLOG_FILES",
    "STREAMING_BACKLOG_RECORDS",
    "STREAMING_BACKLOG_SECONDS",
]
JobsHealthOperator: TypeAlias = Literal["GREATER_THAN"]
ModelTriggerConfigurationCondition: TypeAlias = Literal[
    "MODEL_ALIAS_SET",
    "MODEL_CREATED",
    "MODEL_VERSION_READY",
]
PauseStatus: TypeAlias = Literal["PAUSED", "UNPAUSED"]
PerformanceTarget: TypeAlias = Literal["PERFORMANCE_OPTIMIZED", "STANDARD"]
PeriodicTriggerConfigurationTimeUnit: TypeAlias = Literal["DAYS", "HOURS", "MINUTES", "WEEKS"]
QueueDetailsCodeCode: TypeAlias = Literal[
    "ACTIVE_RUNS_LIMIT_REACHED",
    "ACTIVE_RUN_JOB_TASKS_LIMIT_REACHED",
    "MAX_CONCURRENT_RUNS_REACHED",
]
RepairHistoryItemType: TypeAlias = Literal["ORIGINAL", "REPAIR"]
RunIf: TypeAlias = Literal[
    "ALL_DONE",
    "ALL_FAILED",
    "ALL_SUCCESS",
    "AT_LEAST_ONE_FAILED",
    "AT_LEAST_ONE_SUCCESS",
    "NONE_FAILED",
]
RunLifeCycleState: TypeAlias = Literal[
    "BLOCKED",
    "INTERNAL_ERROR",
    "PENDING",
    "QUEUED",
    "RUNNING",
    "SKIPPED",
    "TERMINATED",
    "TERMINATING",
    "WAITING_FOR_RETRY",
]
RunLifecycleStateV2State: TypeAlias = Literal[
    "BLOCKED",
    "PENDING",
    "QUEUED",
    "RUNNING",
    "TERMINATED",
    "TERMINATING",
    "WAITING",
]
RunResultState: TypeAlias = Literal[
    "CANCELED",
    "DISABLED",
    "EXCLUDED",
    "FAILED",
    "MAXIMUM_CONCURRENT_RUNS_REACHED",
    "SUCCESS",
    "SUCCESS_WITH_FAILURES",
    "TIMEDOUT",
    "UPSTREAM_CANCELED",
    "UPSTREAM_FAILED",
]
RunType: TypeAlias = Literal["JOB_RUN", "SUBMIT_RUN", "WORKFLOW_RUN"]
Source: TypeAlias = Literal["GIT", "WORKSPACE"]
SqlAlertState: TypeAlias = Literal["OK", "TRIGGERED", "UNKNOWN"]
SqlConditionTriggerMode: TypeAlias = Literal["QUERY_RETURNS_ROWS", "RESULT_VALUE_CHANGES"]
SqlDashboardWidgetOutputStatus: TypeAlias = Literal[
    "CANCELLED",
    "FAILED",
    "PENDING",
    "RUNNING",
    "SUCCESS",
]
StorageMode: TypeAlias = Literal["DIRECT_QUERY", "DUAL", "IMPORT"]
SubscriptionAttachmentDataAttachmentFileFormat: TypeAlias = Literal[
    "FILE_FORMAT_CSV",
    "FILE_FORMAT_EXCEL",
    "FILE_FORMAT_TSV",
]
SubscriptionAttachmentPageAttachmentPageSelection: TypeAlias = Literal[
    "PAGE_SELECTION_ALL",
    "PAGE_SELECTION_SUBSET",
]
TaskRetryMode: TypeAlias = Literal["NEVER", "ON_FAILURE"]
TerminationCodeCode: TypeAlias = Literal[
    "BREAKING_CHANGE",
    "BUDGET_POLICY_LIMIT_EXCEEDED",
    "CANCELED",
    "CLOUD_FAILURE",
    "CLUSTER_ERROR",
    "CLUSTER_REQUEST_LIMIT_EXCEEDED",
    "DISABLED",
    "DRIVER_ERROR",
    "FEATURE_DISABLED",
    "INTERNAL_ERROR",
    "INVALID_CLUSTER_REQUEST",
    "INVALID_RUN_CONFIGURATION",
    "LIBRARY_INSTALLATION_ERROR",
    "MAX_CONCURRENT_RUNS_EXCEEDED",
    "MAX_JOB_QUEUE_SIZE_EXCEEDED",
    "MAX_SPARK_CONTEXTS_EXCEEDED",
    "REPOSITORY_CHECKOUT_FAILED",
    "RESOURCE_NOT_FOUND",
    "RUN_EXECUTION_ERROR",
    "SKIPPED",
    "STORAGE_ACCESS_ERROR",
    "SUCCESS",
    "SUCCESS_WITH_FAILURES",
    "UNAUTHORIZED_ERROR",
    "USER_CANCELED",
    "WORKSPACE_RUN_LIMIT_EXCEEDED",
]
TerminationTypeType: TypeAlias = Literal[
    "CLIENT_ERROR",
    "CLOUD_FAILURE",
    "INTERNAL_ERROR",
    "SUCCESS",
]
TriggerType: TypeAlias = Literal[
    "CONTINUOUS",
    "CONTINUOUS_RESTART",
    "FILE_ARRIVAL",
    "ONE_TIME",
    "PERIODIC",
    "RETRY",
    "RUN_JOB_TASK",
    "TABLE",
]
ViewType: TypeAlias = Literal["DASHBOARD", "NOTEBOOK"]
ViewsToExport: TypeAlias = Literal["ALL", "CODE", "DASHBOARDS"]


class AiRuntimeTask(TypedDict, total=False):
    code_source_path: str | None
    deployments: list[DeploymentSpec] | None
    docker_image_url: str | None
    experiment: str | None
    mlflow_artifact_location: str | None
    mlflow_experiment_directory: str | None
    mlflow_run: str | None
    priority_class: AiRuntimeTaskPriorityClass | None
    unity_catalog_image_path: str | None


class AiRuntimeTaskOutput(TypedDict, total=False):
    mlflow_experiment_id: str | None
    mlflow_run_id: str | None
    status_message: str | None


class AlertTask(TypedDict, total=False):
    alert_id: str | None
    parameters: dict[str, str] | None
    subscribers: list[AlertTaskSubscriber] | None
    warehouse_id: str | None
    workspace_path: str | None


class AlertTaskOutput(TypedDict, total=False):
    alert_state: AlertEvaluationState | None


class AlertTaskSubscriber(TypedDict, total=False):
    destination_id: str | None
    user_name: str | None


BaseJob = TypedDict(
    "BaseJob",
    {
        "created_time": "Int64 | None",
        "creator_user_name": "str | None",
        "effective_budget_policy_id": "str | None",
        "effective_usage_policy_id": "str | None",
        "has_more": "bool | None",
        "job_id": "Int64 | None",
        "settings": "JobSettings | None",
        "trigger_details": "list[TriggerDetails] | None",
        "trigger_state": "TriggerStateProto | None",
    },
    total=False,
)


class BaseRun(TypedDict, total=False):
    attempt_number: Int64 | None
    cleanup_duration: Int64 | None
    cluster_instance: ClusterInstance | None
    cluster_spec: ClusterSpec | None
    creator_user_name: str | None
    deployment_id: str | None
    description: str | None
    duration_target: str | None
    effective_performance_target: PerformanceTarget | None
    effective_usage_policy_id: str | None
    end_time: Int64 | None
    environment_variables: list[JobEnvironmentVariables] | None
    execution_duration: Int64 | None
    git_source: GitSource | None
    has_more: bool | None
    job_clusters: list[JobCluster] | None
    job_id: Int64 | None
    job_parameters: list[JobParameter] | None
    job_run_id: Int64 | None
    number_in_job: Int64 | None
    original_attempt_run_id: Int64 | None
    overriding_parameters: RunParameters | None
    queue_duration: Int64 | None
    repair_history: list[RepairHistoryItem] | None
    run_duration: Int64 | None
    run_id: Int64 | None
    run_name: str | None
    run_page_url: str | None
    run_type: RunType | None
    schedule: CronSchedule | None
    setup_duration: Int64 | None
    start_time: Int64 | None
    state: RunState | None
    status: RunStatus | None
    tasks: list[RunTask] | None
    trigger: TriggerType | None
    trigger_info: TriggerInfo | None
    version_id: str | None


class CleanRoomTaskRunState(TypedDict, total=False):
    life_cycle_state: CleanRoomTaskRunLifeCycleState | None
    result_state: CleanRoomTaskRunResultState | None


class CleanRoomsNotebookTask(TypedDict, total=False):
    clean_room_name: str | None
    etag: str | None
    notebook_base_parameters: dict[str, str] | None
    notebook_name: str | None


class CleanRoomsNotebookTaskCleanRoomsNotebookTaskOutput(TypedDict, total=False):
    clean_room_job_run_state: CleanRoomTaskRunState | None
    notebook_output: NotebookOutput | None
    output_schema_info: OutputSchemaInfo | None


class ClusterInstance(TypedDict, total=False):
    cluster_id: str | None
    spark_context_id: str | None


class ClusterSpec(TypedDict, total=False):
    existing_cluster_id: str | None
    job_cluster_key: str | None
    libraries: list[compute.Library] | None
    new_cluster: compute.ClusterSpec | None


class Compute(TypedDict, total=False):
    hardware_accelerator: compute.HardwareAcceleratorType | None


class ComputeConfig(TypedDict, total=False):
    gpu_node_pool_id: str | None
    gpu_type: str | None
    num_gpus: Int64 | None


class ComputeSpec(TypedDict, total=False):
    accelerator_count: Int64 | None
    accelerator_type: ComputeSpecAcceleratorType | None
    provisioned_capacity_id: str | None


class ConditionTask(TypedDict, total=False):
    left: str | None
    op: ConditionTaskOp | None
    right: str | None


class Continuous(TypedDict, total=False):
    maintenance_window: MaintenanceWindow | None
    pause_status: PauseStatus | None
    task_retry_mode: TaskRetryMode | None


class ContinuousTriggerConfiguration(TypedDict, total=False):
    maintenance_window: MaintenanceWindow | None
    task_retry_mode: TaskRetryMode | None


class ContinuousTriggerState(TypedDict, total=False):
    consecutive_failures: Int64 | None
    is_backing_off: bool | None
    next_attempt_ms: Int64 | None


class CreateResponse(TypedDict, total=False):
    job_id: Int64 | None


class CronSchedule(TypedDict, total=False):
    pause_status: PauseStatus | None
    quartz_cron_expression: str | None
    sql_condition: SqlConditionConfiguration | None
    timezone_id: str | None


class CronTriggerConfiguration(TypedDict, total=False):
    quartz_cron_expression: str | None
    timezone_id: str | None


class DashboardPageSnapshot(TypedDict, total=False):
    page_display_name: str | None
    widget_error_details: list[WidgetErrorDetail] | None


class DashboardTask(TypedDict, total=False):
    dashboard_id: str | None
    filters: dict[str, str] | None
    subscription: Subscription | None
    warehouse_id: str | None


class DashboardTaskOutput(TypedDict, total=False):
    page_snapshots: list[DashboardPageSnapshot] | None


class DbtCloudJobRunStep(TypedDict, total=False):
    index: Int64 | None
    logs: str | None
    name: str | None
    status: DbtPlatformRunStatus | None


class DbtCloudTask(TypedDict, total=False):
    connection_resource_name: str | None
    dbt_cloud_job_id: Int64 | None


class DbtCloudTaskOutput(TypedDict, total=False):
    dbt_cloud_job_run_id: Int64 | None
    dbt_cloud_job_run_output: list[DbtCloudJobRunStep] | None
    dbt_cloud_job_run_url: str | None


class DbtOutput(TypedDict, total=False):
    artifacts_headers: dict[str, str] | None
    artifacts_link: str | None


class DbtPlatformJobRunStep(TypedDict, total=False):
    index: Int64 | None
    logs: str | None
    logs_truncated: bool | None
    name: str | None
    name_truncated: bool | None
    status: DbtPlatformRunStatus | None


class DbtPlatformTask(TypedDict, total=False):
    connection_resource_name: str | None
    dbt_platform_job_id: str | None


class DbtPlatformTaskOutput(TypedDict, total=False):
    dbt_platform_job_run_id: str | None
    dbt_platform_job_run_output: list[DbtPlatformJobRunStep] | None
    dbt_platform_job_run_url: str | None
    steps_truncated: bool | None


DbtTask = TypedDict(
    "DbtTask",
    {
        "catalog": "str | None",
        "commands": "list[str] | None",
        "profiles_directory": "str | None",
        "project_directory": "str | None",
        "schema": "str | None",
        "source": "Source | None",
        "warehouse_id": "str | None",
    },
    total=False,
)


DeploymentSpec = TypedDict(
    "DeploymentSpec",
    {
        "command_path": "str | None",
        "compute": "ComputeSpec | None",
        "name": "str | None",
    },
    total=False,
)


class EnforcePolicyComplianceForJobResponseJobClusterSettingsChange(TypedDict, total=False):
    field: str | None
    new_value: str | None
    previous_value: str | None


EnforcePolicyComplianceResponse = TypedDict(
    "EnforcePolicyComplianceResponse",
    {
        "has_changes": "bool | None",
        "job_cluster_changes": "list[EnforcePolicyComplianceForJobResponseJobClusterSettingsChange] | None",
        "settings": "JobSettings | None",
    },
    total=False,
)


class ExportRunOutput(TypedDict, total=False):
    views: list[ViewItem] | None


class FileArrivalTriggerConfiguration(TypedDict, total=False):
    min_time_between_triggers_seconds: Int64 | None
    url: str | None
    wait_after_last_change_seconds: Int64 | None


class FileArrivalTriggerState(TypedDict, total=False):
    using_file_events: bool | None


class ForEachStats(TypedDict, total=False):
    error_message_stats: list[ForEachTaskErrorMessageStats] | None
    task_run_stats: ForEachTaskTaskRunStats | None


class ForEachTask(TypedDict, total=False):
    concurrency: Int64 | None
    inputs: str | None
    task: Task | None


class ForEachTaskErrorMessageStats(TypedDict, total=False):
    count: Int64 | None
    error_message: str | None
    termination_category: str | None


class ForEachTaskTaskRunStats(TypedDict, total=False):
    active_iterations: Int64 | None
    completed_iterations: Int64 | None
    failed_iterations: Int64 | None
    scheduled_iterations: Int64 | None
    succeeded_iterations: Int64 | None
    total_iterations: Int64 | None


GenAiComputeTask = TypedDict(
    "GenAiComputeTask",
    {
        "command": "str | None",
        "compute": "ComputeConfig | None",
        "dl_runtime_image": "str | None",
        "mlflow_experiment_name": "str | None",
        "source": "Source | None",
        "training_script_path": "str | None",
        "yaml_parameters": "str | None",
        "yaml_parameters_file_path": "str | None",
    },
    total=False,
)


class GetJobPermissionLevelsResponse(TypedDict, total=False):
    permission_levels: list[JobPermissionsDescription] | None


class GetPolicyComplianceResponse(TypedDict, total=False):
    is_compliant: bool | None
    violations: dict[str, str] | None


class GitSnapshot(TypedDict, total=False):
    used_commit: str | None


class GitSource(TypedDict, total=False):
    git_branch: str | None
    git_commit: str | None
    git_provider: GitProvider | None
    git_snapshot: GitSnapshot | None
    git_tag: str | None
    git_url: str | None
    job_source: JobSource | None
    sparse_checkout: SparseCheckout | None


Job = TypedDict(
    "Job",
    {
        "created_time": "Int64 | None",
        "creator_user_name": "str | None",
        "effective_budget_policy_id": "str | None",
        "effective_usage_policy_id": "str | None",
        "has_more": "bool | None",
        "job_id": "Int64 | None",
        "next_page_token": "str | None",
        "run_as_user_name": "str | None",
        "settings": "JobSettings | None",
        "trigger_details": "list[TriggerDetails] | None",
        "trigger_state": "TriggerStateProto | None",
    },
    total=False,
)


class JobAccessControlRequest(TypedDict, total=False):
    group_name: str | None
    permission_level: JobPermissionLevel | None
    service_principal_name: str | None
    user_name: str | None


class JobAccessControlResponse(TypedDict, total=False):
    all_permissions: list[JobPermission] | None
    display_name: str | None
    group_name: str | None
    service_principal_name: str | None
    user_name: str | None


class JobCluster(TypedDict, total=False):
    job_cluster_key: str | None
    new_cluster: compute.ClusterSpec | None
    serverless_compute_id: str | None


class JobCompliance(TypedDict, total=False):
    is_compliant: bool | None
    job_id: Int64 | None
    violations: dict[str, str] | None


class JobDeployment(TypedDict, total=False):
    deployment_id: str | None
    kind: JobDeploymentKind | None
    metadata_file_path: str | None
    version_id: str | None


class JobEmailNotifications(TypedDict, total=False):
    no_alert_for_skipped_runs: bool | None
    on_duration_warning_threshold_exceeded: list[str] | None
    on_failure: list[str] | None
    on_maintenance_complete: list[str] | None
    on_maintenance_start: list[str] | None
    on_start: list[str] | None
    on_streaming_backlog_exceeded: list[str] | None
    on_success: list[str] | None


class JobEnvironment(TypedDict, total=False):
    environment_key: str | None
    spec: compute.Environment | None


class JobEnvironmentVariables(TypedDict, total=False):
    environment_variables_key: str | None
    spec: JobEnvironmentVariablesSpec | None


JobEnvironmentVariablesSpec = TypedDict(
    "JobEnvironmentVariablesSpec",
    {
        "files": "list[str] | None",
        "variables": "dict[str, str] | None",
    },
    total=False,
)


class JobNotificationSettings(TypedDict, total=False):
    no_alert_for_canceled_runs: bool | None
    no_alert_for_skipped_runs: bool | None


class JobParameter(TypedDict, total=False):
    default: str | None
    name: str | None
    value: str | None


class JobParameterDefinition(TypedDict, total=False):
    default: str | None
    name: str | None


class JobPermission(TypedDict, total=False):
    inherited: bool | None
    inherited_from_object: list[str] | None
    permission_level: JobPermissionLevel | None


class JobPermissions(TypedDict, total=False):
    access_control_list: list[JobAccessControlResponse] | None
    object_id: str | None
    object_type: str | None


class JobPermissionsDescription(TypedDict, total=False):
    description: str | None
    permission_level: JobPermissionLevel | None


class JobRunAs(TypedDict, total=False):
    group_name: str | None
    service_principal_name: str | None
    user_name: str | None


class JobSettings(TypedDict, total=False):
    budget_policy_id: str | None
    continuous: Continuous | None
    deployment: JobDeployment | None
    description: str | None
    duration_target: str | None
    edit_mode: JobEditMode | None
    email_notifications: JobEmailNotifications | None
    environment_variables: list[JobEnvironmentVariables] | None
    environments: list[JobEnvironment] | None
    format: Format | None
    git_source: GitSource | None
    health: JobsHealthRules | None
    job_clusters: list[JobCluster] | None
    max_concurrent_runs: Int64 | None
    name: str | None
    notification_settings: JobNotificationSettings | None
    parameters: list[JobParameterDefinition] | None
    parent_path: str | None
    performance_target: PerformanceTarget | None
    queue: QueueSettings | None
    run_as: JobRunAs | None
    schedule: CronSchedule | None
    tags: dict[str, str] | None
    tasks: list[Task] | None
    timeout_seconds: Int64 | None
    trigger: TriggerSettings | None
    triggers: list[TriggerConfiguration] | None
    usage_policy_id: str | None
    webhook_notifications: WebhookNotifications | None


class JobSource(TypedDict, total=False):
    dirty_state: JobSourceDirtyState | None
    import_from_git_branch: str | None
    job_config_path: str | None


class JobsHealthRule(TypedDict, total=False):
    metric: JobsHealthMetric | None
    op: JobsHealthOperator | None
    value: Int64 | None


class JobsHealthRules(TypedDict, total=False):
    rules: list[JobsHealthRule] | None


ListJobComplianceForPolicyResponse = TypedDict(
    "ListJobComplianceForPolicyResponse",
    {
        "jobs": "list[JobCompliance] | None",
        "next_page_token": "str | None",
        "prev_page_token": "str | None",
    },
    total=False,
)


ListJobsResponse = TypedDict(
    "ListJobsResponse",
    {
        "has_more": "bool | None",
        "jobs": "list[BaseJob] | None",
        "next_page_token": "str | None",
        "prev_page_token": "str | None",
    },
    total=False,
)


class ListRunsResponse(TypedDict, total=False):
    has_more: bool | None
    next_page_token: str | None
    prev_page_token: str | None
    runs: list[BaseRun] | None


class MaintenanceWindow(TypedDict, total=False):
    day_of_week: DayOfWeek | None
    start_hour: Int64 | None
    timezone_id: str | None


class ModelTriggerConfiguration(TypedDict, total=False):
    aliases: list[str] | None
    condition: ModelTriggerConfigurationCondition | None
    min_time_between_triggers_seconds: Int64 | None
    securable_name: str | None
    wait_after_last_change_seconds: Int64 | None


class ModelTriggerState(TypedDict, total=False):
    pass


class NotebookOutput(TypedDict, total=False):
    result: str | None
    truncated: bool | None


class NotebookTask(TypedDict, total=False):
    base_parameters: dict[str, str] | None
    notebook_path: str | None
    source: Source | None
    warehouse_id: str | None


class OutputSchemaInfo(TypedDict, total=False):
    catalog_name: str | None
    expiration_time: Int64 | None
    schema_name: str | None


class PerTriggerState(TypedDict, total=False):
    continuous: ContinuousTriggerState | None
    file_arrival: FileArrivalTriggerState | None
    model: ModelTriggerState | None
    pause_status: PauseStatus | None
    periodic: PeriodicTriggerState | None
    schedule: ScheduleTriggerState | None
    sql_condition: SqlConditionState | None
    table_update: TableTriggerState | None


class PeriodicTriggerConfiguration(TypedDict, total=False):
    interval: Int64 | None
    unit: PeriodicTriggerConfigurationTimeUnit | None


class PeriodicTriggerState(TypedDict, total=False):
    next_run_time: Int64 | None


class PipelineParams(TypedDict, total=False):
    full_refresh: bool | None
    full_refresh_selection: list[str] | None
    refresh_flow_selection: list[str] | None
    refresh_selection: list[str] | None
    reset_checkpoint_selection: list[str] | None


class PipelineTask(TypedDict, total=False):
    full_refresh: bool | None
    full_refresh_selection: list[str] | None
    parameters: dict[str, str] | None
    pipeline_id: str | None
    refresh_flow_selection: list[str] | None
    refresh_selection: list[str] | None
    reset_checkpoint_selection: list[str] | None


class PowerBiModel(TypedDict, total=False):
    authentication_method: AuthenticationMethod | None
    model_name: str | None
    overwrite_existing: bool | None
    storage_mode: StorageMode | None
    workspace_name: str | None


PowerBiTable = TypedDict(
    "PowerBiTable",
    {
        "catalog": "str | None",
        "name": "str | None",
        "schema": "str | None",
        "storage_mode": "StorageMode | None",
    },
    total=False,
)


class PowerBiTask(TypedDict, total=False):
    connection_resource_name: str | None
    power_bi_model: PowerBiModel | None
    refresh_after_update: bool | None
    tables: list[PowerBiTable] | None
    warehouse_id: str | None


class PythonOperatorTask(TypedDict, total=False):
    main: str | None
    parameters: list[PythonOperatorTaskParameter] | None


class PythonOperatorTaskParameter(TypedDict, total=False):
    name: str | None
    value: str | None


class PythonWheelTask(TypedDict, total=False):
    entry_point: str | None
    named_parameters: dict[str, str] | None
    package_name: str | None
    parameters: list[str] | None


class QueueDetails(TypedDict, total=False):
    code: QueueDetailsCodeCode | None
    message: str | None


class QueueSettings(TypedDict, total=False):
    enabled: bool | None


class RepairHistoryItem(TypedDict, total=False):
    effective_performance_target: PerformanceTarget | None
    end_time: Int64 | None
    id: Int64 | None
    start_time: Int64 | None
    state: RunState | None
    status: RunStatus | None
    task_run_ids: list[Int64] | None
    type: RepairHistoryItemType | None


class RepairRunResponse(TypedDict, total=False):
    repair_id: Int64 | None


class ResolvedConditionTaskValues(TypedDict, total=False):
    left: str | None
    right: str | None


class ResolvedDbtTaskValues(TypedDict, total=False):
    commands: list[str] | None


class ResolvedNotebookTaskValues(TypedDict, total=False):
    base_parameters: dict[str, str] | None


class ResolvedParamPairValues(TypedDict, total=False):
    parameters: dict[str, str] | None


class ResolvedPipelineTaskValues(TypedDict, total=False):
    parameters: dict[str, str] | None


class ResolvedPythonWheelTaskValues(TypedDict, total=False):
    named_parameters: dict[str, str] | None
    parameters: list[str] | None


class ResolvedRunJobTaskValues(TypedDict, total=False):
    job_parameters: dict[str, str] | None
    parameters: dict[str, str] | None


class ResolvedStringParamsValues(TypedDict, total=False):
    parameters: list[str] | None


class ResolvedValues(TypedDict, total=False):
    ai_runtime_task: ResolvedValuesAiRuntimeTaskResolvedValues | None
    condition_task: ResolvedConditionTaskValues | None
    dbt_task: ResolvedDbtTaskValues | None
    notebook_task: ResolvedNotebookTaskValues | None
    pipeline_task: ResolvedPipelineTaskValues | None
    python_wheel_task: ResolvedPythonWheelTaskValues | None
    run_job_task: ResolvedRunJobTaskValues | None
    simulation_task: ResolvedParamPairValues | None
    spark_jar_task: ResolvedStringParamsValues | None
    spark_python_task: ResolvedStringParamsValues | None
    spark_submit_task: ResolvedStringParamsValues | None
    sql_task: ResolvedParamPairValues | None


class ResolvedValuesAiRuntimeTaskResolvedValues(TypedDict, total=False):
    pass


class Run(TypedDict, total=False):
    attempt_number: Int64 | None
    cleanup_duration: Int64 | None
    cluster_instance: ClusterInstance | None
    cluster_spec: ClusterSpec | None
    creator_user_name: str | None
    deployment_id: str | None
    description: str | None
    duration_target: str | None
    effective_performance_target: PerformanceTarget | None
    effective_usage_policy_id: str | None
    end_time: Int64 | None
    environment_variables: list[JobEnvironmentVariables] | None
    execution_duration: Int64 | None
    git_source: GitSource | None
    has_more: bool | None
    iterations: list[RunTask] | None
    job_clusters: list[JobCluster] | None
    job_id: Int64 | None
    job_parameters: list[JobParameter] | None
    job_run_id: Int64 | None
    next_page_token: str | None
    number_in_job: Int64 | None
    original_attempt_run_id: Int64 | None
    overriding_parameters: RunParameters | None
    queue_duration: Int64 | None
    repair_history: list[RepairHistoryItem] | None
    run_duration: Int64 | None
    run_id: Int64 | None
    run_name: str | None
    run_page_url: str | None
    run_type: RunType | None
    schedule: CronSchedule | None
    setup_duration: Int64 | None
    start_time: Int64 | None
    state: RunState | None
    status: RunStatus | None
    tasks: list[RunTask] | None
    trigger: TriggerType | None
    trigger_info: TriggerInfo | None
    version_id: str | None


class RunConditionTask(TypedDict, total=False):
    left: str | None
    op: ConditionTaskOp | None
    outcome: str | None
    right: str | None


class RunForEachTask(TypedDict, total=False):
    concurrency: Int64 | None
    inputs: str | None
    stats: ForEachStats | None
    task: Task | None


class RunJobOutput(TypedDict, total=False):
    run_id: Int64 | None


class RunJobTask(TypedDict, total=False):
    dbt_commands: list[str] | None
    jar_params: list[str] | None
    job_id: Int64 | None
    job_parameters: dict[str, str] | None
    notebook_params: dict[str, str] | None
    pipeline_params: PipelineParams | None
    python_named_params: dict[str, str] | None
    python_params: list[str] | None
    spark_submit_params: list[str] | None
    sql_params: dict[str, str] | None


class RunNowResponse(TypedDict, total=False):
    number_in_job: Int64 | None
    run_id: Int64 | None


class RunOutput(TypedDict, total=False):
    ai_runtime_task_output: AiRuntimeTaskOutput | None
    alert_output: AlertTaskOutput | None
    clean_rooms_notebook_output: CleanRoomsNotebookTaskCleanRoomsNotebookTaskOutput | None
    dashboard_output: DashboardTaskOutput | None
    dbt_cloud_output: DbtCloudTaskOutput | None
    dbt_output: DbtOutput | None
    dbt_platform_output: DbtPlatformTaskOutput | None
    error: str | None
    error_trace: str | None
    info: str | None
    logs: str | None
    logs_truncated: bool | None
    metadata: Run | None
    notebook_output: NotebookOutput | None
    run_job_output: RunJobOutput | None
    sql_output: SqlOutput | None


class RunParameters(TypedDict, total=False):
    dbt_commands: list[str] | None
    jar_params: list[str] | None
    notebook_params: dict[str, str] | None
    pipeline_params: PipelineParams | None
    python_named_params: dict[str, str] | None
    python_params: list[str] | None
    spark_submit_params: list[str] | None
    sql_params: dict[str, str] | None


class RunState(TypedDict, total=False):
    life_cycle_state: RunLifeCycleState | None
    queue_reason: str | None
    result_state: RunResultState | None
    state_message: str | None
    user_cancelled_or_timedout: bool | None


class RunStatus(TypedDict, total=False):
    queue_details: QueueDetails | None
    state: RunLifecycleStateV2State | None
    termination_details: TerminationDetails | None


RunTask = TypedDict(
    "RunTask",
    {
        "ai_runtime_task": "AiRuntimeTask | None",
        "alert_task": "AlertTask | None",
        "attempt_number": "Int64 | None",
        "clean_rooms_notebook_task": "CleanRoomsNotebookTask | None",
        "cleanup_duration": "Int64 | None",
        "cluster_instance": "ClusterInstance | None",
        "compute": "Compute | None",
        "condition_task": "RunConditionTask | None",
        "dashboard_task": "DashboardTask | None",
        "dbt_cloud_task": "DbtCloudTask | None",
        "dbt_platform_task": "DbtPlatformTask | None",
        "dbt_task": "DbtTask | None",
        "depends_on": "list[TaskDependency] | None",
        "description": "str | None",
        "disable_auto_optimization": "bool | None",
        "disabled": "bool | None",
        "effective_performance_target": "PerformanceTarget | None",
        "email_notifications": "JobEmailNotifications | None",
        "end_time": "Int64 | None",
        "environment_key": "str | None",
        "environment_variables_key": "str | None",
        "execution_duration": "Int64 | None",
        "existing_cluster_id": "str | None",
        "for_each_task": "RunForEachTask | None",
        "gen_ai_compute_task": "GenAiComputeTask | None",
        "git_source": "GitSource | None",
        "job_cluster_key": "str | None",
        "libraries": "list[compute.Library] | None",
        "max_retries": "Int64 | None",
        "min_retry_interval_millis": "Int64 | None",
        "new_cluster": "compute.ClusterSpec | None",
        "notebook_task": "NotebookTask | None",
        "notification_settings": "TaskNotificationSettings | None",
        "pipeline_task": "PipelineTask | None",
        "power_bi_task": "PowerBiTask | None",
        "python_operator_task": "PythonOperatorTask | None",
        "python_wheel_task": "PythonWheelTask | None",
        "queue_duration": "Int64 | None",
        "resolved_values": "ResolvedValues | None",
        "retry_on_timeout": "bool | None",
        "run_duration": "Int64 | None",
        "run_id": "Int64 | None",
        "run_if": "RunIf | None",
        "run_job_task": "RunJobTask | None",
        "run_page_url": "str | None",
        "setup_duration": "Int64 | None",
        "spark_jar_task": "SparkJarTask | None",
        "spark_python_task": "SparkPythonTask | None",
        "spark_submit_task": "SparkSubmitTask | None",
        "sql_task": "SqlTask | None",
        "start_time": "Int64 | None",
        "state": "RunState | None",
        "status": "RunStatus | None",
        "task_key": "str | None",
        "timeout_seconds": "Int64 | None",
        "webhook_notifications": "WebhookNotifications | None",
    },
    total=False,
)


class ScheduleTriggerState(TypedDict, total=False):
    pass


class SparkJarTask(TypedDict, total=False):
    jar_uri: str | None
    main_class_name: str | None
    parameters: list[str] | None
    run_as_repl: bool | None


class SparkPythonTask(TypedDict, total=False):
    parameters: list[str] | None
    python_file: str | None
    source: Source | None


class SparkSubmitTask(TypedDict, total=False):
    parameters: list[str] | None


class SparseCheckout(TypedDict, total=False):
    patterns: list[str] | None


class SqlAlertOutput(TypedDict, total=False):
    alert_state: SqlAlertState | None
    output_link: str | None
    query_text: str | None
    sql_statements: list[SqlStatementOutput] | None
    warehouse_id: str | None


class SqlConditionConfiguration(TypedDict, total=False):
    sql_query_id: str | None
    trigger_mode: SqlConditionTriggerMode | None
    warehouse_id: str | None


class SqlConditionRunInfoDetails(TypedDict, total=False):
    condition_evaluation_satisfied: bool | None
    condition_evaluation_sql_session_id: str | None
    condition_evaluation_sql_statement_id: str | None


class SqlConditionState(TypedDict, total=False):
    latest_condition_evaluation_satisfied: bool | None
    latest_condition_evaluation_sql_session_id: str | None
    latest_condition_evaluation_sql_statement_id: str | None


class SqlDashboardOutput(TypedDict, total=False):
    warehouse_id: str | None
    widgets: list[SqlDashboardWidgetOutput] | None


class SqlDashboardWidgetOutput(TypedDict, total=False):
    end_time: Int64 | None
    error: SqlOutputError | None
    output_link: str | None
    start_time: Int64 | None
    status: SqlDashboardWidgetOutputStatus | None
    widget_id: str | None
    widget_title: str | None


class SqlOutput(TypedDict, total=False):
    alert_output: SqlAlertOutput | None
    dashboard_output: SqlDashboardOutput | None
    query_output: SqlQueryOutput | None


class SqlOutputError(TypedDict, total=False):
    message: str | None


class SqlQueryOutput(TypedDict, total=False):
    endpoint_id: str | None
    output_link: str | None
    query_text: str | None
    sql_statements: list[SqlStatementOutput] | None
    warehouse_id: str | None


class SqlStatementOutput(TypedDict, total=False):
    lookup_key: str | None


class SqlTask(TypedDict, total=False):
    alert: SqlTaskAlert | None
    dashboard: SqlTaskDashboard | None
    file: SqlTaskFile | None
    parameters: dict[str, str] | None
    query: SqlTaskQuery | None
    warehouse_id: str | None


class SqlTaskAlert(TypedDict, total=False):
    alert_id: str | None
    pause_subscriptions: bool | None
    subscriptions: list[SqlTaskSubscription] | None


class SqlTaskDashboard(TypedDict, total=False):
    custom_subject: str | None
    dashboard_id: str | None
    pause_subscriptions: bool | None
    subscriptions: list[SqlTaskSubscription] | None


class SqlTaskFile(TypedDict, total=False):
    path: str | None
    source: Source | None


class SqlTaskQuery(TypedDict, total=False):
    query_id: str | None


class SqlTaskSubscription(TypedDict, total=False):
    destination_id: str | None
    user_name: str | None


class SubmitRunResponse(TypedDict, total=False):
    run_id: Int64 | None


SubmitTask = TypedDict(
    "SubmitTask",
    {
        "ai_runtime_task": "AiRuntimeTask | None",
        "alert_task": "AlertTask | None",
        "clean_rooms_notebook_task": "CleanRoomsNotebookTask | None",
        "compute": "Compute | None",
        "condition_task": "ConditionTask | None",
        "dashboard_task": "DashboardTask | None",
        "dbt_cloud_task": "DbtCloudTask | None",
        "dbt_platform_task": "DbtPlatformTask | None",
        "dbt_task": "DbtTask | None",
        "depends_on": "list[TaskDependency] | None",
        "description": "str | None",
        "disable_auto_optimization": "bool | None",
        "disabled": "bool | None",
        "email_notifications": "JobEmailNotifications | None",
        "environment_key": "str | None",
        "environment_variables_key": "str | None",
        "existing_cluster_id": "str | None",
        "for_each_task": "ForEachTask | None",
        "gen_ai_compute_task": "GenAiComputeTask | None",
        "health": "JobsHealthRules | None",
        "libraries": "list[compute.Library] | None",
        "max_retries": "Int64 | None",
        "min_retry_interval_millis": "Int64 | None",
        "new_cluster": "compute.ClusterSpec | None",
        "notebook_task": "NotebookTask | None",
        "notification_settings": "TaskNotificationSettings | None",
        "pipeline_task": "PipelineTask | None",
        "power_bi_task": "PowerBiTask | None",
        "python_operator_task": "PythonOperatorTask | None",
        "python_wheel_task": "PythonWheelTask | None",
        "retry_on_timeout": "bool | None",
        "run_if": "RunIf | None",
        "run_job_task": "RunJobTask | None",
        "spark_jar_task": "SparkJarTask | None",
        "spark_python_task": "SparkPythonTask | None",
        "spark_submit_task": "SparkSubmitTask | None",
        "sql_task": "SqlTask | None",
        "task_key": "str | None",
        "timeout_seconds": "Int64 | None",
        "webhook_notifications": "WebhookNotifications | None",
    },
    total=False,
)


class Subscription(TypedDict, total=False):
    attachment: SubscriptionAttachment | None
    custom_subject: str | None
    paused: bool | None
    subscribers: list[SubscriptionSubscriber] | None


class SubscriptionAttachment(TypedDict, total=False):
    data_attachment: SubscriptionAttachmentDataAttachment | None
    page_attachment: SubscriptionAttachmentPageAttachment | None


class SubscriptionAttachmentDataAttachment(TypedDict, total=False):
    file_format: SubscriptionAttachmentDataAttachmentFileFormat | None
    include_applied_filters: bool | None
    widgets: list[SubscriptionAttachmentDataAttachmentWidget] | None


class SubscriptionAttachmentDataAttachmentWidget(TypedDict, total=False):
    page_id: str | None
    widget_id: str | None


class SubscriptionAttachmentPageAttachment(TypedDict, total=False):
    page_ids: list[str] | None
    page_selection: SubscriptionAttachmentPageAttachmentPageSelection | None


class SubscriptionSubscriber(TypedDict, total=False):
    destination_id: str | None
    user_name: str | None


class TableState(TypedDict, total=False):
    has_seen_updates: bool | None
    table_name: str | None


class TableTriggerState(TypedDict, total=False):
    last_seen_table_states: list[TableState] | None
    using_scalable_monitoring: bool | None


class TableUpdateTriggerConfiguration(TypedDict, total=False):
    condition: Condition | None
    min_time_between_triggers_seconds: Int64 | None
    table_names: list[str] | None
    wait_after_last_change_seconds: Int64 | None


Task = TypedDict(
    "Task",
    {
        "ai_runtime_task": "AiRuntimeTask | None",
        "alert_task": "AlertTask | None",
        "clean_rooms_notebook_task": "CleanRoomsNotebookTask | None",
        "compute": "Compute | None",
        "condition_task": "ConditionTask | None",
        "dashboard_task": "DashboardTask | None",
        "dbt_cloud_task": "DbtCloudTask | None",
        "dbt_platform_task": "DbtPlatformTask | None",
        "dbt_task": "DbtTask | None",
        "depends_on": "list[TaskDependency] | None",
        "description": "str | None",
        "disable_auto_optimization": "bool | None",
        "disabled": "bool | None",
        "email_notifications": "TaskEmailNotifications | None",
        "environment_key": "str | None",
        "environment_variables_key": "str | None",
        "existing_cluster_id": "str | None",
        "for_each_task": "ForEachTask | None",
        "gen_ai_compute_task": "GenAiComputeTask | None",
        "health": "JobsHealthRules | None",
        "job_cluster_key": "str | None",
        "libraries": "list[compute.Library] | None",
        "max_retries": "Int64 | None",
        "min_retry_interval_millis": "Int64 | None",
        "new_cluster": "compute.ClusterSpec | None",
        "notebook_task": "NotebookTask | None",
        "notification_settings": "TaskNotificationSettings | None",
        "pipeline_task": "PipelineTask | None",
        "power_bi_task": "PowerBiTask | None",
        "python_operator_task": "PythonOperatorTask | None",
        "python_wheel_task": "PythonWheelTask | None",
        "retry_on_timeout": "bool | None",
        "run_if": "RunIf | None",
        "run_job_task": "RunJobTask | None",
        "spark_jar_task": "SparkJarTask | None",
        "spark_python_task": "SparkPythonTask | None",
        "spark_submit_task": "SparkSubmitTask | None",
        "sql_task": "SqlTask | None",
        "task_key": "str | None",
        "timeout_seconds": "Int64 | None",
        "webhook_notifications": "WebhookNotifications | None",
    },
    total=False,
)


class TaskDependency(TypedDict, total=False):
    outcome: str | None
    task_key: str | None


class TaskEmailNotifications(TypedDict, total=False):
    no_alert_for_skipped_runs: bool | None
    on_duration_warning_threshold_exceeded: list[str] | None
    on_failure: list[str] | None
    on_maintenance_complete: list[str] | None
    on_maintenance_start: list[str] | None
    on_start: list[str] | None
    on_streaming_backlog_exceeded: list[str] | None
    on_success: list[str] | None


class TaskNotificationSettings(TypedDict, total=False):
    alert_on_last_attempt: bool | None
    no_alert_for_canceled_runs: bool | None
    no_alert_for_skipped_runs: bool | None


class TerminationDetails(TypedDict, total=False):
    code: TerminationCodeCode | None
    message: str | None
    type: TerminationTypeType | None


class TriggerConfiguration(TypedDict, total=False):
    continuous: ContinuousTriggerConfiguration | None
    file_arrival: FileArrivalTriggerConfiguration | None
    model: ModelTriggerConfiguration | None
    pause_status: PauseStatus | None
    periodic: PeriodicTriggerConfiguration | None
    schedule: CronTriggerConfiguration | None
    sql_condition: SqlConditionConfiguration | None
    table_update: TableUpdateTriggerConfiguration | None


class TriggerDetails(TypedDict, total=False):
    history: TriggerHistory | None
    state: PerTriggerState | None


class TriggerEvaluation(TypedDict, total=False):
    description: str | None
    run_id: Int64 | None
    timestamp: Int64 | None


class TriggerHistory(TypedDict, total=False):
    last_failed: TriggerEvaluation | None
    last_not_triggered: TriggerEvaluation | None
    last_triggered: TriggerEvaluation | None


class TriggerInfo(TypedDict, total=False):
    run_id: Int64 | None
    sql_condition: SqlConditionRunInfoDetails | None


class TriggerSettings(TypedDict, total=False):
    file_arrival: FileArrivalTriggerConfiguration | None
    model: ModelTriggerConfiguration | None
    pause_status: PauseStatus | None
    periodic: PeriodicTriggerConfiguration | None
    sql_condition: SqlConditionConfiguration | None
    table_update: TableUpdateTriggerConfiguration | None


class TriggerStateProto(TypedDict, total=False):
    file_arrival: FileArrivalTriggerState | None
    pause_status: PauseStatus | None
    sql_condition: SqlConditionState | None
    table: TableTriggerState | None


class ViewItem(TypedDict, total=False):
    content: str | None
    name: str | None
    type: ViewType | None


class Webhook(TypedDict, total=False):
    id: str | None


class WebhookNotifications(TypedDict, total=False):
    on_duration_warning_threshold_exceeded: list[Webhook] | None
    on_failure: list[Webhook] | None
    on_maintenance_complete: list[Webhook] | None
    on_maintenance_start: list[Webhook] | None
    on_start: list[Webhook] | None
    on_streaming_backlog_exceeded: list[Webhook] | None
    on_success: list[Webhook] | None


class WidgetErrorDetail(TypedDict, total=False):
    message: str | None


class JobsCancelAllRuns(TypedDict, total=False):
    all_queued_runs: bool | None
    job_id: Int64 | None


class JobsCancelRun(TypedDict, total=False):
    run_id: Int64 | None


class JobsCreate(TypedDict, total=False):
    access_control_list: list[JobAccessControlRequest] | None
    budget_policy_id: str | None
    continuous: Continuous | None
    deployment: JobDeployment | None
    description: str | None
    duration_target: str | None
    edit_mode: JobEditMode | None
    email_notifications: JobEmailNotifications | None
    environment_variables: list[JobEnvironmentVariables] | None
    environments: list[JobEnvironment] | None
    format: Format | None
    git_source: GitSource | None
    health: JobsHealthRules | None
    job_clusters: list[JobCluster] | None
    max_concurrent_runs: Int64 | None
    name: str | None
    notification_settings: JobNotificationSettings | None
    parameters: list[JobParameterDefinition] | None
    parent_path: str | None
    performance_target: PerformanceTarget | None
    queue: QueueSettings | None
    run_as: JobRunAs | None
    schedule: CronSchedule | None
    tags: dict[str, str] | None
    tasks: list[Task] | None
    timeout_seconds: Int64 | None
    trigger: TriggerSettings | None
    triggers: list[TriggerConfiguration] | None
    usage_policy_id: str | None
    webhook_notifications: WebhookNotifications | None


class JobsDelete(TypedDict, total=False):
    job_id: Int64 | None


class JobsDeleteRun(TypedDict, total=False):
    run_id: Int64 | None


class JobsExportRun(TypedDict, total=False):
    run_id: Int64 | None
    views_to_export: ViewsToExport | None


class JobsGet(TypedDict, total=False):
    include_trigger_state: bool | None
    job_id: Int64 | None
    page_token: str | None


class JobsGetPermissionLevels(TypedDict, total=False):
    job_id: str | None


class JobsGetPermissions(TypedDict, total=False):
    job_id: str | None


class JobsGetRun(TypedDict, total=False):
    include_history: bool | None
    include_resolved_values: bool | None
    page_token: str | None
    run_id: Int64 | None


class JobsGetRunOutput(TypedDict, total=False):
    run_id: Int64 | None


class JobsList(TypedDict, total=False):
    expand_tasks: bool | None
    limit: Int64 | None
    name: str | None
    offset: Int64 | None
    page_token: str | None


class JobsListRuns(TypedDict, total=False):
    active_only: bool | None
    completed_only: bool | None
    expand_tasks: bool | None
    job_id: Int64 | None
    limit: Int64 | None
    offset: Int64 | None
    page_token: str | None
    run_type: RunType | None
    start_time_from: Int64 | None
    start_time_to: Int64 | None


class JobsRepairRun(TypedDict, total=False):
    dbt_commands: list[str] | None
    duration_target: str | None
    jar_params: list[str] | None
    job_parameters: dict[str, str] | None
    latest_repair_id: Int64 | None
    notebook_params: dict[str, str] | None
    performance_target: PerformanceTarget | None
    pipeline_params: PipelineParams | None
    python_named_params: dict[str, str] | None
    python_params: list[str] | None
    rerun_all_failed_tasks: bool | None
    rerun_dependent_tasks: bool | None
    rerun_tasks: list[str] | None
    run_id: Int64 | None
    spark_submit_params: list[str] | None
    sql_params: dict[str, str] | None


class JobsReset(TypedDict, total=False):
    job_id: Int64 | None
    new_settings: JobSettings | None


class JobsRunNow(TypedDict, total=False):
    dbt_commands: list[str] | None
    duration_target: str | None
    idempotency_token: str | None
    jar_params: list[str] | None
    job_id: Int64 | None
    job_parameters: dict[str, str] | None
    notebook_params: dict[str, str] | None
    only: list[str] | None
    performance_target: PerformanceTarget | None
    pipeline_params: PipelineParams | None
    python_named_params: dict[str, str] | None
    python_params: list[str] | None
    queue: QueueSettings | None
    spark_submit_params: list[str] | None
    sql_params: dict[str, str] | None


class JobsSetPermissions(TypedDict, total=False):
    job_id: str | None
    access_control_list: list[JobAccessControlRequest] | None


class JobsSubmit(TypedDict, total=False):
    access_control_list: list[JobAccessControlRequest] | None
    budget_policy_id: str | None
    duration_target: str | None
    email_notifications: JobEmailNotifications | None
    environment_variables: list[JobEnvironmentVariables] | None
    environments: list[JobEnvironment] | None
    git_source: GitSource | None
    health: JobsHealthRules | None
    idempotency_token: str | None
    notification_settings: JobNotificationSettings | None
    performance_target: PerformanceTarget | None
    queue: QueueSettings | None
    run_as: JobRunAs | None
    run_name: str | None
    tasks: list[SubmitTask] | None
    timeout_seconds: Int64 | None
    usage_policy_id: str | None
    webhook_notifications: WebhookNotifications | None


class JobsUpdate(TypedDict, total=False):
    fields_to_remove: list[str] | None
    job_id: Int64 | None
    new_settings: JobSettings | None


class JobsUpdatePermissions(TypedDict, total=False):
    job_id: str | None
    access_control_list: list[JobAccessControlRequest] | None


class PolicyComplianceForJobsEnforceCompliance(TypedDict, total=False):
    job_id: Int64 | None
    validate_only: bool | None


class PolicyComplianceForJobsGetCompliance(TypedDict, total=False):
    job_id: Int64 | None


class PolicyComplianceForJobsListCompliance(TypedDict, total=False):
    page_size: Int64 | None
    page_token: str | None
    policy_id: str | None

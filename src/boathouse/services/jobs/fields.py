"""What becomes of each field of a job's settings: acted on, inert with a reason, or refused."""

from __future__ import annotations

from typing import Any

from boathouse.route import Fields
from boathouse.services.clusters.use import REFUSED_IN_NEW_CLUSTER

SHOWN = "kept and shown"

SETTINGS_INERT = {
    "budget_policy_id": "there is no bill",
    "usage_policy_id": "there is no bill",
    "deployment": "kept and shown: deployment tools read it back",
    "description": SHOWN,
    "edit_mode": "kept and shown: there is no editor to lock",
    "environments": "a task that names an environment runs on serverless compute",
    "format": "follows from the tasks",
    "notification_settings": "nothing is notified yet, so there is nothing to leave out",
    "parent_path": SHOWN,
    "performance_target": "every start is as fast as it can be",
    "duration_target": SHOWN,
    "tags": SHOWN,
    "min_retry_interval_millis": "nothing is retried yet (max_retries is refused)",
}

SETTINGS_REFUSED: dict[str, tuple[Any, ...]] = {
    "continuous": (),
    "email_notifications": (),
    "environment_variables": (),
    "environments[].spec.base_environment": (),
    "environments[].spec.dependencies": (),
    "environments[].spec.java_dependencies": (),
    "environments[].spec.project_environment": (),
    "git_source": (),
    "health": (),
    "schedule": (),
    "trigger": (),
    "triggers": (),
    "webhook_notifications": (),
    "job_clusters[].new_cluster.libraries": (),
    # The single-task form of 2.0 has its task's fields at the top.
    "libraries": (),
    "max_retries": (0,),
    "retry_on_timeout": (False,),
    "spark_jar_task": (),
    "spark_submit_task": (),
    "python_wheel_task": (),
    "pipeline_task": (),
    "dbt_task": (),
    "sql_task": (),
    "run_job_task": (),
    "notebook_task.source": ("WORKSPACE",),
    "notebook_task.warehouse_id": (),
    "spark_python_task.source": ("WORKSPACE",),
}

TASK_INERT = {
    "description": SHOWN,
    "compute": "there is one kind of serverless compute",
    "disable_auto_optimization": "nothing is optimised automatically",
    "environment_key": "the task runs on serverless compute",
    "min_retry_interval_millis": "nothing is retried yet (max_retries is refused)",
    "notification_settings": "nothing is notified yet, so there is nothing to leave out",
}

TASK_REFUSED: dict[str, tuple[Any, ...]] = {
    "ai_runtime_task": (),
    "alert_task": (),
    "clean_rooms_notebook_task": (),
    "condition_task": (),
    "dashboard_task": (),
    "dbt_cloud_task": (),
    "dbt_platform_task": (),
    "dbt_task": (),
    "depends_on[].outcome": (),
    "disabled": (False,),
    "email_notifications": (),
    "environment_variables_key": (),
    "for_each_task": (),
    "gen_ai_compute_task": (),
    "health": (),
    "libraries": (),
    "max_retries": (0,),
    "notebook_task.source": ("WORKSPACE",),
    "notebook_task.warehouse_id": (),
    "pipeline_task": (),
    "power_bi_task": (),
    "python_operator_task": (),
    "python_wheel_task": (),
    "retry_on_timeout": (False,),
    "run_if": ("ALL_SUCCESS",),
    "run_job_task": (),
    "spark_jar_task": (),
    "spark_python_task.source": ("WORKSPACE",),
    "spark_submit_task": (),
    "sql_task": (),
    "webhook_notifications": (),
}

RUN_REFUSED: dict[str, tuple[Any, ...]] = {
    "dbt_commands": (),
    "jar_params": (),
    "only": (),
    "pipeline_params": (),
    "python_named_params": (),
    "spark_submit_params": (),
    "sql_params": (),
}


def _settings(prefix: str = "") -> Fields:
    inert = {f"{prefix}{name}": reason for name, reason in SETTINGS_INERT.items()}
    inert |= {f"{prefix}tasks[].{name}": reason for name, reason in TASK_INERT.items()}
    refused = {f"{prefix}{name}": values for name, values in SETTINGS_REFUSED.items()}
    refused |= {f"{prefix}tasks[].{name}": values for name, values in TASK_REFUSED.items()}
    for place in ("new_cluster", "tasks[].new_cluster", "job_clusters[].new_cluster"):
        refused |= {f"{prefix}{place}.{name}": v for name, v in REFUSED_IN_NEW_CLUSTER.items()}
    return Fields(inert, refused)


SETTINGS = _settings()
GET = Fields(inert={"include_trigger_state": "there are no triggers yet"})
NEW_SETTINGS = _settings("new_settings.")
RUN_NOW = Fields(
    inert={"performance_target": "every start is as fast as it can be", "duration_target": SHOWN},
    refused=RUN_REFUSED,
)

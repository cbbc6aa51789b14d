"""What becomes of each field of a job's settings: acted on, inert with a reason, or refused."""

from __future__ import annotations

from typing import Any

from boathouse.route import Fields
from boathouse.services.clusters.use import REFUSED_IN_NEW_CLUSTER

SHOWN = "kept and shown"
NO_MAINTENANCE = "kept and shown: nothing here is ever in maintenance"
NO_BACKLOG = "kept and shown: no stream reports a backlog, so it is never exceeded"

SETTINGS_INERT = {
    "budget_policy_id": "there is no bill",
    "usage_policy_id": "there is no bill",
    "deployment": "kept and shown: deployment tools read it back",
    "description": SHOWN,
    "edit_mode": "kept and shown: there is no editor to lock",
    "environments": "a task that names an environment runs on serverless compute",
    "format": "follows from the tasks",
    "email_notifications.on_maintenance_start": NO_MAINTENANCE,
    "email_notifications.on_maintenance_complete": NO_MAINTENANCE,
    "webhook_notifications.on_maintenance_start": NO_MAINTENANCE,
    "webhook_notifications.on_maintenance_complete": NO_MAINTENANCE,
    "email_notifications.on_streaming_backlog_exceeded": NO_BACKLOG,
    "webhook_notifications.on_streaming_backlog_exceeded": NO_BACKLOG,
    "parent_path": SHOWN,
    "performance_target": "every start is as fast as it can be",
    "duration_target": SHOWN,
    "tags": SHOWN,
    "continuous.maintenance_window": NO_MAINTENANCE,
    "triggers[].continuous.maintenance_window": NO_MAINTENANCE,
}

SETTINGS_REFUSED: dict[str, tuple[Any, ...]] = {
    "environment_variables": (),
    "environments[].spec.base_environment": (),
    "environments[].spec.java_dependencies": (),
    "environments[].spec.project_environment": (),
    "schedule.sql_condition": (),
    "trigger.model": (),
    "trigger.sql_condition": (),
    "triggers[].model": (),
    "triggers[].sql_condition": (),
    "job_clusters[].new_cluster.libraries": (),
    # The single-task form of 2.0 has its task's fields at the top.
    "notebook_task.warehouse_id": (),
}

TASK_INERT = {
    "description": SHOWN,
    "email_notifications.on_maintenance_start": NO_MAINTENANCE,
    "email_notifications.on_maintenance_complete": NO_MAINTENANCE,
    "webhook_notifications.on_maintenance_start": NO_MAINTENANCE,
    "webhook_notifications.on_maintenance_complete": NO_MAINTENANCE,
    "email_notifications.on_streaming_backlog_exceeded": NO_BACKLOG,
    "webhook_notifications.on_streaming_backlog_exceeded": NO_BACKLOG,
    "compute": "there is one kind of serverless compute",
    "disable_auto_optimization": "nothing is optimised automatically",
    "environment_key": "the task runs on serverless compute",
}

TASK_REFUSED: dict[str, tuple[Any, ...]] = {
    "environment_variables_key": (),
    "notebook_task.warehouse_id": (),
}

RUN_REFUSED: dict[str, tuple[Any, ...]] = {}


def _settings(prefix: str = "") -> Fields:
    inert = {f"{prefix}{name}": reason for name, reason in SETTINGS_INERT.items()}
    inert |= {f"{prefix}tasks[].{name}": reason for name, reason in TASK_INERT.items()}
    refused = {f"{prefix}{name}": values for name, values in SETTINGS_REFUSED.items()}
    refused |= {f"{prefix}tasks[].{name}": values for name, values in TASK_REFUSED.items()}
    for place in ("new_cluster", "tasks[].new_cluster", "job_clusters[].new_cluster"):
        refused |= {f"{prefix}{place}.{name}": v for name, v in REFUSED_IN_NEW_CLUSTER.items()}
    return Fields(inert, refused)


SETTINGS = _settings()
NEW_SETTINGS = _settings("new_settings.")
RUN_NOW = Fields(
    inert={"performance_target": "every start is as fast as it can be", "duration_target": SHOWN},
    refused=RUN_REFUSED,
)
REPAIR = Fields(inert=RUN_NOW.inert, refused={k: v for k, v in RUN_REFUSED.items() if k != "only"})

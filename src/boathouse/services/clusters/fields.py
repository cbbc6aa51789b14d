"""What becomes of each field of a cluster's settings: acted on, inert with a reason, or refused."""

from __future__ import annotations

from typing import Any

from boathouse.route import Fields

SHOWN = "kept and shown"
_NO_CLOUD = "kept and shown: the engine runs on this machine, not on a cloud's"

INERT = {
    "aws_attributes": _NO_CLOUD,
    "azure_attributes": _NO_CLOUD,
    "gcp_attributes": _NO_CLOUD,
    "custom_tags": f"{SHOWN}: there are no cloud resources to tag",
    "driver_instance_pool_id": f"{SHOWN}: a pool here keeps no machines apart for drivers",
    "driver_node_type_flexibility": _NO_CLOUD,
    "worker_node_type_flexibility": _NO_CLOUD,
    "node_type_id": _NO_CLOUD,
    "driver_node_type_id": _NO_CLOUD,
    "enable_elastic_disk": _NO_CLOUD,
    "kind": f"{SHOWN}: there is one kind of cluster",
    "remote_disk_throughput": _NO_CLOUD,
    "total_initial_remote_disk_size": _NO_CLOUD,
    "runtime_engine": "kept as asked; the start event names the real engine",
    "workload_type": "clients.jobs is acted on; no other client attaches to a cluster yet",
}

REFUSED: dict[str, tuple[Any, ...]] = {
    "clone_from": (),
    "cluster_log_conf": (),
    "data_security_mode": (
        "NONE",
        "SINGLE_USER",
        "DATA_SECURITY_MODE_AUTO",
        "DATA_SECURITY_MODE_DEDICATED",
        "LEGACY_SINGLE_USER",
        "LEGACY_SINGLE_USER_STANDARD",
    ),
    "dependency_mode": ("DEPENDENCY_MODE_AUTO",),
    "docker_image": (),
    "enable_local_disk_encryption": (False,),
    "init_scripts[].abfss": (),
    "init_scripts[].gcs": (),
    "init_scripts[].s3": (),
    "ssh_public_keys": (),
    "use_ml_runtime": (False,),
}

REFUSED_IN_NEW_CLUSTER = REFUSED
"""The same for a `new_cluster`; whoever holds one puts its path before each pattern."""

SETTINGS = Fields(INERT, REFUSED)
UPDATE = Fields(
    {f"cluster.{name}": reason for name, reason in INERT.items()},
    {f"cluster.{name}": values for name, values in REFUSED.items()},
)
RESTART = Fields(inert={"restart_user": "the caller's name is recorded"})

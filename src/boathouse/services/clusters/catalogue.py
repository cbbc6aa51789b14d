"""What a cluster can be asked to be: runtime versions, node types, zones.

Names are kept as asked and size nothing: the engine is one process on this machine.
"""

from __future__ import annotations

from typing import Any

SPARK_VERSIONS = {
    "16.4.x-scala2.12": "16.4 LTS (includes Apache Spark 3.5.2, Scala 2.12)",
    "15.4.x-scala2.12": "15.4 LTS (includes Apache Spark 3.5.0, Scala 2.12)",
    "14.3.x-scala2.12": "14.3 LTS (includes Apache Spark 3.5.0, Scala 2.12)",
    "13.3.x-scala2.12": "13.3 LTS (includes Apache Spark 3.4.1, Scala 2.12)",
    "12.2.x-scala2.12": "12.2 LTS (includes Apache Spark 3.3.2, Scala 2.12)",
    "11.3.x-scala2.12": "11.3 LTS (includes Apache Spark 3.3.0, Scala 2.12)",
}

ZONES = ["local"]

# node_type_id: cores, memory in MB, local NVMe disks, GB of them, category
_NODES = {
    "i3.xlarge": (4, 31_232, 1, 950, "Storage Optimized"),
    "i3.2xlarge": (8, 62_464, 1, 1900, "Storage Optimized"),
    "m5d.large": (2, 8_192, 1, 75, "General Purpose"),
    "m5d.xlarge": (4, 16_384, 1, 150, "General Purpose"),
    "r5d.xlarge": (4, 32_768, 1, 150, "Memory Optimized"),
    "c5d.xlarge": (4, 8_192, 1, 100, "Compute Optimized"),
    "Standard_DS3_v2": (4, 14_336, 1, 28, "General Purpose"),
    "Standard_D4ds_v5": (4, 16_384, 1, 150, "General Purpose"),
    "Standard_E4ds_v5": (4, 32_768, 1, 150, "Memory Optimized"),
    "n1-standard-4": (4, 15_360, 1, 375, "General Purpose"),
    "n2-highmem-4": (4, 32_768, 1, 375, "Memory Optimized"),
}


def spark_versions() -> list[dict[str, Any]]:
    """The runtime versions, newest first."""
    return [{"key": key, "name": name} for key, name in SPARK_VERSIONS.items()]


def node_types() -> list[dict[str, Any]]:
    """The node types. Clients sort by fields that are optional on paper, so none is left out."""
    return [_node_type(name) for name in _NODES]


def _node_type(name: str) -> dict[str, Any]:
    cores, memory_mb, disks, disk_gb, category = _NODES[name]
    instance = {
        "instance_type_id": name,
        "local_disks": 0,
        "local_disk_size_gb": 0,
        "local_nvme_disks": disks,
        "local_nvme_disk_size_gb": disk_gb,
    }
    return {
        "node_type_id": name,
        "instance_type_id": name,
        "description": name,
        "category": category,
        "num_cores": float(cores),
        "memory_mb": memory_mb,
        "num_gpus": 0,
        "display_order": 0,
        "is_deprecated": False,
        "is_hidden": False,
        "is_encrypted_in_transit": False,
        "is_graviton": False,
        "is_io_cache_enabled": False,
        "photon_driver_capable": False,
        "photon_worker_capable": False,
        "support_cluster_tags": True,
        "support_ebs_volumes": True,
        "support_port_forwarding": False,
        "node_instance_type": instance,
        "node_info": {"status": []},
    }

"""What becomes of each field of a warehouse's settings: acted on, inert with a reason, refused."""

from __future__ import annotations

from typing import Any

from boathouse.route import Fields

SHOWN = "kept and shown"
_NO_CLOUD = f"{SHOWN}: the engine runs on this machine, not on a cloud's"

INERT = {
    "channel": f"{SHOWN}: there is one version",
    "cluster_size": f"checked, {SHOWN}: one process on this machine serves any size",
    "creator_name": "the caller's name is recorded",
    "customer_version_label": "output only",
    "enable_photon": f"{SHOWN}: there is one engine",
    "enable_serverless_compute": f"{SHOWN}: it allows a shorter auto_stop_mins",
    "instance_profile_arn": _NO_CLOUD,
    "max_dbu": f"{SHOWN}: nothing is billed",
    "reyden_cluster_size_multiplier": _NO_CLOUD,
    "spot_instance_policy": _NO_CLOUD,
    "tags": f"{SHOWN}: there are no cloud resources to tag",
}
REFUSED: dict[str, tuple[Any, ...]] = {"warehouse_type": ("TYPE_UNSPECIFIED", "CLASSIC", "PRO")}

SETTINGS = Fields(INERT, REFUSED)
LIST = Fields(inert={"run_as_user_id": "deprecated: the API ignores it"})
CONFIG = Fields(
    inert={
        "channel": f"{SHOWN}: there is one version",
        "config_param": f"{SHOWN}: deprecated in favour of sql_configuration_parameters",
        "data_access_config": f"{SHOWN}: engines reach tables through the catalog only",
        "enable_serverless_compute": f"{SHOWN}: deprecated",
        "global_param": f"{SHOWN}: deprecated in favour of sql_configuration_parameters",
        "google_service_account": _NO_CLOUD,
        "instance_profile_arn": _NO_CLOUD,
    },
    refused={"security_policy": ("NONE", "DATA_ACCESS_CONTROL")},
)

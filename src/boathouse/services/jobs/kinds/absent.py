"""Kinds that are accepted and stored, and that fail plainly at run, each naming what is missing."""

from __future__ import annotations

from boathouse.services.jobs.kinds.kind import Check, Kind, needs


def _absent(name: str, missing: str, check: Check) -> Kind:
    message = f"{missing}: a {name} cannot run here."
    return Kind(name, check, process=False, cluster=False, unsupported=message)


_NO_JVM = "There is no Java virtual machine"
_NO_SERVICE = "is a service of the cloud that is not implemented"

KINDS = (
    _absent("spark_jar_task", _NO_JVM, needs()),
    _absent("spark_submit_task", _NO_JVM, needs()),
    _absent("pipeline_task", "Pipelines are not implemented", needs("pipeline_id")),
    _absent("dashboard_task", "Dashboards are not implemented", needs()),
    _absent("alert_task", "Alerts are not implemented", needs()),
    _absent("power_bi_task", f"Power BI {_NO_SERVICE}", needs()),
    _absent(
        "clean_rooms_notebook_task",
        f"Clean Rooms {_NO_SERVICE}",
        needs("clean_room_name", "notebook_name"),
    ),
    _absent("dbt_platform_task", f"The dbt platform {_NO_SERVICE}", needs()),
    _absent("dbt_cloud_task", f"The dbt platform {_NO_SERVICE}", needs()),
    _absent("gen_ai_compute_task", f"AI compute {_NO_SERVICE}", needs("dl_runtime_image")),
    _absent("ai_runtime_task", f"AI compute {_NO_SERVICE}", needs("experiment", "deployments")),
    _absent("python_operator_task", "Python operators are not implemented", needs()),
)

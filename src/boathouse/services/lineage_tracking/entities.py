"""What ran a statement: the notebook or job of the task run whose token asked."""

from __future__ import annotations

from sqlalchemy import Connection

from boathouse.services.jobs import run_store
from boathouse.services.lineage_tracking.store import Entity
from boathouse.services.workspace import places

NOTEBOOK, JOB = "NOTEBOOK", "JOB"


def entity_of(tx: Connection, task_run_id: int | None) -> Entity:
    """The entity of a task run; an empty one for statements that no task asked for."""
    task = run_store.get_task_run(tx, task_run_id) if task_run_id is not None else None
    run = run_store.get_run(tx, task.job_run_id) if task is not None else None
    if task is None or run is None:
        return Entity()
    facts = {"job_id": str(run.job_id), "job_run_id": str(run.run_id)}
    path = (task.task.get("notebook_task") or {}).get("notebook_path")
    node = places.find(tx, path) if path else None
    if node is None:
        return Entity(JOB, facts["job_id"], facts["job_run_id"], facts)
    notebook = str(node.object_id)
    return Entity(NOTEBOOK, notebook, str(task.run_id), {**facts, "notebook_id": notebook})

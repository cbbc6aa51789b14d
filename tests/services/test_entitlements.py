"""allow-cluster-create: who has it, by itself or through a group, makes clusters; nobody else."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import PermissionDenied
from databricks.sdk.service import compute, iam, jobs

from tests.live import Api, LiveServer
from tests.services import scim

CLUSTER = compute.ClusterSpec(spark_version="15.4.x-scala2.12", num_workers=0)


@pytest.fixture
def plain(
    server: LiveServer, w: WorkspaceClient, api: Api
) -> Iterator[tuple[str, WorkspaceClient]]:
    """A user without any entitlement of their own: id and client."""
    name = f"{scim.unique('plain')}@example.com"
    token = server.add_user(name)
    (user,) = w.users.list(filter=f'userName eq "{name}"')
    scim.patch(api, "Users", {"id": user.id}, {"op": "remove", "path": "entitlements"})
    yield str(user.id), WorkspaceClient(host=server.address, token=token)
    w.users.delete(str(user.id))


def _task() -> jobs.SubmitTask:
    script = jobs.SparkPythonTask(python_file="/Shared/nothing.py")
    return jobs.SubmitTask(task_key="t", new_cluster=CLUSTER, spark_python_task=script)


def test_without_it_no_cluster_is_made(plain: tuple[str, WorkspaceClient]) -> None:
    _, mine = plain
    with pytest.raises(PermissionDenied, match="not authorized to create clusters"):
        mine.clusters.create(spark_version=CLUSTER.spark_version, num_workers=0)
    with pytest.raises(PermissionDenied, match="not authorized to create clusters"):
        mine.jobs.submit(run_name="no", tasks=[_task()])
    assert list(mine.clusters.list()) == []
    with pytest.raises(PermissionDenied):
        mine.instance_pools.create("no", "local.small")


def test_a_group_gives_it_and_takes_it_away_at_once(
    w: WorkspaceClient, plain: tuple[str, WorkspaceClient]
) -> None:
    user_id, mine = plain
    group = w.groups.create(
        display_name=scim.unique("makers"),
        members=[iam.ComplexValue(value=user_id)],
        entitlements=[iam.ComplexValue(value="allow-cluster-create")],
    )
    made = mine.clusters.create(spark_version=CLUSTER.spark_version, num_workers=0)
    mine.clusters.permanent_delete(str(made.cluster_id))
    w.groups.delete(str(group.id))
    with pytest.raises(PermissionDenied):
        mine.clusters.create(spark_version=CLUSTER.spark_version, num_workers=0)


def test_a_job_loses_its_clusters_with_the_entitlement(
    w: WorkspaceClient, api: Api, plain: tuple[str, WorkspaceClient]
) -> None:
    user_id, mine = plain
    user = {"id": user_id}
    given = [{"value": "allow-cluster-create"}]
    add = {"op": "add", "path": "entitlements", "value": given}
    assert scim.patch(api, "Users", user, add).status_code == 200
    task = jobs.Task(
        task_key="t",
        new_cluster=CLUSTER,
        spark_python_task=jobs.SparkPythonTask(python_file="/Shared/nothing.py"),
    )
    job_id = mine.jobs.create(name="makes clusters", tasks=[task]).job_id
    scim.patch(api, "Users", user, {"op": "remove", "path": "entitlements"})
    run_id = mine.jobs.run_now(job_id).run_id
    run = mine.jobs.wait_get_run_job_terminated_or_skipped(
        run_id, timeout=datetime.timedelta(seconds=30)
    )
    assert run.state is not None
    assert run.state.result_state is jobs.RunResultState.FAILED
    details = run.status and run.status.termination_details
    assert details is not None
    assert details.code is jobs.TerminationCodeCode.UNAUTHORIZED_ERROR
    w.jobs.delete(job_id)

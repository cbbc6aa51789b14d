"""Folders of tables in tasks and in the engines that they use, while rights come and go."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service import iam
from databricks.sdk.service.sql import StatementState

from tests.security.conftest import Someone, Workspace, wait_for

LOOKS = """
import json, os
from pyspark.sql import SparkSession, functions as F
spark = SparkSession.builder.getOrCreate()
found = {}
def tries(what, act):
    try:
        found[what] = str(act())
    except Exception as error:
        found[what] = "refused " + type(error).__name__ + " " + str(error)[:200]
def within(folder):
    def look(_):
        try:
            return open(folder + "/_delta_log/00000000000000000000.json").read()[:20]
        except OSError as error:
            return "refused " + str(error)
    return spark.range(1).select(F.udf(look)("id")).collect()[0][0]
folders = json.loads('''FOLDERS''')
for table, folder in folders.items():
    tries("spark " + table, lambda: spark.table("main.lost." + table).count())
    tries("function " + table, lambda: within(folder))
    tries("task " + table, lambda: os.listdir(folder))
    tries("delta " + table, lambda: __import__("deltalake").DeltaTable(folder).version())
tries("spark view", lambda: spark.table("main.lost.view").collect())
print("FOUND" + json.dumps(found))
"""


@dataclass
class House:
    workspace: Workspace
    w: WorkspaceClient
    folders: dict[str, str]
    clusters: dict[str, str]

    def sql(self, text: str) -> None:
        run(self.w, text)

    def looks(self, someone: Someone) -> dict[str, str]:
        """What a task of somebody's finds on their cluster."""
        path = someone.upload("looks.py", LOOKS.replace("FOLDERS", json.dumps(self.folders)))
        task = {"task_key": "t", "spark_python_task": {"python_file": path}}
        task["existing_cluster_id"] = self.clusters[someone.name]
        submitted = someone.api.post("/api/2.2/jobs/runs/submit", json={"tasks": [task]})
        assert submitted.status_code == 200, submitted.text
        begun = someone.api.get("/api/2.2/jobs/runs/get", params=submitted.json()).json()
        output = someone.wait(begun["tasks"][0]["run_id"])
        assert "FOUND" in output.get("logs", ""), output
        return dict(json.loads(output["logs"].split("FOUND", 1)[1]))


def run(w: WorkspaceClient, text: str) -> None:
    warehouse = next(one for one in w.warehouses.list() if one.name == "Starter Warehouse")
    done = w.statement_execution.execute_statement(text, str(warehouse.id), wait_timeout="50s")
    assert done.status is not None
    assert done.status.state is StatementState.SUCCEEDED, done.status.error


@pytest.fixture
def house(workspace: Workspace) -> Iterator[House]:
    first, second = workspace.people["first"], workspace.people["second"]
    w = WorkspaceClient(host=first.api.address, token=first.api.token)
    for text in (
        "DROP SCHEMA IF EXISTS main.lost CASCADE",
        "CREATE SCHEMA main.lost",
        "CREATE TABLE main.lost.open AS SELECT 1 AS a",
        "CREATE TABLE main.lost.shut AS SELECT 2 AS a",
        "CREATE VIEW main.lost.view AS SELECT a + 40 AS a FROM main.lost.shut",
        f"GRANT USE CATALOG ON CATALOG main TO `{second.name}`",
        f"GRANT USE SCHEMA ON SCHEMA main.lost TO `{second.name}`",
        f"GRANT SELECT ON TABLE main.lost.open TO `{second.name}`",
        f"GRANT SELECT ON TABLE main.lost.view TO `{second.name}`",
        "CREATE FUNCTION main.lost.few(a INT) RETURNS BOOLEAN RETURN a < 0",
    ):
        run(w, text)
    folders = {
        name: (w.tables.get(f"main.lost.{name}").storage_location or "").removeprefix("file://")
        for name in ("open", "shut")
    }
    user = next(one for one in w.users.list() if one.user_name == second.name)
    adds = iam.Patch(
        op=iam.PatchOp.ADD, path="entitlements", value=[{"value": "allow-cluster-create"}]
    )
    w.users.patch(
        str(user.id),
        operations=[adds],
        schemas=[iam.PatchSchema.URN_IETF_PARAMS_SCIM_API_MESSAGES_2_0_PATCH_OP],
    )
    clusters = {one.name: cluster(one) for one in (first, second)}
    yield House(workspace, w, folders, clusters)
    for cluster_id in clusters.values():
        first.api.post("/api/2.1/clusters/permanent-delete", json={"cluster_id": cluster_id})
    run(w, "DROP SCHEMA main.lost CASCADE")


def cluster(owner: Someone) -> str:
    """A running cluster of somebody's own."""
    body = {"cluster_name": "lost", "spark_version": "16.4.x-scala2.12", "num_workers": 0}
    made = owner.api.post("/api/2.1/clusters/create", json=body)
    assert made.status_code == 200, made.text
    cluster_id = str(made.json()["cluster_id"])
    wait_for(lambda: state(owner, cluster_id) == "RUNNING")
    return cluster_id


def state(admin: Someone, cluster_id: str) -> str:
    found = admin.api.get("/api/2.1/clusters/get", params={"cluster_id": cluster_id})
    return str(found.json()["state"])


def test_what_is_lost_is_lost_in_a_running_engine(house: House) -> None:
    first, second = (house.workspace.people[role] for role in ("first", "second"))
    before = house.looks(second)
    assert before["spark open"] == "1", before
    assert "refused" not in before["function open"], before
    for what in ("spark shut", "function shut", "task open", "task shut", "delta open"):
        assert before[what].startswith("refused"), (what, before)
    assert "42" in before["spark view"], before
    house.sql(f"REVOKE SELECT ON TABLE main.lost.open FROM `{second.name}`")
    if "a uid" not in house.workspace.facts["summary"]:
        # Its folders were settled as it started: a new engine comes, with less.
        path, named = "/api/2.1/clusters/events", {"cluster_id": house.clusters[second.name]}
        wait_for(lambda: "RESTARTING" in str(first.api.post(path, json=named).json()))
        wait_for(lambda: state(first, named["cluster_id"]) == "RUNNING")
    after = house.looks(second)
    for what in ("spark open", "function open", "task open", "delta open", "function shut"):
        assert after[what].startswith("refused"), (what, after)
    assert "42" in after["spark view"], after


def test_an_admin_is_held_to_grants_filters_and_masks(house: House) -> None:
    first, second = (house.workspace.people[role] for role in ("first", "second"))
    own_uid = "a uid" in house.workspace.facts["summary"]
    house.sql(f"ALTER TABLE main.lost.shut SET OWNER TO `{second.name}`")
    before = house.looks(first)
    assert before["spark shut"].startswith("refused"), before
    # Without uids an engine of an admin has every folder, as they may give themselves any.
    assert before["function shut"].startswith("refused") == own_uid, before
    assert "refused" not in before["function open"], before
    house.sql("ALTER TABLE main.lost.open SET ROW FILTER main.lost.few ON (a)")
    if not own_uid:
        path, named = "/api/2.1/clusters/events", {"cluster_id": house.clusters[first.name]}
        wait_for(lambda: "RESTARTING" in str(first.api.post(path, json=named).json()))
        wait_for(lambda: state(first, named["cluster_id"]) == "RUNNING")
    after = house.looks(first)
    assert after["spark open"] == "0", after
    for what in ("function open", "function shut", "task open", "spark shut"):
        assert after[what].startswith("refused"), (what, after)

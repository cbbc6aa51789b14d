"""kill -9 of the server under Spark code: queries go on, and what writes is never run twice."""

from __future__ import annotations

from tests.faults.workspaces import Workspace
from tests.live import Api
from tests.services.jobs import (
    await_end,
    await_file,
    await_life,
    notebook,
    notebook_task,
    output,
    result,
    submit,
    task_folder,
)

SETUP = """
import os, time
site = os.environ["BOATHOUSE_SITE"]
for name in ("begun", "gate"):
    if os.path.exists(site + "/" + name):
        os.remove(site + "/" + name)

def wait(number):
    open(site + "/begun", "w").close()
    while not os.path.exists(site + "/gate"):
        time.sleep(0.02)
    return number

spark.udf.register("wait", wait, "long")
spark.sql("CREATE SCHEMA IF NOT EXISTS main.killed")
spark.sql("USE SCHEMA killed")
spark.sql("CREATE OR REPLACE TABLE t (a BIGINT)")
spark.range(10).createOrReplaceTempView("ten")
open("ready", "w").close()
"""

READS = """
total = spark.table("ten").selectExpr("wait(id) AS n").agg({"n": "sum"}).collect()[0][0]
# The session is what it was: its schema, its views, its functions.
spark.sql("INSERT INTO t SELECT wait(id) FROM ten")
rows, schema = spark.table("killed.t").count(), spark.catalog.currentDatabase()
dbutils.notebook.exit(f"{total} {rows} {schema}")
"""

WRITES = """
try:
    spark.sql("INSERT INTO t SELECT wait(id) FROM ten")
    told = "done"
except Exception as error:
    told = error.getCondition()
open(site + "/gate", "w").close()
dbutils.notebook.exit(f"{told} {spark.table('t').count()}")
"""


def begun(workspace: Workspace, admin: Api, body: str) -> tuple[int, str]:
    """A notebook in the middle of its action; the place of its gate."""
    run_id = submit(admin, notebook_task(notebook(admin, SETUP, body)))
    running = await_life(admin, run_id, "RUNNING")
    folder = task_folder(workspace.data_dir, running)
    await_file(folder / "work" / "ready", "")
    [engine] = [
        one for one in (workspace.data_dir / "engines").iterdir() if (one / "site").exists()
    ]
    await_file(engine / "site" / "begun", "")
    return run_id, str(engine / "site" / "gate")


def test_a_query_goes_on_with_its_session(workspace: Workspace, admin: Api) -> None:
    run_id, gate = begun(workspace, admin, READS)
    workspace.restart()
    open(gate, "w").close()
    ended = await_end(admin, run_id)
    assert result(ended) == ("TERMINATED", "SUCCESS"), output(admin, run_id)
    assert output(admin, run_id)["notebook_output"]["result"] == "45 10 killed"


def test_a_write_is_not_run_twice(workspace: Workspace, admin: Api) -> None:
    run_id, _ = begun(workspace, admin, WRITES)
    workspace.restart()
    ended = await_end(admin, run_id)
    assert result(ended) == ("TERMINATED", "SUCCESS"), output(admin, run_id)
    told, rows = output(admin, run_id)["notebook_output"]["result"].split()
    assert told == "OPERATION_ABORTED"
    assert int(rows) in (0, 10)

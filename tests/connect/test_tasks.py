"""Spark code of jobs and notebooks goes through the gateway, with the task's own token."""

from __future__ import annotations

from tests.conftest import Person
from tests.connect.client import PySpark
from tests.live import Api
from tests.services.jobs import (
    await_end,
    notebook,
    notebook_task,
    output,
    result,
    script,
    script_task,
    submit,
)

SAVES = """
from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
spark.range(5).write.mode("overwrite").saveAsTable("main.default.of_a_job")
print("rows", spark.table("main.default.of_a_job").count())
"""


def test_a_notebook_looks_at_a_history_and_a_job_saves_a_table(api: Api, pyspark: PySpark) -> None:
    job = submit(api, script_task(script(api, SAVES)))
    ended = await_end(api, job)
    assert result(ended) == ("TERMINATED", "SUCCESS"), output(api, job)
    assert "rows 5" in output(api, job)["logs"]
    assert pyspark.run("spark.table('main.default.of_a_job').count()") == 5
    cells = (
        'history = spark.sql("DESCRIBE HISTORY main.default.of_a_job")',
        "dbutils.notebook.exit(','.join(row.operation for row in history.collect()))",
    )
    run = submit(api, notebook_task(notebook(api, *cells)))
    ended = await_end(api, run)
    assert result(ended) == ("TERMINATED", "SUCCESS"), output(api, run)
    assert output(api, run)["notebook_output"]["result"].endswith("CREATE TABLE AS SELECT")


def test_a_task_may_what_its_user_may(api: Api, other: Person) -> None:
    run = submit(
        other.api,
        script_task(script(api, SAVES.replace("of_a_job", "of_nobody"), name="denied.py")),
    )
    ended = await_end(other.api, run)
    assert ended["state"]["result_state"] == "FAILED"

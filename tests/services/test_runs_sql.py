"""SQL tasks: files and saved queries on a warehouse, their parameters, output and end."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.live import Api
from tests.services.jobs import (
    accepted,
    await_end,
    await_life,
    output,
    result,
    script,
    script_task,
    submit,
    task_ids,
)


@pytest.fixture(scope="module")
def warehouse(api: Api) -> str:
    """The id of the workspace's own warehouse."""
    found = accepted(api.get("/api/2.0/sql/warehouses"))["warehouses"]
    warehouse_id: str = next(one["id"] for one in found if one["name"] == "Starter Warehouse")
    return warehouse_id


def file_task(api: Api, warehouse: str, text: str, **more: Any) -> dict[str, Any]:
    parameters = more.pop("parameters", {})
    body = {"warehouse_id": warehouse, "file": {"path": script(api, text)}}
    body |= {"parameters": parameters} if parameters else {}
    return {"task_key": "sql", "sql_task": body, **more}


def test_a_file_of_statements(api: Api, warehouse: str) -> None:
    text = (
        "-- a file\nCREATE OR REPLACE TEMPORARY VIEW seen AS SELECT 1 AS n; ;\n"
        "SELECT n, :who AS who, '{{where}}' AS place, true AS b, CAST(NULL AS INT) AS z FROM seen;"
    )
    task = file_task(api, warehouse, text, parameters={"who": "{{job.name}}", "where": "pier"})
    echo = script(api, "import sys, json\nprint(json.dumps(sys.argv[1:]))", "echo_sql.py")
    texts = [f"{{{{tasks.sql.output.{one}}}}}" for one in ("rows", "first_row", "first_row.who")]
    last = script_task(echo, *texts, key="last", depends_on=[{"task_key": "sql"}])
    run = await_end(api, submit(api, task, last, run_name="sailor"))
    ids = task_ids(run)
    shown = output(api, ids["sql"])
    assert result(run) == ("TERMINATED", "SUCCESS"), shown
    query = shown["sql_output"]["query_output"]
    assert (query["warehouse_id"], query["query_text"]) == (warehouse, text)
    assert len(query["sql_statements"]) == 2
    key = query["sql_statements"][1]["lookup_key"]
    kept = accepted(api.get(f"/api/2.0/sql/statements/{key}"))
    assert kept["status"]["state"] == "SUCCEEDED"
    row = {"n": 1, "who": "sailor", "place": "pier", "b": True, "z": None}
    rows, first, who = json.loads(output(api, ids["last"])["logs"])
    assert (json.loads(rows), json.loads(first), who) == ([row], row, "sailor")


def test_a_saved_query(api: Api, warehouse: str) -> None:
    parameter = {"name": "least", "title": "l", "text_value": {"value": "7"}}
    query = {
        "display_name": "of a task",
        "query_text": "SELECT :least AS least",
        "warehouse_id": warehouse,
        "parameters": [parameter],
    }
    made = accepted(api.post("/api/2.0/sql/queries", json={"query": query}))
    body = {"warehouse_id": warehouse, "query": {"query_id": made["id"]}}
    run = await_end(api, submit(api, {"task_key": "sql", "sql_task": body}))
    shown = output(api, run["run_id"])
    assert result(run) == ("TERMINATED", "SUCCESS"), shown
    assert shown["sql_output"]["query_output"]["query_text"] == query["query_text"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("SELECT * FROM no_such_table_here", "no_such_table_here"),
        ("SELECT '{{nothing}}'", "There is no parameter 'nothing'"),
        ("-- only a comment", "There is no statement to run."),
    ],
)
def test_statements_that_fail(api: Api, warehouse: str, text: str, told: str) -> None:
    run = await_end(api, submit(api, file_task(api, warehouse, text)))
    assert result(run) == ("TERMINATED", "FAILED")
    assert told in output(api, run["run_id"])["error"]


def test_a_warehouse_and_a_query_that_are_not_there(api: Api, warehouse: str) -> None:
    nowhere = file_task(api, "0123456789abcdef", "SELECT 1")
    query = {"warehouse_id": warehouse, "query": {"query_id": "none"}}
    for task in (nowhere, {"task_key": "sql", "sql_task": query}):
        run = await_end(api, submit(api, task))
        assert result(run) == ("TERMINATED", "FAILED")
        assert "does not exist" in output(api, run["run_id"])["error"]


def test_a_cancel_ends_the_statement(api: Api, warehouse: str) -> None:
    text = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.id % 7 = b.id % 5"
    run_id = submit(api, file_task(api, warehouse, text))
    run = await_life(api, run_id, "RUNNING")
    task_id = run["tasks"][0]["run_id"]

    def started() -> str | None:
        query = output(api, task_id).get("sql_output", {}).get("query_output", {})
        found = query.get("sql_statements") or []
        return found[0]["lookup_key"] if found else None

    from tests.services.clusters import eventually

    key = eventually(started)
    accepted(api.post("/api/2.2/jobs/runs/cancel", json={"run_id": run_id}))
    assert result(await_end(api, run_id)) == ("TERMINATED", "CANCELED")
    path = f"/api/2.0/sql/statements/{key}"
    eventually(lambda: accepted(api.get(path))["status"]["state"] == "CANCELED")


@pytest.mark.parametrize(("kind", "missing"), [("alert", "Alerts"), ("dashboard", "Dashboards")])
def test_alerts_and_dashboards_are_kept_and_fail(
    api: Api, warehouse: str, kind: str, missing: str
) -> None:
    body = {"warehouse_id": warehouse, kind: {f"{kind}_id": "1"}}
    run = await_end(api, submit(api, {"task_key": "sql", "sql_task": body}))
    assert run["tasks"][0]["sql_task"] == body
    assert result(run["tasks"][0]) == ("INTERNAL_ERROR", "FAILED")
    details = run["tasks"][0]["status"]["termination_details"]
    assert details["code"] == "FEATURE_DISABLED"
    assert details["message"].startswith(missing)

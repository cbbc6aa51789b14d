"""What runs give back: results, errors, logs and pages, with secrets kept out of all of them."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.jobs import ViewType

from tests.live import Api, LiveServer
from tests.services.jobs import (
    accepted,
    await_end,
    notebook,
    notebook_task,
    output,
    result,
    script,
    script_task,
    submit,
    task_ids,
)

LIMIT = 5 * 1024 * 1024
SECRET = 'the "secret" wörd / 42'

READS = "secret = dbutils.secrets.get('output-tests', 'key')"
EVERY_WAY = """
import os, subprocess, sys
print("printed:", secret)
sys.stdout.flush()
os.write(1, f"written: {secret}\\n".encode())
subprocess.run(["echo", "echoed: " + secret])
subprocess.run(["sh", "-c", "echo \\"$1\\" >&2", "sh", "to stderr: " + secret])
"""


@pytest.fixture(scope="module", autouse=True)
def scope(api: Api) -> None:
    """A scope with the secret that the tests read."""
    accepted(api.post("/api/2.0/secrets/scopes/create", json={"scope": "output-tests"}))
    put = {"scope": "output-tests", "key": "key", "string_value": SECRET}
    accepted(api.post("/api/2.0/secrets/put", json=put))


def test_secrets_in_the_output_of_a_script(api: Api) -> None:
    text = f"{READS}\n{EVERY_WAY}\nraise ValueError('raised: ' + secret)"
    run = await_end(api, submit(api, script_task(script(api, text))))
    shown = output(api, run["run_id"])
    for word in ("printed", "written", "echoed", "to stderr"):
        assert f"{word}: [REDACTED]\n" in shown["logs"]
    assert shown["error"] == "ValueError: raised: [REDACTED]"
    assert "raised: [REDACTED]" in shown["error_trace"]
    assert "wörd" not in str(shown)


def test_a_secret_at_the_cut_of_a_long_log(api: Api) -> None:
    # The cut at 5 MB falls into the secret: neither half may be shown.
    text = f"{READS}\nimport sys\nsys.stdout.flush()\nimport os\n"
    text += f"os.write(1, (secret + 'x' * ({LIMIT} - 8) + chr(10)).encode())"
    shown = output(api, await_end(api, submit(api, script_task(script(api, text))))["run_id"])
    assert "wörd" not in shown["logs"]
    assert "42" not in shown["logs"]
    assert len(shown["logs"].encode()) <= LIMIT


@pytest.fixture(scope="module")
def leaky(api: Api, scope: None) -> dict[str, Any]:
    """An ended run of a notebook that shows a secret in every way, with markup of its own."""
    run = await_end(
        api,
        submit(
            api,
            notebook_task(
                notebook(
                    api,
                    f"{READS}\nprint('<b>bold</b>')\n{EVERY_WAY}",
                    "displayHTML('<script>alert(1)</script><p>' + secret + '</p>')",
                    "secret",
                    "dbutils.jobs.taskValues.set('kept', secret)",
                    "dbutils.notebook.exit('exit: ' + secret)",
                    name="leaky",
                ),
                key="leaky",
            ),
            notebook_task(
                notebook(api, READS, "1 / len(secret[:0] + '')", name="raises"), key="raises"
            ),
            notebook_task(
                notebook(
                    api,
                    "dbutils.notebook.exit(dbutils.jobs.taskValues.get('leaky', 'kept'))",
                    name="hands on",
                ),
                key="behind",
                depends_on=[{"task_key": "leaky"}],
            ),
        ),
    )
    assert [result(task)[1] for task in run["tasks"]] == ["SUCCESS", "FAILED", "SUCCESS"]
    return run


def test_secrets_in_the_result_of_a_notebook(api: Api, leaky: dict[str, Any]) -> None:
    shown = output(api, task_ids(leaky)["leaky"])
    assert shown["notebook_output"] == {"result": "exit: [REDACTED]", "truncated": False}


def test_a_secret_that_a_task_was_handed(api: Api, leaky: dict[str, Any]) -> None:
    shown = output(api, task_ids(leaky)["behind"])
    assert shown["notebook_output"]["result"] == "[REDACTED]"


def test_the_exported_page(w: WorkspaceClient, api: Api, leaky: dict[str, Any]) -> None:
    views = w.jobs.export_run(task_ids(leaky)["leaky"]).views
    assert views is not None
    assert [(view.name, view.type) for view in views] == [("leaky", ViewType.NOTEBOOK)]
    page = str(views[0].content)
    assert page.startswith("<!DOCTYPE html>")
    assert "wörd" not in page
    assert "[REDACTED]" in page
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert "<script" not in page
    assert '<iframe sandbox srcdoc="' in page


def test_the_error_of_a_notebook(w: WorkspaceClient, api: Api, leaky: dict[str, Any]) -> None:
    run_id = task_ids(leaky)["raises"]
    shown = output(api, run_id)
    assert shown["error"] == "ZeroDivisionError: division by zero"
    assert "ZeroDivisionError" in shown["error_trace"]
    page = str(w.jobs.export_run(run_id).views[0].content)
    assert 'class="error"' in page


def test_only_code_and_only_notebooks_are_exported(api: Api, leaky: dict[str, Any]) -> None:
    params = {"run_id": task_ids(leaky)["leaky"], "views_to_export": "DASHBOARDS"}
    answer = api.get("/api/2.0/jobs/runs/export", params=params)
    assert answer.status_code == 501
    assert "$.views_to_export" in answer.json()["message"]
    run = await_end(api, submit(api, script_task(script(api, "pass"))))
    answer = api.get("/api/2.0/jobs/runs/export", params={"run_id": run["run_id"]})
    assert (answer.status_code, answer.json()["error_code"]) == (400, "INVALID_PARAMETER_VALUE")


def test_the_first_5_mb_of_a_result(api: Api) -> None:
    cell = f"dbutils.notebook.exit('é' * {LIMIT})"
    run = await_end(api, submit(api, notebook_task(notebook(api, cell))))
    shown = output(api, run["run_id"])["notebook_output"]
    assert shown["truncated"] is True
    assert set(shown["result"]) == {"é"}
    assert LIMIT - 2 < len(shown["result"].encode()) <= LIMIT


def test_the_output_while_the_task_runs(server: LiveServer, api: Api) -> None:
    text = "import time\nprint('so far', flush=True)\ntime.sleep(600)"
    run_id = submit(api, script_task(script(api, text)))
    from tests.services.clusters import eventually

    eventually(lambda: output(api, run_id)["logs"] == "so far\n")
    shown = output(api, run_id)
    assert "error" not in shown
    assert shown["metadata"]["state"]["life_cycle_state"] == "RUNNING"
    accepted(api.post("/api/2.2/jobs/runs/cancel", json={"run_id": run_id}))
    await_end(api, run_id)


def test_bytes_that_are_no_text(api: Api) -> None:
    raw = base64.b64encode(b"\xff\xfe\x00ok").decode()
    text = f"import base64, os\nos.write(1, base64.b64decode('{raw}'))"
    run = await_end(api, submit(api, script_task(script(api, text))))
    assert output(api, run["run_id"])["logs"].endswith("ok")

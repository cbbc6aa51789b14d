"""The operators of Airflow's provider, unmodified, start runs here and follow them to their end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.clients import environment
from tests.clients.conftest import Gate
from tests.live import Api
from tests.services import jobs

OPERATORS = Path(__file__).with_name("operators.py")


class Airflow:
    """Airflow's environment, its connection to the workspace in a variable."""

    def __init__(self, gate: Gate, home: Path) -> None:
        self._program = str(environment.client("airflow") / "python")
        self._gate, self._home = gate, home

    def run(self, operator: str, kill_at: str | None = None, **arguments: Any) -> dict[str, Any]:
        """Execute one operator; what came of it."""
        arguments.setdefault("polling_period_seconds", 1)
        asked = {"operator": operator, "arguments": arguments, "kill_at": kill_at}
        connection = {"conn_type": "databricks", "host": self._gate.host}
        variables = {
            **self._gate.environment(self._home),
            "AIRFLOW_HOME": str(self._home / "airflow"),
            "AIRFLOW_CONN_DATABRICKS_DEFAULT": json.dumps(
                {**connection, "password": self._gate.token}
            ),
        }
        done = environment.run(
            [self._program, str(OPERATORS)], variables, self._home, json.dumps(asked)
        )
        assert done.code == 0, done.output
        found: dict[str, Any] = json.loads(done.output.splitlines()[-1])
        return found


@pytest.fixture(scope="module")
def airflow(gate: Gate, tmp_path_factory: pytest.TempPathFactory) -> Airflow:
    return Airflow(gate, tmp_path_factory.mktemp("airflow"))


@pytest.fixture(scope="module")
def told(gate_api: Api) -> str:
    """A notebook that ends with the parameter it was given."""
    return jobs.notebook(
        gate_api, "dbutils.notebook.exit('told ' + dbutils.widgets.get('word'))", name="af-told"
    )


@pytest.fixture(scope="module")
def failing(gate_api: Api) -> str:
    return jobs.script(gate_api, "raise ValueError('no such luck')", "af-failing.py")


def _output(api: Api, run_id: int, key: str) -> dict[str, Any]:
    return jobs.output(api, jobs.task_ids(jobs.get_run(api, run_id))[key])


def _job(api: Api, *tasks: dict[str, Any], **settings: Any) -> int:
    body = {"tasks": [*tasks], **settings}
    job_id: int = jobs.accepted(api.post("/api/2.2/jobs/create", json=body))["job_id"]
    return job_id


def test_submit_runs_a_notebook_and_a_script(airflow: Airflow, gate_api: Api, told: str) -> None:
    body = {"notebook_path": told, "base_parameters": {"word": "submit"}}
    script = jobs.script(gate_api, "import sys; print('argv', sys.argv[1:])", "af-argv.py")
    after = {"depends_on": [{"task_key": "first"}]}
    done = airflow.run(
        "DatabricksSubmitRunOperator",
        run_name="from airflow",
        tasks=[
            {"task_key": "first", "notebook_task": body},
            jobs.script_task(script, "a", "b", key="second", **after),
        ],
    )
    assert done["failure"] is None
    run_id = done["pushed"]["run_id"]
    assert str(run_id) in done["pushed"]["run_page_url"]
    first = _output(gate_api, run_id, "first")
    assert first["notebook_output"]["result"] == "told submit"
    assert "argv ['a', 'b']" in _output(gate_api, run_id, "second")["logs"]


def test_submit_in_the_single_task_form(airflow: Airflow, gate_api: Api, told: str) -> None:
    body = {"notebook_path": told, "base_parameters": {"word": "single"}}
    done = airflow.run("DatabricksSubmitRunOperator", notebook_task=body)
    assert done["failure"] is None
    assert jobs.result(jobs.get_run(gate_api, done["pushed"]["run_id"])) == (
        "TERMINATED",
        "SUCCESS",
    )


def test_run_now_by_id_and_by_name(airflow: Airflow, gate_api: Api, told: str) -> None:
    name = "airflow run now"
    job_id = _job(gate_api, jobs.notebook_task(told), name=name)
    for which in ({"job_id": job_id}, {"job_name": name}):
        done = airflow.run("DatabricksRunNowOperator", notebook_params={"word": "now"}, **which)
        assert done["failure"] is None
        run_id = done["pushed"]["run_id"]
        assert _output(gate_api, run_id, "main")["notebook_output"]["result"] == "told now"


def test_run_now_gives_job_parameters(airflow: Airflow, gate_api: Api, told: str) -> None:
    parameters = [{"name": "word", "default": "default"}]
    job_id = _job(gate_api, jobs.notebook_task(told), parameters=parameters)
    done = airflow.run("DatabricksRunNowOperator", job_id=job_id, job_parameters={"word": "job"})
    assert done["failure"] is None
    run_id = done["pushed"]["run_id"]
    assert _output(gate_api, run_id, "main")["notebook_output"]["result"] == "told job"


@pytest.mark.parametrize("deferrable", [False, True])
def test_a_failure_is_airflow_s_failure(
    airflow: Airflow, gate_api: Api, failing: str, deferrable: bool
) -> None:
    job_id = _job(gate_api, jobs.script_task(failing))
    done = airflow.run("DatabricksRunNowOperator", job_id=job_id, deferrable=deferrable)
    assert "no such luck" in done["failure"]


def test_a_deferrable_operator_hands_over_to_its_trigger(
    airflow: Airflow, gate_api: Api, told: str
) -> None:
    body = {"notebook_path": told, "base_parameters": {"word": "later"}}
    tasks = [{"task_key": "only", "notebook_task": body}]
    done = airflow.run("DatabricksSubmitRunOperator", tasks=tasks, deferrable=True)
    assert done["failure"] is None
    run_id = done["event"]["run_id"]
    assert _output(gate_api, run_id, "only")["notebook_output"]["result"] == "told later"


def test_a_killed_operator_cancels_its_run(airflow: Airflow, gate_api: Api) -> None:
    script = jobs.script(gate_api, "import time; time.sleep(120)", "af-long.py")
    done = airflow.run(
        "DatabricksSubmitRunOperator", kill_at="RUNNING", tasks=[jobs.script_task(script)]
    )
    assert "CANCELED" in done["failure"]
    run = jobs.get_run(gate_api, done["pushed"]["run_id"])
    assert jobs.result(run) == ("TERMINATED", "CANCELED")


def test_the_notebook_operator_names_its_own_run(
    airflow: Airflow, gate_api: Api, told: str
) -> None:
    done = airflow.run(
        "DatabricksNotebookOperator",
        notebook_path=told,
        source="WORKSPACE",
        notebook_params={"word": "notebook"},
        new_cluster={"spark_version": "15.4.x-scala2.12", "num_workers": 0},
    )
    assert done["failure"] is None
    (task,) = jobs.get_run(gate_api, done["pushed"]["run_id"])["tasks"]
    assert jobs.output(gate_api, task["run_id"])["notebook_output"]["result"] == "told notebook"


def test_the_create_operator_saves_and_then_resets(
    airflow: Airflow, gate_api: Api, told: str
) -> None:
    for word in ("one", "two"):
        done = airflow.run(
            "DatabricksCreateJobsOperator",
            polling_period_seconds=1,
            name="made by airflow",
            tasks=[jobs.notebook_task(told, description=word)],
        )
        assert done["failure"] is None
    params = {"name": "made by airflow", "expand_tasks": True}
    found = jobs.accepted(gate_api.get("/api/2.2/jobs/list", params=params))["jobs"]
    (saved,) = found
    assert saved["settings"]["tasks"][0]["description"] == "two"


def test_a_failed_run_is_repaired(airflow: Airflow, gate_api: Api) -> None:
    again = jobs.notebook(
        gate_api,
        "import os\nseen = '/Shared/job-tests/af-seen'\n"
        "from databricks.sdk import WorkspaceClient\nw = WorkspaceClient()\n"
        "found = [o.path for o in w.workspace.list('/Shared/job-tests')]\n"
        "w.workspace.mkdirs(seen)\nassert seen in found, 'first time'",
        name="af-again",
    )
    job_id = _job(gate_api, jobs.notebook_task(again))
    done = airflow.run("DatabricksRunNowOperator", job_id=job_id, repair_run=True)
    run = jobs.get_run(gate_api, done["pushed"]["run_id"])
    assert jobs.result(run) == ("TERMINATED", "SUCCESS")

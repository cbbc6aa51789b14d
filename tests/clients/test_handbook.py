"""Every code block of the handbook, as it stands, against `serve --seed handbook`.

Only host and token are replaced. Bash goes line by line through the unmodified legacy CLI, Python
statement by statement. A line that neither works nor stands in one of the tables here fails.
"""

from __future__ import annotations

import ast
import configparser
import json
import re
import shutil
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.catalog import Privilege
from databricks.sdk.service.compute import State

from boathouse import seed
from tests.clients import environment, handbook
from tests.clients.conftest import Gate

LATER: dict[str, str] = {}
"""Statements that a later issue builds: a part of the statement -> what the refusal names."""

ELSEWHERE = {"pip install databricks-cli": "scripts/clients/databricks-cli.txt"}
"""Lines that something else runs: `make clients`, with the pins of this file."""

ANSWERS = {
    "databricks configure --token": (0, ""),
    "databricks workspace ls /": (0, r"^Shared$"),
    "databricks workspace export /path/to/notebook notebook.py": (0, ""),
    # The CLI itself wants --language here; docs/handbook.md says what to type.
    "databricks workspace import notebook.py /path/to/notebook": (
        2,
        r"Missing option '--language' / '-l'",
    ),
    "databricks workspace mkdirs /MyProject": (0, ""),
    "databricks jobs list": (0, r"^12345 +Daily sales report$"),
    "databricks jobs run-now --job-id 12345": (0, r'"run_id": \d+'),
    "databricks runs get --run-id 67890": (0, r'"result_state": "SUCCESS"'),
    "databricks jobs create --json-file job-config.json": (0, r'"job_id": \d+'),
    "databricks clusters list": (0, r"^abc-123 +Shared cluster +TERMINATED$"),
    "databricks clusters start --cluster-id abc-123": (0, ""),
    "databricks clusters delete --cluster-id abc-123": (0, ""),
    "databricks clusters create --json-file cluster-config.json": (0, r'"cluster_id": "'),
    "databricks secrets create-scope --scope my-scope": (0, ""),
    "databricks secrets put --scope my-scope --key db-password": (0, ""),
    "databricks secrets list --scope my-scope": (0, r"^db-password +\d+$"),
}
"""The exit code of each command, and what its output must hold."""

BLOCKS = handbook.blocks()
NAMES = [f"{number}-{block.language}" for number, block in enumerate(BLOCKS)]
AUTHENTICATION = "認証"
SCRIPT = "自動化スクリプト例"
SQL = "SQL API (クエリ実行)"

Run = Callable[[str], environment.Done]


def _those(language: str) -> Any:
    chosen = [(name, block) for name, block in zip(NAMES, BLOCKS, strict=True)]
    return pytest.mark.parametrize(
        "block",
        [pytest.param(block, id=name) for name, block in chosen if block.language == language],
    )


def test_the_handbook_is_there() -> None:
    if not BLOCKS:
        environment.absent(f"the handbook is not at {handbook.PAGE}: nothing of it was run")
    assert {block.language for block in BLOCKS} == {"bash", "python"}


def test_the_tables_hold_nothing_that_the_handbook_lacks() -> None:
    if not BLOCKS:
        environment.absent(f"the handbook is not at {handbook.PAGE}")
    text = handbook.PAGE.read_text(encoding="utf-8")
    assert [line for line in [*LATER, *ELSEWHERE, *ANSWERS] if line not in text] == []
    for file in ELSEWHERE.values():
        assert "databricks-cli==" in (environment.ROOT / file).read_text()


@pytest.fixture(scope="module")
def folder(profile: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the reader of the handbook works: the CLI configured, the files that it names there."""
    home = tmp_path_factory.mktemp("handbook")
    shutil.copy(profile / ".databrickscfg", home)
    task = {"task_key": "report", "notebook_task": {"notebook_path": seed.NOTEBOOK}}
    (home / "job-config.json").write_text(json.dumps({"name": "From the CLI", "tasks": [task]}))
    cluster = {**seed.CLUSTER, "cluster_name": "From the CLI"}
    (home / "cluster-config.json").write_text(json.dumps(cluster))
    editor = home / "editor"
    # What is typed goes above the line of dashes that the CLI puts into the file.
    editor.write_text("#!/bin/sh\nsed -i '1i a password' \"$1\"\n")
    editor.chmod(0o755)
    return home


@pytest.fixture
def command(gate: Gate, folder: Path) -> Run:
    """Runs a line of bash as that reader would."""
    programs = environment.client("databricks-cli")

    def run(line: str) -> environment.Done:
        variables = gate.environment(folder, programs)
        variables["EDITOR"] = str(folder / "editor")
        # Two questions are asked when it is configured; no other command reads its input.
        typed = f"{gate.host}\n{gate.token}\n" if "configure" in line else ""
        return environment.run(["bash", "-c", line], variables, folder, typed)

    return run


@_those("bash")
def test_commands(block: handbook.Block, command: Run, gate_client: WorkspaceClient) -> None:
    for line in block.commands:
        if line in ELSEWHERE:
            continue
        _settled(gate_client, line)
        done = command(line)
        code, shown = ANSWERS[line]
        assert done.code == code, f"{line}\n{done.output}"
        assert re.search(shown, done.output, re.M), f"{line}\n{done.output}"
    _ended_clusters(gate_client, "From the CLI")


def _settled(w: WorkspaceClient, line: str) -> None:
    """Wait for what a reader would wait for before typing the line."""
    if "67890" in line:
        w.jobs.wait_get_run_job_terminated_or_skipped(seed.RUN_ID)
    if "clusters.start" in line or "clusters start" in line:
        w.clusters.wait_get_cluster_terminated(seed.CLUSTER_ID)


def _ended_clusters(w: WorkspaceClient, name: str) -> None:
    for cluster in w.clusters.list():
        if cluster.cluster_name == name and cluster.state != State.TERMINATED:
            w.clusters.permanent_delete(str(cluster.cluster_id))


def test_what_the_commands_left(gate: Gate, folder: Path, gate_client: WorkspaceClient) -> None:
    if not BLOCKS:
        environment.absent(f"the handbook is not at {handbook.PAGE}")
    config = folder / ".databrickscfg"
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    parser = configparser.ConfigParser()
    parser.read(config)
    assert parser.defaults()["host"] == gate.host
    assert (folder / "notebook.py").read_text() == seed.SOURCE
    assert gate_client.workspace.get_status("/MyProject").path == "/MyProject"
    assert gate_client.dbutils.secrets.get("my-scope", "db-password").strip() == "a password"


def test_the_refused_import_with_its_language(command: Run) -> None:
    line = "databricks workspace import --language PYTHON --overwrite notebook.py /path/to/notebook"
    command("databricks workspace export --overwrite /path/to/notebook notebook.py")
    done = command(line)
    assert done.code == 0, done.output


@_those("python")
def test_statements(
    block: handbook.Block,
    gate: Gate,
    gate_client: WorkspaceClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if block.heading in (SQL, SCRIPT):
        return  # the two tests below
    monkeypatch.setenv("DATABRICKS_HOST", gate.address)
    monkeypatch.setenv("DATABRICKS_TOKEN", gate.token)
    names: dict[str, Any] = {"__name__": "handbook"}
    for part in (_block(AUTHENTICATION), block):
        for text, node in part.statements(gate.address, gate.token):
            _settled(gate_client, text)
            _execute(text, node, names)
    _ended_clusters(gate_client, "API Created Cluster")


def _execute(text: str, node: ast.stmt, names: dict[str, Any]) -> None:
    exec(compile(ast.Module([node], []), "handbook.md", "exec"), names)
    answer = names.get("response")
    if isinstance(answer, requests.Response) and "response =" in text:
        later = next((LATER[part] for part in LATER if part in text), None)
        if later is None:
            assert answer.ok, answer.text
        else:
            assert answer.status_code in (404, 501)
            assert later in answer.text


def _block(heading: str) -> handbook.Block:
    return next(block for block in BLOCKS if block.heading == heading)


def test_the_sql_block(gate: Gate, tmp_path: Path) -> None:
    """As a script: the connector, which trusts our roots by its environment."""
    if not BLOCKS:
        environment.absent(f"the handbook is not at {handbook.PAGE}")
    script = tmp_path / "query.py"
    parts = [
        handbook.with_host(block.text, gate.host, gate.token)
        for block in (_block(AUTHENTICATION), _block(SQL))
    ]
    script.write_text("\n".join([*parts, "print(results)"]))
    done = environment.run([sys.executable, str(script)], gate.environment(tmp_path), tmp_path)
    assert done.code == 0, done.output
    assert "Row(region='east', amount=210)" in done.output


def test_the_automation_script(gate: Gate, tmp_path: Path) -> None:
    """The whole script, below the block that says who asks; its 30 s of sleep are shortened."""
    if not BLOCKS:
        environment.absent(f"the handbook is not at {handbook.PAGE}")
    blocks = (_block(AUTHENTICATION), _block(SCRIPT))
    script = tmp_path / "daily_job_runner.py"
    parts = [handbook.with_host(block.text, gate.host, gate.token) for block in blocks]
    script.write_text("\n".join(parts))
    variables = gate.environment(tmp_path)
    variables["PYTHONPATH"] = str(environment.SWIFT)
    done = environment.run([sys.executable, str(script)], variables, tmp_path)
    assert (done.code, done.output) == (0, "")


def test_the_run_of_the_handbook_really_ran(gate_client: WorkspaceClient) -> None:
    run = gate_client.jobs.wait_get_run_job_terminated_or_skipped(seed.RUN_ID)
    assert run.job_id == seed.JOB_ID
    output = gate_client.jobs.get_run_output(seed.RUN_ID)
    assert output.notebook_output is not None
    assert output.notebook_output.result == "east leads with 210"


def test_the_grant_of_the_handbook_is_there(gate_client: WorkspaceClient) -> None:
    if not BLOCKS:
        environment.absent(f"the handbook is not at {handbook.PAGE}")
    found = gate_client.grants.get("table", "catalog.schema.table").privilege_assignments or []
    assert [(one.principal, one.privileges) for one in found] == [(seed.USER, [Privilege.SELECT])]

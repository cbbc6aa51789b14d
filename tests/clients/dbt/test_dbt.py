"""dbt-databricks builds, tests, documents and snapshots a project of thirty models, twice."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.clients import environment
from tests.clients.sql.conftest import Warehouse

PROJECT = Path(__file__).parent / "project"
GOOD = {"success", "pass", "no-op"}
MODELS = 30


@dataclass(frozen=True)
class Dbt:
    """dbt in its clean environment, on a copy of the project."""

    warehouse: Warehouse
    folder: Path

    def run(self, *words: str, **variables: str) -> list[dict[str, Any]]:
        """Run a command that must succeed; its results."""
        program = str(environment.client("dbt") / "dbt")
        given = ["--vars", json.dumps(variables)] if variables else []
        done = self.warehouse.run(
            [program, *words, *given],
            self.folder,
            DBT_PROFILES_DIR=str(self.folder),
            DBT_HOST=self.warehouse.host,
            DBT_HTTP_PATH=self.warehouse.http_path,
            DBT_TOKEN=self.warehouse.gate.token,
            DBT_DO_NOT_TRACK="1",
        )
        assert done.code == 0, done.output
        results: list[dict[str, Any]] = self.made("run_results")["results"]
        assert {one["status"] for one in results} <= GOOD
        return results

    def made(self, name: str) -> dict[str, Any]:
        """One of the files that dbt writes."""
        found: dict[str, Any] = json.loads((self.folder / f"target/{name}.json").read_text())
        return found


@dataclass(frozen=True)
class Seen:
    """What the two builds left behind."""

    first: list[dict[str, Any]]
    second: list[dict[str, Any]]
    catalog: Mapping[str, Any]
    answers: Mapping[str, list[list[Any]]]


ASKED = {
    "owners": "SELECT city, dbt_valid_to IS NULL FROM main.harbour.owners_history"
    " WHERE owner_id = 12 ORDER BY dbt_valid_from",
    "berths": "SELECT count(*), count(dbt_valid_to) FROM main.harbour.berths_history",
    "merged": "SELECT count(*), count(minutes), sum(trips) FROM main.harbour.inc_merge",
    "appended": "SELECT count(*), count(DISTINCT trip_id) FROM main.harbour.inc_append",
    "overwritten": "SELECT month, sum(minutes) FROM main.harbour.inc_overwrite"
    " GROUP BY 1 ORDER BY 1",
    "minutes": "SELECT date_format(started_at, 'yyyy-MM'), sum(minutes)"
    " FROM main.harbour_staging.stg_trips GROUP BY 1 ORDER BY 1",
    "replaced": "SELECT count(*), count(DISTINCT trip_id) FROM main.harbour.inc_replace_where",
    "repairs": "SELECT repair_id FROM main.harbour.inc_delete_insert ORDER BY 1",
    "trips": "SELECT count(*) FROM main.harbour_staging.stg_trips",
    "comments": "SELECT column_name, comment FROM main.information_schema.columns"
    " WHERE table_schema = 'harbour' AND table_name = 'dim_owners' AND comment IS NOT NULL",
    "keys": "SELECT constraint_name, constraint_type FROM main.information_schema.table_constraints"
    " WHERE table_schema = 'harbour' ORDER BY 1",
    "tags": "SELECT tag_name, tag_value FROM main.information_schema.table_tags"
    " WHERE schema_name = 'harbour'",
    "grants": "SELECT table_name, grantee, privilege_type FROM"
    " main.information_schema.table_privileges WHERE table_schema = 'harbour' AND"
    " inherited_from = 'NONE' ORDER BY ALL",
}


@pytest.fixture(scope="module")
def seen(warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    folder = tmp_path_factory.mktemp("dbt")
    shutil.copytree(PROJECT, folder, dirs_exist_ok=True)
    dbt = Dbt(warehouse, folder)
    dbt.run("seed")
    only = ("build", "--exclude", "resource_type:seed")
    first = dbt.run(*only)
    second = dbt.run(*only, day="2026-02-28")
    dbt.run("docs", "generate")
    return Seen(first, second, dbt.made("catalog"), answers(warehouse))


def answers(warehouse: Warehouse) -> dict[str, list[list[Any]]]:
    from databricks.sdk import WorkspaceClient

    client = WorkspaceClient(host=warehouse.gate.address, token=warehouse.gate.token)
    found = {}
    for name, statement in ASKED.items():
        answer = client.statement_execution.execute_statement(statement, warehouse.warehouse_id)
        assert answer.result is not None, (name, answer.status)
        found[name] = answer.result.data_array or []
    return found


def test_two_builds_succeed(seen: Seen) -> None:
    models = [one for one in seen.first if one["unique_id"].startswith("model.")]
    assert len(models) == MODELS - 1, "all but the ephemeral one"
    assert len(seen.second) == len(seen.first)


def test_incremental_models_hold_each_row_once(seen: Seen) -> None:
    found, [[trips]] = seen.answers, seen.answers["trips"]
    assert found["appended"] == [[trips, trips]]
    assert found["replaced"] == [[trips, trips]]
    [[boats, minutes, merged]] = found["merged"]
    assert (boats, minutes, merged) == ("6", "6", trips), "a column was added and filled"
    assert found["repairs"] == [["1"], ["2"], ["3"], ["4"], ["5"]]
    assert found["overwritten"] == found["minutes"]


def test_snapshots_keep_what_was(seen: Seen) -> None:
    assert seen.answers["owners"] == [["Turku", "false"], ["Helsinki", "true"]]
    assert seen.answers["berths"] == [["6", "1"]]


def test_constraints_comments_and_tags_are_there(seen: Seen) -> None:
    assert ["pk_owners", "PRIMARY KEY"] in seen.answers["keys"]
    assert seen.answers["comments"] == [["owner_name", 'First and last name; "as they sign".']]
    assert ["domain", "people"] in seen.answers["tags"]


def test_grants_are_those_of_the_last_build(seen: Seen) -> None:
    assert seen.answers["grants"] == [
        ["dim_piers", "account users", "SELECT"],
        ["dim_piers", "admins", "MODIFY"],
        ["inc_merge", "admins", "SELECT"],
        ["inc_merge", "user@example.com", "SELECT"],
    ]


def test_docs_know_every_relation(seen: Seen) -> None:
    nodes = seen.catalog["nodes"]
    # all models but the ephemeral one, the seeds, the snapshots
    assert len(nodes) == MODELS - 1 + 5 + 2
    assert len(seen.catalog["sources"]) == 3
    assert nodes["model.harbour.dim_boats"]["metadata"]["owner"] == "admin@boathouse.local"
    assert seen.catalog["errors"] is None

"""kill -9 of the server: every statement id that was given out over REST is still known."""

from __future__ import annotations

from typing import Any

from tests.faults.workspaces import Workspace
from tests.live import Api
from tests.services.warehouses import starter

STATEMENTS = "/api/2.0/sql/statements"
ENDLESS = "SELECT count(*) FROM range(400000000000) WHERE id % 7 = 3"


def execute(admin: Api, statement: str, **fields: Any) -> dict[str, Any]:
    body = {"statement": statement, "warehouse_id": starter(admin)["id"], **fields}
    answer = admin.post(STATEMENTS, json={"wait_timeout": "30s", **body})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_killed_server_knows_every_statement(workspace: Workspace, admin: Api) -> None:
    done = execute(admin, "SELECT 1")
    failed = execute(admin, "SELECT * FROM no_such_table")
    going = execute(admin, ENDLESS, wait_timeout="0s")
    assert (done["status"]["state"], failed["status"]["state"]) == ("SUCCEEDED", "FAILED")
    workspace.restart()

    def status(one: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = admin.get(f"{STATEMENTS}/{one['statement_id']}").json()["status"]
        return found

    assert status(done) == {"state": "CLOSED"}
    assert status(failed) == failed["status"]
    ended = status(going)
    assert (ended["state"], ended["error"]["error_code"]) == ("FAILED", "ABORTED")
    assert "restarted" in ended["error"]["message"]
    again = execute(admin, "SELECT 1")
    assert again["status"] == {"state": "SUCCEEDED"}

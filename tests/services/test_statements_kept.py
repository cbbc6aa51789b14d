"""What is known of a statement after its server was restarted, or much later."""

from __future__ import annotations

from pathlib import Path

from boathouse.services.statement_execution import store
from boathouse.services.statement_execution.journal import KNOWN_MS, StatementSweep
from boathouse.sql.execution import KEPT_MS
from tests.services.statements import STATEMENTS, ScriptedServer


def test_a_restart_keeps_every_id_that_was_given_out(tmp_path: Path) -> None:
    first = ScriptedServer(tmp_path)
    done = first.execute("one").json()["statement_id"]
    failed = first.execute("fail").json()
    late = first.execute("one", wait_timeout="0s").json()["statement_id"]
    first.until_over(late)
    going = first.execute("forever", wait_timeout="0s").json()["statement_id"]
    canceled = first.execute("forever", wait_timeout="0s").json()["statement_id"]
    first.api.post(f"{STATEMENTS}/{canceled}/cancel", json={})
    first.until_over(canceled)
    _forget_the_end_of(first, going)
    first.stop()

    second = ScriptedServer(tmp_path)
    try:
        assert second.get(done).json()["status"] == {"state": "CLOSED"}
        assert second.get(late).json()["status"] == {"state": "CLOSED"}
        assert second.get(canceled).json()["status"] == {"state": "CANCELED"}
        assert second.get(failed["statement_id"]).json() == failed
        ended = second.get(going).json()["status"]
        assert (ended["state"], ended["error"]["error_code"]) == ("FAILED", "ABORTED")
        assert "restarted" in ended["error"]["message"]
        stranger = second.api.as_(second.add_user("stranger@example.com"))
        assert stranger.get(f"{STATEMENTS}/{done}").status_code == 404
    finally:
        second.stop()


def _forget_the_end_of(live: ScriptedServer, statement_id: str) -> None:
    """As kill -9 does: whatever would be written at its end is not."""
    execution = live.statements.executions.by_id(statement_id)
    assert execution is not None
    execution.at_end = None


def test_ids_are_known_for_twelve_hours(tmp_path: Path) -> None:
    live = ScriptedServer(tmp_path)
    try:
        done = live.execute("one").json()["statement_id"]
        failed = live.execute("fail").json()["statement_id"]
        live.now += KEPT_MS + 1
        live.statements.executions.sweep()
        assert live.get(done).json()["status"] == {"state": "CLOSED"}
        assert live.get(failed).json()["status"]["state"] == "FAILED"
        live.now += KNOWN_MS
        for statement_id in (done, failed):
            answer = live.get(statement_id)
            assert (answer.status_code, answer.json()["error_code"]) == (404, "NOT_FOUND")
        assert StatementSweep(live.app.parts).round() == 1
        with live.app.parts.database.read() as tx:
            assert store.by_id(tx, failed) is None
    finally:
        live.stop()

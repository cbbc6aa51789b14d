"""The server's log: one JSON object a line, found by the request id that a user quotes."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from boathouse.cli.server_log import JsonLines, open_log
from boathouse.services.discovery import api as discovery
from tests.live import Api


def _record(caplog: pytest.LogCaptureFixture) -> logging.LogRecord:
    return next(record for record in caplog.records if hasattr(record, "request_id"))


def test_a_failure_is_found_by_its_request_id(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise OSError("no such luck\nforged line")

    monkeypatch.setattr(discovery.settings, "get", broken)
    answer = api.get("/.well-known/databricks-config")
    assert (answer.status_code, answer.json()["error_code"]) == (500, "INTERNAL_ERROR")
    assert "luck" not in answer.text
    text = JsonLines().format(_record(caplog))
    assert "\n" not in text
    line = json.loads(text)
    assert line["request_id"] == answer.headers["x-request-id"]
    assert "no such luck" in line["traceback"]


def test_lines_go_to_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = logging.Logger("root")
    monkeypatch.setattr(logging, "root", root)
    open_log(tmp_path / "logs")
    root.warning("disk %s", "full")
    line = json.loads((tmp_path / "logs" / "server.jsonl").read_text())
    assert (line["level"], line["message"]) == ("WARNING", "disk full")
    for handler in root.handlers:
        handler.close()

"""The access log: lines that can be read at once, files that are rotated by size."""

from __future__ import annotations

import json
from pathlib import Path

from boathouse.http.access_log import KEPT_FILES, AccessLog


def _requests(file: Path) -> list[str]:
    return [json.loads(line)["request_id"] for line in file.read_text().splitlines()]


def test_a_line_can_be_read_before_the_log_is_closed(tmp_path: Path) -> None:
    log = AccessLog(tmp_path)
    log.write(request_id="a", path="/x\n{}")
    assert _requests(tmp_path / "access.jsonl") == ["a"]
    log.close()


def test_a_log_goes_on_where_the_last_server_ended(tmp_path: Path) -> None:
    for name in ("a", "b"):
        log = AccessLog(tmp_path)
        log.write(request_id=name)
        log.close()
    assert _requests(tmp_path / "access.jsonl") == ["a", "b"]


def test_full_files_are_kept_and_the_oldest_goes(tmp_path: Path) -> None:
    line = len(b'{"request_id":"00"}\n')
    log = AccessLog(tmp_path, max_bytes=2 * line)
    for number in range(20):
        log.write(request_id=f"{number:02}")
    log.close()
    assert _requests(tmp_path / "access.jsonl") == ["18", "19"]
    kept = [_requests(tmp_path / f"access.jsonl.{number}") for number in range(1, KEPT_FILES + 1)]
    assert kept == [["16", "17"], ["14", "15"], ["12", "13"], ["10", "11"], ["08", "09"]]
    assert len(list(tmp_path.iterdir())) == KEPT_FILES + 1


def test_a_log_that_cannot_be_written_fails_no_request(tmp_path: Path) -> None:
    (tmp_path / "access.jsonl").mkdir()
    AccessLog(tmp_path).write(request_id="a")

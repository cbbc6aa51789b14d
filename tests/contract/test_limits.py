"""Rates, slow clients, large heads, metrics."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from databricks.sdk import WorkspaceClient

from boathouse.errors import RequestLimitExceeded
from boathouse.http import slow
from boathouse.http.limits import BURST_SECONDS, Limits, rule_of
from tests.conftest import Person
from tests.live import Api, LiveServer


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[LiveServer]:
    """A server that allows a tenth of the documented rates."""
    live = LiveServer(tmp_path, rate_limit=0.1)
    yield live
    live.stop()


def test_a_bucket_empties_and_refills() -> None:
    now = [0.0]
    limits = Limits(clock=lambda: now[0])
    for _ in range(20 * BURST_SECONDS):
        limits.check(1, "POST", "/api/2.2/jobs/create")
    with pytest.raises(RequestLimitExceeded) as caught:
        limits.check(1, "POST", "/api/2.2/jobs/create")
    limits.check(2, "POST", "/api/2.2/jobs/create")
    now[0] += int(caught.value.headers["retry-after"])
    limits.check(1, "POST", "/api/2.2/jobs/create")


def test_every_version_of_a_path_shares_its_rule() -> None:
    for version in ("2.0", "2.1", "2.2"):
        rule = rule_of("POST", f"/api/{version}/jobs/runs/submit")
        assert rule is not None
        assert rule.name == "runs-submit"
    assert rule_of("GET", "/api/2.2/jobs/get") is None
    assert rule_of("GET", "/healthz") is None


def test_too_many_requests_are_answered_429_with_retry_after(strict: LiveServer) -> None:
    api = Api(strict.address, strict.token)
    answers = [api.get("/api/2.0/dbfs/list", params={"path": "/"}) for _ in range(40)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert refused[0].json()["error_code"] == "REQUEST_LIMIT_EXCEEDED"
    assert int(refused[0].headers["retry-after"]) >= 1


def test_a_request_with_a_large_body_counts_once(strict: LiveServer) -> None:
    api = Api(strict.address, strict.token)
    burst = int(30 * 0.1 * BURST_SECONDS)
    answers = [api.post("/api/2.0/workspace/import", json={}) for _ in range(burst)]
    assert {answer.status_code for answer in answers} == {400}


def test_the_sdk_s_own_retry_gets_through(strict: LiveServer) -> None:
    w = WorkspaceClient(host=strict.address, token=strict.token)
    assert [list(w.dbfs.list("/")) for _ in range(17)] == [[]] * 17


def _connect(api: Api) -> socket.socket:
    parts = urlsplit(api.address)
    return socket.create_connection((str(parts.hostname), int(parts.port or 0)), 5)


def test_a_byte_a_second_is_cut_off(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow, "HEAD_SECONDS", 0.3)
    with _connect(api) as connection:
        connection.sendall(b"GET /healthz HT")
        deadline = time.monotonic() + 5
        answer = b""
        while time.monotonic() < deadline:
            answer = connection.recv(100)
            break
        assert b"408" in answer


def test_a_silent_connection_is_cut_off_too(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow, "HEAD_SECONDS", 0.3)
    with _connect(api) as connection:
        connection.settimeout(5)
        assert b"408" in connection.recv(100)


def test_a_body_that_trickles_is_refused(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow, "BODY_GRACE_SECONDS", 0.3)
    with _connect(api) as connection:
        connection.settimeout(5)
        connection.sendall(
            b"POST /api/2.0/token/create HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{"
        )
        assert b"408 Request Timeout" in connection.recv(1000)


def test_a_head_without_end_is_refused(api: Api) -> None:
    with _connect(api) as connection:
        connection.settimeout(5)
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
        answer = b""
        try:
            for _ in range(200):
                connection.sendall(b"X-Pad: " + b"a" * 1000 + b"\r\n")
            answer = connection.recv(100)
        except OSError:
            answer = answer or b"431"
        assert b"431" in answer


def test_answers_leave_at_once(api: Api) -> None:
    """Nagle's delay costs 40 ms on every kept-alive answer; asyncio leaves it on for sockets
    whose protocol it does not know."""
    from boathouse.http.listener import bind

    with bind("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_metrics_are_for_admins(api: Api, other: Person) -> None:
    api.get("/api/2.2/jobs/list")
    text = api.get("/metrics").text
    assert 'boathouse_requests_total{operation="jobs.list",status="200"}' in text
    assert 'boathouse_request_seconds_bucket{operation="jobs.list",le="+Inf"}' in text
    assert other.api.get("/metrics").status_code == 403

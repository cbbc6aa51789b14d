"""Handlers that wait, bodies and answers that stream: the path of a request that nobody blocks."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from boathouse.context import Context
from boathouse.http import answer as answers
from boathouse.http import slow
from boathouse.http.server import HANDLER_THREADS, NOBODY
from boathouse.route import Access, route
from tests.conftest import Person
from tests.contract.waiting import HAPPENED, MIB, OPEN, Waiting, listening, soon
from tests.live import LiveServer


@pytest.fixture(scope="module")
def waiting(server: LiveServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Waiting]:
    with listening(server, tmp_path_factory.mktemp("log")) as found:
        yield found


@pytest.fixture(autouse=True)
def _anew() -> None:
    HAPPENED.clear()
    OPEN.clear()


def test_an_async_handler_answers_like_a_sync_one(waiting: Waiting, invented: None) -> None:
    answer = waiting.api.get("/t/echo", params={"word": "w", "times": "2"})
    document = {"words": ["w", "w"], "user": "admin@boathouse.local", "tokens": True}
    assert (answer.status_code, answer.json()) == (200, document)
    assert answer.headers["content-type"] == "application/json"
    request_id = answer.headers["x-request-id"]
    assert soon(lambda: any(line["request_id"] == request_id for line in waiting.lines()))
    (line,) = [line for line in waiting.lines() if line["request_id"] == request_id]
    assert (line["status"], line["user"]) == (200, "admin@boathouse.local")
    (row,) = [row for row in waiting.rows if row["request_id"] == request_id]
    assert (row["action_name"], row["status_code"]) == ("echo", 200)
    assert row["user_name"] == "admin@boathouse.local"


@pytest.mark.parametrize("padding", [0, 100_000], ids=["on the loop", "in a thread"])
def test_a_document_is_bound_whatever_its_length(
    waiting: Waiting, padding: int, invented: None
) -> None:
    text = json.dumps({"items": ["1", 2]}) + " " * padding
    assert waiting.api.post("/t/document", data=text).json() == {"sum": 3}
    refused = waiting.api.post("/t/document", data='{"items": ["x"]}' + " " * padding)
    assert refused.json()["error_code"] == "INVALID_PARAMETER_VALUE"
    chunked = waiting.api.post("/t/document", data=iter([text.encode()]))
    assert chunked.json() == {"sum": 3}


def test_strangers_are_turned_away(waiting: Waiting, other: Person, invented: None) -> None:
    assert waiting.api.as_(None).get("/t/echo?word=w").status_code == 401
    assert (
        waiting.api.as_("garbage").request("PUT", "/t/stream/x", data=b"x" * MIB).status_code == 401
    )
    assert waiting.api.as_(other.token).post("/t/document", json={}).status_code == 403
    assert waiting.api.as_(other.token).get("/t/quick").json() == {"quick": True}
    assert HAPPENED == []
    assert waiting.rows[-2]["error_code"] == "PERMISSION_DENIED"


def test_errors_answer_as_everywhere(waiting: Waiting) -> None:
    answer = waiting.api.get("/t/missing")
    assert (answer.status_code, answer.json()["message"]) == (404, "nothing there")
    answer = waiting.api.get("/t/broken")
    assert (answer.status_code, answer.json()["error_code"]) == (500, "INTERNAL_ERROR")
    assert "secret" not in answer.text


@pytest.mark.parametrize("path", ["/t/snapshot", "/t/change"])
def test_the_database_is_out_of_reach_on_the_event_loop(
    waiting: Waiting, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert waiting.api.get(path).status_code == 500
    assert "use Context.in_thread" in caplog.text


def test_more_may_wait_than_there_are_threads(waiting: Waiting, invented: None) -> None:
    many = 10 * HANDLER_THREADS
    with ThreadPoolExecutor(many) as clients:
        waits = [clients.submit(waiting.api.get, "/t/wait") for _ in range(many)]
        assert waiting.api.get("/t/quick").json() == {"quick": True}
        OPEN.set()
        assert all(wait.result(20).json() == {"waited": True} for wait in waits)


def test_a_client_that_goes_away_cancels_where_the_route_says_so(waiting: Waiting) -> None:
    connection = waiting.begin("POST", "/t/cancelled", "Content-Length: 7")
    connection.sendall(b'{"n":1}')
    assert soon(lambda: HAPPENED == ["begun"])
    connection.close()
    assert soon(lambda: HAPPENED == ["begun", "cancelled"])
    assert soon(lambda: waiting.rows[-1]["action_name"] == "cancelled")
    assert waiting.rows[-1]["status_code"] == 499
    assert soon(lambda: waiting.lines()[-1]["status"] == 499)


def test_raw_bytes_go_both_ways_up_to_the_limit(waiting: Waiting, invented: None) -> None:
    content = bytes(range(256)) * (16 * MIB // 256)
    answer = waiting.api.post("/t/bytes", data=content)
    assert answer.content == content[::-1]
    assert (answer.headers["content-type"], answer.headers["x-mark"]) == (
        "application/x-thrift",
        "m",
    )
    assert waiting.api.post("/t/bytes", data=b"x" * (17 * MIB + 1)).status_code == 413


def test_a_body_streams_in(waiting: Waiting, invented: None) -> None:
    sent = waiting.api.request(
        "PUT", "/t/stream/x", data=b"x" * (30 * MIB), params={"overwrite": "true"}
    )
    whole = {"size": 30 * MIB, "small": True, "announced": 30 * MIB, "over": True}
    assert sent.json() == whole
    chunked = waiting.api.request("PUT", "/t/stream/x", data=iter([b"x" * MIB] * 3))
    assert chunked.json() == {"size": 3 * MIB, "small": True, "announced": None, "over": False}
    empty = waiting.api.request("PUT", "/t/stream/x")
    assert empty.json() == {"size": 0, "small": True, "announced": 0, "over": False}


def test_a_body_beyond_the_limit_is_cut(waiting: Waiting) -> None:
    chunked = waiting.api.request("PUT", "/t/stream/x", data=iter([b"x" * MIB] * 41))
    assert (chunked.status_code, chunked.json()["error_code"]) == (413, "REQUEST_TOO_LARGE")
    assert HAPPENED == ["take", "taken"]


def test_a_client_that_goes_away_in_its_body_ends_the_handler(waiting: Waiting) -> None:
    connection = waiting.begin("PUT", "/t/stream/x", "Content-Length: 1000")
    connection.sendall(b"x" * 10)
    assert soon(lambda: HAPPENED == ["take"])
    connection.close()
    assert soon(lambda: HAPPENED == ["take", "taken"])


def test_a_body_that_trickles_is_refused(waiting: Waiting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow, "BODY_GRACE_SECONDS", 0.3)
    with waiting.begin("PUT", "/t/stream/x", "Content-Length: 1000") as connection:
        connection.settimeout(10)
        connection.sendall(b"x" * 10)
        assert b"408 Request Timeout" in connection.recv(1000)
    assert HAPPENED == ["take", "taken"]


@pytest.mark.parametrize("chunked", [False, True])
def test_an_answer_streams_out(waiting: Waiting, chunked: bool, invented: None) -> None:
    answer = waiting.api.get("/t/pieces", params={"chunked": str(chunked).lower()})
    assert answer.content == b"".join(bytes([n]) * MIB for n in range(1, 21))
    assert (answer.status_code, answer.headers["x-mark"]) == (206, "m")
    assert ("content-length" in answer.headers) is not chunked
    assert soon(lambda: HAPPENED == ["closed after 20"])


def test_head_gets_the_head_of_a_stream(waiting: Waiting) -> None:
    answer = waiting.api.request("HEAD", "/t/pieces")
    assert answer.headers["content-length"] == str(20 * MIB)
    assert (answer.status_code, answer.content) == (200, b"")
    assert soon(lambda: HAPPENED == ["closed after 0"])


def test_a_reader_that_goes_away_ends_the_stream(waiting: Waiting) -> None:
    connection = waiting.begin("GET", "/t/pieces?count=2000")
    assert connection.recv(1000).startswith(b"HTTP/1.1 206")
    connection.close()
    assert soon(lambda: bool(HAPPENED))
    assert int(HAPPENED[0].removeprefix("closed after ")) < 100
    assert soon(lambda: waiting.lines()[-1]["status"] == 499)


def test_a_reader_that_stalls_is_cut_off(waiting: Waiting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "PIECE_SECONDS", 0.3)
    with waiting.begin("GET", "/t/pieces?count=2000"):
        assert soon(lambda: bool(HAPPENED))
    assert soon(lambda: waiting.lines()[-1]["error_code"] == "REQUEST_TIMEOUT")


@pytest.mark.parametrize("chunked", ["false", "true"])
def test_a_stream_that_fails_is_seen_to_be_short(waiting: Waiting, chunked: str) -> None:
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        waiting.api.get("/t/pieces", params={"fail_at": 3, "chunked": chunked})
    assert soon(lambda: HAPPENED == ["closed after 3"])
    assert soon(lambda: waiting.lines()[-1]["error_code"] == "INTERNAL_ERROR")


def test_queued_routes_are_never_answered_429(waiting: Waiting, invented: None) -> None:
    often = {"x-often": "1"}
    assert waiting.api.get("/t/rated", headers=often).status_code == 429
    assert waiting.api.get("/t/patient", headers=often).json() == {"patient": True}


def test_a_cancelled_call_leaves_no_thread_behind(server: LiveServer) -> None:
    """What runs in a thread has ended when CancelledError arrives."""
    ended: list[str] = []

    async def act() -> None:
        ctx = Context(server.app.parts, NOBODY, 0, waits=True)
        gate = threading.Event()

        def act() -> None:
            gate.wait(10)
            ended.append("thread")

        work = asyncio.create_task(ctx.in_thread(act))
        await asyncio.sleep(0)
        work.cancel()
        asyncio.get_running_loop().call_later(0.05, gate.set)
        with pytest.raises(asyncio.CancelledError):
            await work
        ended.append("caller")

    asyncio.run(act())
    assert ended == ["thread", "caller"]


def test_a_route_says_what_cannot_be() -> None:
    def sync(ctx: Context) -> None: ...

    async def waits(ctx: Context) -> None: ...

    with pytest.raises(TypeError, match="not async"):
        route("GET", "/x", access=Access.USER, cancels=True)(sync)
    with pytest.raises(TypeError, match="no other kind of body"):
        route("PUT", "/x", access=Access.USER, stream_body=True, raw_body=True)(waits)

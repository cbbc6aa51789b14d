"""Attacks by bytes on the wire: on headers, logs, the framing of requests, and on browsers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from boathouse.services.oauth.grants import challenge_of
from tests.security.attacked import MALLORY, Attacked
from tests.services.permissions import put_file

ME = "/api/2.0/preview/scim/v2/Me"
BACK = "http://localhost:8020/callback"
SPLIT = "x\r\nSet-Cookie: evil=1\r\n\r\n<script>alert(1)</script>"
KNOWN_HEADERS = {
    "cache-control",
    "connection",
    "content-disposition",
    "content-length",
    "content-security-policy",
    "content-type",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "date",
    "etag",
    "location",
    "referrer-policy",
    "retry-after",
    "set-cookie",
    "www-authenticate",
    "x-content-type-options",
    "x-databricks-org-id",
    "x-databricks-reason-phrase",
    "x-frame-options",
    "x-request-id",
}


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    """A workspace whose logs hold nothing but what this file sends."""
    made = Attacked(tmp_path_factory.mktemp("wire"))
    yield made
    made.close()


def _authorize(**changes: str) -> str:
    asked = {
        "response_type": "code",
        "client_id": "databricks-cli",
        "redirect_uri": BACK,
        "code_challenge": challenge_of("v" * 43),
        "code_challenge_method": "S256",
        **changes,
    }
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in asked.items())
    return f"/oidc/v1/authorize?{query}"


# --- headers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    [
        _authorize(state=SPLIT, response_type="token"),
        _authorize(state=SPLIT, scope=SPLIT),
        _authorize(redirect_uri=f"{BACK}?{SPLIT}"),
        _authorize(redirect_uri=f"{BACK}\x85"),
        _authorize(client_id=SPLIT),
        f"/api/2.0/nothing/{quote(SPLIT)}",
        f"/page/{quote(SPLIT)}",
        f"/oidc/accounts/{quote(SPLIT)}/v1/authorize",
        f"/api/2.2/jobs/get?job_id={quote(SPLIT)}",
        f"/api/2.0/workspace/export?path=/{quote(SPLIT)}&direct_download=true",
        f"/api/2.0/permissions/{quote(SPLIT)}/1",
        f"/api/2.0/secrets/get?scope={quote(SPLIT)}&key={quote(SPLIT)}",
    ],
)
def test_no_value_becomes_a_header_or_a_second_answer(attacked: Attacked, target: str) -> None:
    reply = attacked.get(target, attacked.admin.token)
    assert {name.lower() for name, _ in reply.headers} <= KNOWN_HEADERS
    assert not any("evil" in value for value in reply.values("set-cookie"))
    assert b"<script>alert" not in reply.body or reply.values("content-type") == [
        "application/json"
    ]
    assert reply.status in (303, 400, 401, 403, 404, 501)


def test_a_state_comes_back_as_it_was_sent_and_no_further(attacked: Attacked) -> None:
    reply = attacked.get(_authorize(state=SPLIT, response_type="token"))
    [location] = reply.values("location")
    assert location.startswith(f"{BACK}?")
    assert parse_qs(urlsplit(location).query)["state"] == [SPLIT]


@pytest.mark.parametrize(
    "uri",
    [
        f"{BACK}\r\nX: y", "https://evil.example/", "//evil.example", "javascript:alert(1)",
        "http://localhost:8020@evil.example/", "http://localhost.evil.example/",
        "http://evil.example#http://localhost", "http://localhost\\@evil.example/", "", "/page",
        "http://[::1]evil.example/", "data:text/html,x", "http:/\\evil.example", "http:localhost",
    ],
)  # fmt: skip
def test_a_user_is_sent_nowhere_else(attacked: Attacked, uri: str) -> None:
    reply = attacked.get(_authorize(redirect_uri=uri, response_type="token"))
    assert (reply.status, reply.values("location")) == (400, [])


@pytest.mark.parametrize("name", ['a"; filename="b.html', "a;b", "\u2028x", "\x9bx", "a'b%0d%0a"])
def test_a_file_s_name_stays_a_name(attacked: Attacked, name: str) -> None:
    path = f"/Users/{MALLORY}/{name}"
    assert put_file(attacked.mallory, path, "<script>").status_code == 200
    query = f"path={quote(path, safe='')}&direct_download=true"
    reply = attacked.get(f"/api/2.0/workspace/export?{query}", attacked.mallory.token)
    assert reply.values("content-disposition") == [
        f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    ]
    assert reply.values("content-type") == ["application/octet-stream"]
    assert reply.values("x-content-type-options") == ["nosniff"]


@pytest.mark.parametrize(
    "host", [b"evil.example", b'x"><script>', b"x, y", b"x\xff", b"x/../..?a#b", b"", b"x:99999"]
)
def test_the_host_header_leads_nobody_astray(attacked: Attacked, host: bytes) -> None:
    """It names this answer's own links; no redirect is built on it, and it needs no credential."""
    for target in (_authorize(), _authorize(response_type="token"), "/", "/.well-known/x"):
        request = b"GET " + target.encode() + b" HTTP/1.1\r\nHost: " + host
        [reply] = attacked.send(request + b"\r\nConnection: close\r\n\r\n")
        assert reply.status < 500
        assert all(value.startswith(BACK) for value in reply.values("location"))
        assert b"evil.example" not in reply.body
        assert b"<script>" not in reply.body


# --- logs ----------------------------------------------------------------------------------------

LINE = '{"user":"admin@boathouse.local","status":200}'


def test_nobody_writes_lines_into_the_logs(attacked: Attacked) -> None:
    token = attacked.mallory.token
    agents = [
        b"User-Agent: x\x1b[2J\x1b]0;owned\x07",
        b"User-Agent: \x9b31m\x85\xe2\x80\xa8" + LINE.encode(),
        b'User-Agent: "}\t{"a":1', b"User-Agent: \xff\xfe\x00", b"User-Agent: " + b"a" * 20_000,
    ]  # fmt: skip
    targets = [
        f"/api/2.0/x%0a{quote(LINE)}",
        "/api/2.0/x%0d%0a%1b%5b2J",
        f"/api/2.0/workspace/get-status?path=/{quote(chr(0x85) + chr(0x2028) + LINE)}",
        f"/api/2.0/secrets/get?scope=%0a{quote(LINE)}&key=%1b%5b31m",
        b"/api/2.0/x\x9b2J\xe2\x80\xa8y",
    ]
    for target in targets:
        for agent in agents:
            assert attacked.get(target, token, agent).status in (400, 403, 404)
    names = {"name": f"a\n{LINE}\u2028\x9b31m\x1b[2J", "tasks": []}
    attacked.mallory.post("/api/2.2/jobs/create", json=names)
    comment = attacked.mallory.post("/api/2.0/token/create", json={"comment": f"\r\n{LINE}\x85"})
    assert comment.status_code == 200
    attacked.mallory.post("/api/2.0/workspace/mkdirs", json={"path": f"/Users/x\n{LINE}"})
    seen = {line["user"] for line in attacked.lines("access.jsonl") if line["path"] in targets}
    assert seen <= {MALLORY, None}
    rows = attacked.lines("audit.jsonl")
    assert not [row for row in rows if row.get("user") or row["status_code"] == "200"]
    [mine] = [row for row in rows if row["request_params"].get("comment")]
    assert mine["request_params"]["comment"] == f"\r\n{LINE}\x85"


# --- framing -------------------------------------------------------------------------------------

SMUGGLED = b"GET /api/2.0/smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
HEAD = b"POST /api/2.0/token/create HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Length: 0\r\nContent-Length: %d",
        b"Content-Length: %d\r\nContent-Length: 0",
        b"Content-Length: 0, %d",
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\nX: %d",
        b"Transfer-Encoding: chunked\r\nContent-Length: %d",
        b"Transfer-Encoding: xchunked\r\nX: %d",
        b"Transfer-Encoding: chunked, identity\r\nX: %d",
        b"Transfer-Encoding: identity\r\nX: %d",
        b"Transfer-Encoding : chunked\r\nX: %d",
        b"Transfer-Encoding:\x0bchunked\r\nX: %d",
        b"Content-Length: +%d",
        b"Content-Length: -%d",
        b"Content-Length: 0x%d",
        b"Content-Length: %d.0",
        b"Content-Length : %d",
        b"Content-Length: 99999999999999999999%d",
        b"Content-Length: %d\r\n Transfer-Encoding: chunked",
        b"Content\x00-Length: %d",
    ],
)
def test_a_request_of_two_lengths_hides_no_second_one(attacked: Attacked, headers: bytes) -> None:
    body = b"0\r\n\r\n" + SMUGGLED
    replies = attacked.send(HEAD + headers % len(body) + b"\r\n\r\n" + body)
    assert all(reply.status in (400, 401, 408, 413) for reply in replies), replies
    assert b"smuggled" not in b"".join(reply.body for reply in replies)


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\nHost: x\n\n" + SMUGGLED,
        b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        b"GET /\r\nX: y\r\n\r\n",
        b"GET  /  HTTP/1.1\r\nHost: x\r\n\r\n",
        b"G\x00T / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHo st: x\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"TRACE / HTTP/1.1\r\nHost: x\r\nX-Secret: 1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    ],
)
def test_strange_requests_harm_nobody(attacked: Attacked, request_: bytes) -> None:
    replies = attacked.send(request_)
    assert all(reply.status in (200, 400, 404, 501) for reply in replies)
    assert b"X-Secret" not in b"".join(reply.raw for reply in replies)
    assert attacked.get("/healthz").status == 200


def test_many_headers_parameters_and_fields_are_bounded(attacked: Attacked) -> None:
    many = b"\r\n".join(b"a%d: b" % number for number in range(4_000))
    assert attacked.get("/healthz", None, many).status in (200, 431)
    more = b"\r\n".join(b"a%d: b" % number for number in range(20_000))
    assert attacked.get("/healthz", None, more).status == 431
    assert attacked.get("/healthz", None, b"Cookie: " + b"a=b; " * 10_000).status == 200
    few, too_many = "&".join(["a=1"] * 900), "&".join(["a=1"] * 1_001)
    assert attacked.get(f"{ME}?{few}", attacked.admin.token).status == 200
    assert attacked.get(f"{ME}?{too_many}", attacked.admin.token).status == 400
    assert attacked.get(f"/{'a/' * 20_000}").status in (404, 431)
    fields = {f"field-{number}": number for number in range(100_000)}
    answer = attacked.admin.post("/api/2.0/token/create", json={"comment": "x", **fields})
    assert answer.status_code in (200, 400)
    parts = {f"p{number}": "x" for number in range(100)}
    files = {"content": ("x", b"x")}
    target = "/api/2.0/workspace/import"
    answer = attacked.admin.post(target, data={"path": "/Shared/m", **parts}, files=files)
    assert answer.status_code == 400
    two = [("content", ("a", b"x")), ("content", ("b", b"y"))]
    assert attacked.admin.post(target, data={"path": "/Shared/m"}, files=two).status_code == 400


# --- browsers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["/", ME, "/page/main.js", "/api/2.0/none", "/oidc/v1/token"])
@pytest.mark.parametrize("verb", [b"GET", b"POST", b"OPTIONS"])
def test_no_other_origin_is_let_in(attacked: Attacked, verb: bytes, target: str) -> None:
    lines = [
        verb + b" " + target.encode() + b" HTTP/1.1",
        b"Host: x",
        b"Origin: https://evil.example",
        b"Access-Control-Request-Method: POST",
        b"Access-Control-Request-Headers: authorization",
        b"Authorization: Bearer " + str(attacked.admin.token).encode(),
        b"Content-Length: 0",
        b"Connection: close",
    ]
    [reply] = attacked.send(b"\r\n".join([*lines, b"", b""]))
    assert not [name for name, _ in reply.headers if name.lower().startswith("access-control")]
    if verb == b"OPTIONS":
        assert reply.status in (404, 405, 501)


@pytest.mark.parametrize(
    "target", ["/", "/page/index.html", _authorize(), _authorize(client_id="x")]
)
def test_no_page_can_be_framed_or_sniffed(attacked: Attacked, target: str) -> None:
    reply = attacked.get(target)
    assert reply.values("content-type") == ["text/html; charset=utf-8"]
    [policy] = reply.values("content-security-policy")
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert reply.values("x-content-type-options") == ["nosniff"]
    assert reply.values("referrer-policy") == ["no-referrer"]


@pytest.mark.parametrize(
    "path",
    ["/api/2.0/<script>alert(1)</script>", "/oidc/<img src=x>", "/page/<svg onload=alert(1)>"],
)
def test_an_error_is_never_a_page(attacked: Attacked, path: str) -> None:
    reply = attacked.get(quote(path))
    assert reply.values("content-type") == ["application/json"]
    assert json.loads(reply.body)["error_code"] == "ENDPOINT_NOT_FOUND"

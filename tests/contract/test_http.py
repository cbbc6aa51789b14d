"""The HTTP core as clients meet it: errors, ids, coercion, limits, unknown paths."""

from __future__ import annotations

import json
import socket
import time
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from tests.live import Api, LiveServer

ME = "/api/2.0/preview/scim/v2/Me"


def test_every_answer_names_the_workspace_and_the_request(api: Api, server: LiveServer) -> None:
    for answer in (api.get(ME), api.as_(None).get(ME), api.get("/api/2.0/nothing-here")):
        assert answer.headers["x-databricks-org-id"] == str(server.app.workspace_id)
        assert answer.headers["x-request-id"]


def test_an_unknown_path_is_not_found(api: Api) -> None:
    for path in ("/api/2.0/nothing-here", "/api/2.2/jobs/nothing", "/api/9.9/jobs/list"):
        answer = api.get(path)
        assert answer.status_code == 404
        assert answer.json()["error_code"] == "ENDPOINT_NOT_FOUND"


@pytest.mark.parametrize(
    ("verb", "path", "name"),
    [
        ("GET", "/api/2.0/pipelines", "pipelines.list_pipelines"),
        ("POST", "/api/2.1/unity-catalog/providers", "providers.create"),
        ("DELETE", "/api/2.0/pipelines/a/b.txt", "pipelines.delete"),
    ],
)
def test_a_known_operation_that_is_lacking_is_named(
    api: Api, verb: str, path: str, name: str
) -> None:
    answer = api.request(verb, path)
    assert (answer.status_code, answer.json()["error_code"]) == (501, "NOT_IMPLEMENTED")
    assert name in answer.json()["message"]


def test_trailing_slashes_match_without_a_redirect(api: Api) -> None:
    assert requests.get(
        api.address + ME + "/",
        headers={"Authorization": f"Bearer {api.token}"},
        allow_redirects=False,
        timeout=10,
    ).json()["userName"]


@pytest.mark.parametrize("kind", ["application/json", "text/json", "application/scim+json", ""])
def test_json_is_read_whatever_the_content_type(api: Api, kind: str) -> None:
    body = json.dumps({"comment": "typed", "lifetime_seconds": "60"}).encode()
    answer = api.post("/api/2.0/token/create", data=body, headers={"Content-Type": kind})
    assert answer.json()["token_info"]["comment"] == "typed"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "MALFORMED_REQUEST"),
        (b"[1]", "MALFORMED_REQUEST"),
        (b'"text"', "MALFORMED_REQUEST"),
        (b"\xff\xfe{}", "MALFORMED_REQUEST"),
        (b"[" * 100_000, "MALFORMED_REQUEST"),
        (b'{"a":' * 2000 + b"1" + b"}" * 2000, "MALFORMED_REQUEST"),
        (b'{"a":' * 100 + b"1" + b"}" * 100, "INVALID_PARAMETER_VALUE"),
        (b'{"lifetime_seconds": NaN}', "MALFORMED_REQUEST"),
        (b'{"lifetime_seconds": "soon"}', "INVALID_PARAMETER_VALUE"),
        (b'{"lifetime_seconds": 9223372036854775808}', "INVALID_PARAMETER_VALUE"),
        (b'{"lifetime_seconds": "9223372036854775808"}', "INVALID_PARAMETER_VALUE"),
        (b'{"comment": {"a": 1}}', "INVALID_PARAMETER_VALUE"),
    ],
)
def test_a_broken_body_gets_a_clear_error(api: Api, body: bytes, code: str) -> None:
    answer = api.post("/api/2.0/token/create", data=body)
    assert (answer.status_code, answer.json()["error_code"]) == (400, code)


def test_a_wrong_field_is_named_with_its_place(api: Api) -> None:
    task = {"task_key": 5, "notebook_task": {"notebook_path": ["x"]}}
    answer = api.post("/api/2.2/jobs/create", json={"tasks": [{"task_key": "a"}, task]})
    assert "$.tasks[1]" in answer.json()["message"]


def test_a_missing_field_is_named(api: Api) -> None:
    answer = api.post("/api/2.0/token/delete", json={})
    assert answer.json()["message"] == "Missing required field: token_id"


def test_null_means_absent(api: Api) -> None:
    answer = api.post("/api/2.0/token/create", json={"comment": None, "lifetime_seconds": None})
    assert answer.json()["token_info"]["expiry_time"] == -1


def test_a_body_over_the_limit_is_refused_early(api: Api) -> None:
    answer = api.post("/api/2.0/token/create", data=b" " * (11 * 1024 * 1024))
    assert (answer.status_code, answer.json()["error_code"]) == (413, "REQUEST_TOO_LARGE")


def test_a_client_that_leaves_midway_harms_nobody(api: Api) -> None:
    parts = urlsplit(api.address)
    with socket.create_connection((str(parts.hostname), int(parts.port or 0)), 5) as half:
        half.sendall(
            b"POST /api/2.0/token/create HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{"
        )
    assert api.get("/healthz").json() == {"status": "ok"}


def _logged(server: LiveServer, request_id: str) -> tuple[dict[str, Any], list[str]]:
    """A request's line, which follows its answer, and all lines."""
    until = time.monotonic() + 5
    while True:
        lines = (server.data_dir / "logs" / "access.jsonl").read_text().splitlines()
        found = [json.loads(line) for line in lines if request_id in line]
        if found or time.monotonic() > until:
            return found[0], lines
        time.sleep(0.01)


def test_the_access_log_holds_no_secret(api: Api, server: LiveServer) -> None:
    answer = api.get(ME + "?password=hunter2")
    line, lines = _logged(server, answer.headers["x-request-id"])
    assert line["path"] == ME
    assert (line["status"], line["user"]) == (200, "admin@boathouse.local")
    assert api.token not in "".join(lines)
    assert "hunter2" not in "".join(lines)


def test_host_metadata_needs_no_token(api: Api, server: LiveServer) -> None:
    document = api.as_(None).get("/.well-known/databricks-config").json()
    assert document["workspace_id"] == str(server.app.workspace_id)
    assert document["host_type"] == "workspace"
    assert document["oidc_endpoint"] == f"{api.address}/oidc"


def test_telemetry_is_taken_and_flags_are_empty(api: Api) -> None:
    assert api.post("/telemetry-ext", json={"protoLogs": ["{}"]}).json()["numProtoSuccess"] == 1
    nobody = api.as_(None).post("/telemetry-unauth", json={"protoLogs": []})
    assert nobody.json()["numProtoSuccess"] == 0
    flags = api.get("/api/2.0/connector-service/feature-flags/PYTHON/4.0").json()
    assert flags["flags"] == []

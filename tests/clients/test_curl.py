"""curl, over TLS and plain: what a shell script does, and what it is told when it errs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from boathouse import seed
from tests.clients import environment
from tests.clients.conftest import Gate

Curl = Callable[..., tuple[int, Any]]


@pytest.fixture
def curl(gate: Gate, tmp_path: Path) -> Curl:
    """`curl(path, *options)`: the status and the answer's JSON."""
    program = environment.program("curl")

    def run(path: str, *options: str, base: str = gate.host, token: str = gate.token) -> Any:
        argv = [program, "--silent", "--show-error", "--max-time", "20"]
        argv += ["--cacert", str(gate.bundle), "--write-out", "\n%{http_code}"]
        argv += ["--header", f"Authorization: Bearer {token}", *options, base + path]
        done = environment.run(argv, {"PATH": ""}, tmp_path)
        assert done.code == 0, done.output
        body, _, status = done.output.rpartition("\n")
        return int(status), json.loads(body)

    return run


def test_get(curl: Curl, gate: Gate) -> None:
    for base in (gate.host, gate.address):
        status, answer = curl(f"/api/2.1/jobs/get?job_id={seed.JOB_ID}", base=base)
        assert (status, answer["job_id"]) == (200, seed.JOB_ID)


def test_post_whatever_the_content_type(curl: Curl) -> None:
    # curl sends a form's Content-Type with --data unless it is told otherwise
    status, answer = curl("/api/2.0/workspace/mkdirs", "--data", '{"path": "/Shared/curl"}')
    assert (status, answer) == (200, {})
    plain = ("--header", "Content-Type: text/plain", "--data")
    status, answer = curl("/api/2.0/workspace/delete", *plain, '{"path": "/Shared/curl"}')
    assert (status, answer) == (200, {})


def test_a_trailing_slash(curl: Curl) -> None:
    assert curl("/api/2.0/clusters/list/")[0] == 200


def test_upload_of_a_form(curl: Curl, tmp_path: Path) -> None:
    (tmp_path / "file.bin").write_bytes(bytes(range(256)))
    form = ("--form", "path=/curl/file.bin", "--form", "overwrite=true")
    status, _ = curl("/api/2.0/dbfs/put", *form, "--form", f"contents=@{tmp_path}/file.bin")
    assert status == 200
    status, answer = curl("/api/2.0/dbfs/get-status?path=/curl/file.bin")
    assert (status, answer["file_size"]) == (200, 256)
    assert curl("/api/2.0/dbfs/delete", "--data", '{"path": "/curl", "recursive": true}')[0] == 200


@pytest.mark.parametrize(
    ("path", "options", "status", "code"),
    [
        ("/api/2.0/nothing", (), 404, "ENDPOINT_NOT_FOUND"),
        (
            "/api/2.1/unity-catalog/providers",
            (),
            501,
            "NOT_IMPLEMENTED",
        ),
        ("/api/2.1/jobs/get?job_id=9", (), 400, "INVALID_PARAMETER_VALUE"),
        ("/api/2.1/jobs/run-now", ("--data", "{"), 400, "MALFORMED_REQUEST"),
        ("/api/2.0/workspace/get-status?path=/nothing", (), 404, "RESOURCE_DOES_NOT_EXIST"),
    ],
)
def test_errors(curl: Curl, path: str, options: tuple[str, ...], status: int, code: str) -> None:
    found, answer = curl(path, *options)
    assert (found, answer["error_code"]) == (status, code)


def test_a_wrong_token(curl: Curl) -> None:
    assert curl("/api/2.0/clusters/list", token="dapi-of-nobody")[0] in (401, 403)

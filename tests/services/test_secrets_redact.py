"""What a task has read is known, and hidden in what it shows."""

from __future__ import annotations

import json
import uuid

import pytest
from databricks.sdk import WorkspaceClient

from boathouse.services.principals import store as principals
from boathouse.services.secrets import read, redact
from boathouse.services.tokens import store as tokens
from boathouse.store.ids import new_id
from tests.live import Api, LiveServer


def task_api(server: LiveServer, task_run_id: int) -> Api:
    """A client with the token of a task."""
    value = tokens.new_value()
    with server.app.parts.database.write() as tx:
        user = principals.by_name(tx, "admin@boathouse.local")
        assert user is not None
        tokens.insert_token(tx, value, user.principal_id, now=1, task_run_id=task_run_id)
    return Api(server.address, value)


def test_the_values_that_a_task_read_are_kept_sealed(
    server: LiveServer, w: WorkspaceClient
) -> None:
    scope, task_run_id = f"scope-{uuid.uuid4().hex}", new_id()
    w.secrets.create_scope(scope)
    task = task_api(server, task_run_id)
    parts = server.app.parts

    def known() -> list[bytes]:
        with parts.database.read() as tx:
            return sorted(redact.values_read(tx, parts.vault, task_run_id))

    for value in ("first value", "second value"):
        w.secrets.put_secret(scope, "k", string_value=value)
        w.secrets.get_secret(scope, "k")  # not by a task
        assert value.encode() not in known()
        for _ in range(2):
            answer = task.get("/api/2.0/secrets/get", params={"scope": scope, "key": "k"})
            assert answer.status_code == 200
    w.secrets.delete_scope(scope)
    assert known() == [b"first value", b"second value"]
    stored = b"".join(path.read_bytes() for path in server.data_dir.glob("boathouse.db*"))
    assert b"first value" not in stored
    with parts.database.write() as tx:
        redact.forget(tx, task_run_id)
    assert known() == []


def test_other_services_read_for_a_principal(server: LiveServer, w: WorkspaceClient) -> None:
    scope = f"scope-{uuid.uuid4().hex}"
    w.secrets.create_scope(scope)
    w.secrets.put_secret(scope, "k", string_value="v")
    parts = server.app.parts
    with parts.database.read() as tx:
        principal = tokens.principal_of(tx, server.token, 1)
        assert principal is not None
        assert read.value(tx, parts.vault, principal, scope, "k") == b"v"


@pytest.mark.parametrize(
    ("values", "text", "shown"),
    [
        ([b"secret"], "a secret, SECRET", "a [REDACTED], SECRET"),
        ([b"pass", b"password"], "password pass", "[REDACTED] [REDACTED]"),
        ([b"  padded\n"], "x padded y", "x [REDACTED] y"),
        ([b"", b" ", b"\n"], "some text\n", "some text\n"),
        ([b"a.*b"], "a.*b axxb", "[REDACTED] axxb"),
        ([b"x\xff"], "x\ufffd", "[REDACTED]"),
        ([b"two\nlines"], json.dumps({"text": "two\nlines"}), '{"text": "[REDACTED]"}'),
        ([b'quo"te'], json.dumps(['quo"te']), '["[REDACTED]"]'),
        (['pä"ss'.encode()], json.dumps(['pä"ss']), '["[REDACTED]"]'),
        ([], "nothing", "nothing"),
    ],
)
def test_redact(values: list[bytes], text: str, shown: str) -> None:
    assert redact.redact(text, values) == shown

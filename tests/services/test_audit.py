"""The audit trail: a row a call, on disk before a change is acknowledged, no secret in it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from databricks.sdk import WorkspaceClient
from sqlalchemy import create_engine, text

from boathouse.services.audit import store
from boathouse.services.audit.parameters import shown
from boathouse.services.audit.sweep import AuditSweep
from tests.conftest import Person
from tests.live import Api, LiveServer


def _rows(server: LiveServer, request_id: str) -> list[dict[str, object]]:
    with server.app.parts.database.read() as tx:
        return store.of_request(tx, request_id)


def test_a_change_is_on_disk_before_its_answer(api: Api, server: LiveServer) -> None:
    answer = api.post("/api/2.0/workspace/mkdirs", json={"path": "/Shared/audited"})
    # A reader of its own, so that only what is committed shows.
    engine = create_engine(f"sqlite:///{server.data_dir}/boathouse.db")
    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT action_name, status_code, request_params FROM audit WHERE request_id=:id"),
            {"id": answer.headers["x-request-id"]},
        ).all()
    engine.dispose()
    assert [tuple(row) for row in found] == [("mkdirs", 200, '{"path":"/Shared/audited"}')]


def test_a_denial_says_who_and_what(other: Person, server: LiveServer) -> None:
    answer = other.api.post("/api/2.0/workspace/mkdirs", json={"path": "/Users/someone@else"})
    (row,) = _rows(server, answer.headers["x-request-id"])
    assert (row["user_name"], row["status_code"]) == (other.user_name, answer.status_code)
    assert row["source_ip_address"] == "127.0.0.1"


def test_a_failed_sign_in_is_a_row_without_a_user(api: Api, server: LiveServer) -> None:
    answer = api.as_("dapi-garbage").get("/api/2.0/token/list")
    (row,) = _rows(server, answer.headers["x-request-id"])
    assert (row["user_name"], row["error_code"]) == (None, "UNAUTHENTICATED")


def test_a_read_s_row_follows(api: Api, server: LiveServer) -> None:
    answer = api.get("/api/2.2/jobs/list")
    deadline = time.monotonic() + 5
    while not (rows := _rows(server, answer.headers["x-request-id"])):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert rows[0]["action_name"] == "list"


def test_no_secret_gets_in(w: WorkspaceClient, server: LiveServer) -> None:
    w.secrets.create_scope("audited")
    w.secrets.put_secret("audited", "k", string_value="correct-horse-battery")
    assert w.secrets.get_secret("audited", "k").value
    value = str(w.tokens.create(comment="audited").token_value)
    with server.app.parts.database.read() as tx:
        dumped = repr(tx.execute(text("SELECT * FROM audit")).all())
    assert "audited" in dumped
    for secret in ("correct-horse-battery", "Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5", value, server.token):
        assert secret not in dumped


def test_parameters_are_an_allow_list() -> None:
    asked = {"path": "x" * 1000, "content": "secret", "password": "secret", "run_id": 5}
    assert shown(asked) == {"path": "x" * 512, "run_id": 5}
    for url, expected in (
        ("s3://key:secret@bucket/p?signature=s", "s3://bucket/p"),
        ("abfss://c@account.dfs.core.windows.net/p", "abfss://c@account.dfs.core.windows.net/p"),
        ("/Volumes/a/b/c", "/Volumes/a/b/c"),
    ):
        assert shown({"url": url}) == {"url": expected}


def test_a_call_to_the_engines_catalog_without_a_token_is_a_row(server: LiveServer) -> None:
    kept = json.loads((server.data_dir / "engine_catalog.json").read_text())
    address = f"http://127.0.0.1:{kept['port']}/api/2.1/unity-catalog/tables"
    assert requests.get(address, timeout=10).status_code == 401
    deadline = time.monotonic() + 5
    while True:
        with server.app.parts.database.read() as tx:
            names = ["service_name", "status_code"]
            if ("engine_catalog", 401) in [tuple(row) for row in store.values(tx, names)]:
                return
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def lined(tmp_path: Path) -> Iterator[LiveServer]:
    live = LiveServer(tmp_path, audit_lines=True)
    yield live
    live.stop()


def test_rows_are_written_in_groups_and_as_lines_on_request(lined: LiveServer) -> None:
    api = Api(lined.address, lined.token)
    callers = [
        threading.Thread(target=api.post, args=("/api/2.0/token/create",), kwargs={"json": {}})
        for _ in range(8)
    ]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    lines = (lined.data_dir / "logs" / "audit.jsonl").read_text().splitlines()
    assert [json.loads(line)["action_name"] for line in lines] == ["create"] * 8


def test_a_stop_keeps_what_waited(tmp_path: Path) -> None:
    live = LiveServer(tmp_path)
    answer = Api(live.address, live.token).get("/api/2.2/jobs/list")
    live.stop()
    engine = create_engine(f"sqlite:///{tmp_path}/boathouse.db")
    with engine.connect() as connection:
        asked = text("SELECT count(*) FROM audit WHERE request_id=:id")
        assert connection.execute(asked, {"id": answer.headers["x-request-id"]}).scalar_one() == 1
    engine.dispose()


def test_what_was_touched_is_named(api: Api, server: LiveServer) -> None:
    target = "/api/2.0/ip-access-lists"
    body = {"label": "audited", "list_type": "BLOCK", "ip_addresses": ["203.0.113.7"]}
    made = api.post(target, json=body)
    list_id = made.json()["ip_access_list"]["list_id"]
    gone = api.request("DELETE", f"{target}/{list_id}")
    (row,) = _rows(server, made.headers["x-request-id"])
    assert row["request_params"] == {"label": "audited"}
    (row,) = _rows(server, gone.headers["x-request-id"])
    assert row["request_params"] == {"ip_access_list_id": list_id}
    ids = {"service_principal_id": "1", "secret_id": "2", "application_id": "3"}
    ids |= {"policy_id": "4", "integration_id": "5"}
    assert shown({**ids, "secret": "s", "client_secret": "c", "value": "v"}) == ids


def _waited(server: LiveServer, request_id: str, count: int) -> list[dict[str, object]]:
    """The rows of a request once there are so many: nobody waits for those of statements."""
    deadline = time.monotonic() + 5
    while len(rows := _rows(server, request_id)) < count:
        assert time.monotonic() < deadline, rows
        time.sleep(0.02)
    return sorted(rows, key=lambda row: str(row["action_name"]), reverse=True)


def _statement(person: Api, w: WorkspaceClient, text: str) -> str:
    warehouse = next(one for one in w.warehouses.list() if one.name == "Starter Warehouse")
    body = {"warehouse_id": warehouse.id, "statement": text, "wait_timeout": "50s"}
    answer = person.post("/api/2.0/sql/statements", json=body, timeout=60).json()
    return str(answer["statement_id"])


def test_a_statement_is_two_events_without_its_text(
    api: Api, w: WorkspaceClient, server: LiveServer
) -> None:
    statement_id = _statement(api, w, "SELECT 'correct-horse-battery' AS audited")
    submitted, finished = _waited(server, statement_id, 2)
    assert (submitted["action_name"], submitted["status_code"]) == ("commandSubmit", 200)
    assert (finished["action_name"], finished["status_code"]) == ("commandFinish", 200)
    params = finished["request_params"]
    assert isinstance(params, dict)
    assert (params["statement_id"], params["statement_type"]) == (statement_id, "SELECT")
    assert finished["user_name"] == w.current_user.me().user_name
    assert "correct-horse" not in repr((submitted, finished))


def test_a_denied_statement_is_a_403(
    other: Person, w: WorkspaceClient, api: Api, server: LiveServer
) -> None:
    _statement(api, w, "CREATE TABLE IF NOT EXISTS main.default.audited_t AS SELECT 1 AS a")
    statement_id = _statement(other.api, w, "SELECT * FROM main.default.audited_t")
    finished = _waited(server, statement_id, 2)[1]
    assert (finished["status_code"], finished["error_code"]) == (403, "INSUFFICIENT_PERMISSIONS")
    assert finished["user_name"] == other.user_name


def test_grants_tell_what_changed(api: Api, w: WorkspaceClient, server: LiveServer) -> None:
    server.add_user(user := "audited_grantee@example.com")
    change = {"principal": user, "add": ["USE_CATALOG"]}
    answer = api.request(
        "PATCH", "/api/2.1/unity-catalog/permissions/catalog/main", json={"changes": [change]}
    )
    [row] = _rows(server, answer.headers["x-request-id"])
    params = row["request_params"]
    assert isinstance(params, dict)
    assert (params["securable_type"], params["full_name"]) == ("catalog", "main")
    assert params["changes"] == [change]
    granted = f"GRANT USE CATALOG ON CATALOG main /* said */ TO `{user}`"
    finished = _waited(server, _statement(api, w, granted), 2)[1]
    assert f"GRANT USE CATALOG ON CATALOG main TO {user}" in repr(finished["request_params"])
    assert "said" not in repr(finished["request_params"])


def test_rows_go_after_a_year(tmp_path: Path) -> None:
    now = [1_700_000_000_000]
    live = LiveServer(tmp_path, clock=lambda: now[0])
    try:
        api = Api(live.address, live.token)
        request_id = api.post("/api/2.0/workspace/mkdirs", json={"path": "/Shared/old"}).headers[
            "x-request-id"
        ]
        assert _rows(live, request_id)
        now[0] += 364 * 86_400_000
        sweep = AuditSweep(live.app.parts)
        sweep.sweep()
        assert _rows(live, request_id)
        now[0] += 2 * 86_400_000
        sweep.sweep()
        assert not _rows(live, request_id)
    finally:
        live.stop()

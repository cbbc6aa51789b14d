"""Attacks on the SQL side: files through statements and volumes, handles and links of others, and
what is written down of a statement."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import requests

from tests.live import Api
from tests.oracle import Oracle
from tests.security.attacked import Attacked
from tests.services.warehouses import BASE, starter

STATEMENTS = "/api/2.0/sql/statements"
UNITY = "/api/2.1/unity-catalog"
FILES = "/api/2.0/fs/files"
VOLUME = "/Volumes/main/default/kept"
LITERAL, PARAMETER, COMMENT = "literal-5d21e0", "parameter-84fa10", "comment-c7730b"


@pytest.fixture(autouse=True)
def _no_losses(oracle: Oracle, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not asked here: requests are no client's."""
    monkeypatch.setattr(oracle, "observe", lambda response: None)


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    """Mallory may use the warehouse, and nothing else of what the admin has."""
    made = Attacked(tmp_path_factory.mktemp("attacked"))
    try:
        can_use = {"access_control_list": [{"group_name": "users", "permission_level": "CAN_USE"}]}
        path = f"/api/2.0/permissions/warehouses/{starter(made.admin)['id']}"
        assert made.admin.request("PATCH", path, json=can_use).status_code == 200
        volume = {"catalog_name": "main", "schema_name": "default", "name": "kept"}
        volume["volume_type"] = "MANAGED"
        assert made.admin.post(f"{UNITY}/volumes", json=volume).status_code == 200
        put = made.admin.request("PUT", f"{FILES}{VOLUME}/a.csv", data=b"1,kept\n")
        assert put.status_code == 204
        yield made
    finally:
        made.close()


def execute(api: Api, warehouse_id: str, text: str, **fields: Any) -> dict[str, Any]:
    body = {"statement": text, "warehouse_id": warehouse_id, "wait_timeout": "30s", **fields}
    answer = api.post(STATEMENTS, json=body)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def message(answer: dict[str, Any]) -> str:
    """Of a statement that failed."""
    assert answer["status"]["state"] == "FAILED", answer
    return str(answer["status"]["error"]["message"])


# --- files ---------------------------------------------------------------------------------------

READINGS = [
    "SELECT * FROM text.`{0}`",
    "SELECT * FROM csv.`{0}`",
    "SELECT * FROM binaryFile.`{0}`",
    "SELECT * FROM delta.`{0}`",
]


@pytest.mark.parametrize("reading", READINGS)
def test_no_statement_reads_the_machine_s_files(attacked: Attacked, reading: str) -> None:
    warehouse_id = starter(attacked.admin)["id"]
    data = attacked.data
    token = str(attacked.admin.token)
    paths = [f"file:{data}/admin.token", f"file://{data}/admin.token", f"{data}/admin.token"]
    paths += [f"{VOLUME}/../../../../../../admin.token", f"dbfs:{VOLUME}/../../admin.token"]
    paths += [f"file:{attacked.base}/x", "file:/etc/passwd", "file:/proc/self/environ"]
    paths += ["/etc/passwd"]
    for who in (attacked.mallory, attacked.admin):
        for path in paths:
            text = message(execute(who, warehouse_id, reading.format(path)))
            assert token not in text
            assert "root:" not in text


def test_a_volume_s_files_are_its_readers_alone(attacked: Attacked) -> None:
    warehouse_id = starter(attacked.admin)["id"]
    for text in (reading.format(f"{VOLUME}/a.csv") for reading in READINGS[:2]):
        assert execute(attacked.admin, warehouse_id, text)["status"]["state"] == "SUCCEEDED"
        for spelled in (
            text,
            text.replace("/Volumes", "dbfs:/Volumes"),
            text.replace("main", "MAIN"),
        ):
            assert "does not have" in message(execute(attacked.mallory, warehouse_id, spelled))


def test_nothing_outside_unless_the_server_was_given_it(attacked: Attacked) -> None:
    outside = attacked.base / "outside"
    outside.mkdir()
    (outside / "a.csv").write_text("1\n")
    named = {"catalog_name": "main", "schema_name": "default", "name": "outside"}
    named["storage_location"] = str(outside)
    table = {"table_type": "EXTERNAL", "data_source_format": "DELTA"}
    columns = [{"name": "a", "type_text": "int"}]
    for path, more in (
        ("volumes", {"volume_type": "EXTERNAL"}),
        ("tables", {**table, "columns": columns}),
    ):
        refused = attacked.admin.post(f"{UNITY}/{path}", json={**named, **more})
        assert refused.status_code == 403, refused.text
        assert "--external-location DIR" in refused.json()["message"]
    warehouse_id = starter(attacked.admin)["id"]
    for text in (
        f"SELECT * FROM csv.`file:{outside}/a.csv`",
        f"CREATE TABLE main.default.outside (a INT) LOCATION '{outside}/t'",
        f"CREATE EXTERNAL VOLUME main.default.outside LOCATION '{outside}'",
        f"CREATE TABLE main.default.outside LOCATION 'file:{outside}/t' AS SELECT 1 AS a",
    ):
        assert "--external-location DIR" in message(execute(attacked.admin, warehouse_id, text))
    assert [path.name for path in outside.iterdir()] == ["a.csv"]


CLIMBS = [
    "/../../../../admin.token", "/..%2f..%2f..%2f..%2fadmin.token", "/%2e%2e/%2e%2e/admin.token",
    "/..%252f..%252fadmin.token", "/a%00/../../x", "/..%5c..%5cadmin.token", "//../admin.token",
    "/a/../../kept/a.csv", "/./a.csv", "/%c0%ae%c0%ae/x", "/%ff", "/..", "/.", "/a.csv/../a.csv",
    "/\uff0e\uff0e/admin.token",
]  # fmt: skip


@pytest.mark.parametrize("climb", CLIMBS)
@pytest.mark.parametrize("kind", ["files", "directories"])
def test_no_path_leads_out_of_a_volume(attacked: Attacked, kind: str, climb: str) -> None:
    target = f"/api/2.0/fs/{kind}{VOLUME}{climb}"
    before = (attacked.inside(), attacked.outside())
    for verb in ("GET", "PUT", "DELETE", "HEAD"):
        head = f"{verb} {quote(target, safe='/%')} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        head += f"Authorization: Bearer {attacked.admin.token}\r\nContent-Length: 1\r\n\r\nx"
        [reply] = attacked.send(head.encode())
        # A percent sign and a backslash are plain characters of a name, as on the real platform.
        plain = verb in ("PUT", "DELETE") and (
            "%25" in climb or "%5c" in climb or "\uff0e" in climb
        )
        assert (200 <= reply.status < 300) == plain or reply.status in (400, 404), reply.raw
        assert str(attacked.admin.token).encode() not in reply.body
    kept = attacked.admin.get(f"{FILES}{VOLUME}/a.csv")
    assert kept.content == b"1,kept\n"
    assert (attacked.inside(), attacked.outside()) == before


# --- what belongs to others ----------------------------------------------------------------------


def test_others_may_nothing_with_a_warehouse(attacked: Attacked) -> None:
    [made] = [attacked.ada.post(BASE, json={"name": "ada", "cluster_size": "Small"}).json()["id"]]
    mallory = attacked.mallory
    refused = [
        mallory.get(f"{BASE}/{made}"),
        mallory.post(f"{BASE}/{made}/start"),
        mallory.post(f"{BASE}/{made}/stop"),
        mallory.post(f"{BASE}/{made}/edit", json={"name": "mine", "cluster_size": "Small"}),
        mallory.request("DELETE", f"{BASE}/{made}"),
        mallory.get(f"/api/2.0/permissions/warehouses/{made}"),
        mallory.post("/api/2.0/sql/sessions", json={"warehouse_id": made}),
        mallory.post(STATEMENTS, json={"statement": "SELECT 1", "warehouse_id": made}),
    ]
    assert [answer.status_code for answer in refused] == [403] * len(refused)
    assert made not in [one["id"] for one in mallory.get(BASE).json().get("warehouses", [])]
    assert attacked.ada.request("DELETE", f"{BASE}/{made}").status_code == 200


def test_statements_sessions_and_links_are_their_owner_s(attacked: Attacked) -> None:
    warehouse_id = starter(attacked.admin)["id"]
    wanted = {"disposition": "EXTERNAL_LINKS", "format": "ARROW_STREAM"}
    done = execute(attacked.admin, warehouse_id, "SELECT * FROM range(1000)", **wanted)
    own, mallory = f"{STATEMENTS}/{done['statement_id']}", attacked.mallory
    opened = attacked.admin.post(
        "/api/2.0/sql/sessions", json={"warehouse_id": warehouse_id}
    ).json()
    body = {"statement": "SELECT 1", "warehouse_id": warehouse_id}
    refused = [
        mallory.get(own),
        mallory.get(f"{own}/result/chunks/0"),
        mallory.post(f"{own}/cancel"),
        mallory.request("DELETE", own),
        mallory.request("DELETE", f"/api/2.0/sql/sessions/{opened['session_id']}"),
        mallory.post(STATEMENTS, json={**body, "session_id": opened["session_id"]}),
    ]
    assert [answer.status_code for answer in refused] == [404] * len(refused)
    link = done["result"]["external_links"][0]["external_link"]
    assert requests.get(link, timeout=30).status_code == 200
    for changed in _tampered(link):
        answer = requests.get(changed, timeout=30)
        assert answer.status_code in (400, 403, 404), changed
        assert not answer.content.startswith(b"\xff\xff\xff\xff")  # of an Arrow stream


def _tampered(link: str) -> list[str]:
    parts = urlsplit(link)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    base = f"{parts.scheme}://{parts.netloc}{parts.path}"
    changes: list[dict[str, str]] = [
        {"expires": str(int(query["expires"]) + 1)},
        {"expires": "9" * 400},
        {"expires": "-1"},
        {"expires": "nan"},
        {"format": "CSV"},
        {"format": "__class__"},
        {"signature": ""},
        {"signature": "é"},
        {"signature": query["signature"][:-1]},
        {"signature": query["signature"] + "="},
    ]
    encoded = [{**query, **change} for change in changes]
    found = ["&".join(f"{name}={quote(value)}" for name, value in one.items()) for one in encoded]
    same = [f"{base}?{text}" for text in found]
    return [*same, base, link.replace("/0?", "/1?"), link.replace("/0?", "/-1?")]


# --- what is written down ------------------------------------------------------------------------


def without_history(database: Path) -> bytes:
    """A copy of the database, all of its bytes but the history's, which keeps texts to show them
    to who ran them."""
    copy = database.with_name("copy.db")
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("DELETE FROM query_history")
        target.commit()
        target.execute("VACUUM")
    return copy.read_bytes()


def test_nothing_of_a_statement_is_written_down(attacked: Attacked) -> None:
    """The last one of this file: over everything that the others made the server write."""
    warehouse_id = starter(attacked.admin)["id"]
    text = f"SELECT '{LITERAL}' AS a, :p AS b -- {COMMENT}"
    parameters = [{"name": "p", "value": PARAMETER}]
    wanted = {"disposition": "EXTERNAL_LINKS", "format": "ARROW_STREAM"}
    done = execute(attacked.admin, warehouse_id, text, parameters=parameters, **wanted)
    broken = execute(attacked.admin, warehouse_id, f"SELEC '{LITERAL}' -- {COMMENT}")
    assert LITERAL not in message(broken)
    unknown = execute(attacked.admin, warehouse_id, f"SELECT '{LITERAL}' FROM main.default.none")
    assert LITERAL not in message(unknown)
    link = done["result"]["external_links"][0]["external_link"]
    assert requests.get(link, timeout=30).status_code == 200
    path = {"path": f"{VOLUME}/a.csv"}
    signed = attacked.admin.post("/api/2.0/fs/create-download-url", json=path).json()["url"]
    assert requests.get(signed, timeout=30).content == b"1,kept\n"
    attacked.close()
    secrets = [LITERAL, PARAMETER, COMMENT, parse_qs(urlsplit(link).query)["signature"][0]]
    secrets += [parse_qs(urlsplit(signed).query)["ticket"][0], str(attacked.admin.token)]
    logs = [*(attacked.data / "logs").rglob("*.*"), *attacked.data.glob("warehouses/*/engine.log")]
    written = b"".join(path.read_bytes() for path in logs if path.is_file())
    written += without_history(attacked.data / "boathouse.db")
    assert [secret for secret in secrets if secret.encode() in written] == []
    ours = [
        one for one in attacked.lines("audit.jsonl") if one["action_name"] == "execute_statement"
    ]
    assert {one["request_params"].get("warehouse_id") for one in ours} >= {warehouse_id}

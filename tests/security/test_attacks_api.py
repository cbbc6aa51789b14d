"""Attacks on the API by somebody who may use it: each tries the thing and finds it denied."""

from __future__ import annotations

import base64
import gzip
import io
import pickle
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import text

from tests.live import Api
from tests.oracle import Oracle
from tests.security.attacked import ADA, HIDDEN, MALLORY, Attacked
from tests.services.permissions import group, put_file

SCIM = "/api/2.0/preview/scim/v2"
SECRET = "the-secret-value-94c1"


@pytest.fixture(autouse=True)
def _no_losses(oracle: Oracle, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not asked here: what a client sent is answered whole, and no SDK knows invented fields."""
    monkeypatch.setattr(oracle, "observe", lambda response: None)


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    """Nobody else's workspace: its logs are read at the end."""
    made = Attacked(tmp_path_factory.mktemp("attacked"))
    yield made
    made.close()


# --- texts that something might take for code ---------------------------------------------------


class _Bomb:
    def __reduce__(self) -> tuple[Any, ...]:
        return exec, ("raise SystemExit('unpickled')",)


TEXTS = [
    "!!python/object/apply:os.system ['id']",
    "&a [*a, *a]",
    "{{7*7}} ${7*7} #{7*7} <%= 7*7 %>",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{x}}{% endfor %}",
    "{0.__class__.__init__.__globals__} {ctx.parts.vault} {}",
    "%(x)s %s %n %x",
    "__import__('os').system('id')",
    "$(id) `id` ; id | id && id",
    "' OR '1'='1' -- ; DROP TABLE principals",
    "<script>alert(1)</script>",
    pickle.dumps(_Bomb(), 0).decode("latin-1").replace("\n", " "),
    pickle.dumps(_Bomb(), 4).decode("latin-1"),
    "${jndi:ldap://127.0.0.1/a}",
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("text_", TEXTS)
def test_a_text_comes_back_as_it_was_sent(attacked: Attacked, text_: str) -> None:
    api = attacked.ada
    made = api.post("/api/2.0/token/create", json={"comment": text_}).json()
    assert made["token_info"]["comment"] == text_
    task = {
        "task_key": "t",
        "description": text_,
        "notebook_task": {"notebook_path": "/Shared/x", "base_parameters": {"p": text_}},
    }
    settings = {"name": text_, "description": text_, "tags": {"k": text_}, "tasks": [task]}
    job_id = api.post("/api/2.2/jobs/create", json=settings).json()["job_id"]
    kept = api.get("/api/2.2/jobs/get", params={"job_id": job_id}).json()["settings"]
    assert (kept["name"], kept["description"], kept["tags"]["k"]) == (text_, text_, text_)
    assert kept["tasks"][0]["notebook_task"]["base_parameters"]["p"] == text_
    assert kept["tasks"][0]["description"] == text_
    named = api.get("/api/2.2/jobs/list", params={"name": text_}).json()["jobs"]
    assert [job["job_id"] for job in named] == [job_id]


@pytest.mark.parametrize("text_", TEXTS)
def test_content_comes_back_as_it_was_sent(attacked: Attacked, text_: str) -> None:
    api, path = attacked.ada, f"/Users/{ADA}/kept.yaml"
    assert put_file(api, path, text_, overwrite=True).status_code == 200
    content = api.get("/api/2.0/workspace/export", params={"path": path}).json()["content"]
    assert base64.b64decode(content).decode() == text_
    api.post("/api/2.0/secrets/scopes/create", json={"scope": "ada"})
    secret = {"scope": "ada", "key": "k"}
    put = api.post("/api/2.0/secrets/put", json={**secret, "string_value": text_})
    assert put.status_code == 200
    value = api.get("/api/2.0/secrets/get", params=secret).json()["value"]
    assert base64.b64decode(value).decode() == text_


def test_packed_bodies_are_not_unpacked(attacked: Attacked) -> None:
    zeros = gzip.compress(b" " * 50_000_000)
    for coding in ("gzip", "deflate", "br", "x-gzip, gzip"):
        headers = {"Content-Encoding": coding}
        answer = attacked.admin.post("/api/2.0/token/create", data=zeros, headers=headers)
        assert answer.status_code == 400
        assert answer.json()["error_code"] == "MALFORMED_REQUEST"


def test_an_archive_is_kept_as_the_bytes_that_it_is(attacked: Attacked) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../../out.py", b"\0" * 5_000_000)
    path = f"/Users/{ADA}/bomb.zip"
    target = f"/api/2.0/workspace-files/import-file{quote(path)}"
    assert attacked.ada.post(target, data=packed.getvalue()).status_code == 200
    query = {"path": path, "direct_download": "true"}
    assert attacked.ada.get("/api/2.0/workspace/export", params=query).content == packed.getvalue()
    for kind in ("DBC", "JUPYTER", "SOURCE"):
        body = {"path": path + kind, "format": kind, "language": "PYTHON"}
        body["content"] = base64.b64encode(packed.getvalue()).decode()
        answer = attacked.ada.post("/api/2.0/workspace/import", json=body)
        assert answer.status_code in (400, 501), answer.text


# --- the database -------------------------------------------------------------------------------

INJECTIONS = ["' OR '1'='1", "x' UNION SELECT value FROM settings --", "%", "_", "\\", "x\0y", '"']
INJECTIONS += ["x'; DROP TABLE principals; --", "x') OR 1=1 --", "\u02bc OR 1=1", "*"]


@pytest.mark.parametrize("value", INJECTIONS)
def test_no_search_finds_more_than_was_asked_for(attacked: Attacked, value: str) -> None:
    admin = attacked.admin
    asked: list[tuple[str, dict[str, str]]] = [
        ("/api/2.2/jobs/list", {"name": value}),
        ("/api/2.2/jobs/list", {"page_token": value}),
        ("/api/2.2/jobs/runs/list", {"page_token": value}),
        ("/api/2.2/jobs/runs/list", {"run_type": value}),
        ("/api/2.0/secrets/list", {"scope": value}),
        ("/api/2.0/secrets/get", {"scope": value, "key": value}),
        ("/api/2.0/secrets/acls/list", {"scope": value}),
        ("/api/2.0/token-management/tokens", {"created_by_username": value}),
        ("/api/2.1/clusters/get", {"cluster_id": value}),
        ("/api/2.1/clusters/list", {"page_token": value}),
        ("/api/2.0/workspace/list", {"path": f"/Users/{value}"}),
        (f"/api/2.0/permissions/jobs/{quote(value, safe='')}", {}),
        (f"/api/2.0/permissions/clusters/{quote(value, safe='')}", {}),
        (f"/api/2.0/token-management/tokens/{quote(value, safe='')}", {}),
    ]
    for kind in ("Users", "Groups", "ServicePrincipals"):
        quoted = value.replace("\\", "\\\\").replace('"', '\\"')
        for operator in ("eq", "co", "sw"):
            filter_ = {"filter": f'displayName {operator} "{quoted}"'}
            asked.append((f"{SCIM}/{kind}", filter_))
        asked.append((f"{SCIM}/{kind}", {"filter": f"userName eq {value}"}))
        asked.append((f"{SCIM}/{kind}", {"sortBy": value, "count": "0"}))
        asked.append((f"{SCIM}/{kind}/{quote(value, safe='')}", {}))
    for path, query in asked:
        answer = admin.get(path, params=query)
        assert answer.status_code < 500, (path, query, answer.text)
        if answer.status_code == 200 and "sortBy" not in query:
            document = answer.json()
            found = (document.get(key) for key in ("Resources", "jobs", "runs", "token_infos"))
            assert not any(found), (path, query, document)
    with attacked.server.app.parts.database.read() as tx:
        assert tx.execute(text("SELECT count(*) FROM principals")).scalar_one() >= 3


# --- fields that are not the caller's to set ----------------------------------------------------


def _me(api: Api) -> dict[str, Any]:
    found: dict[str, Any] = api.get(f"{SCIM}/Me").json()
    return found


def _rights(me: dict[str, Any]) -> dict[str, Any]:
    """What decides who somebody is and what they may do."""
    names = ("id", "userName", "active", "groups", "roles", "entitlements")
    return {name: me.get(name) for name in names}


def test_nobody_makes_a_job_in_another_s_name(attacked: Attacked) -> None:
    task = {"task_key": "t", "notebook_task": {"notebook_path": "/Shared/x"}}
    sent = {"name": "j", "tasks": [task], "job_id": 7, "creator_user_name": ADA, "created_time": 1}
    sent |= {"run_as_user_name": ADA, "owner": ADA, "creator_id": 1, "admin": True}
    api = attacked.mallory
    job_id = api.post("/api/2.2/jobs/create", json=sent).json()["job_id"]
    job = api.get("/api/2.2/jobs/get", params={"job_id": job_id}).json()
    assert (job_id != 7, job["creator_user_name"], job["run_as_user_name"]) == (
        True, MALLORY, MALLORY,
    )  # fmt: skip
    assert job["created_time"] > 1
    for run_as in ({"user_name": ADA}, {"service_principal_name": "admin@boathouse.local"}):
        refused = api.post("/api/2.2/jobs/create", json={**sent, "run_as": run_as})
        assert refused.status_code in (400, 403), refused.text
        change = {"job_id": job_id, "new_settings": {"run_as": run_as}}
        assert api.post("/api/2.2/jobs/update", json=change).status_code in (400, 403)
        submit = {"tasks": [task], "run_as": run_as}
        assert api.post("/api/2.2/jobs/runs/submit", json=submit).status_code in (400, 403)
    owner = {"user_name": ADA, "permission_level": "IS_OWNER"}
    handed = api.post("/api/2.2/jobs/create", json={**sent, "access_control_list": [owner]})
    assert handed.status_code in (400, 403), handed.text


def test_nobody_makes_themselves_an_admin(attacked: Attacked) -> None:
    api, me = attacked.mallory, _me(attacked.mallory)
    had = _rights(me)
    admins = attacked.admin.get(f"{SCIM}/Groups", params={"filter": 'displayName eq "admins"'})
    admins_id = admins.json()["Resources"][0]["id"]
    schema = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
    changes: list[tuple[str, Any]] = [
        ("groups", [{"value": admins_id}]),
        ("roles", [{"value": "account_admin"}]),
        ("entitlements", [{"value": "allow-cluster-create"}]),
        ("active", True),
        ("id", "1"),
        ("userName", ADA),
    ]
    for name, value in changes:
        for operation in (
            {"op": "add", "path": name, "value": value},
            {"op": "replace", "value": {name: value}},
            {"op": "add", "value": {name.upper(): value}},
        ):
            message = {"schemas": [schema], "Operations": [operation]}
            answer = api.request("PATCH", f"{SCIM}/Users/{me['id']}", json=message)
            assert answer.status_code in (200, 400, 403), (operation, answer.text)
            # What is read-only may be passed over, as the standard says [RFC 7644, 3.5.1]; not set.
            assert _rights(_me(api)) == had, operation
        whole = {**me, name: value, "displayName": "mallory"}
        api.request("PUT", f"{SCIM}/Users/{me['id']}", json=whole)
        assert _rights(_me(api)) == had, name
    join = {"op": "add", "path": "members", "value": [{"value": me["id"]}]}
    message = {"schemas": [schema], "Operations": [join]}
    joined = api.request("PATCH", f"{SCIM}/Groups/{admins_id}", json=message)
    assert joined.status_code == 403
    make = {"userName": "new@example.com", "groups": [{"value": admins_id}]}
    assert api.post(f"{SCIM}/Users", json=make).status_code == 403
    assert "admins" not in [one["display"] for one in _me(api).get("groups", [])]
    assert api.get("/api/2.0/token-management/tokens").status_code == 403


def test_a_token_belongs_to_who_made_it(attacked: Attacked) -> None:
    ada = _me(attacked.ada)["id"]
    sent = {"comment": "mine", "user_id": ada, "created_by": 1, "owner_id": ada, "token_id": "x"}
    sent |= {"token_value": "dapi" + "0" * 32, "task_run_id": 1, "expiry_time": -1}
    made = attacked.mallory.post("/api/2.0/token/create", json={**sent, "lifetime_seconds": 60})
    value, info = made.json()["token_value"], made.json()["token_info"]
    assert value != sent["token_value"]
    assert info["token_id"] != "x"
    assert info["expiry_time"] > 0
    assert _me(attacked.mallory.as_(value))["userName"] == MALLORY
    assert attacked.mallory.as_(str(sent["token_value"])).get(f"{SCIM}/Me").status_code == 401


def test_a_file_is_named_and_numbered_by_the_server(attacked: Attacked) -> None:
    path = f"/Users/{MALLORY}/mine"
    hidden = {"path": f"/Users/{ADA}/secret.txt"}
    theirs = attacked.ada.get("/api/2.0/workspace/get-status", params=hidden).json()
    options = {"object_id": theirs["object_id"], "created_by": ADA, "size": 1, "blob": "../x"}
    assert put_file(attacked.mallory, path, "mine", **options).status_code == 200
    mine = attacked.mallory.get("/api/2.0/workspace/get-status", params={"path": path}).json()
    assert mine["object_id"] != theirs["object_id"]
    assert mine["size"] == 4


def test_a_group_grants_nothing_by_its_name(attacked: Attacked) -> None:
    for name in ("admins", "ADMINS", "users", "ada@example.com"):
        made = attacked.admin.post(f"{SCIM}/Groups", json={"displayName": name})
        assert made.status_code in (400, 409), (name, made.text)
    plain = group(attacked.admin, _me(attacked.mallory)["id"])
    assert plain in [one["display"] for one in _me(attacked.mallory)["groups"]]
    assert attacked.mallory.get("/api/2.0/token-management/tokens").status_code == 403


# --- numbers ------------------------------------------------------------------------------------

NUMBERS = [str(2**63), str(-(2**63) - 1), "9" * 30, "9" * 6000, "1e400", "-1", "0", "0x10", "1_0"]
NUMBERS += ["\u0661\u0662", "NaN", "Infinity", "1.5", "", " 1", "true"]


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: ascii(number[:12]))
def test_no_number_breaks_an_operation(attacked: Attacked, number: str) -> None:
    admin, spelled = attacked.admin, quote(number, safe="")
    gets: list[tuple[str, dict[str, str]]] = [
        ("/api/2.2/jobs/get", {"job_id": number}),
        ("/api/2.2/jobs/list", {"limit": number}),
        ("/api/2.2/jobs/runs/get", {"run_id": number}),
        ("/api/2.2/jobs/runs/get-output", {"run_id": number}),
        ("/api/2.2/jobs/runs/list", {"job_id": number, "limit": number}),
        ("/api/2.0/dbfs/read", {"path": "/none", "offset": number, "length": number}),
        ("/api/2.0/token-management/tokens", {"created_by_id": number}),
        (f"{SCIM}/Users", {"startIndex": number, "count": number}),
    ]
    if number.strip():
        gets += [
            (f"{SCIM}/Users/{spelled}", {}),
            (f"{SCIM}/Groups/{spelled}", {}),
            (f"/api/2.0/permissions/jobs/{spelled}", {}),
            (f"/api/2.0/permissions/notebooks/{spelled}", {}),
            (f"/api/2.0/accounts/servicePrincipals/{spelled}/credentials/secrets", {}),
        ]
    for path, query in gets:
        answer = admin.get(path, params=query)
        assert answer.status_code < 500, (path, answer.text)
        assert "int_max_str_digits" not in answer.text
    for path, name in (
        ("/api/2.2/jobs/delete", "job_id"),
        ("/api/2.2/jobs/runs/cancel", "run_id"),
        ("/api/2.0/dbfs/close", "handle"),
        ("/api/2.0/token/create", "lifetime_seconds"),
    ):
        for body in (f'{{"{name}": {number or 0}}}', f'{{"{name}": "{number}"}}'):
            answer = admin.post(path, data=body.encode())
            assert answer.status_code < 500, (path, body[:80], answer.text)


# --- what is written down -----------------------------------------------------------------------


def test_no_answer_repeats_a_secret_that_was_sent_wrongly(attacked: Attacked) -> None:
    api = attacked.ada
    api.post("/api/2.0/secrets/scopes/create", json={"scope": "ada"})
    place = {"scope": "ada", "key": "leak"}
    stored = api.post("/api/2.0/secrets/put", json={**place, "string_value": SECRET})
    wrong: list[Any] = [
        api.post("/api/2.0/secrets/put", json={**place, "string_value": {"v": SECRET}}),
        api.post("/api/2.0/secrets/put", json={**place, "string_value": [SECRET]}),
        api.post("/api/2.0/secrets/put", json={**place, "bytes_value": f"!{SECRET}!"}),
        api.post("/api/2.0/secrets/put", json={**place, "key": "", "string_value": SECRET}),
        api.post("/api/2.0/secrets/put", data=f'{{"string_value": "{SECRET}'.encode()),
        api.post("/api/2.0/secrets/put", data=f'{{"string_value": {SECRET}}}'.encode()),
        api.post("/api/2.0/secrets/putt", json={**place, "string_value": SECRET}),
        api.post("/oidc/v1/token", data={"grant_type": "password", "password": SECRET}),
        api.post(
            "/oidc/v1/token",
            data={"grant_type": "client_credentials", "client_id": "x", "client_secret": SECRET},
        ),
        api.as_(SECRET).get(f"{SCIM}/Me"),
        api.as_(None).get(f"{SCIM}/Me", headers={"Authorization": f"Basic {SECRET}"}),
        api.as_(None).get(f"{SCIM}/Me", headers={"Authorization": SECRET}),
        api.as_(None).get(f"{SCIM}/Me", params={"access_token": SECRET, "token": SECRET}),
        api.as_(None).get(f"{SCIM}/Me", headers={"Cookie": f"token={SECRET}"}),
    ]
    assert stored.status_code == 200
    for answer in wrong:
        assert 400 <= answer.status_code < 500, answer.text
        assert SECRET not in answer.text
        assert SECRET not in str(answer.headers)


def test_a_token_in_a_url_or_a_cookie_is_no_credential(attacked: Attacked) -> None:
    anonymous, token = attacked.admin.as_(None), attacked.admin.token
    for options in (
        {"params": {"access_token": token}},
        {"params": {"token": token}},
        {"headers": {"Cookie": f"DATABRICKS_TOKEN={token}"}},
        {"headers": {"X-Databricks-Token": token}},
    ):
        assert anonymous.get(f"{SCIM}/Me", **options).status_code == 401


def test_nothing_that_was_written_down_holds_a_secret(attacked: Attacked) -> None:
    """The last one of this file: over everything that the others made the server write."""
    secrets = [SECRET, str(attacked.admin.token), str(attacked.ada.token)]
    secrets += [str(attacked.mallory.token), HIDDEN]
    attacked.close()
    written = b"".join(path.read_bytes() for path in (attacked.data / "logs").rglob("*.*"))
    with_rows = b"".join(path.read_bytes() for path in attacked.data.glob("boathouse.db*"))
    for secret in secrets:
        assert secret.encode() not in written
        assert secret.encode() not in with_rows
        assert base64.b64encode(secret.encode()) not in written + with_rows
    assert len(attacked.lines("access.jsonl")) > 100
    assert len(attacked.lines("audit.jsonl")) > 100

"""Users sign in: PKCE through the login page, refresh with reuse detection, Basic, lockout."""

from __future__ import annotations

import html
import re
import secrets
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from databricks.sdk import WorkspaceClient
from databricks.sdk.oauth import OAuthClient, OidcEndpoints

from boathouse.services.oauth.clients import Client
from boathouse.services.oauth.grants import challenge_of
from boathouse.services.oauth.passwords import hash_password, set_password
from boathouse.services.principals import store as principals
from tests.conftest import Person
from tests.live import Api, LiveServer
from tests.services.signin import exchange, set_active

ME = "/api/2.0/preview/scim/v2/Me"
PASSWORD = "correct horse battery"
BACK = "http://localhost:8020/callback"


def give_password(server: LiveServer, user_name: str, password: str = PASSWORD) -> int:
    hashed = hash_password(password)
    with server.app.parts.database.write() as tx:
        user = principals.by_name(tx, user_name)
        assert user is not None
        set_password(tx, user, hashed, server.app.parts.clock())
        return user.principal_id


@pytest.fixture
def alice(server: LiveServer) -> Person:
    name = f"alice-{secrets.token_hex(4)}@example.com"
    token = server.add_user(name)
    give_password(server, name)
    client = WorkspaceClient(host=server.address, token=token)
    return Person(name, token, client, Api(server.address, token))


class Browser:
    """Follows no redirect; keeps cookies."""

    def __init__(self, server: LiveServer) -> None:
        self.http, self.address = requests.Session(), server.address
        self.verifier = secrets.token_urlsafe(48)

    def ask(self, **changes: str | None) -> requests.Response:
        asked = {
            "response_type": "code",
            "client_id": "databricks-cli",
            "redirect_uri": BACK,
            "scope": "all-apis offline_access",
            "state": "s t&a=te",
            "code_challenge": challenge_of(self.verifier),
            "code_challenge_method": "S256",
        }
        sent = {name: value for name, value in {**asked, **changes}.items() if value is not None}
        url = f"{self.address}/oidc/v1/authorize"
        return self.http.get(url, params=sent, allow_redirects=False, timeout=30)

    def submit(
        self, page: requests.Response, user_name: str, password: str = PASSWORD
    ) -> requests.Response:
        found = re.search(r'name="ticket" value="([^"]+)"', page.text)
        action = re.search(r'action="([^"]+)"', page.text)
        assert found
        assert action
        form = {"ticket": html.unescape(found[1]), "user_name": user_name, "password": password}
        url = self.address + action[1]
        return self.http.post(url, data=form, allow_redirects=False, timeout=30)

    def code(self, user_name: str, **changes: str | None) -> str:
        answer = self.submit(self.ask(**changes), user_name)
        assert answer.status_code == 303, answer.text
        return returned(answer)["code"]

    def redeem(self, code: str, /, **changes: str) -> requests.Response:
        form = {
            "grant_type": "authorization_code",
            "client_id": "databricks-cli",
            "code": code,
            "redirect_uri": BACK,
            "code_verifier": self.verifier,
        }
        return exchange(self.address, **{**form, **changes})

    def refresh(self, token: str, **changes: str) -> requests.Response:
        form = {"grant_type": "refresh_token", "client_id": "databricks-cli"}
        return exchange(self.address, **{**form, "refresh_token": token, **changes})


def returned(answer: requests.Response) -> dict[str, str]:
    query = parse_qs(urlsplit(answer.headers["location"]).query, strict_parsing=True)
    return {name: values[0] for name, values in query.items()}


def test_the_sdk_s_browser_flow(server: LiveServer, alice: Person) -> None:
    base = f"{server.address}/oidc/v1"
    client = OAuthClient(
        OidcEndpoints(f"{base}/authorize", f"{base}/token"), BACK, "databricks-cli"
    )
    consent = client.initiate_consent()
    browser = Browser(server)
    page = browser.http.get(consent.authorization_url, timeout=30)
    answer = browser.submit(page, alice.user_name)
    assert answer.headers["location"].startswith(BACK + "?")
    credentials = consent.exchange_callback_parameters(returned(answer))
    token = credentials.token()
    mine = Api(server.address, token.access_token)
    assert mine.get(ME).json()["userName"] == alice.user_name
    renewed = credentials.refresh()
    assert renewed.refresh_token != token.refresh_token
    assert Api(server.address, renewed.access_token).get(ME).status_code == 200


def test_the_login_page_is_closed_to_tricks(server: LiveServer, alice: Person) -> None:
    browser = Browser(server)
    page = browser.ask()
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert "form-action 'self' http://localhost:8020;" in policy
    assert "frame-ancestors 'none'" in policy
    assert "<script" not in page.text.lower()
    assert page.headers["cache-control"] == "no-store"
    cookie = page.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    answer = browser.submit(page, alice.user_name)
    assert (answer.status_code, returned(answer)["state"]) == (303, "s t&a=te")


def test_the_form_leads_to_our_own_host(server: LiveServer, alice: Person) -> None:
    browser = Browser(server)
    query = browser.ask().request.url
    assert query
    page = browser.http.get(query.replace("/oidc/v1", "//oidc/v1"), timeout=9)
    assert 'action="/oidc/v1/authorize"' in page.text
    assert browser.submit(page, alice.user_name).status_code == 303


def test_without_the_cookie_or_with_another_s_ticket_nobody_signs_in(
    server: LiveServer, alice: Person
) -> None:
    browser, other = Browser(server), Browser(server)
    page = browser.ask()
    other.ask()
    assert other.submit(page, alice.user_name).status_code == 400
    browser.http.cookies.clear()
    assert browser.submit(page, alice.user_name).status_code == 400
    for ticket in ("", "AAAA", "A" * 400, "\u00e4", "%%%"):
        form = {"ticket": ticket, "user_name": alice.user_name, "password": PASSWORD}
        url = f"{server.address}/oidc/v1/authorize"
        refused = browser.http.post(url, data=form, allow_redirects=False, timeout=30)
        assert refused.status_code == 400
        assert "location" not in refused.headers


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "https://evil.example/cb",
        "http://evil.example:8020/",
        "https://localhost/",
        "http://localhost.evil.example/",
        "http://localhost@evil.example/",
        "http://127.0.0.1:80@evil.example/",
        "http://evil.example#@localhost/",
        "http://localhost\\@evil.example/",
        "http://localhost:80:90/",
        "http://localhost:x/",
        "http://[::1/",
        "//localhost/",
        "javascript:alert(1)//localhost",
        "http:localhost",
        "http://localhost/\r\nSet-Cookie: a=b",
        "http://localhost/%0d%0a\tx",
        "http://localhost/#fragment",
        "http://lo\u0441alhost/",
        "http://localhost;script-src 'unsafe-inline'/",
        "http://127.0.0.2/",
        "HTTP://evil.example/",
    ],
)
def test_nobody_is_sent_to_another_host(server: LiveServer, uri: str) -> None:
    answer = Browser(server).ask(redirect_uri=uri)
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert 'name="ticket"' not in answer.text


@pytest.mark.parametrize("client_id", ["", "nobody", "databricks-cli ", "<b>x</b>", "' OR 1=1 --"])
def test_an_unknown_application_gets_nothing(server: LiveServer, client_id: str) -> None:
    answer = Browser(server).ask(client_id=client_id)
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert "<b>x" not in answer.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"scope": "root"}, "invalid_scope"),
        ({"assume_group": "7"}, "invalid_request"),
    ],
)
def test_other_mistakes_go_back_to_the_application(
    server: LiveServer, changes: dict[str, str | None], error: str
) -> None:
    answer = Browser(server).ask(**changes)
    assert answer.headers["location"].startswith(BACK + "?")
    assert returned(answer)["error"] == error
    assert returned(answer)["state"] == "s t&a=te"


def test_a_state_cannot_break_out_of_the_header(server: LiveServer, alice: Person) -> None:
    state = 'x\r\nSet-Cookie: evil=1\r\n\r\n<script>alert(1)</script>"&code=stolen#'
    browser = Browser(server)
    answer = browser.submit(browser.ask(state=state), alice.user_name)
    assert "evil" not in answer.headers.get("set-cookie", "")
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert query["state"] == [state]
    assert len(query["code"]) == 1


def test_a_registered_application_returns_where_it_was_registered() -> None:
    client = Client("app", "App", None, ["https://app.example/cb?x=1", "http://localhost/cb"])
    assert client.may_return_to("https://app.example/cb?x=1")
    assert client.may_return_to("http://localhost:4711/cb")
    for uri in (
        "https://app.example/cb",
        "https://app.example/cb?x=1&y=2",
        "https://app.example:8443/cb?x=1",
        "http://localhost:4711/other",
        "http://127.0.0.1/cb",
    ):
        assert not client.may_return_to(uri)


def test_a_code_needs_its_verifier_client_and_address(server: LiveServer, alice: Person) -> None:
    browser = Browser(server)
    code = browser.code(alice.user_name)
    for changes in (
        {"code_verifier": secrets.token_urlsafe(48)},
        {"code_verifier": challenge_of(browser.verifier)},
        {"code_verifier": "x"},
        {"code_verifier": ""},
        {"redirect_uri": "http://localhost:8021/callback"},
        {"redirect_uri": ""},
        {"client_id": "databricks-sql-python"},
        {"code": "x"},
    ):
        answer = browser.redeem(code, **changes)
        assert answer.status_code == 400
        assert answer.json()["error"] in ("invalid_grant", "invalid_request")
    assert browser.redeem(code).status_code == 200


def test_a_code_that_comes_twice_ends_the_session(server: LiveServer, alice: Person) -> None:
    browser = Browser(server)
    code = browser.code(alice.user_name)
    first = browser.redeem(code).json()
    mine = Api(server.address, first["access_token"])
    assert mine.get(ME).status_code == 200
    assert browser.redeem(code).json()["error"] == "invalid_grant"
    assert mine.get(ME).status_code == 401
    assert browser.refresh(first["refresh_token"]).json()["error"] == "invalid_grant"


def test_a_refresh_token_that_comes_twice_ends_the_session(
    server: LiveServer, alice: Person
) -> None:
    browser = Browser(server)
    first = browser.redeem(browser.code(alice.user_name)).json()
    second = browser.refresh(first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    stolen = browser.refresh(first["refresh_token"])
    assert (stolen.status_code, stolen.json()["error"]) == (400, "invalid_grant")
    assert browser.refresh(second["refresh_token"]).json()["error"] == "invalid_grant"
    assert Api(server.address, second["access_token"]).get(ME).status_code == 401


def test_a_refresh_gives_no_more_than_was_granted(server: LiveServer, alice: Person) -> None:
    browser = Browser(server)
    code = browser.code(alice.user_name, scope="sql offline_access")
    first = browser.redeem(code).json()
    more = browser.refresh(first["refresh_token"], scope="all-apis")
    assert more.json()["error"] == "invalid_scope"
    wrong = browser.refresh(first["refresh_token"], client_id="databricks-sql-python")
    assert wrong.json()["error"] == "invalid_grant"
    renewed = browser.refresh(first["refresh_token"]).json()
    assert renewed["scope"] == "offline_access sql"
    narrow = Api(server.address, renewed["access_token"])
    assert narrow.get("/api/2.0/token/list").status_code == 403


def test_without_offline_access_there_is_nothing_to_refresh(
    server: LiveServer, alice: Person
) -> None:
    browser = Browser(server)
    answer = browser.redeem(browser.code(alice.user_name, scope="all-apis")).json()
    assert "refresh_token" not in answer


def test_a_new_password_and_deactivation_end_sessions(server: LiveServer, alice: Person) -> None:
    browser = Browser(server)
    first = browser.redeem(browser.code(alice.user_name)).json()
    user_id = give_password(server, alice.user_name, PASSWORD + "!")
    assert Api(server.address, first["access_token"]).get(ME).status_code == 401
    give_password(server, alice.user_name)
    second = browser.redeem(browser.code(alice.user_name)).json()
    set_active(server, user_id, False)
    assert Api(server.address, second["access_token"]).get(ME).status_code == 401
    assert browser.refresh(second["refresh_token"]).json()["error"] == "invalid_grant"
    assert browser.submit(browser.ask(), alice.user_name).status_code == 401


def test_codes_and_tickets_expire(tmp_path: Path) -> None:
    now = [int(time.time() * 1000)]
    live = LiveServer(tmp_path, clock=lambda: now[0])
    give_password(live, "admin@boathouse.local")
    browser = Browser(live)
    code = browser.code("admin@boathouse.local")
    now[0] += 61_000
    assert browser.redeem(code).json()["error"] == "invalid_grant"
    page = browser.ask()
    now[0] += 601_000
    assert browser.submit(page, "admin@boathouse.local").status_code == 400
    answer = browser.redeem(browser.code("admin@boathouse.local")).json()
    now[0] += 91 * 86_400_000
    assert browser.refresh(answer["refresh_token"]).json()["error"] == "invalid_grant"
    live.stop()


def test_failures_cost_a_growing_pause_known_user_or_not(tmp_path: Path) -> None:
    now = [int(time.time() * 1000)]
    live = LiveServer(tmp_path, clock=lambda: now[0])
    give_password(live, "admin@boathouse.local")
    browser = Browser(live)

    def attempt(name: str, password: str) -> requests.Response:
        return browser.submit(browser.ask(), name, password)

    for name in ("admin@boathouse.local", "nobody@example.com"):
        answers = [attempt(name, "wrong wrong wrong") for _ in range(5)]
        assert [answer.status_code for answer in answers] == [401] * 5
        assert len({re.sub(r'value="[^"]+"', "", answer.text) for answer in answers}) == 1
        locked = attempt(name, PASSWORD)
        assert (locked.status_code, locked.headers["retry-after"]) == (429, "1")
        now[0] += 1000
        assert attempt(name, "wrong wrong wrong").status_code == 401
        assert attempt(name, PASSWORD).headers["retry-after"] == "2"
    now[0] += 2000
    assert attempt("ADMIN@boathouse.local", PASSWORD).status_code == 303
    for number in range(8):
        now[0] += 1000
        attempt(f"guess{number}@example.com", "wrong wrong wrong")
    assert attempt("admin@boathouse.local", PASSWORD).status_code == 429
    now[0] += 3_600_000
    assert attempt("admin@boathouse.local", PASSWORD).status_code == 303
    live.stop()


def test_basic_is_off_unless_switched_on(tmp_path: Path, api: Api, server: LiveServer) -> None:
    give_password(server, "admin@boathouse.local")
    auth = ("admin@boathouse.local", PASSWORD)
    assert api.as_(None).get(ME, auth=auth).status_code == 401
    assert api.as_(None).get(ME, auth=("token", server.token)).status_code == 401
    live = LiveServer(tmp_path, basic_auth=True)
    give_password(live, "admin@boathouse.local")
    mine = Api(live.address, None)
    assert mine.get(ME, auth=auth).json()["userName"] == "admin@boathouse.local"
    assert mine.get(ME, auth=("token", live.token)).status_code == 200
    assert mine.get(ME, auth=(auth[0], "wrong wrong wrong")).status_code == 401
    assert mine.get(ME, auth=("token", "dapi0")).status_code == 401
    for header in ("Basic", "Basic %%%", "Basic YQ==", "Basic /////w=="):
        assert mine.get(ME, headers={"Authorization": header}).status_code == 401
    live.stop()


def test_the_command_sets_a_password_while_the_server_runs(tmp_path: Path) -> None:
    live = LiveServer(tmp_path)

    def run(user: str, line: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "boathouse", "password", user, "--data-dir", str(tmp_path)]
        return subprocess.run(command, input=line, capture_output=True, text=True, timeout=60)

    assert run("admin@boathouse.local", "short\n").returncode == 1
    assert "no user" in run("nobody", PASSWORD + "\n").stderr
    done = run("admin@boathouse.local", PASSWORD + "\n")
    assert (done.returncode, PASSWORD in done.stdout + done.stderr) == (0, False)
    browser = Browser(live)
    assert browser.redeem(browser.code("admin@boathouse.local")).status_code == 200
    live.stop()


def test_no_secret_is_written_anywhere(server: LiveServer, alice: Person) -> None:
    browser = Browser(server)
    code = browser.code(alice.user_name)
    answer = browser.redeem(code).json()
    browser.refresh(answer["refresh_token"])
    parts = [PASSWORD, code, answer["access_token"], answer["refresh_token"], browser.verifier]
    kept = [*server.data_dir.glob("boathouse.db*"), *(server.data_dir / "logs").rglob("*")]
    written = b"".join(path.read_bytes() for path in kept if path.is_file())
    assert not [part for part in parts if part.encode() in written]

"""Federation: tokens of an outside issuer, which is a server of ours on loopback."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jwt
import pytest
import requests
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from databricks.sdk import AccountClient, WorkspaceClient
from databricks.sdk.core import Config
from databricks.sdk.errors import (
    InvalidParameterValue,
    PermissionDenied,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
)
from databricks.sdk.service.oauth2 import FederationPolicy, OidcFederationPolicy
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from tests.conftest import Person
from tests.live import Api, LiveServer
from tests.services.signin import Robot, add_robot, exchange

ME = "/api/2.0/preview/scim/v2/Me"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
JWT_TYPE = "urn:ietf:params:oauth:token-type:jwt"
PAT_TYPE = "urn:databricks:params:oauth:token-type:personal-access-token"
WELL_KNOWN = "/.well-known/openid-configuration"
RSA_KEY = rsa.generate_private_key(65537, 2048)
SMALL_KEY = rsa.generate_private_key(65537, 1024)  # too small: must be refused


class Issuer:
    """An OIDC issuer: keys by kid, counts how often it is asked."""

    def __init__(self) -> None:
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.asked.append(self.path)
                status, body, headers = issuer.answer(self.path)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Keep quiet."""

        self.asked: list[str] = []
        self.special: dict[str, tuple[int, bytes, dict[str, str]]] = {}
        self.keys: list[dict[str, Any]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def answer(self, path: str) -> tuple[int, bytes, dict[str, str]]:
        if path in self.special:
            return self.special[path]
        documents = {
            WELL_KNOWN: {"issuer": self.url, "jwks_uri": f"{self.url}/keys"},
            "/keys": {"keys": self.keys},
        }
        return (
            (200, json.dumps(documents[path]).encode(), {}) if path in documents else (404, b"", {})
        )

    def publish(self, key: Any = RSA_KEY, kid: str = "one", **more: Any) -> None:
        public = key.public_key()
        kinds = {rsa.RSAPublicKey: RSAAlgorithm, ec.EllipticCurvePublicKey: ECAlgorithm}
        maker = next((m for k, m in kinds.items() if isinstance(public, k)), OKPAlgorithm)
        document = maker.to_jwk(public, as_dict=True)
        self.keys.append({**document, "kid": kid, "use": "sig", **more})

    def sign(
        self, key: Any = RSA_KEY, algorithm: str = "RS256", kid: str | None = "one", **claims: Any
    ) -> str:
        now = int(time.time())
        whole = {
            "iss": self.url,
            "aud": "boathouse",
            "sub": "repo:us/it",
            "iat": now,
            "exp": now + 300,
            **claims,
        }
        kept = {name: value for name, value in whole.items() if value is not None}
        return jwt.encode(kept, key, algorithm, headers={"kid": kid} if kid else None)

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    made = Issuer()
    made.publish()
    yield made
    made.close()


@pytest.fixture(scope="module")
def account(server: LiveServer, api: Api) -> AccountClient:
    account_id = api.get("/.well-known/databricks-config").json()["account_id"]
    return AccountClient(host=server.address, account_id=account_id, token=server.token)


@pytest.fixture
def robot(server: LiveServer) -> Robot:
    return add_robot(server)


def oidc(issuer: Issuer, /, **more: Any) -> OidcFederationPolicy:
    document = {"issuer": issuer.url, "audiences": ["boathouse"], "subject": "repo:us/it", **more}
    return OidcFederationPolicy.from_dict({k: v for k, v in document.items() if v is not None})


def trust(account: AccountClient, robot: Robot, policy: OidcFederationPolicy) -> str:
    made = account.service_principal_federation_policy.create(
        robot.principal_id, FederationPolicy(oidc_policy=policy)
    )
    return str(made.policy_id)


def swap(server: LiveServer, token: str, robot: Robot | None = None, **more: str) -> Any:
    form = {"grant_type": EXCHANGE, "subject_token": token, "subject_token_type": JWT_TYPE}
    if robot:
        form["client_id"] = robot.application_id
    return exchange(server.address, **{**form, **more})


def test_the_sdk_signs_in_with_an_outside_token(
    server: LiveServer, account: AccountClient, issuer: Issuer, robot: Robot, tmp_path: Path
) -> None:
    trust(account, robot, oidc(issuer))
    (tmp_path / "token").write_text(issuer.sign())
    settings = Config(
        host=server.address,
        client_id=robot.application_id,
        auth_type="file-oidc",
        oidc_token_filepath=str(tmp_path / "token"),
    )
    client = WorkspaceClient(config=settings)
    assert client.current_user.me().user_name == robot.application_id


def test_an_account_policy_maps_subjects_to_users(
    server: LiveServer, account: AccountClient, api: Api, issuer: Issuer, other: Person
) -> None:
    policy = oidc(issuer, subject=None, subject_claim="email", audiences=None)
    made = account.federation_policy.create(FederationPolicy(oidc_policy=policy))
    token = issuer.sign(aud=account.config.account_id, email=other.user_name)
    answer = swap(server, token).json()
    assert answer["issued_token_type"] == "urn:ietf:params:oauth:token-type:access_token"
    mine = api.as_(answer["access_token"])
    assert mine.get(ME).json()["userName"] == other.user_name
    for claims in ({"email": "nobody@example.com"}, {"email": None}, {"email": "admins"}):
        assert swap(server, issuer.sign(aud=account.config.account_id, **claims)).status_code == 400
    policy_id = str(made.policy_id)
    assert account.federation_policy.get(policy_id) == made
    assert policy_id in [one.policy_id for one in account.federation_policy.list()]
    named = FederationPolicy(description="people")
    changed = account.federation_policy.update(policy_id, named, update_mask="description")
    assert changed.description == "people"
    account.federation_policy.delete(policy_id)
    assert mine.get(ME).status_code == 401
    assert swap(server, token).status_code == 400


def test_hostile_tokens_are_refused(
    server: LiveServer, account: AccountClient, issuer: Issuer, robot: Robot
) -> None:
    curve = ec.generate_private_key(ec.SECP256R1())
    issuer.publish(curve, "curve")
    issuer.publish(SMALL_KEY, "small")
    issuer.publish(RSA_KEY, "encrypts", use="enc")
    issuer.keys.append({"kty": "oct", "k": "c2VjcmV0", "kid": "symmetric"})
    issuer.keys.append({"kty": "RSA", "n": "!", "e": 7, "kid": "broken"})
    trust(account, robot, oidc(issuer))
    now = int(time.time())
    stranger = rsa.generate_private_key(65537, 2048)
    pem = RSA_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head, body, signature = issuer.sign().split(".")
    hmac = jwt.get_algorithm_by_name("HS256")
    from tests.services.test_oauth_m2m import encoded

    def small() -> str:
        start = f"{encoded({'alg': 'RS256', 'kid': 'small'})}.{body}"
        signed = SMALL_KEY.sign(start.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{start}.{encoded(signed)}"

    def hs256(key: bytes, kid: str) -> str:
        start = f"{encoded({'alg': 'HS256', 'kid': kid})}.{body}"
        return f"{start}.{encoded(hmac.sign(start.encode(), key))}"

    hostile = [
        issuer.sign(aud="another"),
        issuer.sign(aud=None),
        issuer.sign(aud=[]),
        issuer.sign(sub="repo:us/other"),
        issuer.sign(sub=None),
        issuer.sign(iss="https://example.com"),
        issuer.sign(iss=None),
        issuer.sign(iss=issuer.url + "/"),
        issuer.sign(exp=now - 120),
        issuer.sign(exp=None),
        issuer.sign(nbf=now + 600),
        issuer.sign(iat=now + 600),
        issuer.sign(stranger),
        issuer.sign(kid=None),
        issuer.sign(kid="unknown"),
        issuer.sign(kid="curve"),
        issuer.sign(kid="encrypts"),
        issuer.sign(kid="broken"),
        small(),
        issuer.sign(curve, "ES256", kid="one"),
        f"{encoded({'alg': 'none', 'kid': 'one'})}.{body}.",
        hs256(pem, "one"),
        hs256(b"secret", "symmetric"),
        f"{head}.{body}.{signature[:-6]}AAAAAA",
        f"{head}.{body}.",
        "a.b.c",
        "x",
        "." * 20_000,
        server.token,
    ]
    for token in hostile:
        answer = swap(server, token, robot)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant"), token
        assert token not in answer.text or len(token) < 10
    assert swap(server, issuer.sign(), robot).status_code == 200
    assert swap(server, issuer.sign(curve, "ES256", kid="curve"), robot).status_code == 200
    stranger_robot = add_robot(server)
    assert swap(server, issuer.sign(), stranger_robot).status_code == 400
    assert swap(server, issuer.sign()).status_code == 400


def test_each_asymmetric_family_is_taken(
    server: LiveServer, account: AccountClient, issuer: Issuer, robot: Robot
) -> None:
    edwards = ed25519.Ed25519PrivateKey.generate()
    issuer.publish(edwards, "edwards")
    trust(account, robot, oidc(issuer))
    assert swap(server, issuer.sign(edwards, "EdDSA", kid="edwards"), robot).status_code == 200
    assert swap(server, issuer.sign(algorithm="PS256"), robot).status_code == 200


def test_keys_are_cached_rotated_and_not_asked_for_in_a_storm(
    tmp_path: Path, issuer: Issuer
) -> None:
    now = [int(time.time() * 1000)]
    live = LiveServer(tmp_path, clock=lambda: now[0])
    account_id = requests.get(f"{live.address}/.well-known/databricks-config", timeout=9).json()
    account = AccountClient(
        host=live.address, account_id=account_id["account_id"], token=live.token
    )
    robot = add_robot(live)
    trust(account, robot, oidc(issuer))
    for _ in range(3):
        assert swap(live, issuer.sign(), robot).status_code == 200
    assert issuer.asked == [WELL_KNOWN, "/keys"]
    second = rsa.generate_private_key(65537, 2048)
    issuer.publish(second, "two")
    for _ in range(5):
        assert swap(live, issuer.sign(second, kid="two"), robot).status_code == 400
    assert len(issuer.asked) == 2
    now[0] += 30_000
    assert swap(live, issuer.sign(second, kid="two"), robot).status_code == 200
    assert len(issuer.asked) == 4
    now[0] += 3_600_000
    issuer.special["/keys"] = (503, b"", {})
    fresh = int(now[0] / 1000)
    assert swap(live, issuer.sign(iat=fresh, exp=fresh + 60), robot).status_code == 200
    issuer.special.clear()
    issuer.keys.clear()
    now[0] += 30_000
    assert swap(live, issuer.sign(iat=fresh, exp=fresh + 90), robot).status_code == 400
    live.stop()


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        (WELL_KNOWN, (302, b"", {"location": "/keys"})),
        (WELL_KNOWN, (200, b'{"issuer": "https://example.com", "jwks_uri": "/keys"}', {})),
        (WELL_KNOWN, (200, b"[]", {})),
        (WELL_KNOWN, (200, b"<html>", {})),
        (WELL_KNOWN, (500, b"", {})),
        ("/keys", (200, b" " * 300_000, {})),
        ("/keys", (200, b"[" * 100_000, {})),
        ("/keys", (200, b'{"keys": 5}', {})),
        ("/keys", (200, b'{"keys": [5, null, {"kid": "one"}]}', {})),
        ("/keys", (200, b"\xff\xfe", {})),
    ],
)
def test_an_issuer_that_misbehaves_gives_nobody_access(
    server: LiveServer,
    account: AccountClient,
    issuer: Issuer,
    robot: Robot,
    path: str,
    answer: tuple[int, bytes, dict[str, str]],
) -> None:
    issuer.special[path] = answer
    trust(account, robot, oidc(issuer))
    refused = swap(server, issuer.sign(), robot)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")


def test_an_issuer_cannot_lead_elsewhere(
    server: LiveServer, account: AccountClient, issuer: Issuer, robot: Robot
) -> None:
    trust(account, robot, oidc(issuer))
    for uri in ("file:///etc/passwd", "http://169.254.169.254/keys", "ftp://127.0.0.1/k"):
        document = json.dumps({"issuer": issuer.url, "jwks_uri": uri}).encode()
        issuer.special[WELL_KNOWN] = (200, document, {})
        assert swap(server, issuer.sign(), robot).status_code == 400


def test_keys_in_the_policy_need_no_fetching(
    server: LiveServer, account: AccountClient, issuer: Issuer, robot: Robot
) -> None:
    trust(account, robot, oidc(issuer, jwks_json=json.dumps({"keys": issuer.keys})))
    assert swap(server, issuer.sign(), robot).status_code == 200
    assert swap(server, issuer.sign(kid=None), robot).status_code == 200
    assert issuer.asked == []


def test_policies_are_kept_changed_and_paged(
    server: LiveServer, account: AccountClient, issuer: Issuer, robot: Robot, other: Person
) -> None:
    policies, owner = account.service_principal_federation_policy, robot.principal_id
    made = policies.create(
        owner, FederationPolicy(description="ci", oidc_policy=oidc(issuer)), policy_id="ci"
    )
    assert made.name == (
        f"accounts/{account.config.account_id}/servicePrincipals/{owner}/federationPolicies/ci"
    )
    assert (made.policy_id, made.service_principal_id, made.description) == ("ci", owner, "ci")
    assert policies.get(owner, "ci") == made
    with pytest.raises(ResourceAlreadyExists):
        policies.create(owner, FederationPolicy(oidc_policy=oidc(issuer)), policy_id="ci")
    policies.create(owner, FederationPolicy(oidc_policy=oidc(issuer)), policy_id="cd")
    assert [one.policy_id for one in policies.list(owner, page_size=1)] == ["cd", "ci"]
    changed = policies.update(
        owner,
        "ci",
        FederationPolicy(oidc_policy=OidcFederationPolicy(subject="repo:us/new")),
        update_mask="oidc_policy.subject",
    )
    assert changed.oidc_policy
    assert (changed.oidc_policy.subject, changed.oidc_policy.issuer) == ("repo:us/new", issuer.url)
    with pytest.raises(InvalidParameterValue):
        policies.update(owner, "ci", FederationPolicy(), update_mask="uid")
    token = swap(server, issuer.sign(), robot).json()["access_token"]
    policies.delete(owner, "cd")
    assert Api(server.address, token).get(ME).status_code == 401
    with pytest.raises(ResourceDoesNotExist):
        policies.get(owner, "cd")
    with pytest.raises(ResourceDoesNotExist):
        policies.list(12).__next__()
    mine = AccountClient(
        host=server.address, account_id=account.config.account_id, token=other.token
    )
    with pytest.raises(PermissionDenied):
        mine.federation_policy.create(FederationPolicy(oidc_policy=oidc(issuer, subject=None)))
    with pytest.raises(PermissionDenied):
        list(mine.service_principal_federation_policy.list(owner))


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "http://example.com"},
        {"issuer": "ftp://127.0.0.1"},
        {"issuer": "https://user@example.com"},
        {"issuer": "https://example.com?x=1"},
        {"issuer": ""},
        {"subject": None},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_json": "[]"},
        {"jwks_json": '{"keys": [{"kty": "oct", "k": "eA"}]}'},
        {"jwks_json": '{"keys": [{"kty": "EC", "d": "private"}]}'},
        {"jwks_json": '{"keys": []}', "jwks_uri": "https://example.com/keys"},
        {"audiences": ["a"] * 51},
    ],
)
def test_senseless_policies_are_refused(
    account: AccountClient, issuer: Issuer, robot: Robot, change: dict[str, Any]
) -> None:
    with pytest.raises(InvalidParameterValue):
        trust(account, robot, oidc(issuer, **change))


def test_a_personal_access_token_is_exchanged_and_ends_with_it(
    server: LiveServer, other: Person
) -> None:
    made = other.w.tokens.create(comment="swap", lifetime_seconds=600)
    form = {"subject_token_type": PAT_TYPE, "scope": "sql"}
    answer = swap(server, str(made.token_value), **form)
    mine = Api(server.address, answer.json()["access_token"])
    assert mine.get(ME).json()["userName"] == other.user_name
    assert mine.get("/api/2.0/token/list").status_code == 403
    assert made.token_info
    other.w.tokens.delete(str(made.token_info.token_id))
    assert mine.get(ME).status_code == 401
    for token in (str(made.token_value), "x", answer.json()["access_token"]):
        assert swap(server, token, **form).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "more",
    [
        {"subject_token_type": "urn:ietf:params:oauth:token-type:saml2"},
        {"requested_token_type": "urn:ietf:params:oauth:token-type:refresh_token"},
        {"actor_token": "x"},
        {"audience": "x"},
        {"assume_group": "x"},
        {"subject_token": ""},
    ],
)
def test_what_the_exchange_does_not_do_is_refused(server: LiveServer, more: dict[str, str]) -> None:
    answer = swap(server, "x.y.z", **more)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_applications_are_registered_by_admins(
    server: LiveServer, account: AccountClient, other: Person
) -> None:
    apps = account.custom_app_integration
    made = apps.create(name="app", redirect_urls=["https://app.example/cb"], confidential=True)
    assert made.client_secret
    assert made.client_id
    kept = apps.get(str(made.integration_id))
    assert (kept.name, kept.redirect_urls) == ("app", ["https://app.example/cb"])
    apps.update(str(made.integration_id), redirect_urls=["https://app.example/two"])
    shown = [app for app in apps.list(include_creator_username=True) if app.name == "app"]
    assert shown[0].redirect_urls == ["https://app.example/two"]
    assert shown[0].creator_username == "admin@boathouse.local"
    query = {
        "response_type": "code",
        "client_id": made.client_id,
        "redirect_uri": "https://app.example/two",
        "code_challenge": secrets.token_urlsafe(32)[:43],
        "code_challenge_method": "S256",
    }
    page = requests.get(f"{server.address}/oidc/v1/authorize", params=query, timeout=9)
    assert "form-action 'self' https://app.example;" in page.headers["content-security-policy"]
    form = {"grant_type": "authorization_code", "code": "x", "code_verifier": "y" * 43}
    for secret, error in (("wrong", "invalid_client"), (made.client_secret, "invalid_grant")):
        answer = exchange(server.address, (made.client_id, secret), **form)
        assert answer.json()["error"] == error
    public = exchange(server.address, client_id=made.client_id, **form)
    assert public.json()["error"] == "invalid_client"
    mine = AccountClient(
        host=server.address, account_id=account.config.account_id, token=other.token
    )
    with pytest.raises(PermissionDenied):
        mine.custom_app_integration.get(str(made.integration_id))
    for urls in ([], ["http://app.example/"], ["javascript:alert(1)"], ["https://a@b/"]):
        with pytest.raises(InvalidParameterValue):
            apps.create(name="bad", redirect_urls=urls)
    apps.delete(str(made.integration_id))
    with pytest.raises(ResourceDoesNotExist):
        apps.get(str(made.integration_id))

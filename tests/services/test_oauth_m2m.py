"""Machine-to-machine: a service principal's id and secret, and what must not work."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from databricks.sdk import AccountClient, WorkspaceClient
from databricks.sdk.errors import (
    DatabricksError,
    InvalidParameterValue,
    PermissionDenied,
    ResourceDoesNotExist,
)
from requests.auth import HTTPBasicAuth

from tests.conftest import Person
from tests.live import Api, LiveServer
from tests.services.signin import Robot, add_robot, exchange, parts_of, set_active

ME = "/api/2.0/preview/scim/v2/Me"
GRANT = "client_credentials"


@pytest.fixture
def robot(server: LiveServer) -> Robot:
    return add_robot(server)


@pytest.fixture
def secret(w: WorkspaceClient, robot: Robot) -> str:
    made = w.service_principal_secrets_proxy.create(str(robot.principal_id))
    return str(made.secret)


def token_of(server: LiveServer, robot: Robot, secret: str, **form: str) -> str:
    auth = HTTPBasicAuth(robot.application_id, secret)
    answer = exchange(server.address, auth, grant_type=GRANT, **form)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])


def test_the_sdk_signs_in_with_id_and_secret(server: LiveServer, robot: Robot, secret: str) -> None:
    client = WorkspaceClient(
        host=server.address, client_id=robot.application_id, client_secret=secret
    )
    assert client.config.auth_type == "oauth-m2m"
    assert client.current_user.me().user_name == robot.application_id
    assert list(client.tokens.list()) == []


def test_an_account_client_signs_in_by_the_account_s_form(
    server: LiveServer, api: Api, robot: Robot, secret: str
) -> None:
    account_id = api.get("/.well-known/databricks-config").json()["account_id"]
    found = api.get(f"/oidc/accounts/{account_id}/.well-known/oauth-authorization-server").json()
    assert found["token_endpoint"] == f"{server.address}/oidc/accounts/{account_id}/v1/token"
    client = AccountClient(host=server.address, account_id=account_id, token=server.token)
    made = client.service_principal_secrets.create(str(robot.principal_id), lifetime="3600s")
    auth = HTTPBasicAuth(robot.application_id, str(made.secret))
    answer = api.as_(None).post(
        f"/oidc/accounts/{account_id}/v1/token", data={"grant_type": GRANT}, auth=auth
    )
    assert api.as_(answer.json()["access_token"]).get(ME).status_code == 200
    assert api.get("/oidc/accounts/other/.well-known/openid-configuration").status_code == 404


def test_body_credentials_and_an_empty_scope_serve_too(
    server: LiveServer, api: Api, robot: Robot, secret: str
) -> None:
    answer = exchange(
        server.address,
        grant_type=GRANT,
        client_id=robot.application_id,
        client_secret=secret,
        scope="",
    )
    body = answer.json()
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 3600, "all-apis")
    assert "refresh_token" not in body
    assert answer.headers["cache-control"] == "no-store"
    assert api.as_(body["access_token"]).get(ME).json()["userName"] == robot.application_id


def test_a_public_key_of_the_jwks_verifies_the_token(
    server: LiveServer, api: Api, robot: Robot, secret: str
) -> None:
    token = token_of(server, robot, secret)
    discovery = api.get("/oidc/.well-known/openid-configuration").json()
    keys = jwt.PyJWKClient(discovery["jwks_uri"])
    claims = jwt.decode(
        token,
        keys.get_signing_key_from_jwt(token),
        algorithms=["ES256"],
        audience=str(server.app.workspace_id),
        issuer=discovery["issuer"],
    )
    assert (claims["sub"], claims["scope"]) == (robot.application_id, "all-apis")
    published = api.get("/oidc/.well-known/jwks.json").json()["keys"]
    assert all("d" not in key for key in published)


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": GRANT}, 401, "invalid_client"),
        ({"grant_type": GRANT, "client_id": "x", "client_secret": "y"}, 401, "invalid_client"),
        ({"grant_type": GRANT, "assume_group": "1"}, 400, "invalid_request"),
        ({"grant_type": GRANT, "authorization_details": "[]"}, 400, "invalid_request"),
        ({"grant_type": "authorization_code", "client_id": "databricks-cli"}, 400, None),
        ({"grant_type": "refresh_token", "client_id": "nobody"}, 401, "invalid_client"),
    ],
)
def test_failures_have_oauth_s_shape(
    server: LiveServer, form: dict[str, str], status: int, error: str | None
) -> None:
    answer = exchange(server.address, **form)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.json()["error"] == (error or "invalid_request")
    assert answer.json()["error_description"]


@pytest.mark.parametrize(
    "body",
    [
        b'{"grant_type": "client_credentials"}',
        b"grant_type=client_credentials&grant_type=client_credentials",
        b"grant_type=%ff%fe",
        b"grant_type=client_credentials&client_id=%00",
        b"\xff\xff",
        b"a=1&" * 1000,
        b"",
    ],
)
def test_a_body_that_is_no_form_is_invalid(api: Api, body: bytes) -> None:
    kind = "application/json" if body.startswith(b"{") else "application/x-www-form-urlencoded"
    answer = api.as_(None).post("/oidc/v1/token", data=body, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    "header",
    [
        "Basic",
        "Basic %%%",
        "Basic OmE=",
        "Basic YQ==",
        "Bearer x",
        "basic //////8=",
        "\u00ff",
        "Basic " + "A" * 9000,
    ],
)
def test_garbage_in_the_authorization_header_is_refused(api: Api, header: str) -> None:
    headers = {"Authorization": header.encode("latin-1")}
    form = {"grant_type": GRANT}
    answer = api.as_(None).post("/oidc/v1/token", data=form, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    for path in (ME, "/api/2.0/token/list"):
        refused = api.as_(None).get(path, headers=headers)
        assert (refused.status_code, refused.json()["error_code"]) == (401, "UNAUTHENTICATED")


def test_a_wrong_secret_or_another_s_secret_is_refused(
    server: LiveServer, robot: Robot, secret: str
) -> None:
    stranger = add_robot(server)
    for client_id, value in (
        (robot.application_id, "dose" + "0" * 32),
        (stranger.application_id, secret),
    ):
        answer = exchange(server.address, HTTPBasicAuth(client_id, value), grant_type=GRANT)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
        assert answer.headers["www-authenticate"].startswith("Basic")
        assert secret not in answer.text


def test_deactivation_ends_tokens_at_once(
    server: LiveServer, api: Api, robot: Robot, secret: str
) -> None:
    mine = api.as_(token_of(server, robot, secret))
    assert mine.get(ME).status_code == 200
    set_active(server, robot.principal_id, False)
    assert mine.get(ME).status_code == 401
    auth = HTTPBasicAuth(robot.application_id, secret)
    assert exchange(server.address, auth, grant_type=GRANT).status_code == 401


def test_a_token_ends_with_the_secret_that_made_it(
    w: WorkspaceClient, server: LiveServer, api: Api, robot: Robot, secret: str
) -> None:
    mine = api.as_(token_of(server, robot, secret))
    assert mine.get(ME).status_code == 200
    (kept,) = w.service_principal_secrets_proxy.list(str(robot.principal_id))
    w.service_principal_secrets_proxy.delete(str(robot.principal_id), str(kept.id))
    assert mine.get(ME).status_code == 401


def test_a_narrow_scope_leads_nowhere_else(
    w: WorkspaceClient, server: LiveServer, api: Api, robot: Robot, secret: str
) -> None:
    narrow = api.as_(token_of(server, robot, secret, scope="sql"))
    assert narrow.get(ME).status_code == 200
    refused = narrow.get("/api/2.0/token/list")
    assert (refused.status_code, refused.json()["error_code"]) == (403, "PERMISSION_DENIED")
    assert narrow.post("/api/2.0/token/create", json={}).status_code == 403
    made = w.service_principal_secrets_proxy.create(str(robot.principal_id), scopes=["sql"])
    auth = HTTPBasicAuth(robot.application_id, str(made.secret))
    beyond = exchange(server.address, auth, grant_type=GRANT, scope="all-apis")
    assert beyond.json()["error"] == "invalid_scope"
    assert exchange(server.address, auth, grant_type=GRANT).json()["scope"] == "sql"
    unknown = exchange(server.address, auth, grant_type=GRANT, scope="root")
    assert unknown.json()["error"] == "invalid_scope"


def test_secrets_are_shown_once_hashed_and_limited(
    w: WorkspaceClient, other: Person, server: LiveServer, robot: Robot
) -> None:
    principal = str(robot.principal_id)
    proxy = w.service_principal_secrets_proxy
    made = [proxy.create(principal, lifetime="60s") for _ in range(5)]
    listed = list(proxy.list(principal))
    assert [one.id for one in listed] == [one.id for one in made]
    assert all(one.status == "ACTIVE" and one.expire_time for one in listed)
    assert listed[0].secret_hash == hashlib.sha256(str(made[0].secret).encode()).hexdigest()
    stored = b"".join(path.read_bytes() for path in server.data_dir.glob("boathouse.db*"))
    assert all(str(one.secret).encode() not in stored for one in made)
    with pytest.raises(DatabricksError, match="limit of 5"):
        proxy.create(principal)
    for refused in (
        lambda: other.w.service_principal_secrets_proxy.create(principal),
        lambda: list(other.w.service_principal_secrets_proxy.list(principal)),
        lambda: other.w.service_principal_secrets_proxy.delete(principal, str(made[0].id)),
    ):
        with pytest.raises(PermissionDenied):
            refused()
    proxy.delete(principal, str(made[0].id))
    with pytest.raises(ResourceDoesNotExist):
        proxy.delete(principal, str(made[0].id))
    with pytest.raises(ResourceDoesNotExist):
        proxy.create("12")
    for lifetime in ("0s", "60", "-5s", "99999999999999s", "\u0665s"):
        with pytest.raises(InvalidParameterValue):
            proxy.create(principal, lifetime=lifetime)


def encoded(part: Any) -> str:
    text = part if isinstance(part, bytes) else json.dumps(part).encode()
    return urlsafe_b64encode(text).decode().rstrip("=")


def test_forged_tokens_are_refused(server: LiveServer, api: Api, robot: Robot, secret: str) -> None:
    good = token_of(server, robot, secret)
    header, claims = parts_of(good)
    head, body, signature = good.split(".")
    (public,) = [
        key
        for key in api.get("/oidc/.well-known/jwks.json").json()["keys"]
        if key["kid"] == header["kid"]
    ]
    ours = jwt.PyJWK(public)
    stranger = ec.generate_private_key(ec.SECP256R1())
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    pem = ours.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def hs256(key: bytes) -> str:
        start = f"{encoded({**header, 'alg': 'HS256'})}.{body}"
        return f"{start}.{encoded(hmac.digest(key, start.encode(), 'sha256'))}"

    admin = {**claims, "principal_id": 1}
    signed = lambda extra: jwt.encode(claims, stranger, "ES256", headers={**header, **extra})  # noqa: E731
    forged = [
        f"{encoded({**header, 'alg': 'none'})}.{body}.",
        f"{encoded({**header, 'alg': 'none'})}.{body}.{signature}",
        f"{encoded({**header, 'alg': 'None'})}.{body}.",
        hs256(pem),
        hs256(json.dumps(public).encode()),
        signed({}),
        signed({"jwk": json.loads(jwt.algorithms.ECAlgorithm.to_jwk(stranger.public_key()))}),
        signed({"jku": "https://example.com/jwks.json"}),
        signed({"kid": "../../../../dev/null"}),
        signed({"kid": "x' UNION SELECT public_jwk FROM oauth_keys --"}),
        signed({"kid": "k" * 5000}),
        f"{head}.{encoded(admin)}.{signature}",
        f"{head}.{body}.",
        f"{head}.{body}.{signature[:-4]}AAAA",
        f"{head}.{body}.{encoded(bytes(64))}",
        f"{encoded({'alg': 'ES256', 'typ': 'at+jwt', 'kid': 5})}.{body}.{signature}",
        f"{encoded({'alg': 'ES256', 'typ': 'at+jwt'})}.{body}.{signature}",
        f"{encoded([1])}.{body}.{signature}",
        "a.b.c",
        "..",
        "." * 2 + "x" * 20_000,
        f"{encoded(b'[' * 5000)}.{body}.{signature}",
    ]
    assert api.as_(good).get(ME).status_code == 200
    for token in forged:
        answer = api.as_(token).get(ME)
        assert (answer.status_code, answer.json()["error_code"]) == (401, "UNAUTHENTICATED"), token


def test_claims_are_checked_one_by_one(tmp_path: Path) -> None:
    """With our own key, as a token made for another purpose might be."""
    now = [int(time.time() * 1000)]
    live = LiveServer(tmp_path, clock=lambda: now[0])
    api = Api(live.address, live.token)
    robot = add_robot(live)
    made = api.post(
        f"/api/2.0/accounts/servicePrincipals/{robot.principal_id}/credentials/secrets"
    ).json()
    good = token_of(live, robot, made["secret"])
    header, claims = parts_of(good)
    parts = live.app.parts
    from sqlalchemy import text

    with parts.database.read() as tx:
        sealed = tx.execute(text("SELECT sealed FROM oauth_keys")).scalar_one()
    key = parts.vault.open(sealed, f"oauth_keys/{header['kid']}")

    def with_(**changes: Any) -> int:
        wanted = {k: v for k, v in {**claims, **changes}.items() if v is not None}
        token = jwt.encode(wanted, key, "ES256", headers=header)
        return api.as_(token).get(ME).status_code

    assert with_() == 200
    issued = claims["iat"]
    for changes in (
        {"exp": issued},
        {"exp": None},
        {"exp": "never"},
        {"exp": issued - 5},
        {"iat": issued + 3600},
        {"aud": "123"},
        {"aud": None},
        {"aud": ["123"]},
        {"iss": "https://example.com/oidc"},
        {"iss": None},
        {"origin": None},
        {"origin": "secret:none"},
        {"origin": "nothing:at-all"},
        {"principal_id": None},
        {"principal_id": True},
        {"principal_id": "1"},
        {"scope": None},
        {"scope": 7},
    ):
        assert with_(**changes) == 401, changes
    assert with_(scope="") == 403
    unkind = jwt.encode(claims, key, "ES256", headers={**header, "typ": "JWT"})
    assert api.as_(unkind).get(ME).status_code == 401
    now[0] += 3_600_000
    assert api.as_(good).get(ME).status_code == 401
    live.stop()


def test_keys_are_renewed_and_old_ones_stay_until_their_tokens_expire(tmp_path: Path) -> None:
    now = [int(time.time() * 1000)]
    live = LiveServer(tmp_path, clock=lambda: now[0])
    api = Api(live.address, live.token)
    robot = add_robot(live)
    made = api.post(
        f"/api/2.0/accounts/servicePrincipals/{robot.principal_id}/credentials/secrets"
    ).json()

    def kids() -> list[str]:
        return [key["kid"] for key in api.get("/oidc/.well-known/jwks.json").json()["keys"]]

    token_of(live, robot, made["secret"])
    (first,) = kids()
    now[0] += 30 * 86_400_000 - 60_000
    late = token_of(live, robot, made["secret"])
    assert parts_of(late)[0]["kid"] == first
    now[0] += 120_000
    second = parts_of(token_of(live, robot, made["secret"]))[0]["kid"]
    assert second != first
    assert kids() == [second, first]
    assert api.as_(late).get(ME).status_code == 200
    now[0] += 2 * 3_600_000
    assert kids() == [second]
    live.stop()
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("boathouse.db*"))
    assert b"PRIVATE KEY" not in stored

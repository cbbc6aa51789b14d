"""TLS as `--tls-port` serves it: versions, the names in the certificate, what is to be trusted."""

from __future__ import annotations

import socket
import ssl
import warnings
from collections.abc import Iterator
from urllib.parse import urlsplit

import certifi
import pytest
import requests

from tests.clients import environment
from tests.clients.conftest import Gate


def _version(gate: Gate, version: ssl.TLSVersion, name: str | None = None) -> str | None:
    """Shake hands with one version only; the version that was agreed on."""
    context = ssl.create_default_context(cafile=str(gate.data_dir / "tls/ca.pem"))
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # 1.1 is what this is about
        context.minimum_version = context.maximum_version = version
    host = str(urlsplit(gate.host).hostname)
    with (
        socket.create_connection((host, environment.HTTPS), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname=name or host) as secured,
    ):
        return secured.version()


@pytest.mark.parametrize(
    ("version", "name"), [(ssl.TLSVersion.TLSv1_2, "TLSv1.2"), (ssl.TLSVersion.TLSv1_3, "TLSv1.3")]
)
def test_versions_that_are_served(gate: Gate, version: ssl.TLSVersion, name: str) -> None:
    assert _version(gate, version) == name


def test_an_older_version_is_refused(gate: Gate) -> None:
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        _version(gate, ssl.TLSVersion.TLSv1_1)


def _names() -> Iterator[str]:
    yield "localhost"
    yield from (f"127.0.0.{number}" for number in range(1, 9))
    yield socket.gethostname()


@pytest.mark.parametrize("name", list(_names()))
def test_names_that_the_certificate_holds(gate: Gate, name: str) -> None:
    assert _version(gate, ssl.TLSVersion.TLSv1_3, name)


@pytest.mark.parametrize("name", ["example.com", "127.0.0.9"])
def test_other_names_are_not_ours(gate: Gate, name: str) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        _version(gate, ssl.TLSVersion.TLSv1_3, name)


def test_the_bundle_is_the_public_roots_and_ours(gate: Gate) -> None:
    bundle, ours = gate.bundle.read_text(), (gate.data_dir / "tls/ca.pem").read_text()
    with open(certifi.where()) as public:
        assert bundle.count("BEGIN CERTIFICATE") == public.read().count("BEGIN CERTIFICATE") + 1
    assert ours.strip() in bundle


def test_requests_with_the_bundle_and_without(gate: Gate) -> None:
    url = f"{gate.host}/healthz"
    assert requests.get(url, verify=str(gate.bundle), timeout=10).json() == {"status": "ok"}
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(url, verify=certifi.where(), timeout=10)


def test_the_key_is_private(gate: Gate) -> None:
    assert (gate.data_dir / "tls/server.pem").stat().st_mode & 0o077 == 0

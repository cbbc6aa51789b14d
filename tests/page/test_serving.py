"""The page's files and headers, without a browser."""

from __future__ import annotations

import re
from importlib import resources

import pytest
import requests

from boathouse.services.page.api import files
from tests.live import Api, LiveServer

HOSTILE = [
    "nothing.js",
    "..%2Fapp.py",
    "%2e%2e",
    "..%2f..%2fetc%2fpasswd",
    "page.css%00.js",
    "%2Fetc%2Fpasswd",
    ".page.css",
    "PAGE.CSS",
]


@pytest.fixture
def public(server: LiveServer) -> Api:
    """A client without a token."""
    return Api(server.address, None)


@pytest.mark.parametrize("path", ["/", "/?o=123", "//", "/page/page.css", "/page/main.js"])
def test_the_page_needs_no_token_and_has_a_strict_policy(public: Api, path: str) -> None:
    answer = public.get(path)
    assert answer.status_code == 200
    rules = dict(
        rule.split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split("; ")
    )
    assert rules["default-src"] == rules["frame-src"] == rules["frame-ancestors"] == "'none'"
    assert rules["script-src"] == rules["connect-src"] == "'self'"
    assert rules["base-uri"] == rules["form-action"] == "'none'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("page.css", "text/css; charset=utf-8"),
        ("main.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
    ],
)
def test_a_file_says_what_it_is(public: Api, name: str, kind: str) -> None:
    answer = public.get(f"/page/{name}")
    assert answer.headers["Content-Type"] == kind
    assert answer.content == resources.files("boathouse").joinpath("page", name).read_bytes()
    assert re.fullmatch(r'"[0-9a-f]{32}"', answer.headers["ETag"])


@pytest.mark.parametrize("name", HOSTILE)
def test_only_the_files_of_the_page_are_served(server: LiveServer, name: str) -> None:
    request = requests.Request("GET", server.address).prepare()
    request.url = f"{server.address}/page/{name}"  # as written: requests would tidy it up
    with requests.Session() as session:
        answer = session.send(request, timeout=30)
    assert answer.status_code == 404
    assert answer.json()["error_code"] == "ENDPOINT_NOT_FOUND"


def test_the_page_is_only_read(public: Api) -> None:
    assert public.post("/", json={}).status_code == 404


def test_everything_that_the_scripts_import_is_there() -> None:
    for name, file in files().items():
        for wanted in re.findall(r'from "\./([\w.]+)"', file.content.decode()):
            assert wanted in files(), f"{name} imports {wanted}"
        for wanted in re.findall(r'"/page/([\w.]+)"', file.content.decode()):
            assert wanted in files(), f"{name} needs {wanted}"


def test_text_becomes_markup_in_one_place() -> None:
    """The rest sets text nodes; the policy's trusted types hold that at run time too."""
    sinks = re.compile(rb"innerHTML|insertAdjacentHTML|document\.write|srcdoc|DOMParser|\beval\(")
    found = {name for name, file in files().items() if sinks.search(file.content)}
    assert found == {"frame.js"}


def test_the_start_holds_no_inline_script_or_style() -> None:
    text = files()["index.html"].content.decode()
    assert "<style" not in text
    assert " style=" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"\son\w+=", text)

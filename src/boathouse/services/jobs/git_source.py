"""A job's git_source: its check, and what of it names a commit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from boathouse.errors import InvalidParameterValue, NotImplementedHere

PROVIDERS = (
    "gitHub",
    "gitLab",
    "bitbucketCloud",
    "gitLabEnterpriseEdition",
    "bitbucketServer",
    "azureDevOpsServices",
    "gitHubEnterprise",
    "awsCodeCommit",
)
SCHEMES = {"https": 443, "http": 80, "git": 9418, "ssh": 22, "file": 0}
"""The transports, and their ports. `ext::` and its like would run commands."""

REFERENCES = {"git_branch": "refs/heads/", "git_tag": "refs/tags/", "git_commit": ""}
MAX_URL = 300

_PLAIN = re.compile(r"[^\s\x00-\x1f\x7f~^:?*\[\\]{1,255}")
_COMMIT = re.compile(r"[0-9a-fA-F]{4,64}")


def check(source: Mapping[str, Any]) -> None:
    """Raise InvalidParameterValue for a git_source that cannot be."""
    url = source.get("git_url") or ""
    if not url:
        raise InvalidParameterValue("Missing required field: git_source.git_url")
    if source.get("git_provider") not in PROVIDERS:
        # The API's own words [B5.5].
        names = ",".join(name.lower() for name in PROVIDERS)
        raise InvalidParameterValue(f"git_source.git_provider must be one of: {names}")
    if source.get("sparse_checkout"):
        raise NotImplementedHere(
            "The request field $.git_source.sparse_checkout is not implemented."
        )
    _check_url(url)
    given = [name for name in REFERENCES if source.get(name)]
    if len(given) > 1:
        raise InvalidParameterValue(
            "git_source: at most one of git_branch, git_tag and git_commit may be given."
        )
    for name in given:
        _check_reference(name, source[name])


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        known = parts.scheme in SCHEMES and (parts.port or 1) and bool(parts.netloc or parts.path)
    except ValueError:
        known = False
    if not known or len(url) > MAX_URL or re.search(r"[\s\x00-\x1f\x7f]", url):
        raise InvalidParameterValue(
            f"git_source.git_url must be a URL of one of: {', '.join(SCHEMES)}."
        )


def _check_reference(name: str, value: str) -> None:
    plain = _PLAIN.fullmatch(value) and not value.startswith(("-", "/", ".")) and ".." not in value
    if not plain or value.endswith((".lock", "/", ".")) or "@{" in value:
        raise InvalidParameterValue(f"git_source.{name} is not valid.")
    if name == "git_commit" and not _COMMIT.fullmatch(value):
        raise InvalidParameterValue("git_source.git_commit must be the hash of a commit.")


def without_credentials(text: str, url: str) -> str:
    """A text in which the URL's password is not readable."""
    parts = urlsplit(url)
    for secret in (parts.password, parts.username):
        text = text.replace(secret, "***") if secret and len(secret) > 3 else text
    return re.sub(r"://[^/@\s]+@", "://***@", text)

"""A small client of the REST API for the commands: any host, a token, JSON in and out."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any

TIMEOUT_SECONDS = 60


class CallFailed(Exception):
    """The API refused a call, or could not be reached; the message is for people."""


class Client:
    """Calls one workspace. Errors: CallFailed."""

    def __init__(self, host: str, token: str) -> None:
        if not host.startswith(("http://", "https://")):
            host = f"https://{host}"
        self._host, self._token = host.rstrip("/"), token

    @classmethod
    def from_environment(cls, host: str | None) -> Client:
        """The client that DATABRICKS_HOST and DATABRICKS_TOKEN describe."""
        host = host or os.environ.get("DATABRICKS_HOST")
        token = os.environ.get("DATABRICKS_TOKEN")
        if not host or not token:
            raise CallFailed(
                "Set DATABRICKS_HOST and DATABRICKS_TOKEN; `boathouse serve` prints both."
            )
        return cls(host, token)

    def get(self, path: str, /, **query: Any) -> dict[str, Any]:
        """GET; the parameters go into the query."""
        text = urllib.parse.urlencode(query)
        return self._call("GET", f"{path}?{text}" if text else path, None)

    def post(self, path: str, /, **body: Any) -> dict[str, Any]:
        """POST; the parameters are the JSON body."""
        return self._call("POST", path, body)

    def _call(self, verb: str, path: str, body: Mapping[str, Any] | None) -> dict[str, Any]:
        request = urllib.request.Request(  # noqa: S310 - the scheme is checked above
            self._host + path,
            data=None if body is None else json.dumps(body).encode(),
            method=verb,
            headers={"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310
                answer: dict[str, Any] = json.load(response)
                return answer
        except urllib.error.HTTPError as error:
            raise CallFailed(_refusal(verb, path, error)) from None
        except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
            reason = getattr(error, "reason", error)
            raise CallFailed(f"{self._host} cannot be reached: {reason}") from None
        except ValueError:
            raise CallFailed(f"{self._host} did not answer with JSON; is it a workspace?") from None


def _refusal(verb: str, path: str, error: urllib.error.HTTPError) -> str:
    place = f"{verb} {path.partition('?')[0]}"
    try:
        document = json.load(error)
        return f"{place}: {document['error_code']}: {document['message']}"
    except (ValueError, KeyError, TypeError):
        return f"{place}: HTTP {error.code} {error.reason}"

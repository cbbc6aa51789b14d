"""Failures of OAuth endpoints, in OAuth's own shape: error, error_description [RFC 6749, 5.2]."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from boathouse.route import Raw

NO_STORE = {"cache-control": "no-store", "pragma": "no-cache"}


class OAuthError(Exception):
    """The request failed; `error` is one of OAuth's words. Descriptions hold no input."""

    def __init__(
        self,
        error: str,
        description: str,
        status: int = 400,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(description)
        self.error, self.description, self.status = error, description, status
        self.headers = dict(headers or {})

    def answer(self) -> Raw:
        """The body and headers that a token endpoint answers."""
        document = {"error": self.error, "error_description": self.description}
        return json_answer(document, self.status, self.headers)


def json_answer(
    document: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
) -> Raw:
    """A JSON document that no cache may keep."""
    content = msgspec.json.encode(document)
    return Raw(content, "application/json", {**NO_STORE, **(headers or {})}, status)

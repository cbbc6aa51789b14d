"""The views of connections, shares and recipients: one row for each that the caller may see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boathouse.services.information_schema.listed import Row, Rows
from boathouse.services.information_schema.seen import Seen
from boathouse.services.shares import statements


def connections(seen: Seen) -> Rows:
    for found in statements.listed(seen.ctx, "CONNECTION"):
        yield {
            "connection_name": found["name"],
            "connection_type": found["connection_type"],
            "connection_owner": found["owner"],
            "comment": found["comment"],
            "credential_type": found["credential_type"],
            "connection_options": ", ".join(f"{k}={v}" for k, v in found["options"].items()),
            **_made(found),
        }


def shares(seen: Seen) -> Rows:
    for found in statements.listed(seen.ctx, "SHARE"):
        yield {
            "share_name": found["name"],
            "share_owner": found["owner"],
            "comment": found["comment"],
            **_made(found),
        }


def recipients(seen: Seen) -> Rows:
    for found in statements.listed(seen.ctx, "RECIPIENT"):
        yield {
            "recipient_name": found["name"],
            "recipient_owner": found["owner"],
            "comment": found["comment"],
            "authentication_type": "DATABRICKS",
            **_made(found),
        }


def _made(found: Mapping[str, Any]) -> Row:
    return {
        "created": found["created_at"],
        "created_by": found["created_by"],
        "last_altered": found["updated_at"],
        "last_altered_by": found["updated_by"],
    }

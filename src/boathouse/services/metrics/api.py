"""`/metrics` for Prometheus, with an admin's token."""

from __future__ import annotations

from boathouse.context import Context
from boathouse.route import Access, Raw, route

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@route("GET", "/metrics", access=Access.ADMIN)
def expose(ctx: Context) -> Raw:
    """Requests by operation and status, and their times."""
    return Raw(ctx.parts.measures.text().encode(), CONTENT_TYPE)

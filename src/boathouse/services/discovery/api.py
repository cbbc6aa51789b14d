"""Host metadata, health, telemetry and feature flags [api.md 7.1, 7.2, 5.7]."""

from __future__ import annotations

from typing import Any

from boathouse.context import Context
from boathouse.route import Access, route
from boathouse.store import settings


@route("GET", "/healthz", access=Access.PUBLIC)
def health(ctx: Context) -> dict[str, Any]:
    """200 as soon as requests are served."""
    return {"status": "ok"}


@route("GET", "/.well-known/databricks-config", access=Access.PUBLIC)
def databricks_config(ctx: Context) -> dict[str, Any]:
    """Who this host is. MLflow asks before every call, so nothing here is computed."""
    return {
        "oidc_endpoint": f"{ctx.host}/oidc",
        "account_id": settings.get(ctx.tx, "account_id"),
        "workspace_id": str(ctx.parts.workspace_id),
        "cloud": "AWS",
        "host_type": "workspace",
    }


@route("POST", "/telemetry-ext", access=Access.USER)
def telemetry(ctx: Context, protoLogs: list[str] | None = None) -> dict[str, Any]:
    """Clients' telemetry is counted as received and thrown away: nothing leaves the machine."""
    return _received(protoLogs or [])


@route("POST", "/telemetry-unauth", access=Access.PUBLIC, body_limit=1024 * 1024)
def telemetry_unauth(ctx: Context, protoLogs: list[str] | None = None) -> dict[str, Any]:
    """The same for clients that have not signed in."""
    return _received(protoLogs or [])


def _received(proto_logs: list[str]) -> dict[str, Any]:
    count = len(proto_logs)
    return {"errors": [], "numSuccess": 0, "numProtoSuccess": count, "numRealtimeSuccess": 0}


@route(
    "GET",
    "/api/2.0/connector-service/feature-flags/{client}/{version}",
    access=Access.USER,
)
def feature_flags(ctx: Context, client: str, version: str) -> dict[str, Any]:
    """No flag is set: every client behaves by its own defaults."""
    return {"flags": [], "ttl_seconds": 900}

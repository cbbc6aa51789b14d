"""/api/2.0/settings/types/default_namespace_ws, which DuckDB asks before it attaches a catalog."""

from __future__ import annotations

from typing import Any

from boathouse.context import Context
from boathouse.route import Access, Fields, route
from boathouse.services.metastores import store

_PATH = "/api/2.0/settings/types/default_namespace_ws/names/default"


@route(
    "GET",
    _PATH,
    access=Access.USER,
    fields=Fields(inert={"etag": "The setting has one version: it is never changed."}),
)
def get(ctx: Context, etag: str | None = None) -> dict[str, Any]:
    """The setting; its etag is always the same."""
    return {
        "etag": "0",
        "setting_name": "default",
        "namespace": {"value": store.DEFAULT_CATALOG},
    }

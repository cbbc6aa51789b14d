"""/api/2.0/libraries: what is installed on clusters, and what is to be."""

from __future__ import annotations

from typing import Any

from boathouse.context import Context
from boathouse.route import Access, route
from boathouse.services.clusters import use as clusters
from boathouse.services.libraries import store, use
from boathouse.services.libraries.store import LibraryRow
from boathouse.wire.compute import Library

_BASE = "/api/2.0|2.1/libraries"


@route("POST", f"{_BASE}/install", access=Access.USER)
def install(ctx: Context, cluster_id: str, libraries: list[Library]) -> None:
    """Add libraries to a cluster: at once where it runs, else with its next start."""
    wanted = _checked(libraries)
    with ctx.write() as tx:
        clusters.manage(tx, ctx.principal, cluster_id)
        use.add(tx, cluster_id, wanted)
        ctx.wake("libraries")


@route("POST", f"{_BASE}/uninstall", access=Access.USER)
def uninstall(ctx: Context, cluster_id: str, libraries: list[Library]) -> None:
    """Remove libraries with the cluster's next restart. One that is not there is no error."""
    wanted = [{**library} for library in libraries]
    with ctx.write() as tx:
        alive = clusters.manage(tx, ctx.principal, cluster_id)
        use.remove(tx, cluster_id, wanted, alive=alive)


@route("GET", f"{_BASE}/cluster-status", access=Access.USER)
def cluster_status(ctx: Context, cluster_id: str) -> dict[str, Any]:
    """What became of each library of a cluster."""
    clusters.see(ctx.tx, ctx.principal, cluster_id)
    rows = store.of_cluster(ctx.tx, cluster_id)
    return {"cluster_id": cluster_id, "library_statuses": [_status(row) for row in rows]}


@route("GET", f"{_BASE}/all-cluster-statuses", access=Access.USER)
def all_cluster_statuses(ctx: Context) -> dict[str, Any]:
    """The same for all clusters that the caller may see and that have libraries."""
    found: dict[str, list[dict[str, Any]]] = {}
    rows = store.of_all(ctx.tx)
    seen = clusters.seen_of(ctx.tx, ctx.principal, {row.cluster_id for row in rows})
    for row in rows:
        if row.cluster_id in seen:
            found.setdefault(row.cluster_id, []).append(_status(row))
    statuses = [{"cluster_id": key, "library_statuses": value} for key, value in found.items()]
    return {"statuses": statuses}


def _checked(libraries: list[Library]) -> list[dict[str, Any]]:
    return [use.checked(one, f"libraries[{index}]") for index, one in enumerate(libraries)]


def _status(row: LibraryRow) -> dict[str, Any]:
    told: dict[str, Any] = {"library": row.library, "status": row.status}
    if row.messages:
        told["messages"] = row.messages
    return {**told, "is_library_for_all_clusters": False}

"""/api/2.0|2.1/clusters: make, change, start and end clusters, and see what happened to them."""

from __future__ import annotations

import builtins
from typing import Any, Unpack

from boathouse.context import Context, compact
from boathouse.errors import InvalidParameterValue, ResourceLimitExceeded
from boathouse.route import Access, route
from boathouse.services.clusters import (
    access,
    catalogue,
    edits,
    governed,
    lifecycle,
    listing,
    present,
    states,
    store,
)
from boathouse.services.clusters import settings as cluster_settings
from boathouse.services.clusters.fields import RESTART, SETTINGS, UPDATE
from boathouse.services.permissions import decide
from boathouse.services.permissions.levels import CLUSTERS
from boathouse.wire.compute import (
    AutoScale,
    ClustersCreate,
    ClustersEdit,
    EventType,
    GetEventsOrder,
    ListClustersFilterBy,
    ListClustersSortBy,
    UpdateClusterResource,
)

_BASE = "/api/2.0|2.1/clusters"
_DAY = 86_400_000
LISTED_DAYS = 30
MAX_PINNED = 100


@route("POST", f"{_BASE}/create", access=Access.USER, fields=SETTINGS)
def create(ctx: Context, **settings: Unpack[ClustersCreate]) -> dict[str, Any]:
    """A new cluster, which starts at once."""
    owner = ctx.principal.user_name
    with ctx.write() as tx:
        wanted = governed.new(tx, ctx.principal, settings, governed.ALL_PURPOSE)
        document = cluster_settings.checked(wanted, owner)
        cluster_id = lifecycle.create(tx, document, owner=owner, source="API", now=ctx.now)
        ctx.wake("clusters")
    return {"cluster_id": cluster_id}


@route("POST", f"{_BASE}/edit", access=Access.USER, fields=SETTINGS)
def edit(ctx: Context, **settings: Unpack[ClustersEdit]) -> None:
    """Replace all settings; a running cluster restarts."""
    document: dict[str, Any] = {**settings}
    cluster_id = document.pop("cluster_id", None)
    if not cluster_id:
        raise InvalidParameterValue("Missing required field: cluster_id")
    with ctx.write() as tx:
        cluster = access.cluster(ctx, cluster_id, access.MANAGE)
        document = governed.edited(tx, ctx.principal, document, cluster.document)
        edits.apply(tx, cluster, document, ctx.principal.user_name, ctx.now)
        ctx.wake("clusters")


@route("POST", f"{_BASE}/update", access=Access.USER, fields=UPDATE)
def update(
    ctx: Context, cluster_id: str, update_mask: str, cluster: UpdateClusterResource | None = None
) -> None:
    """Replace the settings that `update_mask` names; a running cluster restarts."""
    with ctx.write() as tx:
        found = access.cluster(ctx, cluster_id, access.MANAGE)
        document = edits.masked(found.document, update_mask, {**(cluster or {})})
        document = governed.edited(tx, ctx.principal, document, found.document)
        edits.apply(tx, found, document, ctx.principal.user_name, ctx.now)
        ctx.wake("clusters")


@route("GET", f"{_BASE}/get", access=Access.USER)
def get(ctx: Context, cluster_id: str) -> dict[str, Any]:
    """One cluster; ended ones that nobody pinned are forgotten after 60 days."""
    return present.details(access.cluster(ctx, cluster_id))


@route("GET", f"{_BASE}/list", access=Access.USER)
def list(
    ctx: Context,
    filter_by: ListClustersFilterBy | None = None,
    page_size: int | None = None,
    page_token: str | None = None,
    sort_by: ListClustersSortBy | None = None,
) -> dict[str, Any]:
    """Pinned and active clusters, and those that ended in the last 30 days, as far as one may see
    them. A job's cluster is listed while it lives, so that runs do not flood the list."""
    seen = decide.visible(ctx.principal, CLUSTERS)
    offset, size = listing.page_bounds(page_size, page_token)
    found = store.listed(ctx.tx, seen, ctx.now - LISTED_DAYS * _DAY)
    found = listing.in_order(listing.chosen(found, {**(filter_by or {})}), {**(sort_by or {})})
    end = len(found) if size is None else offset + size
    answer: dict[str, Any] = {"clusters": [present.details(c) for c in found[offset:end]]}
    if end < len(found):
        answer["next_page_token"] = listing.token(end)
    if offset and size:
        answer["prev_page_token"] = listing.token(max(0, offset - size))
    return answer


@route("POST", f"{_BASE}/start", access=Access.USER)
def start(ctx: Context, cluster_id: str) -> None:
    """Start a TERMINATED cluster."""
    with ctx.write() as tx:
        cluster = access.cluster(ctx, cluster_id, access.RESTART)
        if cluster.source == "JOB":
            raise lifecycle.unexpected(cluster)
        lifecycle.start(tx, cluster, ctx.principal.user_name, ctx.now)
        ctx.wake("clusters")


@route("POST", f"{_BASE}/restart", access=Access.USER, fields=RESTART)
def restart(ctx: Context, cluster_id: str, restart_user: str | None = None) -> None:
    """Let a RUNNING cluster's engine end and start a new one."""
    with ctx.write() as tx:
        cluster = access.cluster(ctx, cluster_id, access.RESTART)
        if cluster.state != "RUNNING":
            raise lifecycle.unexpected(cluster)
        lifecycle.restart(tx, cluster, ctx.principal.user_name, ctx.now)
        ctx.wake("clusters")


@route("POST", f"{_BASE}/delete", access=Access.USER)
def delete(ctx: Context, cluster_id: str) -> None:
    """Terminate a cluster; nothing happens to one that has ended."""
    with ctx.write() as tx:
        cluster = access.cluster(ctx, cluster_id, access.RESTART)
        reason = states.reason("USER_REQUEST", username=ctx.principal.user_name)
        lifecycle.terminate(tx, cluster, reason, ctx.now, ctx.principal.user_name)
        ctx.wake("clusters")


@route("POST", f"{_BASE}/permanent-delete", access=Access.USER)
def permanent_delete(ctx: Context, cluster_id: str) -> None:
    """Terminate a cluster and forget it."""
    with ctx.write() as tx:
        cluster = access.cluster(ctx, cluster_id, access.MANAGE)
        if cluster.state == "TERMINATED":
            store.delete_cluster(tx, cluster_id)
        else:
            reason = states.reason("USER_REQUEST", username=ctx.principal.user_name)
            lifecycle.terminate(tx, cluster, reason, ctx.now, ctx.principal.user_name)
            store.change(tx, cluster_id, deleted=True)
        ctx.wake("clusters")


@route("POST", f"{_BASE}/resize", access=Access.USER)
def resize(
    ctx: Context,
    cluster_id: str,
    autoscale: AutoScale | None = None,
    num_workers: int | None = None,
) -> None:
    """Ask a RUNNING cluster for another number of workers. The number is kept."""
    size: dict[str, Any] = {}
    if autoscale is not None:
        size["autoscale"] = autoscale
    if num_workers is not None:
        size["num_workers"] = num_workers
    with ctx.write() as tx:
        cluster = access.cluster(ctx, cluster_id, access.MANAGE)
        document = edits.resized(cluster.document, size)
        lifecycle.resize(tx, cluster, document, ctx.principal.user_name, ctx.now)
        ctx.wake("clusters")


@route("POST", f"{_BASE}/pin", access=Access.ADMIN)
def pin(ctx: Context, cluster_id: str) -> None:
    """Keep a cluster in the list however long ago it ended."""
    _pin(ctx, cluster_id, pinned=True)


@route("POST", f"{_BASE}/unpin", access=Access.ADMIN)
def unpin(ctx: Context, cluster_id: str) -> None:
    """Undo `pin`."""
    _pin(ctx, cluster_id, pinned=False)


@route("POST", f"{_BASE}/events", access=Access.USER)
def events(
    ctx: Context,
    cluster_id: str,
    end_time: int | None = None,
    event_types: builtins.list[EventType] | None = None,
    limit: int | None = None,
    offset: int | None = None,
    order: GetEventsOrder = "DESC",
    page_size: int | None = None,
    page_token: str | None = None,
    start_time: int | None = None,
) -> dict[str, Any]:
    """What happened to a cluster. `next_page` is the body of the next request."""
    descending = order == "DESC"
    begin, size = listing.events_window(offset, limit, page_size, page_token)
    access.cluster(ctx, cluster_id)
    # A page must not shift while new events come in at the front.
    end = ctx.now if end_time is None else end_time
    span = store.Span(start_time, end, event_types or ())
    rows, total = store.events_of(
        ctx.tx, cluster_id, span, descending=descending, offset=begin, limit=size
    )
    shown = [present.event(cluster_id, row) for row in rows]
    answer: dict[str, Any] = {"events": shown, "total_count": total}
    if begin + size < total:
        following = {
            "cluster_id": cluster_id,
            "start_time": start_time,
            "end_time": end,
            "order": order,
            "event_types": event_types,
            "offset": begin + size,
            "limit": size,
        }
        answer["next_page"] = compact(following)
        answer["next_page_token"] = listing.token(begin + size)
    if begin:
        answer["prev_page_token"] = listing.token(max(0, begin - size))
    return answer


@route("GET", f"{_BASE}/spark-versions", access=Access.USER)
def spark_versions(ctx: Context) -> dict[str, Any]:
    """The runtime versions that a cluster may name."""
    return {"versions": catalogue.spark_versions()}


@route("GET", f"{_BASE}/list-node-types", access=Access.USER)
def list_node_types(ctx: Context) -> dict[str, Any]:
    """The node types that clients can choose from."""
    return {"node_types": catalogue.node_types()}


@route("GET", f"{_BASE}/list-zones", access=Access.USER)
def list_zones(ctx: Context) -> dict[str, Any]:
    """The one zone that there is."""
    return {"zones": catalogue.ZONES, "default_zone": catalogue.ZONES[0]}


def _pin(ctx: Context, cluster_id: str, *, pinned: bool) -> None:
    with ctx.write() as tx:
        cluster = access.cluster(ctx, cluster_id, access.MANAGE)
        if cluster.pinned == pinned:
            return
        if pinned and store.count_pinned(tx) >= MAX_PINNED:
            raise ResourceLimitExceeded(f"At most {MAX_PINNED} clusters can be pinned.")
        store.change(tx, cluster_id, pinned=pinned)
        kind = "PINNED" if pinned else "UNPINNED"
        store.record(tx, cluster_id, ctx.now, kind, {"user": ctx.principal.user_name})

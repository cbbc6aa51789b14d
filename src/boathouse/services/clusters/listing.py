"""Choosing, sorting and paging for `list`, and the paging of events."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

from boathouse.errors import InvalidParameterValue
from boathouse.services.clusters.store import Cluster

MAX_EVENTS, DEFAULT_EVENTS = 500, 50

_BY_USE = ("RUNNING", "RESIZING", "PENDING", "RESTARTING", "TERMINATING", "ERROR", "TERMINATED")


def chosen(found: Sequence[Cluster], filter_by: Mapping[str, Any]) -> list[Cluster]:
    """Those that pass every given filter. None has a policy, so a policy_id passes none."""
    sources, wanted = filter_by.get("cluster_sources"), filter_by.get("cluster_states")
    pinned = filter_by.get("is_pinned")
    return [
        cluster
        for cluster in found
        if (not sources or cluster.source in sources)
        and (not wanted or cluster.state in wanted)
        and (pinned is None or cluster.pinned == pinned)
        and not filter_by.get("policy_id")
    ]


def in_order(found: Sequence[Cluster], sort_by: Mapping[str, Any]) -> list[Cluster]:
    """By name, or by default: pinned ones, then those in use, then the newest."""
    backwards = sort_by.get("direction") == "DESC"
    if sort_by.get("field") == "CLUSTER_NAME":
        return sorted(found, key=lambda c: (c.name, c.cluster_id), reverse=backwards)
    by_use = sorted(found, key=lambda c: (not c.pinned, _BY_USE.index(c.state), -c.created_at))
    return by_use[::-1] if backwards else by_use


def page_bounds(page_size: int | None, page_token: str | None) -> tuple[int, int | None]:
    """Offset and size of a page. Without a size it is everything: older clients of `list` read
    one page only. Raises InvalidParameterValue."""
    if page_size is not None and page_size < 0:
        raise InvalidParameterValue("page_size must not be negative.")
    return read_token(page_token), page_size or None


def token(offset: int) -> str:
    """The opaque form of an offset."""
    return base64.urlsafe_b64encode(f"offset:{offset}".encode()).decode()


def read_token(page_token: str | None) -> int:
    """The offset in a token of ours; 0 for none. Raises InvalidParameterValue."""
    if not page_token:
        return 0
    try:
        name, _, digits = base64.urlsafe_b64decode(page_token).decode().partition(":")
        offset = int(digits)
    except (binascii.Error, ValueError):
        name, offset = "", -1
    if name != "offset" or not 0 <= offset < 2**31:
        raise InvalidParameterValue("The page_token is not valid.")
    return offset


def events_window(
    offset: int | None, limit: int | None, page_size: int | None, page_token: str | None
) -> tuple[int, int]:
    """Offset and size of a page of events, from either way of asking."""
    if (offset or 0) < 0 or not 0 <= (limit or 0) <= MAX_EVENTS:
        raise InvalidParameterValue(
            f"offset must not be negative and limit must be between 0 and {MAX_EVENTS}."
        )
    if page_token or page_size is not None:
        size = min(max(page_size or 0, 0), MAX_EVENTS)
        return read_token(page_token), size or DEFAULT_EVENTS
    return offset or 0, limit or DEFAULT_EVENTS

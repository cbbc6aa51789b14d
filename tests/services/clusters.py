"""What the tests of clusters share: making one, and waiting for its states."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.live import Api

VERSION = "15.4.x-scala2.12"
PATIENCE_SECONDS = 150


@contextmanager
def made(api: Api, **settings: Any) -> Iterator[str]:
    """A cluster that is gone afterwards."""
    settings.setdefault("spark_version", VERSION)
    answer = api.post("/api/2.1/clusters/create", json=settings)
    assert answer.status_code == 200, answer.text
    cluster_id = answer.json()["cluster_id"]
    try:
        yield cluster_id
    finally:
        api.post("/api/2.1/clusters/permanent-delete", json={"cluster_id": cluster_id})


def await_state(api: Api, cluster_id: str, state: str, version: str = "2.1") -> dict[str, Any]:
    """The cluster's document once it is in the state."""

    def look() -> dict[str, Any] | None:
        found = api.get(f"/api/{version}/clusters/get", params={"cluster_id": cluster_id}).json()
        return found if found["state"] == state else None

    return eventually(look)


def eventually(look: Callable[[], Any]) -> Any:
    """What `look` finds, within a bounded time."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("it did not happen in time")

"""Counts and times of requests, in Prometheus' text format.

A few lines of our own: the format is a page long, and the usual client library costs more at
start-up than the whole request path.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the histogram's buckets, in seconds."""


class Metrics:
    """What has been served since the start. Labels are operations and statuses: few, never ids."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[tuple[str, int], int] = defaultdict(int)
        self._buckets: dict[str, list[int]] = defaultdict(lambda: [0] * (len(BOUNDS) + 1))
        self._seconds: dict[str, float] = defaultdict(float)

    def count(self, operation: str, status: int, seconds: float) -> None:
        """Add one request."""
        with self._lock:
            self._counts[operation, status] += 1
            self._buckets[operation][bisect_left(BOUNDS, seconds)] += 1
            self._seconds[operation] += seconds

    def text(self) -> str:
        """The whole exposition."""
        with self._lock:
            return "\n".join([*self._requests(), *self._durations(), ""])

    def _requests(self) -> Iterator[str]:
        yield "# HELP boathouse_requests_total Requests by operation and status."
        yield "# TYPE boathouse_requests_total counter"
        for (operation, status), count in sorted(self._counts.items()):
            labels = f'operation="{operation}",status="{status}"'
            yield f"boathouse_requests_total{{{labels}}} {count}"

    def _durations(self) -> Iterator[str]:
        name = "boathouse_request_seconds"
        yield f"# HELP {name} Time from a request's arrival to its answer."
        yield f"# TYPE {name} histogram"
        for operation, buckets in sorted(self._buckets.items()):
            total = 0
            for bound, count in zip([*map(str, BOUNDS), "+Inf"], buckets, strict=True):
                total += count
                yield f'{name}_bucket{{operation="{operation}",le="{bound}"}} {total}'
            yield f'{name}_sum{{operation="{operation}"}} {self._seconds[operation]:.6f}'
            yield f'{name}_count{{operation="{operation}"}} {total}'

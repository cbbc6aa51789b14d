"""Rate limits: a token bucket for each principal and rule, answered 429 with Retry-After.

The rates are the documented ones [api.md 8.5]. A client that honours Retry-After gets through:
a bucket always refills to at least one within the seconds that it names.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from boathouse.context import Context
from boathouse.errors import RequestLimitExceeded

MAX_BUCKETS = 50_000


@dataclass(frozen=True)
class Rule:
    """So many requests a second to paths that begin so, with that verb (None: any)."""

    name: str
    verb: str | None
    prefix: str
    rate: float


RULES = (
    Rule("jobs-create", "POST", "/jobs/create", 20),
    Rule("jobs-run-now", "POST", "/jobs/run-now", 20),
    Rule("runs-submit", "POST", "/jobs/runs/submit", 35),
    Rule("runs-get", "GET", "/jobs/runs/get", 100),
    Rule("dbfs", None, "/dbfs/", 30),
    Rule("workspace-export", "GET", "/workspace/export", 60),
    Rule("workspace-import", "POST", "/workspace/import", 30),
    Rule("permissions-read", "GET", "/permissions/", 100),
    Rule("permissions-write", None, "/permissions/", 30),
    Rule("secrets", None, "/secrets/", 1100 / 60),
    Rule("scim", "GET", "/preview/scim/", 255),
    Rule("token-management", None, "/token-management/", 40),
)

BURST_SECONDS = 5
"""A bucket holds this many seconds of its rate: short bursts of a script are no abuse."""


@dataclass
class _Bucket:
    left: float
    at: float


class Limits:
    """The buckets of one server. `scale` multiplies every rate; 0 switches the limits off."""

    def __init__(self, scale: float = 1.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._scale, self._clock = scale, clock
        self._buckets: OrderedDict[tuple[int, str], _Bucket] = OrderedDict()

    def check(self, principal_id: int, verb: str, path: str) -> None:
        """Count a request; RequestLimitExceeded when its bucket is empty."""
        rule = rule_of(verb, path) if self._scale else None
        if rule is None:
            return
        rate = rule.rate * self._scale
        bucket = self._bucket((principal_id, rule.name), rate)
        if bucket.left < 1:
            seconds = math.ceil((1 - bucket.left) / rate)
            raise RequestLimitExceeded(
                f"The limit of {rate:g} requests a second to {rule.name} is reached.",
                headers={"retry-after": str(seconds)},
            )
        bucket.left -= 1

    def gate(self, ctx: Context) -> None:
        """The check as a gate of the request path; those who failed to sign in share a bucket."""
        self.check(ctx.principal.user_id, ctx.verb, ctx.path)

    def _bucket(self, key: tuple[int, str], rate: float) -> _Bucket:
        now, full = self._clock(), max(1.0, rate * BURST_SECONDS)
        bucket = self._buckets.pop(key, None) or _Bucket(full, now)
        bucket.left = min(full, bucket.left + (now - bucket.at) * rate)
        bucket.at = now
        self._buckets[key] = bucket
        if len(self._buckets) > MAX_BUCKETS:
            self._buckets.popitem(last=False)
        return bucket


def rule_of(verb: str, path: str) -> Rule | None:
    """The rule of a path such as /api/2.1/jobs/create; None where there is none."""
    parts = path.split("/", 3)
    if len(parts) < 4 or parts[1] != "api":
        return None
    rest = f"/{parts[3]}"
    for rule in RULES:
        if rest.startswith(rule.prefix) and rule.verb in (None, verb):
            return rule
    return None

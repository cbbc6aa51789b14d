"""Ids as the API spells them."""

import secrets
import time

_TICK_BITS = 9  # 512 ns: no thread makes two ids in one tick, and 2**53 lasts past 2100


def new_id(now: int | None = None) -> int:
    """An int64 below 2**53 (safe in JavaScript) that sorts by the time of its making; one a tick.

    `now`, in epoch milliseconds, moves it to another time, for clocks that are injected; the ticks
    inside that millisecond are still those of the real one.
    """
    nanoseconds = time.time_ns()
    if now is not None:
        nanoseconds = now * 1_000_000 + nanoseconds % 1_000_000
    return max(1, nanoseconds >> _TICK_BITS)


def new_hex(length: int) -> str:
    """Random lower-case hex digits."""
    return secrets.token_hex((length + 1) // 2)[:length]

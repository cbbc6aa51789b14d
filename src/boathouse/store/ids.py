"""Ids as the API spells them."""

import secrets
import time

_EPOCH_MS = 1_577_836_800_000  # 2020-01-01: leaves 41 bits of milliseconds under 2**53


def new_id(now: int | None = None) -> int:
    """An int64 below 2**53 (safe in JavaScript) that sorts by the time of its making."""
    millis = (now if now is not None else time.time_ns() // 1_000_000) - _EPOCH_MS
    return (millis << 12) | secrets.randbits(12)


def new_hex(length: int) -> str:
    """Random lower-case hex digits."""
    return secrets.token_hex((length + 1) // 2)[:length]

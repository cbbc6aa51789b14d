"""Ids: distinct, growing, safe in JavaScript."""

from __future__ import annotations

import time

from boathouse.store.ids import new_id


def _after_a_microsecond() -> int:
    until = time.time_ns() + 1000
    while time.time_ns() < until:
        pass
    return new_id()


def test_ids_differ_and_grow() -> None:
    made = [_after_a_microsecond() for _ in range(5_000)]
    assert sorted(set(made)) == made
    assert made[-1] < 2**53


def test_ids_follow_an_injected_clock() -> None:
    assert new_id(1_700_000_000_000) < new_id(1_700_000_000_001) < new_id(1_800_000_000_000)

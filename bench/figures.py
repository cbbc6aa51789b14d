"""Figures and their targets: what one measurement answers, and how a verdict is found."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the table. A `target` of None makes it information, without a verdict.

    The value must stay below the target; `at_most` lets it equal the target, `at_least` asks for
    as much or more.
    """

    line: str
    value: float
    unit: str
    target: float | None = None
    at_most: bool = False
    at_least: bool = False
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """The value as a share of its target."""
        return self.value / self.target if self.target else None

    @property
    def verdict(self) -> str:
        """met, missed, or info where there is no target."""
        if self.target is None:
            return "info"
        equal_passes = (self.at_most or self.at_least) and self.value == self.target
        better = self.value > self.target if self.at_least else self.value < self.target
        return "met" if better or equal_passes else "missed"


def median(values: Sequence[float]) -> float:
    """The middle of the values."""
    return statistics.median(values)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of the values do not exceed; 0.99 is the p99."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

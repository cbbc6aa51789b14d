"""Every line of Unity Catalog."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure
from bench.unity import deciding, listing


def measure(folder: Path) -> Iterator[Figure]:
    """In about a minute."""
    folder.mkdir()
    yield from deciding.measure(folder / "deciding")
    yield from listing.measure(folder / "listing")

"""`python -m bench.unity`: the lines of Unity Catalog alone."""

from __future__ import annotations

import sys

from bench.__main__ import run
from bench.unity.measure import measure

if __name__ == "__main__":
    sys.exit(run(lambda folder: measure(folder / "unity")))

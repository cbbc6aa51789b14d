"""`python -m bench.connect`: the lines of Spark Connect alone."""

from __future__ import annotations

import sys

from bench.__main__ import run
from bench.connect.measure import measure

if __name__ == "__main__":
    sys.exit(run(lambda folder: measure(folder / "connect")))

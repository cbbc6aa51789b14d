"""`python -m bench.jobs`: the lines of jobs alone."""

from __future__ import annotations

import sys

from bench.__main__ import run
from bench.jobs.measure import measure

if __name__ == "__main__":
    sys.exit(run(lambda folder: measure(folder / "jobs")))

"""`python -m bench.sql`: the SQL lines alone."""

from __future__ import annotations

import sys

from bench.__main__ import run
from bench.sql.measure import measure

if __name__ == "__main__":
    sys.exit(run(lambda folder: measure(folder / "sql")))

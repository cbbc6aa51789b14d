"""MERGE of 100,000 rows into a million: ours over Sail's own Flight SQL, in turns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, median
from bench.sql.asker import Asker

ROWS, MERGED, TURNS = 1_000_000, 100_000, 3
SECONDS = 150
COLUMNS = "id BIGINT, name STRING, amount DOUBLE, day DATE"
QUERY = (
    "SELECT id, concat('n', CAST(id AS STRING)) AS name, CAST(id AS DOUBLE) AS amount,"
    " DATE'2026-01-01' AS day FROM range({0}, {1})"
)
MERGE = (
    "MERGE INTO merged_{0} AS t USING merge_source AS s ON t.id = s.id"
    " WHEN MATCHED THEN UPDATE SET name = s.name, amount = s.amount + t.amount"
    " WHEN NOT MATCHED THEN INSERT (id, name, amount, day) VALUES (s.id, s.name, s.amount, s.day)"
)


def merging(ours: Asker, raw: Asker, folder: Path) -> Iterator[Figure]:
    """Half of the rows are there and half are new; each turn has a table of its own."""
    source = QUERY.format(ROWS - MERGED // 2, ROWS + MERGED // 2)
    _make(ours, "merge_source", source, None)
    _make(raw, "merge_source", source, folder)
    taken: tuple[list[float], list[float]] = ([], [])
    for turn in range(TURNS + 1):
        for asker, place, found in ((ours, None, taken[0]), (raw, folder, taken[1])):
            _make(asker, f"merged_{turn}", QUERY.format(0, ROWS), place)
            seconds = asker.run([MERGE.format(turn)], SECONDS).taken[0]
            found += [seconds] if turn else []
    one, other = (median(found) for found in taken)
    line = f"MERGE of {MERGED:,} rows into {ROWS:,}, over raw Sail"
    note = f"{one:.2f} s over {other:.2f} s"
    yield Figure(line, one / other, "x", 1.3, at_most=True, note=note)


def _make(asker: Asker, name: str, query: str, folder: Path | None) -> None:
    """A Delta table of a query's rows; `folder`: where raw Sail has its own."""
    place = f" USING DELTA LOCATION '{folder / name}'" if folder is not None else ""
    made = [f"CREATE TABLE {name} ({COLUMNS}){place}", f"INSERT INTO {name} {query}"]
    asker.run(made, SECONDS)

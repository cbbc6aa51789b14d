"""SELECT 1, a million rows, TPC-H, eight clients at once: each a ratio, measured in turns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bench.figures import Figure, median, percentile
from bench.server import BenchError
from bench.sql import data
from bench.sql.asker import Asker

ONE, WARM_CALLS, TURNS, CALLS = "SELECT 1", 50, 8, 50
HIVE_CALLS = 100
MILLION_ROUNDS = 5
PASSES = 2
CLIENTS, TOGETHER_ROUNDS = 8, 2
SECONDS = 150


def select_one(ours: Asker, raw: Asker, bare: Asker, hive: Asker) -> Iterator[Figure]:
    """Medians of a few hundred calls, fifty of each in turns."""
    askers = {"ours": ours, "raw": raw, "bare": bare}
    taken: dict[str, list[float]] = {name: [] for name in askers}
    for turn in range(TURNS + 1):
        for name, asker in askers.items():
            found = asker.run([ONE] * CALLS, SECONDS).taken
            taken[name] += found if turn else []
    hive.run([ONE] * WARM_CALLS, SECONDS)
    of_hive = median(hive.run([ONE] * HIVE_CALLS, SECONDS).taken) * 1000
    p50 = {name: median(found) * 1000 for name, found in taken.items()}
    p99 = percentile(taken["ours"], 0.99) * 1000
    yield Figure("SELECT 1, connector, p50", p50["ours"], "ms", note=f"p99: {p99:.2f} ms")
    note = f"{p50['ours']:.2f} ms over {p50['raw']:.2f} ms"
    line = "SELECT 1, connector over Sail's Flight SQL (ADBC)"
    yield Figure(line, p50["ours"] / p50["raw"], "x", 3.0, at_most=True, note=note)
    note = f"{p50['ours']:.2f} ms over {p50['bare']:.2f} ms"
    yield Figure("SELECT 1, connector over bare gRPC", p50["ours"] / p50["bare"], "x", note=note)
    note = f"{of_hive:.2f} ms over {p50['ours']:.2f} ms"
    line = "SELECT 1, Spark Thrift Server (PyHive) over connector"
    yield Figure(line, of_hive / p50["ours"], "x", 6.0, at_least=True, note=note)


def million_rows(ours: Asker, raw: Asker, hive: Asker) -> Iterator[Figure]:
    """Rows a second to an Arrow table, medians in turns; PyHive's rows once, to Python."""
    statement = f"SELECT * FROM {data.MILLION}"
    rates: tuple[list[float], list[float]] = ([], [])
    for turn in range(MILLION_ROUNDS + 1):
        for asker, found in zip((ours, raw), rates, strict=True):
            rate = _rate(asker, statement, arrow=True)
            found += [rate] if turn else []
    fast, best = (median(found) for found in rates)
    hive.run([f"{statement} LIMIT 10000"], SECONDS)
    slow = _rate(hive, statement, arrow=False)
    line = "1M rows of lineitem, fetchall_arrow"
    yield Figure(line, fast, "/s", note="rows")
    note = f"{fast:,.0f} over {slow:,.0f} rows/s"
    yield Figure(f"{line} over PyHive", fast / slow, "x", 25.0, at_least=True, note=note)
    note = f"{fast:,.0f} over {best:,.0f} rows/s"
    yield Figure(f"{line} over Flight SQL", fast / best, "x", 0.4, at_least=True, note=note)


def tpch(ours: Asker, raw: Asker, spark: Asker) -> Iterator[Figure]:
    """Each query in turns, the sum of the medians; Spark's second pass, all of it warm."""
    asked = data.queries()
    times: tuple[list[list[float]], list[list[float]]] = ([], [])
    for turn in range(PASSES + 1):
        found: tuple[list[float], list[float]] = ([], [])
        for number, query in enumerate(asked):
            answers = [asker.run([query], SECONDS) for asker in (ours, raw)]
            if answers[0].rows != answers[1].rows:
                raise BenchError(f"query {number + 1} answered {[one.rows for one in answers]}")
            for answer, taken in zip(answers, found, strict=True):
                taken += answer.taken
        if turn:
            for one, kept in zip(found, times, strict=True):
                kept.append(one)
    total, least = (_sum_of_medians(kept) for kept in times)
    cold, slow = (sum(spark.run(asked, 2 * SECONDS).taken) for _ in range(2))
    line = "TPC-H SF1, 22 queries, connector"
    yield Figure(line, total, "s")
    note = f"{total:.2f} s over {least:.2f} s"
    yield Figure(f"{line} over raw Sail", total / least, "x", 1.25, at_most=True, note=note)
    note = f"{slow:.1f} s over {total:.2f} s; Spark's first pass: {cold:.1f} s"
    line = "TPC-H SF1, Apache Spark local[2] over connector"
    yield Figure(line, slow / total, "x", 8.0, at_least=True, note=note)


def together(ours: Asker, raw: Asker) -> Iterator[Figure]:
    """Eight connections empty one queue of TPC-H queries, in turns; queries a second."""
    asked = data.queries() * 2
    rates: tuple[list[float], list[float]] = ([], [])
    errors: list[str] = []
    for _ in range(TOGETHER_ROUNDS):
        for asker, found in zip((ours, raw), rates, strict=True):
            done = asker.run(asked, SECONDS, clients=CLIENTS)
            found.append(len(asked) / done.seconds)
            errors += done.errors if asker is ours else []
    ratio, line = median(rates[0]) / median(rates[1]), f"TPC-H, {CLIENTS} clients at once"
    note = f"{median(rates[0]):.2f} over {median(rates[1]):.2f} queries/s"
    yield Figure(f"{line}, over raw Sail", ratio, "x", 0.8, at_least=True, note=note)
    said = errors[0][:80] if errors else ""
    yield Figure(f"{line}, errors", float(len(errors)), "", 0.0, at_most=True, note=said)


def _rate(asker: Asker, statement: str, *, arrow: bool) -> float:
    done = asker.run([statement], SECONDS, arrow=arrow)
    if done.rows != [1_000_000]:
        raise BenchError(f"{statement} answered {done.rows} rows")
    return 1_000_000 / done.taken[0]


def _sum_of_medians(passes: Sequence[Sequence[float]]) -> float:
    return sum(median(taken) for taken in zip(*passes, strict=True))

"""What a statement costs before the engine has it: parsed, resolved, authorized, rewritten.

In this process, on tables of a real workspace that is not served: planning waits for nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bench.figures import Figure, median
from bench.sql import data

ROUNDS, QUERY = 60, 8
TARGET_MS = 3.0
SHORT, LONG = 200, 3200
"""Expressions in a projection: sixteen times the text should take sixteen times as long."""
LINEAR = 1.5
COLUMNS = {
    "part": "p_partkey bigint, p_type string",
    "supplier": "s_suppkey bigint, s_nationkey bigint",
    "lineitem": "l_partkey bigint, l_suppkey bigint, l_orderkey bigint,"
    " l_extendedprice decimal(15,2), l_discount decimal(15,2)",
    "orders": "o_orderkey bigint, o_custkey bigint, o_orderdate date",
    "customer": "c_custkey bigint, c_nationkey bigint",
    "nation": "n_nationkey bigint, n_regionkey bigint, n_name string",
    "region": "r_regionkey bigint, r_name string",
}


def measure(folder: Path) -> Iterator[Figure]:
    """The median of sixty plannings of TPC-H's eighth query, and how the cost grows with text."""
    with closing(Planner(folder)) as planner:
        for name, columns in COLUMNS.items():
            planner.create(f"CREATE TABLE {name} ({columns})")
        query = data.queries()[QUERY - 1]
        taken = median([planner.seconds(query) for _ in range(ROUNDS)]) * 1000
        line = f"planning TPC-H's query {QUERY}, p50"
        yield Figure(line, taken, "ms", TARGET_MS, note=f"{len(query)} characters")
        short, long = (
            median([planner.seconds(_wide(width)) for _ in range(5)]) for width in (SHORT, LONG)
        )
        growth = long / short / (LONG / SHORT)
        note = f"{short * 1000:.1f} ms for {SHORT} expressions, {long * 1000:.1f} ms for {LONG}"
        line = "planning sixteen times the text, over sixteen times the time"
        yield Figure(line, growth, "x", LINEAR, at_most=True, note=note)


def _wide(width: int) -> str:
    items = ", ".join(
        f"sum(l_extendedprice * (1 - l_discount) + {n}) AS c{n}" for n in range(width)
    )
    return f"SELECT {items} FROM lineitem"


class Planner:
    """Plans statements as the server does; nothing is run but CREATE TABLE."""

    def __init__(self, folder: Path) -> None:
        from boathouse.app import App, system_clock
        from boathouse.config import Config
        from boathouse.context import Context, Principal
        from boathouse.services.grants.authorizer import Grants
        from boathouse.services.principals import store as principals
        from boathouse.sql.issued import IssuedNames
        from boathouse.sql.session import Sessions

        self._app = App(Config(data_dir=folder, port=0))
        parts = self._app.parts
        with parts.database.read() as tx:
            admin = principals.by_name(tx, self._app.config.admin_user)
        assert admin is not None
        principal = Principal(admin.principal_id, admin.name, admin=True)
        self._context = lambda: Context(parts, principal, system_clock(), "bench")
        self._session = Sessions().open(principal, "bench", system_clock())
        self._grants, self._names = Grants(), IssuedNames()

    def create(self, text: str) -> None:
        """Make a table."""
        from boathouse.sql.statements.create_table import CreateTable

        plan = self._plan(text)
        assert isinstance(plan, CreateTable)
        with closing(self._context()) as ctx:
            self._app.catalog.create_table(ctx, plan.table)

    def seconds(self, text: str) -> float:
        """How long planning takes."""
        began = time.perf_counter()
        self._plan(text)
        return time.perf_counter() - began

    def close(self) -> None:
        """Give the data folder back."""
        self._app.parts.database.close()

    def _plan(self, text: str) -> object:
        from boathouse.sql import classify
        from boathouse.sql.parse import parse
        from boathouse.sql.planning import Notes, Planning

        notes = Notes()
        with closing(self._context()) as ctx:
            plan = classify.plan(
                Planning(
                    ctx,
                    self._session,
                    parse(text),
                    (),
                    "bench",
                    self._app.catalog,
                    self._grants,
                    self._names,
                    notes,
                )
            )
        self._names.release(notes.opened.values())
        return plan

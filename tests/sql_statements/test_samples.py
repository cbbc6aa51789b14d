"""samples.tpch: small, consistent, and enough for the 22 queries to find something."""

from __future__ import annotations

from bench.sql.data import queries
from tests.sql_statements.conftest import Sql


def test_the_queries_find_something(stranger: Sql) -> None:
    stranger("USE samples.tpch")
    for number, query in enumerate(queries(), 1):
        rows = stranger(query)
        assert rows, f"query {number}"
        assert any(value is not None for value in rows[0]), f"query {number}"


def test_the_tables_agree(stranger: Sql) -> None:
    assert stranger.value("SELECT count(*) FROM samples.tpch.orders") == 15000
    assert (
        stranger.value(
            "SELECT count(*) FROM samples.tpch.lineitem l LEFT ANTI JOIN samples.tpch.partsupp p"
            " ON l.l_partkey = p.ps_partkey AND l.l_suppkey = p.ps_suppkey"
        )
        == 0
    )
    assert (
        stranger.value(
            "SELECT max(abs(o_totalprice - total)) FROM samples.tpch.orders JOIN"
            " (SELECT l_orderkey, sum(l_extendedprice * (1 + l_tax) * (1 - l_discount)) AS total"
            " FROM samples.tpch.lineitem GROUP BY 1) ON o_orderkey = l_orderkey"
        )
        < 1
    )

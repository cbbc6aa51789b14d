"""The whole corpus in one warehouse: what Spark answers, or an error that says what is missing."""

from __future__ import annotations

from contextlib import closing

import pytest

from tests.corpus.asking import Outcome, Warehouse
from tests.corpus.entries import answers, differences, entries, sources
from tests.corpus.report import DOCS, section, shown, wanted
from tests.live import LiveServer

EQUAL_AT_LEAST = 0.95


@pytest.fixture(scope="module")
def outcomes(server: LiveServer) -> list[Outcome]:
    with closing(Warehouse(server.address, server.token)) as warehouse:
        warehouse.set_up()
        return warehouse.outcomes(wanted([]))


def test_every_statement_has_spark_s_answer() -> None:
    for path in sources():
        known = answers(path)
        assert [entry.sql for entry in entries(path) if entry.sql not in known] == []
        assert len(known) == len({entry.sql for entry in entries(path)}), f"{path}: old answers"


def test_no_answer_is_wrong(outcomes: list[Outcome]) -> None:
    wrong = [shown(outcome) for outcome in outcomes if outcome.kind == "wrong"]
    assert not wrong, "\n".join(wrong)


def test_nearly_all_are_spark_s(outcomes: list[Outcome]) -> None:
    equal = sum(outcome.kind == "equal" for outcome in outcomes)
    assert equal >= EQUAL_AT_LEAST * len(outcomes)


def test_what_is_refused_is_listed(outcomes: list[Outcome]) -> None:
    refused = {o.entry.name: o.error for o in outcomes if o.kind == "refused"}
    areas = sorted({path.parent for path in sources()})
    listed = {name: error for area in areas for name, error in differences(area).items()}
    assert refused == listed, "run: .venv/bin/python -m tests.corpus.report --write"
    assert section() in DOCS.read_text()

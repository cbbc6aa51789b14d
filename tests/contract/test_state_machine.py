"""The drawings in docs/state_machine.md are the tables of the code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from boathouse.services.clusters import states as clusters
from boathouse.services.jobs import states as jobs

PAGE = Path(__file__).parents[2] / "docs" / "state_machine.md"

TABLES: dict[str, Mapping[str, frozenset[str]]] = {
    "Run": jobs.RUN_MOVES,
    "Repair": jobs.REPAIRS,
    "Task run": jobs.TASK_MOVES,
    "Cluster": clusters.MOVES,
}


def drawn(title: str) -> set[tuple[str, str]]:
    """The arrows of the drawing under a heading."""
    section = PAGE.read_text().split(f"\n## {title}\n")[1].split("\n## ")[0]
    drawing = section.split("```mermaid\n")[1].split("```")[0]
    return set(re.findall(r"^\s*(\w+) --> (\w+)$", drawing, re.MULTILINE))


@pytest.mark.parametrize("title", TABLES)
def test_the_drawing_equals_the_table(title: str) -> None:
    moves = {(before, after) for before, all_ in TABLES[title].items() for after in all_}
    assert drawn(title) == moves


def test_every_state_that_a_run_can_reach_is_an_end_or_goes_on() -> None:
    for moves in (jobs.RUN_MOVES, jobs.TASK_MOVES):
        reached = {after for all_ in moves.values() for after in all_}
        assert reached - set(moves) <= jobs.ENDED
        assert not jobs.ENDED & set(moves)
    assert set(jobs.REPAIRS) <= jobs.ENDED


def test_a_move_that_is_not_drawn_is_refused() -> None:
    with pytest.raises(jobs.IllegalMove):
        jobs.check(jobs.RUN_MOVES, "TERMINATED", "RUNNING")
    with pytest.raises(clusters.IllegalMove):
        clusters.check("TERMINATED", "RUNNING")

"""Making tables: whole or not at all, once, whoever is killed or races."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from boathouse.errors import PermissionDenied, TableAlreadyExists, TableDoesNotExist
from boathouse.services.tables import store
from boathouse.services.tables.sweep import GRACE_MS, TableSweep
from boathouse.sql.definitions import NewView, RenameTo, SetOwner
from boathouse.sql.errors import SqlError
from boathouse.sql.securables import Column, Name
from tests.conftest import Person
from tests.live import LiveServer
from tests.services.tables import CATALOG, Workbench, fresh, put, rows
from tests.services.tables_killed import SCENARIOS

A, B = Column("a", "long"), Column("b", "string")


@pytest.fixture
def bench(server: LiveServer) -> Workbench:
    return Workbench(server)


def test_a_staged_table_is_one_commit_with_the_statement_in_it(bench: Workbench) -> None:
    wanted = bench.new(fresh(), A, B, partitions=("b",))
    staging = CATALOG.stage_table(bench.ctx(), wanted)
    assert CATALOG.relation(bench.ctx(), wanted.name) is None
    put(staging, {"a": [1, 2], "b": ["x y", None]})
    made, count = CATALOG.commit_staged(bench.ctx(), wanted, staging)
    assert (count, made.version, made.partitions) == (2, 0, ("b",))
    assert CATALOG.commit_staged(bench.ctx(), wanted, staging) == (made, 2)
    assert len(rows(made.location)) == 2


def test_parquet_files_can_be_staged_too(bench: Workbench) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    wanted = bench.new(fresh(), A, B)
    staging = CATALOG.stage_table(bench.ctx(), wanted)
    pq.write_table(pa.table({"a": [1, 2, 3], "b": ["x", "y", "z"]}), f"{staging}/one.parquet")
    made, count = CATALOG.commit_staged(bench.ctx(), wanted, staging)
    assert count == 3
    assert [row["a"] for row in rows(made.location)] == [1, 2, 3]


def test_a_failed_statement_leaves_nothing(bench: Workbench) -> None:
    wanted = bench.new(fresh(), A)
    staging = Path(CATALOG.stage_table(bench.ctx(), wanted))
    put(str(staging), {"a": [1]})
    CATALOG.discard_staged(bench.ctx(), wanted)
    assert not staging.parent.exists()
    with bench.parts.database.read() as tx:
        assert store.intent_of(tx, wanted.statement_id) is None


def test_replacing_keeps_the_id_and_the_history(bench: Workbench) -> None:
    name = fresh()
    first = bench.create(name, A)
    put(first.location or "", {"a": [1]})
    second = bench.create(name, B, replace=True, comment="other")
    assert (second.table_id, second.columns, second.comment) == (first.table_id, (B,), "other")
    assert rows(second.location) == []
    assert rows(second.location, version=1) == [{"a": 1}]


def test_a_failed_replacement_leaves_the_old_table(bench: Workbench) -> None:
    made = bench.create(fresh(), A)
    wanted = bench.new(made.name, B, replace=True)
    staging = CATALOG.stage_table(bench.ctx(), wanted)
    put(staging, {"b": ["x"]})
    CATALOG.discard_staged(bench.ctx(), wanted)
    assert bench.find(made.name) == made
    assert not Path(staging).exists()


@pytest.mark.parametrize("replace", [False, True])
def test_of_two_who_make_one_table_one_wins(bench: Workbench, replace: bool) -> None:
    name = fresh()
    both = [bench.new(name, A, replace=replace, comment=str(i)) for i in range(2)]
    stagings = [CATALOG.stage_table(bench.ctx(), wanted) for wanted in both]
    for value, staging in enumerate(stagings):
        put(staging, {"a": [value]})
    outcomes: list[Any] = []

    def run(which: int) -> None:
        try:
            made, _ = CATALOG.commit_staged(bench.ctx(), both[which], stagings[which])
            outcomes.append(made)
        except TableAlreadyExists as error:
            outcomes.append(error)

    threads = [threading.Thread(target=run, args=(which,)) for which in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lost = [outcome for outcome in outcomes if isinstance(outcome, TableAlreadyExists)]
    assert len(lost) == (0 if replace else 1)
    found = bench.find(name)
    assert rows(found.location) == [{"a": int(found.comment or "")}]


def test_a_dropped_table_s_files_go_later(bench: Workbench) -> None:
    made = bench.create(fresh(), A)
    folder = Path(made.location or "")
    CATALOG.drop_relation(bench.ctx(), made.name)
    assert CATALOG.relation(bench.ctx(), made.name) is None
    TableSweep(bench.parts).round()
    assert folder.is_dir()
    with bench.parts.database.write() as tx:
        store.leave(tx, str(folder), bench.parts.clock() - GRACE_MS)
    TableSweep(bench.parts).round()
    assert not folder.exists()


def test_views(bench: Workbench) -> None:
    name = fresh("v")
    view = NewView(name, "SELECT 1 AS a", (A,), "main", "default", comment="c")
    CATALOG.create_view(bench.ctx(), view)
    found = bench.find(name)
    assert (found.kind, found.definition, found.columns) == ("VIEW", "SELECT 1 AS a", (A,))
    with pytest.raises(TableAlreadyExists):
        CATALOG.create_view(bench.ctx(), view)
    with pytest.raises(SqlError, match="is a view"):
        bench.create(name, A, replace=True)
    CATALOG.create_view(bench.ctx(), NewView(name, "SELECT 2", (B,), "m", "s", replace=True))
    assert bench.find(name).columns == (B,)
    table = bench.create(fresh(), A)
    with pytest.raises(SqlError, match="is a table"):
        CATALOG.create_view(
            bench.ctx(), NewView(table.name, "SELECT 2", (B,), "m", "s", replace=True)
        )


def test_a_table_gets_another_name_and_owner(bench: Workbench, other: Person) -> None:
    made, new = bench.create(fresh(), A), fresh()
    taken = bench.create(fresh(), A)
    with pytest.raises(TableAlreadyExists):
        CATALOG.alter_relation(bench.ctx(), made.name, RenameTo(taken.name))
    CATALOG.alter_relation(bench.ctx(), made.name, RenameTo(new))
    CATALOG.alter_relation(bench.ctx(), new, SetOwner(other.user_name))
    assert (bench.find(new).table_id, bench.find(new).owner) == (made.table_id, other.user_name)
    assert CATALOG.relation(bench.ctx(), made.name) is None


def test_others_may_nothing(bench: Workbench, other: Person) -> None:
    made = bench.create(fresh(), A)
    theirs = bench.ctx(other.user_name)
    acts = (
        lambda: CATALOG.create_table(theirs, bench.new(fresh(), A)),
        lambda: CATALOG.stage_table(theirs, bench.new(fresh(), A)),
        lambda: CATALOG.create_view(theirs, NewView(fresh(), "SELECT 1", (A,), "main", "default")),
        lambda: CATALOG.alter_relation(theirs, made.name, SetOwner(other.user_name)),
        lambda: CATALOG.drop_relation(theirs, made.name),
        lambda: CATALOG.truncate(theirs, made),
        lambda: CATALOG.history(theirs, made),
        lambda: CATALOG.relations(theirs, "main", "default"),
    )
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    theirs.close()
    assert bench.find(made.name) == made


def test_what_is_not_there_is_not_found(bench: Workbench) -> None:
    with pytest.raises(TableDoesNotExist):
        CATALOG.drop_relation(bench.ctx(), fresh())
    assert CATALOG.relation(bench.ctx(), Name("nope", "nope", "nope")) is None


OLD, NEW = [{"old": 7}], [{"new": 1, "part": "a"}, {"new": 2, "part": "b"}]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_killed_anywhere_it_is_the_old_table_or_the_new_one(scenario: str, tmp_path: Path) -> None:
    """A process is killed at one line after another of ours; a sweep follows each time."""
    script = [sys.executable, "-m", "tests.services.tables_killed", scenario, str(tmp_path), "45"]
    ran = subprocess.run(script, capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 0, ran.stderr
    seen = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(seen) > 4
    assert seen[-1]["whole"]
    old = OLD if scenario.startswith(("replace", "alter")) else None
    new = NEW if scenario.endswith("as") else []
    if scenario == "alter":
        new = [{"renamed": 7}]
        assert {str(outcome["defaults"]) for outcome in seen} == {"['3']"}
    for outcome in seen:
        found = outcome["rows"]
        found = sorted(found, key=lambda row: row["new"]) if found and "new" in found[0] else found
        assert found in (old, new), outcome
        if scenario.startswith("replace"):
            assert outcome["comment"] == ("old" if found == old else "new")
        assert (outcome["strays"], outcome["begun"]) == ([], [])
        assert len(outcome["logs"]) == len(outcome["homes"]) == (found is not None)
    assert seen[0]["rows"] == old

"""Kills the making of a table at each of its lines, lets the sweep clear up, and looks.

Run by test_tables_making.py as a process of its own: `python -m tests.services.tables_killed
<scenario> <folder> <step>`. It only forks: delta-rs must not have run in a process that forks.
Prints one JSON object for each line at which a process was killed; `step` passes over some.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import sys
import traceback
from pathlib import Path
from typing import Any

from boathouse.app import App
from boathouse.config import DEFAULT_ADMIN, Config
from boathouse.context import Context, Parts, Principal
from boathouse.services.tables.catalog import UnityCatalog
from boathouse.services.tables.delta import DeltaLogs
from boathouse.services.tables.sweep import TableSweep
from boathouse.sql.definitions import NewTable, RenameColumn
from boathouse.sql.securables import Column, Name, Relation
from boathouse.store.db import SqliteDatabase

NAME = Name("main", "default", "t")
OLD = (Column("old", "integer"),)
NEW = (Column("new", "long"), Column("part", "string"))
CATALOG = UnityCatalog()
NOW = 1_700_000_000_000
KILLED = 9


class Silent:
    """Nobody is woken."""

    def wake(self, kind: str) -> None:
        del kind


def parts_of(folder: Path, now: int = NOW) -> Parts:
    """What tables need of a server, over its data folder."""
    nothing: Any = None
    config = Config(data_dir=folder)
    return Parts(
        config=config,
        database=SqliteDatabase(config.database),
        blobs=nothing,
        vault=nothing,
        signals=Silent(),
        clock=lambda: now,
        workspace_id=1,
        measures=nothing,
        address="",
        isolation=nothing,
        delta=DeltaLogs(),
    )


def context(parts: Parts) -> Context:
    admin = Principal(1, DEFAULT_ADMIN, admin=True, groups=frozenset({"admins"}))
    return Context(parts, admin, parts.clock())


def table(columns: tuple[Column, ...], statement_id: str, **more: Any) -> NewTable:
    return NewTable(NAME, columns, statement_id, **more)


def fill(folder: str, values: dict[str, list[Any]]) -> None:
    import pyarrow as pa
    from deltalake import write_deltalake

    write_deltalake(folder, pa.table(values), mode="append")


def select_into(parts: Parts, wanted: NewTable, values: dict[str, list[Any]]) -> None:
    """CREATE TABLE AS, as the road of a statement does it."""
    staging = CATALOG.stage_table(context(parts), wanted)
    fill(staging, values)
    CATALOG.commit_staged(context(parts), wanted, staging)


def new_rows(parts: Parts) -> None:
    select_into(parts, table(NEW, "two"), {"new": [1, 2], "part": ["a", "b"]})


def other_rows(parts: Parts) -> None:
    wanted = table(NEW, "two", replace=True, partitions=("part",), comment="new")
    select_into(parts, wanted, {"new": [1, 2], "part": ["a", "b"]})


def empty(parts: Parts) -> None:
    CATALOG.create_table(context(parts), table(NEW, "two"))


def emptied(parts: Parts) -> None:
    CATALOG.create_table(context(parts), table(NEW, "two", replace=True, comment="new"))


def old_rows(parts: Parts) -> None:
    select_into(parts, table(OLD, "one", comment="old"), {"old": [7]})


def with_default(parts: Parts) -> None:
    columns = (Column("old", "integer", default="3"),)
    select_into(parts, table(columns, "one", comment="old"), {"old": [7]})


def renamed(parts: Parts) -> None:
    CATALOG.alter_relation(context(parts), NAME, RenameColumn("old", "renamed"))


def and_a_source(parts: Parts) -> None:
    old_rows(parts)
    fill(str(parts.config.data_dir / "source"), {"new": [1, 2], "part": ["a", "b"]})


def cloned(parts: Parts) -> None:
    location = str(parts.config.data_dir / "source")
    source = Relation(NAME, "source", "EXTERNAL", DEFAULT_ADMIN, NEW, location, "DELTA")
    CATALOG.clone_table(context(parts), table((), "two", replace=True, comment="new"), source)


def nothing(parts: Parts) -> None:
    del parts


# what is there before, what is killed, how many rows the new table has
SCENARIOS: dict[str, tuple[Any, Any, int]] = {
    "create": (nothing, empty, 0),
    "replace": (old_rows, emptied, 0),
    "create as": (nothing, new_rows, 2),
    "replace as": (old_rows, other_rows, 2),
    "replace by clone as": (and_a_source, cloned, 2),
    "alter": (with_default, renamed, 1),
}


def in_child(act: Any, *arguments: Any) -> int:
    """The exit code of a fork that does this."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        act(*arguments)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def killed_at(line: int, folder: Path, act: Any) -> None:
    """Do it, and die where the n-th line of our own that was not seen before is about to run."""
    seen: set[tuple[str, int]] = set()

    def trace(frame: Any, event: str, _argument: Any) -> Any:
        name = frame.f_code.co_filename
        if "services/tables" not in name:
            return None
        if event == "line" and (name, frame.f_lineno) not in seen:
            seen.add((name, frame.f_lineno))
            if len(seen) > line:
                os._exit(KILLED)
        return trace

    parts = parts_of(folder)
    sys.settrace(trace)
    act(parts)


def cleared_up(folder: Path, report: Path) -> None:
    """What the next server makes of it; the table and every file that is left."""
    parts = parts_of(folder, NOW + 86_400_000)
    TableSweep(parts).round()
    found = CATALOG.relation(context(parts), NAME)
    rows, live, comment, defaults = None, set(), None, None
    if found is not None:
        from deltalake import DeltaTable

        assert found.location is not None
        seen = DeltaTable(found.location)
        rows, comment = seen.to_pyarrow_table().to_pylist(), found.comment
        defaults = [column.default for column in found.columns]
        live = {Path(uri).name for uri in seen.file_uris()}
        # The version before is still there for time travel.
        for version in range(seen.version()):
            live |= {Path(uri).name for uri in DeltaTable(found.location, version).file_uris()}
    root = folder / "metastore" / "tables"
    strays = [str(one.relative_to(root)) for one in root.rglob("*.parquet") if one.name not in live]
    logs = [str(one.relative_to(root)) for one in root.rglob("_delta_log")]
    homes = [one.name for one in root.iterdir()] if root.is_dir() else []
    with parts.database.read() as tx:
        from boathouse.services.tables import store

        begun = [intent.statement_id for intent in store.intents_of_others(tx, "nobody")]
    report.write_text(
        json.dumps(
            {"rows": rows, "comment": comment, "strays": strays, "logs": logs}
            | {"homes": homes, "begun": begun, "defaults": defaults}
        )
    )


def prepare(folder: Path, before: Any) -> None:
    App(Config(data_dir=folder, port=0))
    before(parts_of(folder))


def main(scenario: str, root: Path, step: int) -> None:
    # Loaded once for all forks; nothing of them runs here.
    for heavy in ("deltalake", "pyarrow.dataset"):
        importlib.import_module(heavy)
    before, act, _ = SCENARIOS[scenario]
    assert in_child(prepare, root / "first", before) == 0
    for line in range(1, 10_000, step):
        folder, report = root / str(line), root / f"{line}.json"
        shutil.copytree(root / "first", folder)
        # Locations are absolute: each copy takes the place of the first.
        (root / "first").rename(root / "kept")
        folder.rename(root / "first")
        code = in_child(killed_at, line, root / "first", act)
        assert code in (0, KILLED), (line, code)
        assert in_child(cleared_up, root / "first", report) == 0
        print(json.dumps({"line": line, "whole": code == 0, **json.loads(report.read_text())}))
        shutil.rmtree(root / "first")
        (root / "kept").rename(root / "first")
        if code == 0:
            return


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))

"""Changes of a table's log: made, replaced, its shape changed, emptied; each is one commit.

Every change starts from what the log says now and is committed as the very next version. Whoever
comes first wins; the other reads again and decides again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boathouse.errors import Aborted, ResourceAlreadyExists
from boathouse.services.tables import commit, files, layout, places
from boathouse.services.tables.delta import DeltaLogs, NoDeltaLog, Snapshot, open_table
from boathouse.services.tables.layout import Layout

if TYPE_CHECKING:
    from deltalake import DeltaTable

    from boathouse.sql.errors import SqlError

TRIES = 20
CHECKPOINT_EVERY = 100


@dataclass(frozen=True)
class Reshaping:
    """A new layout.

    `select`: where the files must be written anew, an SQL expression for each of its columns that
    is not a new one. `required`: columns that may hold no NULL for this to be done. `nested`:
    columns that change inside, their types before and after (whose fields remember).
    """

    layout: Layout
    operation: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    select: tuple[str, ...] | None = None
    required: tuple[str, ...] = ()
    nested: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Author:
    """Who commits, and when (epoch ms)."""

    user: str
    now: int


class TableLog:
    """Changes the log of one location."""

    def __init__(self, logs: DeltaLogs, location: str, author: Author) -> None:
        self._logs, self._location, self._author = logs, location, author

    def create(self, shape: Layout, parameters: Mapping[str, Any]) -> Snapshot:
        """An empty table where there is none. Raises ResourceAlreadyExists where there is one."""
        if places.has_log(self._location):
            raise ResourceAlreadyExists(f"There is a Delta table in '{self._location}' already.")
        return self.replace(shape, (), parameters)

    def replace(
        self,
        shape: Layout,
        adds: Sequence[files.Add],
        parameters: Mapping[str, Any],
        statement_id: str | None = None,
        *,
        selected: bool = False,
        operation: str | None = None,
    ) -> Snapshot:
        """The table with this layout and these files and nothing else, as one commit; also the
        first. Done already under `statement_id`, it is not done again. `selected`: the files hold
        what a query gave. `operation`: what the history calls it, if not CREATE TABLE."""
        layout.check(shape)

        def decide(before: Snapshot | None) -> commit.Commit:
            kind = "CREATE TABLE" if before is None else "CREATE OR REPLACE TABLE"
            return self._entry(
                before,
                operation or (kind + " AS SELECT" if selected else kind),
                parameters,
                protocol=layout.protocol(shape, before),
                metadata=layout.metadata(shape, self._author.now, before),
                adds=tuple(adds),
                removes=self._present(before),
                metrics=_sizes(adds),
                statement_id=statement_id,
            )

        return self._commit(decide, statement_id)

    def append(
        self,
        base: Sequence[Mapping[str, Any]],
        shape: Layout,
        adds: Sequence[files.Add],
        parameters: Mapping[str, Any],
        statement_id: str,
    ) -> Snapshot:
        """Add files, and columns where `shape` has more, as one commit that carries the statement's
        id. `base`: the fields that the files were made for. Raises SqlError where the table has
        others by now."""

        def decide(before: Snapshot | None) -> commit.Commit:
            if before is None:
                raise NoDeltaLog(f"There is no Delta table in '{self._location}'.")
            if [one["name"] for one in before.fields] != [one["name"] for one in base] or [
                one["type"] for one in before.fields
            ] != [one["type"] for one in base]:
                raise changed_meanwhile()
            wider = len(shape.fields) > len(before.fields)
            return self._entry(
                before,
                "COPY INTO",
                parameters,
                protocol=layout.protocol(shape, before) if wider else None,
                metadata=layout.metadata(shape, self._author.now, before) if wider else None,
                adds=tuple(adds),
                metrics=_sizes(adds),
                statement_id=statement_id,
            )

        return self._commit(decide, statement_id)

    def truncate(self) -> int:
        """Take every file away; how many rows they held."""
        removed = 0

        def decide(before: Snapshot | None) -> commit.Commit:
            nonlocal removed
            table = self._opened(before)
            removed = table.count()
            paths = _paths(table)
            metrics = {"numRemovedFiles": len(paths), "numDeletedRows": removed}
            return self._entry(before, "TRUNCATE", {}, removes=paths, metrics=metrics)

        self._commit(decide)
        return removed

    def reshape(
        self,
        decide_shape: Callable[[Snapshot], Reshaping | None],
        *,
        statement_id: str | None = None,
        part: str | None = None,
    ) -> Snapshot:
        """Another layout of the table; None from `decide_shape` leaves it as it is.

        `statement_id` goes into the commit; `part`: the folder for files that are written anew.
        """

        def decide(before: Snapshot | None) -> commit.Commit | None:
            if before is None:
                raise NoDeltaLog(f"There is no Delta table in '{self._location}'.")
            wanted = decide_shape(before)
            if wanted is None:
                return None
            folder = part or places.new_part(self._location)
            return replace(self._reshaped(before, wanted, folder), statement_id=statement_id)

        return self._commit(decide)

    def _reshaped(self, before: Snapshot, wanted: Reshaping, part: str) -> commit.Commit:
        layout.check(wanted.layout)
        adds: tuple[files.Add, ...] = ()
        removes: tuple[str, ...] = ()
        if wanted.required:
            refuse_nulls(self._opened(before), wanted.required)
        if wanted.select is not None:
            table = self._opened(before)
            removes = _paths(table)
            adds = self._rewritten(table, wanted, part) if removes else ()
        return self._entry(
            before,
            wanted.operation,
            wanted.parameters,
            protocol=layout.protocol(wanted.layout, before),
            metadata=layout.metadata(wanted.layout, self._author.now, before),
            adds=adds,
            removes=removes,
        )

    def _rewritten(self, table: DeltaTable, wanted: Reshaping, part: str) -> tuple[files.Add, ...]:
        author = self._author
        try:
            return files.rewritten(
                table,
                wanted.select or (),
                wanted.layout,
                part,
                author.user,
                author.now,
                nested=wanted.nested,
            )
        except BaseException:
            places.remove(Path(part))
            raise

    def _commit(
        self,
        decide: Callable[[Snapshot | None], commit.Commit | None],
        statement_id: str | None = None,
    ) -> Snapshot:
        for _ in range(TRIES):
            before = self._before()
            if before is not None and self._done(statement_id):
                return before
            entry = decide(before)
            if entry is None:
                assert before is not None
                return before
            try:
                commit.write(self._location, entry)
            except commit.LostRace:
                self._discard(entry, statement_id)
                continue
            self._checkpoint(entry.version)
            return self._logs.snapshot(self._location)
        raise Aborted(f"Other writers of '{self._location}' were always faster; try again.")

    def _done(self, statement_id: str | None) -> bool:
        return statement_id is not None and committed(self._location, statement_id)

    def _discard(self, entry: commit.Commit, statement_id: str | None) -> None:
        """Files that were written for a commit which did not happen; staged ones are not ours."""
        if statement_id is None:
            folder = places.folder_of(self._location)
            for part in {add["path"].split("/")[0] for add in entry.adds}:
                places.remove(folder / part)

    def _checkpoint(self, version: int) -> None:
        if version and version % CHECKPOINT_EVERY == 0:
            open_table(self._location).create_checkpoint()

    def _before(self) -> Snapshot | None:
        try:
            return self._logs.snapshot(self._location)
        except NoDeltaLog:
            return None

    def _opened(self, before: Snapshot | None) -> DeltaTable:
        """The table at the version that the change starts from."""
        table = open_table(self._location)
        if before is not None and table.version() != before.version:
            table.load_as_version(before.version)
        return table

    def _present(self, before: Snapshot | None) -> tuple[str, ...]:
        return () if before is None or not before.fields else _paths(self._opened(before))

    def _entry(
        self, before: Snapshot | None, operation: str, parameters: Mapping[str, Any], **parts: Any
    ) -> commit.Commit:
        return commit.Commit(
            version=0 if before is None else before.version + 1,
            operation=operation,
            parameters=parameters,
            user=self._author.user,
            now=self._author.now,
            **parts,
        )


def changed_meanwhile() -> SqlError:
    """The error of a table whose columns another statement has changed."""
    from boathouse.sql.errors import SqlError

    why = (
        "MetadataChangedException: The metadata of the Delta table has been changed by a concurrent"
        " update. Please try the operation again."
    )
    return SqlError("DELTA_METADATA_CHANGED", why, "2D521")


def committed(location: str, statement_id: str) -> bool:
    """Whether a commit of the table carries the statement's id."""
    from boathouse.sql.errors import SqlError

    try:
        return open_table(location).transaction_version(statement_id) is not None
    except NoDeltaLog:
        return False
    except SqlError:  # no columns yet: so few entries that they are looked through
        log = places.folder_of(location) / places.LOG
        actions = (one for path in log.glob("*.json") for one in commit.actions_in(path))
        return any(one.get("txn", {}).get("appId") == statement_id for one in actions)


def refuse_nulls(table: DeltaTable, names: Sequence[str]) -> None:
    """Raise SqlError where one of the columns holds a NULL."""
    from deltalake import QueryBuilder

    from boathouse.sql.errors import SqlError

    for name in names:
        query = f"SELECT 1 FROM t WHERE {quoted(name)} IS NULL LIMIT 1"  # noqa: S608 (quoted)
        found = QueryBuilder().register("t", table).execute(query).read_all()
        if found.num_rows:
            why = f"The column `{name}` has NULL values, so it cannot be set to NOT NULL."
            raise SqlError("DELTA_NOT_NULL_CONSTRAINT_VIOLATED", why, "23502")


def quoted(name: str) -> str:
    """A column's name in the SQL of delta-rs (DataFusion)."""
    return '"' + name.replace('"', '""') + '"'


def _paths(table: DeltaTable) -> tuple[str, ...]:
    return tuple(table.get_add_actions()["path"].to_pylist())


def _sizes(adds: Sequence[files.Add]) -> dict[str, int]:
    if not adds:
        return {}
    return {
        "numFiles": len(adds),
        "numOutputRows": files.rows_of(adds),
        "numOutputBytes": sum(add["size"] for add in adds),
    }

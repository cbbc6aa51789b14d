"""Queries of the request path: compiled once, then run on the driver's own connection.

SQLAlchemy's execution costs ten times what SQLite needs to answer by key. The statement, its
transaction and its types stay SQLAlchemy's; other databases run it the usual way.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Select
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.engine import Dialect

Read = Callable[[Any], Any]


class Prepared:
    """A select with plain named parameters (texts, integers). Safe in several threads."""

    def __init__(self, statement: Select[Any]) -> None:
        self._statement = statement

    def all(self, tx: Connection, /, **values: Any) -> list[Any]:
        """Every row; columns are attributes of a row, as in SQLAlchemy's."""
        if tx.dialect.name != "sqlite":
            return list(tx.execute(self._statement, values))
        return list(map(self._row, self._run(tx, values).fetchall()))

    def first(self, tx: Connection, /, **values: Any) -> Any:
        """The first row, or None; for queries that find at most a few."""
        found = self.all(tx, **values)
        return found[0] if found else None

    def _run(self, tx: Connection, values: dict[str, Any]) -> Any:
        if not tx.in_transaction():
            tx.begin()
        text, names, fixed = self._compiled
        given = {**fixed, **values}
        driver: Any = tx.connection.driver_connection
        return driver.execute(text, [given[name] for name in names])

    @cached_property
    def _compiled(self) -> tuple[str, list[str], dict[str, Any]]:
        """The text, its parameters in their order, the values of those that the statement has."""
        made = self._statement.compile(dialect=_dialect())
        fixed = {name: value for name, value in made.params.items() if value is not None}
        return made.string, list(made.positiontup or ()), fixed

    @cached_property
    def _row(self) -> Callable[[Iterable[Any]], Any]:
        """From the driver's tuple to a named one, with each column's value as its type reads it."""
        columns, dialect = list(self._statement.selected_columns), _dialect()
        named: Any = namedtuple("Row", [str(column.key) for column in columns])  # type: ignore[misc]
        make: Callable[[Iterable[Any]], Any] = named._make
        reads: list[tuple[int, Read]] = []
        for place, column in enumerate(columns):
            read = column.type.dialect_impl(dialect).result_processor(dialect, None)
            if read is not None:
                reads.append((place, read))
        if not reads:
            return make

        def row(raw: Iterable[Any]) -> Any:
            cells = list(raw)
            for place, read in reads:
                cells[place] = read(cells[place])
            return make(cells)

        return row


def _dialect() -> Dialect:
    made: Dialect = sqlite_dialect()
    return made

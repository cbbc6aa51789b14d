"""The values that UPDATE and MERGE give, made into what the table's rules let in.

All of it is SQL as a user could have written it: it goes the way of every statement afterwards.
Where a rule reads a column that is given a value, the value's text stands in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.parse import parse_expression
from boathouse.sql.rewrite import quote
from boathouse.sql.securables import Column, Relation
from boathouse.sql.statements import identity
from boathouse.sql.statements.clauses import Given
from boathouse.sql.statements.expressions import changing, read_by, substituted
from boathouse.sql.statements.nested import NestedValues
from boathouse.sql.statements.rows import (
    Rule,
    agreed,
    anchor,
    guarded,
    kept,
    length_of,
    stored,
)
from boathouse.sql.statements.target_names import Place, place_of


@dataclass(frozen=True)
class Assignments:
    """Rules and names of one target. `alias`: what the statement calls it."""

    target: Relation
    alias: str
    columns: Mapping[str, Column] = field(init=False)
    made: tuple[Rule, ...] = field(init=False)
    checks: tuple[Rule, ...] = field(init=False)

    def __post_init__(self) -> None:
        columns = self.target.columns
        by_name = {column.name.lower(): column for column in columns}
        object.__setattr__(self, "columns", by_name)
        made = tuple(
            Rule(column.generated, "", read_by(column.generated, columns), column)
            for column in columns
            if column.generated is not None
        )
        checks = tuple(
            Rule(one.expression or "", "", read_by(one.expression or "", columns), None, one.name)
            for one in self.target.constraints
            if one.kind == "CHECK"
        )
        object.__setattr__(self, "made", made)
        object.__setattr__(self, "checks", checks)

    def update(self, given: Sequence[Given]) -> str:
        """What stands behind SET."""
        values = self._resolved(given)
        for name in values:
            if self.columns[name].identity is not None:
                raise identity.updated(self.columns[name])
        old = {name: self._old(column) for name, column in self.columns.items()}
        found = self._final(values, old)
        return ", ".join(
            f"{quote(self.columns[name].name)} = {value}" for name, value in found.items()
        )

    def insert(self, given: Sequence[Given], numbers: Mapping[str, str]) -> str:
        """What stands behind INSERT. `numbers`: the values of identity columns, by name."""
        places = [place_of(self.target, self.alias, one.path) for one in given]
        if any(place.fields for place in places):
            raise NotSupported("INSERT gives values to columns, not to their fields.")
        values: dict[str, str] = {}
        for one, place in zip(given, places, strict=True):
            if place.column in values:
                raise SqlError(
                    "DELTA_DUPLICATE_COLUMNS_ON_INSERT",
                    f"Duplicate column names in INSERT clause: {place.column}.",
                    "42701",
                )
            column = self.columns[place.column]
            if column.identity is not None and (one.value is None or column.identity.always):
                if one.value is not None:
                    raise identity.explicit(column)
                continue
            if one.value is None and column.generated is not None:
                continue
            values[place.column] = self._text(one, column)
        for name, column in self.columns.items():
            if name not in values and column.generated is None:
                values[name] = numbers.get(name) or column.default or "NULL"
        found = self._final(values, {})
        ordered = [(column, found[name]) for name, column in self.columns.items()]
        names = ", ".join(quote(column.name) for column, _ in ordered)
        return f"({names}) VALUES ({', '.join(value for _, value in ordered)})"

    def valued(self, given: Sequence[Given]) -> list[tuple[Column, str]]:
        """The columns that are given values as a whole, and these as they are written."""
        places = [(place_of(self.target, self.alias, one.path), one.value) for one in given]
        return [
            (self.columns[place.column], value)
            for place, value in places
            if value is not None and not place.fields
        ]

    def needs_numbers(self, given: Sequence[Given] | None, source: Iterable[str]) -> list[Column]:
        """The identity columns that an INSERT gives no values to. `source`: the columns of `*`."""
        there = {name.lower() for name in source}
        if given is not None:
            there = {one.path[-1].lower() for one in given if one.value is not None}
        return [c for c in identity.counted(self.target) if c.name.lower() not in there]

    def _resolved(self, given: Sequence[Given]) -> dict[str, str]:
        """Each column's value; of fields of structs put together."""
        values: dict[str, str] = {}
        nested: dict[str, NestedValues] = {}
        for one in given:
            place: Place = place_of(self.target, self.alias, one.path)
            column = self.columns[place.column]
            if place.column in values or (not place.fields and place.column in nested):
                raise _twice(column.name)
            if place.fields:
                fields = nested.setdefault(place.column, NestedValues(column.type))
                if one.value is None:
                    raise NotSupported("DEFAULT for a field of a struct is not supported.")
                if not fields.put(place.fields, one.value):
                    raise _twice(".".join(one.path))
            elif not (one.value is None and column.generated is not None):
                values[place.column] = self._text(one, column)
        for name, fields in nested.items():
            values[name] = fields.sql(self._old(self.columns[name]))
        return values

    def _text(self, given: Given, column: Column) -> str:
        if given.value is None:
            return column.default or "NULL"
        return given.value

    def _old(self, column: Column) -> str:
        return f"{quote(self.alias)}.{quote(column.name)}"

    def _final(self, values: Mapping[str, str], old: Mapping[str, str]) -> dict[str, str]:
        """The values to write, rules and all, by column; `old`: of a row that is there."""
        row = dict(old)
        for name, value in values.items():
            row[name] = f"({stored(value, self.columns[name])})"
        made = [rule for rule in self.made if not old or rule.reads & values.keys()]
        made += [rule for rule in self.made if rule not in made and _name(rule) in values]
        computed = {_name(rule): substituted(rule.text, row) for rule in made}
        for rule in made:
            assert rule.column is not None
            row[_name(rule)] = f"({stored(f'({computed[_name(rule)]})', rule.column)})"
        changed = values.keys() | computed.keys()
        checks = [rule for rule in self.checks if not old or rule.reads & changed]
        self._once(values, [*made, *checks])
        found: dict[str, str] = {}
        for name, value in values.items():
            if name not in computed:
                found[name] = kept(value, self.columns[name])
        for rule in made:
            assert rule.column is not None
            value = kept(f"({computed[_name(rule)]})", rule.column)
            if _name(rule) in values:
                given = f"({stored(values[_name(rule)], rule.column)})"
                value = agreed(self.target, rule, given, value, row)
            found[_name(rule)] = value
        if checks:
            first = anchor(self.target, found)
            conditions = [substituted(rule.text, row) for rule in checks]
            found[first] = guarded(self.target, checks, found[first], row, conditions)
        return found

    def _once(self, values: Mapping[str, str], rules: Sequence[Rule]) -> None:
        """A value whose text would be evaluated more than once must always be the same."""
        read = {name for rule in rules for name in rule.reads}
        read |= {_name(rule) for rule in rules if rule.column is not None}
        for name, value in values.items():
            twice = name in read or length_of(self.columns[name]) is not None
            if twice and changing(parse_expression(value)) is not None:
                raise NotSupported(
                    f"The value for {self.columns[name].name} changes with every evaluation, and a"
                    " rule of the table reads it: give it by a query's column."
                )


def _name(rule: Rule) -> str:
    assert rule.column is not None
    return rule.column.name.lower()


def _twice(name: str) -> SqlError:
    return SqlError(
        "DELTA_CONFLICT_SET_COLUMN",
        f"There is a conflict from these SET columns: `{name}`.",
        "42701",
    )

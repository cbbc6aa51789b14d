"""What a table asks of every row that is written to it, as SQL around the values.

A value that breaks a rule raises an error in the engine, so that nothing of the statement is ever
committed. A rule is a function of one row: NOT NULL, the length of CHAR and VARCHAR, generated
columns and CHECKs, for which NULL is not enough, as in Delta.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from boathouse.sql import types
from boathouse.sql.planning import Planning
from boathouse.sql.rewrite import literal
from boathouse.sql.securables import Column, Relation
from boathouse.sql.statements.expressions import for_engine, read_by
from boathouse.sql.types import quote_if_needed


def cast(value: str, column: Column) -> str:
    """A value as the column's type; of CHAR and VARCHAR a string of any length."""
    if column.type == "variant" and value != "NULL":
        return value  # the engine casts no variant to one
    return f"CAST({value} AS {types.to_sql(types.stored_type(column.type))})"


def length_of(column: Column) -> tuple[str, int] | None:
    """("char" or "varchar", its length)."""
    kind = column.type if isinstance(column.type, str) else ""
    name, _, size = kind.partition("(")
    return (name, int(size.rstrip(")"))) if name in ("char", "varchar") else None


def stored(value: str, column: Column) -> str:
    """A value as the column holds it: CHAR is padded, blanks that are too much go."""
    whole, size = cast(value, column), length_of(column)
    if size is None:
        return whole
    short = f"substring({whole}, 1, {size[1]})"
    return f"rpad({short}, {size[1]}, ' ')" if size[0] == "char" else short


def kept(value: str, column: Column) -> str:
    """A value as the column holds it; one that it cannot hold raises an error."""
    made, size = stored(value, column), length_of(column)
    if size is not None:
        error = f"[EXCEED_LIMIT_LENGTH] Exceeds char/varchar type length limitation: {size[1]}."
        made = (
            f"CASE WHEN length(rtrim({cast(value, column)})) > {size[1]}"
            f" THEN {raised(literal(error))} ELSE {made} END"
        )
    return made if column.nullable else f"COALESCE({made}, {_no_null(column)})"


def _no_null(column: Column) -> str:
    error = (
        "[DELTA_NOT_NULL_CONSTRAINT_VIOLATED] NOT NULL constraint violated for column:"
        f" {column.name}."
    )
    return raised(literal(error))


def raised(text: str) -> str:
    """An expression that fails with a text, itself SQL.

    rand() keeps it where it stands: the engine would ask it of rows that a filter below leaves out,
    or of none at all, if it took it for a constant or moved another filter through it.
    """
    return f"raise_error(if(rand() < 2, {text}, ''))"


def violated(name: str, shown: str, values: Mapping[str, str]) -> str:
    """The error of a row that a CHECK does not let in. `values`: SQL, by the columns' names."""
    parts = [
        literal(
            "[DELTA_VIOLATE_CONSTRAINT_WITH_VALUES] CHECK constraint"
            f" {name} {shown} violated by row with values:"
        )
    ]
    for column in sorted(values):
        parts.append(literal(f"\n - {column} : "))
        parts.append(f"coalesce(CAST({values[column]} AS STRING), 'null')")
    return raised(f"concat({', '.join(parts)})")


@dataclass(frozen=True)
class Rule:
    """An expression that a table keeps: of a generated `column`, or a CHECK of a `name`.
    `text`: as the user wrote it; `engine`: as the engine reads it; `reads`: the columns, in lower
    case."""

    text: str
    engine: str
    reads: frozenset[str]
    column: Column | None = None
    name: str = ""


def shown_values(
    target: Relation, reads: Iterable[str], values: Mapping[str, str]
) -> dict[str, str]:
    """Of the columns that a rule reads, those whose values an error can show: name -> SQL."""
    return {
        column.name: values[column.name.lower()]
        for column in target.columns
        if column.name.lower() in reads and isinstance(column.type, str)
    }


def rules_of(planning: Planning, target: Relation) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """The table's generated columns, and its CHECKs."""

    def rule(text: str, column: Column | None = None, name: str = "") -> Rule:
        engine = for_engine(planning, text, target)
        return Rule(text, engine, read_by(text, target.columns), column, name)

    made = tuple(
        rule(column.generated, column) for column in target.columns if column.generated is not None
    )
    checks = tuple(
        rule(one.expression or "", name=one.name)
        for one in target.constraints
        if one.kind == "CHECK"
    )
    return made, checks


def projected(
    target: Relation,
    rules: tuple[tuple[Rule, ...], tuple[Rule, ...]],
    values: Mapping[str, str],
    source: str,
) -> str:
    """A query for the rows to write, every column of the table in its order. `values`: SQL by the
    columns' names in lower case, over `source` (FROM's); what is missing is NULL, and of generated
    columns computed."""
    made, checks = rules
    generated = {rule.column.name.lower(): rule for rule in made if rule.column is not None}
    given = [
        f"{_base(column, values, generated)} AS {quote_if_needed(column.name)}"
        for column in target.columns
        if column.name.lower() in values or column.name.lower() not in generated
    ]
    query = f"SELECT {', '.join(given)} FROM {source}"
    if generated:
        listed = [
            _made(target, generated[column.name.lower()], values)
            if column.name.lower() in generated
            else quote_if_needed(column.name)
            for column in target.columns
        ]
        query = f"SELECT {', '.join(listed)} FROM ({query}) AS g"
    return _checked(target, checks, query)


def _base(column: Column, values: Mapping[str, str], generated: Mapping[str, Rule]) -> str:
    value = values.get(column.name.lower(), "NULL")
    # One that is compared to what it should be is held to its other rules there.
    return stored(value, column) if column.name.lower() in generated else kept(value, column)


def _made(target: Relation, rule: Rule, values: Mapping[str, str]) -> str:
    column = rule.column
    assert column is not None
    name = quote_if_needed(column.name)
    value = kept(f"({rule.engine}\n)", column)
    if column.name.lower() in values:
        value = agreed(target, rule, name, value, _names(target))
    return f"{value} AS {name}"


def agreed(target: Relation, rule: Rule, given: str, made: str, values: Mapping[str, str]) -> str:
    """A value that was given for a generated column, which must be the one that it would have."""
    column = rule.column
    assert column is not None
    reads = rule.reads | {column.name.lower()}
    shown = shown_values(target, reads, {**values, column.name.lower(): given})
    error = violated("Generated Column", f"({column.name} <=> ({rule.text}))", shown)
    return f"if({given} <=> {made}, {made}, {error})"


def _names(target: Relation) -> dict[str, str]:
    return {column.name.lower(): quote_if_needed(column.name) for column in target.columns}


def _checked(target: Relation, checks: Sequence[Rule], query: str) -> str:
    if not checks:
        return query
    names = _names(target)
    first = anchor(target, names)
    listed = [
        f"{guarded(target, checks, name, names)} AS {name}" if key == first else name
        for key, name in names.items()
    ]
    return f"SELECT {', '.join(listed)} FROM ({query}) AS r"


def anchor(target: Relation, among: Iterable[str]) -> str:
    """The column whose value goes through the CHECKs: one of a plain type, if there is one."""
    found = list(among)
    plain = (
        column.name.lower()
        for column in target.columns
        if isinstance(column.type, str) and column.name.lower() in found
    )
    return next(plain, found[0])


def guarded(
    target: Relation,
    checks: Sequence[Rule],
    value: str,
    values: Mapping[str, str],
    conditions: Sequence[str] | None = None,
) -> str:
    """A value that is only there where all CHECKs hold. `conditions`: theirs, over `values`."""
    for index, rule in enumerate(checks):
        condition = conditions[index] if conditions is not None else rule.engine
        error = violated(rule.name, f"({rule.text})", shown_values(target, rule.reads, values))
        for column in target.columns:
            if not column.nullable and column.name.lower() in rule.reads:
                # What is said of a NULL is that it may not be one.
                error = f"if({values[column.name.lower()]} IS NULL, {_no_null(column)}, {error})"
        value = f"if(({condition}\n), {value}, {error})"
    return value

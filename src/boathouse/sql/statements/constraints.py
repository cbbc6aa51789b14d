"""Constraints as CREATE and ALTER spell them, and the rows that a new CHECK would not let in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from boathouse.sql import types
from boathouse.sql.answer import Answer
from boathouse.sql.engine_text import engine_text
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.parse import parse
from boathouse.sql.planning import Planning
from boathouse.sql.securables import Constraint, Relation
from boathouse.sql.table_names import name_of
from boathouse.sql.work import Work


def constraint_of(
    planning: Planning, node: exp.Expr, name: str = "", columns: Sequence[str] = ()
) -> Constraint:
    """A table constraint, sqlglot's node; `columns`: those of a constraint of one column.

    An empty `name`: the services give it one. Raises SqlError, NotSupported.
    """
    if isinstance(node, exp.Constraint):
        [inner] = node.expressions[:1]
        return constraint_of(planning, inner, node.this.name, columns)
    match node:
        case exp.CheckColumnConstraint():
            return Constraint(name, "CHECK", expression=check_text(planning, node.this))
        case exp.PrimaryKey() | exp.PrimaryKeyColumnConstraint():
            listed = [_column(item) for item in node.args.get("expressions") or ()]
            series = [
                _column(item)
                for item in node.args.get("expressions") or ()
                if isinstance(item, exp.TimeseriesKey)
            ]
            rely = _rely(node.args.get("options"))
            keys = tuple(listed) or tuple(columns)
            return Constraint(name, "PRIMARY KEY", keys, rely=rely, timeseries=tuple(series))
        case exp.ForeignKey():
            own = tuple(_column(item) for item in node.expressions)
            made = _reference(planning, node.args["reference"], name, own)
            return replace(made, rely=made.rely or _rely(node.args.get("options")))
        case exp.Reference():
            return _reference(planning, node, name, tuple(columns))
        case _:
            raise NotSupported(f"The table constraint {node.sql('databricks')} is not supported.")


def _reference(
    planning: Planning, node: exp.Expr, name: str, columns: tuple[str, ...]
) -> Constraint:
    schema = node.this if isinstance(node.this, exp.Schema) else None
    parent = name_of(planning, schema.this if schema is not None else node.this)
    theirs = tuple(_column(item) for item in schema.expressions) if schema is not None else ()
    options = node.args.get("options")
    for option in options or ():
        text = str(option).upper()
        if text.startswith(("ON UPDATE", "ON DELETE")) and not text.endswith("NO ACTION"):
            raise NotSupported(f"{text} of a foreign key is not supported: only NO ACTION is.")
    return Constraint(
        name, "FOREIGN KEY", columns, parent=parent, parent_columns=theirs, rely=_rely(options)
    )


def _rely(options: Iterable[Any] | None) -> bool:
    return any(str(option).upper() == "RELY" for option in options or ())


def _column(node: exp.Expr) -> str:
    if isinstance(node, exp.TimeseriesKey | exp.Ordered):
        return _column(node.this)
    if not isinstance(node, exp.Identifier | exp.Column):
        raise NotSupported(f"A key is made of columns, not of {node.sql('databricks')}.")
    return str(node.name)


def check_text(planning: Planning, node: exp.Expr) -> str:
    """The SQL text of a CHECK's condition, as the user wrote it. Raises SqlError for what no row
    by itself can decide."""
    if isinstance(node, exp.Paren):
        node = node.this
    for bad in (exp.Query, exp.AggFunc, exp.Window):
        if node.find(bad):
            why = f"A CHECK constraint may hold no {bad.__name__.lower()}."
            raise SqlError("UNSUPPORTED_CONSTRAINT_EXPRESSION", why, "42621")
    if node.find(exp.Parameter, exp.Placeholder, exp.SessionParameter):
        raise NotSupported("A CHECK constraint takes no parameters.")
    random = (exp.Rand, exp.CurrentTimestamp, exp.CurrentDate, exp.Uuid, exp.CurrentUser)
    if node.find(*random):
        why = "A CHECK constraint must give the same answer for the same row at any time."
        raise SqlError("NON_DETERMINISTIC_CHECK_CONSTRAINT", why, "42621")
    place = next((int(found.meta["start"]) for found in node.walk() if "start" in found.meta), None)
    for start, end in _checks(planning.parsed.tokens):
        if place is not None and start <= place < end:
            return planning.parsed.text[start:end].strip()
    return str(node.sql(dialect="databricks"))


def _checks(tokens: Sequence[Any]) -> Iterable[tuple[int, int]]:
    """Where in the text the conditions of CHECK (...) stand."""
    for index, token in enumerate(tokens[:-1]):
        if token.text.upper() != "CHECK" or tokens[index + 1].token_type != TokenType.L_PAREN:
            continue
        depth = 0
        for inner in tokens[index + 1 :]:
            depth += {TokenType.L_PAREN: 1, TokenType.R_PAREN: -1}.get(inner.token_type, 0)
            if depth == 0:
                yield int(tokens[index + 1].end) + 1, int(inner.start)
                break


@dataclass(frozen=True)
class Look:
    """Texts for the engine: a new condition of each row, and for how many it is not true."""

    name: str
    condition: str
    table: str
    probe: str
    count: str

    async def refuse(self, work: Work) -> None:
        """Raise SqlError where the condition is none, or a row is against it."""
        import pyarrow as pa

        [field] = await work.schema(self.probe)
        if not (pa.types.is_boolean(field.type) or pa.types.is_null(field.type)):
            why = f"CHECK constraint {self.name} ({self.condition}) should be a boolean expression."
            raise SqlError("DELTA_NON_BOOLEAN_CHECK_CONSTRAINT", why, "42621")
        values = [value async for value in _values(await work.query(self.count))]
        if values[0]:
            why = f"{values[0]} rows in {self.table} violate the new CHECK constraint"
            raise SqlError(
                "DELTA_NEW_CHECK_CONSTRAINT_VIOLATION", f"{why} ({self.condition}).", "23512"
            )


async def _values(answer: Answer) -> AsyncIterator[Any]:
    from boathouse.sql.answer import record_batch

    async for batch in answer.batches:
        for value in record_batch(answer.schema, batch).column(0).to_pylist():
            yield value


def refuse_taken(present: Sequence[Constraint], name: str) -> None:
    """Raise SqlError where a constraint has the name already."""
    for held in present:
        if held.name.lower() == name.lower():
            old = held.expression or f"{held.kind} ({', '.join(held.columns)})"
            why = (
                f"Constraint '{held.name}' already exists. Please delete the old constraint"
                f" first.\nOld constraint:\n{old}"
            )
            raise SqlError("DELTA_CONSTRAINT_ALREADY_EXISTS", why, "42710")


def looking(planning: Planning, relation: Relation, check: Constraint) -> Look:
    """How to look whether a table's rows pass a new CHECK.

    Raises SqlError where it names what is no column of the table.
    """
    refuse_taken(relation.constraints, check.name)
    table = ".".join(types.quote_if_needed(part) for part in vars(relation.name).values())
    condition = check.expression or ""

    def engine(text: str) -> str:
        return engine_text(replace(planning, parsed=parse(text), parameters=()))

    return Look(
        check.name,
        condition,
        str(relation.name),
        engine(f"SELECT ({condition}\n) AS passes FROM {table}"),
        engine(f"SELECT count(*) AS n FROM {table} WHERE NOT coalesce(({condition}\n), false)"),
    )

"""INSERT INTO, OVERWRITE, BY NAME, REPLACE WHERE, PARTITION.

The engine wants a value for every column, in order, of its type: so the query is wrapped in a
projection that gives each column its value, its default or NULL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from boathouse.sql import answer, types
from boathouse.sql.answer import Answer
from boathouse.sql.engine_text import engine_text
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.parse import Parsed, parse
from boathouse.sql.planning import Plan, Planning, Work
from boathouse.sql.securables import Column, Relation
from boathouse.sql.statements.dml import no_column, writable, written
from boathouse.sql.statements.query import without_end
from boathouse.sql.statements.values import cast, with_defaults

_OUTSIDE = (
    "[DELTA_REPLACE_WHERE_MISMATCH] Written data does not conform to partial table overwrite"
    " condition or constraint"
)
_BEGINS = frozenset(
    (TokenType.SELECT, TokenType.VALUES, TokenType.WITH, TokenType.FROM, TokenType.TABLE)
)


def plan_insert(planning: Planning) -> Plan:
    """Authorize the target and what the query reads; the query goes to the engine wrapped."""
    tree = planning.parsed.tree
    if not isinstance(tree.this, exp.Table | exp.Schema):
        raise NotSupported("INSERT OVERWRITE DIRECTORY is not supported.")
    if any(isinstance(item, exp.Literal) for item in tree.this.expressions):
        raise NotSupported("IDENTIFIER(...) as the target of INSERT is not supported.")
    if tree.args.get("using") or tree.args.get("default"):
        raise NotSupported("INSERT takes a query; REPLACE USING is not supported.")
    target = writable(planning, tree.this)
    columns, fixed = _listed(tree, target)
    source = _source(planning, tree, target, columns)
    inner = replace(planning, parsed=source)
    query = engine_text(inner)
    return Insert(
        target=target,
        into=".".join(types.quote_if_needed(part) for part in planning.issue(target)),
        query=query,
        columns=columns,
        fixed=fixed,
        by_name=bool(tree.args.get("by_name")),
        overwrite=bool(tree.args.get("overwrite")),
        defaults=_defaults(planning, target),
        where=_where(planning, tree, fixed),
        width=_width(source.tree),
    )


@dataclass(frozen=True)
class Insert:
    """`columns`: the target's that the query gives, in its order; `fixed` and `defaults`: SQL for
    others, by names in lower case. `where`: the rows that the new ones replace."""

    target: Relation
    into: str
    query: str
    columns: tuple[Column, ...]
    fixed: Mapping[str, str]
    by_name: bool
    overwrite: bool
    defaults: Mapping[str, str]
    where: str | None
    width: int | None

    async def run(self, work: Work) -> Answer:
        """Wait for the table's turn, write, and answer how many rows came in."""
        # The table's turn before the engine's, as every writer does: the other way around those
        # who hold all turns of an engine could wait for one who waits for a turn.
        async with work.locks.writing(self.target.table_id):
            text = self._text(await self._given(work))
            before, _ = await self._commit(work)
            await written(work, text)
            after, metrics = await self._commit(work)
        rows = int(metrics.get("numOutputRows", 0)) if after > before else 0
        return answer.counts(num_affected_rows=rows, num_inserted_rows=rows)

    async def _given(self, work: Work) -> tuple[Column, ...]:
        """The target's columns that the query gives, in its order."""
        if self.by_name:
            return self._named([field.name for field in await work.schema(self.query)])
        width = self.width
        self._fits(len(await work.schema(self.query)) if width is None else width)
        return self.columns

    async def _commit(self, work: Work) -> tuple[int, Mapping[str, Any]]:
        return await work.in_thread(lambda ctx: work.catalog.last_commit(ctx, self.target))

    def _text(self, given: Sequence[Column]) -> str:
        names = [f"c{index}" for index in range(len(given))]
        values = {
            **self.defaults,
            **{column.name.lower(): name for column, name in zip(given, names, strict=True)},
            **self.fixed,
        }
        projection = ", ".join(
            f"{_value(column, values)} AS {types.quote_if_needed(column.name)}"
            for column in self.target.columns
        )
        rows = f"SELECT {projection} FROM ({self.query}\n) AS q({', '.join(names)})"
        if self.where is None:
            return f"INSERT {'OVERWRITE' if self.overwrite else 'INTO'} {self.into} {rows}"
        kept = f"coalesce(if({self.where}, true, NULL), raise_error('{_OUTSIDE}'))"
        return (
            f"INSERT INTO {self.into} REPLACE WHERE {self.where}"
            f" SELECT * FROM ({rows}) AS n WHERE {kept}"
        )

    def _fits(self, width: int) -> None:
        if width == len(self.columns):
            return
        which = "NOT_ENOUGH" if width < len(self.columns) else "TOO_MANY"
        named = ", ".join(f"`{column.name}`" for column in self.columns)
        raise SqlError(
            f"INSERT_COLUMN_ARITY_MISMATCH.{which}_DATA_COLUMNS",
            f"Cannot write to `{'`.`'.join(str(self.target.name).split('.'))}`, the reason is"
            f" {'not enough' if width < len(self.columns) else 'too many'} data columns:\n"
            f"Table columns: {named}.\nData columns: {width}.",
            "21S01",
        )

    def _named(self, names: Sequence[str]) -> tuple[Column, ...]:
        by_name = {column.name.lower(): column for column in self.target.columns}
        for name in names:
            if name.lower() not in by_name:
                raise no_column(name, self.target)
        return tuple(by_name[name.lower()] for name in names)


def _defaults(planning: Planning, target: Relation) -> dict[str, str]:
    """The defaults of the target's columns as the engine reads them."""
    return {
        column.name.lower(): _alone(planning, column.default)
        for column in target.columns
        if column.default is not None
    }


def _alone(planning: Planning, expression: str) -> str:
    """An expression as the engine reads it. Named, so that it is given no other name."""
    query = replace(planning, parsed=parse(f"SELECT {expression} AS alone"))
    return engine_text(query).removeprefix("SELECT ").removesuffix(" AS alone")


def _value(column: Column, values: Mapping[str, str]) -> str:
    value = cast(values.get(column.name.lower(), "NULL"), column)
    if column.nullable:
        return value
    # The engine does not hold tables to their NOT NULL.
    text = (
        "[DELTA_NOT_NULL_CONSTRAINT_VIOLATED] NOT NULL constraint violated for column:"
        f" {column.name}."
    ).replace("'", "\\'")
    return f"COALESCE({value}, raise_error('{text}'))"


def _listed(tree: exp.Expr, target: Relation) -> tuple[tuple[Column, ...], dict[str, str]]:
    """The columns that the query gives, and those that PARTITION fixes."""
    by_name = {column.name.lower(): column for column in target.columns}
    fixed = _partition(tree, target)
    if not isinstance(tree.this, exp.Schema):
        return tuple(c for c in target.columns if c.name.lower() not in fixed), fixed
    listed = []
    for node in tree.this.expressions:
        column = by_name.get(node.name.lower())
        if column is None:
            raise no_column(node.name, target)
        listed.append(column)
    if len({column.name for column in listed}) < len(listed):
        raise SqlError("COLUMN_ALREADY_EXISTS", "A column is listed twice.", "42711")
    return tuple(listed), fixed


def _partition(tree: exp.Expr, target: Relation) -> dict[str, str]:
    table = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    found = {}
    clause = table.args.get("partition")
    for item in clause.expressions if clause else ():
        name = (item.this if isinstance(item, exp.EQ) else item).name.lower()
        if name not in {partition.lower() for partition in target.partitions}:
            raise SqlError(
                "NON_PARTITION_COLUMN",
                f"PARTITION clause cannot contain the non-partition column: `{name}`.",
                "42000",
            )
        if isinstance(item, exp.EQ):
            if item.expression.find(exp.Query, exp.Column, exp.Placeholder):
                raise NotSupported("PARTITION takes constants.")
            found[name] = str(item.expression.sql(dialect="spark"))
    return found


def _where(planning: Planning, tree: exp.Expr, fixed: Mapping[str, str]) -> str | None:
    """The rows that make room: those of REPLACE WHERE, or of the partition that is overwritten."""
    where = tree.args.get("where")
    if where is not None:
        if planning.parameters:
            raise NotSupported("Parameters in INSERT ... REPLACE WHERE are not supported.")
        if where.find(exp.Query, exp.Table):
            raise NotSupported("REPLACE WHERE takes a condition without subqueries.")
        return str(where.sql(dialect="spark"))
    if tree.args.get("overwrite") and fixed:
        return " AND ".join(
            f"{types.quote_if_needed(name)} = {value}" for name, value in fixed.items()
        )
    return None


def _source(
    planning: Planning, tree: exp.Expr, target: Relation, columns: Sequence[Column]
) -> Parsed:
    """The query by itself, as the user wrote it, with DEFAULT put in where VALUES ask for it."""
    text, tokens = planning.parsed.text, planning.parsed.tokens
    start = _query_start(planning.parsed, tree)
    clause = tree.args.get("with_")
    before = ""
    if clause is not None:
        insert = next(token for token in tokens if token.token_type == TokenType.INSERT)
        before = text[: insert.start]
    source = parse(before + without_end(planning.parsed)[start:])
    if isinstance(source.tree, exp.Values):
        return with_defaults(source, columns)
    return source


def _query_start(parsed: Parsed, tree: exp.Expr) -> int:
    """Where the query begins: after the target's name, its column list and the other clauses."""
    insert = next(
        index for index, token in enumerate(parsed.tokens) if token.token_type == TokenType.INSERT
    )
    table = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    named = table.parts[-1].meta["end"]
    depth, listed = 0, isinstance(tree.this, exp.Schema)
    for token in parsed.tokens[insert:]:
        if token.start <= named:
            continue
        if depth == 0 and token.token_type in _BEGINS:
            return int(token.start)
        if token.token_type == TokenType.L_PAREN:
            partition = table.args.get("partition") is not None and not listed
            if depth == 0 and not listed and not partition and tree.args.get("where") is None:
                return int(token.start)
            depth += 1
        elif token.token_type == TokenType.R_PAREN:
            depth -= 1
    raise NotSupported("This form of INSERT is not supported.")


def _width(tree: exp.Expr) -> int | None:
    """How many columns a query gives, where its text alone tells."""
    if isinstance(tree, exp.Values):
        return max((_columns_in(row) for row in tree.expressions), default=0)
    if isinstance(tree, exp.Select) and not tree.is_star:
        generators = (exp.Explode, exp.Inline, exp.Anonymous)
        if not any(isinstance(item.unalias(), generators) for item in tree.expressions):
            return len(tree.expressions)
    return None


def _columns_in(row: exp.Expr) -> int:
    return len(row.expressions) if isinstance(row, exp.Tuple) else 1

"""ANALYZE TABLE: how large a table is, how many rows it has, what its columns hold. Really counted,
kept, and shown by DESCRIBE until it is counted again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from boathouse.context import Context
from boathouse.sql import answer, types
from boathouse.sql.answer import Answer, record_batch
from boathouse.sql.definitions import SetStatistics
from boathouse.sql.engine_text import engine_text
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.parse import parse
from boathouse.sql.planning import Plan, Planning, refuse_protected
from boathouse.sql.securables import Column, Relation
from boathouse.sql.statements.dml import no_column
from boathouse.sql.statements.show import schema_named
from boathouse.sql.statements.write_target import writable
from boathouse.sql.work import Work

_WIDTHS = {"byte": 1, "boolean": 1, "short": 2, "integer": 4, "float": 4, "date": 4}
_COUNTED = ("num_nulls", "distinct_count", "min", "max", "avg_col_len", "max_col_len")


def plan(planning: Planning) -> Plan:
    """ANALYZE TABLE t COMPUTE STATISTICS [NOSCAN | FOR COLUMNS ... | FOR ALL COLUMNS], and
    ANALYZE TABLES IN s."""
    tree = planning.parsed.tree
    how = tree.args.get("expression")
    if not isinstance(how, exp.AnalyzeStatistics) or how.args.get("option"):
        raise NotSupported("Only ANALYZE ... COMPUTE STATISTICS is supported.")
    if tree.args.get("partition") is not None:
        raise NotSupported("Statistics of a partition are not supported.")
    [node] = tree.args["tables"]
    words = str(how.this or "").upper()
    if str(tree.args.get("kind") or "").upper().startswith("TABLES"):
        return _whole_schema(planning, node, scan=words != "NOSCAN")
    relation = writable(planning, node)
    columns = _columns(relation, words, how.expressions)
    if columns:
        # What one counts in the rows that one sees would be shown to all.
        refuse_protected(planning.protection(relation), "ANALYZE of columns")
    text = _counting(planning, relation, columns) if columns else None
    return Analyze((relation,), words != "NOSCAN", columns, text)


def _whole_schema(planning: Planning, node: exp.Table, *, scan: bool) -> Plan:
    parts = [part.name for part in node.parts if part.name]
    parts = parts or [planning.session.catalog, planning.session.schema]
    seen = planning.catalog.relations(planning.ctx, *schema_named(planning, parts))
    found = tuple(one for one in seen if one.format == "DELTA")
    for relation in found:
        planning.authorizer.require(planning.ctx, "MODIFY", relation)
    return Analyze(found, scan)


def _columns(relation: Relation, words: str, named: Sequence[exp.Expr]) -> tuple[Column, ...]:
    if words == "FOR ALL COLUMNS":
        return tuple(one for one in relation.columns if isinstance(one.type, str))
    if words != "FOR COLUMNS":
        return ()
    by_name = {column.name.lower(): column for column in relation.columns}
    found = []
    for node in named:
        column = by_name.get(node.name.lower())
        if column is None:
            raise no_column(node.name, relation)
        if not isinstance(column.type, str) or column.type == "variant":
            shown = types.to_sql(column.type)
            why = (
                "The ANALYZE TABLE FOR COLUMNS command does not support the type"
                f' "{shown}" of the column `{column.name}` in the table {relation.name}.'
            )
            raise SqlError("UNSUPPORTED_FEATURE.ANALYZE_UNSUPPORTED_COLUMN_TYPE", why, "0A000")
        found.append(column)
    return tuple(found)


def _counting(planning: Planning, relation: Relation, columns: Sequence[Column]) -> str:
    """The engine's text: one row of the numbers of each column, as text."""
    table = ".".join(types.quote_if_needed(part) for part in vars(relation.name).values())
    wanted = [
        f"CAST({number} AS STRING) AS c{at}_{name}"
        for at, column in enumerate(columns)
        for name, number in zip(_COUNTED, _numbers(column), strict=True)
    ]
    text = f"SELECT {', '.join(wanted)} FROM {table}"
    return engine_text(replace(planning, parsed=parse(text), parameters=()))


def _numbers(column: Column) -> tuple[str, ...]:
    name, kind = types.quote_if_needed(column.name), str(column.type)
    long = kind == "string" or kind.startswith(("char", "varchar")) or kind == "binary"
    ordered = not long and kind not in ("boolean", "variant")
    width = _WIDTHS.get(kind, 16 if kind.startswith("decimal") else 8)
    size = f"octet_length({name})" if long else str(width)
    return (
        f"count_if({name} IS NULL)",
        f"count(DISTINCT {name})",
        f"min({name})" if ordered else "NULL",
        f"max({name})" if ordered else "NULL",
        f"CAST(ceil(avg({size})) AS BIGINT)" if long else size,
        f"max({size})" if long else size,
    )


@dataclass(frozen=True)
class Analyze:
    """`text`: what counts in `columns`, for the one table that has them."""

    relations: tuple[Relation, ...]
    scan: bool
    columns: tuple[Column, ...] = ()
    text: str | None = None

    async def run(self, work: Work) -> Answer:
        """Count, then keep the numbers."""
        counted = await self._counted(work) if self.text is not None else {}

        def act(ctx: Context) -> None:
            for relation in self.relations:
                kept = SetStatistics(self.scan, counted)
                work.catalog.alter_relation(ctx, relation.name, kept)

        await work.in_thread(act)
        return answer.nothing()

    async def _counted(self, work: Work) -> Mapping[str, Mapping[str, str]]:
        found = await work.query(self.text or "")
        rows = [
            row
            async for batch in found.batches
            for row in record_batch(found.schema, batch).to_pylist()
        ]
        values = list(rows[0].values())
        width = len(_COUNTED)
        return {
            column.name.lower(): {
                name: value
                for name, value in zip(_COUNTED, values[at * width :][:width], strict=True)
                if value is not None
            }
            for at, column in enumerate(self.columns)
        }

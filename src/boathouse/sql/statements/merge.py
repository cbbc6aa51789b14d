"""MERGE: the engine merges, with every clause's values made into what the table lets in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from boathouse.context import Context
from boathouse.sql import answer, types
from boathouse.sql.answer import Answer
from boathouse.sql.engine_text import engine_text
from boathouse.sql.errors import SqlError
from boathouse.sql.parse import parse
from boathouse.sql.planning import Plan, Planning
from boathouse.sql.rewrite import Edits, quote
from boathouse.sql.securables import Column, Relation
from boathouse.sql.statements import evolution, identity
from boathouse.sql.statements.assignments import Assignments
from boathouse.sql.statements.clauses import Clause, Given, clauses, outside, word
from boathouse.sql.statements.dml import merged_counts, written
from boathouse.sql.statements.probing import Pairs, Probe, probe, probed
from boathouse.sql.statements.store_types import refuse_unsafe, worded
from boathouse.sql.statements.turns import State, in_turn, state_of
from boathouse.sql.statements.with_clause import moved
from boathouse.sql.statements.write_target import writable
from boathouse.sql.work import Work

_ROW = "boathouse_row_"
_KINDS = {
    "MATCHED": "MATCHED",
    "NOT_MATCHED_BY_TARGET": "NOT MATCHED [BY TARGET]",
    "NOT_MATCHED_BY_SOURCE": "NOT MATCHED BY SOURCE",
}


def plan_merge(planning: Planning) -> Plan:
    """MERGE INTO t USING s ON ... WHEN ...."""
    planning = moved(planning)
    tree = planning.parsed.tree
    target = writable(planning, tree.this)
    found = clauses(planning.parsed)
    _refuse_order(found)
    source = Using.of(planning)
    rules = Assignments(target, tree.this.alias_or_name)
    evolving = bool(tree.args.get("schema_evolution"))
    asked = () if evolving else _probes(planning, found, source, rules)
    merge = Merge(planning, target, found, source, rules, evolving, asked)
    # What it reads is authorized now; the engine is asked for the columns of `*` later.
    if merge.asks:
        return replace(merge, columns_of=source.asking(planning))
    return replace(merge, text=merge.for_engine(planning, (), {}))


@dataclass(frozen=True)
class Using:
    """The source: its text, what it is called, and where it stands."""

    text: str
    name: str
    place: tuple[int, int]

    @classmethod
    def of(cls, planning: Planning) -> Using:
        """The source of a MERGE."""
        parsed, tree = planning.parsed, planning.parsed.tree
        tokens = parsed.tokens
        using = next(i for i, t in outside(tokens) if word(t, "USING"))
        on = next(i for i, t in outside(tokens, using) if word(t, "ON"))
        place = (tokens[using + 1].start, tokens[on - 1].end + 1)
        text, name = parsed.text[slice(*place)], tree.args["using"].alias_or_name
        return cls(text if name else f"{text} AS source_", name or "source_", place)

    def asking(self, planning: Planning) -> str:
        """A query for the engine that has the source's columns."""
        query = parse(f"SELECT * FROM {self.text}")
        return engine_text(replace(planning, parsed=query))

    def numbered(self) -> str:
        """The source with a number for each of its rows."""
        name = quote(self.name)
        return f"(SELECT *, row_number() OVER (ORDER BY 1) AS {_ROW} FROM {self.text}) AS {name}"


@dataclass(frozen=True)
class Merge:
    """`text`: for the engine, where it is known before the source's columns are; `columns_of`: a
    query that has those."""

    planning: Planning
    target: Relation
    clauses: Sequence[Clause]
    source: Using
    rules: Assignments
    evolving: bool
    asked: tuple[Probe | None, ...]
    columns_of: str | None = None
    text: str | None = None

    @property
    def asks(self) -> bool:
        """Whether the source's columns or numbers for rows must be known."""
        star = any(one.given is None for one in self.clauses)
        return star or self.evolving or bool(self._counted(()))

    async def run(self, work: Work) -> Answer:
        """Wait for the table's turn, merge, and answer how many rows were affected."""
        return await in_turn(work, self)

    def again(self, ctx: Context) -> Merge:
        """The plan anew, for the table as it is now."""
        planned = plan_merge(replace(self.planning, ctx=ctx))
        assert isinstance(planned, Merge)
        return planned

    async def write(self, work: Work, before: State) -> Answer:
        """In the table's turn."""
        columns = await self._columns(work)
        if self.evolving and (more := self._lacking(columns)):
            return await evolution.evolved(work, self, more)
        pairs = self._pairs(columns) + await probed(work, self.target, self.asked)
        counted = self._counted([column.name for column in columns])
        async with identity.numbers(work, self.target, before, counted, None) as taken:
            try:
                await written(work, await self._text(work, columns, taken))
            except SqlError as error:
                raise worded(error, pairs) from error
        after = await state_of(work, self.target)
        if after.version == before.version + 1 and "numSourceRows" in after.metrics:
            await identity.settle(work, taken.values(), int(after.metrics["numSourceRows"]))
        return answer.counts(
            **merged_counts(after.metrics if after.version > before.version else {})
        )

    async def _text(
        self, work: Work, columns: Sequence[Column], taken: Mapping[str, identity.Taken]
    ) -> str:
        if self.text is not None:
            return self.text
        numbers = {name: one.sql(self._row()) for name, one in taken.items()}
        return await work.in_thread(
            lambda ctx: self.for_engine(replace(self.planning, ctx=ctx), columns, numbers)
        )

    def for_engine(
        self, planning: Planning, columns: Sequence[Column], numbers: Mapping[str, str]
    ) -> str:
        """The whole statement. `columns`: the source's, for `*`; `numbers`: of identity columns."""
        edits = Edits(planning.parsed.text)
        whole = planning.parsed.text[slice(*self.source.place)]
        source = self.source.numbered() if numbers else self.source.text
        if source != whole:
            edits.replace(*self.source.place, source)
        for clause in self.clauses:
            if clause.kind == "update":
                given = clause.given
                values = self._star(columns, update=True) if given is None else given
                edits.replace(*clause.place, f"UPDATE SET {self.rules.update(values)}")
            elif clause.kind == "insert":
                given = clause.given
                values = self._star(columns, update=False) if given is None else given
                edits.replace(*clause.place, f"INSERT {self.rules.insert(values, numbers)}")
        return engine_text(replace(planning, parsed=parse(_plain(edits.apply()))))

    def _star(self, columns: Sequence[Column], *, update: bool) -> tuple[Given, ...]:
        """`*`: every column of the target from the source's of the same name."""
        known = {column.name.lower(): column for column in columns}
        found = []
        for column in self.target.columns:
            there = known.get(column.name.lower())
            if there is None:
                made = column.generated is not None or column.identity is not None
                if made or self.evolving:
                    continue
                raise self._missing(column, columns, "UPDATE" if update else "INSERT")
            refuse_unsafe(self.target, column, there.type)
            value = f"{quote(self.source.name)}.{quote(there.name)}"
            found.append(Given((column.name,), value))
        return tuple(found)

    def _missing(self, column: Column, columns: Sequence[Column], clause: str) -> SqlError:
        listed = ", ".join(f"{self.source.name}.{one.name}" for one in columns)
        return SqlError(
            "DELTA_MERGE_UNRESOLVED_EXPRESSION",
            f"Cannot resolve {column.name} in {clause} clause given columns {listed}.",
            "42601",
        )

    async def _columns(self, work: Work) -> tuple[Column, ...]:
        if self.columns_of is None:
            return ()
        schema = await work.schema(self.columns_of)
        return tuple(Column(one.name, types.from_arrow(one)) for one in schema)

    def _counted(self, names: Sequence[str]) -> list[Column]:
        """The identity columns that some INSERT gives no values to."""
        inserts = [one.given for one in self.clauses if one.kind == "insert"]
        found = [column for given in inserts for column in self.rules.needs_numbers(given, names)]
        return list({column.name: column for column in found}.values())

    def _row(self) -> str:
        return f"{quote(self.source.name)}.{_ROW}"

    def _lacking(self, columns: Sequence[Column]) -> tuple[Column, ...]:
        """The source's columns that the target gets: all for `*`, else those that are named."""
        if any(one.given is None for one in self.clauses):
            return evolution.lacking(self.target, columns)
        named = {given.path[-1].lower() for one in self.clauses for given in one.given or ()}
        return evolution.lacking(self.target, [c for c in columns if c.name.lower() in named])

    def _pairs(self, columns: Sequence[Column]) -> Pairs:
        known = {column.name.lower(): column.type for column in columns}
        return [
            (column, known[column.name.lower()])
            for column in self.target.columns
            if column.name.lower() in known
        ]


def _probes(
    planning: Planning, found: Sequence[Clause], source: Using, rules: Assignments
) -> tuple[Probe | None, ...]:
    """Queries with the values that are given: over both sides, over the source, the target."""
    parsed, tree = planning.parsed, planning.parsed.tree
    table = tree.this
    start = int(table.parts[0].meta["start"])
    using = next(t.start for _, t in outside(parsed.tokens) if word(t, "USING"))
    target = parsed.text[start:using]
    scopes = {
        "MATCHED": f"{target} CROSS JOIN {source.text}",
        "NOT_MATCHED_BY_TARGET": source.text,
        "NOT_MATCHED_BY_SOURCE": target,
    }
    if any(isinstance(node, exp.Placeholder) and not node.this for node in tree.walk()):
        return ()  # their numbers are those of the whole text
    return tuple(
        probe(
            planning,
            [pair for one in found if one.when == when for pair in rules.valued(one.given or ())],
            scope,
        )
        for when, scope in scopes.items()
    )


def _plain(text: str) -> str:
    """MERGE without WITH SCHEMA EVOLUTION, which the engine does not read."""
    parsed = parse(text)
    if not parsed.tree.args.get("schema_evolution"):
        return text
    first = parsed.tokens[0]
    return f"{text[: first.start]}MERGE {text[parsed.tokens[4].start :]}"


def _refuse_order(found: Sequence[Clause]) -> None:
    if not found:
        why = "There must be at least one WHEN clause in a MERGE statement."
        raise SqlError("MERGE_WITHOUT_WHEN", why, "42601")
    for when, shown in _KINDS.items():
        same = [one for one in found if one.when == when]
        if any(not one.conditional for one in same[:-1]):
            raise SqlError(
                f"NON_LAST_{when}_CLAUSE_OMIT_CONDITION",
                f"When there are more than one {shown} clauses in a MERGE statement, only the last"
                f" {shown} clause can omit the condition.",
                "42613",
            )

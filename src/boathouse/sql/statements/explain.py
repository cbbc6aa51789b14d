"""EXPLAIN: the engine's plan, with the names that the user knows."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sqlglot import exp

from boathouse.errors import PermissionDenied
from boathouse.sql import answer
from boathouse.sql.answer import Answer, record_batch
from boathouse.sql.engine_errors import without_issued
from boathouse.sql.engine_text import engine_text
from boathouse.sql.errors import NotSupported
from boathouse.sql.grammar.describe import Explain
from boathouse.sql.parse import parse
from boathouse.sql.planning import Plan, Planning
from boathouse.sql.work import Work

_FILES = re.compile(r"(file_groups=\{\d+ groups?: )\[.*?\]\](?=\})")
"""Where files are is the server's own to know."""

_STYLES = ("", "EXTENDED", "FORMATTED")


def plan(planning: Planning) -> Plan:
    """EXPLAIN [EXTENDED | FORMATTED] query."""
    tree = planning.parsed.tree
    assert isinstance(tree, Explain)
    if not isinstance(tree.this, exp.Query):
        raise NotSupported("EXPLAIN explains queries.")
    if tree.style not in _STYLES:
        raise NotSupported(f"EXPLAIN {tree.style} is not supported.")
    skip = 2 if tree.style else 1
    text = planning.parsed.text[planning.parsed.tokens[skip].start :]
    inner = replace(planning, parsed=parse(text))
    made = engine_text(inner)
    if planning.notes.guarded:
        # A plan shows the text of a filter, and what the files hold.
        raise NotSupported("EXPLAIN is not supported: a table has a row filter or column masks.")
    _refuse_hidden(inner)
    return ExplainQuery(f"EXPLAIN {tree.style} {made}")


def _refuse_hidden(planning: Planning) -> None:
    """A plan shows what a view is made of, its conditions, and bounds of the values in files."""
    for relation in planning.reads:
        try:
            planning.authorizer.require(planning.ctx, "SELECT", relation)
        except PermissionDenied:
            why = "it would show what only the owner of a view or function may read."
            raise NotSupported(f"EXPLAIN is not supported: {why}") from None


@dataclass(frozen=True)
class ExplainQuery:
    """The plan of a query, as the engine tells it."""

    text: str

    async def run(self, work: Work) -> Answer:
        """One row, one text."""
        found = await work.query(self.text)
        lines = [
            str(value)
            async for batch in found.batches
            for value in record_batch(found.schema, batch).column(0).to_pylist()
        ]
        import pyarrow as pa

        text = _FILES.sub(r"\1[...]", without_issued("\n".join(lines)))
        return answer.rows(pa.schema([pa.field("plan", pa.string())]), [(text,)])

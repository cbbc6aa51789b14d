"""Writes the history: statements that ended are gathered, and written together a moment later.

No statement waits for it. Who asks for the history has it written first; what ended in the last
second before a kill -9 is missing from it.
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections import deque

from boathouse.context import Parts
from boathouse.services.query_history import store
from boathouse.services.query_history.store import Query
from boathouse.sql.execution import CANCELED, FAILED, PENDING, RUNNING, SUCCEEDED, Execution

KEPT_MS = 30 * 86_400_000
MOST = 200_000
MOST_WAITING = 10_000
"""Of so many that nobody has written yet, the oldest go."""
TEXT = 64 * 1024
"""Characters kept of a statement."""
GATHER_SECONDS = 1.0
SWEEP_MS = 3_600_000

STATUSES = {
    PENDING: "QUEUED",
    RUNNING: "RUNNING",
    SUCCEEDED: "FINISHED",
    FAILED: "FAILED",
    CANCELED: "CANCELED",
}
_FIRST = re.compile(r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/|\()*([A-Za-z]+)", re.DOTALL)
_KINDS = {"WITH": "SELECT", "VALUES": "SELECT", "FROM": "SELECT", "TABLE": "SELECT",
          "DESC": "DESCRIBE"}  # fmt: skip
_KNOWN = frozenset(
    "ALTER ANALYZE COPY CREATE DELETE DESCRIBE DROP EXPLAIN GRANT INSERT MERGE OPTIMIZE REFRESH"
    " REPLACE REVOKE SELECT SET SHOW TRUNCATE UPDATE USE".split()
)


def kind_of(text: str) -> str:
    """The QueryStatementType that a text's first word tells."""
    found = _FIRST.match(text[:4096])
    word = found.group(1).upper() if found else ""
    word = _KINDS.get(word, word)
    return word if word in _KNOWN else "OTHER"


def query_of(execution: Execution) -> Query:
    """A statement as the history tells of it."""
    error, spool = execution.error, execution.spool
    return Query(
        execution.execution_id,
        execution.principal.user_id,
        execution.principal.user_name,
        execution.session.warehouse_id,
        execution.session.session_id,
        execution.request.text[:TEXT],
        kind_of(execution.request.text),
        STATUSES.get(execution.state, "CANCELED"),
        str(error)[:TEXT] if error is not None else None,
        spool.rows if spool is not None and execution.state == SUCCEEDED else None,
        execution.started_at,
        execution.ended_at,
        execution.over,
    )


class HistoryRecorder:
    """`ended` is told of every statement; a reconciler writes them down."""

    kind = "query history"

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._waiting: deque[Query] = deque(maxlen=MOST_WAITING)
        self._swept = 0
        self._writing = threading.Lock()

    def ended(self, execution: Execution) -> None:
        """A statement is over; calls that are no SQL have no text."""
        if execution.request.text:
            self._waiting.append(query_of(execution))
            if len(self._waiting) == 1:
                self._parts.signals.wake(self.kind)

    async def step(self) -> float | None:
        """Write what is there, a moment after the first of it came."""
        if self._waiting:
            await asyncio.sleep(GATHER_SECONDS)
            await asyncio.to_thread(self.write)
        return None

    def write(self) -> None:
        """Write what is there; from any thread. What ended before is written when it returns."""
        with self._writing:
            self._write()

    def _write(self) -> None:
        queries = []
        while self._waiting:
            queries.append(self._waiting.popleft())
        now = self._parts.clock()
        sweep = now >= self._swept + SWEEP_MS
        if not queries and not sweep:
            return
        with self._parts.database.write() as tx:
            if queries:
                store.add(tx, queries)
            if sweep:
                store.forget(tx, now - KEPT_MS, MOST)
        self._swept = now if sweep else self._swept

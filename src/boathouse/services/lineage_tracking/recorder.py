"""Writes lineage: what statements have moved is gathered, thought about and written together.

No statement waits for it. Who asks for lineage has it written first; what ended in the last second
before a kill -9 is missing from it, as it is from the history of statements.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import uuid
from collections import OrderedDict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from boathouse.context import Context, Parts, Principal
from boathouse.errors import ApiError
from boathouse.services.lineage_tracking import store
from boathouse.services.lineage_tracking.entities import entity_of
from boathouse.services.lineage_tracking.store import End, Entity, Row
from boathouse.services.tables import find
from boathouse.sql.execution import SUCCEEDED, Execution
from boathouse.sql.flows import PATH, TABLE, VIEW, Flow
from boathouse.sql.securables import Column, Name, Relation

log = logging.getLogger("boathouse.lineage")

KEPT_MS = 365 * 86_400_000
MOST = 1_000_000
MOST_WAITING = 10_000
"""Of so many statements that nobody has thought about yet, the oldest go."""
GATHER_SECONDS = 1.0
SWEEP_MS = 3_600_000
MOST_REMEMBERED = 1000
MOST_REMEMBERED_TEXT = 4096

Pair = tuple[Name, str, str | None]
Remembered = OrderedDict[tuple[object, ...], Sequence[Pair]]
"""Clients ask the same again and again: the last texts need not be thought about once more."""


@dataclass(frozen=True)
class Event:
    """What one statement, or one plan of Spark, has moved; `at` in epoch ms."""

    at: int
    principal: Principal
    flows: Sequence[Flow]
    statement_id: str | None = None


class LineageRecorder:
    """`ended` is told of every statement; a reconciler writes down what they moved."""

    kind = "lineage"

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._waiting: deque[Event] = deque(maxlen=MOST_WAITING)
        self._remembered: Remembered = OrderedDict()
        self._swept = 0
        self._writing = threading.Lock()

    def ended(self, execution: Execution) -> None:
        """A statement is over. Of one that failed, what it had written before is told."""
        flows = [one for one in execution.flows if _counts(one, execution)]
        if flows:
            at = execution.ended_at or self._parts.clock()
            self.add(Event(at, execution.principal, flows, execution.execution_id))

    def moved(self, principal: Principal, flow: Flow) -> None:
        """A plan of Spark has ended that was no statement of ours."""
        if flow.reads or flow.paths or flow.target is not None:
            self.add(Event(self._parts.clock(), principal, [flow]))

    def add(self, event: Event) -> None:
        """Remember an event; from any thread."""
        self._waiting.append(event)
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
        rows: list[Row] = []
        while self._waiting:
            event = self._waiting.popleft()
            try:
                rows.extend(self._rows(event))
            except Exception:
                log.exception("the lineage of statement %s was not kept", event.statement_id)
        now = self._parts.clock()
        sweep = now >= self._swept + SWEEP_MS
        if not rows and not sweep:
            return
        with self._parts.database.write() as tx:
            if rows:
                store.add(tx, rows)
            if sweep:
                store.forget(tx, now - KEPT_MS, MOST)
        self._swept = now if sweep else self._swept

    def _rows(self, event: Event) -> list[Row]:
        ctx = Context(self._parts, event.principal, event.at)
        try:
            entity = entity_of(ctx.tx, event.principal.task_run_id)
            return [
                row
                for flow in event.flows
                for row in _of_flow(ctx, event, entity, flow, self._remembered)
            ]
        finally:
            ctx.close()


def _counts(flow: Flow, execution: Execution) -> bool:
    written = flow.target is not None
    return written or (execution.state == SUCCEEDED and bool(flow.relations or flow.paths))


def _of_flow(
    ctx: Context, event: Event, entity: Entity, flow: Flow, remembered: Remembered
) -> Iterable[Row]:
    from boathouse.sql.lineage import sources

    target, columns = _target(ctx, flow)
    relations = sources(flow)
    pairs = _pairs(flow, columns, remembered)
    event_id = str(uuid.uuid4())
    made: list[tuple[End | None, list[list[str | None]]]] = [
        (_end(one), pairs.get(one.name, [])) for one in relations
    ]
    made += [(End(PATH, path=path), []) for path in dict.fromkeys(flow.paths)]
    if target is not None and not made:
        made = [(None, [])]
    for source, own in made:
        sides = {**_values("source", source), **_values("target", target)}
        yield Row(
            record_id=str(uuid.uuid4()),
            event_id=event_id,
            event_time=event.at,
            statement_id=event.statement_id,
            entity_type=entity.type,
            entity_id=entity.id,
            entity_run_id=entity.run_id,
            entity=entity.facts,
            created_by=event.principal.user_name,
            columns=own,
            **sides,
        )


def _values(side: str, end: End | None) -> dict[str, Any]:
    end = end or End()
    parts = {"type": end.kind, "name": end.name, "id": end.id, "path": end.path}
    return {f"{side}_{part}": value for part, value in parts.items()}


def _end(relation: Relation) -> End:
    kind = VIEW if relation.kind == "VIEW" else TABLE
    return End(kind, str(relation.name), relation.table_id, relation.location)


def _target(ctx: Context, flow: Flow) -> tuple[End | None, Sequence[Column]]:
    """The target with its id and its columns as they are now: a statement that makes a table knows
    neither while it is planned."""
    target = flow.target
    if target is None:
        return None, ()
    if target.name is None:
        return End(PATH, path=target.path), ()
    try:
        found = find.relation(ctx, target.name)
    except ApiError:
        found = None
    # Of the same name, and made since: another one.
    another = found is not None and (
        found.created_at > ctx.now or (target.table_id and found.table_id != target.table_id)
    )
    if found is None or another:
        return End(target.kind, str(target.name), target.table_id or None), target.columns
    return replace(_end(found), kind=target.kind), found.columns


def _pairs(
    flow: Flow, columns: Sequence[Column], remembered: Remembered
) -> dict[Name, list[list[str | None]]]:
    """The pairs of columns by their source; none where a text does not tell them."""
    spelled = {column.name.lower(): column.name for column in columns}
    found: dict[Name, list[list[str | None]]] = {}
    for name, column, made in _told(flow, remembered):
        if made is not None:
            made = spelled.get(made.lower(), made)
        found.setdefault(name, []).append([column, made])
    return found


def _told(flow: Flow, remembered: Remembered) -> Sequence[Pair]:
    from boathouse.sql.lineage import columns_of

    read = [(r.name, r.definition, tuple(c.name for c in r.columns)) for r in flow.relations]
    names = tuple(column.name for column in flow.target.columns) if flow.target else ()
    target = flow.target and (flow.target.kind, flow.target.name)
    key = (flow.text, flow.catalog, flow.schema, target, names, *read)
    found = remembered.pop(key, None) if not flow.views else None
    if found is None:
        try:
            found = columns_of(flow)
        except Exception as error:
            log.debug("columns of a statement cannot be told: %s", type(error).__name__)
            found = []
    if not flow.views and len(flow.text) <= MOST_REMEMBERED_TEXT:
        remembered[key] = found
        if len(remembered) > MOST_REMEMBERED:
            remembered.popitem(last=False)
    return found

"""Operations that are run once: statements that we execute, and commands that change something.

Each is on disk by its id before it begins, and its answer once it has one. Whoever comes again
with the id, to reattach or because its first call was lost, is given that answer, or is told that
the server ended while it ran; it is never run twice.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from boathouse.protocols.connect.errors import invalid_handle, sql_error
from boathouse.protocols.connect.sessions import SparkSession, written
from boathouse.sql.errors import Canceled, SqlError

_FOLDER = "operations"
_MOST_REMEMBERED = 1000
"""In memory, of those that are over: all are on disk."""
_MOST_KEPT = 4 * 1024 * 1024
RESTARTED = (
    "The server was restarted while the statement ran. Whether its changes were made is to be seen"
    " in the history of its table."
)


@dataclass(eq=False)
class Operation:
    """One that runs, or has run, in this server. `tags`: of Spark Connect's interrupts."""

    operation_id: str
    tags: frozenset[str]
    task: asyncio.Task[list[bytes]]
    stop: Callable[[], None] | None = None


@dataclass
class Operations:
    """Those of all sessions; belongs to the event loop."""

    _running: dict[tuple[Path, str], Operation] = field(default_factory=dict)

    def find(self, session: SparkSession, operation_id: str) -> Operation | None:
        """One that this server began."""
        return self._running.get((session.folder, operation_id))

    def of_session(self, session: SparkSession) -> list[Operation]:
        """Those of a session that are not over."""
        return [
            one
            for (folder, _), one in self._running.items()
            if folder == session.folder and not one.task.done()
        ]

    async def run(
        self,
        session: SparkSession,
        operation_id: str,
        tags: frozenset[str],
        work: Callable[[Operation], Awaitable[list[Any]]],
        finish: Callable[[list[Any]], list[bytes]],
    ) -> list[bytes]:
        """Run it, or wait for the one that runs under this id; its answer. Raises SqlError."""
        known = self.find(session, operation_id)
        if known is None:
            earlier = recorded(session, operation_id)
            if earlier is not None:
                return earlier
            known = self._begin(session, operation_id, tags, work, finish)
        return await asyncio.shield(known.task)

    def forget(self, session: SparkSession, operation_id: str) -> bool:
        """Its client has its answer; whether it was one of ours."""
        path = _path(session, operation_id)
        found = self.find(session, operation_id)
        if found is not None and found.task.done():
            del self._running[session.folder, operation_id]
        ours = path.exists()
        if found is None or found.task.done():
            path.unlink(missing_ok=True)
        return ours or found is not None

    async def close(self) -> None:
        """The server stops: what still runs is told so, and stays unended on disk."""
        tasks = [one.task for one in self._running.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(
        self,
        session: SparkSession,
        operation_id: str,
        tags: frozenset[str],
        work: Callable[[Operation], Awaitable[list[Any]]],
        finish: Callable[[list[Any]], list[bytes]],
    ) -> Operation:
        began = asyncio.get_running_loop().create_future()

        async def record(document: Any, rest: bytes = b"") -> None:
            await asyncio.to_thread(_record, session, operation_id, document, rest)

        async def act() -> list[bytes]:
            operation = await began
            await record({"state": "RUNNING"})
            try:
                answer = finish(await work(operation))
            except Exception as error:
                told = sql_error(error)
                await record(_failure(told))
                raise told from error
            await record(*_success(answer))
            return answer

        task = asyncio.create_task(act(), name=f"connect {operation_id}")
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        operation = Operation(operation_id, tags, task)
        began.set_result(operation)
        if len(self._running) >= _MOST_REMEMBERED:
            self._running = {k: v for k, v in self._running.items() if not v.task.done()}
        self._running[session.folder, operation_id] = operation
        return operation


def stopped(operation: Operation) -> None:
    """An interrupt has come for it."""
    if operation.stop is not None:
        operation.stop()
    else:
        operation.task.cancel()


def recorded(session: SparkSession, operation_id: str) -> list[bytes] | None:
    """The answer of an operation that an earlier server ran; None where there was none.

    Raises SqlError: its own, or that the server ended while it ran.
    """
    path = _path(session, operation_id)
    if not path.exists():
        return None
    head, _, rest = path.read_bytes().partition(b"\n")
    document = json.loads(head)
    if document["state"] == "FAILED":
        raise SqlError(*document["error"])
    if document["state"] != "SUCCEEDED":
        raise SqlError("OPERATION_ABORTED", RESTARTED, "08006")
    answer, at = [], 0
    for size in document["sizes"]:
        answer.append(rest[at : at + size])
        at += size
    return answer


def checked_id(operation_id: str) -> str:
    """The id in its own form; one that the client did not give is made. Raises SqlError."""
    if not operation_id:
        return str(uuid.uuid4())
    try:
        return str(uuid.UUID(operation_id))
    except ValueError:
        raise invalid_handle(
            "FORMAT", f"The handle {operation_id} is invalid. Handle must be an UUID string."
        ) from None


def _failure(error: SqlError) -> dict[str, Any]:
    state = "CANCELED" if isinstance(error, Canceled) else "FAILED"
    told = [error.error_class, error.message, error.sqlstate]
    return {"state": "FAILED", "how": state, "error": told}


def _success(answer: list[bytes]) -> tuple[dict[str, Any], bytes]:
    sizes = [len(one) for one in answer]
    if sum(sizes) > _MOST_KEPT:
        text = "The statement succeeded; its result went with the server that ran it."
        return {"state": "FAILED", "error": ["OPERATION_ABORTED", text, "08006"]}, b""
    return {"state": "SUCCEEDED", "sizes": sizes}, b"".join(answer)


def _record(session: SparkSession, operation_id: str, document: Any, rest: bytes) -> None:
    path = _path(session, operation_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    written(path, json.dumps(document).encode() + b"\n" + rest)


def _path(session: SparkSession, operation_id: str) -> Path:
    return session.folder / _FOLDER / checked_id(operation_id)

"""What a handler is given: who asks, when, and the transaction to act in.

The wider parts of the system (blobs, vault, processes) come as the Protocols declared here;
app.py passes the real ones in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from boathouse.errors import PermissionDenied

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from boathouse.config import Config

Result = TypeVar("Result")
Clock = Callable[[], int]
"""Epoch milliseconds."""

WRITE_OPEN: ContextVar[bool] = ContextVar("write_open", default=False)


def refuse_inside_write(what: str) -> None:
    """Fail where something that waits is called with a change open (a law of this house)."""
    if WRITE_OPEN.get():
        raise RuntimeError(f"{what} was called with a database change open")


@dataclass(frozen=True)
class Principal:
    """Who asks, as seen by one request. `task_run_id` is set when a task's own token asks.

    A service principal's `user_name` is its application id. `groups` are the names of all groups
    that it is in, at any depth (`users` holds everybody); `identities` its own id and theirs.
    """

    user_id: int
    user_name: str
    admin: bool
    task_run_id: int | None = None
    token_id: str | None = None
    kind: str = "user"
    groups: frozenset[str] = frozenset()
    identities: frozenset[int] = frozenset()
    scopes: frozenset[str] = frozenset()
    """What the token was narrowed to; empty: everything that the principal may do."""


class Database(Protocol):
    """The store: snapshots to read from, one writer at a time."""

    def read(self) -> AbstractContextManager[Connection]: ...

    def write(self) -> AbstractContextManager[Connection]: ...

    def watch(self, tables: frozenset[str], told: Callable[[], None]) -> None: ...


class Blobs(Protocol):
    """Bytes by key. Keys are relative paths, already normalised; writes are atomic."""

    def write(self, key: str, data: bytes) -> None: ...

    def read(self, key: str, offset: int = 0, length: int | None = None) -> bytes: ...

    def size(self, key: str) -> int: ...

    def delete(self, key: str) -> None: ...

    def keys(self, folder: str) -> Iterator[str]: ...


class Vault(Protocol):
    """Seals values at rest. `bound` ties the sealed text to its place (a row's identity)."""

    def seal(self, value: bytes, bound: str) -> bytes: ...

    def open(self, sealed: bytes, bound: str) -> bytes: ...


class Signals(Protocol):
    """Wakes the reconcilers of a kind of work once the rows that they read are committed."""

    def wake(self, kind: str) -> None: ...


class Isolation(Protocol):
    """What keeps user code apart. `complete`: one principal's from another's too."""

    @property
    def complete(self) -> bool: ...

    @property
    def summary(self) -> str: ...

    def policy(
        self,
        *,
        uid: int,
        write: Sequence[Path],
        read: Sequence[Path] = (),
        files: Sequence[Path] = (),
        ports: Sequence[int] = (),
    ) -> dict[str, Any] | None: ...

    def computing(self, *, uid: int, read: Sequence[Path]) -> dict[str, Any] | None: ...


class Measures(Protocol):
    """What has been served since the start, as text for a monitoring system."""

    def text(self) -> str: ...


@dataclass(frozen=True)
class Parts:
    """The wired system, as far as handlers may see it. Made once by app.py."""

    config: Config
    database: Database
    blobs: Blobs
    vault: Vault
    signals: Signals
    clock: Clock
    workspace_id: int
    measures: Measures
    address: str
    """The base URL at which tasks on this machine reach the API."""
    isolation: Isolation
    sql: Any = None
    """Sessions and statements: `boathouse.sql.execution.Statements`, set once by app.py."""
    connect_port: int = 0
    """Where tasks on this machine reach the Spark Connect gateway, on loopback."""
    delta: Any = None
    """What is known of tables' logs: `boathouse.services.tables.delta.DeltaLogs`."""
    environments: Any = None
    """Of users' libraries: `boathouse.services.environments.use.Environments`, set by app.py."""


@dataclass
class Context:
    """One request (or one step of a reconciler): principal, now, transaction."""

    parts: Parts
    principal: Principal
    now: int
    request_id: str = ""
    host: str = ""
    """Scheme and authority under which the client reached us; links are built on it."""
    verb: str = ""
    path: str = ""
    """The path asked for: some services answer differently by the version in it."""
    client: str = ""
    """The address that the request came from, as the socket knows it."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The request's headers by lower-case name; they hold credentials, so they are never shown."""
    waits: bool = False
    """Whether an `async def` handler has this context: it reaches the database by `in_thread`."""
    executor: Executor | None = field(default=None, repr=False)
    """Where `in_thread` runs; None: the event loop's default pool."""
    _stack: ExitStack = field(default_factory=ExitStack, repr=False)
    _tx: Connection | None = field(default=None, repr=False)
    _writing: bool = field(default=False, repr=False)
    _wakes: set[str] = field(default_factory=set, repr=False)
    _read: dict[Any, Any] = field(default_factory=dict, repr=False)

    @property
    def tx(self) -> Connection:
        """The open change, or else this request's read snapshot."""
        if self._tx is None:
            self._refuse_on_the_loop()
            self._tx = self._stack.enter_context(self.parts.database.read())
        return self._tx

    def once(self, key: Hashable, read: Callable[[Connection], Result]) -> Result:
        """What `read` finds, looked up once for as long as the snapshot is the same.

        For what a request asks for again and again, such as the catalog of its tables. While a
        change is open it is read anew each time.
        """
        if self._writing:
            return read(self.tx)
        tx = self.tx
        if key not in self._read:
            self._read[key] = read(tx)
        found: Result = self._read[key]
        return found

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A change: returning commits, raising rolls back. Nothing may wait inside it."""
        if self._writing:
            raise RuntimeError("a change is already open in this request")
        self._refuse_on_the_loop()
        self.close()
        self._writing = True
        try:
            with self.parts.database.write() as tx:
                self._tx = tx
                yield tx
        finally:
            self._tx, self._writing = None, False
        self._deliver()

    async def in_thread(self, act: Callable[..., Result], *arguments: Any) -> Result:
        """`act(*arguments)` in a handler thread, where `tx` and `write()` may be used.

        For short work: the few threads are everybody's. The read snapshot is given back at its
        end, so the next call sees a newer state. One call at a time for each context. Where the
        caller is cancelled, `act` still runs to its end before CancelledError is raised: what it
        commits is committed, and no thread uses the context behind its owner's back.
        """
        refuse_inside_write("Context.in_thread")
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(self.executor, self._acting, act, arguments)
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            await asyncio.wait((work,))
            raise

    def _acting(self, act: Callable[..., Result], arguments: tuple[Any, ...]) -> Result:
        try:
            return act(*arguments)
        finally:
            self.close()

    def _refuse_on_the_loop(self) -> None:
        """A law of this house: what runs on the event loop holds no snapshot and no change."""
        if not self.waits:
            return
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return
        raise RuntimeError("the database was used on the event loop: use Context.in_thread")

    def detached(self) -> Context:
        """The same principal, request id and host, for async work that outlives the request.

        It shares nothing with this context. Its `now` stays the request's: long work asks
        `parts.clock()`.
        """
        return replace(
            self,
            waits=True,
            _stack=ExitStack(),
            _tx=None,
            _writing=False,
            _wakes=set(),
            _read={},
        )

    def wake(self, kind: str) -> None:
        """Wake the reconcilers of a kind, after the commit when a change is open."""
        self._wakes.add(kind)
        if not self._writing:
            self._deliver()

    def _deliver(self) -> None:
        wakes, self._wakes = self._wakes, set()
        for kind in wakes:
            self.parts.signals.wake(kind)

    def close(self) -> None:
        """Give the read snapshot back."""
        self._stack.close()
        self._tx = None
        self._read.clear()

    def require_owner(self, owner: str, message: str) -> None:
        """Let the owner and admins through, refuse the rest with `message`."""
        if not (self.principal.admin or self.principal.user_name == owner):
            raise PermissionDenied(message)


def compact(document: dict[str, Any]) -> dict[str, Any]:
    """The document without its None values: on the wire absent and null are the same."""
    return {key: value for key, value in document.items() if value is not None}

"""What a handler is given: who asks, when, and the transaction to act in.

The wider parts of the system (blobs, vault, processes) come as the Protocols declared here;
app.py passes the real ones in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from boathouse.errors import PermissionDenied

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from boathouse.config import Config

Clock = Callable[[], int]
"""Epoch milliseconds."""

WRITE_OPEN: ContextVar[bool] = ContextVar("write_open", default=False)


def refuse_inside_write(what: str) -> None:
    """Fail where something that waits is called with a change open (a law of this house)."""
    if WRITE_OPEN.get():
        raise RuntimeError(f"{what} was called with a database change open")


@dataclass(frozen=True)
class Principal:
    """A user as seen by one request. `task_run_id` is set when a task's own token asks."""

    user_id: int
    user_name: str
    admin: bool
    task_run_id: int | None = None
    token_id: str | None = None


class Database(Protocol):
    """The store: snapshots to read from, one writer at a time."""

    def read(self) -> AbstractContextManager[Connection]: ...

    def write(self) -> AbstractContextManager[Connection]: ...


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
    address: str
    """The base URL at which tasks on this machine reach the API."""


@dataclass
class Context:
    """One request (or one step of a reconciler): principal, now, transaction."""

    parts: Parts
    principal: Principal
    now: int
    request_id: str = ""
    host: str = ""
    """Scheme and authority under which the client reached us; links are built on it."""
    path: str = ""
    """The path asked for: some services answer differently by the version in it."""
    _stack: ExitStack = field(default_factory=ExitStack, repr=False)
    _tx: Connection | None = field(default=None, repr=False)
    _writing: bool = field(default=False, repr=False)
    _wakes: set[str] = field(default_factory=set, repr=False)

    @property
    def tx(self) -> Connection:
        """The open change, or else this request's read snapshot."""
        if self._tx is None:
            self._tx = self._stack.enter_context(self.parts.database.read())
        return self._tx

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A change: returning commits, raising rolls back. Nothing may wait inside it."""
        if self._writing:
            raise RuntimeError("a change is already open in this request")
        self.close()
        self._writing = True
        try:
            with self.parts.database.write() as tx:
                self._tx = tx
                yield tx
        finally:
            self._tx, self._writing = None, False
        self._deliver()

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

    def require_owner(self, owner: str, message: str) -> None:
        """Let the owner and admins through, refuse the rest with `message`."""
        if not (self.principal.admin or self.principal.user_name == owner):
            raise PermissionDenied(message)


def compact(document: dict[str, Any]) -> dict[str, Any]:
    """The document without its None values: on the wire absent and null are the same."""
    return {key: value for key, value in document.items() if value is not None}

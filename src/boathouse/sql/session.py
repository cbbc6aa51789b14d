"""Sessions: what `USE`, `SET` and temporary views leave behind, on our side of the engine."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from boathouse.context import Principal
from boathouse.sql.securables import Column, Function
from boathouse.sql.variables import Variable

DEFAULT_CATALOG = "main"
DEFAULT_SCHEMA = "default"


@dataclass(frozen=True)
class TemporaryView:
    """A view that only its session sees; read with the names that were current when it was made."""

    definition: str
    catalog: str
    schema: str
    columns: tuple[Column, ...] = ()
    comment: str | None = None
    engine_name: str | None = None
    """The engine's own name for it where a DataFrame made it: then it has no text."""


@dataclass
class Session:
    """One client's session. It belongs to one principal and one warehouse.

    `conf` holds what SET and the client gave, keys in lower case. `opened` and `used` are epoch ms.
    """

    session_id: str
    user_id: int
    warehouse_id: str
    opened: int
    used: int
    catalog: str = DEFAULT_CATALOG
    schema: str = DEFAULT_SCHEMA
    conf: dict[str, str] = field(default_factory=dict)
    temporary_views: dict[str, TemporaryView] = field(default_factory=dict)
    temporary_functions: dict[str, Function] = field(default_factory=dict)
    engine_functions: set[str] = field(default_factory=set)
    """Functions that the engine's own session has, such as PySpark registers; in lower case."""
    variables: dict[str, Variable] = field(default_factory=dict)
    """By their names in lower case."""
    running: int = 0
    """Statements that are not over; a session in use is not idle."""

    @property
    def time_zone(self) -> str:
        """The session's zone; `Etc/UTC` unless set."""
        return self.conf.get("timezone", "Etc/UTC")


class Sessions:
    """The open sessions of this server, in memory: a client opens a new one after a restart."""

    def __init__(self, idle_ms: int = 8 * 3_600_000) -> None:
        self._sessions: dict[str, Session] = {}
        self._idle_ms = idle_ms

    def open(
        self,
        principal: Principal,
        warehouse_id: str,
        now: int,
        *,
        catalog: str | None = None,
        schema: str | None = None,
        conf: dict[str, str] | None = None,
    ) -> Session:
        """A new session of this principal."""
        session = Session(
            str(uuid.uuid4()),
            principal.user_id,
            warehouse_id,
            now,
            now,
            (catalog or DEFAULT_CATALOG).lower(),
            (schema or DEFAULT_SCHEMA).lower(),
            {key.lower(): value for key, value in (conf or {}).items()},
        )
        self._sessions[session.session_id] = session
        return session

    def find(self, session_id: str, principal: Principal, now: int) -> Session | None:
        """A session of this principal; for anybody else it does not exist."""
        session = self._sessions.get(session_id)
        if session is None or session.user_id != principal.user_id:
            return None
        session.used = now
        return session

    def close(self, session_id: str) -> None:
        """Forget it; its running statements go on until they are closed."""
        self._sessions.pop(session_id, None)

    def of_warehouse(self, warehouse_id: str) -> int:
        """How many are open."""
        return sum(s.warehouse_id == warehouse_id for s in list(self._sessions.values()))

    def users(self) -> set[int]:
        """Whose sessions they are."""
        return {session.user_id for session in self._sessions.values()}

    def end_user(self, user_id: int) -> None:
        """Forget all sessions of a principal that is gone."""
        for session in [s for s in self._sessions.values() if s.user_id == user_id]:
            self.close(session.session_id)

    def sweep(self, now: int) -> None:
        """Forget the ones that nobody has used for long."""
        for session in list(self._sessions.values()):
            if not session.running and session.used + self._idle_ms < now:
                self.close(session.session_id)

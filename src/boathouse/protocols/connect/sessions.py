"""Sessions of Spark Connect: what the engine's own session does not hold is here, and in a folder,
so that a server that starts again goes on with them: the current schema, temporary views.

A session belongs to one principal on one cluster: for anybody else its id names another one.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from boathouse.protocols.connect.access import Caller
from boathouse.sql.securables import Column
from boathouse.sql.session import Session, TemporaryView
from boathouse.store.crypto import sync_folder

IDLE_MS = 24 * 3_600_000


@dataclass(frozen=True)
class FrameView(TemporaryView):
    """A DataFrame under a name: its plan as PySpark sent it, resolved anew at each use with what
    was current when it was made."""

    plan: bytes = field(default=b"", repr=False)
    views: Mapping[str, TemporaryView] = field(default_factory=dict, repr=False)


@dataclass
class SparkSession:
    """One session. `life`: the start of the engine that it is on."""

    session_id: str
    caller: Caller
    sql: Session
    folder: Path
    life: int
    used: int = 0
    errors: dict[str, Any] = field(default_factory=dict)
    """Errors whose whole text FetchErrorDetails may ask for, by their ids."""
    sources: set[str] = field(default_factory=set)
    """Formats that Python data sources gave the session."""

    def keep(self) -> None:
        """Write down what a server that starts again must know; nothing where nothing changed."""
        document = _document(self)
        text = json.dumps(document)
        path = self.folder / "session.json"
        if path.exists() and path.read_text() == text:
            return
        frames = self.folder / "frames"
        frames.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, view in _frames(self.sql.temporary_views):
            if not (frames / name).exists():
                written(frames / name, view.plan)
        written(path, text.encode())


def written(path: Path, data: bytes) -> None:
    """A file of ours, whole or not at all, and on disk before anything that builds on it."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def frame(plan: bytes, catalog: str, schema: str, views: Mapping[str, TemporaryView]) -> FrameView:
    """A DataFrame as a view, under a fresh name for the engine."""
    name = f"frame_{secrets.token_hex(12)}"
    return FrameView("", catalog, schema, engine_name=name, plan=plan, views=dict(views))


class SparkSessions:
    """The sessions of this server; belongs to the event loop."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[tuple[str, int, str], SparkSession] = {}

    def of(self, caller: Caller, session_id: str, now: int) -> SparkSession:
        """The caller's session of this id on this cluster; opened, or found on disk."""
        key = (caller.cluster_id, caller.principal.user_id, session_id)
        found = self._open.get(key)
        if found is None:
            found = self._open[key] = self._read(caller, session_id, now)
        found.used, found.caller = now, caller
        return found

    def forget(self, session: SparkSession) -> None:
        """It was released: nothing of it stays."""
        caller = session.caller
        key = (caller.cluster_id, caller.principal.user_id, session.session_id)
        self._open.pop(key, None)
        shutil.rmtree(session.folder, ignore_errors=True)

    def sweep(self, now: int) -> None:
        """Forget those that nobody has used for a day, on disk too."""
        for session in list(self._open.values()):
            if session.used + IDLE_MS < now:
                self.forget(session)
        known = {session.folder for session in self._open.values()}
        for folder in self._folder.iterdir() if self._folder.is_dir() else ():
            if folder not in known and folder.stat().st_mtime * 1000 + IDLE_MS < now:
                shutil.rmtree(folder, ignore_errors=True)

    def _read(self, caller: Caller, session_id: str, now: int) -> SparkSession:
        name = f"{caller.cluster_id}\0{caller.principal.user_id}\0{session_id}"
        folder = self._folder / hashlib.sha256(name.encode()).hexdigest()[:40]
        sql = Session(session_id, caller.principal.user_id, caller.cluster_id, now, now)
        session = SparkSession(session_id, caller, sql, folder, caller.life)
        path = folder / "session.json"
        if path.exists():
            _restore(session, json.loads(path.read_text()))
        return session


def _document(session: SparkSession) -> dict[str, Any]:
    sql = session.sql
    return {
        "life": session.life,
        "catalog": sql.catalog,
        "schema": sql.schema,
        "conf": sql.conf,
        "sources": sorted(session.sources),
        "functions": sorted(sql.engine_functions),
        "views": {name: _written(view) for name, view in sql.temporary_views.items()},
        "frames": {
            name: {
                **_written(view),
                "views": {known: _written(one) for known, one in view.views.items()},
            }
            for name, view in _frames(sql.temporary_views)
        },
    }


def _written(view: TemporaryView) -> dict[str, Any]:
    return {
        "definition": view.definition,
        "catalog": view.catalog,
        "schema": view.schema,
        "columns": [asdict(column) for column in view.columns],
        "comment": view.comment,
        "engine_name": view.engine_name,
    }


def _frames(views: Mapping[str, TemporaryView]) -> Iterator[tuple[str, FrameView]]:
    """All frames that views stand for or read, each once, the inner ones first."""
    seen: set[str] = set()

    def within(some: Mapping[str, TemporaryView]) -> Iterator[tuple[str, FrameView]]:
        for view in some.values():
            if isinstance(view, FrameView) and view.engine_name not in seen:
                assert view.engine_name is not None
                seen.add(view.engine_name)
                yield from within(view.views)
                yield view.engine_name, view

    yield from within(views)


def _restore(session: SparkSession, document: dict[str, Any]) -> None:
    frames: dict[str, FrameView] = {}

    def read(written: dict[str, Any]) -> TemporaryView:
        name = written["engine_name"]
        if name is not None:
            return frames[name]
        columns = tuple(Column(**column) for column in written["columns"])
        return TemporaryView(**{**written, "columns": columns})

    for name, written in document["frames"].items():
        views = {known: read(one) for known, one in written.pop("views").items()}
        columns = tuple(Column(**column) for column in written.pop("columns"))
        plan = (session.folder / "frames" / name).read_bytes()
        frames[name] = FrameView(**written, columns=columns, plan=plan, views=views)
    session.life = document["life"]
    session.sources = set(document["sources"])
    session.sql.engine_functions = set(document["functions"])
    session.sql.catalog, session.sql.schema = document["catalog"], document["schema"]
    session.sql.conf = document["conf"]
    session.sql.temporary_views = {n: read(one) for n, one in document["views"].items()}

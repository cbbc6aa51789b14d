"""The composition root, by hand: config -> store -> engines -> routes -> workers -> listeners."""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import IO

from sqlalchemy import Connection

from boathouse.config import Config
from boathouse.context import Clock, Parts
from boathouse.http.access_log import AccessLog
from boathouse.http.listener import Listener, bind
from boathouse.http.server import Api
from boathouse.route import Route, routes_of
from boathouse.services.current_user import api as current_user
from boathouse.services.discovery import api as discovery
from boathouse.services.tokens import api as tokens
from boathouse.services.tokens import store as token_store
from boathouse.services.users import store as user_store
from boathouse.store import settings
from boathouse.store.blobs import DirectoryBlobs
from boathouse.store.crypto import open_vault, write_private
from boathouse.store.db import SqliteDatabase
from boathouse.store.ids import new_id
from boathouse.store.migrate import migrate
from boathouse.work.loop import Loop

APIS: Sequence[ModuleType] = (discovery, current_user, tokens)


class AlreadyServed(Exception):
    """Another server uses this data folder."""


def system_clock() -> int:
    """Epoch milliseconds."""
    return time.time_ns() // 1_000_000


def all_routes() -> list[Route]:
    """Every operation that is served."""
    return [route for module in APIS for route in routes_of(module)]


class App:
    """One running workspace."""

    def __init__(self, config: Config, clock: Clock = system_clock) -> None:
        self.config, self._clock = config, clock
        self._lock = _lock(config.data_dir)
        self._database = SqliteDatabase(config.database)
        self._loop = Loop()
        with self._database.write() as tx:
            migrate(tx)
            self.workspace_id = _first_facts(tx, config, clock())
        self._sockets = _sockets(config)
        self.parts = self._wire()
        self._api = Api(
            self.parts,
            all_routes(),
            token_store.principal_of,
            AccessLog(config.data_dir / "logs"),
        )
        self.listeners: list[Listener] = []

    @property
    def address(self) -> str:
        """The base URL of the plain listener."""
        return self.parts.address

    def _wire(self) -> Parts:
        config = self.config
        host, port = self._sockets[0].getsockname()[:2]
        return Parts(
            config=config,
            database=self._database,
            blobs=DirectoryBlobs(config.data_dir / "blobs"),
            vault=open_vault(config.data_dir / "secret.key", config.secret_key),
            signals=self._loop,
            clock=self._clock,
            workspace_id=self.workspace_id,
            address=f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}",  # noqa: S104
        )

    async def start(self) -> None:
        """Serve; returns once /healthz answers."""
        self.listeners = [Listener(self._api, self._sockets[0])]
        if len(self._sockets) > 1:
            from boathouse.http.tls import server_context

            tls = server_context(self.config.data_dir / "tls")
            self.listeners.append(Listener(self._api, self._sockets[1], tls))
        for listener in self.listeners:
            await listener.start()
        self._loop.start()

    async def stop(self) -> None:
        """Stop serving. Engines and tasks go on: a restart finds them again."""
        for listener in self.listeners:
            await listener.stop()
        await self._loop.stop()
        self._api.close()
        self._database.close()
        self._lock.close()


def _lock(data_dir: Path) -> IO[str]:
    """Hold the data folder for this process; AlreadyServed when another one does."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = (data_dir / "server.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip() or "unknown"
        lock.close()
        raise AlreadyServed(
            f"The data folder {data_dir} is in use by another server (process {holder})."
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def _sockets(config: Config) -> list[socket.socket]:
    sockets = [bind(config.host, config.port)]
    if config.tls_port is not None:
        sockets.append(bind(config.host, config.tls_port))
    return sockets


def _first_facts(tx: Connection, config: Config, now: int) -> int:
    """The workspace's id, its account, its admin and the admin's token: made once, then kept."""
    digits = 10**15 + secrets.randbelow(9 * 10**15)
    workspace_id = int(settings.put_once(tx, "workspace_id", str(digits)))
    settings.put_once(tx, "account_id", str(uuid.uuid4()))
    admin = user_store.by_name(tx, config.admin_user)
    if admin is None:
        user_id = new_id(now)
        user_store.insert_user(tx, user_id, config.admin_user, admin=True, now=now)
    else:
        user_id = admin.user_id
    _admin_token(tx, config, user_id, now)
    return workspace_id


def _admin_token(tx: Connection, config: Config, user_id: int, now: int) -> None:
    if config.admin_token is not None:
        if token_store.principal_of(tx, config.admin_token, now) is None:
            token_store.insert_token(
                tx, config.admin_token, user_id, comment="BOATHOUSE_ADMIN_TOKEN", now=now
            )
        settings.put_once(tx, "admin_token", "environment")
    elif settings.get(tx, "admin_token") is None:
        value = token_store.new_value()
        # The file first: if we die before the commit, the next start makes both anew.
        write_private(config.data_dir / "admin.token", value + "\n")
        token_store.insert_token(tx, value, user_id, comment="admin.token", now=now)
        settings.put_once(tx, "admin_token", "file")

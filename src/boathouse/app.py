"""The composition root, by hand: config -> store -> engines -> routes -> workers -> listeners."""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import IO

from sqlalchemy import Connection

from boathouse.apis import all_routes
from boathouse.config import Config
from boathouse.context import Clock, Parts
from boathouse.engine import isolation
from boathouse.engine.sail import Sail
from boathouse.http.access_log import AccessLog
from boathouse.http.limits import Limits
from boathouse.http.listener import Listener, bind
from boathouse.http.metrics import Metrics
from boathouse.http.server import Api
from boathouse.protocols.connect import endpoint as connect_endpoint
from boathouse.protocols.connect.access import Access
from boathouse.protocols.connect.gateway import Gateway
from boathouse.protocols.connect.planner import Planner
from boathouse.protocols.connect.server import ConnectServer
from boathouse.protocols.connect.sessions import SparkSessions
from boathouse.protocols.engine_catalog.endpoint import Endpoint, open_endpoint
from boathouse.services.audit.facade import FacadeTrail
from boathouse.services.audit.log import AuditLog
from boathouse.services.audit.statements import StatementTrail
from boathouse.services.audit.sweep import AuditSweep
from boathouse.services.catalogs.seed import first_catalogs
from boathouse.services.clusters.reaches import Reaches
from boathouse.services.clusters.reconcile import ClusterReconciler
from boathouse.services.credentials.seed import files_credential
from boathouse.services.dbfs.streams import StreamSweep
from boathouse.services.environments.use import Environments
from boathouse.services.external_locations.seed import first_locations
from boathouse.services.files.sweep import UploadSweep
from boathouse.services.functions.python import ConfinedPython
from boathouse.services.grants.authorizer import Grants
from boathouse.services.ip_access_lists.gate import IpGate
from boathouse.services.jobs.checkouts import CheckoutReconciler
from boathouse.services.jobs.reconcile import RunReconciler
from boathouse.services.jobs.sweep import RunSweep
from boathouse.services.jobs.triggers import TriggerReconciler, WatchReconciler
from boathouse.services.libraries.reconcile import LibraryReconciler
from boathouse.services.lineage_tracking.recorder import LineageRecorder
from boathouse.services.notifications.delivery import Delivery
from boathouse.services.notifications.mail import BadSmtpUrl as BadSmtpUrl
from boathouse.services.notifications.mail import server_of as mail_server
from boathouse.services.oauth.access import CredentialReader
from boathouse.services.oauth.passwords import sign_in
from boathouse.services.permissions.decide import first_grants
from boathouse.services.principals import store as principals
from boathouse.services.principals.reader import PrincipalReader
from boathouse.services.query_history.recorder import HistoryRecorder
from boathouse.services.registered_models.sweep import ModelSweep
from boathouse.services.statement_execution.journal import StatementSweep
from boathouse.services.tables.catalog import UnityCatalog
from boathouse.services.tables.delta import DeltaLogs
from boathouse.services.tables.samples import first_samples
from boathouse.services.tables.sweep import TableSweep
from boathouse.services.tokens import store as token_store
from boathouse.services.volumes.sweep import VolumeSweep
from boathouse.services.warehouses.reconcile import WarehouseReconciler
from boathouse.services.warehouses.seed import first_warehouse
from boathouse.services.warehouses.use import Warehouses
from boathouse.services.workspace.sweep import WorkspaceSweep
from boathouse.sql.execution import Execution, Executions, Statements
from boathouse.sql.issued import IssuedNames
from boathouse.sql.road import Road
from boathouse.sql.session import Sessions
from boathouse.store import settings
from boathouse.store.blobs import DirectoryBlobs
from boathouse.store.crypto import open_vault, signing_key, write_private
from boathouse.store.db import SqliteDatabase
from boathouse.store.ids import new_id
from boathouse.store.migrate import migrate
from boathouse.work.loop import Loop

IsolationMissing = isolation.IsolationMissing


class AlreadyServed(Exception):
    """Another server uses this data folder."""


def system_clock() -> int:
    """Epoch milliseconds."""
    return time.time_ns() // 1_000_000


class App:
    """One running workspace."""

    def __init__(self, config: Config, clock: Clock = system_clock) -> None:
        self.config, self._clock = config, clock
        self._smtp = mail_server(config)
        self._lock = _lock(config.data_dir)
        self._database = SqliteDatabase(config.database)
        self._loop = Loop()
        with self._database.write() as tx:
            migrate(tx)
            self.workspace_id = _first_facts(tx, config, clock())
        self._sockets = _sockets(config)
        self._connect_endpoint = connect_endpoint.open_endpoint(config)
        self._metrics = Metrics()
        self.parts = self._wire()
        self.catalog = UnityCatalog()
        self.warehouses = Warehouses(self.parts)
        self._names = IssuedNames()
        python = ConfinedPython(self.parts)
        self._road = Road(self.parts, self.catalog, Grants(), self.warehouses, self._names, python)
        self.parts.sql.executions = Executions(self._road, self._clock, config.data_dir / "results")
        self.parts.sql.catalog = self.catalog
        self._history = HistoryRecorder(self.parts)
        self.parts.sql.recorder = self._history
        self._lineage = self.parts.sql.lineage = LineageRecorder(self.parts)
        lines = config.data_dir / "logs" / "audit.jsonl" if config.audit_lines else None
        self._audit = AuditLog(self._database, lines)
        trail = StatementTrail(self._audit.add)
        executions = self.parts.sql.executions
        executions.started = trail.started
        executions.ended = _each(self._history.ended, self._lineage.ended, trail.ended)
        read_token = CredentialReader(
            self.parts.address, self.workspace_id, PrincipalReader().principal_of
        )
        self._reaches = Reaches(self.parts)
        self._gateway = self._connect_gateway(read_token)
        self._api = Api(
            self.parts,
            all_routes(),
            read_token,
            AccessLog(config.data_dir / "logs"),
            read_password=sign_in if config.basic_auth else None,
            gates=[IpGate(), Limits(config.rate_limit).gate],
            trail=self._audit.append,
            metrics=self._metrics,
        )
        # Made before anything is served: they look at what the last server left.
        self._sweeps = (
            WorkspaceSweep(self.parts),
            StreamSweep(self.parts),
            RunSweep(self.parts),
            TriggerReconciler(self.parts),
            WatchReconciler(self.parts),
            VolumeSweep(self.parts),
            ModelSweep(self.parts),
            UploadSweep(self.parts),
            StatementSweep(self.parts),
            Delivery(self.parts, self._smtp),
            TableSweep(self.parts),
            AuditSweep(self.parts),
            self._history,
            self._lineage,
            self.parts.environments,
        )
        self._libraries = LibraryReconciler(self.parts)
        self.listeners: list[Listener] = []

    @property
    def address(self) -> str:
        """The base URL of the plain listener."""
        return self.parts.address

    def _wire(self) -> Parts:
        config = self.config
        host, port = self._sockets[0].getsockname()[:2]
        parts = Parts(
            config=config,
            database=self._database,
            blobs=DirectoryBlobs(config.data_dir / "blobs").swept(),
            vault=open_vault(config.data_dir / "secret.key", config.secret_key),
            signals=self._loop,
            clock=self._clock,
            workspace_id=self.workspace_id,
            measures=self._metrics,
            address=f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}",  # noqa: S104
            isolation=isolation.find(config.isolation, config.data_dir, config.allow_ports),
            sql=Statements(Sessions(), key=signing_key(config.data_dir)),
            delta=DeltaLogs(),
            connect_port=self._connect_endpoint.private_port,
        )
        return replace(parts, environments=Environments(parts))

    def _connect_gateway(self, read_token: CredentialReader) -> Gateway:
        """Spark Connect, in front of the engines of clusters."""
        return Gateway(
            Access(self.parts, read_token, [IpGate()]),
            SparkSessions(self.config.data_dir / "connect"),
            Planner(
                self._road,
                Grants(),
                self.parts.sql.executions,
                self.config.data_dir,
                self._lineage.moved,
            ),
            self._clock,
            self._audit.add,
            self._reaches.settled,
        )

    async def start(self) -> None:
        """Serve; returns once /healthz answers."""
        self._seed()
        self.listeners = [Listener(self._api, self._sockets[0])]
        if len(self._sockets) > 1:
            from boathouse.http.tls import server_context

            tls = server_context(self.config.data_dir / "tls")
            self.listeners.append(Listener(self._api, self._sockets[1], tls))
        pem = connect_endpoint.certificate(self.config.data_dir)
        self.connect = ConnectServer(self._connect_endpoint, self._gateway, pem)
        self._audit.start()
        catalogs = self._engine_catalog()
        for listener in self.listeners:
            await listener.start()
        await self.connect.start()
        self._clusters = ClusterReconciler(self.parts, Sail(), catalogs.address)
        self._warehouses = WarehouseReconciler(
            self.parts, Sail(), catalogs.warehouse_address, self.warehouses
        )
        self._runs = RunReconciler(self.parts)
        self._loop.start(
            self._runs,
            CheckoutReconciler(self.parts),
            *self._sweeps,
            self._libraries,
            self._clusters,
            self._warehouses,
            self._gateway,
            self._reaches,
        )

    def _seed(self) -> None:
        """What the workspace was asked to hold; before anybody can ask for it."""
        if self.config.seed == "handbook":
            from boathouse.seed import handbook

            handbook(self.parts)

    def _engine_catalog(self) -> Endpoint:
        """A private listener for what engines ask about tables."""
        denied = FacadeTrail(self._audit.add, self._clock).denied
        endpoint = open_endpoint(self.config.data_dir, self._names, denied)
        self.listeners.append(endpoint.listener)
        return endpoint

    async def stop(self) -> None:
        """Stop serving. Engines and tasks go on: a restart finds them again."""
        for listener in self.listeners:
            await listener.stop()
        await self.connect.stop()
        await self._audit.stop()
        await self._loop.stop()
        await self._runs.close()
        await self._clusters.close()
        await self._libraries.close()
        self.parts.environments.close()
        await self._gateway.close()
        await self.parts.sql.executions.close()
        await self._warehouses.close()
        await self.warehouses.close()
        self._road.close()
        # What ended with the server has its events too.
        await self._audit.stop()
        self._history.write()
        self._lineage.write()
        self._api.close()
        self._database.close()
        self._lock.close()


def _each(*hooks: Callable[[Execution], None]) -> Callable[[Execution], None]:
    """Tell all of them of a statement that is over."""

    def ended(execution: Execution) -> None:
        for hook in hooks:
            hook(execution)

    return ended


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
    principals.ensure_system_groups(tx, now)
    if settings.get(tx, "first_grants") is None:
        first_grants(tx)
        settings.put_once(tx, "first_grants", "given")
    admin = principals.by_name(tx, config.admin_user)
    if admin is None:
        user_id = new_id(now)
        principals.insert_user(tx, user_id, config.admin_user, admin=True, now=now)
    else:
        user_id = admin.principal_id
    _admin_token(tx, config, user_id, now)
    first_catalogs(tx, now)
    files_credential(tx, now)
    first_locations(tx, config, now)
    first_samples(tx, config.data_dir, now)
    first_warehouse(tx, owner=config.admin_user, now=now)
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

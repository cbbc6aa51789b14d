"""A live server for tests: the real App in a thread of its own, on a free loopback port."""

from __future__ import annotations

import asyncio
import os
import tempfile
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import requests

from boathouse.app import App, system_clock
from boathouse.config import Config
from boathouse.engine.sail import Sail
from boathouse.services.principals import store as principals
from boathouse.services.principals.entitlements import CLUSTER_CREATE
from boathouse.services.tokens import store as tokens
from boathouse.store.ids import new_id


class LiveServer:
    """Starts at construction; `stop()` ends it as SIGTERM would."""

    def __init__(self, data_dir: Path, **settings: Any) -> None:
        os.umask(0o077)  # as `serve` does: what keeps engines out of folders is part of it
        clock = settings.pop("clock", system_clock)
        self.data_dir = data_dir
        settings.setdefault("external_locations", (Path(tempfile.gettempdir()),))
        self._settings, self._clock = settings, clock
        self._started = threading.Event()
        self._failure: BaseException | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="live-server", daemon=True)
        self._thread.start()
        self._started.wait(20)
        if self._failure:
            raise self._failure

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        except BaseException as error:
            self._failure = error
            self._started.set()
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        config = Config(**{"data_dir": self.data_dir, "port": 0, **self._settings})
        self.app = App(config, self._clock)
        self._stopping = asyncio.Event()
        await self.app.start()
        self._started.set()
        await self._stopping.wait()
        await self.app.stop()

    @property
    def address(self) -> str:
        return self.app.address

    @property
    def token(self) -> str:
        return (self.data_dir / "admin.token").read_text().strip()

    def add_user(self, user_name: str) -> str:
        """A second, non-admin user who may make clusters; the value of a token of theirs."""
        value = tokens.new_value()
        now = self.app.parts.clock()
        with self.app.parts.database.write() as tx:
            user_id = new_id(now)
            principals.insert_user(tx, user_id, user_name, now=now)
            row = principals.by_id(tx, user_id)
            assert row is not None
            document = {"entitlements": [{"value": CLUSTER_CREATE}]}
            principals.update_principal(tx, replace(row, document=document))
            tokens.insert_token(tx, value, user_id, now=now)
        return value

    def end_engines(self) -> None:
        """End the engines that a stopped server left running, as it should, for the next one."""
        for engines in (self.data_dir / "engines", self.data_dir / "warehouses"):
            for folder in engines.iterdir() if engines.is_dir() else ():
                asyncio.run(Sail().clear(folder, 0.0))

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(20)


@dataclass
class Api:
    """Plain `requests` with a token."""

    address: str
    token: str | None

    def as_(self, token: str | None) -> Api:
        return Api(self.address, token)

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> requests.Response:
        return self.request("POST", path, **options)

    def request(self, verb: str, path: str, **options: Any) -> requests.Response:
        headers = dict(options.pop("headers", {}))
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        options.setdefault("timeout", 30)
        return requests.request(verb, self.address + path, headers=headers, **options)

"""Where engines reach the private catalog: one loopback port and one secret, kept in the data
folder, because engines outlive the server that started them."""

from __future__ import annotations

import json
import logging
import secrets
import socket
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from boathouse.engine.protocol import CatalogAddress
from boathouse.http.listener import CannotListen, Listener, bind
from boathouse.protocols.engine_catalog import tokens
from boathouse.store.crypto import write_private

log = logging.getLogger("boathouse.engine_catalog")
_HOST = "127.0.0.1"


@dataclass(frozen=True)
class Endpoint:
    """The listener, and the addresses that it is known by to engines."""

    listener: Listener
    secret: bytes = field(repr=False)

    def address(self, engine_id: str) -> CatalogAddress:
        """Where and with which token one engine asks."""
        from boathouse.protocols.engine_catalog.app import BASE_PATH

        uri = f"http://{_HOST}:{self.listener.port}{BASE_PATH}"
        return CatalogAddress(uri, tokens.mint(self.secret, engine_id))


def open_endpoint(data_dir: Path) -> Endpoint:
    """The endpoint of a data folder, on its port of last time where that is free."""
    record = data_dir / "engine_catalog.json"
    kept = json.loads(record.read_text()) if record.exists() else {}
    secret = kept.get("secret") or secrets.token_hex(32)
    bound = _bind(kept.get("port", 0))
    port = bound.getsockname()[1]
    if kept.get("port") != port:
        write_private(record, json.dumps({"port": port, "secret": secret}))
    key = bytes.fromhex(secret)
    return Endpoint(Listener(_Facade(key), bound), key)


class _Facade:
    """The facade, loaded with its first call: the first answer of a start need not wait for it."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._app: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if self._app is None:
            from boathouse.protocols.engine_catalog.app import engine_catalog

            self._app = engine_catalog(self._secret)
        await self._app(scope, receive, send)


def _bind(port: int) -> socket.socket:
    try:
        return bind(_HOST, port)
    except CannotListen:
        log.warning("port %d of the engines' catalog is taken; living engines cannot ask it", port)
        return bind(_HOST, 0)

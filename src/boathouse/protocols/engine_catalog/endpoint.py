"""Where engines reach the private catalog: one loopback port and one secret, kept in the data
folder, because engines outlive the server that started them."""

from __future__ import annotations

import contextlib
import json
import logging
import random
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boathouse.engine import ports
from boathouse.engine.protocol import CatalogAddress
from boathouse.http.listener import CannotListen, Listener, bind
from boathouse.protocols.engine_catalog import tokens
from boathouse.store.crypto import write_private

if TYPE_CHECKING:
    from boathouse.protocols.engine_catalog.issued import Issued

log = logging.getLogger("boathouse.engine_catalog")
_HOST = "127.0.0.1"


@dataclass(frozen=True)
class Endpoint:
    """The listener, and the addresses that it is known by to engines."""

    listener: Listener
    secret: bytes = field(repr=False)

    def address(self, engine_id: str) -> CatalogAddress:
        """Where and with which token one cluster's engine asks."""
        return CatalogAddress(self._uri, tokens.mint(self.secret, engine_id))

    def warehouse_address(self, warehouse_id: str) -> CatalogAddress:
        """The same for a warehouse's engine: it finds what running statements were given."""
        return CatalogAddress(self._uri, tokens.mint_warehouse(self.secret, warehouse_id))

    @property
    def _uri(self) -> str:
        from boathouse.protocols.engine_catalog.app import BASE_PATH

        return f"http://{_HOST}:{self.listener.port}{BASE_PATH}"


def open_endpoint(
    data_dir: Path, issued: Issued | None = None, denied: Callable[[str, str], None] | None = None
) -> Endpoint:
    """The endpoint of a data folder, on its port of last time where that is free.

    `issued`: the names of running statements, for the engines of warehouses. `denied`: told of
    calls without an engine's token, by verb and address.
    """
    record = data_dir / "engine_catalog.json"
    kept = json.loads(record.read_text()) if record.exists() else {}
    secret = kept.get("secret") or secrets.token_hex(32)
    bound = _bind(kept.get("port"))
    port = bound.getsockname()[1]
    if kept.get("port") != port:
        write_private(record, json.dumps({"port": port, "secret": secret}))
    key = bytes.fromhex(secret)
    return Endpoint(Listener(_Facade(key, issued, denied), bound), key)


class _Facade:
    """The facade, loaded with its first call: the first answer of a start need not wait for it."""

    def __init__(
        self, secret: bytes, issued: Issued | None, denied: Callable[[str, str], None] | None
    ) -> None:
        self._secret, self._issued, self._denied = secret, issued, denied
        self._app: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if self._app is None:
            from boathouse.protocols.engine_catalog.app import engine_catalog

            self._app = engine_catalog(self._secret, self._issued, self._denied)
        await self._app(scope, receive, send)


def _bind(kept: int | None) -> socket.socket:
    """The port of last time; else one that the system hands to nobody, so that while no server
    runs no other process gets it by chance, and with it the engines' tokens."""
    if kept is not None:
        try:
            return bind(_HOST, kept)
        except CannotListen:
            text = "port %d of the engines' catalog is taken; living engines cannot ask it"
            log.warning(text, kept)
    for port in random.sample(ports.unassigned(), ports.TRIES):
        with contextlib.suppress(CannotListen):
            return bind(_HOST, port)
    raise CannotListen(f"None of {ports.TRIES} ports on {_HOST} was free.")

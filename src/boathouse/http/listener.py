"""Listening: sockets bound by us (so that a refusal is explained), uvicorn behind them."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
import ssl
from collections.abc import Iterator
from typing import Any

import uvicorn

from boathouse.http.slow import ImpatientProtocol

GRACE_SECONDS = 5
# Clients poll with pauses of up to ten seconds, over one connection where we let them.
KEEP_ALIVE_SECONDS = 75


class CannotListen(Exception):
    """The port cannot be had; the message says why and what to do."""


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; CannotListen with an explanation otherwise."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, or asyncio leaves Nagle's delay on: 40 ms on a kept-alive connection.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise CannotListen(_explain(host, port, error)) from None
    listener.set_inheritable(False)
    return listener


def _explain(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use by another process; choose one with --port."
    if error.errno in (errno.EACCES, errno.EPERM):
        return (
            f"This user may not listen on port {port}. On Linux allow it with:\n"
            f"  sudo sysctl -w net.ipv4.ip_unprivileged_port_start={port}"
        )
    return f"Cannot listen on {host}:{port}: {error.strerror}."


class Listener:
    """One uvicorn server on one socket, without signal handlers of its own."""

    def __init__(
        self, app: Any, listener: socket.socket, tls: ssl.SSLContext | None = None
    ) -> None:
        config = uvicorn.Config(
            app,
            log_config=None,
            log_level="warning",
            access_log=False,
            lifespan="off",
            ws="none",
            http=ImpatientProtocol,
            server_header=False,
            # By default uvicorn believes X-Forwarded-For of every local process; IP access lists
            # and lockouts go by the address of the socket.
            proxy_headers=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        config.load()
        config.ssl = tls
        self._server = _Server(config)
        self._socket = listener
        self._task: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port in use, also when 0 was asked for."""
        number: int = self._socket.getsockname()[1]
        return number

    async def start(self) -> None:
        """Serve; returns once connections are accepted."""
        self._task = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        while not self._server.started and not self._task.done():
            await asyncio.sleep(0.005)

    async def stop(self) -> None:
        """Finish the requests under way, then close."""
        self._server.should_exit = True
        if self._task is not None:
            await self._task


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # The process has several listeners and more to stop than they: app.py owns the signals.
        yield

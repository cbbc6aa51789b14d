"""The listener: gRPC on one or two ports, messages as bytes both ways."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, Protocol

from boathouse.protocols.connect.endpoint import Endpoint
from boathouse.protocols.connect.wire import SERVICE

log = logging.getLogger("boathouse.connect")

_GRACE_SECONDS = 2.0
_OPTIONS = (
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_send_message_length", -1),
    ("grpc.http2.min_recv_ping_interval_without_data_ms", 10_000),
    # Sockets of ours hold the ports meanwhile.
    ("grpc.so_reuseport", 1),
)
STREAMS = ("ExecutePlan", "ReattachExecute")
UPLOADS = ("AddArtifacts",)
UNARY = (
    "AnalyzePlan",
    "Config",
    "ArtifactStatus",
    "Interrupt",
    "ReleaseExecute",
    "ReleaseSession",
    "FetchErrorDetails",
)
"""Any other method answers UNIMPLEMENTED."""


class Service(Protocol):
    """What answers: `boathouse.protocols.connect.gateway.Gateway`."""

    def stream(self, method: str) -> Any:
        """An async generator function of (request bytes, context)."""

    def unary(self, method: str) -> Any:
        """A coroutine function of (request bytes, context)."""

    def upload(self, method: str) -> Any:
        """A coroutine function of (iterator of request bytes, context)."""


class ConnectServer:
    """Starts and stops with the app. gRPC is loaded at the start."""

    def __init__(self, endpoint: Endpoint, service: Service, pem: Path | None) -> None:
        self.endpoint, self._service, self._pem = endpoint, service, pem
        self._server: Any = None

    @property
    def port(self) -> int:
        """The port that clients use."""
        return self.endpoint.port

    async def start(self) -> None:
        """Serve."""
        from grpc import aio  # type: ignore[import-untyped,unused-ignore]

        self._server = aio.server(options=_OPTIONS)
        self._server.add_generic_rpc_handlers((self._handlers(),))
        endpoint = self.endpoint
        host = f"[{endpoint.host}]" if ":" in endpoint.host else endpoint.host
        if endpoint.tls and self._pem is not None:
            credentials = _credentials(self._pem.read_bytes())
            self._server.add_secure_port(f"{host}:{endpoint.port}", credentials)
        else:
            self._server.add_insecure_port(f"{host}:{endpoint.port}")
        if endpoint.private_port != endpoint.port:
            self._server.add_insecure_port(f"127.0.0.1:{endpoint.private_port}")
        await self._server.start()

    async def stop(self) -> None:
        """Stop: clients that still read come again to the next server."""
        if self._server is not None:
            await self._server.stop(_GRACE_SECONDS)
        self.endpoint.close()

    def _handlers(self) -> Any:
        import grpc  # type: ignore[import-untyped,unused-ignore]

        service = self._service
        handlers: dict[str, Any] = {}
        for method in STREAMS:
            handlers[method] = grpc.unary_stream_rpc_method_handler(service.stream(method))
        for method in UNARY:
            handlers[method] = grpc.unary_unary_rpc_method_handler(service.unary(method))
        for method in UPLOADS:
            handlers[method] = grpc.stream_unary_rpc_method_handler(service.upload(method))
        return grpc.method_handlers_generic_handler(SERVICE, handlers)


def _credentials(pem: bytes) -> Any:
    import grpc  # type: ignore[import-untyped,unused-ignore]

    # server.pem holds the key first, then the chain.
    key, _, chain = pem.partition(b"-----BEGIN CERTIFICATE-----")
    return grpc.ssl_server_credentials([(key, b"-----BEGIN CERTIFICATE-----" + chain)])

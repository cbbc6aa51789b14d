"""Connections to clusters' engines: calls that take and give the bytes of messages."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from boathouse.protocols.connect.wire import SERVICE

OPTIONS = (
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_send_message_length", -1),
    # A proxy from the server's environment is not for loopback.
    ("grpc.enable_http_proxy", 0),
    # Another engine may get the port of a dead one: connections are not shared by address.
    ("grpc.use_local_subchannel_pool", 1),
)


class Stub:
    """One engine, "127.0.0.1:port"."""

    def __init__(self, address: str) -> None:
        self.address = address

    def unary(self, method: str) -> Any:
        """A call with one answer."""
        return self._channel.unary_unary(f"/{SERVICE}/{method}")

    def stream(self, method: str) -> Any:
        """A call that is answered with a stream."""
        return self._channel.unary_stream(f"/{SERVICE}/{method}")

    def upload(self, method: str) -> Any:
        """A call that sends a stream."""
        return self._channel.stream_unary(f"/{SERVICE}/{method}")

    async def close(self) -> None:
        """Give the connection up."""
        if "_channel" in self.__dict__:
            await self._channel.close()

    @cached_property
    def _channel(self) -> Any:
        from grpc import aio  # type: ignore[import-untyped,unused-ignore]

        return aio.insecure_channel(self.address, options=OPTIONS)


class Stubs:
    """One connection for each engine that is in use. Belongs to the event loop."""

    def __init__(self) -> None:
        self._by_cluster: dict[str, Stub] = {}

    def of(self, cluster_id: str, address: str) -> Stub:
        """The connection to a cluster's present engine."""
        stub = self._by_cluster.get(cluster_id)
        if stub is None or stub.address != address:
            stub = self._by_cluster[cluster_id] = Stub(address)
        return stub

    async def close(self) -> None:
        """Give all connections up."""
        stubs, self._by_cluster = self._by_cluster, {}
        for stub in stubs.values():
            await stub.close()

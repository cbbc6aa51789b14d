"""Spark Connect calls without PySpark, which would cost more than all that is measured."""

from __future__ import annotations

import time
import uuid
from typing import Any

import grpc

from boathouse.protocols.connect.wire import SERVICE, wire

_OPTIONS = [("grpc.max_receive_message_length", -1)]


class Calls:
    """One session at one address; `headers` as the gateway wants them."""

    def __init__(self, address: str, headers: dict[str, str] | None = None) -> None:
        self._channel = grpc.insecure_channel(address, options=_OPTIONS)
        self._execute = self._channel.unary_stream(f"/{SERVICE}/ExecutePlan")
        self._metadata = list((headers or {}).items())
        self._session_id = str(uuid.uuid4())

    def query(self, text: str) -> tuple[float, int]:
        """Seconds from the request to the end of its answer, and the bytes of it."""
        return self.run(self.request(text))

    def request(self, text: str) -> Any:
        """A query as a relation, which is what a DataFrame's collect() sends."""
        request = wire().ExecutePlanRequest(session_id=self._session_id)
        request.operation_id = str(uuid.uuid4())
        request.plan.root.sql.query = text
        return request

    def run(self, request: Any) -> tuple[float, int]:
        """The same for any plan."""
        data, size = request.SerializeToString(), 0
        started = time.perf_counter()
        for message in self._execute(data, metadata=self._metadata):
            size += len(message)
        return time.perf_counter() - started, size

    def close(self) -> None:
        """Give the connection up."""
        self._channel.close()

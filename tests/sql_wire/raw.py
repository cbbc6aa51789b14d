"""Thrift calls as Apache's library writes them, for what the Python connector never sends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests
from databricks.sql.thrift_api.TCLIService import TCLIService, ttypes
from thrift.protocol.TBinaryProtocol import TBinaryProtocol
from thrift.Thrift import TApplicationException, TMessageType
from thrift.transport.TTransport import TMemoryBuffer

from tests.sql_wire.fake import Wire

V8 = ttypes.TProtocolVersion.SPARK_CLI_SERVICE_PROTOCOL_V8


def message(method: str, req: Any, seqid: int = 7) -> bytes:
    buffer = TMemoryBuffer()
    protocol = TBinaryProtocol(buffer)
    protocol.writeMessageBegin(method, TMessageType.CALL, seqid)
    getattr(TCLIService, f"{method}_args")(req).write(protocol)
    protocol.writeMessageEnd()
    return bytes(buffer.getvalue())


@dataclass
class Raw:
    """A client with a session. Every reply is read back by Apache's reader and validated."""

    wire: Wire
    token: str
    agent: str = "raw"
    session: Any = None

    @property
    def headers(self) -> dict[str, str]:
        return {
            "authorization": f"Bearer {self.token}",
            "content-type": "application/x-thrift",
            "user-agent": self.agent,
        }

    def post(self, body: bytes, url: str | None = None) -> requests.Response:
        return requests.post(url or self.wire.url, data=body, headers=self.headers, timeout=30)

    def call(self, method: str, req: Any) -> Any:
        answer = self.post(message(method, req))
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/x-thrift"
        protocol = TBinaryProtocol(TMemoryBuffer(answer.content))
        name, kind, seqid = protocol.readMessageBegin()
        assert (name, seqid) == (method, 7)
        if kind == TMessageType.EXCEPTION:
            error = TApplicationException()
            error.read(protocol)
            raise error
        result = getattr(TCLIService, f"{method}_result")()
        result.read(protocol)
        result.success.validate()
        return result.success

    def opened(self, **more: Any) -> Raw:
        req = ttypes.TOpenSessionReq(client_protocol_i64=V8, **more)
        self.session = self.call("OpenSession", req).sessionHandle
        return self

    def ask(self, method: str, **fields: Any) -> Any:
        """A call that names the session."""
        req = getattr(ttypes, f"T{method}Req")(sessionHandle=self.session, **fields)
        return self.call(method, req)

    def execute(self, text: str, **fields: Any) -> Any:
        direct = ttypes.TSparkGetDirectResults(maxRows=100_000)
        return self.ask(
            "ExecuteStatement", statement=text, **{"getDirectResults": direct, **fields}
        )

    def fetch(self, handle: Any, **fields: Any) -> Any:
        values = {"orientation": 0, "maxRows": 1000, **fields}
        req = ttypes.TFetchResultsReq(operationHandle=handle, **values)
        return self.call("FetchResults", req)

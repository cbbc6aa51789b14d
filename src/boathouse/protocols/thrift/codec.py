"""A call from its bytes, a reply to its bytes: TBinaryProtocol, strict.

Large payloads go past the codec, which would copy them three times (sql_wire.md 9): the reply is
encoded with a mark in the place of each, and comes as a list of buffers.
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from boathouse.protocols.thrift.idl import tcli
from boathouse.protocols.thrift.wellformed import Malformed, require_struct

CALL, REPLY, EXCEPTION = 1, 2, 3
UNKNOWN_METHOD = 1
VERSION = 0x80010000
LARGE = 64 * 1024
MARK_BYTES = 24


@dataclass(frozen=True)
class Call:
    """One message of a client. `request` is None where the method is unknown."""

    method: str
    seqid: int
    request: Any


def decode(body: bytes) -> Call:
    """The call that a body holds. Raises Malformed."""
    method, seqid, at = _head(body)
    require_struct(body, at)
    arguments = getattr(tcli().TCLIService, f"{method}_args", None)
    if method not in tcli().TCLIService.thrift_services or arguments is None:
        return Call(method, seqid, None)
    read = arguments()
    _protocol(body[at:]).read_struct(read)
    if read.req is None:
        raise Malformed(f"{method} comes without its request")
    return Call(method, seqid, read.req)


def encode(call: Call, answer: Any, payloads: Sequence[tuple[Any, str, bytes]] = ()) -> list[bytes]:
    """The reply. Each payload (struct, name of its field, bytes) is put in as it is."""
    marks = []
    for holder, name, payload in payloads:
        mark = secrets.token_bytes(MARK_BYTES) if len(payload) >= LARGE else payload
        setattr(holder, name, mark)
        if mark is not payload:
            marks.append((mark, payload))
    result = getattr(tcli().TCLIService, f"{call.method}_result")(success=answer)
    return _spliced(_message(call, REPLY, result), marks)


def unknown_method(call: Call) -> list[bytes]:
    """The TApplicationException for a method that the service does not have."""
    from thriftpy2.thrift import TApplicationException

    text = f"Invalid method name: '{call.method}'"
    return [_message(call, EXCEPTION, TApplicationException(UNKNOWN_METHOD, text))]


def _head(body: bytes) -> tuple[str, int, int]:
    """The method, the sequence id and where the arguments begin."""
    try:
        version, length = struct.unpack_from(">Ii", body)
        end = 8 + length
        if version != VERSION | CALL or not 0 < length <= 256:
            raise Malformed("this is no call in TBinaryProtocol")
        (seqid,) = struct.unpack_from(">i", body, end)
        return body[8:end].decode(), seqid, end + 4
    except (struct.error, UnicodeDecodeError) as error:
        raise Malformed("this is no call in TBinaryProtocol") from error


def _message(call: Call, kind: int, result: Any) -> bytes:
    name = call.method.encode()
    head = struct.pack(">Ii", VERSION | kind, len(name)) + name + struct.pack(">i", call.seqid)
    protocol = _protocol(b"")
    protocol.write_struct(result)
    return head + bytes(protocol.trans.getvalue())


def _spliced(whole: bytes, marks: list[tuple[bytes, bytes]]) -> list[bytes]:
    pieces, at = [], 0
    for mark, payload in marks:
        found = whole.index(mark, at)
        pieces += [whole[at : found - 4], struct.pack(">i", len(payload)), payload]
        at = found + len(mark)
    pieces.append(whole[at:])
    return pieces


def _protocol(data: bytes) -> Any:
    from thriftpy2.protocol import TCyBinaryProtocol
    from thriftpy2.transport import TCyMemoryBuffer

    made: Any = TCyBinaryProtocol
    return made(TCyMemoryBuffer(data))

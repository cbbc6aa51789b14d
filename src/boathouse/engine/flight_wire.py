"""The few messages of Flight SQL that a query takes, and the heads of Arrow IPC messages.

Field numbers: Flight.proto and FlightSql.proto; offsets: Message.fbs, all of Apache Arrow.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from boathouse.errors import EngineError

GET_FLIGHT_INFO = "/arrow.flight.protocol.FlightService/GetFlightInfo"
DO_GET = "/arrow.flight.protocol.FlightService/DoGet"

_QUERY = b"type.googleapis.com/arrow.flight.protocol.sql.CommandStatementQuery"
_COMMAND = b"\x08\x02"  # FlightDescriptor.type = CMD
_CONTINUATION = b"\xff\xff\xff\xff"
_RECORD_BATCH = 3
_LENGTH_DELIMITED = 2


def descriptor(sql: str) -> bytes:
    """A FlightDescriptor that asks for a statement."""
    command = _field(1, _QUERY) + _field(2, _field(1, sql.encode()))
    return _COMMAND + _field(2, command)


def ticket(info: bytes) -> bytes:
    """The Ticket message of a FlightInfo's one endpoint. Raises EngineError where it has none."""
    for number, endpoint in _fields(memoryview(info)):
        if number == 3:
            for inner, value in _fields(endpoint):
                if inner == 1:
                    return bytes(value)
    raise EngineError("The engine gave no ticket for the statement.")


def flight_data(message: bytes) -> tuple[memoryview, memoryview]:
    """The header and the body of a FlightData, without a copy."""
    header = body = memoryview(b"")
    for number, value in _fields(memoryview(message)):
        if number == 2:
            header = value
        elif number == 1000:
            body = value
    return header, body


def encapsulated(header: memoryview, body: memoryview) -> bytes:
    """The IPC message as it stands in a stream."""
    padding = -len(header) % 8
    size = (len(header) + padding).to_bytes(4, "little")
    return b"".join((_CONTINUATION, size, header, bytes(padding), body, bytes(-len(body) % 8)))


def rows(header: memoryview) -> int:
    """The rows of a record batch's header. Raises EngineError for any other message: pysail
    resolves dictionaries before it sends, so that none is expected."""
    message = _root(header)
    kind = _slot(header, message, 1)
    if kind is None or header[kind] != _RECORD_BATCH:
        raise EngineError("The engine sent a message that is no record batch.")
    reference = _slot(header, message, 2)
    if reference is None:
        raise EngineError("The engine sent a record batch without a header.")
    batch = reference + _number("<I", header, reference)
    length = _slot(header, batch, 0)
    return _number("<q", header, length) if length is not None else 0


def _root(buffer: memoryview) -> int:
    return _number("<I", buffer, 0)


def _slot(buffer: memoryview, table: int, field: int) -> int | None:
    """Where a field of a flatbuffers table stands; None where it has its default."""
    vtable = table - _number("<i", buffer, table)
    entry = 4 + 2 * field
    if entry >= _number("<H", buffer, vtable):
        return None
    offset = _number("<H", buffer, vtable + entry)
    return table + offset if offset else None


def _number(kind: str, buffer: memoryview, offset: int) -> int:
    value: int = struct.unpack_from(kind, buffer, offset)[0]
    return value


def _field(number: int, data: bytes) -> bytes:
    return _varint(number << 3 | _LENGTH_DELIMITED) + _varint(len(data)) + data


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def _read_varint(message: memoryview, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = message[at]
        at += 1
        number |= (byte & 127) << shift
        if byte < 128:
            return number, at
        shift += 7


def _fields(message: memoryview) -> Iterator[tuple[int, memoryview]]:
    """The number and the bytes of each length-delimited field; others are passed over."""
    at = 0
    while at < len(message):
        key, at = _read_varint(message, at)
        match key & 7:
            case 0:
                _, at = _read_varint(message, at)
            case 1:
                at += 8
            case 2:
                size, at = _read_varint(message, at)
                yield key >> 3, message[at : at + size]
                at += size
            case 5:
                at += 4
            case _:
                raise EngineError("The engine sent a message that cannot be read.")

"""Flight SQL with nothing around it: two gRPC calls of pyarrow, the command written by hand."""

from __future__ import annotations

from typing import Any

import drill
from pyarrow import flight

COMMAND = b"type.googleapis.com/arrow.flight.protocol.sql.CommandStatementQuery"


def connect(target: dict[str, Any]) -> drill.Run:
    """A connection of its own."""
    client = flight.FlightClient(target["address"])

    def run(statement: str, arrow: bool) -> int:
        command = _field(1, COMMAND) + _field(2, _field(1, statement.encode()))
        found = client.get_flight_info(flight.FlightDescriptor.for_command(command))
        table = client.do_get(found.endpoints[0].ticket).read_all()
        return table.num_rows if arrow else len(table.to_pylist())

    return run


def _field(number: int, value: bytes) -> bytes:
    """A length-delimited field of protobuf."""
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


if __name__ == "__main__":
    drill.main(connect)

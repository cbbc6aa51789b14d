"""What is known of a client by its name: how it polls, and what it makes of an inline result."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address

from boathouse.context import Context

MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Client:
    """`inline_bytes`: larger results go by link. `patience`: how many seconds ExecuteStatement may
    take before the client gets the handle by which it cancels. `reads_lz4_flag`: it looks at
    `lz4Compressed` of the answer, rather than at what it asked for."""

    inline_bytes: int = MEGABYTE
    patience: float = 1.0
    reads_lz4_flag: bool = False


# The Python connector writes each response into a log record that nobody reads: about 20 ms for
# each inline megabyte [sql_wire.md 8].
PYTHON = Client(inline_bytes=300 * 1024, reads_lz4_flag=True)
# Go sleeps a second between two polls [5.2].
GO = Client(patience=5.0)


def client_of(ctx: Context) -> Client:
    """By the User-Agent."""
    agent = ctx.headers.get("user-agent", "").lower()
    if agent.startswith("pydatabrickssqlconnector"):
        return PYTHON
    return GO if agent.startswith("godatabrickssqlconnector") else Client()


def on_this_machine(ctx: Context) -> bool:
    """Whether bytes to the client cost nothing, so that packing them only takes time."""
    try:
        return ip_address(ctx.client).is_loopback
    except ValueError:
        return False

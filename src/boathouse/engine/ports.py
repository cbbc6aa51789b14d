"""Ports to listen on that nobody comes by without asking for them by number."""

from __future__ import annotations

from pathlib import Path

LOWEST_PORT = 20_000
TRIES = 100
"""How many of them to try before giving up."""

_HANDED_OUT = Path("/proc/sys/net/ipv4/ip_local_port_range")


def unassigned() -> list[int]:
    """Ports that are not privileged, and that the system does not hand out (where it says)."""
    every = range(LOWEST_PORT, 65_536)
    try:
        first, last = map(int, _HANDED_OUT.read_text().split())
    except OSError:
        return list(every)
    left = [port for port in every if not first <= port <= last]
    return left if len(left) >= TRIES else list(every)

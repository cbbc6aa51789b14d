"""Load from a process of its own: `python -m bench.load <port> <path> <clients> <seconds>`.

Each client sends its next request once it has its answer. Raw sockets and one thread: what is
measured is the server, as far as two processes on two cores allow. The token comes on stdin;
rate, p50 and p99 (ms) go to stdout as JSON.
"""

from __future__ import annotations

import json
import re
import selectors
import socket
import sys
import time

from bench.figures import percentile

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)


class Caller:
    """One kept-alive connection with one request under way."""

    def __init__(self, port: int, request: bytes) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._request, self._answer, self._sent = request, b"", 0.0

    def send(self) -> None:
        """Begin the next request."""
        self._answer, self._sent = b"", time.perf_counter()
        self.socket.sendall(self._request)

    def receive(self) -> float | None:
        """Milliseconds that the request took; None while its answer is not whole."""
        piece = self.socket.recv(65536)
        self._answer += piece
        head, found, body = self._answer.partition(b"\r\n\r\n")
        if not piece or (found and not head.startswith(b"HTTP/1.1 200")):
            raise SystemExit(f"answered {self._answer[:500]!r}")
        length = _LENGTH.search(head + b"\r\n") if found else None
        if length is None or len(body) < int(length[1]):
            return None
        return (time.perf_counter() - self._sent) * 1000


def main() -> None:
    port, path, clients, seconds = sys.argv[1:]
    request = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: bench\r\n"
        f"Authorization: Bearer {sys.stdin.readline().strip()}\r\n\r\n"
    ).encode()
    callers = [Caller(int(port), request) for _ in range(int(clients))]
    print(json.dumps(_run(callers, float(seconds))))


def _run(callers: list[Caller], seconds: float) -> dict[str, float]:
    selector, taken = selectors.DefaultSelector(), []
    for caller in callers:
        selector.register(caller.socket, selectors.EVENT_READ, caller)
        caller.send()
    began = time.perf_counter()
    while time.perf_counter() < began + seconds:
        for key, _ in selector.select(1.0):
            milliseconds = key.data.receive()
            if milliseconds is not None:
                taken.append(milliseconds)
                key.data.send()
    rate = len(taken) / (time.perf_counter() - began)
    return {"rate": rate, "p50": percentile(taken, 0.5), "p99": percentile(taken, 0.99)}


if __name__ == "__main__":
    main()
